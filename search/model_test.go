package search_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"howto/search"
)

// written is a model as it stands in a file, with a change.
func written(t testing.TB, change func(map[string]any)) string {
	t.Helper()
	src, err := json.Marshal(search.DefaultModel())
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]any
	if err := json.Unmarshal(src, &keys); err != nil {
		t.Fatal(err)
	}
	change(keys)
	if src, err = json.Marshal(keys); err != nil {
		t.Fatal(err)
	}
	return string(src)
}

func TestShippedModelIsWholeAndFitted(t *testing.T) {
	m := search.DefaultModel()
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatalf("the shipped model: %v; make it anew as docs/decisions/0004-confidence.md says", err)
	}
	again, err := search.ReadModel(&b)
	if err != nil {
		t.Fatal(err)
	}
	if again.Sure != m.Sure || again.Bias != m.Bias || len(again.Coefficients) != len(search.SignalNames()) {
		t.Errorf("ReadModel = %+v, want %+v", again, m)
	}
	if m.Questions < 1000 || m.Fitted == "" || m.Unsure <= 0 || m.Sure >= 1 || m.Unsure >= m.Sure ||
		m.SureTaught <= m.Unsure || m.SureTaught >= m.Sure {
		t.Errorf("%+v is not what a fit of the collections gives", m)
	}
}

func TestModelThatDoesNotFitIsRefusedWithWhatToDo(t *testing.T) {
	coefficients := func(m map[string]any) map[string]any { return m["coefficients"].(map[string]any) }
	for word, change := range map[string]func(map[string]any){
		"of version 0, and this program needs":      func(m map[string]any) { delete(m, "version") },
		"of version 99, and this program needs":     func(m map[string]any) { m["version"] = 99 },
		`it knows a signal "moon"`:                  func(m map[string]any) { coefficients(m)["moon"] = 1 },
		`no coefficient for the signal "lead"`:      func(m map[string]any) { delete(coefficients(m), "lead") },
		"a number out of range: 1e+300":             func(m map[string]any) { m["bias"] = 1e300 },
		"0 ≤ unsure ≤ sure ≤ 1":                     func(m map[string]any) { m["sure"] = 0.01 },
		"its threshold once taught is 0.01":         func(m map[string]any) { m["sure_taught"] = 0.01 },
		"no second opinion from 2 on":               func(m map[string]any) { m["settled"] = 2 },
		"a precision of 1e+300, and it must be":     func(m map[string]any) { m["precision"] = 1e300 },
		"slope of -1":                               func(m map[string]any) { m["calibration"] = map[string]any{"slope": -1} },
		`not the JSON of a model: unknown field "a`: func(m map[string]any) { m["a"] = 1 },
		"not the JSON of a model":                   func(m map[string]any) { m["sure"] = "high" },
	} {
		_, err := search.ReadModel(strings.NewReader(written(t, change)))
		if err == nil || !strings.Contains(err.Error(), word) || !strings.Contains(err.Error(), "`howto fit`") {
			t.Errorf("ReadModel = %v, want %q and what to do", err, word)
		}
	}
	for _, text := range []string{"", "{", "null", "[]", "\x00", `{"version":2}{}`, strings.Repeat(" ", 1<<20) + "{}"} {
		if m, err := search.ReadModel(strings.NewReader(text)); err == nil {
			t.Errorf("ReadModel(%.20q) = %+v, want an error", text, m)
		}
	}
}

func TestModelThatIsNoModelIsNotWritten(t *testing.T) {
	m := search.DefaultModel()
	m.Bias = math.NaN()
	if err := m.Write(&bytes.Buffer{}); err == nil {
		t.Error("a model with NaN was written")
	}
}

func TestProbabilityIsTheLogisticOfTheSignals(t *testing.T) {
	g := search.Signals{Share: .5, Lead: .25, Ahead: .36, Crowd: .1, Evidence: 2, Covered: .8, Letters: .4, Matched: 2}
	coefficients := make([]float64, len(search.SignalNames()))
	for i := range coefficients {
		coefficients[i] = float64(i + 1)
	}
	m := search.NewModel(-3, coefficients)
	z := -3.
	for i, v := range g.Vector() {
		z += coefficients[i] * v
	}
	if got, want := m.Probability(g), 1/(1+math.Exp(-z)); math.Abs(got-want) > 1e-12 {
		t.Errorf("Probability = %v, want %v", got, want)
	}
	m.Calibration = &search.Calibration{Slope: .5, Offset: -1}
	if got, want := m.Probability(g), 1/(1+math.Exp(1-z/2)); math.Abs(got-want) > 1e-12 {
		t.Errorf("calibrated Probability = %v, want %v", got, want)
	}
	if got := m.Probability(search.Signals{}); got != 0 {
		t.Errorf("Probability of nothing = %v, want 0", got)
	}
}

