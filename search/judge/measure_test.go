package judge_test

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"howto/search"
	"howto/search/judge"

	"pgregory.net/rapid"
)

// result is a question that "a" answers, or nothing when rank is negative; the right asset is at the
// given rank of three hits, or not among them when rank is 0.
func result(rank int, confidence float64) judge.Result {
	r := judge.Result{Confidence: confidence, Question: judge.Question{ID: fmt.Sprint(rank, confidence)}}
	if rank >= 0 {
		r.Question.Right = map[string]int{"a": 1}
	}
	for i := range 3 {
		id := fmt.Sprint("other", i)
		if i+1 == rank {
			id = "a"
		}
		r.Hits = append(r.Hits, judge.Hit{ID: id, Score: float64(3 - i)})
	}
	return r
}

func near(t *testing.T, name string, got *float64, want float64) {
	t.Helper()
	if got == nil || math.Abs(*got-want) > 1e-9 {
		t.Errorf("%s = %s, want %v", name, shown(got), want)
	}
}

func shown(f *float64) string {
	if f == nil {
		return "nothing"
	}
	return fmt.Sprint(*f)
}

func TestFiguresAreThoseComputedByHand(t *testing.T) {
	rep := judge.Measure([]judge.Result{
		result(1, .9), result(1, .6), result(2, .7), result(0, .2), result(-1, .4),
	})
	if rep.Answerable != 4 || rep.Unanswerable != 1 {
		t.Errorf("counts %d and %d, want 4 and 1", rep.Answerable, rep.Unanswerable)
	}
	near(t, "success@1", rep.Success1, 2./4)
	near(t, "success@3", rep.Success3, 3./4)
	near(t, "success@10", rep.Success10, 3./4)
	near(t, "MRR", rep.MRR, (1+1+.5)/4)
	near(t, "nDCG@10", rep.NDCG10, (1+1+1/math.Log2(3))/4)
	// Right are .9 and .6; of the six pairs with .7, .2 and .4 only .6 against .7 is lost.
	near(t, "AUROC of right", rep.AUROCCorrect, 5./6)
	// Answerable are .9, .6, .7 and .2, of which .2 is below the .4 of the other.
	near(t, "AUROC of answerable", rep.AUROCAnswerable, 3./4)
	near(t, "Brier", rep.Brier, (.01+.16+.49+.04+.16)/5)
	// .9 alone is right; with .7 half are.
	near(t, "coverage at .90", rep.CoverageP90, 1./5)
}

func TestGradesCountInNDCGOnly(t *testing.T) {
	r := judge.Result{
		Question: judge.Question{ID: "q", Right: map[string]int{"best": 2, "good": 1}},
		Hits:     []judge.Hit{{ID: "good"}, {ID: "x"}, {ID: "best"}},
	}
	rep := judge.Measure([]judge.Result{r})
	near(t, "success@1", rep.Success1, 1)
	near(t, "nDCG@10", rep.NDCG10, (1+2/2.)/(2+1/math.Log2(3)))
}

func TestTiesAreHalfWon(t *testing.T) {
	rep := judge.Measure([]judge.Result{result(1, .5), result(2, .5), result(-1, .5), result(-1, .1)})
	near(t, "AUROC of right", rep.AUROCCorrect, (.5+.5+1)/3)
	near(t, "AUROC of answerable", rep.AUROCAnswerable, (.5+.5+1+1)/4)
}

func TestCoverageTakesTiesTogetherAndCountsTheThresholdItself(t *testing.T) {
	var twenty []judge.Result
	for range 19 {
		twenty = append(twenty, result(1, .8))
	}
	twenty = append(twenty, result(-1, .8))
	near(t, "coverage at .95 of 19 in 20", judge.Measure(twenty).CoverageP95, 1)
	tied := append(twenty, result(-1, .8))
	near(t, "coverage at .95 of 19 in 21 alike", judge.Measure(tied).CoverageP95, 0)
	near(t, "coverage at .90 of 19 in 21 alike", judge.Measure(tied).CoverageP90, 1)
}

func TestCoverageDoesNotStopAtTheFirstWrongAnswer(t *testing.T) {
	list := []judge.Result{result(2, .99)}
	for i := range 19 {
		list = append(list, result(1, .9-float64(i)/100))
	}
	near(t, "coverage", judge.Measure(list).CoverageP95, 1)
}

func TestQuestionsWithoutHitsAreNeverCovered(t *testing.T) {
	list := []judge.Result{result(1, 0), {Question: judge.Question{ID: "x"}}}
	near(t, "coverage", judge.Measure(list).CoverageP95, 1./2)
}

func TestCalibrationAndTiersAddUp(t *testing.T) {
	list := []judge.Result{result(1, 1), result(1, .95), result(2, .9), result(-1, 0), result(-1, .91)}
	list[0].Tier, list[4].Tier, list[2].Tier = search.Sure, search.Sure, search.Unsure
	rep := judge.Measure(list)
	last := rep.Calibration[9]
	if last.Questions != 4 {
		t.Errorf("the last bin has %d questions, want 4", last.Questions)
	}
	near(t, "mean confidence of the last bin", last.Confidence, (1+.95+.9+.91)/4)
	near(t, "right in the last bin", last.Right, 2./4)
	if b := rep.Calibration[5]; b.Questions != 0 || b.Right != nil || b.Confidence != nil {
		t.Errorf("an empty bin is %+v, want no figures", b)
	}
	want := [3]judge.Tier{
		{Tier: search.Sure, Questions: 2, Right: 1, False: 1},
		{Tier: search.Unsure, Questions: 1},
		{Tier: search.None, Questions: 2, Right: 1, False: 1},
	}
	if rep.Tiers != want {
		t.Errorf("tiers %+v, want %+v", rep.Tiers, want)
	}
	near(t, "false answers", rep.FalseSure, 1./2)
}

