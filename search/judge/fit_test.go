package judge_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"howto/search"
	"howto/search/judge"
)

// known are coefficients that synthetic questions follow.
var known = map[string]float64{"crowd": -2, "covered": 3, "runs": 2, "guessed": -1}

const knownBias = -1.0

// synthetic is n questions whose first hits are right as often as the known coefficients say.
func synthetic(n int, seed uint64) []judge.Result {
	r := rand.New(rand.NewPCG(seed, 0))
	out := make([]judge.Result, n)
	for i := range out {
		g := search.Signals{
			Share: .5, Evidence: 1, Lead: .1, Ahead: .1,
			Crowd: r.Float64(), Covered: 4 * r.Float64(), Runs: r.Float64(), Guessed: r.Float64(),
		}
		z := knownBias + known["crowd"]*g.Crowd + known["covered"]*g.Covered + known["runs"]*g.Runs +
			known["guessed"]*g.Guessed
		rank := 1
		if r.Float64() > 1/(1+math.Exp(-z)) {
			rank = []int{-1, 0, 2}[r.IntN(3)]
		}
		out[i] = result(rank, 0)
		out[i].Signals = g
		out[i].Question.ID = fmt.Sprint(seed, " ", i)
		out[i].Question.Group = fmt.Sprint(seed, " ", i/3)
	}
	return out
}

