package search

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
)

// address matches what a Markdown link leads to: people do not ask for it.
var address = regexp.MustCompile(`\]\([^)\s]*\)|https?://[^\s)>]+`)

// analyzer turns text into terms. Assets and questions go through the same one,
// made of the parts of Bleve's English analyzer; unlike that, it keeps stop words
// (they are weighed, not dropped) and folds accents.
type analyzer struct {
	tokenizer analysis.Tokenizer
	plain     []analysis.TokenFilter
	fold      *asciifolding.AsciiFoldingFilter
	stem      analysis.TokenFilter
	stop      analysis.TokenMap
}

func newAnalyzer() (*analyzer, error) {
	stop := analysis.NewTokenMap()
	if err := stop.LoadBytes(en.EnglishStopWords); err != nil {
		return nil, err
	}
	// Typed in a hurry, "what's" and "don't" lose their apostrophe.
	for w := range stop {
		if strings.HasSuffix(w, "n't") || strings.HasPrefix(w, "wh") || strings.HasPrefix(w, "th") {
			stop.AddToken(strings.ReplaceAll(w, "'", ""))
		}
	}
	return &analyzer{
		tokenizer: unicode.NewUnicodeTokenizer(),
		plain:     []analysis.TokenFilter{en.NewPossessiveFilter(), lowercase.NewLowerCaseFilter()},
		fold:      asciifolding.New(),
		stem:      porter.NewPorterStemmer(),
		stop:      stop,
	}, nil
}

// word is one word of a text: as it stands there, and as it is compared before
// stemming (lower case, no accents).
type word struct {
	raw, text string
}

// words splits s. A code such as "E-1042" is one word, "e1042", and "w/o" is
// "without".
func (a *analyzer) words(s string) []word {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, " ")
	}
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
		if text != "" {
			out = append(out, word{s[t.Start:end], text})
		}
	}
	return out
}

// joins reports whether a few letters and the number after them, with a dash
// between, are one code.
func joins(letters string, next *analysis.Token, gap []byte) bool {
	return len(letters) <= 3 && isLetters(letters) && next.Type == analysis.Numeric &&
		len(next.Term) >= 2 && isDigits(next.Term) && gap[0] == '-' && next.End-len(next.Term) > 0 &&
		len(gap) > len(next.Term) && bytes.HasPrefix(gap[1:], next.Term)
}

// isWithout reports whether a "w" goes on as "w/o", which people in a hurry write
// for "without".
func isWithout(next *analysis.Token, gap []byte) bool {
	return string(next.Term) == "o" && gap[0] == '/' && len(gap) > 1 && gap[1]|0x20 == 'o'
}

// digits is the number in a code such as "e1042", or "".
func digits(text string) string {
	n := strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyz")
	if letters := len(text) - len(n); letters == 0 || letters > 3 || len(n) < 2 {
		return ""
	}
	if !isDigits([]byte(n)) {
		return ""
	}
	return n
}

func isLetters(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

func isDigits(b []byte) bool {
	return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0
}

func (a *analyzer) folded(term []byte) []byte {
	for _, c := range term {
		if c >= utf8.RuneSelf {
			return a.fold.Filter(term)
		}
	}
	return term
}

// term is the form under which a word is indexed: its stem.
func (a *analyzer) term(text string) string {
	stream := a.stem.Filter(analysis.TokenStream{{Term: []byte(text)}})
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
