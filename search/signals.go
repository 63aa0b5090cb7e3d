package search

import (
	"math"
	"slices"
)

// Signals are what a probability is computed from, and a few more that only explain it.
// What is a share is from 0 to 1, except that Lead and Ahead may pass 1 where use
// has taught much; the weight of a word is the more the fewer assets have it.
type Signals struct {
	Share    float64 // the first hit's score, of the most this question could score
	Gap      float64 // by how much of its own score the first hit leads the second
	Lead     float64 // by how much of the most it could score it leads the second
	Ahead    float64 // by how much of that it leads the mean of the next few
	Crowd    float64 // share of the next few more whose scores come near to the first
	Spread   float64 // how evenly the first ten share their scores: 0 for one, up to ln 10
	Evidence float64 // the first hit's score; 1 is about a word that only one asset has
	Own      float64 // the best score without what was learnt, likewise
	Covered  float64 // weight of the words that the first hit has, of all words
	Headed   float64 // weight of the words in its title or asks, of all words
	Letters  float64 // by how much its title is spelt more like the question than the second's
	Runs     float64 // by how much more of it is side by side there than elsewhere; from -1
	Heading  float64 // how alike the question and the most alike title or ask are
	Rival    float64 // weight of those of Headed that the second hit has there, too
	Guessed  float64 // how many of Matched are guesses at a misspelt word, as a share
	Taught   float64 // what learnt phrases say for the first hit, of all that they could
	Against  float64 // the most that they say for another asset, likewise
	Nearer   float64 // by how much its nearest phrase is more alike than those of others
	Refused  float64 // what phrases that it is refused for say against it, of all that they could
	Known    float64 // share of the first ten that have learnt something
	Near     float64 // how near the first hit is in meaning, beyond the nearest ten on average
	Nearest  float64 // by how much it is nearer than all others; below zero if another is
	Alike    float64 // how near it is, or its title and asks, or what it has learnt, whichever is nearest
	Kin      float64 // weight of the words that it has only others for of nearly the same meaning, of all
	Words    float64 // the probability of the first hit by words alone
	Agreed   bool    // which is the same
	Second   bool    // the last six are known
	Coded    bool    // it has a code of the question, such as E-1042
	Limited  bool    // there is a [Limit] to how sure the first hit can be
	Matched  int     // full words that the first hit has
	Asked    int     // full words of the question

	unrefused float64 // Words, had nobody refused anything
}

// withoutRefusals are the signals as they would be had nobody refused anything.
func (g Signals) withoutRefusals() Signals {
	g.Refused, g.Words = 0, g.unrefused
	return g
}

// signal is one input of a [Model].
type signal struct {
	name string
	of   func(Signals) float64
}

// signalTable holds all inputs of a model. A new one is a line here, and a new
// modelVersion; `howto fit` then finds its coefficient. Each of them helped on every
// public collection with a model that was fitted on the others.
func signalTable() []signal {
	return []signal{
		// The first steps ahead of a rival say more than the later ones: hence roots.
		{"lead", func(g Signals) float64 { return math.Sqrt(g.Lead) }},
		{"ahead", func(g Signals) float64 { return math.Sqrt(g.Ahead) }},
		{"crowd", func(g Signals) float64 { return g.Crowd }},
		{"spread", func(g Signals) float64 { return math.Sqrt(g.Spread) }},
		// Twice the evidence says as much more whether it is little or much.
		{"evidence", func(g Signals) float64 { return math.Log(max(g.Evidence, leastEvidence)) }},
		{"covered", func(g Signals) float64 { return g.Covered }},
		{"guessed", func(g Signals) float64 { return g.Guessed }},
		// Both are in the score as well. A lead that they give says more than another.
		{"letters", func(g Signals) float64 { return math.Sqrt(g.Letters) }},
		{"runs", func(g Signals) float64 { return g.Runs }},
		// A score that use has raised says less than one by the asset's own words, unless the
		// phrase is far nearer than those of others. Own is Evidence where nothing was learnt,
		// and then bends its logarithm.
		{"own", func(g Signals) float64 { return g.Own }},
		{"taught", func(g Signals) float64 { return math.Sqrt(g.Taught) }},
		{"nearer", func(g Signals) float64 { return math.Sqrt(g.Nearer) }},
		{"refused", func(g Signals) float64 { return g.Refused }},
	}
}

// secondTable holds the inputs after a second opinion.
func secondTable() []signal {
	return append(signalTable(),
		signal{"near", func(g Signals) float64 { return g.Near }},
		signal{"nearest", func(g Signals) float64 { return g.Nearest }},
		// Next to the very same words this says most, and otherwise how libraries differ.
		signal{"alike", func(g Signals) float64 { return math.Pow(g.Alike, 4) }},
		signal{"kin", func(g Signals) float64 { return g.Kin }},
		signal{"words", func(g Signals) float64 { return logit(g.Words) }},
		signal{"agreed", func(g Signals) float64 {
			if g.Agreed {
				return 1
			}
			return 0
		}},
	)
}

