package search

import (
	"slices"
	"strings"
)

// Situation is what is known of where the asker stands in their work. Of assets that
// answer a question about as well, those that fit it come first; it lifts no asset above
// one that answers clearly better, and makes no match surer. The zero Situation changes
// nothing.
type Situation struct {
	// Roles are what the asker works as.
	Roles []string

	// Topics are what the place is about in which the question was asked.
	Topics []string

	// Workflow is the work that the asker was in the midst of a moment ago.
	Workflow string
}

// aspect is one thing of a situation that an asset may fit.
type aspect int

const (
	aspectRole aspect = iota
	aspectTopic
	aspectWorkflow
	aspectCount
)

// fit is the role, topic and workflow that an asset shares with a situation; each is
// empty where there is none.
type fit [aspectCount]string

// known reports whether there is anything to fit.
func (n Situation) known() bool {
	return len(n.Roles) > 0 || len(n.Topics) > 0 || n.Workflow != ""
}

// of compares an asset with the situation. The share is that of the aspects that fit, of
// those that are known: what is not known speaks for no asset and against none.
func (n Situation) of(a *Asset) (f fit, share float64) {
	f[aspectRole] = shared(n.Roles, a.Roles)
	f[aspectTopic] = shared(n.Topics, a.Topics)
	if strings.EqualFold(n.Workflow, a.Workflow) {
		f[aspectWorkflow] = a.Workflow
	}
	known := [aspectCount]bool{len(n.Roles) > 0, len(n.Topics) > 0, n.Workflow != ""}
	fits, all := 0, 0
	for i := range f {
		if known[i] {
			all++
		}
		if f[i] != "" {
			fits++
		}
	}
	if all == 0 {
		return f, 0
	}
	return f, float64(fits) / float64(all)
}

// shared is the first of the asset's words that is among the asker's, without regard to
// case.
func shared(asker, asset []string) string {
	for _, w := range asset {
		same := func(v string) bool { return strings.EqualFold(v, w) }
		if w != "" && slices.ContainsFunc(asker, same) {
			return w
		}
	}
	return ""
}

// lift adds to each score at most the share [Weights.Boost] of it, sorts the ranking
// again and reports whether another asset is now first. So an asset whose score was more
// than that share above another's stays above it.
//
// What few people have taught is not lifted: it was held below the first asset, and must
// not come above it in this way either.
func (s *scorer) lift(list []ranked) (changed bool) {
	if len(list) == 0 || !s.situation.known() || s.weights.Boost == 0 {
		return false
	}
	first := list[0].asset
	for i := range list {
		r := &list[i]
		_, share := s.situation.of(s.index.at(r.asset))
		r.boost = s.weights.Boost * share * r.score
		if r.few {
			own := (r.score - r.learnt) * (1 + s.weights.Boost*share)
			r.boost = max(0, own-r.score)
		}
	}
	slices.SortFunc(list, byScore)
	return list[0].asset != first
}
