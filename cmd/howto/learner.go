package main

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"howto/outcome"
	"howto/search"
	"howto/store"
)

const (
	// learnEvery is how often new presses are looked for, and what other replicas have learnt.
	learnEvery = time.Second
	// learnAgain is how far back presses are read again: one may be committed a little after others
	// that are later, or by a replica whose clock is behind. Learning a press twice does nothing.
	learnAgain = 5 * time.Minute
	// learnAtOnce is how many presses are read at a time.
	learnAtOnce = 200
	// freshen is how often all is learnt anew, because it fades.
	freshen = 24 * time.Hour
	// restAfter is for how many times as long as teaching took the search is not taught again: however
	// much is learnt, teaching takes a tenth of one processor at most.
	restAfter = 9
)

// A learner draws lessons from the ledger, keeps them in the store, and teaches the search. It is a
// projection: whatever it has not done yet, it does later, and twice is as good as once.
type learner struct {
	store *store.Store
	live  *search.Live
	name  func(word string) bool // reports that a word is part of somebody's name
	names *namesWait
	now   func() time.Time
	log   *slog.Logger

	hasty   bool                 // it was said that names are not known
	version string               // of what the search was taught last
	taught  time.Time            // when
	rest    time.Time            // until when it is not taught again
	skipped int                  // how many lessons could not be read then
	done    map[string]time.Time // presses of the last minutes that need not be looked at again
}

// Run learns until ctx is done.
func (l *learner) Run(ctx context.Context) {
	keepDoing(ctx, l.log, chore{work: "learning", do: l.once, every: learnEvery})
}

// once learns what has happened since it was last called. What others have drawn is taught even while
// nothing can be drawn here.
func (l *learner) once(ctx context.Context) error {
	var err error
	if l.mayDraw(ctx) {
		err = l.draw(ctx)
	}
	return errors.Join(err, l.teach(ctx))
}

// mayDraw reports whether names are known, or have been waited for long enough.
func (l *learner) mayDraw(ctx context.Context) bool {
	if !l.names.over() {
		return false
	}
	if !l.hasty && !l.names.known() {
		l.hasty = true
		l.log.WarnContext(ctx, "learning without the names of people: they may stay in what is learnt")
	}
	return true
}

// draw makes lessons of new presses and keeps them.
func (l *learner) draw(ctx context.Context) error {
	upTo, err := l.upTo(ctx)
	if err != nil {
		return err
	}
	since, after := upTo, ""
	if !since.IsZero() {
		since = since.Add(-learnAgain)
	}
	for {
		presses, err := l.store.Said(ctx, since, after, learnAtOnce)
		if err != nil || len(presses) == 0 {
			return err
		}
		last, full := presses[len(presses)-1], len(presses) == learnAtOnce
		fresh := slices.DeleteFunc(presses, func(e outcome.Entry) bool { return !l.done[e.ID].IsZero() })
		if upTo, err = l.drawFrom(ctx, fresh, upTo); err != nil || !full {
			return err
		}
		since, after = last.At, last.ID
	}
}

// upTo is until when lessons have been drawn. A clock that was ahead once, here or elsewhere, must not
// hide what is pressed now.
func (l *learner) upTo(ctx context.Context) (time.Time, error) {
	at, err := l.store.LearntUpTo(ctx)
	if now := l.now(); err == nil && at.After(now) {
		return now, l.store.SetLearntUpTo(ctx, now)
	}
	return at, err
}

// drawFrom keeps what presses teach that were not looked at before, and returns until when lessons have
// been drawn now.
func (l *learner) drawFrom(ctx context.Context, fresh []outcome.Entry, upTo time.Time) (time.Time, error) {
	if len(fresh) == 0 {
		return upTo, nil
	}
	lessons, err := l.lessons(ctx, fresh)
	if err != nil {
		return upTo, err
	}
	if _, err := l.store.Teach(ctx, lessons); err != nil {
		return upTo, err
	}
	last, now := fresh[len(fresh)-1].At, l.now()
	if last.After(now) {
		last = now
	}
	if last.After(upTo) {
		upTo = last
		if err := l.store.SetLearntUpTo(ctx, upTo); err != nil {
			return upTo, err
		}
	}
	if l.done == nil {
		l.done = map[string]time.Time{}
	}
	for _, e := range fresh {
		l.done[e.ID] = e.At
	}
	maps.DeleteFunc(l.done, func(_ string, at time.Time) bool { return at.Before(upTo.Add(-learnAgain)) })
	return upTo, nil
}

// lessons are what presses teach. An ask that is gone or damaged teaches nothing, and holds up no other.
func (l *learner) lessons(ctx context.Context, presses []outcome.Entry) (all []search.Lesson, err error) {
	for _, e := range presses {
		ask, err := l.store.Ask(ctx, e.Ask)
		if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrDamaged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		before, err := l.before(ctx, e, ask)
		if err != nil {
			return nil, err
		}
		all = append(all, lessonsOf(press{e, ask, before}, l.keeper())...)
	}
	return all, nil
}

// before are the asks by the same person in the minutes before one that was solved. With a damaged one
// among them there are none.
func (l *learner) before(ctx context.Context, solved outcome.Entry, ask outcome.Ask) ([]earlier, error) {
	if solved.Kind != outcome.Solved {
		return nil, nil
	}
	asks, err := l.store.AsksBy(ctx, ask.Who, ask.At.Add(-rephrasedWithin), ask.At)
	if err != nil && !errors.Is(err, store.ErrDamaged) {
		return nil, err
	}
	out := make([]earlier, 0, len(asks))
	for _, a := range asks {
		presses, err := l.store.PressesOn(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, earlier{a, slices.ContainsFunc(presses, func(e outcome.Entry) bool {
			return e.Kind == outcome.NotQuite && e.Who == a.Who && !e.At.After(solved.At)
		})})
	}
	return out, nil
}

func (l *learner) keeper() keeper {
	return keeper{
		phrase: func(text string) string { return l.live.Phrase(text, l.name) },
		about:  l.live.SameSubject,
		sketch: func(asset string) string {
			a, ok := l.live.Asset(asset)
			if !ok {
				return ""
			}
			return a.Sketch()
		},
	}
}

// teach makes the search know all lessons that still count, when there are others than before or a day has passed.
func (l *learner) teach(ctx context.Context) error {
	start := l.now()
	if start.Before(l.rest) {
		return nil
	}
	version, err := l.store.LearntVersion(ctx)
	if err != nil || version == l.version && start.Sub(l.taught) < freshen {
		return err
	}
	lessons, strikes, skipped, err := learntIn(ctx, l.store, l.live.KnownSince(start))
	if err != nil {
		return err
	}
	// Said once, when nothing is left that could make the next attempt say it again.
	if skipped > 0 && skipped != l.skipped {
		l.log.WarnContext(ctx, "lessons that cannot be read are left out", "rows", skipped)
	}
	l.live.Teach(lessons, strikes, start)
	l.log.InfoContext(ctx, "search taught", "lessons", len(lessons), "struck", len(strikes))
	l.version, l.taught, l.skipped = version, start, skipped
	end := l.now()
	l.rest = end.Add(restAfter * end.Sub(start))
	return nil
}
