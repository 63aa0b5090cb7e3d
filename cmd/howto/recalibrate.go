package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"howto/config"
	"howto/search"
	"howto/search/judge"
	"howto/store"
)

const (
	// recalibrateEvery is how often a running bot looks at its outcomes.
	recalibrateEvery = 24 * time.Hour
	// recalibrateAgain is how soon it looks at them again when it could not.
	recalibrateAgain = 10 * time.Minute
	// outcomesWithin and outcomesAtMost bound what it looks at: what is older speaks of another
	// library, and more tell two numbers no better.
	outcomesWithin = 180 * 24 * time.Hour
	outcomesAtMost = 5000
	// pressesAtOnce is how many presses are read at a time.
	pressesAtOnce = 500
)

// ownConfidence is an error when the operator has named a model or thresholds: those stand.
func ownConfidence(cfg config.Config) error {
	switch {
	case cfg.Search.Model != "":
		return errors.New("search.model is set and stands: nothing is recalibrated; without it, confidence.json " +
			"in data.dir is used")
	case cfg.Search.Sure > 0 || cfg.Search.Unsure > 0:
		return errors.New("search.sure and search.unsure are set and stand: nothing is recalibrated")
	}
	return nil
}

// A recalibration is what outcomes did to the model of an installation.
type recalibration struct {
	Outcomes int     `json:"outcomes"`
	Taken    bool    `json:"taken"`
	Why      string  `json:"why,omitempty"` // it was not taken
	Before   float64 `json:"brier_before"`  // Brier score of the model in force
	After    float64 `json:"brier_after"`   // that of the new one, on outcomes it was not fitted on
	Sure     float64 `json:"sure_from"`
	Unsure   float64 `json:"unsure_from"`
	File     string  `json:"file,omitempty"`
}

func (r *recalibration) String() string {
	if !r.Taken {
		return "not recalibrated: " + r.Why
	}
	return fmt.Sprintf("recalibrated on %s: Brier score %.4f, before %.4f; sure from %.3f, unsure from %.3f\nwritten to %s",
		count(r.Outcomes, "outcome"), r.After, r.Before, r.Sure, r.Unsure, r.File)
}

// recalibrated is the model that outcomes lead to from the one in force, or that one again. It begins
// at the model as it was fitted, without an earlier calibration: one on top of another would take the
// same outcomes for new ones every day. The new one must do better than both.
func recalibrated(m search.Model, t *tally) (search.Model, recalibration, error) {
	bare := m
	bare.Calibration = nil
	got, rep, err := judge.Recalibrate(bare, t.outcomes(true))
	r := recalibration{Outcomes: rep.Outcomes, Before: judge.Brier(t.outcomes(false)), After: rep.After,
		Sure: m.Sure, Unsure: m.Unsure}
	switch {
	case errors.Is(err, judge.ErrTooFew) && rep.Outcomes < judge.FewestOutcomes:
		r.Why = fmt.Sprintf("%s, %d are needed", count(rep.Outcomes, "outcome"), judge.FewestOutcomes)
	case errors.Is(err, judge.ErrTooFew):
		r.Why = "the outcomes are all of one kind"
	case err != nil:
		return m, r, err
	case !rep.Taken || !(rep.After < r.Before):
		r.Why = fmt.Sprintf("it would be no better: Brier score %.4f, now %.4f", rep.After, r.Before)
	case got.Sure >= 1 || rep.Precision == nil:
		r.Why = fmt.Sprintf("no threshold would reach a precision of %g, and nothing would be sure any more", got.Precision)
	default:
		r.Taken, r.Sure, r.Unsure = true, got.Sure, got.Unsure
		return got, r, nil
	}
	return m, r, nil
}

// recalibrate writes the model that the outcomes in t lead to, if it is better. A precision above 0 is
// promised in the place of the one that the model promises.
func (k kept) recalibrate(m search.Model, t *tally, precision float64) (*recalibration, error) {
	m.Precision = cmp.Or(precision, m.Precision)
	got, r, err := recalibrated(m, t)
	if err != nil || !r.Taken {
		return &r, err
	}
	r.File = modelPath(k.cfg)
	return &r, writeModel(r.File, got)
}

// A recalibrator makes the confidence of a running bot follow its outcomes.
type recalibrator struct {
	cfg   config.Config
	store *store.Store
	live  *search.Live
	now   func() time.Time
	log   *slog.Logger
}

