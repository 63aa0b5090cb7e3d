package outcome

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// MaxThemes is how many themes a [Study] names at most.
const MaxThemes = 3

// A Question is the text of an ask, as the asker typed it.
type Question struct {
	Ask  string
	Who  string // pseudonym of the asker
	Text string
}

// A Theme is what several people asked for: one or two words that all of their questions share.
// It holds no other part of any question.
type Theme struct {
	Words  []string // as most people wrote them, in the order in which most did
	People int      // how many different people asked
	Asks   int
}

// Themes finds what many of the questions are about, most people first, at most limit of them.
// It looks for the two words that most people share, sets their questions aside and looks again;
// when no pair is left, it goes on with single words. Words that tell nothing, numbers, addresses,
// ids and names called with an @ are not looked at.
//
// No theme has fewer than k people; a k below [Floor] counts as Floor. A question without an asker
// or one whose ask was already seen does not count.
func Themes(questions []Question, k, limit int) []Theme {
	k = max(k, Floor)
	left := informativeParts(questions)
	forms := writtenForms(left)
	singles := tallySingles(left, k)
	pairs := tallyPairs(left, singles, k)
	var found []Theme
	for len(singles) > 0 {
		shared := singles.largest()
		if len(pairs) > 0 {
			shared = pairs.largest()
		}
		keys := slices.DeleteFunc(shared[:], func(key string) bool { return key == "" })
		theme, aside, rest := setAside(left, keys)
		for i, key := range theme.Words {
			theme.Words[i] = forms[key]
		}
		found, left = append(found, theme), rest
		uncount(aside, singles, pairs, k)
	}
	slices.SortStableFunc(found, func(a, b Theme) int {
		return cmp.Or(b.People-a.People, b.Asks-a.Asks, slices.Compare(a.Words, b.Words))
	})
	return found[:min(len(found), max(0, limit))]
}

// A part is what is left of a question: its informative words.
type part struct {
	who   string
	words []word
}

func (p part) index(key string) int {
	return slices.IndexFunc(p.words, func(w word) bool { return w.key == key })
}

func informativeParts(questions []Question) []part {
	var parts []part
	called := make(map[string]bool)
	seen := make(map[string]bool)
	for _, q := range questions {
		list, names := words(q.Text)
		for _, name := range names {
			called[name] = true
		}
		if q.Who != "" && !seen[q.Ask] {
			seen[q.Ask] = true
			parts = append(parts, part{q.Who, list})
		}
	}
	// Somebody's name is a name in every question, also where it stands without the @.
	for i := range parts {
		parts[i].words = slices.DeleteFunc(parts[i].words, func(w word) bool { return called[w.key] })
	}
	return parts
}

// writtenForms says, for each key, how most people wrote it.
func writtenForms(parts []part) map[string]string {
	writers := make(map[word]crowd)
	for _, p := range parts {
		for _, w := range p.words {
			if writers[w] == nil {
				writers[w] = make(crowd)
			}
			writers[w].add(p.who)
		}
	}
	best := make(map[string]word)
	for w := range writers {
		b, known := best[w.key]
		if !known || cmp.Or(len(writers[w])-len(writers[b]), len(b.form)-len(w.form),
			cmp.Compare(b.form, w.form)) > 0 {
			best[w.key] = w
		}
	}
	forms := make(map[string]string, len(best))
	for key, w := range best {
		forms[key] = w.form
	}
	return forms
}

// A pair is two keys in order, or one and the empty string.
type pair [2]string

// A tally says who wrote a pair, and how often each of them did.
type tally struct {
	people map[string]int
	asks   int
}

// tallies hold what at least k people share. They only ever shrink.
type tallies map[pair]*tally

// tallySingles and tallyPairs count what the parts hold. A pair cannot have more people than its
// words do, so only common words are paired.
func tallySingles(parts []part, k int) tallies {
	t := make(tallies)
	for _, p := range parts {
		for _, w := range p.words {
			t.add(pair{w.key}, p.who)
		}
	}
	maps.DeleteFunc(t, func(_ pair, t *tally) bool { return len(t.people) < k })
	return t
}

func tallyPairs(parts []part, common tallies, k int) tallies {
	t := make(tallies)
	for _, p := range parts {
		for both := range p.pairs(common) {
			t.add(both, p.who)
		}
	}
	maps.DeleteFunc(t, func(_ pair, t *tally) bool { return len(t.people) < k })
	return t
}

func (t tallies) add(p pair, who string) {
	if t[p] == nil {
		t[p] = &tally{people: make(map[string]int)}
	}
	t[p].people[who]++
	t[p].asks++
}

// remove takes one ask out of a tally, and the tally out when fewer than k people are left.
func (t tallies) remove(p pair, who string, k int) {
	at := t[p]
	if at == nil {
		return
	}
	at.asks--
	if at.people[who]--; at.people[who] == 0 {
		delete(at.people, who)
	}
	if len(at.people) < k {
		delete(t, p)
	}
}

// uncount takes the parts out of both tallies: pairs first, which are found by what singles hold.
func uncount(parts []part, singles, pairs tallies, k int) {
	for _, p := range parts {
		for both := range p.pairs(singles) {
			pairs.remove(both, p.who, k)
		}
	}
	for _, p := range parts {
		for _, w := range p.words {
			singles.remove(pair{w.key}, p.who, k)
		}
	}
}

// pairs yields each two of p's words that are common.
func (p part) pairs(common tallies) iter.Seq[pair] {
	return func(yield func(pair) bool) {
		var keys []string
		for _, w := range p.words {
			if common[pair{w.key}] != nil {
				keys = append(keys, w.key)
			}
		}
		slices.Sort(keys)
		for i, a := range keys {
			for _, b := range keys[i+1:] {
				if !yield(pair{a, b}) {
					return
				}
			}
		}
	}
}

// largest is the pair with the most people, then the most asks, then first in the alphabet.
func (t tallies) largest() (best pair) {
	for p, at := range t {
		if b := t[best]; b == nil || cmp.Or(len(at.people)-len(b.people), at.asks-b.asks,
			slices.Compare(best[:], p[:])) > 0 {
			best = p
		}
	}
	return best
}

// setAside makes a theme of the parts that have all keys, and returns these and the others.
func setAside(parts []part, keys []string) (t Theme, aside, rest []part) {
	people := make(crowd)
	inOrder := 0
	for _, p := range parts {
		at := make([]int, len(keys))
		for i, key := range keys {
			at[i] = p.index(key)
		}
		if slices.Contains(at, -1) {
			rest = append(rest, p)
			continue
		}
		aside = append(aside, p)
		people.add(p.who)
		if slices.IsSorted(at) {
			inOrder++
		}
	}
	t = Theme{Words: slices.Clone(keys), People: len(people), Asks: len(aside)}
	if 2*inOrder < t.Asks {
		slices.Reverse(t.Words)
	}
	return t, aside, rest
}