func TestMatchHasTheProbabilityOfTheModelInUse(t *testing.T) {
	even := search.NewModel(0, make([]float64, len(search.SignalNames())))
	even.Sure, even.Unsure = .6, .5
	m := find(t, open(t, shop(), search.Options{Model: &even}), "refund a card payment")
	if m.Probability != .5 || m.Confidence != search.Unsure {
		t.Errorf("probability %v, %v; want .5, unsure", m.Probability, m.Confidence)
	}
	m = find(t, open(t, shop(), search.Options{Model: &even, Sure: .4}), "refund a card payment")
	if m.Confidence != search.Sure {
		t.Errorf("%v with a threshold of its own, want sure", m.Confidence)
	}
}

func TestAThresholdOfItsOwnHoldsWhereMostHitsHaveLearnt(t *testing.T) {
	m := search.Model{Judgement: search.Judgement{Sure: .9, Unsure: .2}}
	some, most := search.Signals{Known: .4}, search.Signals{Known: .5}
	if m.Tier(.8, most) != search.Unsure || m.Tier(.9, most) != search.Sure {
		t.Error("without a threshold of its own, that of Sure does not hold")
	}
	m.SureTaught = .7
	if m.Tier(.8, some) != search.Unsure || m.Tier(.8, most) != search.Sure || m.Tier(.6, most) != search.Unsure {
		t.Error("sure from .7 does not hold where most have learnt, and there alone")
	}
}

func TestAThresholdThatIsSetHoldsTaughtOrNot(t *testing.T) {
	even := search.NewModel(0, make([]float64, len(search.SignalNames())))
	even.Sure, even.SureTaught, even.Unsure = .9, .45, .2
	for set, want := range map[float64]search.Confidence{0: search.Sure, .8: search.Unsure} {
		x := open(t, shop(), search.Options{Model: &even, Sure: set})
		x.Teach(said("refund", "money back please"), nil, today)
		if m := find(t, x, "money back please"); m.Confidence != want {
			t.Errorf("with %v set, a taught match of .5 is %v, want %v", set, m.Confidence, want)
		}
	}
}

func TestSignalsAreFinite(t *testing.T) {
	w := search.DefaultWeights()
	w.Stop = 0
	x := open(t, shop(), search.Options{Weights: &w})
	for _, text := range []string{"a", "how to", "refund", "refund refund", "xyzzy", "card card payment ofr"} {
		m := find(t, x, text)
		for i, v := range m.Signals.Vector() {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%q: signal %s is %v", text, search.SignalNames()[i], v)
			}
		}
		if !(m.Probability >= 0 && m.Probability <= 1) {
			t.Errorf("%q: probability %v", text, m.Probability)
		}
	}
}

func FuzzReadModel(f *testing.F) {
	f.Add(written(f, func(map[string]any) {}))
	f.Add(`{"version":2,"coefficients":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := search.ReadModel(strings.NewReader(text))
		if err != nil {
			return
		}
		p := m.Probability(search.Signals{Share: 1, Lead: 1, Evidence: 3})
		if !(p >= 0 && p <= 1) {
			t.Errorf("a model that was read gives a probability of %v", p)
		}
	})
}

func TestWordsThatHaveASecondOpinionBesideThemMustBeSurerToGoWithout(t *testing.T) {
	m := search.Model{Judgement: search.Judgement{Sure: .9, SureTaught: .8, Unsure: .2}}
	if !m.Settles(.9, search.Signals{}) || m.Settles(.89, search.Signals{}) {
		t.Error("without a threshold of its own, words do not settle from where they are sure")
	}
	m.Settled = .98
	for _, c := range []struct {
		name string
		of   search.Signals
		want float64
	}{
		{"words", search.Signals{}, .98},
		{"words about which most have learnt", search.Signals{Known: .5}, .8},
		{"a code", search.Signals{Coded: true}, .9},
	} {
		if !m.Settles(c.want, c.of) || m.Settles(c.want-.01, c.of) {
			t.Errorf("%s do not settle from %v on", c.name, c.want)
		}
	}
}
