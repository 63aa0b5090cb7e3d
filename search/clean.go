package search

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// private matches what is never kept of a question: addresses of mail and of the web, with a scheme or
// with a path after the host; whatever carries a query; people and channels as Slack writes them.
var private = regexp.MustCompile(`(?i)<[^>\s]*>|\S+@\S+|https?://\S+|www\.\S+|\S*\?[^\s=]+=\S*|` +
	host + `\p{L}{2,}(:\d+)?(/|#[\p{L}\d])\S*`)

// site matches a host with nothing after it, which looks like the name of a file but for its end. The
// ends are those that people here meet, without those that end files (.sh, .md) or are words (.it, .no).
var site = regexp.MustCompile(`(?i)` + host +
	`(com|org|net|edu|gov|info|biz|io|eu|uk|de|at|ch|fr|nl|es|pl|se|dk|fi|cz|pt|ca|au|example)(\.\p{L}{2})?\b`)

// host is the labels of one but for the last, each with its dot.
const host = `([\p{L}\d_-]+\.)+`

// phraseWords is how many words of a question are kept: a phrase is a way to ask,
// and what goes on longer tells a story.
const phraseWords = 24

// Phrase is what may be kept of a question as a way to ask: its words without
// addresses and numbers, without names of people, and without what looks like one: a
// capital inside a sentence on a word that no asset has. A code such as E-1042 stays
// when an asset has it, and so does a host such as asp.net. name, if not nil, reports that
// a word, in lower case, is part of the name of a person.
func (x *Index) Phrase(text string, name func(word string) bool) string {
	text = private.ReplaceAllStringFunc(clip(text), instead)
	text = site.ReplaceAllStringFunc(text, func(s string) string {
		if x.Has(strings.ToLower(s)) {
			return s
		}
		return instead(s)
	})
	var keep []string
	shouting := text == strings.ToUpper(text)
	for _, sentence := range sentences(text) {
		for i, w := range x.singly(x.analyzer.words(sentence)) {
			if x.mayKeep(w, i == 0 || shouting, name) {
				keep = append(keep, w.text)
			}
		}
	}
	return strings.Join(keep[:min(len(keep), phraseWords)], " ")
}

// instead stands for an address: it parts the words beside it, and ends a sentence only where that did.
func instead(address string) string {
	if strings.HasSuffix(address, ".") || strings.HasSuffix(address, "!") || strings.HasSuffix(address, "?") {
		return " . "
	}
	return " , "
}

// sentenceEnd matches the end of a sentence with the word before it. A colon and a new line are none:
// what follows them with a capital may be a customer or a signature.
var sentenceEnd = regexp.MustCompile(`([\p{L}\d]*)[.!?]+\s`)

// titles are what is written with a dot before the name of a person. The few that people write in a chat
// do; after any other the first name would pass for the beginning of a sentence.
var titles = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "mx": true, "dr": true, "prof": true, "st": true, "jr": true,
	"hr": true, "hrn": true, "fr": true, "frl": true, "sr": true, "sra": true, "mme": true, "mlle": true,
}

// sentences splits a text where a capital says nothing about the word that has it.
func sentences(text string) (list []string) {
	from := 0
	for _, at := range sentenceEnd.FindAllStringSubmatchIndex(text, -1) {
		before, mark := text[at[2]:at[3]], text[at[3]]
		if mark == '.' && goesOn(before) {
			continue
		}
		list = append(list, text[from:at[1]])
		from = at[1]
	}
	return append(list, text[from:])
}

// goesOn reports whether a dot after the word ends no sentence: after a title, an initial or another
// single letter ("z. B."), and a number ("3. Kowalska").
func goesOn(word string) bool {
	return titles[strings.ToLower(word)] || utf8.RuneCountInString(word) == 1 ||
		word != "" && isDigits([]byte(word))
}

// singly has words with dots or colons in them, such as "report.xlsx", come as the words that they are
// made of, for each may be a name, unless an asset has the whole.
func (x *Index) singly(words []word) (list []word) {
	for _, w := range words {
		if strings.ContainsAny(w.text, ".:") && !x.Has(w.text) {
			list = append(list, x.analyzer.words(strings.NewReplacer(".", " ", ":", " ").Replace(w.raw))...)
		} else {
			list = append(list, w)
		}
	}
	return list
}

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
