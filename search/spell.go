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

// repair returns the word nearest to text that the viewer's assets have: one
// letter apart, or two in a long word; of several, the nearer, then one with the
// same first letter, then the one that is written more often, then the first in
// the alphabet.
func (v view) repair(text string) (spelling, bool) {
	most, ok := mendable(text)
	if !ok {
		return spelling{}, false
	}
	length, letters := int32(utf8.RuneCountInString(text)), shape(text)
	var best spelling
	near, found := most, false
	for _, c := range v.classes {
		for _, w := range v.Classes[c].Words {
			if w.Length-length > int32(near) || length-w.Length > int32(near) || w.Length < shortestRepair ||
				bits.OnesCount32(w.Shape^letters) > 2*near {
				continue
			}
			d := distance(text, w.Text, near)
			if d > near || found && d == near && !rather(text, w, best) {
				continue
			}
			best, near, found = w, d, true
		}
	}
	return best, found
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
	case n < shortestRepair:
		return 0, false
	case n < longRepair:
		return 1, true
	}
	return 2, true
}

// shape is a set of the letters in s, which tells most words apart at once: a
// mended letter changes at most two bits.
func shape(s string) (set uint32) {
	for _, r := range s {
		set |= 1 << (uint32(r) % 32)
	}
	return set
}

// distance is the number of letters to add, drop, change or swap with their
// neighbour to make a into b (Damerau and Levenshtein, each letter touched once).
// Anything more than most is returned as most+1.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	var rows [3][]int
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
	}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(x); i++ {
		row, last, before := rows[(i+1)%3], rows[i%3], rows[(i+2)%3]
		row[0] = i
		least := row[0]
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
	}
	return min(rows[(len(x)+1)%3][len(y)], most+1)
}
