package judge

import (
	"hash/fnv"
	"math/rand/v2"
	"unicode"
)

// shortest is the least number of letters of a word that gets a typo.
const shortest = 4

// Typo returns the question with one slip of the keyboard in one of its words of four letters or more:
// two neighbouring letters swapped, one dropped, doubled or replaced. Word, letter and slip are drawn
// from the seed and the question's id, so one question gets the same typo whatever is asked beside it.
// A text without such a word is returned as it is.
func Typo(q Question, seed uint64) string {
	h := fnv.New64a()
	h.Write([]byte(q.ID))
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	text := []rune(q.Text)
	words := longWords(text)
	if len(words) == 0 {
		return q.Text
	}
	w := words[r.IntN(len(words))]
	return string(slip(text, w[0]+r.IntN(w[1]-w[0]), w[1], r))
}

// longWords are where the words of enough letters begin and end.
func longWords(text []rune) (words [][2]int) {
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && unicode.IsLetter(text[i]) {
			continue
		}
		if i-start >= shortest {
			words = append(words, [2]int{start, i})
		}
		start = i + 1
	}
	return words
}

// slip changes the letter at i of a word that ends before end. What would change nothing, such as
// swapping a letter with its like or with the space behind it, becomes a replacement.
func slip(text []rune, i, end int, r *rand.Rand) []rune {
	out := append([]rune{}, text[:i]...)
	switch r.IntN(4) {
	case 0:
		if i+1 < end && text[i] != text[i+1] {
			return append(append(out, text[i+1], text[i]), text[i+2:]...)
		}
	case 1:
		return append(out, text[i+1:]...)
	case 2:
		return append(append(out, text[i], text[i]), text[i+1:]...)
	}
	other := 'a' + rune(r.IntN(26))
	if other == unicode.ToLower(text[i]) {
		other = 'a' + (other-'a'+1)%26
	}
	return append(append(out, other), text[i+1:]...)
}
