package search_test

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"howto/search"
	"howto/search/meaning"
	"howto/search/searchtest"
	"howto/search/vectors"
)

// BenchmarkOpinionUnderLoad asks 50 questions a second, none of which was asked before, while nothing
// is remembered: the second opinion must step back before anybody waits.
func BenchmarkOpinionUnderLoad(b *testing.B) {
	const rate = 50
	e, err := vectors.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	var mu sync.Mutex
	counts := map[vectors.Result]int{}
	w := searchtest.New(300)
	x, err := search.Open(b.Context(), search.NewLibrary(w.Assets...), search.Options{
		Opinion: search.NewOpinion(e, "", func(r vectors.Result) {
			mu.Lock()
			defer mu.Unlock()
			counts[r]++
		})})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	if err := x.Understand(b.Context()); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	asked := 0
	for b.Loop() {
		<-tick.C
		text := w.Questions[asked%len(w.Questions)] + " " + w.Questions[(asked*7+1)%len(w.Questions)]
		asked++
		all.Go(func() {
			begin := time.Now()
			_, err := x.Find(context.WithoutCancel(b.Context()), search.Query{Text: text})
			mu.Lock()
			defer mu.Unlock()
			if took = append(took, time.Since(begin)); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	without := counts[vectors.Busy] + counts[vectors.Late]
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(without)/float64(max(1, asked)), "without")
	b.ReportMetric(float64(counts[vectors.Encoded])/float64(max(1, asked)), "encoded")
}

// wide is an encoder of vectors as long as those of the built-in one, which costs nothing and knows single
// words.
type wide struct{ lettered }

func (wide) EncodeAll(_ context.Context, texts []string) ([]meaning.Vector, error) {
	all := make([]meaning.Vector, len(texts))
	for i := range texts {
		all[i] = make(meaning.Vector, meaning.Size)
		all[i][i%meaning.Size] = 1
	}
	return all, nil
}

// BenchmarkUnderstood has 10,000 assets and their words understood, and reports the memory that the vectors
// take, in MiB.
func BenchmarkUnderstood(b *testing.B) {
	w := synthetic(10_000)
	x, err := search.Open(b.Context(), w.library,
		search.Options{Opinion: search.NewOpinion(wide{lettered{&senses{}, nil}}, "", nil)})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	before := heap()
	for b.Loop() {
		if err := x.Understand(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(heap()-before, "MB")
	runtime.KeepAlive(x)
}

// heap is what is in use of the heap, in MiB.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
