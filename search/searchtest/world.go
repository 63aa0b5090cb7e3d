// Package searchtest makes synthetic libraries of any size, and a bare Bleve index of
// the same texts to measure against. It is for benchmarks and tests: a cost that is
// given as a ratio to the bare search in the same run means the same on every machine.
package searchtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"howto/search"
)

// A World is assets and questions of made-up words whose frequencies fall as those
// of a language do (Zipf), with real stop words between them. An asset is about as
// long as a real one: a title of 5 words, two asks, 70 words of steps and 30 of more;
// one of twenty is for some channels only. The vocabulary grows with the root of the
// number of assets, as in natural text (Heaps): 20,000 words at 10,000 assets.
type World struct {
	Assets    []search.Asset
	Questions []string // two words of a title and 1 to 6 others in each
	r         *rand.Rand
	zipf      *rand.Zipf
}

// New makes a world of n assets and 500 questions, always the same one. One question
// of ten has a slip of the keyboard.
func New(n int) *World {
	r := rand.New(rand.NewPCG(1, 2))
	w := &World{r: r, zipf: rand.NewZipf(r, 1.1, 8, uint64(200*math.Sqrt(float64(n))))}
	for i := range n {
		a := search.Asset{
			ID: fmt.Sprintf("a%05d", i), Title: w.words(5, 0), Kind: search.KindSteps,
			Topics: []string{fmt.Sprintf("topic%d", i%40)}, Body: w.words(70, .35),
			Asks: []string{w.words(4, .3), w.words(5, .3)}, More: w.words(30, .35),
		}
		if i%20 == 0 {
			a.Audience = []string{fmt.Sprintf("C%d", i%7)}
		}
		w.Assets = append(w.Assets, a)
	}
	// People ask for things that are there: half of the words are of one title.
	for i := range 500 {
		title := strings.Fields(w.Assets[r.IntN(n)].Title)
		q := append(strings.Fields(w.words(3+i%6-2, .4)), title[:2]...)
		if i%10 == 0 {
			q[len(q)-1] = slip(q[len(q)-1])
		}
		w.Questions = append(w.Questions, strings.Join(q, " "))
	}
	return w
}

func (w *World) words(n int, stop float64) string {
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

// slip swaps the last two letters of a word.
func slip(word string) string {
	n := len(word) - 2
	return word[:n] + word[n+1:] + word[n:n+1]
}
