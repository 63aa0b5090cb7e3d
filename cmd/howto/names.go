package main

import (
	"context"
	"time"
)

const (
	// namesPatience is how long what people typed waits for the names of people, which are left out of
	// what is made of it: time enough to read a directory of 100,000 people as slowly as Slack wants it.
	namesPatience = 30 * time.Minute
	// namesEvery is how often it is looked whether they are known.
	namesEvery = time.Second
)

// A namesWait is the wait for the names of people, from when it is first asked.
type namesWait struct {
	known func() bool
	now   func() time.Time
	began time.Time
}

// over reports whether names are known, or have been waited for long enough.
func (n *namesWait) over() bool {
	if n.began.IsZero() {
		n.began = n.now()
	}
	return n.known() || n.now().Sub(n.began) >= namesPatience
}

// wait returns when the wait is over, or the error of ctx.
func (n *namesWait) wait(ctx context.Context) error {
	for !n.over() {
		if err := pause(ctx, namesEvery); err != nil {
			return err
		}
	}
	return ctx.Err()
}
