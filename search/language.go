package search

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	"github.com/blevesearch/bleve/v2/registry"
)

// English is the language of a library that names none.
const English = "en"

// dialect names the parts of Bleve that make up the analysis of one language.
type dialect struct {
	code string
	stop string // list of stop words
	clip string // takes a possessive or an article off a word; may be empty
	stem []string

	// links are the letters that the language puts between the halves of a compound.
	links []string
}

// dialects are the languages that a library may be written in. Where Bleve has a
// light stemmer, that is taken, as in Bleve's own analyzers: it ties plurals and
// cases together, and leaves words apart that only begin alike.
func dialects() []dialect {
	return []dialect{
		{"da", da.StopName, "", []string{da.SnowballStemmerName}, []string{"s", "e", "er"}},
		{"de", de.StopName, "", []string{de.NormalizeName, de.LightStemmerName},
			[]string{"s", "n", "en", "es", "er", "e"}},
		{English, en.StopName, en.PossessiveName, []string{porter.Name}, nil},
		{"es", es.StopName, "", []string{es.LightStemmerName}, nil},
		{"fi", fi.StopName, "", []string{fi.SnowballStemmerName}, []string{"n"}},
		{"fr", fr.StopName, fr.ElisionName, []string{fr.LightStemmerName}, nil},
		{"it", it.StopName, it.ElisionName, []string{it.LightStemmerName}, nil},
		{"nl", nl.StopName, "", []string{nl.SnowballStemmerName}, []string{"s", "en", "e", "er"}},
		{"no", no.StopName, "", []string{no.SnowballStemmerName}, []string{"s", "e"}},
		{"pt", pt.StopName, "", []string{pt.LightStemmerName}, nil},
		{"sv", sv.StopName, "", []string{sv.SnowballStemmerName}, []string{"s", "e", "o", "u"}},
	}
}

// CheckLanguage returns an error that lists the known languages unless code is one
// of them. Empty stands for [English].
func CheckLanguage(code string) error {
	_, err := dialectOf(code)
	return err
}

func dialectOf(code string) (dialect, error) {
	if code == "" {
		code = English
	}
	known := dialects()
	i := slices.IndexFunc(known, func(d dialect) bool { return d.code == code })
	if i >= 0 {
		return known[i], nil
	}
	var codes []string
	for _, d := range known {
		codes = append(codes, d.code)
	}
	return dialect{}, fmt.Errorf("%q is not a known language; they are %s",
		code, strings.Join(codes, ", "))
}

// parts looks the parts of the dialect up in Bleve.
func (d dialect) parts() (clip, stem []analysis.TokenFilter, stop analysis.TokenMap, err error) {
	cache := registry.NewCache()
	if stop, err = cache.TokenMapNamed(d.stop); err != nil {
		return nil, nil, nil, err
	}
	if d.clip != "" {
		f, err := cache.TokenFilterNamed(d.clip)
		if err != nil {
			return nil, nil, nil, err
		}
		clip = append(clip, f)
	}
	for _, name := range d.stem {
		f, err := cache.TokenFilterNamed(name)
		if err != nil {
			return nil, nil, nil, err
		}
		stem = append(stem, f)
	}
	return clip, stem, stop, nil
}

// stopWords is the list as words are compared: without accents, and with the spellings
// that a keyboard without the language's letters, or haste, leads to.
func (a *analyzer) stopWords(list analysis.TokenMap, code string) map[string]bool {
	out := map[string]bool{}
	umlauts := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue")
	for w := range list {
		out[string(a.folded([]byte(w)))] = true
		switch {
		case code == "de":
			out[string(a.folded([]byte(umlauts.Replace(w))))] = true
		case code == English && (strings.HasSuffix(w, "n't") ||
			strings.HasPrefix(w, "wh") || strings.HasPrefix(w, "th")):
			// Typed in a hurry, "what's" and "don't" lose their apostrophe.
			out[strings.ReplaceAll(w, "'", "")] = true
		}
	}
	return out
}
