package search_test

import (
	"strconv"
	"testing"
)

// BenchmarkPublish takes in published assets beside 10,000 in files: one that is new, and a hundred of
// which each replaces a file.
func BenchmarkPublish(b *testing.B) {
	w := synthetic(10_000)
	x := w.open(b)
	for _, n := range []int{1, 100} {
		more := w.library.Assets()[:n]
		for i := range more {
			more[i].Body += "\n\nAnd wait for the zeppelin."
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				x.With(more...)
			}
		})
	}
}
