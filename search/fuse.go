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
	return s.untold(asset) * s.weights.Meaning * s.total * s.weights.most() * (float64(n.cosines[asset]) - n.neutral)
}

// told is how far learnt phrases speak for the asset that they speak for most, and for any other: shares of
// all that they could say.
type told struct {
	asset        int
	most, others float64
}

func (s *scorer) toldBy(learnt map[int]recall) told {
	t := told{asset: -1}
	for asset, e := range learnt {
		switch share := e.share(s.weights); {
		case share > t.most:
			t = told{asset: asset, most: share, others: t.most}
		case share > t.others:
			t.others = share
		}
	}
	return t
}

// untold is the share that the second opinion on an asset itself keeps: the less, the further learnt phrases
// speak for another. What helped others says more than what an asset is like.
func (s *scorer) untold(asset int) float64 {
	if asset == s.told.asset {
		return 1 - s.told.others
	}
	return 1 - s.told.most
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
		if s.heard(int32(n)) > 0 {
			shared = append(shared, int32(n))
		}
	}
	slices.Sort(shared)
	return slices.Compact(shared)
}

// heard is how alike in meaning the question and a phrase are, from 0 to 1.
func (s *scorer) heard(phrase int32) float64 {
	if s.nearness == nil || s.nearness.phrases == nil {
		return 0
	}
	from := s.weights.HeardFrom
	return max(0, s.weights.Heard*(float64(s.nearness.phrases[phrase])-from)/(1-from))
}
