package search

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"howto/search/vectors"
)

// slipFrom is how much likelier, for each letter that was mended, the mended spelling of a word must be
// than the typed one for the encoder to be asked about it, as a natural logarithm: some 3,000 times. A
// name or a rare word that no asset has need not be misspelt.
const slipFrom = 8

// shortestSlip is the fewest letters of a word that is mended by a common word alone.
const shortestSlip = 6

// mostSlips is how many words of a question are held against the common words, the first: each costs a look
// at a good part of them.
const mostSlips = 8

// wordsmith is an encoder that knows single words of its language: how likely each is, as a natural
// logarithm, which are the most common, and of how many pieces a text is, each of which costs time. One
// that does not was mostly made to bear typing, and other words, too.
type wordsmith interface {
	Likelihood(word string) float64
	Words() []string
	Beginning(text string, most int) (beginning string, pieces int)
}

// lexicon is what an encoder knows of single words.
type lexicon struct {
	wordsmith
	common class
	words  map[string]bool // those of common
}

// lexiconOf is the lexicon of an encoder; nil where it has none.
func lexiconOf(e vectors.Encoder) *lexicon {
	w, ok := e.(wordsmith)
	if !ok {
		return nil
	}
	l := &lexicon{wordsmith: w, words: map[string]bool{}}
	for _, word := range w.Words() {
		l.words[word] = true
		l.common.Words = append(l.common.Words, spelling{
			Text: word, Count: int32(1000 * w.Likelihood(word)),
			Shape: shape(word), Length: int32(utf8.RuneCountInString(word)),
		})
	}
	l.common.shelve()
	return l
}

// has reports whether word is one of the most common.
func (l *lexicon) has(word string) bool { return l != nil && l.words[word] }

// slips are the words of a question that must be slips of the keyboard: those that are so much less likely
// than the spelling that was looked for, and those that no asset has, nor any like them, and that are so
// much less likely than a common word.
func (l *lexicon) slips(terms []Term, repairs []Repair) (slips []Repair) {
	if l == nil {
		return nil
	}
	for _, r := range repairs {
		if l.slip(r) {
			slips = append(slips, r)
		}
	}
	tried := 0
	for _, t := range terms {
		// A capital is mostly that of a name; a short word is a name as often as a slip.
		if t.id != 0 || t.Stop || t.aside || !isLetters(t.Text) || len(t.Text) < shortestSlip {
			continue
		}
		if tried++; tried > mostSlips {
			break
		}
		if w, ok := nearestWord(t.Found, &l.common); ok && l.slip(Repair{t.Text, w.Text}) {
			slips = append(slips, Repair{t.Text, w.Text})
		}
	}
	return slips
}

func (l *lexicon) slip(r Repair) bool {
	from := strings.ToLower(r.From)
	return from != r.To && l.Likelihood(r.To)-l.Likelihood(from) >= slipFrom*float64(distance(from, r.To, 2))
}

// intended is a question as it was meant.
func intended(text string, slips []Repair) string {
	for _, r := range slips {
		text = inPlace(text, r)
	}
	return text
}

// meantBy is a word as it was meant.
func meantBy(t Term, slips []Repair) string {
	if i := slices.IndexFunc(slips, func(r Repair) bool { return r.From == t.Text }); i >= 0 {
		return slips[i].To
	}
	return t.Found
}

// inPlace is text with the mended spelling in place of the word, wherever it stands alone.
func inPlace(text string, r Repair) string {
	word, err := regexp.Compile(`(^|[^\pL\pN])` + regexp.QuoteMeta(r.From) + `($|[^\pL\pN])`)
	if err != nil {
		return text
	}
	return word.ReplaceAllString(text, "${1}"+strings.ReplaceAll(r.To, "$", "$$")+"${2}")
}
