package search

import (
	"bytes"
	_ "embed" // the shipped model
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
)

// modelVersion is the version of model files. It goes up with every change of the
// signals, because coefficients mean something only beside those they were fitted
// with.
const modelVersion = 7

// maxModel bounds what is read as a model, in bytes.
const maxModel = 1 << 20

//go:embed model.json
var shippedModel []byte

// Model is a logistic model of the probability that the first hit is the right one,
// with the thresholds that cut it into tiers. It is fitted, never written by hand:
// `howto fit` makes it of questions whose answers are known.
type Model struct {
	// Version says which signals the model was fitted with.
	Version int `json:"version"`

	// Fitted is the day of the fit, such as 2027-03-01, and Questions how many
	// questions it was fitted on.
	Fitted    string `json:"fitted"`
	Questions int    `json:"questions"`

	// Precision is the share of right answers, from 0 to 1, that the thresholds were chosen for.
	Precision float64 `json:"precision"`

	// Judgement is what a match by words alone comes to, and Second what it does after a second
	// opinion. Without Second the first does for both.
	Judgement
	Second *Judgement `json:"second,omitempty"`

	// Settled is the probability by words from which no second opinion is asked where one is to be had. 0
	// stands for that from which the words are sure. That one holds for a code as well, which means nothing to
	// an encoder, and where most of the first hits have learnt from use: what people solved says more than
	// what texts mean.
	Settled float64 `json:"settled,omitempty"`

	// Calibration, if any, corrects the logit by an installation's own outcomes.
	Calibration *Calibration `json:"calibration,omitempty"`
}

// Judgement turns signals into a probability and that into a tier.
type Judgement struct {
	// Sure and Unsure are the probabilities from which a match is of that tier.
	Sure   float64 `json:"sure"`
	Unsure float64 `json:"unsure"`

	// SureTaught stands for Sure where most of the first hits have learnt from use: more of
	// them are right then, so a lower threshold keeps the same promise. 0 stands for Sure.
	SureTaught float64 `json:"sure_taught,omitempty"`

	// Bias and Coefficients, one for each of [SignalNames] or [SecondSignalNames], give the logit.
	Bias         float64            `json:"bias"`
	Coefficients map[string]float64 `json:"coefficients"`
}

// Calibration turns the logit z of a model into Slope·z + Offset (Platt, 1999). A
// Slope of 1 and an Offset of 0 change nothing.
type Calibration struct {
	Slope  float64 `json:"slope"`
	Offset float64 `json:"offset"`
}

// DefaultModel returns the shipped model.
func DefaultModel() Model { return mustModel(shippedModel) }

// mustModel does not ask for every signal: while a new one has no coefficient yet it
// counts nothing, so that the program that fits it can run.
func mustModel(src []byte) Model {
	var m Model
	if err := json.Unmarshal(src, &m); err != nil {
		panic(fmt.Sprintf("shipped model: %v", err))
	}
	return m
}

// NewModel returns a model of this version without calibration and thresholds, from
// one coefficient for each of [SignalNames], in their order.
func NewModel(bias float64, coefficients []float64) Model {
	return Model{Version: modelVersion, Judgement: judgement(SignalNames(), bias, coefficients)}
}

// NewSecond returns what a match comes to after a second opinion, without thresholds, from one
// coefficient for each of [SecondSignalNames], in their order.
func NewSecond(bias float64, coefficients []float64) *Judgement {
	j := judgement(SecondSignalNames(), bias, coefficients)
	return &j
}

func judgement(names []string, bias float64, coefficients []float64) Judgement {
	j := Judgement{Bias: bias, Coefficients: map[string]float64{}}
	for i, name := range names {
		j.Coefficients[name] = coefficients[i]
	}
	return j
}

// ReadModel reads what [Model.Write] wrote. A model of another version, or one that
// is damaged, is refused as a whole: the error says what is wrong and what to do.
func ReadModel(r io.Reader) (Model, error) {
	src, err := io.ReadAll(io.LimitReader(r, maxModel+1))
	if err != nil {
		return Model{}, fmt.Errorf("confidence model: %w", err)
	}
	m, err := parseModel(src)
	if err != nil {
		return Model{}, fmt.Errorf("confidence model: %w; make a new one with `howto fit`", err)
	}
	return m, nil
}

func parseModel(src []byte) (Model, error) {
	if len(src) > maxModel {
		return Model{}, fmt.Errorf("it is larger than %d bytes", maxModel)
	}
	// The version is looked at first: a file of another one may have other keys.
	var v struct{ Version int }
	if err := json.Unmarshal(src, &v); err != nil {
		return Model{}, errors.New("it is not the JSON of a model")
	}
	if v.Version != modelVersion {
		return Model{}, fmt.Errorf("it is of version %d, and this program needs %d",
			v.Version, modelVersion)
	}
	d := json.NewDecoder(bytes.NewReader(src))
	d.DisallowUnknownFields()
	var m Model
	if err := d.Decode(&m); err != nil {
		return Model{}, fmt.Errorf("it is not the JSON of a model: %s",
			strings.TrimPrefix(err.Error(), "json: "))
	}
	return m, m.check()
}

