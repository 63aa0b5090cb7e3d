package search_test

import (
	"strconv"
	"testing"
	"time"

	"howto/search"
)

// BenchmarkTeachUnderstood teaches one lesson more to an index of 10,000 assets that has learnt a hundred
// phrases, and lets the second opinion know it: what a press of Solved costs beside the encoding.
func BenchmarkTeachUnderstood(b *testing.B) {
	w := synthetic(10_000)
	x, err := search.Open(b.Context(), w.library, search.Options{Opinion: search.NewOpinion(&senses{}, "", nil)})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	assets := w.library.Assets()
	var lessons []search.Lesson
	for i := range 101 {
		lessons = append(lessons, search.Lesson{Ask: strconv.Itoa(i), Kind: search.LearntSolved,
			Asset: assets[i*97].ID, Phrase: w.questions[i%len(w.questions)], Who: strconv.Itoa(i)})
	}
	teach := func(lessons []search.Lesson) {
		x.Teach(lessons, nil, time.Time{})
		if err := x.Understand(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	teach(lessons[:100])
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		teach(lessons[:100+i%2])
	}
}
