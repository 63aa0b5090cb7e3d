package search

import (
	"math"
	"slices"
)

// Confidence says what to do with a match: show the first hit, offer the first
// few, or ask a person.
type Confidence int

// The three tiers, from "ask a person" to "show it".
const (
	None Confidence = iota
	Unsure
	Sure
)

// String returns "none", "unsure" or "sure".
func (c Confidence) String() string {
	switch c {
	case Sure:
		return "sure"
	case Unsure:
		return "unsure"
	}
	return "none"
}

// Signals are what a probability is computed from. Shares are between 0 and 1.
type Signals struct {
	Share   float64 // the first hit's score, of the most this question could score
	Gap     float64 // by how much of its score the first hit leads the second
	Covered float64 // weight of the words that the first hit has, of all words
	Headed  float64 // weight of the words in its title or asks, of all words
	Phrase  float64 // how alike the question and the most alike title or ask are
	Rival   float64 // weight of those of them that the second hit has there, too
	Guessed float64 // weight of the words whose spelling was mended, of all words
	Taught  float64 // what learnt phrases say for it, of all that they could
	Against float64 // what they say for another asset, likewise
	Matched int     // full words that the first hit has
	Asked   int     // full words of the question
}

// signals looks at the head of a ranking.
func (s *scorer) signals(list []ranked) Signals {
	var g Signals
	if len(list) == 0 {
		return g
	}
	s.count(list[0].asset)
	top := s.tally
	g.Gap = 1
	if len(list) > 1 {
		// The situation may have put first what scores a little less.
		g.Gap = max(0, (list[0].score-list[1].score)/list[0].score)
		s.count(list[1].asset)
	}
	for i, t := range s.terms {
		if t.aside {
			continue
		}
		share := t.Weight / s.total
		found := t.id != 0 && top[i] != [fieldCount]uint16{}
		if found {
			g.Covered += share
		}
		if t.id != 0 && headed(&top[i]) {
			g.Headed += share
			if len(list) > 1 && headed(&s.tally[i]) {
				g.Rival += share
			}
		}
		if t.mended {
			g.Guessed += share
		}
		if !t.Stop {
			g.Asked++
			if found {
				g.Matched++
			}
		}
	}
	for _, r := range list {
		if said := s.learnt[r.asset].share(s.weights); r.asset == list[0].asset {
			g.Taught = said
		} else {
			g.Against = max(g.Against, said)
		}
	}
	g.Share = list[0].score / s.total
	g.Phrase = s.phrase(list[0].asset)
	return g
}

// headed reports whether a term stands in the title or the asks.
func headed(n *[fieldCount]uint16) bool { return n[fieldTitle]+n[fieldAsks] > 0 }

// phrase is the greatest weighted overlap (shared words, of all words of both)
// between the question and the title or one of the asks.
func (s *scorer) phrase(asset int) (best float64) {
	ends, from := &s.view.Ends[asset], s.view.start(asset)
	best = s.alike(s.view.Seq[from:ends[fieldTitle]])
	asks := s.view.Seq[ends[fieldTitle]:ends[fieldAsks]]
	for len(asks) > 0 {
		end := slices.Index(asks, 0)
		if end < 0 {
			return max(best, s.alike(asks))
		}
		best = max(best, s.alike(asks[:end]))
		asks = asks[end+1:]
	}
	return best
}

// alike is the weighted overlap between the question and one phrase.
func (s *scorer) alike(phrase []uint32) float64 {
	var seen [maxWords]bool
	var shared, extra float64
	for _, id := range phrase {
		if m := (*s.marks)[id]; m > 0 && !seen[m-1] {
			seen[m-1] = true
			shared += s.terms[m-1].Weight
		}
	}
	if shared == 0 {
		return 0
	}
	for _, id := range phrase {
		if (*s.marks)[id] == 0 {
			extra += s.view.outside(id, s.index)
		}
	}
	return min(1, shared/(s.total+extra))
}

// outside is the weight of a word of an asset that is not in the question.
func (v view) outside(id uint32, x *Index) float64 {
	w := idf(v.assets, v.df(id))
	if x.analyzer.isStop(v.text(id)) {
		w *= x.weights.Stop
	}
	return w
}

type thresholds struct{ sure, unsure float64 }

func (o Options) thresholds() thresholds {
	t := thresholds{sureAt, unsureAt}
	if o.Sure > 0 {
		t.sure = o.Sure
	}
	if o.Unsure > 0 {
		t.unsure = o.Unsure
	}
	return t
}

// probability is the model's estimate that the first hit is the right one.
func (g Signals) probability() float64 {
	if g.Matched == 0 && g.Share == 0 {
		return 0
	}
	z := bias + perShare*g.Share + perGap*g.Gap + perCovered*g.Covered + perHeaded*g.Headed +
		perPhrase*g.Phrase + perRival*g.Rival + perGuessed*g.Guessed +
		perMatched*float64(min(g.Matched, mostMatched))
	return 1 / (1 + math.Exp(-z))
}

// judged fills in probability and tier. A match that is none keeps its hits: a
// person may still want to look at them.
func (m Match) judged(t thresholds) Match {
	m.limits = t
	m.Probability = m.Signals.probability()
	if m.alone != nil {
		m.Probability = min(m.Probability, m.alone.probability())
	}
	switch {
	case len(m.Hits) == 0:
		m.Probability = 0
		m.Confidence = None
	case m.Probability >= t.sure:
		m.Confidence = Sure
	case m.Probability >= t.unsure:
		m.Confidence = Unsure
	}
	return m
}
