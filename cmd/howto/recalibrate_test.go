package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/config"
	"howto/outcome"
	"howto/search"
	"howto/search/judge"
	"howto/search/meaning"
)

// pairs are n outcomes that come true as often as wanted says of their probability.
func pairs(n int, wanted func(p float64) float64) *tally {
	r := rand.New(rand.NewPCG(7, 1))
	var t tally
	for i := range n {
		p := .05 + .94*r.Float64()
		t.pairs = append(t.pairs, pair{p, p, r.Float64() < wanted(p), uint32(i)})
	}
	return &t
}

func TestRecalibrationIsTakenOnlyWhenItIsBetter(t *testing.T) {
	shipped := search.DefaultModel()
	half := func(p float64) float64 { return p / 2 }
	surer := func(p float64) float64 { return min(1, 1.6*p) }
	for name, c := range map[string]struct {
		outcomes *tally
		why      string
	}{
		"none":                    {new(tally), "0 outcomes, 200 are needed"},
		"too few":                 {pairs(41, surer), "41 outcomes, 200 are needed"},
		"all right":               {pairs(300, func(float64) float64 { return 1 }), "all of one kind"},
		"as the model says":       {pairs(3000, func(p float64) float64 { return p }), "no better"},
		"nothing could be sure":   {pairs(3000, half), "nothing would be sure"},
		"the model is too modest": {pairs(3000, surer), ""},
	} {
		t.Run(name, func(t *testing.T) {
			m, r, err := recalibrated(shipped, c.outcomes)
			if err != nil || r.Taken != (c.why == "") || !strings.Contains(r.Why, c.why) {
				t.Fatalf("recalibrated = %+v, %v; want why %q", r, err, c.why)
			}
			if r.Taken != (m.Calibration != nil) || m.Sure != r.Sure || m.Unsure != r.Unsure {
				t.Errorf("the model is %+v, want it as %+v says", m, r)
			}
			if r.Taken && (r.After >= r.Before || m.Sure >= shipped.Sure) {
				t.Errorf("recalibrated = %+v, want a smaller score and a lower threshold", r)
			}
		})
	}
}

func TestTheSameOutcomesDoNotRecalibrateTwice(t *testing.T) {
	all := pairs(3000, func(p float64) float64 { return min(1, 1.6*p) })
	m, r, err := recalibrated(search.DefaultModel(), all)
	if err != nil || !r.Taken {
		t.Fatalf("recalibrated = %+v, %v", r, err)
	}
	// What the new model gives to the same questions.
	for i, o := range calibrated(*m.Calibration, all.outcomes(true)) {
		all.pairs[i].probability = o
	}
	again, r, err := recalibrated(m, all)
	if err != nil || r.Taken || *again.Calibration != *m.Calibration {
		t.Errorf("recalibrated again = %+v, %v, %+v; want the model as it was", again.Calibration, err, r)
	}
}

func calibrated(c search.Calibration, all []judge.Outcome) (out []float64) {
	for _, o := range all {
		bare := search.NewModel(math.Log(o.Probability/(1-o.Probability)), make([]float64, len(search.SignalNames())))
		bare.Calibration = &c
		out = append(out, bare.Probability(search.Signals{Matched: 1}))
	}
	return out
}

// solvedLibrary fills the database in dir with asks whose first hit was right wherever the search
// thought that rather probable, and wrong elsewhere: more than the shipped model dares to say.
func solvedLibrary(t *testing.T, dir, lib string) {
	t.Helper()
	c, err := judge.Read(judged)
	if err != nil {
		t.Fatal(err)
	}
	library, _, err := search.Load(lib)
	if err != nil {
		t.Fatal(err)
	}
	x, err := search.Open(t.Context(), library, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	p := pastIn(t, dir)
	for i, q := range slices.Concat(c.Questions, c.Questions[:60]) {
		m, err := x.Find(t.Context(), search.Query{Text: q.Text})
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Hits) == 0 {
			continue
		}
		press := solvedBy(m.Hits[0].Asset.ID)
		if m.Probability < .3 {
			press.Kind = outcome.NotQuite
		}
		p.asked(fmt.Sprintf("U0P%d", i%40), q.Text, press)
	}
}

func TestReplayRecalibrates(t *testing.T) {
	unraced(t, "one goroutine reckons")
	dir, lib := t.TempDir(), libraryDir(t)
	conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", lib, dir)
	file := filepath.Join(dir, modelFile)
	pastIn(t, dir).asked(amira, question, solvedBy(noReceipt))
	runIn(t, conf, "replay", "--recalibrate").want(t, statusDone, "not recalibrated: 1 outcome, 200 are needed")
	if exists(file) {
		t.Error("a model was written, want none of one outcome")
	}
	solvedLibrary(t, dir, lib)
	v := replayed(t, conf, "--recalibrate")
	r := v.Recalibration
	if r == nil || !r.Taken || r.File != file || r.After >= r.Before || r.Sure >= v.Threshold || v.Few {
		t.Fatalf("replay --recalibrate = %+v of %+v, want it taken", r, v)
	}
	m, err := readModelFile(t, file)
	if err != nil || m.Calibration == nil || m.Sure != r.Sure {
		t.Errorf("the file holds %+v, %v; want the new model", m, err)
	}
	again := replayed(t, conf)
	if again.Threshold != r.Sure || again.Moved["unsure"]["sure"] <= v.Moved["unsure"]["sure"] {
		t.Errorf("replay then gives %+v, want more that are sure than %+v", again, v)
	}
}

