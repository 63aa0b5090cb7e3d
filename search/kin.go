package search

import (
	"cmp"
	"maps"
	"slices"
	"unicode/utf8"

	"howto/search/meaning"
)

const (
	// shortestKin is the fewest letters of a word that is compared with others by what it means: with
	// fewer it is mostly part of a name or of a command.
	shortestKin = 3

	// mostKin is how many words are compared so of the assets with one audience, those that most of them
	// have: five megabytes of vectors.
	mostKin = 10_000

	// mostStrange is how many words of a question are encoded by themselves that no asset has, the first.
	mostStrange = 4

	// mostPieces is how many pieces are encoded of a question and of those words: of 100 questions that
	// people wrote, one to fifteen have more. Each costs as much as the next, and a usual question has ten.
	mostPieces = 32

	// mostAsked is how many words of a question are compared so, the first: more than a question has that
	// somebody types.
	mostAsked = 16

	// mostKinRead is how many words of an asset are compared so, the first: as many as one has that is
	// not long.
	mostKinRead = 200
)

// kin is the words of one question that are compared by what they mean with those of assets.
type kin struct {
	*understood
	places  []int // among the terms
	vectors []meaning.Vector
	alike   map[classTerm][]float32 // cosines with words of assets, in the order of places; nil for none
}

// classTerm is a term as the assets of one class mostly write it.
type classTerm struct{ class, term uint32 }

// kinship is a word of the question that an asset lacks, and what stands there in its place.
type kinship struct {
	place int     // among the terms
	word  string  // what means nearly the same
	like  float64 // how nearly, above what counts at all: up to 1
}

// comparable reports whether a word is compared with others by what it means.
func (a *analyzer) comparable(word string) bool {
	n := utf8.RuneCountInString(word)
	return n >= shortestKin && n <= longestRepair && isLetters(word) && !a.isStop(word)
}

// spoken is how the assets of a class mostly write each term that is compared by what it means. Other
// spellings of it mean nearly the same; those of other classes have no part in it, as whoever asks may
// not see these.
func (a *analyzer) spoken(c *class) map[uint32]string {
	most := map[uint32]spelling{}
	for _, w := range c.Words {
		// Of equals the first in the alphabet, which is their order.
		if a.comparable(w.Text) && w.Count > most[w.Term].Count {
			most[w.Term] = w
		}
	}
	terms := slices.SortedFunc(maps.Keys(most), func(x, y uint32) int {
		return cmp.Or(cmp.Compare(c.DF[y], c.DF[x]), cmp.Compare(x, y))
	})
	out := make(map[uint32]string, min(len(terms), mostKin))
	for _, t := range terms[:min(len(terms), mostKin)] {
		out[t] = most[t].Text
	}
	return out
}

// said is what is encoded of a question: how it begins and, where words are compared, those of its words
// that no asset has; all as they were meant.
func (x *Index) said(text string, terms []Term, l *lexicon, slips []Repair) (question string, strange []string) {
	question = oneSpaced(intended(clip(text), slips))
	if l == nil {
		return beginning(question, mostOfPart), nil
	}
	question, pieces := l.Beginning(question, mostPieces)
	for _, t := range terms {
		if !t.strange() || !x.compares(t) {
			continue
		}
		word := meantBy(t, slips)
		_, more := l.Beginning(word, mostPieces)
		if pieces += more; pieces > mostPieces || len(strange) == mostStrange {
			break
		}
		strange = append(strange, word)
	}
	return question, strange
}

func (x *Index) compares(t Term) bool {
	return !t.Stop && !t.aside && x.analyzer.comparable(t.Found)
}

// kinOf is the kin of a question by one who sees v; strange are the vectors of its strange words.
func (x *Index) kinOf(v view, u *understood, terms []Term, strange []meaning.Vector) *kin {
	if u.words == nil {
		return nil
	}
	k := &kin{understood: u, alike: map[classTerm][]float32{}}
	for i, t := range terms {
		if !x.compares(t) {
			continue
		}
		var of meaning.Vector
		if !t.strange() {
			of = u.word(v, t.id)
		} else if len(strange) > 0 {
			of, strange = strange[0], strange[1:]
		}
		if of != nil && len(k.places) < mostAsked {
			k.places, k.vectors = append(k.places, i), append(k.vectors, of)
		}
	}
	return k
}

// word is the vector of a term in the first class that has one among those of a view; nil without.
func (u *understood) word(v view, term uint32) meaning.Vector {
	for _, c := range v.classes {
		if s := u.words[c][term]; s != nil {
			return s.Vector()
		}
	}
	return nil
}

// with is how close the words of the question are to a word of an asset; nil where that is not compared.
func (k *kin) with(word classTerm) []float32 {
	row, ok := k.alike[word]
	if ok {
		return row
	}
	if s := k.words[word.class][word.term]; s != nil {
		row = make([]float32, len(k.vectors))
		for i, v := range k.vectors {
			row[i] = s.Cosine(v)
		}
	}
	k.alike[word] = row
	return row
}

// kinships lists what stands in an asset in the place of words of the question that it lacks.
func (s *scorer) kinships(asset int) (found []kinship) {
	if s.nearness == nil || s.nearness.kin == nil || s.weights.Kin == 0 {
		return nil
	}
	k, class := s.nearness.kin, s.view.Class[asset]
	var like [maxWords]float32
	var words [maxWords]uint32
	from, to := s.view.start(asset), s.view.Ends[asset][fieldSteps]
	for _, id := range s.view.Seq[from:min(to, from+mostKinRead)] {
		if (*s.marks)[id] > 0 {
			continue // it stands for itself
		}
		for i, c := range k.with(classTerm{class, id}) {
			if c > like[i] {
				like[i], words[i] = c, id
			}
		}
	}
	s.count(asset)
	least := s.weights.KinFrom
	for i, place := range k.places {
		near := min(1, (float64(like[i])-least)/(1-least))
		if near <= 0 || s.has(asset, place) {
			continue
		}
		found = append(found, kinship{place, k.spelt[class][words[i]], near})
	}
	return found
}

// has reports whether the counted asset has a term of the question, or has learnt it.
func (s *scorer) has(asset, place int) bool {
	return s.tally[place] != [fieldCount]uint16{} || s.view.memory.words[asset][s.terms[place].id] > 0
}

// akin is the weight of the words that an asset has kin for, each the less, the less the two are alike.
func (s *scorer) akin(list []kinship) (sum float64) {
	for _, k := range list {
		sum += s.terms[k.place].Weight * k.like
	}
	return sum
}
