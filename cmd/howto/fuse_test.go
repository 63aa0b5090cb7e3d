package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/store"
)

// errDead is what a process that was stopped finds wherever it turns.
var errDead = errors.New("the process is dead")

// A fuse stops a process at one of the points where it touches what outlives it: before and after
// each transaction and each call to Slack.
type fuse struct {
	mu    sync.Mutex
	armed bool
	left  int // points until the end; 0: it never ends
	dead  bool
	died  string
	met   int
}

// point is one of those points. Nothing gets past it once the process is dead.
func (f *fuse) point(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return errDead
	}
	if !f.armed {
		return nil
	}
	f.met++
	if f.left > 0 {
		if f.left--; f.left == 0 {
			f.dead, f.died = true, name
			return errDead
		}
	}
	return nil
}

func (f *fuse) isDead() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dead
}

// around runs act between two points.
func around[T any](f *fuse, name string, act func() (T, error)) (T, error) {
	var none T
	if err := f.point("before " + name); err != nil {
		return none, err
	}
	v, err := act()
	if dead := f.point("after " + name); dead != nil {
		return none, dead
	}
	return v, err
}

// mortal is the store as a process has it that may be stopped.
type mortal struct {
	*store.Store
	fuse *fuse
}

func (m mortal) Record(ctx context.Context, key string, ask *outcome.Ask, entries []outcome.Entry,
	out []escalation.Outgoing,
) (bool, error) {
	return around(m.fuse, "record", func() (bool, error) { return m.Store.Record(ctx, key, ask, entries, out) })
}

func (m mortal) OpenCase(ctx context.Context, key string, c escalation.Case, ev escalation.Opened,
	also ...escalation.Outgoing,
) (escalation.Step, error) {
	return around(m.fuse, "open", func() (escalation.Step, error) {
		return m.Store.OpenCase(ctx, key, c, ev, also...)
	})
}

func (m mortal) Advance(ctx context.Context, key, id string, ev escalation.Event,
	also ...escalation.Outgoing,
) (escalation.Step, error) {
	return around(m.fuse, fmt.Sprintf("advance by %T", ev), func() (escalation.Step, error) {
		return m.Store.Advance(ctx, key, id, ev, also...)
	})
}

// TakeOutgoing is a point only when it takes something: how often it looks in vain is a matter of time,
// and before it is after whatever was done before.
func (m mortal) TakeOutgoing(ctx context.Context, limit int, lease time.Duration) ([]escalation.Outgoing, error) {
	if m.fuse.isDead() {
		return nil, errDead
	}
	rows, err := m.Store.TakeOutgoing(ctx, limit, lease)
	if len(rows) == 0 {
		return rows, err
	}
	if dead := m.fuse.point("after take"); dead != nil {
		return nil, dead
	}
	return rows, err
}

func (m mortal) Sent(ctx context.Context, o escalation.Outgoing, r escalation.Receipt) error {
	_, err := around(m.fuse, "sent "+string(o.Kind), func() (bool, error) { return true, m.Store.Sent(ctx, o, r) })
	return err
}

func (m mortal) Later(ctx context.Context, o escalation.Outgoing, at time.Time, why string) error {
	_, err := around(m.fuse, "later "+string(o.Kind), func() (bool, error) {
		return true, m.Store.Later(ctx, o, at, why)
	})
	return err
}

func (m mortal) Behind(ctx context.Context, o escalation.Outgoing, at time.Time, why string) error {
	_, err := around(m.fuse, "behind "+string(o.Kind), func() (bool, error) {
		return true, m.Store.Behind(ctx, o, at, why)
	})
	return err
}

func (m mortal) Aside(ctx context.Context, o escalation.Outgoing, at time.Time, why string) error {
	_, err := around(m.fuse, "aside "+string(o.Kind), func() (bool, error) {
		return true, m.Store.Aside(ctx, o, at, why)
	})
	return err
}

func (m mortal) Drop(ctx context.Context, o escalation.Outgoing, why string) error {
	_, err := around(m.fuse, "drop "+string(o.Kind), func() (bool, error) { return true, m.Store.Drop(ctx, o, why) })
	return err
}

// RoundTrip is a call to Slack.
func (f *fuse) RoundTrip(r *http.Request) (*http.Response, error) {
	name := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	return around(f, name, func() (*http.Response, error) { return http.DefaultTransport.RoundTrip(r) })
}