// recalibrates opens the program and has it recalibrate as it does a minute after its start. It says what
// matches.
func (w *world) recalibrates(says string) {
	w.t.Helper()
	cfg, err := config.Load(w.conf, env())
	if err != nil {
		w.t.Fatal(err)
	}
	var log bytes.Buffer
	v, err := open(w.t.Context(), setup{cfg: cfg, log: slog.New(slog.NewJSONHandler(&log, nil))})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := errors.Join(v.recalibrator().once(w.t.Context()), v.Close()); err != nil {
		w.t.Error(err)
	}
	if !regexp.MustCompile(says).Match(log.Bytes()) {
		w.t.Errorf("the log says\n%s\nwant %s", &log, says)
	}
}

func TestARunningBotRecalibratesByItself(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	solvedLibrary(t, w.dir, libraryDir(t))
	w.recalibrates(`"confidence recalibrated","outcomes":\d+,`)
	file := filepath.Join(w.dir, modelFile)
	m, err := readModelFile(t, file)
	if err != nil || m.Calibration == nil {
		t.Errorf("the file holds %+v, %v; want a calibrated model", m, err)
	}
	w.recalibrates(`"confidence stays as it is","outcomes":\d+,"why":"it would be no better`)
	if again, err := readModelFile(t, file); err != nil || again.Sure != m.Sure {
		t.Errorf("the file holds sure %v, %v; want it as it was, %v", again.Sure, err, m.Sure)
	}
	w.start(config.ModeSocket)
	w.doctor(env()).want(t, statusDone, "recalibrated on outcomes")
}

func TestWhatAnOperatorHasSetIsNotRecalibrated(t *testing.T) {
	for name, c := range map[string]config.Search{
		"model": {Model: "own.json"}, "thresholds": {Sure: .9, Unsure: .3},
	} {
		if err := ownConfidence(config.Config{Search: c}); err == nil {
			t.Errorf("with %s set recalibration goes on, want an error", name)
		}
	}
	if err := ownConfidence(config.Config{}); err != nil {
		t.Errorf("with nothing set: %v, want no error", err)
	}
}

func TestTheDailyLookTakesTheModelThatFitHasWritten(t *testing.T) {
	dir := t.TempDir()
	live, err := search.Follow(t.Context(), []string{libraryDir(t)}, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	p := pastIn(t, dir)
	p.spoil(dir, p.asked(ben, question, solvedBy(noReceipt)).ID) // which must not be the end of it
	r := &recalibrator{cfg: config.Config{Data: config.Data{Dir: dir}}, store: p.Store,
		live: live, now: time.Now, log: slog.New(slog.DiscardHandler)}
	tier := func() search.Confidence {
		if err := r.once(t.Context()); err != nil {
			t.Fatal(err)
		}
		m, err := live.Find(t.Context(), search.Query{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		return m.Confidence
	}
	was := tier()
	m := search.DefaultModel()
	m.Sure = 1
	if err := writeModel(filepath.Join(dir, modelFile), m); err != nil {
		t.Fatal(err)
	}
	if got := tier(); was != search.Sure || got != search.Unsure {
		t.Errorf("tier %v, and %v after a model was written; want sure, then unsure", was, got)
	}
}

// slow is an encoder that is never through.
type slow struct{}

func (slow) Version() string { return "slow" }

func (slow) Encode(ctx context.Context, _ string) (meaning.Vector, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (s slow) EncodeAll(ctx context.Context, texts []string) ([]meaning.Vector, error) {
	_, err := s.Encode(ctx, "")
	return nil, err
}

func TestTheDailyLookHasNoAssetEncoded(t *testing.T) {
	dir := t.TempDir()
	live, err := search.Follow(t.Context(), []string{libraryDir(t)},
		search.Options{Opinion: search.NewOpinion(slow{}, "", nil)})
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	p := pastIn(t, dir)
	p.asked(ben, question, solvedBy(noReceipt))
	r := &recalibrator{cfg: config.Config{Data: config.Data{Dir: dir}}, store: p.Store,
		live: live, now: time.Now, log: slog.New(slog.DiscardHandler)}
	if err := r.once(t.Context()); err == nil || !strings.Contains(err.Error(), "not through yet") {
		t.Errorf("while the library is encoded it gives %v, want that it is too early", err)
	}
}
