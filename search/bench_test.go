package search_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"howto/search"
	"howto/search/judge"
	"howto/search/searchtest"
)

// cards is a collection of 6,685 real task cards with real questions. Where it is
// not at hand, only made-up worlds are measured.
const cards = "../../shared/relevance/tldr"

// rivalsEvery is how often the slow rivals are asked: each time would make the run
// ten times longer and its figures no steadier.
const rivalsEvery = 16

// sizes are how many assets the made-up libraries have. A hundred thousand take
// minutes to index four times over, so they are measured only when asked for.
func sizes() []int {
	if os.Getenv("HOWTO_BENCH_LARGE") == "" {
		return []int{80, 10_000}
	}
	return []int{80, 10_000, 100_000}
}

// bench is one library with its questions.
type bench struct {
	name      string
	questions []string
	library   search.Library
}

func synthetic(n int) bench {
	w := searchtest.New(n)
	return bench{strconv.Itoa(n), w.Questions, search.NewLibrary(w.Assets...)}
}

func (w bench) open(b *testing.B) *search.Index {
	b.Helper()
	return w.openWith(b, search.Options{Dir: b.TempDir()})
}

func (w bench) openWith(b *testing.B, o search.Options) *search.Index {
	b.Helper()
	x, err := search.Open(b.Context(), w.library, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Close() })
	return x
}

// BenchmarkFind compares Find with what others take for the same questions, all in
// one loop, of which each round is all questions:
//
//	x-bare   a bare Bleve search: any word, in title or body, English analysis, ten hits
//	x-plain  Bleve as it comes: default mapping, any word, in all fields at once
//	x-fts5   SQLite FTS5: porter stemming, any word, ordered by bm25()
//
// p50-x-bare compares the medians, where the others compare the totals. Allocations
// and CPU time are those of Find alone.
func BenchmarkFind(b *testing.B) {
	for _, n := range sizes() {
		b.Run(strconv.Itoa(n), func(b *testing.B) { compare(b, synthetic(n)) })
	}
	b.Run("cards", func(b *testing.B) {
		c, err := judge.Read(cards)
		if errors.Is(err, fs.ErrNotExist) {
			b.Skip("there is no collection of task cards at " + cards)
		}
		if err != nil {
			b.Fatal(err)
		}
		w := bench{name: "cards", library: c.Library}
		for _, q := range c.Questions {
			w.questions = append(w.questions, q.Text)
		}
		compare(b, w)
	})
}

func compare(b *testing.B, w bench) {
	x := w.open(b)
	bare, err := searchtest.OpenBare(filepath.Join(b.TempDir(), "bare"), w.library)
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	rivals := map[string]func(string) error{"x-plain": openPlain(b, w.library), "x-fts5": openFTS(b, w.library)}
	find := func(q string) error {
		_, err := x.Find(b.Context(), search.Query{Text: q})
		return err
	}
	cost := alone(b, w.questions, find)
	var ours, theirs []time.Duration
	beside, rival := map[string]time.Duration{}, map[string]time.Duration{}
	for b.Loop() {
		for _, q := range w.questions {
			ours = append(ours, timed(b, q, find))
			theirs = append(theirs, timed(b, q, func(q string) error { return bare.Find(b.Context(), q) }))
			if len(ours)%rivalsEvery == 0 {
				for unit, ask := range rivals {
					beside[unit] += ours[len(ours)-1]
					rival[unit] += timed(b, q, ask)
				}
			}
		}
	}
	for unit, took := range rival {
		b.ReportMetric(float64(beside[unit])/float64(took), unit)
	}
	for unit, n := range cost {
		b.ReportMetric(n, unit)
	}
	report(b, ours, theirs)
}

