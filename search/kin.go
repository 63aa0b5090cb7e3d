package search

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"howto/search/meaning"
)

const (
	// shortestKin is the fewest letters of a word that is compared with others by what it means: with
	// fewer it is mostly part of a name or of a command.
	shortestKin = 3

	// mostKin is how many words of a library are compared so, those that most assets have: ten
	// megabytes of vectors.
	mostKin = 20_000

	// mostStrange is how many words of a question are encoded that no asset has, the first: each costs
	// about a third of what the question does.
	mostStrange = 4
)

// kin is the words of a question that are compared by what they mean with those of assets.
type kin struct {
	places  []int // among the terms
	vectors []meaning.Vector
	known   []meaning.Stored     // of the words of the library, by number of their term, from 1
	alike   map[uint32][]float32 // cosines with a term of the library, in the order of places
}

// kinship is a word of the question that an asset lacks, and what stands there in its place.
type kinship struct {
	place int    // among the terms
	word  uint32 // the term that means nearly the same
	added float64
}

// comparable reports whether a word is compared with others by what it means.
func (a *analyzer) comparable(word string) bool {
	return utf8.RuneCountInString(word) >= shortestKin && isLetters(word) && !a.isStop(word)
}

// spoken is how each term of the corpus is mostly written, by its number, from 1; empty for those that are
// not compared by what they mean.
func (x *Index) spoken() []string {
	counts := map[string]spelling{}
	for _, c := range x.corpus.Classes {
		for _, w := range c.Words {
			w.Count += counts[w.Text].Count
			counts[w.Text] = w
		}
	}
	most := make([]spelling, len(x.corpus.Terms))
	for text, w := range counts {
		m := &most[w.Term-1]
		if x.analyzer.comparable(text) && (w.Count > m.Count || w.Count == m.Count && text < m.Text) {
			*m = w
		}
	}
	out := make([]string, len(most))
	for _, w := range x.mostCommon(most) {
		out[w.Term-1] = w.Text
	}
	return out
}

// mostCommon is as many words as are compared, those first that most assets have.
func (x *Index) mostCommon(words []spelling) []spelling {
	words = slices.DeleteFunc(slices.Clone(words), func(w spelling) bool { return w.Term == 0 })
	if len(words) <= mostKin {
		return words
	}
	assets := make([]int32, len(x.corpus.Terms)+1)
	for _, c := range x.corpus.Classes {
		for term, n := range c.DF {
			assets[term] += n
		}
	}
	slices.SortFunc(words, func(a, b spelling) int {
		return cmp.Or(cmp.Compare(assets[b.Term], assets[a.Term]), cmp.Compare(a.Term, b.Term))
	})
	return words[:mostKin]
}

// strange are the words of a question that no asset has, as far as they are encoded.
func (x *Index) strange(terms []Term, slips []Repair) (words []string) {
	for _, t := range terms {
		if x.isStrange(t) && x.compares(t) && len(words) < mostStrange {
			words = append(words, meantBy(t, slips))
		}
	}
	return words
}

// isStrange reports whether no asset has the word, though some may have learnt it.
func (x *Index) isStrange(t Term) bool { return t.id == 0 || int(t.id) > len(x.corpus.Terms) }

func (x *Index) compares(t Term) bool {
	return !t.Stop && !t.aside && x.analyzer.comparable(t.Found)
}

// kinOf is the kin of a question; strange are the vectors of its strange words.
func (x *Index) kinOf(u *understood, terms []Term, strange []meaning.Vector) *kin {
	if u.words == nil {
		return nil
	}
	k := &kin{known: u.words, alike: map[uint32][]float32{}}
	for i, t := range terms {
		var v meaning.Vector
		switch {
		case !x.compares(t):
		case x.isStrange(t):
			if len(strange) > 0 {
				v, strange = strange[0], strange[1:]
			}
		case u.words[t.id-1] != nil:
			v = u.words[t.id-1].Vector()
		}
		if v != nil {
			k.places, k.vectors = append(k.places, i), append(k.vectors, v)
		}
	}
	return k
}

// with is how close the words of the question are to a term of the library; nil where that is not compared.
func (k *kin) with(term uint32) []float32 {
	if term == 0 || int(term) > len(k.known) || k.known[term-1] == nil {
		return nil
	}
	row, ok := k.alike[term]
	if !ok {
		row = make([]float32, len(k.vectors))
		for i, v := range k.vectors {
			row[i] = k.known[term-1].Cosine(v)
		}
		k.alike[term] = row
	}
	return row
}

// kinships lists what stands in an asset in the place of words of the question that it lacks.
func (s *scorer) kinships(asset int) []kinship {
	if s.nearness == nil || s.nearness.kin == nil || s.weights.Kin == 0 {
		return nil
	}
	k := s.nearness.kin
	best := make([]float32, len(k.places))
	words := make([]uint32, len(k.places))
	for _, id := range s.view.Seq[s.view.start(asset):s.view.Ends[asset][fieldCount-1]] {
		for i, c := range k.with(id) {
			if c > best[i] {
				best[i], words[i] = c, id
			}
		}
	}
	s.count(asset)
	var out []kinship
	for i, place := range k.places {
		t := s.terms[place]
		like := (float64(best[i]) - s.weights.KinFrom) / (1 - s.weights.KinFrom)
		if like > 0 && !s.has(asset, place) {
			added := s.untold() * s.weights.Kin * t.Weight * min(1, like)
			out = append(out, kinship{place, words[i], added})
		}
	}
	return out
}

// has reports whether the counted asset has a term of the question, or has learnt it.
func (s *scorer) has(asset, place int) bool {
	return s.tally[place] != [fieldCount]uint16{} || s.view.memory.words[asset][s.terms[place].id] > 0
}

// akin is what all of them add.
func akin(list []kinship) (sum float64) {
	for _, k := range list {
		sum += k.added
	}
	return sum
}
