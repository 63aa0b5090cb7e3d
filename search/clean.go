package search

import (
	"regexp"
	"strings"
	"unicode"
)

// private matches what is never kept of a question: addresses of mail and of the
// web, people and channels as Slack writes them.
var private = regexp.MustCompile(`(?i)<[^>\s]*>|\S+@\S+|https?://\S+|www\.\S+`)

// phraseWords is how many words of a question are kept: a phrase is a way to ask,
// and what goes on longer tells a story.
const phraseWords = 24

// Phrase is what may be kept of a question as a way to ask: its words without
// addresses and numbers, without names of people, and without what looks like one: a
// capital inside a sentence on a word that no asset has. A code such as E-1042 stays
// when an asset has it. name, if not nil, reports that a word, in lower case, is part
// of the name of a person.
func (x *Index) Phrase(text string, name func(word string) bool) string {
	text = private.ReplaceAllString(clip(text), " . ")
	var keep []string
	shouting := text == strings.ToUpper(text)
	for _, sentence := range strings.FieldsFunc(text, endsSentence) {
		for i, w := range x.analyzer.words(sentence) {
			if x.mayKeep(w, i == 0 || shouting, name) {
				keep = append(keep, w.text)
			}
		}
	}
	return strings.Join(keep[:min(len(keep), phraseWords)], " ")
}

func endsSentence(r rune) bool { return strings.ContainsRune(".!?;:\n\r", r) }

// Has reports whether an asset has the word, whoever may see it.
func (x *Index) Has(word string) bool { return x.corpus.ids[x.analyzer.term(word)] > 0 }

// mayKeep reports whether a word of a question says nothing about a person. Words
// that an asset has are the library's, except where somebody is called so.
func (x *Index) mayKeep(w word, opens bool, name func(string) bool) bool {
	inLibrary := x.Has(w.text)
	switch {
	case strings.ContainsFunc(w.text, unicode.IsDigit):
		return inLibrary && strings.ContainsFunc(w.text, unicode.IsLetter)
	case inLibrary:
		return name == nil || !name(w.text) || !capital(w.raw)
	case name != nil && name(w.text):
		return false
	case opens:
		return true
	}
	return !capital(w.raw)
}

func capital(raw string) bool {
	for _, r := range raw {
		return unicode.IsUpper(r)
	}
	return false
}
