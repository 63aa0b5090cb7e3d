package judge

import (
	"maps"
	"math/rand/v2"
	"slices"

	"howto/search"
)

// Interval is where a figure probably lies, at 95 %: the middle of what it is when the groups of
// questions are drawn anew, 1,000 times from a fixed seed (percentile bootstrap of clusters: Davison
// and Hinkley, 1997, section 3.8). Groups are drawn and not questions, because questions that rephrase
// each other fare alike. With fewer than about 20 groups it is still a little too narrow. There is none
// where all groups fare the same: drawing them anew says nothing then.
type Interval struct{ Low, High float64 }

const (
	resamples = 1000
	seed      = 95
)

// within adds the intervals.
func (rep *Report) within(results []Result) {
	among := func(part func(score) float64) *Interval {
		return interval(results, func(r Result) (float64, float64) {
			if !r.Question.Answerable() {
				return 0, 0
			}
			return part(scoreOf(r)), 1
		})
	}
	rep.Success1Within = among(func(s score) float64 { return s.first })
	rep.Success3Within = among(func(s score) float64 { return s.three })
	rep.MRRWithin = among(func(s score) float64 { return s.reciprocal })
	rep.SurePrecisionWithin = interval(results, func(r Result) (float64, float64) {
		sure := number(r.Tier == search.Sure)
		return sure * number(r.right()), sure
	})
	rep.SureCoverageWithin = interval(results, func(r Result) (float64, float64) {
		return number(r.Tier == search.Sure), 1
	})
	rep.FalseSureWithin = interval(results, func(r Result) (float64, float64) {
		none := number(!r.Question.Answerable())
		return none * number(r.Tier == search.Sure), none
	})
}

// A portion is a part of a whole.
type portion struct{ part, whole float64 }

func (p portion) plus(q portion) portion { return portion{p.part + q.part, p.whole + q.whole} }

// interval is that of a figure which is the sum of the parts divided by the sum of the wholes; a whole
// is not negative. It is nil where no two groups differ.
func interval(results []Result, of func(Result) (part, whole float64)) *Interval {
	byGroup := map[string]portion{}
	for _, r := range results {
		part, whole := of(r)
		if whole > 0 {
			byGroup[r.Question.Group] = byGroup[r.Question.Group].plus(portion{part, whole})
		}
	}
	var groups []portion
	differ := false
	for _, name := range slices.Sorted(maps.Keys(byGroup)) {
		g := byGroup[name]
		groups = append(groups, g)
		differ = differ || g.part*groups[0].whole != groups[0].part*g.whole
	}
	if !differ {
		return nil
	}
	random := rand.New(rand.NewPCG(seed, uint64(len(groups))))
	drawn := make([]float64, resamples)
	for i := range drawn {
		var all portion
		for range groups {
			all = all.plus(groups[random.IntN(len(groups))])
		}
		drawn[i] = all.part / all.whole
	}
	slices.Sort(drawn)
	return &Interval{drawn[resamples*25/1000], drawn[resamples*975/1000-1]}
}
