package judge

import (
	"cmp"
	"errors"
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
// the words as well. Where the words leave no question in doubt, m stays without one.
func (o FitOptions) fitSecond(m search.Model, sets []Set) (search.Model, error) {
	whole, err := withSecond(m, sets)
	if errors.Is(err, ErrTooFew) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	judged, apart := map[bool][]weighed{}, map[string][]weighed{}
	for _, c := range o.folds() {
		rest, held := part(sets, c)
		there, err := coefficients(byWords(rest))
		if err != nil {
			return m, err
		}
		there.Sure, there.SureTaught, there.Unsure = m.Sure, m.SureTaught, m.Unsure
		if there, err = withSecond(there, rest); err != nil && !errors.Is(err, ErrTooFew) {
			return m, err
		}
		for i, s := range held {
			for _, r := range s.Results {
				w := weighed{r.under(there), 1 / float64(len(sets[i].Results)), false}
				w.settled = !w.Signals.Second && w.Tier == search.Sure
				if w.Signals.Second || w.settled {
					judged[w.Signals.Learnt()] = append(judged[w.Signals.Learnt()], w)
					apart[s.Name] = append(apart[s.Name], w)
				}
			}
		}
	}
	o.cut(whole.Second, judged)
	for _, results := range apart {
		least := keeps(results, o.Precision)
		whole.Second.Sure = max(whole.Second.Sure, least)
		whole.Second.SureTaught = max(whole.Second.SureTaught, least)
	}
	return whole, nil
}

// enoughAsked is how many questions of a collection must have had a second opinion for it to have a say
// in the threshold.
const enoughAsked = 200

// keeps is the lowest probability from which on the answers to these results are as often right as
// promised. What texts mean is more telling in some libraries than in others: a promise that is kept
// on the average of collections may be broken in each that is hard. It is 0 when the words alone have
// broken it, or when too few were asked to tell.
func keeps(results []weighed, precision float64) (least float64) {
	least = 1
	var all, right float64
	asked := 0
	ranked := slices.Clone(results)
	slices.SortStableFunc(ranked, func(a, b weighed) int { return cmp.Compare(b.sureness(), a.sureness()) })
	for i, r := range ranked {
		all, right = all+1, right+rightness(r.Result)
		kept := right >= precision*all
		if r.settled {
			if last := i+1 == len(ranked) || !ranked[i+1].settled; last && !kept {
				return 0
			}
			continue
		}
		asked++
		if tied := i+1 < len(ranked) && ranked[i+1].Confidence == r.Confidence; kept && !tied {
			least = r.Confidence
		}
	}
	if asked < enoughAsked {
		return 0
	}
	return least
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
