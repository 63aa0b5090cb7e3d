package search_test

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"howto/search"
	"howto/search/searchtest"
	"howto/search/vectors"
)

// BenchmarkFindWhileEncoding asks questions of 10,000 assets at a steady rate, first alone and then while
// the assets are encoded in the background. Both go by words: the second opinion is not there yet.
// whole-min is how long all assets take, questions beside them, and is measured with HOWTO_BENCH_LARGE
// set; else only as many are encoded as the questions take.
func BenchmarkFindWhileEncoding(b *testing.B) {
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
		ctx, cancel := context.WithCancel(b.Context())
		rounds := 1_500
		alone = append(alone, paced(b, x, w.Questions, func(n int) bool { return n < rounds })...)
		encoded := make(chan time.Duration, 1)
		go func() {
			begin := time.Now()
			if x.Understand(ctx) == nil {
				encoded <- time.Since(begin)
			}
			close(encoded)
		}()
		beside = append(beside, paced(b, x, w.Questions, func(n int) bool {
			return n < rounds || os.Getenv("HOWTO_BENCH_LARGE") != "" && len(encoded) == 0
		})...)
		cancel()
		if took := <-encoded; took > 0 {
			b.ReportMetric(took.Minutes(), "whole-min")
		}
	}
	for name, took := range map[string][]time.Duration{"alone": alone, "beside": beside} {
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms-"+name)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms-"+name)
	}
}

// paced asks a question fifty times a second for as long as more says, and tells how long each
// took.
func paced(b *testing.B, x *search.Index, questions []string, more func(n int) bool) (took []time.Duration) {
	tick := time.NewTicker(time.Second / 50)
	defer tick.Stop()
	for n := 0; more(n); n++ {
		<-tick.C
		begin := time.Now()
		if _, err := x.Find(b.Context(), search.Query{Text: questions[n%len(questions)]}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	return took
}