// logit is the inverse of the logistic function, kept within bounds.
func logit(p float64) float64 {
	p = min(max(p, leastWords), 1-leastWords)
	return math.Log(p / (1 - p))
}

const (
	// leastWords keeps the logit of a probability within bounds.
	leastWords = 0.001

	// leastEvidence keeps the logarithm of next to nothing within bounds.
	leastEvidence = 0.01

	// What follows is part of the signals that a model is fitted with, so it changes only
	// with modelVersion, and cannot be set.

	// aheadOf and crowdOf are how many hits after the first [Signals] compare it
	// with, and nearTo the share of its score that makes a hit one of a crowd.
	aheadOf = 5
	crowdOf = 9
	nearTo  = 0.7

	// peopleAlike is how many people must stand behind a learnt phrase, and those nearly as like the question,
	// for it to say how near an asset is: no one makes an answer sure alone.
	peopleAlike = 2

	// mostKnown is the share of the first hits that must have learnt something for the
	// library to count as taught about the question.
	mostKnown = 0.5
)

// Learnt reports whether most of the first hits have learnt something from use.
func (g Signals) Learnt() bool { return g.Known >= mostKnown }

// SignalNames are the names of a model's inputs in their order.
func SignalNames() (names []string) {
	for _, s := range signalTable() {
		names = append(names, s.name)
	}
	return names
}

// SecondSignalNames are the names of a model's inputs after a second opinion.
func SecondSignalNames() (names []string) {
	for _, s := range secondTable() {
		names = append(names, s.name)
	}
	return names
}

// Vector returns the inputs of a model in the order of [SignalNames], or of [SecondSignalNames] if a
// second opinion was had.
func (g Signals) Vector() (values []float64) {
	table := signalTable()
	if g.Second {
		table = secondTable()
	}
	for _, s := range table {
		values = append(values, s.of(g))
	}
	return values
}

// signals looks at the head of a ranking.
func (s *scorer) signals(list []ranked) Signals {
	var g Signals
	// Stop words may weigh nothing, and then a question of them is about nothing.
	if len(list) == 0 || list[0].score <= 0 || s.total <= 0 {
		return g
	}
	g.among(list, s.total*s.weights.most())
	g.Evidence = list[0].score / math.Log(1+float64(s.view.assets))
	g.worded(list)
	g.Heading = s.headingLike(list[0].asset)
	s.count(list[0].asset)
	first := s.tally
	if len(list) > 1 {
		s.count(list[1].asset)
	} else {
		clear(s.tally[:len(s.terms)])
	}
	s.words(&g, list[0].asset, &first, &s.tally)
	s.use(&g, list)
	s.opinion(&g, list)
	g.Limited = s.limit(list[0].asset) != nil
	return g
}

// use looks at what use has taught about the list.
func (s *scorer) use(g *Signals, list []ranked) {
	var own, other float64
	for i, r := range list {
		own = max(own, r.score-r.learnt+s.yielded(r))
		said := s.learnt[r.asset]
		if i == 0 {
			g.Taught, g.Nearer = said.share(s.weights), said.like
			continue
		}
		g.Against = max(g.Against, said.share(s.weights))
		other = max(other, said.like)
	}
	g.Refused = s.refusal(list[0].asset)
	g.Own = own / math.Log(1+float64(s.view.assets))
	g.Nearer = max(0, g.Nearer-other)
	known, head := 0, list[:min(len(list), 1+crowdOf)]
	for _, r := range head {
		if len(s.view.memory.of[r.asset]) > 0 {
			known++
		}
	}
	g.Known = float64(known) / float64(len(head))
}

// refusal is what the phrases that an asset is refused for say against it. Where one that it has learnt is as
// like the question, that is what people mean, and the others were about something else.
func (s *scorer) refusal(asset int) float64 {
	if no := s.refused[asset]; no.like > s.learnt[asset].like {
		return no.share(s.weights)
	}
	return 0
}

// opinion looks at what the second opinion says of the list.
func (s *scorer) opinion(g *Signals, list []ranked) {
	n := s.nearness
	if n == nil {
		return
	}
	g.Second, g.Words, g.unrefused = true, n.probability, n.unrefused
	g.Kin = s.share(list[0].akin)
	g.Agreed = len(n.head) > 0 && list[0].asset == n.head[0]
	g.Alike = s.meantAlike(list[0].asset)
	first, other := float64(n.cosines[list[0].asset]), n.neutral
	if first == absent {
		return
	}
	for a, c := range n.cosines {
		if a != list[0].asset {
			other = max(other, float64(c))
		}
	}
	g.Near, g.Nearest = first-n.neutral, first-other
}

// meantAlike is the greatest cosine that the question has with an asset, or 0.
func (s *scorer) meantAlike(asset int) float64 {
	n := s.nearness
	most := max(0, n.cosines[asset])
	if h := n.headings[asset]; h != nil {
		most = max(most, h.Cosine(n.question))
	}
	if n.phrases != nil && s.learnt[asset].people >= peopleAlike {
		for _, p := range s.view.memory.of[asset] {
			most = max(most, n.phrases[p])
		}
	}
	return float64(most)
}

