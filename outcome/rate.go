package outcome

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Floor is the least number of different people that a figure must rest on to be shown.
const Floor = 5

// An Interval is the range in which a rate, or a difference of rates, very likely lies. The ends of a
// rate's are from 0 to 1, those of a difference's from -1 to 1.
type Interval struct{ Low, High float64 }

// Wilson is the score interval (Wilson 1927) for x of n, without continuity correction; z is how
// wide, in standard deviations: see [Z]. It is not ok when there is no data (n is 0) or when the
// numbers cannot be: x below 0 or above n, z not above 0.
func Wilson(x, n int, z float64) (i Interval, ok bool) {
	if n <= 0 || x < 0 || x > n {
		return Interval{}, false
	}
	return wilson(float64(x)/float64(n), float64(n), z)
}

// wilson is Wilson's interval for the rate p of n observations, which need not be whole.
func wilson(p, n, z float64) (i Interval, ok bool) {
	if !(n > 0) || !(p >= 0 && p <= 1) || !(z > 0) || math.IsInf(z, 1) {
		return Interval{}, false
	}
	zz := z * z
	middle := (p + zz/(2*n)) / (1 + zz/n)
	half := z / (1 + zz/n) * math.Sqrt(p*(1-p)/n+zz/(4*n*n))
	i = Interval{Low: max(0, middle-half), High: min(1, middle+half)}
	// At the ends the formula gives 0 and 1 exactly; floating point does not.
	if p == 0 {
		i.Low = 0
	}
	if p == 1 {
		i.High = 1
	}
	return i, true
}

// Z is the number of standard deviations on both sides of the mean that hold the given share of a
// normal distribution: Z(0.95) is 1.96. The share is between 0 and 1.
func Z(share float64) float64 { return distuv.UnitNormal.Quantile((1 + share) / 2) }

// A crowd counts different people. Nobody, the empty pseudonym, is not a person.
type crowd map[string]struct{}

func (c crowd) add(who string) {
	if who != "" {
		c[who] = struct{}{}
	}
}
