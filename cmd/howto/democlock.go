package main

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"howto/store"
)

// A demoClock is the one clock of a demo: workspace, bot and store go by it. It shows the real time
// and as much more as visitors have moved it ahead, except while the sample is written, which sets it.
type demoClock struct {
	at    time.Time    // set by the sample, before anything else runs
	ahead atomic.Int64 // nanoseconds
	store atomic.Pointer[store.Store]
}

// Now is what the clock shows to the bot.
func (c *demoClock) Now() time.Time {
	if !c.at.IsZero() {
		return c.at
	}
	return c.live()
}

// live is what the clock shows to the workspace, which is up while the sample is written.
func (c *demoClock) live() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// settleWait bounds how long a move waits for messages that are on their way, and settlePause is the
// pause between two looks.
const (
	settleWait  = 2 * time.Second
	settlePause = 20 * time.Millisecond
)

// move moves the clock ahead once no message is on its way: one that is would count as lost by the
// moved clock, and be sent again.
func (c *demoClock) move(ctx context.Context, by time.Duration) error {
	s := c.store.Load()
	if s == nil {
		return errors.New("the demo is still starting; try again in a moment")
	}
	if err := settle(ctx, s); err != nil {
		return err
	}
	c.ahead.Add(int64(by))
	return nil
}

// settle waits until s has nothing to send, but not for ever.
func settle(ctx context.Context, s *store.Store) error {
	wait, done := context.WithTimeout(ctx, settleWait)
	defer done()
	tick := time.NewTicker(settlePause)
	defer tick.Stop()
	for {
		if n, err := s.Outstanding(wait); err != nil || n == 0 {
			return ctx.Err()
		}
		select {
		case <-tick.C:
		case <-wait.Done():
			return ctx.Err()
		}
	}
}
