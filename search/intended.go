package search

import (
	"regexp"
	"strings"

	"howto/search/vectors"
)

// slipFrom is how much likelier, for each letter that was mended, the mended spelling of a word must be
// than the typed one for the encoder to be asked about it, as a natural logarithm: some 3,000 times. A
// name or a rare word that no asset has need not be misspelt.
const slipFrom = 8

// wordsmith is an encoder that knows how likely a word is in its language, as a natural logarithm.
// One that does not know was mostly made to bear typing, too.
type wordsmith interface{ Likelihood(word string) float64 }

// intended is a question as the encoder is asked about it: as it was typed, but for words that are so
// much less likely than the spelling that was looked for that they must be slips.
func intended(by vectors.Encoder, text string, repairs []Repair) string {
	w, ok := by.(wordsmith)
	if !ok {
		return text
	}
	for _, r := range repairs {
		from := strings.ToLower(r.From)
		gain := w.Likelihood(r.To) - w.Likelihood(from)
		if gain >= slipFrom*float64(distance(from, r.To, 2)) {
			text = inPlace(text, r)
		}
	}
	return text
}

// inPlace is text with the mended spelling in place of the word, wherever it stands alone.
func inPlace(text string, r Repair) string {
	word, err := regexp.Compile(`(^|[^\pL\pN])` + regexp.QuoteMeta(r.From) + `($|[^\pL\pN])`)
	if err != nil {
		return text
	}
	return word.ReplaceAllString(text, "${1}"+strings.ReplaceAll(r.To, "$", "$$")+"${2}")
}