func timed(b *testing.B, text string, ask func(string) error) time.Duration {
	start := time.Now()
	if err := ask(text); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// report writes down the times of Find and of the bare search.
func report(b *testing.B, ours, theirs []time.Duration) {
	b.ReportMetric(float64(sum(ours))/float64(sum(theirs)), "x-bare")
	slices.Sort(ours)
	slices.Sort(theirs)
	p50, p99 := ours[len(ours)/2], ours[len(ours)*99/100]
	b.ReportMetric(float64(p50)/float64(theirs[len(theirs)/2]), "p50-x-bare")
	b.ReportMetric(float64(p99)/float64(p50), "p99/p50")
	b.ReportMetric(float64(p50.Nanoseconds())/1e3, "p50-µs")
	b.ReportMetric(float64(sum(ours).Nanoseconds())/1e3/float64(len(ours)), "find-µs")
	b.ReportMetric(float64(sum(theirs).Nanoseconds())/1e3/float64(len(theirs)), "bare-µs")
}

func sum(times []time.Duration) (all time.Duration) {
	for _, d := range times {
		all += d
	}
	return all
}

// passes is how often every question is asked alone: the best of its times is what
// it takes when nothing else wants the machine.
const passes = 5

// alone asks every question with nothing else in between, so that what the process
// allocates and computes is what Find does, with the garbage collection that it
// causes. alone-p99/p50 compares the questions by the best of their times.
func alone(b *testing.B, questions []string, find func(string) error) map[string]float64 {
	for _, q := range questions {
		timed(b, q, find)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := cpu(b)
	least := make([]time.Duration, len(questions))
	for pass := range passes {
		for i, q := range questions {
			if took := timed(b, q, find); pass == 0 || took < least[i] {
				least[i] = took
			}
		}
	}
	used := cpu(b) - start
	runtime.ReadMemStats(&after)
	slices.Sort(least)
	n := float64(passes * len(questions))
	return map[string]float64{
		"cpu-µs/question": float64(used.Nanoseconds()) / 1e3 / n,
		"allocs/question": float64(after.Mallocs-before.Mallocs) / n,
		"KB/question":     float64(after.TotalAlloc-before.TotalAlloc) / 1024 / n,
		"alone-p99/p50":   float64(least[len(least)*99/100]) / float64(least[len(least)/2]),
	}
}

// cpu is the time that the process has computed so far, on all cores.
func cpu(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkFindOnly is Find without the comparison, for profiles.
func BenchmarkFindOnly(b *testing.B) {
	for _, n := range sizes() {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			w := synthetic(n)
			x := w.open(b)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				q := search.Query{Text: w.questions[i%len(w.questions)]}
				if _, err := x.Find(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen opens an index that is already on disk, and reports the memory of
// the process while it is open.
func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes() {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			lib, dir := synthetic(n).library, b.TempDir()
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
		})
	}
}

// BenchmarkBuild builds an index from nothing.
func BenchmarkBuild(b *testing.B) {
	for _, n := range sizes() {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			lib := synthetic(n).library
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
		})
	}
}

// BenchmarkFindTaught reports under "x-untaught" what Find costs once people have taught an index
// of 10,000 assets 10,000 phrases, against the same questions before.
func BenchmarkFindTaught(b *testing.B) {
	w := searchtest.New(10_000)
	lib := search.NewLibrary(w.Assets...)
	open := func() *search.Index {
		x, err := search.Open(b.Context(), lib, search.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { x.Close() })
		return x
	}
	untaught, taught := open(), open()
	var lessons []search.Lesson
	for i := range 10_000 {
		lessons = append(lessons, search.Lesson{Ask: strconv.Itoa(i), Kind: search.LearntSolved,
			Asset: w.Assets[i%1000].ID, Phrase: w.Questions[i*7%len(w.Questions)], Who: strconv.Itoa(i % 2000)})
	}
	start := time.Now()
	taught.Teach(lessons, nil, time.Time{})
	b.Logf("teaching 10,000 lessons took %v", time.Since(start))
	var with, without time.Duration
	for i := 0; b.Loop(); i++ {
		q := search.Query{Text: w.Questions[i%len(w.Questions)]}
		start := time.Now()
		if _, err := untaught.Find(b.Context(), q); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if _, err := taught.Find(b.Context(), q); err != nil {
			b.Fatal(err)
		}
		without += middle.Sub(start)
		with += time.Since(middle)
	}
	b.ReportMetric(float64(with)/float64(without), "x-untaught")
	b.ReportMetric(float64(with.Microseconds())/float64(b.N), "find-µs")
}
