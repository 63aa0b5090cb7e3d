package search

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// Repair is a word of the question that no asset has, and the word of an asset
// that was looked for in its place.
type Repair struct {
	From, To string
}

// slip reports whether text, which no asset has, can be a slip. A common word of the language is none: who
// writes *wife* does not mean *wifi*. Where nobody knows which words are common, every word may be one.
func (x *Index) slip(text string) bool {
	_, ok := mendable(text)
	return ok && !x.opinion.lexicon().has(text)
}

// repair returns the word nearest to text that the viewer's assets have: one
// letter apart, or two in a long word; of several, the nearer, then one with the
// same first letter, then the one that is written more often in assets of one audience,
// then the first in the alphabet. A word that only another prefix tells from text is none of them.
func (v view) repair(text string) (spelling, bool) {
	classes := make([]*class, len(v.classes))
	for i, c := range v.classes {
		classes[i] = &v.Classes[c]
	}
	return nearestWord(text, classes...)
}

// nearestWord is the word of some classes that repair takes for text.
func nearestWord(text string, classes ...*class) (spelling, bool) {
	most, ok := mendable(text)
	if !ok {
		return spelling{}, false
	}
	b := guess{text: text, length: utf8.RuneCountInString(text), shape: shape(text), near: most}
	for _, c := range classes {
		for apart := 0; apart <= b.near; apart++ {
			b.look(c, b.length-apart)
			if apart > 0 {
				b.look(c, b.length+apart)
			}
		}
	}
	return b.best, b.found
}

// guess is the best word so far for one that no asset has.
type guess struct {
	text   string
	length int // of text, in letters
	shape  uint64
	best   spelling
	near   int // letters that best is apart, or may be
	found  bool
}

// look compares the words of one length in one class.
func (g *guess) look(c *class, length int) {
	if length < shortestRepair || length >= len(c.shelves) {
		return
	}
	shelf, own, most := &c.shelves[length], g.shape, g.near
	for i, shape := range shelf.shapes {
		// The first alone rules most words out.
		if other := shape ^ own; bits.OnesCount64(other) > 2*most ||
			bits.OnesCount64(other&shape) > most || bits.OnesCount64(other&own) > most {
			continue
		}
		w := &c.Words[shelf.words[i]]
		d := distance(g.text, w.Text, most)
		if d > most || g.found && d == most && !rather(g.text, *w, g.best) || turned(g.text, w.Text, nearlySameRest) {
			continue
		}
		g.best, g.near, g.found = *w, d, true
		most = d
	}
}

// shelf is the words of one length: their shapes lie together, as most words are
// ruled out by that alone.
type shelf struct {
	shapes []uint64
	words  []uint32 // places in the words of the class
}

// shelve sorts the words by length.
func (c *class) shelve() {
	c.shelves = make([]shelf, longestRepair+3)
	for i, w := range c.Words {
		if w.Length >= shortestRepair && int(w.Length) < len(c.shelves) {
			s := &c.shelves[w.Length]
			s.shapes, s.words = append(s.shapes, w.Shape), append(s.words, uint32(i))
		}
	}
}

// rather reports whether w is the better guess for text of two that are equally
// near: one that begins alike, as slips seldom happen at the first letter.
func rather(text string, w, best spelling) bool {
	if x, y := w.Text[0] == text[0], best.Text[0] == text[0]; x != y {
		return x
	}
	if w.Count != best.Count {
		return w.Count > best.Count
	}
	return w.Text < best.Text
}

// mendable returns how many letters may be mended in a word. A number or a code
// is never taken for another.
func mendable(text string) (most int, ok bool) {
	n := 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			return 0, false
		}
		n++
	}
	switch {
	case n < shortestRepair || n > longestRepair:
		return 0, false
	case n < longRepair:
		return 1, true
	}
	return 2, true
}

// shape is the set of the letters in s, and in its upper half the set of those that s
// has twice. It tells most words apart at once: a letter added, dropped or changed
// puts at most one into the set, and takes at most one out.
func shape(s string) (set uint64) {
	for _, r := range s {
		bit := uint64(1) << (uint32(r) % 32)
		set |= bit | (set&bit)<<32
	}
	return set
}

// distance is the number of letters to add, drop, change or swap with their
// neighbour to make a into b (Damerau and Levenshtein, each letter touched once).
// Anything more than most is returned as most+1, and so is what concerns a word that
// is too long to be mended.
func distance(a, b string, most int) int {
	var first, second letters
	x, y := first.of(a), second.of(b)
	if len(x)-len(y) > most || len(y)-len(x) > most || max(len(x), len(y)) == len(letters{}) {
		return most + 1
	}
	// Only cells within most of the diagonal can matter; far stands beside them.
	var rows [3][len(letters{}) + 1]int
	far := most + 1
	for j := range len(y) + 1 {
		rows[1][j] = min(j, far)
	}
	for i := 1; i <= len(x); i++ {
		row, last, before := &rows[(i+1)%3], &rows[i%3], &rows[(i+2)%3]
		from, to := max(1, i-most), min(len(y), i+most)
		row[from-1] = far
		if from == 1 {
			row[0] = min(i, far)
		}
		least := row[from-1]
		for j := from; j <= to; j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most {
			return far
		}
		if to < len(y) {
			row[to+1] = far
		}
	}
	return min(rows[(len(x)+1)%3][len(y)], far)
}

// letters is room for the letters of a word, and for one to tell that it is longer.
type letters [longestRepair + 3]rune

// of is the letters of s, as many as there is room for.
func (l *letters) of(s string) []rune {
	n := 0
	for _, r := range s {
		if n == len(l) {
			break
		}
		l[n] = r
		n++
	}
	return l[:n]
}
