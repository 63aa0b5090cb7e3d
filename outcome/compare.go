package outcome

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Newcombe is the interval of the difference p - q of two independent rates, made from the score
// intervals of both (Newcombe 1998, method 10): see [Wilson].
func Newcombe(p float64, ofP Interval, q float64, ofQ Interval) Interval {
	return Interval{
		Low:  max(-1, p-q-math.Hypot(p-ofP.Low, ofQ.High-q)),
		High: min(1, p-q+math.Hypot(ofP.High-p, q-ofQ.Low)),
	}
}

// A Part is what one person adds to a rate: Count of their Of asks.
type Part struct{ Count, Of float64 }

// Ratio is the rate of all parts together, a ratio of sums, with its standard error. Each part
// is one person, whose asks need not be independent of each other: the error is the linearised one
// for clusters drawn with replacement (Cochran 1977, chapter 6; Taylor series). It is not ok with
// fewer than two parts that have any asks, or when a count cannot be.
func Ratio(parts []Part) (rate, stderr float64, ok bool) {
	var sum Part
	people := 0
	for _, p := range parts {
		if !(p.Count >= 0 && p.Count <= p.Of) || math.IsInf(p.Of, 1) {
			return 0, 0, false
		}
		sum = Part{sum.Count + p.Count, sum.Of + p.Of}
		if p.Of > 0 {
			people++
		}
	}
	if people < 2 {
		return 0, 0, false
	}
	rate = sum.Count / sum.Of
	return rate, linearised(people, func(yield func(float64)) {
		for _, p := range parts {
			if p.Of > 0 {
				yield((p.Count - rate*p.Of) / sum.Of)
			}
		}
	}), true
}

// linearised is the standard error of a sum of n residuals, which add up to 0.
func linearised(n int, each func(yield func(float64))) float64 {
	squares := 0.0
	each(func(d float64) { squares += d * d })
	return math.Sqrt(squares * float64(n) / float64(n-1))
}

// Paired is what one person added to a rate now and before; either may be nothing.
type Paired struct{ Now, Before Part }

// Differ is the difference of two rates, now less before, with its standard error. As in [Ratio]
// each person is one observation; somebody who asked both now and before is one and the same, so
// that what is usual for them does not look like a change. It is not ok when either rate is not.
func Differ(people []Paired) (diff, stderr float64, ok bool) {
	now, before := make([]Part, len(people)), make([]Part, len(people))
	for i, p := range people {
		now[i], before[i] = p.Now, p.Before
	}
	p, _, okNow := Ratio(now)
	q, _, okBefore := Ratio(before)
	if !okNow || !okBefore {
		return 0, 0, false
	}
	ofNow, ofBefore := total(now), total(before)
	return p - q, linearised(len(people), func(yield func(float64)) {
		for _, one := range people {
			yield((one.Now.Count-p*one.Now.Of)/ofNow - (one.Before.Count-q*one.Before.Of)/ofBefore)
		}
	}), true
}

func total(parts []Part) (of float64) {
	for _, p := range parts {
		of += p.Of
	}
	return of
}

// TwoSided is the probability that a difference as far from 0 as diff, or farther, comes by chance
// alone: Student's t with that many degrees of freedom, at least 1. With a standard error of 0 it is
// 1 for no difference and 0 for any.
func TwoSided(diff, stderr float64, freedom int) float64 {
	if diff == 0 {
		return 1
	}
	if !(stderr > 0) {
		return 0
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(max(1, freedom))}
	return 2 * t.Survival(math.Abs(diff)/stderr)
}

// Adjust returns each p as it stands when all of them are looked at together: the smallest share of
// false discoveries at which it would still be one (Benjamini and Hochberg 1995). What is no
// probability is taken for 1.
func Adjust(p []float64) []float64 {
	order := make([]int, len(p))
	adjusted := make([]float64, len(p))
	for i, v := range p {
		order[i], adjusted[i] = i, v
		if !(v >= 0 && v <= 1) {
			adjusted[i] = 1
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(adjusted[b], adjusted[a]) })
	least := 1.0
	for i, at := range order {
		rank := len(p) - i
		least = min(least, adjusted[at]*(float64(len(p))/float64(rank)))
		adjusted[at] = least
	}
	return adjusted
}

// Quantile is the value below which the share p of values lies, from 0 to 1, between two of them in
// proportion: type 7 of Hyndman and Fan 1996, as spreadsheets and R have it. It is not ok without
// values or for another p. Values need not be sorted and stay as they are.
func Quantile(p float64, values []float64) (v float64, ok bool) {
	if len(values) == 0 || !(p >= 0 && p <= 1) {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(values))
	at := p * float64(len(sorted)-1)
	below := int(at)
	v = sorted[below]
	if below+1 < len(sorted) {
		v += (at - float64(below)) * (sorted[below+1] - v)
	}
	return v, true
}
