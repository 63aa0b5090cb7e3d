package search_test

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"howto/search"
	"howto/search/judge"
	"howto/search/vectors"
)

// BenchmarkBadInput compares questions that nobody should ask with usual ones in the
// same loop: x-usual is how many times as long they take, KB/question what one of
// them allocates.
func BenchmarkBadInput(b *testing.B) {
	for _, n := range sizes() {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			w := synthetic(n)
			x := w.open(b)
			for _, bad := range badInput(w) {
				b.Run(bad.name, func(b *testing.B) { besideUsual(b, x, w, bad.text) })
			}
		})
	}
}

func besideUsual(b *testing.B, x *search.Index, w bench, text string) {
	find := func(q string) error {
		_, err := x.Find(b.Context(), search.Query{Text: q})
		return err
	}
	var bad, usual time.Duration
	for i := 0; b.Loop(); i++ {
		bad += timed(b, text, find)
		usual += timed(b, w.questions[i%len(w.questions)], find)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	timed(b, text, find)
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(bad)/float64(usual), "x-usual")
	b.ReportMetric(float64(bad.Nanoseconds())/1e3/float64(b.N), "bad-µs")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/1024, "KB/question")
}

// BenchmarkBadInputUnderstood is [BenchmarkBadInput] where every question has a second opinion that is not
// remembered: no text is asked twice.
func BenchmarkBadInputUnderstood(b *testing.B) {
	e, err := vectors.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	for _, bad := range badInput(synthetic(300)) {
		b.Run(bad.name, func(b *testing.B) {
			w := synthetic(300)
			x := w.openWith(b, search.Options{Opinion: search.NewOpinion(e, "", nil).Patiently()})
			if err := x.Understand(b.Context()); err != nil {
				b.Fatal(err)
			}
			besideUsual(b, x, w, bad.text)
		})
	}
}

type badQuestion struct{ name, text string }

// badInput is made of the words that the library has, as far as they matter.
func badInput(w bench) []badQuestion {
	words := strings.Fields(strings.Join(w.questions, " "))
	for len(words) < 10_000 {
		words = append(words, words...)
	}
	var slips []string
	for i, q := range w.questions[:40] {
		slips = append(slips, judge.Typo(judge.Question{ID: strconv.Itoa(i), Text: strings.Fields(q)[0] + "estra"}, 1))
	}
	var common []string
	for _, a := range w.library.Assets()[:50] {
		common = append(common, a.Title, a.Asks[0])
	}
	trace, err := os.ReadFile("testdata/trace.txt")
	if err != nil {
		panic(err)
	}
	return []badQuestion{
		{"10000-words", strings.Join(words[:10_000], " ")},
		{"1MB-one-word", strings.Repeat("aeiou", 200_000)},
		{"titles", strings.Join(common, " ")},
		{"stop-words", strings.Repeat("how do i the a to with is in of for on my what can when ", 20)},
		{"one-letter", "x"},
		{"unknown-words", strings.Join(slips, " ")},
		{"stack-trace", string(trace)},
		{"query-string", "+title:* -body:x ~9^99"},
		{"number", "+49 30 1234567"},
		{"other-script", "как вернуть деньги за покупку без чека 払い戻しはどうすればいいですか"},
	}
}