// Run recalibrates soon and once a day until ctx is done. The model in force is as good tomorrow.
func (r *recalibrator) Run(ctx context.Context) {
	keepDoing(ctx, r.log, chore{work: "recalibrating confidence", do: r.once,
		first: startQuiet, every: recalibrateEvery, again: recalibrateAgain})
}

// once takes the model in force from its file, where `howto fit` may have put another meanwhile, and
// recalibrates it.
func (r *recalibrator) once(ctx context.Context) error {
	m, err := r.model()
	if err != nil {
		return err
	}
	r.live.SetModel(m)
	var t tally
	if err := r.recent(ctx, &t); err != nil {
		return err
	}
	got, rep, err := recalibrated(m, &t)
	if err != nil {
		return err
	}
	if !rep.Taken {
		r.log.InfoContext(ctx, "confidence stays as it is", "outcomes", rep.Outcomes, "why", rep.Why)
		return nil
	}
	// Whoever has put another model there meanwhile wanted that one.
	if now, err := r.model(); err != nil || !reflect.DeepEqual(now, m) {
		return err
	}
	if err := writeModel(modelPath(r.cfg), got); err != nil {
		return err
	}
	r.live.SetModel(got)
	r.log.InfoContext(ctx, "confidence recalibrated", "outcomes", rep.Outcomes, "brier", rep.After,
		"before", rep.Before, "sure", rep.Sure, "unsure", rep.Unsure)
	return nil
}

// model is the installation's own model, or the shipped one.
func (r *recalibrator) model() (search.Model, error) {
	own, err := modelInUse(r.cfg)
	if err != nil {
		return search.Model{}, err
	}
	if own != nil {
		return *own, nil
	}
	return search.DefaultModel(), nil
}

// recent asks the asks again on which there was a press lately.
func (r *recalibrator) recent(ctx context.Context, t *tally) error {
	parts, err := r.pressed(ctx)
	if err != nil {
		return err
	}
	now := r.now()
	again, err := newRerunner(ctx, r.store, r.live.KnownSince(now), now)
	if err != nil {
		return err
	}
	for part, asks := range parts {
		if len(asks) == 0 {
			continue
		}
		// A part at a time, so that a library that changes meanwhile waits no longer.
		err := r.live.Apart(func(x *search.Index) error {
			again.teach(x, part)
			if err := x.UnderstandLearnt(ctx); err != nil {
				return err
			}
			for _, id := range asks {
				if _, _, err := again.add(ctx, x, id, t); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// add asks one ask again and counts it; false says that there is no text to ask.
func (r *rerunner) add(ctx context.Context, x *search.Index, id string, t *tally) (rerun, bool, error) {
	a, err := r.store.Ask(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrDamaged):
		return rerun{}, false, nil
	case err != nil:
		return rerun{}, false, err
	case a.Text == "":
		t.skip()
		return rerun{}, false, nil
	}
	again, err := r.ask(ctx, x, a)
	if err != nil {
		return rerun{}, false, err
	}
	t.add(again)
	return again, true, nil
}

// pressed are the ids of the asks that had the latest presses, by part.
func (r *recalibrator) pressed(ctx context.Context) (parts [rerunParts][]string, err error) {
	ids, err := r.latest(ctx)
	if err != nil {
		return parts, err
	}
	for _, id := range ids {
		a, err := r.store.Ask(ctx, id)
		if errors.Is(err, store.ErrDamaged) {
			r.log.WarnContext(ctx, "ask left out of recalibration", "err", err)
			continue
		}
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return parts, err
		}
		p := partOf(a.Who, a.At)
		parts[p] = append(parts[p], id)
	}
	return parts, nil
}

// latest are the ids of the asks that had the latest presses, each once.
func (r *recalibrator) latest(ctx context.Context) (ids []string, err error) {
	since, after := r.now().Add(-outcomesWithin), ""
	for {
		presses, err := r.store.Presses(ctx, since, after, pressesAtOnce)
		if err != nil {
			return nil, err
		}
		for _, p := range presses {
			ids = append(ids, p.Ask)
			since, after = p.At, p.ID
		}
		if ids = unique(ids); len(ids) > outcomesAtMost {
			ids = slices.Clone(ids[len(ids)-outcomesAtMost:])
		}
		if len(presses) < pressesAtOnce {
			return ids, nil
		}
	}
}

// unique is ids without those that come again, the first of each kept.
func unique(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	return slices.DeleteFunc(ids, func(id string) bool {
		again := seen[id]
		seen[id] = true
		return again
	})
}
