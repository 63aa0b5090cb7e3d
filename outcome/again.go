package outcome

import (
	"slices"
	"strings"
	"unicode"
)

// SameTask reports whether a later ask by the same person is for what an earlier one was for: it asks
// the same words, whatever their case and punctuation, or it came to an asset that the earlier one came
// to as well. entries are those of each ask alone.
func SameTask(earlier, later Ask, earlierEntries, laterEntries []Entry) bool {
	words := plainWords(earlier.Text)
	if words != "" && words == plainWords(later.Text) {
		return true
	}
	had := assetsOf(earlierEntries)
	return slices.ContainsFunc(assetsOf(laterEntries), func(asset string) bool {
		return slices.Contains(had, asset)
	})
}

// assetsOf is what solved the ask; where nothing did, what was shown for it. One of several choices was
// not shown before it was chosen.
func assetsOf(entries []Entry) (assets []string) {
	for _, kinds := range [][]Kind{{Solved}, {Served, Chose}} {
		for _, e := range entries {
			if e.Asset != "" && slices.Contains(kinds, e.Kind) {
				assets = append(assets, e.Asset)
			}
		}
		if len(assets) > 0 {
			return assets
		}
	}
	return nil
}

// plainWords is a question without what does not change its meaning.
func plainWords(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return strings.Join(words, " ")
}
