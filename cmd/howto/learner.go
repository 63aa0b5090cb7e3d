package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"howto/outcome"
	"howto/search"
	"howto/store"
)

const (
	// learnEvery is how often new presses are looked for, and what other replicas have learnt.
	learnEvery = time.Second
	// learnAgain is how far back presses are read again: one may be committed a little after others
	// that are later. Learning the same press twice does nothing.
	learnAgain = time.Minute
	// learnAtOnce is how many presses are read at a time.
	learnAtOnce = 200
	// freshen is how often all is learnt anew, because it fades, and names are read.
	freshen = 24 * time.Hour
)

// A learner draws lessons from the ledger, keeps them in the store, and teaches the search. It is a
// projection: whatever it has not done yet, it does later, and twice is as good as once.
type learner struct {
	store *store.Store
	live  *search.Live
	// name reports that a word is part of somebody's name; names reads them.
	name  func(word string) bool
	names func(context.Context) error
	now   func() time.Time
	log   *slog.Logger

	version string              // of what the search was taught last
	taught  time.Time           // when
	done    map[string]struct{} // presses of the last minute that need not be looked at again
}

// Run learns until ctx is done.
func (l *learner) Run(ctx context.Context) {
	tick := time.NewTicker(learnEvery)
	defer tick.Stop()
	for failed := false; ; {
		err := l.once(ctx)
		// Said once: the next attempts come every second.
		if err != nil && !failed && ctx.Err() == nil {
			l.log.ErrorContext(ctx, "not learning for now", "err", err)
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// once learns what has happened since it was last called.
func (l *learner) once(ctx context.Context) error {
	if l.now().Sub(l.taught) > freshen {
		if err := l.names(ctx); err != nil {
			l.log.WarnContext(ctx, "names of people not read: what is learnt is kept without capitalised words only",
				"err", err)
		}
		l.version = ""
	}
	return errors.Join(l.draw(ctx), l.teach(ctx))
}

// draw makes lessons of new presses and keeps them.
func (l *learner) draw(ctx context.Context) error {
	upTo, err := l.store.LearntUpTo(ctx)
	if err != nil {
		return err
	}
	since, after := upTo, ""
	if !since.IsZero() {
		since = since.Add(-learnAgain)
	}
	seen := map[string]struct{}{}
	for {
		presses, err := l.store.Presses(ctx, since, after, learnAtOnce)
		if err != nil || len(presses) == 0 {
			l.done = seen
			return err
		}
		lessons, err := l.lessons(ctx, presses, seen)
		if err != nil {
			return err
		}
		if _, err := l.store.Teach(ctx, lessons); err != nil {
			return err
		}
		last := presses[len(presses)-1]
		since, after = last.At, last.ID
		if last.At.After(upTo) {
			upTo = last.At
			if err := l.store.SetLearntUpTo(ctx, upTo); err != nil {
				return err
			}
		}
	}
}

// lessons are what the presses teach that were not looked at before. It notes all of them in seen.
func (l *learner) lessons(ctx context.Context, presses []outcome.Entry, seen map[string]struct{},
) (all []search.Lesson, err error) {
	for _, e := range presses {
		seen[e.ID] = struct{}{}
		if _, ok := l.done[e.ID]; ok {
			continue
		}
		ask, err := l.store.Ask(ctx, e.Ask)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		before, err := l.store.AsksBy(ctx, ask.Who, ask.At.Add(-rephrasedWithin), ask.At)
		if err != nil {
			return nil, err
		}
		all = append(all, lessonsOf(press{e, ask, before}, l.keeper())...)
	}
	return all, nil
}

func (l *learner) keeper() keeper {
	return keeper{
		phrase: func(text string) string { return l.live.Phrase(text, l.name) },
		sketch: func(asset string) string {
			a, ok := l.live.Asset(asset)
			if !ok {
				return ""
			}
			return a.Sketch()
		},
	}
}

// teach makes the search know all lessons, when there are others than before.
func (l *learner) teach(ctx context.Context) error {
	version, err := l.store.LearntVersion(ctx)
	if err != nil || version == l.version {
		return err
	}
	lessons, skipped, err := l.store.Lessons(ctx)
	if err != nil {
		return fmt.Errorf("read lessons: %w", err)
	}
	if skipped > 0 {
		l.log.WarnContext(ctx, "lessons that cannot be read are left out", "rows", skipped)
	}
	strikes, err := l.store.Strikes(ctx)
	if err != nil {
		return fmt.Errorf("read what was struck out: %w", err)
	}
	now := l.now()
	l.live.Teach(lessons, strikes, now)
	l.log.InfoContext(ctx, "search taught", "lessons", len(lessons), "struck", len(strikes))
	l.version, l.taught = version, now
	return nil
}
