package search

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"golang.org/x/text/unicode/norm"
)

// address matches what a Markdown link leads to: people do not ask for it.
var address = regexp.MustCompile(`\]\([^)\s]*\)|https?://[^\s)>]+`)

// analyzer turns text into terms. Assets and questions go through the same one,
// made of the parts of Bleve's analyzer for the language; unlike that, it keeps stop
// words (they are weighed, not dropped), folds accents, and takes the synonyms of a
// library for one word.
type analyzer struct {
	dialect
	tokenizer analysis.Tokenizer
	plain     []analysis.TokenFilter
	fold      *asciifolding.AsciiFoldingFilter
	stems     []analysis.TokenFilter
	stop      map[string]bool
	framing   map[string]bool // stems
	synonyms  synonyms
}

// newAnalyzer makes the analyzer for a language, with the synonyms of a library.
func newAnalyzer(language string, groups []synonymLine) (*analyzer, error) {
	d, err := dialectOf(language)
	if err != nil {
		return nil, err
	}
	clip, stems, stop, err := d.parts()
	if err != nil {
		return nil, err
	}
	a := &analyzer{
		dialect:   d,
		tokenizer: unicode.NewUnicodeTokenizer(),
		plain:     append([]analysis.TokenFilter{lowercase.NewLowerCaseFilter()}, clip...),
		fold:      asciifolding.New(),
		stems:     stems,
	}
	a.stop = a.stopWords(stop, d.code)
	a.synonyms, _ = a.joinSynonyms(groups)
	a.framing = a.framingStems()
	return a, nil
}

// word is one word of a text: as it stands there, and as it is compared before
// stemming (lower case, no accents).
type word struct {
	raw, text string

	// parts are the words that it is made of, if they can be asked for one by one:
	// those of a synonym of several words, or of a file name.
	parts []string

	// joined and path are what it makes with the word before it; see together.
	joined, path string
	dashed       bool // a dash stands between it and the word before it

	start, end int // in the text
}

// words splits s. A code such as "E-1042" is one word, "e1042"; "w/o" is "without";
// and so is a synonym of several words, such as "cash desk".
func (a *analyzer) words(s string) []word {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, " ")
	}
	s = composed(s)
	// The tokenizer takes an underscore for a letter; in Markdown it is a mark.
	src := bytes.ReplaceAll([]byte(s), []byte("_"), []byte(" "))
	tokens := a.tokenizer.Tokenize(src)
	for _, f := range a.plain {
		tokens = f.Filter(tokens)
	}
	out := make([]word, 0, len(tokens))
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		text := string(a.folded(t.Term))
		end := t.End
		if i+1 < len(tokens) {
			next := tokens[i+1]
			switch {
			case joins(text, next, src[end:]):
				text, end, i = text+string(next.Term), next.End, i+1
			case text == "w" && isWithout(next, src[end:]):
				text, end, i = "without", next.End, i+1
			}
		}
		if text == "" {
			continue
		}
		w := word{raw: s[t.Start:end], text: text, parts: inside(text), start: t.Start, end: end}
		if n := len(out); n > 0 && out[n-1].end < w.start {
			w.joined, w.path = together(out[n-1].text, text, s[out[n-1].end:w.start])
			if w.joined != "" && out[n-1].dashed {
				// "end-of-day" is a phrase, and no two of it are a word.
				out[n-1].joined, w.joined = "", ""
				w.dashed = true
			}
			w.dashed = w.dashed || w.joined != ""
		}
		out = append(out, w)
	}
	return a.mergeSynonyms(s, out)
}

// composed is a text with each accent in its letter (Unicode's form C). What is copied from a PDF, or out of a name
// of a file on a Mac, has letters and accents apart, which look the same.
func composed(s string) string { return norm.NFC.String(s) }

func (a *analyzer) folded(term []byte) []byte {
	for _, c := range term {
		if c >= utf8.RuneSelf {
			return a.fold.Filter(term)
		}
	}
	return term
}

// term is the form under which a word is indexed: its stem, or what stands for all its
// synonyms.
func (a *analyzer) term(text string) string {
	stem := a.stem(text)
	if len(a.synonyms.canon) > 0 {
		if c, ok := a.synonyms.canon[stem]; ok {
			return c
		}
	}
	return stem
}

// stem is the stem of a word, or the stems of the words of a synonym.
func (a *analyzer) stem(text string) string {
	if strings.IndexByte(text, ' ') >= 0 {
		parts := strings.Fields(text)
		for i, p := range parts {
			parts[i] = a.stem(p)
		}
		return strings.Join(parts, " ")
	}
	stream := analysis.TokenStream{{Term: []byte(text)}}
	for _, f := range a.stems {
		stream = f.Filter(stream)
	}
	return string(stream[0].Term)
}

// isStop reports whether a word counts little: "how", "the", a single letter.
func (a *analyzer) isStop(text string) bool {
	return a.stop[text] || len(text) == 1 && isLetters(text)
}

// prose is Markdown without the addresses of its links.
func prose(markdown string) string {
	return address.ReplaceAllString(markdown, "] ")
}
