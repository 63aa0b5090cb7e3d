package search_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"howto/search"
	"howto/search/searchtest"
	"howto/search/vectors"
)

// BenchmarkFindWhileEncoding asks questions of 10,000 assets at a steady rate, in turns of ten seconds:
// alone, and while the assets are encoded in the background. Both go by words: the second opinion is not
// there yet. whole-min is how long all assets took, questions beside them, and is measured with
// HOWTO_BENCH_LARGE set; else there are three turns of each.
func BenchmarkFindWhileEncoding(b *testing.B) {
	const turn = 500
	e, err := vectors.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	w := searchtest.New(10_000)
	x, err := search.Open(b.Context(), search.NewLibrary(w.Assets...),
		search.Options{Opinion: search.NewOpinion(e, "", nil)})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	var alone, beside []time.Duration
	for b.Loop() {
		var encoding time.Duration
		for encoded := false; !encoded && (len(beside) < 3*turn || os.Getenv("HOWTO_BENCH_LARGE") != ""); {
			alone = append(alone, paced(b, x, w.Questions, turn)...)
			ctx, cancel := context.WithCancel(b.Context())
			begin, end := time.Now(), make(chan bool)
			go func() { end <- x.Understand(ctx) == nil }()
			beside = append(beside, paced(b, x, w.Questions, turn)...)
			cancel()
			encoded = <-end
			encoding += time.Since(begin)
		}
		if os.Getenv("HOWTO_BENCH_LARGE") != "" {
			b.ReportMetric(encoding.Minutes(), "whole-min")
		}
	}
	slices.Sort(alone)
	slices.Sort(beside)
	for _, p := range []int{50, 99} {
		than, took := alone[len(alone)*p/100], beside[len(beside)*p/100]
		b.ReportMetric(float64(than.Microseconds())/1000, fmt.Sprintf("p%d-ms-alone", p))
		b.ReportMetric(float64(took.Microseconds())/1000, fmt.Sprintf("p%d-ms-beside", p))
		b.ReportMetric(took.Seconds()/than.Seconds(), fmt.Sprintf("x-alone-p%d", p))
	}
}

// paced asks n questions, fifty a second, and tells how long each took.
func paced(b *testing.B, x *search.Index, questions []string, n int) (took []time.Duration) {
	tick := time.NewTicker(time.Second / 50)
	defer tick.Stop()
	for n := range n {
		<-tick.C
		begin := time.Now()
		if _, err := x.Find(b.Context(), search.Query{Text: questions[n%len(questions)]}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	return took
}
