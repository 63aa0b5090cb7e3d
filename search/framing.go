package search

import "strings"

// framing lists words that frame a question about anything: what people want done to
// the subject, not the subject. In a library of a hundred assets few of them happen to
// be frequent, so their rarity there says nothing.
const framing = `
	able actually also anyone anything ask asking best better come could currently
	easiest easy explain fast fastest find get getting give go going good got
	happen happens happy hello help hey hi just keep know let like look looking lot
	made make making mean might need now ok one ones please possible possibly put
	question quick quickly really right said say says see seem set show simple simply
	someone something sure take tell thank thanks thing things think tried try trying
	use using want wants way ways wonder wondering work working works would`

// framingStems is the framing words as they are indexed. Other languages have none yet.
func (a *analyzer) framingStems() map[string]bool {
	out := map[string]bool{}
	if a.code != English {
		return out
	}
	for _, w := range strings.Fields(framing) {
		out[a.term(w)] = true
	}
	return out
}

// frames reports whether a word is a framing word.
func (a *analyzer) frames(text string) bool { return a.framing[a.term(text)] }

// framed tells for each term of a corpus whether it is a framing word.
func (a *analyzer) framed(c *corpus) []bool {
	out := make([]bool, len(c.Terms)+1)
	for stem := range a.framing {
		out[c.ids[stem]] = true
	}
	out[0] = false // what the corpus does not have
	return out
}
