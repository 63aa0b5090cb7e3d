package judge

import (
	"cmp"
	"errors"
	"maps"
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

// fitSecond gives m its judgement after a second opinion. It learns from the questions that the words do not
// settle, and its thresholds are for all answers that are sure in the end: those of the words as well. Where
// the words leave no question in doubt, m stays without one.
func (o FitOptions) fitSecond(m search.Model, sets []Set) (search.Model, error) {
	whole, err := withSecond(m, sets)
	if errors.Is(err, ErrTooFew) {
		m.Settled = 0
		return m, nil
	}
	if err != nil {
		return m, err
	}
	all, err := o.unseenTwice(m, sets)
	if err != nil {
		return m, err
	}
	o.cut(whole.Second, map[bool][]weighed{false: all[false].decided(), true: all[true].decided()})
	whole.Second.Sure = max(whole.Second.Sure, promise{o.Precision, mostFalse}.keptFrom(all[false]))
	whole.Second.SureTaught = max(whole.Second.SureTaught, promise{o.Precision, 1}.keptFrom(all[true]))
	return whole, nil
}

// collections are the results of questions by their collection, and apart where refusals were taught: a promise
// is to be kept where people say what was wrong, and where they say only what helped.
type collections map[string][]weighed

// collection is the key of a set in [collections].
func (s Set) collection() string {
	if s.Refused {
		return s.Name + " and refused"
	}
	return s.Name
}

// unseenTwice gives all questions under coefficients from others, by words or after a second opinion, parted by
// whether the search had learnt about them.
func (o FitOptions) unseenTwice(m search.Model, sets []Set) (map[bool]collections, error) {
	all := map[bool]collections{false: {}, true: {}}
	for _, c := range o.folds() {
		rest, held := part(sets, c)
		there, err := coefficients(byWords(rest))
		if err != nil {
			return nil, err
		}
		there.Sure, there.SureTaught, there.Unsure, there.Settled = m.Sure, m.SureTaught, m.Unsure, m.Settled
		if there, err = withSecond(there, rest); err != nil && !errors.Is(err, ErrTooFew) {
			return nil, err
		}
		for i, s := range held {
			for _, r := range s.Results {
				w := sets[i].weighed(r.under(there), sets)
				w.settled = !w.Signals.Second && w.Tier == search.Sure
				of := all[w.Signals.Learnt()]
				of[s.collection()] = append(of[s.collection()], w)
			}
		}
	}
	return all, nil
}

// decided are the results of all collections in a fixed order, because sums of floats depend on it.
func (all collections) decided() (results []weighed) {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		results = append(results, decided(all[name])...)
	}
	return results
}

// decided are the results but those that the words left in doubt without a second opinion: no threshold for one
// changes these.
func decided(results []weighed) []weighed {
	return slices.DeleteFunc(slices.Clone(results), func(w weighed) bool { return !w.Signals.Second && !w.settled })
}

// enoughAsked is how many questions of a collection must have had a second opinion for it to have a say
// in the threshold.
const enoughAsked = 200

// mostFalse is the share of the questions without an answer that may be answered as sure. Where use has taught,
// only the precision is promised: near twins of what was solved are so like it that keeping this as well would
// cost a sixth of all sure answers.
const mostFalse = 0.05

// promise is what is to hold of the sure answers of every collection.
type promise struct {
	precision float64 // the share of them that is right, at least
	falsely   float64 // of the questions without an answer, the share that is among them, at most
}

// keptFrom is the lowest probability from which on the promise is kept in every collection that has a say. What
// texts mean is more telling in some libraries than in others: a promise that is kept on the average of
// collections may be broken in each that is hard.
func (p promise) keptFrom(all collections) (least float64) {
	for _, results := range all {
		least = max(least, p.kept(results))
	}
	return least
}

// kept is the lowest probability from which on the promise is kept by the answers to these results. It is 0 when
// the words alone have broken it, or when too few were asked to tell.
func (p promise) kept(results []weighed) (least float64) {
	least = 1
	var none, all, right, falsely float64
	for _, r := range results {
		none += number(!r.Question.Answerable())
	}
	ranked := decided(results)
	slices.SortStableFunc(ranked, func(a, b weighed) int { return cmp.Compare(b.sureness(), a.sureness()) })
	asked := 0
	for i, r := range ranked {
		all, right = all+1, right+number(r.right())
		falsely += number(!r.Question.Answerable())
		kept := right >= p.precision*all && falsely <= p.falsely*none
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
			if m.Settles(words.Confidence, words.Signals) {
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
