package outcome

import (
	"cmp"
	"slices"
)

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
	var found []Theme
	for {
		shared := mostShared(left, k)
		if len(shared) == 0 {
			break
		}
		var theme Theme
		theme, left = setAside(left, shared)
		for i, key := range theme.Words {
			theme.Words[i] = forms[key]
		}
		found = append(found, theme)
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

// mostShared returns the keys of the pair, or else of the single word, that most people share; none
// when fewer than k people share anything.
func mostShared(parts []part, k int) []string {
	singles := make(map[pair]*tally)
	for _, p := range parts {
		for _, w := range p.words {
			count(singles, pair{w.key}, p.who)
		}
	}
	pairs := make(map[pair]*tally)
	for _, p := range parts {
		var common []string
		for _, w := range p.words {
			if len(singles[pair{w.key}].people) >= k {
				common = append(common, w.key)
			}
		}
		slices.Sort(common)
		for i, a := range common {
			for _, b := range common[i+1:] {
				count(pairs, pair{a, b}, p.who)
			}
		}
	}
	if best, ok := largest(pairs, k); ok {
		return best[:]
	}
	if best, ok := largest(singles, k); ok {
		return best[:1]
	}
	return nil
}

type tally struct {
	people crowd
	asks   int
}

func count(tallies map[pair]*tally, p pair, who string) {
	if tallies[p] == nil {
		tallies[p] = &tally{people: make(crowd)}
	}
	tallies[p].people.add(who)
	tallies[p].asks++
}

// largest is the pair with the most people, then the most asks, then first in the alphabet.
func largest(tallies map[pair]*tally, k int) (best pair, ok bool) {
	for p, t := range tallies {
		if len(t.people) < k {
			continue
		}
		if b := tallies[best]; !ok || cmp.Or(len(t.people)-len(b.people), t.asks-b.asks,
			slices.Compare(best[:], p[:])) > 0 {
			best, ok = p, true
		}
	}
	return best, ok
}

// setAside makes a theme of the parts that have all keys, and returns the others.
func setAside(parts []part, keys []string) (t Theme, rest []part) {
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
		people.add(p.who)
		t.Asks++
		if slices.IsSorted(at) {
			inOrder++
		}
	}
	t.People, t.Words = len(people), slices.Clone(keys)
	if 2*inOrder < t.Asks {
		slices.Reverse(t.Words)
	}
	return t, rest
}
