package judge

import (
	"cmp"
	"fmt"
	"slices"

	"howto/search"
)

// Outcome is what became of one first hit that people were shown.
type Outcome struct {
	// Probability is what the model to be recalibrated gives, its present calibration included.
	Probability float64

	// Right says that the first hit was what was asked for.
	Right bool

	// Group is shared by outcomes that are not independent, such as those of one asker's rephrasings
	// or of one asset; outcomes without one stand for themselves.
	Group string
}

// Brier is the mean of (probability − 1 if right, else 0)² over outcomes (Brier, 1950), from 0, which
// is perfect, to 1; 0 of no outcomes.
func Brier(outcomes []Outcome) (sum float64) {
	for _, o := range outcomes {
		miss := o.Probability
		if o.Right {
			miss--
		}
		sum += miss * miss / float64(len(outcomes))
	}
	return sum
}

// Recalibration is what was learnt from outcomes.
type Recalibration struct {
	// Outcomes is how many there were.
	Outcomes int

	// Taken says that the returned model has the new calibration: on outcomes that it was not fitted
	// on it was better than the old one.
	Taken bool

	// Before and After are the Brier scores of the model as it was, and as calibrated on other folds.
	Before, After float64

	// Precision and Coverage are what the new threshold delivered on folds that it was not chosen on:
	// the share of right ones among the sure, nil when none was sure, and the share that was sure.
	Precision, Coverage *float64
}

// FewestOutcomes is how many outcomes a recalibration needs: with fewer, two numbers are known less
// well than the shipped ones hold elsewhere.
const FewestOutcomes = 200

const (
	// recalibrationFolds is into how many parts outcomes are cut.
	recalibrationFolds = 5

	// slopeHeld and offsetHeld are how strongly a calibration is drawn to one that changes nothing:
	// precisions of normal priors that expect a slope of 1 ± 0.3 and an offset of 0 ± 1, as they are
	// seen when a model meets another collection.
	slopeHeld  = 10
	offsetHeld = 1

	// reserve is the share of the errors allowed by the promise that a recalibrated threshold leaves
	// unused: its two numbers are estimates.
	reserve = 0.3
)

// Recalibrate fits two numbers to an installation's own outcomes so that probabilities mean there what
// they say (Platt, 1999), and a threshold for the precision that m promises. A calibration that is no
// better on held-out outcomes, or turns the order round, is not taken: the model returned is then m.
// The error says that there are fewer than [FewestOutcomes], or only one kind; it wraps [ErrTooFew].
func Recalibrate(m search.Model, outcomes []Outcome) (search.Model, Recalibration, error) {
	rep := Recalibration{Outcomes: len(outcomes)}
	right := 0
	for _, o := range outcomes {
		if o.Right {
			right++
		}
	}
	switch {
	case len(outcomes) < FewestOutcomes:
		return m, rep, fmt.Errorf("%w: a recalibration needs %d outcomes, and there are %d",
			ErrTooFew, FewestOutcomes, len(outcomes))
	case right == 0 || right == len(outcomes):
		return m, rep, fmt.Errorf("%w of one kind: outcomes must be both right and wrong", ErrTooFew)
	}
	if err := rep.test(m, outcomes); err != nil {
		return m, rep, err
	}
	c, err := platt(outcomes)
	if err != nil {
		return m, rep, err
	}
	rep.Taken = rep.After < rep.Before && c.Slope > 0
	if !rep.Taken {
		return m, rep, nil
	}
	// What was taught by then is in the outcomes: one threshold does.
	m.Sure, m.SureTaught = expectedSure(c.all(outcomes), m.Precision), 0
	m.Unsure = min(m.Unsure, m.Sure)
	m.Settled = 0
	if m.Second != nil {
		second := *m.Second
		second.Sure, second.SureTaught = m.Sure, 0
		second.Unsure = min(second.Unsure, m.Sure)
		m.Second = &second
	}
	m.Calibration = c.after(m.Calibration)
	return m, rep, nil
}

// test fills in what calibrations from some folds do on the others.
func (rep *Recalibration) test(m search.Model, outcomes []Outcome) error {
	var calibrated []Outcome
	sure, good := 0, 0
	for k := range recalibrationFolds {
		var rest, held []Outcome
		for i, o := range outcomes {
			if foldOf(cmp.Or(o.Group, fmt.Sprint(i)), recalibrationFolds) == k {
				held = append(held, o)
			} else {
				rest = append(rest, o)
			}
		}
		c, err := platt(rest)
		if err != nil {
			return err
		}
		from := expectedSure(c.all(rest), m.Precision)
		after := c.all(held)
		calibrated = append(calibrated, after...)
		for _, o := range after {
			if o.Probability >= from {
				sure++
				good += int(number(o.Right))
			}
		}
	}
	rep.Before, rep.After = Brier(outcomes), Brier(calibrated)
	rep.Precision, rep.Coverage = share(good, sure), share(sure, len(outcomes))
	return nil
}

// correction is a slope and an offset in use.
type correction search.Calibration

// platt fits a calibration, drawn to the one that changes nothing.
func platt(outcomes []Outcome) (correction, error) {
	l := logistic{prior: []float64{0, 1}, ridge: []float64{offsetHeld, slopeHeld}}
	for _, o := range outcomes {
		l.rows = append(l.rows, sample{[]float64{logit(o.Probability)}, o.Right, 1})
	}
	p, err := l.fit()
	if err != nil {
		return correction{}, fmt.Errorf("recalibrate: %w", err)
	}
	return correction{Slope: p[1], Offset: p[0]}, nil
}

// all gives outcomes with their probabilities calibrated.
func (c correction) all(outcomes []Outcome) []Outcome {
	out := slices.Clone(outcomes)
	for i, o := range out {
		out[i].Probability = sigmoid(c.Slope*logit(o.Probability) + c.Offset)
	}
	return out
}

// after is c applied to what another calibration, if any, gives.
func (c correction) after(first *search.Calibration) *search.Calibration {
	if first == nil {
		first = &search.Calibration{Slope: 1}
	}
	return &search.Calibration{
		Slope:  c.Slope * first.Slope,
		Offset: c.Slope*first.Offset + c.Offset,
	}
}

// expectedSure is the lowest of the calibrated probabilities above which their mean is the precision
// with its reserve. Means of probabilities are steadier than counts of some dozen answers, and here they
// are what happened to these very outcomes. It is 1 when no threshold is high enough.
func expectedSure(outcomes []Outcome, precision float64) float64 {
	var all []float64
	for _, o := range outcomes {
		all = append(all, o.Probability)
	}
	slices.SortFunc(all, func(a, b float64) int { return cmp.Compare(b, a) })
	best, total := 1., 0.
	for i, p := range all {
		if total += p; total/float64(i+1) >= precision+reserve*(1-precision) {
			best = p
		}
	}
	return best
}
