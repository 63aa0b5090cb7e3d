package judge_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"howto/search"
	"howto/search/judge"
)

// outcomes are n, right with a probability whose logit is slope times that of the model's, plus offset.
func outcomes(n int, seed uint64, slope, offset float64) []judge.Outcome {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]judge.Outcome, n)
	for i := range out {
		p := .02 + .97*r.Float64()
		z := slope*math.Log(p/(1-p)) + offset
		out[i] = judge.Outcome{Probability: p, Right: r.Float64() < 1/(1+math.Exp(-z)), Group: fmt.Sprint(i / 2)}
	}
	return out
}

func TestRecalibrationFindsHowTheInstallationDiffers(t *testing.T) {
	m := search.DefaultModel()
	was := m.Sure
	got, rep, err := judge.Recalibrate(m, outcomes(5000, 1, 1.3, -.8))
	if err != nil || !rep.Taken || rep.After >= rep.Before {
		t.Fatalf("Recalibrate = %+v, %v; want it taken", rep, err)
	}
	c := got.Calibration
	if math.Abs(c.Slope-1.3) > .1 || math.Abs(c.Offset+.8) > .12 {
		t.Errorf("calibration %+v, want about 1.3 and -.8", *c)
	}
	if rep.Precision == nil || *rep.Precision < .94 || rep.Coverage == nil || *rep.Coverage <= 0 {
		t.Errorf("precision %s and coverage %s on unseen outcomes, want .95 promised and kept",
			shown(rep.Precision), shown(rep.Coverage))
	}
	if m.Calibration != nil || m.Sure != was {
		t.Error("the model that was given was changed")
	}
	if got.Unsure > got.Sure || !reflect.DeepEqual(got.Coefficients, m.Coefficients) {
		t.Errorf("recalibrated model %+v", got)
	}
}

func TestSecondRecalibrationBuildsOnTheFirst(t *testing.T) {
	m := search.DefaultModel()
	m.Calibration = &search.Calibration{Slope: 2, Offset: .5}
	got, rep, err := judge.Recalibrate(m, outcomes(5000, 2, .5, 1))
	if err != nil || !rep.Taken {
		t.Fatalf("Recalibrate = %+v, %v", rep, err)
	}
	// .5 × (2z + .5) + 1
	if c := got.Calibration; math.Abs(c.Slope-1) > .1 || math.Abs(c.Offset-1.25) > .15 {
		t.Errorf("calibration %+v, want about 1 and 1.25", *c)
	}
	if *m.Calibration != (search.Calibration{Slope: 2, Offset: .5}) {
		t.Errorf("the calibration that was given was changed: %+v", *m.Calibration)
	}
}

func TestRecalibrationThatIsNoBetterIsNotTaken(t *testing.T) {
	m := search.DefaultModel()
	taken := 0
	for seed := range uint64(20) {
		got, rep, err := judge.Recalibrate(m, outcomes(judge.FewestOutcomes, 10+seed, 1, 0))
		if err != nil {
			t.Fatal(err)
		}
		if rep.Taken != (rep.After < rep.Before) || rep.Taken == reflect.DeepEqual(got, m) {
			t.Errorf("Brier %.4f to %.4f, taken: %v", rep.Before, rep.After, rep.Taken)
		}
		if rep.Taken {
			taken++
		}
	}
	if taken > 10 {
		t.Errorf("%d of 20 calibrations of a calibrated model were taken, want few", taken)
	}
	// Where the unlikely is right and the likely wrong, the model is of no use, not turned round.
	if got, rep, err := judge.Recalibrate(m, outcomes(2000, 3, -2, 0)); err != nil || rep.Taken || !reflect.DeepEqual(got, m) {
		t.Errorf("a reversed order was taken: %+v, %v", rep, err)
	}
}

func TestRecalibrationNeedsEnoughOfBothKinds(t *testing.T) {
	m := search.DefaultModel()
	right := outcomes(300, 4, 1, 0)
	for i := range right {
		right[i].Right = true
	}
	for _, list := range [][]judge.Outcome{nil, outcomes(judge.FewestOutcomes-1, 4, 1, 0), right} {
		if got, _, err := judge.Recalibrate(m, list); !errors.Is(err, judge.ErrTooFew) || !reflect.DeepEqual(got, m) {
			t.Errorf("Recalibrate on %d outcomes = %v, want ErrTooFew", len(list), err)
		}
	}
}

func TestRecalibrationStandsCertainProbabilities(t *testing.T) {
	list := outcomes(300, 5, 1, -1)
	for i := range 20 {
		list[i].Probability = float64(i % 2)
	}
	m, _, err := judge.Recalibrate(search.DefaultModel(), list)
	if err != nil {
		t.Fatal(err)
	}
	if c := m.Calibration; c != nil && (math.IsNaN(c.Slope) || math.IsNaN(c.Offset)) {
		t.Errorf("calibration %+v", *c)
	}
}
