package outcome_test

import (
	"math"
	"testing"

	"howto/outcome"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-4 {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

// Values of Newcombe 1998, recomputed with statsmodels.
func TestNewcombeGivesThePublishedIntervals(t *testing.T) {
	for _, c := range []struct {
		x1, n1, x2, n2 int
		low, high      float64
	}{
		{56, 70, 48, 80, 0.05243, 0.33387},
		{9, 10, 3, 10, 0.17052, 0.80902},
		{5, 56, 0, 29, -0.03814, 0.19256},
		{10, 10, 0, 10, 0.60751, 1},
	} {
		p, ofP := wilson(t, c.x1, c.n1)
		q, ofQ := wilson(t, c.x2, c.n2)
		i := outcome.Newcombe(p, ofP, q, ofQ)
		near(t, "low", i.Low, c.low)
		near(t, "high", i.High, c.high)
	}
}

func wilson(t *testing.T, x, n int) (float64, outcome.Interval) {
	t.Helper()
	i, ok := outcome.Wilson(x, n, outcome.Z(0.95))
	if !ok {
		t.Errorf("Wilson of %d/%d is not ok", x, n)
	}
	return float64(x) / float64(n), i
}

func parts(counts, ofs []float64) []outcome.Part {
	all := make([]outcome.Part, len(counts))
	for i := range all {
		all[i] = outcome.Part{Count: counts[i], Of: ofs[i]}
	}
	return all
}

// Eight people, recomputed with svyratio of R's survey package.
func TestRatioTakesEachPersonAsOneObservation(t *testing.T) {
	rate, stderr, ok := outcome.Ratio(parts(
		[]float64{3, 1, 0, 5, 2, 4, 1, 6}, []float64{4, 2, 1, 5, 4, 6, 3, 7}))
	if !ok {
		t.Fatal("not ok")
	}
	near(t, "rate", rate, 0.6875)
	near(t, "standard error", stderr, 0.0834147)
	if naive := math.Sqrt(0.6875 * 0.3125 / 32); stderr <= naive {
		t.Errorf("standard error %v is not above %v, that of 32 independent asks", stderr, naive)
	}
}

func TestRatioRefusesWhatCannotBe(t *testing.T) {
	for _, c := range [][]outcome.Part{nil, {{1, 2}}, {{1, 2}, {0, 0}}, {{3, 2}, {1, 2}},
		{{-1, 2}, {1, 2}}, {{math.NaN(), 2}, {1, 2}}, {{1, math.Inf(1)}, {1, 2}}} {
		if r, _, ok := outcome.Ratio(c); ok {
			t.Errorf("%v = %v, want not ok", c, r)
		}
	}
}

// With nobody in both samples the variances add up, but for the factor n/(n-1) of either.
func TestDifferAddsTheVariancesOfDifferentPeople(t *testing.T) {
	a := parts([]float64{3, 1, 0, 5, 2, 4, 1, 6}, []float64{4, 2, 1, 5, 4, 6, 3, 7})
	b := parts([]float64{1, 1, 2, 0, 1, 3, 0, 2}, []float64{4, 2, 4, 3, 4, 6, 3, 3})
	var people []outcome.Paired
	for i := range a {
		people = append(people, outcome.Paired{Now: a[i]}, outcome.Paired{Before: b[i]})
	}
	p, sa, _ := outcome.Ratio(a)
	q, sb, _ := outcome.Ratio(b)
	diff, stderr, ok := outcome.Differ(people)
	if !ok {
		t.Fatal("not ok")
	}
	near(t, "difference", diff, p-q)
	near(t, "standard error", stderr, math.Sqrt((sa*sa+sb*sb)*7/8*16/15))
}

// People who always fare alike, each in their own way, are no change.
func TestDifferSeesNoChangeInTheSamePeople(t *testing.T) {
	var people []outcome.Paired
	for i := range 10 {
		p := outcome.Part{Count: float64(i % 5), Of: 5}
		people = append(people, outcome.Paired{Now: p, Before: p})
	}
	diff, stderr, ok := outcome.Differ(people)
	if !ok || diff != 0 || stderr > 1e-12 {
		t.Errorf("= %v ± %v, %t, want 0 ± 0", diff, stderr, ok)
	}
	if p := outcome.TwoSided(diff, stderr, 9); p != 1 {
		t.Errorf("p = %v, want 1", p)
	}
}

// 2.26216 is the 97.5 % quantile of Student's t with 9 degrees of freedom.
func TestTwoSidedIsStudents(t *testing.T) {
	near(t, "p", outcome.TwoSided(-2.26216, 1, 9), 0.05)
	if p := outcome.TwoSided(0.1, 0, 9); p != 0 {
		t.Errorf("a difference without error: p = %v, want 0", p)
	}
}

// The example of Benjamini and Hochberg 1995, recomputed with R's p.adjust.
func TestAdjustGivesThePublishedValues(t *testing.T) {
	got := outcome.Adjust([]float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459,
		.3240, .4262, .5719, .6528, .7590, 1})
	for i, want := range []float64{.0015, .003, .0095, .035625, .0603} {
		near(t, "adjusted", got[i], want)
	}
	rejected := 0
	for _, p := range got {
		if p <= .05 {
			rejected++
		}
	}
	if rejected != 4 {
		t.Errorf("rejected %d at .05, want 4", rejected)
	}
}

func TestAdjustKeepsOrderAndNeverLowers(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 30).Draw(r, "p")
		got := outcome.Adjust(p)
		for i := range p {
			if got[i] < p[i] || got[i] > 1 {
				r.Fatalf("%v became %v", p[i], got[i])
			}
			for j := range p {
				if p[i] < p[j] && got[i] > got[j] {
					r.Fatalf("%v < %v, but %v > %v", p[i], p[j], got[i], got[j])
				}
			}
		}
	})
	if got := outcome.Adjust([]float64{math.NaN(), .01}); got[0] != 1 || got[1] != .02 {
		t.Errorf("with what is no probability: %v, want [1 0.02]", got)
	}
}

