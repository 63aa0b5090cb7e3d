package search_test

import (
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"howto/search"
	"howto/search/searchtest"
)

// BenchmarkFind reports under "x-bare" what Find costs against a bare Bleve
// search of the same questions: a disjunction over title and body with the
// English analyzer, ten hits.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{80, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			w := searchtest.New(n)
			lib := search.NewLibrary(w.Assets...)
			x, err := search.Open(b.Context(), lib, search.Options{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			defer x.Close()
			bare, err := searchtest.OpenBare(filepath.Join(b.TempDir(), "bare"), lib)
			if err != nil {
				b.Fatal(err)
			}
			defer bare.Close()
			var ours, theirs time.Duration
			for i := 0; b.Loop(); i++ {
				q := w.Questions[i%len(w.Questions)]
				start := time.Now()
				if _, err := x.Find(b.Context(), search.Query{Text: q}); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				if err := bare.Find(b.Context(), q); err != nil {
					b.Fatal(err)
				}
				ours += middle.Sub(start)
				theirs += time.Since(middle)
			}
			b.ReportMetric(float64(ours)/float64(theirs), "x-bare")
			b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "find-µs")
			b.ReportMetric(float64(theirs.Microseconds())/float64(b.N), "bare-µs")
		})
	}
}

// BenchmarkFindOnly is Find without the comparison, for profiles.
func BenchmarkFindOnly(b *testing.B) {
	w := searchtest.New(10_000)
	x, err := search.Open(b.Context(), search.NewLibrary(w.Assets...),
		search.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := search.Query{Text: w.Questions[i%len(w.Questions)]}
		if _, err := x.Find(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen opens the index of 10,000 assets that is already on disk, and
// reports the memory of the process while it is open.
func BenchmarkOpen(b *testing.B) {
	w := searchtest.New(10_000)
	lib, dir := search.NewLibrary(w.Assets...), b.TempDir()
	x, err := search.Open(b.Context(), lib, search.Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	x.Close()
	for b.Loop() {
		if x, err = search.Open(b.Context(), lib, search.Options{Dir: dir}); err != nil {
			b.Fatal(err)
		}
		if why := x.Rebuilt(); why != "" {
			b.Fatalf("rebuilt: %s", why)
		}
		b.StopTimer()
		searchtest.ReportMemory(b)
		x.Close()
		b.StartTimer()
	}
}

// BenchmarkBuild builds the index of 10,000 assets from nothing.
func BenchmarkBuild(b *testing.B) {
	lib := search.NewLibrary(searchtest.New(10_000).Assets...)
	for b.Loop() {
		x, err := search.Open(b.Context(), lib, search.Options{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		searchtest.ReportMemory(b)
		x.Close()
		b.StartTimer()
	}
}
