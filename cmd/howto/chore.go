package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"howto/search"
)

// startQuiet is how long after the start work begins that can wait: who asks then has the machine.
const startQuiet = time.Minute

// A chore is work that is done again and again. Whatever it has not done yet, it does later, so that a
// failure costs nothing but time.
type chore struct {
	work  string // how the log calls it
	do    func(context.Context) error
	first time.Duration // from when on, after the start
	every time.Duration
	again time.Duration // in the place of every after a failure; 0: every
}

// keepDoing does a chore until ctx is done.
func keepDoing(ctx context.Context, log *slog.Logger, c chore) {
	if c.first > 0 && pause(ctx, c.first) != nil {
		return
	}
	for failed := false; ; {
		err := c.do(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failed:
			// Said once: the next attempts come soon.
			log.Log(ctx, gravity(err), "not done for now", "work", c.work, "err", err)
		case err == nil && failed:
			log.InfoContext(ctx, "done again", "work", c.work)
		}
		failed = err != nil
		next := c.every
		if failed && c.again > 0 {
			next = c.again
		}
		if pause(ctx, next) != nil {
			return
		}
	}
}

// gravity is how the log takes an error: what waits for the second opinion has not failed.
func gravity(err error) slog.Level {
	if errors.Is(err, search.ErrPending) {
		return slog.LevelInfo
	}
	return slog.LevelError
}

// pause waits, or gives the error of ctx.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
