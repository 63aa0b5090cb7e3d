package outcome

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A word of a question: key is what makes two words the same, form is how it was written.
type word struct{ key, form string }

var (
	slackMarkup = regexp.MustCompile(`<[^<>]*>`)
	slackID     = regexp.MustCompile(`^[UWCDGTB][A-Z]{8,}$`)
)

var wordForm = regexp.MustCompile(`[\p{L}\p{M}]+`)

// withoutNames is a text without the words that are names. Invisible signs go first: a name with one in it
// would be read as two words, and the theme of it would be without it.
func withoutNames(text string, name func(word string) bool) string {
	if name == nil {
		return text
	}
	return wordForm.ReplaceAllStringFunc(visible(text), func(w string) string {
		if name(strings.ToLower(w)) {
			return " "
		}
		return w
	})
}

// words returns the informative words of a text in order, each key once, and the names that it
// calls with an @. A run of characters that holds a digit, an @, a link or an underscore is not
// language but a number, an address or an id: all of it is left out.
func words(text string) (list []word, names []string) {
	seen := make(map[string]bool)
	for raw := range strings.FieldsSeq(slackMarkup.ReplaceAllString(text, " ")) {
		field := norm.NFKC.String(raw) // makes ＠ an @; and ⅻ letters, hence the look at raw below
		trimmed := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && r != '@' })
		switch {
		case strings.HasPrefix(trimmed, "@"):
			for _, form := range letters(trimmed) {
				names = append(names, key(form))
			}
			continue
		case strings.ContainsFunc(raw, unicode.IsNumber), strings.ContainsFunc(field, unicode.IsNumber),
			strings.ContainsAny(field, "@_"), strings.Contains(field, "://"),
			slackID.MatchString(trimmed):
			continue
		}
		for _, form := range letters(field) {
			k := key(form)
			if informative(form) && informative(k) && !seen[k] {
				seen[k] = true
				list = append(list, word{k, form})
			}
		}
	}
	return list, names
}

// letters splits a field where something other than a letter stands, and drops invisible signs.
func letters(field string) []string {
	return strings.FieldsFunc(strings.ToLower(visible(field)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r)
	})
}

// visible is a text without the signs that nobody sees, such as a soft hyphen.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

// key folds accents and plurals.
func key(form string) string { return singular(plain(form)) }

// plain is a word in lower case without accents.
func plain(form string) string {
	return barred.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(form))))
}

var (
	// barred are letters that people write without what makes them special, and that are one letter to Unicode.
	barred = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ð", "d", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th")
	// spelled are letters that many write as two where a keyboard has none of them.
	spelled = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa")
)

// Spellings are the ways to write a word on any keyboard, in lower case: without accents, and with
// Müller also as mueller. Two words that share one may be the same name.
func Spellings(word string) []string {
	full := strings.ToLower(norm.NFKC.String(word))
	ways := []string{plain(full)}
	if other := plain(spelled.Replace(full)); other != ways[0] {
		ways = append(ways, other)
	}
	return ways
}

// NameKeys are the [Spellings] of a word without an s at their end, which may be that of a plural or of
// what belongs to somebody: so Kowalskis meets Kowalski. Unlike [Themes], which leave an s alone that may
// be none, they take it from every longer word: whoever looks for names compares by them on both sides.
func NameKeys(word string) []string {
	keys := Spellings(word)
	for i, k := range keys {
		if utf8.RuneCountInString(k) > 3 {
			keys[i] = strings.TrimSuffix(k, "s")
		}
	}
	return keys
}

// singular makes an English plural meet its singular. It need not give a real word, and it leaves
// alone what only looks like a plural: status, glass, gas.
func singular(w string) string {
	ends := func(suffixes ...string) bool {
		for _, s := range suffixes {
			if strings.HasSuffix(w, s) {
				return true
			}
		}
		return false
	}
	switch {
	case len(w) < 4 || ends("ss", "us", "is"):
		return w
	case ends("ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case ends("xes", "ches", "shes", "sses"):
		return w[:len(w)-2]
	case ends("ie") && len(w) > 4: // meets its plural: cookie, cookies
		return w[:len(w)-2] + "y"
	case ends("s"):
		return w[:len(w)-1]
	}
	return w
}

// informative reports whether a word says what a question is about. Words of one letter do not,
// nor do runs too long for a word.
func informative(w string) bool {
	if n := utf8.RuneCountInString(w); n < 2 || n > 24 {
		return false
	}
	switch w {
	case "about", "after", "again", "ain", "all", "also", "always", "am", "an", "and", "another",
		"any", "anybody", "anyone", "anything", "anywhere", "are", "aren", "around", "as", "ask",
		"at", "away", "back", "be", "because", "been", "before", "being", "best", "between", "both",
		"but", "by", "can", "cannot", "cant", "come", "could", "couldn", "did", "didn", "didnt",
		"different", "do", "doe", "does", "doesn", "doesnt", "doing", "don", "done", "dont", "down",
		"during", "each", "either", "else", "etc", "even", "ever", "every", "everyone", "find",
		"first", "for", "from", "gave", "get", "gets", "getting", "give", "given", "go", "goe",
		"goes", "going", "gone", "gonna", "good", "got", "had", "hadn", "has", "hasn", "have",
		"haven", "having", "he", "hello", "help", "her", "here", "hers", "hey", "hi", "him", "his",
		"how", "howto", "if", "im", "in", "into", "is", "isn", "isnt", "it", "its", "ive", "just",
		"keep", "know", "let", "like", "ll", "look", "looking", "make", "making", "many", "may",
		"maybe", "me", "might", "more", "most", "much", "must", "my", "myself", "need", "needs",
		"never", "no", "nobody", "none", "nor", "not", "nothing", "now", "of", "off", "ok", "okay",
		"on", "once", "only", "or", "other", "others", "our", "out", "over", "own", "people",
		"person", "please", "pls", "possible", "problem", "put", "question", "quite", "re", "really",
		"right", "said", "same", "say", "see", "shall", "she", "should", "shouldn", "show", "since",
		"so", "some", "somebody", "someone", "something", "sometimes", "somewhere", "sorry", "still",
		"such", "take", "tell", "than", "thank", "thanks", "that", "the", "their", "them", "then",
		"there", "these", "they", "thing", "things", "think", "this", "those", "through",
		"time", "to", "today", "too", "tried", "try", "trying", "under", "until", "up", "us", "use",
		"used", "using", "ve", "very", "via", "want", "wants", "was", "wasn", "way", "we", "well",
		"were", "weren", "what", "whats", "when", "where", "which", "while", "who", "whom", "whose",
		"why", "will", "with", "within", "without", "won", "wont", "work", "working", "works",
		"would", "wouldn", "yes", "yet", "you", "your", "yours", "yourself",
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"hundred", "thousand":
		return false
	}
	return true
}