// worded compares the wording of the first hit with that of the others.
func (g *Signals) worded(list []ranked) {
	first := list[0].worded
	var second, runs float64
	for i, r := range list[1:] {
		runs = max(runs, r.worded.runs)
		if i == 0 {
			second = r.worded.letters
		}
	}
	g.Letters, g.Runs = max(0, first.letters-second), first.runs-runs
}

// untaught are the signals of the ranking without what was learnt, or nil when nothing
// was learnt about it or nothing is left.
func (s *scorer) untaught(list []ranked) *Signals {
	if !slices.ContainsFunc(list, func(r ranked) bool { return r.learnt > 0 }) {
		return nil
	}
	own := slices.Clone(list)
	for i := range own {
		r := &own[i]
		r.score, r.learnt, r.kept = r.score-r.learnt+s.yielded(*r), 0, 1
	}
	own = slices.DeleteFunc(own, func(r ranked) bool { return r.score <= 0 })
	if len(own) == 0 {
		return nil
	}
	slices.SortFunc(own, byScore)
	alone := *s
	alone.learnt, alone.view.memory = nil, blank(s.view.corpus)
	g := alone.signals(own).withoutRefusals()
	return &g
}

// among compares the first score with those after it. most is what the question
// could score.
func (g *Signals) among(list []ranked, most float64) {
	first := list[0].score
	var next [crowdOf]float64 // zero where there is no hit
	for i, r := range list[1:min(len(list), 1+crowdOf)] {
		next[i] = r.score
	}
	var mean float64
	for _, score := range next[:aheadOf] {
		mean += score / aheadOf
	}
	// The situation may have put first what scores a little less.
	g.Share = min(1, first/most)
	g.Gap = max(0, first-next[0]) / first
	g.Lead = max(0, first-next[0]) / most
	g.Ahead = max(0, first-mean) / most
	near := 0
	for _, score := range next {
		if score >= nearTo*first {
			near++
		}
	}
	g.Crowd = float64(near) / crowdOf
	g.Spread = spread(list[:min(len(list), 1+crowdOf)])
}

// spread is the entropy of the shares that the hits have of all their scores.
func spread(list []ranked) (sum float64) {
	var all float64
	for _, r := range list {
		all += r.score
	}
	for _, r := range list {
		if p := r.score / all; p > 0 {
			sum -= p * math.Log(p)
		}
	}
	return max(0, sum)
}

// share is a weight as a share of that of the whole question.
func (s *scorer) share(weight float64) float64 {
	if s.total == 0 {
		return 0
	}
	return weight / s.total
}

// words adds up the weights of the question's words by where the first hit, which is
// asset, and the second have them. What the first has learnt it has.
func (s *scorer) words(g *Signals, asset int, first, second *counts) {
	// Mended words are counted, not weighed: a rare word that was taken for a common
	// one weighs little and says the less.
	var guessed float64
	learnt := s.view.memory.words[asset]
	for i, t := range s.terms {
		if t.aside {
			continue
		}
		share := s.share(t.Weight)
		found := t.id != 0 && (first[i] != [fieldCount]uint16{} || learnt[t.id] > 0)
		if found {
			g.Covered += share
		}
		if t.id != 0 && headed(&first[i]) {
			g.Headed += share
			if headed(&second[i]) {
				g.Rival += share
			}
		}
		if t.Stop {
			continue
		}
		g.Asked++
		if !found {
			continue
		}
		g.Matched++
		g.Coded = g.Coded || !t.guessed() && digits(t.Found) != ""
		if t.mended {
			guessed++
		}
	}
	if g.Matched > 0 {
		g.Guessed = guessed / float64(g.Matched)
	}
}

// headed reports whether a term stands in the title or the asks.
func headed(n *[fieldCount]uint16) bool { return n[fieldTitle]+n[fieldAsks] > 0 }

// headingLike is the greatest weighted overlap (shared words, of all words of both)
// between the question and the title or one of the asks.
func (s *scorer) headingLike(asset int) (best float64) {
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

// alike is the weighted overlap between the question and one title or ask.
func (s *scorer) alike(heading []uint32) float64 {
	var seen [maxWords]bool
	var shared, extra float64
	for _, id := range heading {
		if m := (*s.marks)[id]; m > 0 && !seen[m-1] {
			seen[m-1] = true
			shared += s.terms[m-1].Weight
		}
	}
	if shared -= s.twice(&seen, Term.weight); shared <= 0 {
		return 0
	}
	for _, id := range heading {
		if (*s.marks)[id] == 0 {
			extra += s.outside(id)
		}
	}
	return min(1, shared/(s.total+extra))
}

// outside is the weight of a word of an asset that is not in the question.
func (s *scorer) outside(id uint32) float64 {
	w := s.fullOf(id)
	if s.index.analyzer.isStop(s.view.text(id)) {
		w *= s.weights.Stop
	}
	return w
}
