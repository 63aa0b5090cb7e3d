package search_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"howto/search"
)

// BenchmarkFind reports under "x-bare" what Find costs against a bare Bleve
// search of the same questions: a disjunction over title and body with the
// English analyzer, ten hits.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{80, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			w := newWorld(n)
			lib := search.NewLibrary(w.assets...)
			x, err := search.Open(b.Context(), lib, search.Options{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			defer x.Close()
			bare := openBare(b, lib)
			defer bare.Close()
			var ours, theirs time.Duration
			for i := 0; b.Loop(); i++ {
				q := w.questions[i%len(w.questions)]
				start := time.Now()
				if _, err := x.Find(b.Context(), search.Query{Text: q}); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				searchBare(b, bare, q)
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
	w := newWorld(10_000)
	x, err := search.Open(b.Context(), search.NewLibrary(w.assets...),
		search.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q := search.Query{Text: w.questions[i%len(w.questions)]}
		if _, err := x.Find(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen opens the index of 10,000 assets that is already on disk, and
// reports the memory of the process while it is open.
func BenchmarkOpen(b *testing.B) {
	w := newWorld(10_000)
	lib, dir := search.NewLibrary(w.assets...), b.TempDir()
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
		reportMemory(b)
		x.Close()
		b.StartTimer()
	}
}

// BenchmarkBuild builds the index of 10,000 assets from nothing.
func BenchmarkBuild(b *testing.B) {
	lib := search.NewLibrary(newWorld(10_000).assets...)
	for b.Loop() {
		x, err := search.Open(b.Context(), lib, search.Options{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		reportMemory(b)
		x.Close()
		b.StartTimer()
	}
}

func reportMemory(b *testing.B) {
	b.Helper()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "heap-MB")
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return
	}
	if f := strings.Fields(string(raw)); len(f) > 1 {
		pages, _ := strconv.Atoi(f[1])
		b.ReportMetric(float64(pages*os.Getpagesize())/(1<<20), "rss-MB")
	}
}

// world is assets and questions of made-up words whose frequencies fall as those
// of a language do, with real stop words between them.
type world struct {
	assets    []search.Asset
	questions []string
	r         *rand.Rand
	zipf      *rand.Zipf
}

func newWorld(n int) *world {
	r := rand.New(rand.NewPCG(1, 2))
	w := &world{r: r, zipf: rand.NewZipf(r, 1.1, 8, 20_000)}
	for i := range n {
		a := search.Asset{
			ID: fmt.Sprintf("a%05d", i), Title: w.words(5, 0), Kind: search.KindSteps,
			Topics: []string{fmt.Sprintf("topic%d", i%40)}, Body: w.words(70, .35),
			Asks: []string{w.words(4, .3), w.words(5, .3)}, More: w.words(30, .35),
		}
		if i%20 == 0 {
			a.Audience = []string{fmt.Sprintf("C%d", i%7)}
		}
		w.assets = append(w.assets, a)
	}
	// People ask for things that are there: half of the words are of one title.
	for i := range 500 {
		title := strings.Fields(w.assets[r.IntN(n)].Title)
		q := append(strings.Fields(w.words(3+i%6-2, .4)), title[:2]...)
		w.questions = append(w.questions, strings.Join(q, " "))
	}
	return w
}

func (w *world) words(n int, stop float64) string {
	stops := strings.Fields("how do i the a to with is in of for on my what can when")
	var out []string
	for range n {
		if w.r.Float64() < stop {
			out = append(out, stops[w.r.IntN(len(stops))])
			continue
		}
		out = append(out, spell(w.zipf.Uint64()))
	}
	return strings.Join(out, " ")
}

// spell makes a pronounceable word of a number.
func spell(n uint64) string {
	var s strings.Builder
	for n = n*7 + 29; n > 0; n /= 85 {
		s.WriteByte("bcdfghjklmnprstvz"[n%17])
		s.WriteByte("aeiou"[n/17%5])
	}
	return s.String()
}

func openBare(b *testing.B, lib search.Library) bleve.Index {
	b.Helper()
	text := mapping.NewTextFieldMapping()
	text.Analyzer, text.Store, text.DocValues, text.IncludeInAll = en.AnalyzerName, false, false, false
	text.IncludeTermVectors = false
	doc := mapping.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt("title", text)
	doc.AddFieldMappingsAt("body", text)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	dir := filepath.Join(b.TempDir(), "bare")
	x, err := bleve.NewUsing(dir, m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	batch := x.NewBatch()
	for i, a := range lib.Assets() {
		batch.Index(a.ID, map[string]string{"title": a.Title, "body": a.Body + "\n" + a.More})
		if i%1000 == 999 || i == lib.Len()-1 {
			if err := x.Batch(batch); err != nil {
				b.Fatal(err)
			}
			batch.Reset()
		}
	}
	return x
}

func searchBare(b *testing.B, x bleve.Index, text string) {
	var any []query.Query
	for _, field := range []string{"title", "body"} {
		q := query.NewMatchQuery(text)
		q.SetField(field)
		any = append(any, q)
	}
	req := bleve.NewSearchRequestOptions(query.NewDisjunctionQuery(any), 10, 0, false)
	if _, err := x.SearchInContext(b.Context(), req); err != nil {
		b.Fatal(err)
	}
}
