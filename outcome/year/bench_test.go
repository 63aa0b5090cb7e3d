package year_test

import (
	"testing"

	"howto/outcome"
	"howto/outcome/year"
)

func BenchmarkExamine(b *testing.B) {
	c := company(b)
	book := year.Keep(c, c.Lives(1))
	in := book.Input(c.Teams[0].ID, 40, 26)
	b.Logf("%d entries", len(in.Entries))
	b.ReportAllocs()
	for b.Loop() {
		outcome.Examine(in)
	}
}
