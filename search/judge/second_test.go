package judge_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"howto/search"
	"howto/search/judge"
)

// knownNearest is how much being nearer in meaning than all others says of synthetic second opinions.
const knownNearest = 6.0

// twice is synthetic questions that had a second opinion as well. It is right as often as the words and
// telling times the nearness say; more is what else speaks for it.
func twice(n int, seed uint64, telling, more float64) []judge.Result {
	r := rand.New(rand.NewPCG(seed, 1))
	out := synthetic(n, seed)
	for i := range out {
		words := out[i]
		g := words.Signals
		z := knownBias + known["crowd"]*g.Crowd + known["covered"]*g.Covered + known["runs"]*g.Runs +
			known["guessed"]*g.Guessed
		g.Second, g.Nearest = true, 2*r.Float64()-1
		rank := 1
		if r.Float64() > 1/(1+math.Exp(-z-more-telling*g.Nearest)) {
			rank = []int{-1, 0, 2}[r.IntN(3)]
		}
		out[i] = result(rank, 0)
		out[i].Question.ID, out[i].Question.Group = words.Question.ID, words.Question.Group
		words.Question.Right = out[i].Question.Right
		out[i].Signals, out[i].ByWords = g, &words
	}
	return out
}

// sure counts the sure answers of a model, and those of them that are right: by words where these are
// sure, else by the second opinion.
func sure(m search.Model, results []judge.Result) (all, right int) {
	for _, r := range results {
		words := *r.ByWords
		if p := m.Probability(words.Signals); m.Settles(p, words.Signals) {
			all, right = all+1, right+btoi(words.Rank() == 1)
			continue
		}
		r.Signals.Words = m.Probability(words.Signals)
		if m.Tier(m.Probability(r.Signals), r.Signals) == search.Sure {
			all, right = all+1, right+btoi(r.Rank() == 1)
		}
	}
	return all, right
}

func TestTheSecondJudgementLearnsFromQuestionsThatWordsLeaveInDoubt(t *testing.T) {
	f := fitted(t, judge.Set{Name: "a", Results: twice(1500, 1, knownNearest, 0)})
	if f.Model.Second == nil {
		t.Fatal("there is no second judgement")
	}
	if got := f.Model.Second.Coefficients["nearest"]; math.Abs(got-knownNearest) > 1.5 {
		t.Errorf("nearest = %.2f, want about %v", got, knownNearest)
	}
	if _, in := f.Model.Coefficients["nearest"]; in {
		t.Error("the judgement by words has a coefficient for nearness")
	}
	words := fitted(t, judge.Set{Name: "a", Results: onlyWords(twice(1500, 1, knownNearest, 0))})
	if words.Model.Second != nil {
		t.Error("a fit by words alone gives a second judgement")
	}
	if got, want := f.Model.Sure, words.Model.Sure; got != want {
		t.Errorf("words are sure from %v, and from %v without a second opinion: it must not matter to them", got, want)
	}
}

// onlyWords is the results before a second opinion.
func onlyWords(results []judge.Result) (out []judge.Result) {
	for _, r := range results {
		out = append(out, *r.ByWords)
	}
	return out
}

func TestWordsAndSecondOpinionKeepThePromiseTogether(t *testing.T) {
	for name, telling := range map[string]float64{"telling": knownNearest, "of no use": 0} {
		kept, more := 0, 0
		for seed := range uint64(5) {
			set := judge.Set{Name: "a", Results: twice(500, 10+seed, telling, 0)}
			f, err := judge.Fit([]judge.Set{set}, judge.FitOptions{Precision: .95, Folds: judge.FewestFolds})
			if err != nil {
				t.Fatal(err)
			}
			m, later := f.Model, twice(3000, 100+seed, telling, 0)
			all, right := sure(m, later)
			kept += btoi(all == 0 || float64(right) >= .945*float64(all))
			m.Second.Sure, m.Second.SureTaught = 1, 1
			byWords, _ := sure(m, later)
			more += all - byWords
		}
		if kept < 4 {
			t.Errorf("with an opinion that is %s %d of 5 models keep their promise, want 4", name, kept)
		}
		if telling > 0 && more == 0 {
			t.Error("a telling opinion makes no answer sure")
		}
	}
}

func TestWhereWordsAreSureOfAllThatWasAskedThereIsNoSecondJudgement(t *testing.T) {
	results := twice(600, 8, knownNearest, 0)
	for i, r := range results {
		if r.Signals.Covered < 3.5 {
			results[i] = *r.ByWords
		}
	}
	if m := fitted(t, judge.Set{Name: "a", Results: results}).Model; m.Second != nil {
		t.Errorf("there is a second judgement: %+v", m.Second)
	}
}

func TestWithOneSecondOpinionAmongManyQuestionsThereIsStillAFit(t *testing.T) {
	results := onlyWords(twice(400, 8, knownNearest, 0))
	for i, r := range twice(400, 8, knownNearest, 0) {
		if r.Signals.Covered < 1 && len(r.Hits) > 0 {
			results[i] = r // the words leave it in doubt
			break
		}
	}
	if m := fitted(t, judge.Set{Name: "a", Results: results}).Model; !(m.Unsure > 0 && m.Unsure < 1) {
		t.Errorf("offers are made from %v, want a probability", m.Unsure)
	}
}

func TestACollectionKeepsThePromiseFromAThresholdOn(t *testing.T) {
	type graded = judge.Graded
	right, wrong := graded{Times: 250, Confidence: .9, Right: true}, graded{Times: 50, Confidence: .5}
	for name, c := range map[string]struct {
		list []graded
		want float64
	}{
		"all are right":                     {[]graded{right}, .9},
		"wrong ones are below":              {[]graded{right, wrong}, .9},
		"wrong ones are few":                {[]graded{right, {Times: 10, Confidence: .5}}, .5},
		"wrong ones are above":              {[]graded{right, {Times: 50, Confidence: .95}}, 1},
		"the words have kept more":          {[]graded{right, wrong, {Times: 800, Settled: true, Right: true}}, .5},
		"the words have broken it":          {[]graded{right, {Times: 100, Settled: true}}, 0},
		"too few were asked to have a say":  {[]graded{{Times: 199, Confidence: .9}}, 0},
		"just enough were, and none helped": {[]graded{{Times: 200, Confidence: .9}}, 1},
		"one of twenty has a false answer": {
			[]graded{right, {Times: 1, Confidence: .8, Unanswerable: true}, {Times: 19, Confidence: .5, Unanswerable: true}}, .8},
		"two of twenty would have one": {
			[]graded{right, {Times: 2, Confidence: .8, Unanswerable: true}, {Times: 18, Confidence: .5, Unanswerable: true}}, .9},
	} {
		if got := judge.Kept(c.list, .95, .05); got != c.want {
			t.Errorf("%s: the promise is kept from %v on, want %v", name, got, c.want)
		}
	}
}

func TestWhereRefusalsAreTaughtThePromiseIsKeptApart(t *testing.T) {
	taught := judge.Set{Name: "a", Taught: true}
	refused := taught
	refused.Refused = true
	if one, two := judge.CollectionOf(taught), judge.CollectionOf(refused); one == two || one != judge.CollectionOf(judge.Set{Name: "a"}) {
		t.Errorf("collections %q and %q, want a of its own for what was refused and no other", one, two)
	}
}