func TestQuantileIsTypeSeven(t *testing.T) {
	v, ok := outcome.Quantile(.9, []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1})
	if !ok {
		t.Fatal("not ok")
	}
	near(t, "90 % of 1 to 10", v, 9.1)
	for p, want := range map[float64]float64{0: 1, .5: 2.5, 1: 4} {
		if v, _ := outcome.Quantile(p, []float64{1, 2, 3, 4}); v != want {
			t.Errorf("quantile %v of 1 to 4 = %v, want %v", p, v, want)
		}
	}
	for _, p := range []float64{-.1, 1.1, math.NaN()} {
		if v, ok := outcome.Quantile(p, []float64{1}); ok {
			t.Errorf("quantile %v = %v, want not ok", p, v)
		}
	}
	if v, ok := outcome.Quantile(.5, nil); ok {
		t.Errorf("of nothing = %v, want not ok", v)
	}
}

// Ten values of the NIST handbook's chart of individuals, in the 2.66 form.
func TestXmRGivesThePublishedLimits(t *testing.T) {
	l, ok := outcome.XmR([]float64{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1})
	if !ok {
		t.Fatal("not ok")
	}
	near(t, "mean", l.Mean, 50.81)
	near(t, "low", l.Low, 45.8151)
	near(t, "high", l.High, 55.8049)
	near(t, "mean moving range", (l.High-l.Mean)/2.66, 1.87778)
	if l.Outside(45.82) || !l.Outside(45.81) || l.Outside(55.80) || !l.Outside(55.81) {
		t.Error("a value within is outside, or the reverse")
	}
}

func TestXmRWithoutMovementLeavesNoRoom(t *testing.T) {
	l, ok := outcome.XmR([]float64{.7, .7, .7})
	if !ok || l.Outside(.7) || !l.Outside(.71) || !l.Outside(.69) {
		t.Errorf("limits %+v, %t, want .7 within and nothing else", l, ok)
	}
	for _, few := range [][]float64{nil, {1}} {
		if l, ok := outcome.XmR(few); ok {
			t.Errorf("of %v = %+v, want not ok", few, l)
		}
	}
}