// check reports the first thing that a fitted model would not have.
func (m Model) check() error {
	if c := m.Calibration; c != nil {
		if !(c.Slope > 0) {
			return fmt.Errorf("its calibration has a slope of %g, and it must be above 0", c.Slope)
		}
		if err := inRange(c.Slope, c.Offset); err != nil {
			return err
		}
	}
	if !(0 < m.Precision && m.Precision < 1) {
		return fmt.Errorf("it promises a precision of %g, and it must be above 0 and below 1", m.Precision)
	}
	if !(0 <= m.Settled && m.Settled <= 1) {
		return fmt.Errorf("its words need no second opinion from %g on; that must lie from 0 to 1", m.Settled)
	}
	err := m.Judgement.check(SignalNames())
	if err == nil && m.Second != nil {
		if err = m.Second.check(SecondSignalNames()); err != nil {
			err = fmt.Errorf("after a second opinion, %w", err)
		}
	}
	return err
}

// check reports the first thing that a judgement by these signals would not have.
func (j Judgement) check(names []string) error {
	for _, name := range slices.Sorted(maps.Keys(j.Coefficients)) {
		if !slices.Contains(names, name) {
			return fmt.Errorf("it knows a signal %q, and this program does not", name)
		}
	}
	numbers := []float64{j.Bias}
	for _, name := range names {
		c, ok := j.Coefficients[name]
		if !ok {
			return fmt.Errorf("it has no coefficient for the signal %q", name)
		}
		numbers = append(numbers, c)
	}
	if err := inRange(numbers...); err != nil {
		return err
	}
	if !(0 <= j.Unsure && j.Unsure <= j.Sure && j.Sure <= 1) {
		return fmt.Errorf("its thresholds are %g and %g; they must lie in 0 ≤ unsure ≤ sure ≤ 1",
			j.Unsure, j.Sure)
	}
	if !(j.SureTaught == 0 || j.Unsure <= j.SureTaught && j.SureTaught <= 1) {
		return fmt.Errorf("its threshold once taught is %g; it must lie from unsure to 1, or be 0",
			j.SureTaught)
	}
	return nil
}

func inRange(numbers ...float64) error {
	for _, n := range numbers {
		if math.IsNaN(n) || math.Abs(n) > maxCoefficient {
			return fmt.Errorf("it has a number out of range: %g", n)
		}
	}
	return nil
}

// maxCoefficient is far beyond any fit, and small enough for sums to stay numbers.
const maxCoefficient = 1e6

// Write writes the model as JSON.
func (m Model) Write(w io.Writer) error {
	if err := m.check(); err != nil {
		return fmt.Errorf("write confidence model: %w", err)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return fmt.Errorf("write confidence model: %w", err)
	}
	return nil
}

// Probability is the estimate, from 0 to 1, that a first hit with these signals is
// the right one. Without a word in common, and without a second opinion, there is nothing to
// estimate: it is 0.
func (m Model) Probability(g Signals) float64 {
	j, inputs := m.judging(g)
	if g.Matched == 0 && g.Share == 0 {
		return 0
	}
	z := j.Bias
	for _, s := range inputs {
		z += j.Coefficients[s.name] * s.of(g)
	}
	if c := m.Calibration; c != nil {
		z = c.Slope*z + c.Offset
	}
	return 1 / (1 + math.Exp(-z))
}

// judging is the judgement that goes with the signals, and its inputs.
func (m Model) judging(g Signals) (Judgement, []signal) {
	if g.Second && m.Second != nil {
		return *m.Second, secondTable()
	}
	return m.Judgement, signalTable()
}

// judge is the confidence of a match with these signals.
func (m Model) judge(g Signals) Confidence { return m.Tier(m.Probability(g), g) }

// SureFrom is the probability from which a match with these signals is sure.
func (m Model) SureFrom(g Signals) float64 {
	j, _ := m.judging(g)
	if g.Learnt() && j.SureTaught > 0 {
		return j.SureTaught
	}
	return j.Sure
}

// Settles reports whether a match by words alone with that probability and these signals is so sure that a
// second opinion would cost more than it could add.
func (m Model) Settles(probability float64, g Signals) bool {
	from := m.SureFrom(g)
	if !g.Learnt() && !g.Coded {
		from = max(from, m.Settled)
	}
	return probability >= from && !g.Limited
}

// unsureFrom is the probability from which a match with these signals is at least unsure.
func (m Model) unsureFrom(g Signals) float64 {
	j, _ := m.judging(g)
	return j.Unsure
}

// Tier is the confidence of a match with that probability and these signals. Where there is a [Limit] it is
// not [Sure], however probable.
func (m Model) Tier(probability float64, g Signals) Confidence {
	switch {
	case probability >= m.SureFrom(g) && !g.Limited:
		return Sure
	case probability >= m.unsureFrom(g):
		return Unsure
	}
	return None
}