func TestWhatCannotBeComputedIsAbsent(t *testing.T) {
	none := judge.Measure(nil)
	for name, f := range map[string]*float64{
		"success@1": none.Success1, "MRR": none.MRR, "nDCG": none.NDCG10, "Brier": none.Brier,
		"coverage": none.CoverageP90, "AUROC": none.AUROCCorrect, "false": none.FalseSure,
	} {
		if f != nil {
			t.Errorf("%s of nothing = %v, want it absent", name, *f)
		}
	}
	if none.MRRWithin != nil {
		t.Errorf("interval of nothing = %v, want it absent", *none.MRRWithin)
	}
	if rep := judge.Measure([]judge.Result{result(1, .5)}); rep.AUROCCorrect != nil || rep.AUROCAnswerable != nil {
		t.Errorf("AUROC of one kind = %s, %s, want both absent", shown(rep.AUROCCorrect), shown(rep.AUROCAnswerable))
	}
}

// results draws any run.
func results(t *rapid.T) []judge.Result {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) judge.Result {
		r := result(rapid.IntRange(-1, 3).Draw(t, "rank"), float64(rapid.IntRange(0, 20).Draw(t, "c"))/20)
		r.Hits = r.Hits[:rapid.IntRange(0, 3).Draw(t, "hits")]
		r.Tier = search.Confidence(rapid.IntRange(0, 2).Draw(t, "tier"))
		r.Question.Group = fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "group"))
		return r
	}), 0, 30).Draw(t, "results")
}

func TestEveryFigureIsAShareOrAbsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rep := judge.Measure(results(t))
		v := reflect.ValueOf(rep)
		for i := range v.NumField() {
			f, ok := v.Field(i).Interface().(*float64)
			if ok && f != nil && !(*f >= 0 && *f <= 1) {
				t.Errorf("%s = %v, want it between 0 and 1", v.Type().Field(i).Name, *f)
			}
		}
		if rep.Success1 == nil {
			return
		}
		if s := rep.Success1Within; s != nil && !(s.Low <= *rep.Success1 && *rep.Success1 <= s.High) {
			t.Errorf("interval %v does not hold %v", *s, *rep.Success1)
		}
		if *rep.Success1 > *rep.MRR || *rep.MRR > *rep.Success10 || *rep.CoverageP95 > *rep.CoverageP90 {
			t.Errorf("figures out of order: %v, %v, %v", *rep.Success1, *rep.MRR, *rep.Success10)
		}
	})
}

func TestRephrasingsThatFareAlikeTellAsMuchAsOne(t *testing.T) {
	width := func(each int) float64 {
		var run []judge.Result
		for group := range 20 {
			for i := range each {
				r := result(group%2+1, .5)
				r.Question.ID, r.Question.Group = fmt.Sprint(group, i), fmt.Sprint(group)
				run = append(run, r)
			}
		}
		s := judge.Measure(run).Success1Within
		return s.High - s.Low
	}
	if one, ten := width(1), width(10); one != ten || one < .3 {
		t.Errorf("20 questions lie within %.2f, ten rephrasings of each within %.2f; want the same, at least .30", one, ten)
	}
}

func TestOneGroupHasNoInterval(t *testing.T) {
	var run []judge.Result
	for i := range 20 {
		r := result(i%2+1, .5)
		r.Question.Group = "one"
		run = append(run, r)
	}
	if s := judge.Measure(run).Success1Within; s != nil {
		t.Errorf("interval %v, want none: nothing tells how another group fares", *s)
	}
}

func TestAShareThatAllGroupsHaveHasNoInterval(t *testing.T) {
	var run []judge.Result
	for i := range 20 {
		r := result(-1, .5)
		r.Question.Group, r.Tier = fmt.Sprint(i), search.None
		run = append(run, r)
	}
	rep := judge.Measure(run)
	near(t, "false answers", rep.FalseSure, 0)
	if s := rep.FalseSureWithin; s != nil {
		t.Errorf("interval %v of no false answer, want none: 20 questions do not show that there are none", *s)
	}
}

func TestFiguresDoNotDependOnTheOrderOfQuestions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := results(t)
		a := judge.Measure(list)
		b := judge.Measure(rapid.Permutation(list).Draw(t, "order"))
		for name, f := range map[string][2]*float64{
			"coverage": {a.CoverageP90, b.CoverageP90}, "AUROC": {a.AUROCCorrect, b.AUROCCorrect},
			"MRR": {a.MRR, b.MRR}, "Brier": {a.Brier, b.Brier},
		} {
			if (f[0] == nil) != (f[1] == nil) || f[0] != nil && math.Abs(*f[0]-*f[1]) > 1e-9 {
				t.Errorf("%s = %s and %s in two orders", name, shown(f[0]), shown(f[1]))
			}
		}
	})
}

func TestReportsOfOneRunAreEqual(t *testing.T) {
	list := []judge.Result{result(1, .5), result(2, .4), result(0, .3), result(1, .2), result(-1, .1)}
	if a, b := judge.Measure(list), judge.Measure(list); !reflect.DeepEqual(a, b) {
		t.Errorf("two reports of one run differ: %+v, %+v", a, b)
	}
}
