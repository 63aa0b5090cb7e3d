package search

import "strings"

// prefixes are the syllables that, put before a word, turn or change what it means: *uninstall* is the
// opposite of *install*, *abmelden* of *anmelden*, and a *reprint* is not a *print*. Each has what stands for
// it: forms of one prefix have the same, so that "inport" is still a slip of *import*, and so have two that are
// each other with two letters swapped, so that "erfund" is one of *refund*. One table does for all languages:
// the few slips that it leaves unmended cost a question its best word, and a word that was turned round
// answers the opposite of what was asked.
var prefixes = map[string]string{
	// English, and what is Latin in most languages.
	"un": "un", "in": "in", "im": "in", "ir": "in", "il": "in", "dis": "dis", "de": "de", "re": "re",
	"non": "non", "mis": "mis", "pre": "pre", "en": "en", "ex": "ex", "up": "up", "on": "on", "off": "off",
	"over": "over", "out": "out", "under": "under", "down": "down",
	// German.
	"ab": "ab", "an": "an", "auf": "auf", "aus": "aus", "ein": "ein", "ent": "ent", "ver": "ver", "be": "be",
	"er": "re", "um": "um", "zu": "zu", "vor": "vor", "nach": "nach", "weg": "weg", "hin": "hin", "her": "her",
	"los": "los", "mit": "mit", "rein": "rein", "raus": "raus",
	// Dutch, Danish, Norwegian and Swedish, as far as one or two letters tell them apart.
	"af": "af", "aan": "aan", "uit": "uit", "op": "op", "av": "av", "ut": "ut", "pa": "pa",
}

const (
	// longestPrefix is the most letters of a prefix.
	longestPrefix = 5

	// shortestRest is the fewest letters after a prefix that make it one.
	shortestRest = 3
)

// turned reports whether two words differ by their prefix alone, where having none is one, too. same compares
// what follows the prefixes: [sameRest] or [nearlySameRest].
func turned(a, b string, same func(a, b string) bool) bool {
	for i := range min(longestPrefix, len(a)) + 1 {
		first, ok := prefixOf(a, i)
		if !ok {
			continue
		}
		for j := range min(longestPrefix, len(b)) + 1 {
			second, ok := prefixOf(b, j)
			if ok && first != second && same(a[i:], b[j:]) {
				return true
			}
		}
	}
	return false
}

// prefixOf is what stands for the first n letters of a word, if they are a prefix.
func prefixOf(word string, n int) (kind string, ok bool) {
	if n == 0 {
		return "", true
	}
	kind, ok = prefixes[word[:n]]
	return kind, ok
}

// sameRest reports whether what follows two prefixes is one word.
func sameRest(a, b string) bool { return a == b && len(a) >= shortestRest }

// nearlySameRest is sameRest where the last letter may be another, or missing: "unloads" is no slip of
// *upload*, nor "abmelde" of *anmelden*.
func nearlySameRest(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	shared := len(a)
	if len(a) == len(b) && a != b {
		shared--
	}
	return shared >= shortestRest && len(b)-shared <= 1 && strings.HasPrefix(b, a[:shared])
}
