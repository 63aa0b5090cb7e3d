package search

import "slices"

// meant is what the second opinion adds to the score of an asset, as a share of the most that the
// question could score: above zero where the asset means more of what was asked than the nearest do
// on average. What takes no part neither gains nor loses.
func (s *scorer) meant(asset int) float64 {
	n := s.nearness
	if n == nil || n.cosines[asset] == absent {
		return 0
	}
	return s.weights.Meaning * s.total * s.weights.most() * (float64(n.cosines[asset]) - n.neutral)
}

// told is what learnt phrases say for the asset that they speak for most, and for the next.
type told struct {
	asset        int
	most, others recall
}

// toldBy is what is learnt in short, from at least so many people.
func (s *scorer) toldBy(people float64) told {
	t := told{asset: -1}
	for asset, e := range s.learnt {
		switch share := e.share(s.weights); {
		case e.people < people:
		case share > t.most.share(s.weights):
			t = told{asset: asset, most: e, others: t.most}
		case share > t.others.share(s.weights):
			t.others = e
		}
	}
	return t
}

// untold is the share that the second opinion on an asset itself keeps: the less, the further learnt phrases
// speak for another. What helped others says more than what an asset is like.
func (s *scorer) untold(asset int, t told) float64 {
	if asset == t.asset {
		return 1 - t.others.share(s.weights)
	}
	return 1 - t.most.share(s.weights)
}

// yield takes from the second opinion on each asset what learnt phrases say for others. It lifts nothing
// that means less of what was asked than the nearest do, and lowers a first asset that is titled so only by
// enough people.
func (s *scorer) yield(list []ranked, titled bool, enough float64) {
	all, many := s.toldBy(0), s.toldBy(enough)
	for i := range list {
		r := &list[i]
		if r.kept = s.untold(r.asset, all); i == 0 && titled {
			r.kept = s.untold(r.asset, many)
		}
		if s.yielded(*r) < 0 {
			r.kept = 1
		}
		r.score -= s.yielded(*r)
	}
}

// yielded is what the second opinion on the asset gave up to what was learnt about others.
func (s *scorer) yielded(r ranked) float64 {
	return (1 - r.kept) * (r.meant + s.weights.Kin*r.akin)
}

// withNear adds the assets that are nearest in meaning to those with the words of the question.
func withNear(found []int, n *nearness, w *Weights) []int {
	for _, a := range n.nearest(int(w.Meant)) {
		if !slices.Contains(found, a) {
			found = append(found, a)
		}
	}
	return found
}

// alsoMeant adds the phrases that mean what the question means to those that share a word.
func (s *scorer) alsoMeant(shared []int32) []int32 {
	if s.nearness == nil {
		return shared
	}
	for n := range s.nearness.phrases {
		if like, _ := s.heard(int32(n)); like > 0 {
			shared = append(shared, int32(n))
		}
	}
	slices.Sort(shared)
	return slices.Compact(shared)
}

// heard is how alike in meaning the question and a phrase are, from 0 to 1; known says that it can be told.
func (s *scorer) heard(phrase int32) (like float64, known bool) {
	if s.nearness == nil || s.nearness.phrases == nil || s.nearness.phrases[phrase] == absent {
		return 0, false
	}
	from := s.weights.HeardFrom
	return max(0, (float64(s.nearness.phrases[phrase])-from)/(1-from)), true
}

// alikeTo is how alike question and phrase are, by the words that they share and, where it is known, by what
// both mean: of near twins many share the words, and many the meaning, but few both. Until a new phrase has
// its vector, the words stand for all of it.
func (s *scorer) alikeTo(phrase int32, byWords float64) float64 {
	like, known := s.heard(phrase)
	if !known {
		return byWords
	}
	return (1-s.weights.Heard)*byWords + s.weights.Heard*like
}
