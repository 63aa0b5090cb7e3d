package judge

import (
	"slices"

	"howto/search"
)

// byWords is the sets as they were before a second opinion.
func byWords(sets []Set) []Set {
	out := slices.Clone(sets)
	for i := range out {
		out[i].Results = slices.Clone(out[i].Results)
		for n, r := range out[i].Results {
			if r.ByWords != nil {
				out[i].Results[n] = *r.ByWords
			}
		}
	}
	return out
}

// hasSecond reports whether any question had a second opinion.
func hasSecond(sets []Set) bool {
	return slices.ContainsFunc(sets, func(s Set) bool {
		return slices.ContainsFunc(s.Results, func(r Result) bool { return r.ByWords != nil })
	})
}

// fitSecond gives m its judgement after a second opinion. It learns from the questions of which m is
// not sure by words alone, and its thresholds are for all answers that are sure in the end: those of
// the words as well.
func (o FitOptions) fitSecond(m search.Model, sets []Set) (search.Model, error) {
	whole, err := withSecond(m, sets)
	if err != nil {
		return m, err
	}
	judged := map[bool][]weighed{}
	for _, c := range o.folds() {
		rest, held := part(sets, c)
		there, err := coefficients(byWords(rest))
		if err != nil {
			return m, err
		}
		there.Sure, there.SureTaught, there.Unsure = m.Sure, m.SureTaught, m.Unsure
		if there, err = withSecond(there, rest); err != nil {
			return m, err
		}
		for i, s := range held {
			for _, r := range s.Results {
				w := weighed{r.under(there), 1 / float64(len(sets[i].Results)), false}
				w.settled = !w.Signals.Second && w.Tier == search.Sure
				if w.Signals.Second || w.settled {
					judged[w.Signals.Learnt()] = append(judged[w.Signals.Learnt()], w)
				}
			}
		}
	}
	o.cut(whole.Second, judged)
	return whole, nil
}

// withSecond fits the coefficients of the second judgement. Until thresholds are chosen, none is sure
// by it.
func withSecond(m search.Model, sets []Set) (search.Model, error) {
	asked := slices.Clone(sets)
	for i, s := range sets {
		asked[i].Results = nil
		for _, r := range s.Results {
			if r.ByWords == nil {
				continue
			}
			words := r.ByWords.under(m)
			if words.Tier == search.Sure {
				continue
			}
			r.Signals.Words = words.Confidence
			asked[i].Results = append(asked[i].Results, r)
		}
	}
	bias, slopes, err := linear(asked)
	if err != nil {
		return m, err
	}
	m.Second = search.NewSecond(bias, slopes)
	m.Second.Sure, m.Second.Unsure = 1, 0
	return m, nil
}