func fitted(t *testing.T, sets ...judge.Set) judge.Fitting {
	t.Helper()
	f, err := judge.Fit(sets, judge.FitOptions{Precision: .95, Folds: 5})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFitFindsTheCoefficientsThatMadeTheQuestions(t *testing.T) {
	f := fitted(t, judge.Set{Name: "a", Results: synthetic(3000, 1)})
	for name, want := range known {
		if got := f.Model.Coefficients[name]; math.Abs(got-want) > .35 {
			t.Errorf("%s = %.3f, want about %v", name, got, want)
		}
	}
	// What never changes says nothing.
	for _, name := range []string{"lead", "ahead", "evidence"} {
		if got := f.Model.Coefficients[name]; math.Abs(got) > 1e-6 {
			t.Errorf("%s = %v, want 0", name, got)
		}
	}
	if got := f.Model.Bias; math.Abs(got-knownBias) > .35 {
		t.Errorf("bias = %.3f, want about %v", got, knownBias)
	}
	if f.Model.Questions != 3000 || f.Model.Precision != .95 {
		t.Errorf("the model says %d questions and %v", f.Model.Questions, f.Model.Precision)
	}
}

func TestFitIsTheSameEveryTime(t *testing.T) {
	set := judge.Set{Name: "a", Results: synthetic(600, 2)}
	if one, two := fitted(t, set), fitted(t, set); !reflect.DeepEqual(one, two) {
		t.Errorf("two fits of one set differ: %+v and %+v", one.Model, two.Model)
	}
}

func TestThresholdDeliversWhatItPromisesOnNewQuestions(t *testing.T) {
	sizes := []int{200, 600}
	kept := map[int]int{}
	for seed := range uint64(10) {
		later := synthetic(5000, 100+seed)
		for _, n := range sizes {
			m := fitted(t, judge.Set{Name: "a", Results: synthetic(n, 10+seed)}).Model
			sure, right := 0, 0
			for _, r := range later {
				if m.Tier(m.Probability(r.Signals), r.Signals) == search.Sure {
					sure++
					right += btoi(r.Rank() == 1)
				}
			}
			if sure == 0 || float64(right) >= .945*float64(sure) {
				kept[n]++
			}
		}
	}
	for _, n := range sizes {
		if kept[n] < 9 {
			t.Errorf("with %d questions %d of 10 models keep their promise, want 9", n, kept[n])
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestMorePrecisionMeansFewerSureAnswers(t *testing.T) {
	sets := []judge.Set{{Name: "a", Results: synthetic(1000, 3)}}
	last := 0.
	for _, p := range []float64{.8, .9, .95, .97} {
		f, err := judge.Fit(sets, judge.FitOptions{Precision: p, Folds: 5})
		if err != nil {
			t.Fatal(err)
		}
		if f.Model.Sure <= last || f.Model.Unsure > f.Model.Sure {
			t.Errorf("at %v sure from %v, unsure from %v; before sure from %v", p, f.Model.Sure, f.Model.Unsure, last)
		}
		last = f.Model.Sure
	}
	f, err := judge.Fit(sets, judge.FitOptions{Precision: .9999, Folds: 5})
	if err != nil || f.Model.Sure != 1 {
		t.Errorf("1000 questions vouch for .9999 from %v, %v; want never", f.Model.Sure, err)
	}
}

func TestNoSetDecidesBecauseItIsLarge(t *testing.T) {
	easy, hard := synthetic(200, 4), synthetic(200, 5)
	for i := range hard { // here the first hit is wrong more often
		if i%2 == 0 {
			hard[i].Question.Right = nil
		}
	}
	even := fitted(t, judge.Set{Name: "a", Results: easy}, judge.Set{Name: "b", Results: hard}).Model
	large := fitted(t, judge.Set{Name: "a", Results: slices.Repeat(easy, 5)}, judge.Set{Name: "b", Results: hard}).Model
	g := easy[0].Signals
	if one, two := even.Probability(g), large.Probability(g); math.Abs(one-two) > .02 {
		t.Errorf("probability %.3f, and %.3f when one set is 5 times as large; want the same", one, two)
	}
}

func TestQuestionsTaughtTwiceAreNoMoreEvidenceThanOnce(t *testing.T) {
	plain := judge.Set{Name: "a", Results: synthetic(300, 4)}
	taught := judge.Set{Name: "a", Taught: true, Results: synthetic(300, 5)}
	refused := taught
	refused.Refused = true
	once, twice := fitted(t, plain, taught).Model, fitted(t, plain, taught, refused).Model
	g := plain.Results[0].Signals
	if one, two := once.Probability(g), twice.Probability(g); math.Abs(one-two) > 1e-6 {
		t.Errorf("probability %.6f, and %.6f when the same was asked again; want the same", one, two)
	}
	if math.Abs(once.Sure-twice.Sure) > 1e-6 {
		t.Errorf("sure from %.6f, and from %.6f when the same was asked again; want the same", once.Sure, twice.Sure)
	}
}

func TestEverySetIsJudgedByQuestionsThatAreNotItsOwn(t *testing.T) {
	f := fitted(t, judge.Set{Name: "a", Results: synthetic(500, 6)}, judge.Set{Name: "b", Results: synthetic(200, 7)})
	for _, held := range [][]judge.Held{f.Within, f.Elsewhere} {
		if len(held) != 2 || held[0].Name != "a" || held[1].Name != "b" {
			t.Fatalf("held-out sets %+v, want a and b", held)
		}
		for i, n := range []int{500, 200} {
			r := held[i].Report
			if r.Answerable+r.Unanswerable != n || r.AUROCCorrect == nil || *r.AUROCCorrect < .7 {
				t.Errorf("%s: %d questions, AUROC %s", held[i].Name, r.Answerable+r.Unanswerable, shown(r.AUROCCorrect))
			}
		}
	}
	if one := fitted(t, judge.Set{Name: "a", Results: synthetic(500, 6)}); one.Elsewhere != nil {
		t.Errorf("one set is judged elsewhere: %+v", one.Elsewhere)
	}
}

// Rephrasings of one question have the same signals here, and rightness is drawn for each group: a
// model could only know it by having seen the group.
func TestRephrasingsAreNeverOnBothSides(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 0))
	var results []judge.Result
	for g := range 40 {
		rank := r.IntN(2)
		s := search.Signals{Share: 1, Evidence: 1, Crowd: r.Float64(), Covered: r.Float64(), Runs: r.Float64(),
			Guessed: r.Float64(), Lead: r.Float64(), Ahead: r.Float64()}
		for range 20 {
			q := result(rank, 0)
			q.Signals, q.Question.Group = s, fmt.Sprint(g)
			results = append(results, q)
		}
	}
	f := fitted(t, judge.Set{Name: "a", Results: results})
	if a := f.Within[0].Report.AUROCCorrect; a == nil || *a > .7 {
		t.Errorf("AUROC on unseen groups of noise is %s, want about .5", shown(a))
	}
}

func TestFitRefusesWhatNothingCanBeLearntFrom(t *testing.T) {
	alike := func(rank, n int) []judge.Result { return slices.Repeat([]judge.Result{result(rank, 0)}, n) }
	empty := slices.Repeat([]judge.Result{{Question: judge.Question{ID: "x"}}}, 60)
	for name, list := range map[string][]judge.Result{
		"none": nil, "few": synthetic(judge.FewestQuestions-1, 1), "all right": alike(1, 60),
		"all wrong": alike(2, 60), "no hits": empty,
	} {
		_, err := judge.Fit([]judge.Set{{Name: "a", Results: list}}, judge.FitOptions{Precision: .95, Folds: 5})
		if !errors.Is(err, judge.ErrTooFew) {
			t.Errorf("%s: Fit = %v, want ErrTooFew", name, err)
		}
	}
	good := []judge.Set{{Name: "a", Results: synthetic(100, 1)}}
	for _, o := range []judge.FitOptions{{}, {Precision: 1, Folds: 5}, {Precision: math.NaN(), Folds: 5}, {Precision: .9, Folds: 2}} {
		if _, err := judge.Fit(good, o); err == nil {
			t.Errorf("Fit with %+v is no error", o)
		}
	}
}

func TestFitStandsAnEmptySetBesideAGoodOne(t *testing.T) {
	f := fitted(t, judge.Set{Name: "a", Results: synthetic(300, 9)}, judge.Set{Name: "b", Results: synthetic(10, 9)})
	if f.Model.Questions != 310 || math.IsNaN(f.Model.Bias) {
		t.Errorf("model %+v", f.Model)
	}
}

// learnt marks results as found where most hits had learnt something.
func learnt(list []judge.Result) []judge.Result {
	for i := range list {
		list[i].Signals.Known = 1
	}
	return list
}

// mended makes every second wrong first hit right.
func mended(list []judge.Result) []judge.Result {
	wrong := 0
	for i, r := range list {
		if r.Rank() == 1 {
			continue
		}
		if wrong++; wrong%2 == 0 {
			list[i].Question.Right = map[string]int{r.Hits[0].ID: 1}
		}
	}
	return list
}

func TestWhatUseHasTaughtHasAThresholdOfItsOwn(t *testing.T) {
	before := judge.Set{Name: "a", Results: synthetic(600, 20)}
	after := judge.Set{Name: "a", Taught: true, Results: mended(learnt(synthetic(600, 21)))}
	m := fitted(t, before, after).Model
	if !(m.SureTaught < m.Sure) {
		t.Errorf("sure from %v, and from %v where use has taught and more is right; want less", m.Sure, m.SureTaught)
	}
	for _, known := range []bool{false, true} {
		list := synthetic(5000, 22)
		if known {
			list = mended(learnt(list))
		}
		sure, right := 0, 0
		for _, r := range list {
			if m.Tier(m.Probability(r.Signals), r.Signals) == search.Sure {
				sure++
				right += btoi(r.Rank() == 1)
			}
		}
		if sure == 0 || float64(right) < .945*float64(sure) {
			t.Errorf("taught %v: %d of %d sure answers are right, want 95 of 100", known, right, sure)
		}
	}
	few := judge.Set{Name: "a", Taught: true, Results: learnt(synthetic(20, 23))}
	if m := fitted(t, before, few).Model; m.SureTaught != m.Sure {
		t.Errorf("too little was taught to tell: sure from %v, taught from %v; want the same", m.Sure, m.SureTaught)
	}
}

// Where paths differ, a model that has seen all of them is surer than one may be of the next.
func TestThresholdHoldsForAPathThatIsNotSeen(t *testing.T) {
	sets := func(names ...string) []judge.Set {
		return []judge.Set{{Name: names[0], Results: mended(synthetic(300, 30))},
			{Name: names[1], Results: mended(synthetic(300, 31))}, {Name: names[2], Results: synthetic(300, 32)}}
	}
	one, each := fitted(t, sets("a", "a", "a")...).Model, fitted(t, sets("a", "b", "c")...).Model
	if !(each.Sure > one.Sure) {
		t.Errorf("sure from %v where each path is judged by the others, from %v as one path; want more", each.Sure, one.Sure)
	}
}
