package escalation_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
)

// memory keeps cases as the store does, without a disk.
type memory struct {
	mu    sync.Mutex
	cases map[string]escalation.Case
	keys  map[string]bool
	down  bool // nothing can be read
	bad   string
	looks int
}

func (m *memory) DueTimers(
	_ context.Context, now time.Time, _ int,
) (due []escalation.DueTimer, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.looks++
	if m.down {
		return nil, errors.New("disk on fire")
	}
	for id, c := range m.cases {
		for _, t := range c.Timers {
			if !t.Due.After(now) {
				due = append(due, escalation.DueTimer{Case: id, Team: c.Team, Timer: t})
			}
		}
	}
	return due, nil
}

func (m *memory) Advance(
	_ context.Context, key, id string, ev escalation.Event,
) (step escalation.Step, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id == m.bad {
		return step, errors.New("row is locked")
	}
	step.Repeated, m.keys[key] = m.keys[key], true
	if !step.Repeated {
		step.Case, step.Effects = escalation.Next(m.cases[id], ev, time.Now())
		m.cases[id] = step.Case
	}
	return step, nil
}

// bench runs an engine in a bubble. Its payments team comes on call two hours after the start.
type bench struct {
	*memory
	logs *bytes.Buffer
	wake chan struct{}
	stop func() error
}

func startEngine(t *testing.T) *bench {
	t.Helper()
	start := time.Now().Add(2 * time.Hour)
	y, mo, d := start.UTC().Date()
	team := escalation.Team{ID: "payments", Schedule: oncall.Of(oncall.Layer{
		Start:    oncall.Date{Year: y, Month: mo, Day: d},
		Handoffs: []oncall.Clock{{H: start.UTC().Hour()}}, Members: []oncall.Member{oncall.Member(dana)},
	})}
	b := &bench{
		memory: &memory{cases: map[string]escalation.Case{}, keys: map[string]bool{}},
		logs:   &bytes.Buffer{}, wake: make(chan struct{}),
	}
	e := escalation.Engine{
		Cases: b.memory, Roster: roster(t, team), Now: time.Now, Wake: b.wake, Every: time.Minute,
		Log: slog.New(slog.NewTextHandler(b.logs, nil)),
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	b.stop = func() error { cancel(); return <-ended }
	return b
}

func (b *bench) open(id, team string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := escalation.Case{ID: id, Team: team, Asker: amira}
	b.cases[id], _ = escalation.Next(c, escalation.Opened{NextShift: time.Now().Add(2 * time.Hour)},
		time.Now())
}

func (b *bench) fault(down bool, bad string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.down, b.bad = down, bad
}

func (b *bench) state(id string) escalation.State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cases[id].State
}

func TestAQueuedCaseIsPagedWhenTheShiftStarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startEngine(t)
		b.open("k1", "payments")
		time.Sleep(2*time.Hour - time.Second)
		synctest.Wait()
		if got := b.state("k1"); got != escalation.Queued {
			t.Errorf("before the shift: state %q, want queued", got)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := b.state("k1"); got != escalation.Paging {
			t.Errorf("after the shift started: state %q, want paging", got)
		}
		if err := b.stop(); err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
		if got := strings.Count(b.logs.String(), "case advanced"); got != 1 {
			t.Errorf("advanced %d times, want once:\n%s", got, b.logs)
		}
	})
}

func TestWakingLooksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startEngine(t)
		synctest.Wait()
		b.wake <- struct{}{}
		synctest.Wait()
		if b.looks != 2 {
			t.Errorf("%d looks after one wake, want 2", b.looks)
		}
		close(b.wake)
		time.Sleep(90 * time.Second)
		synctest.Wait()
		if b.looks != 4 {
			t.Errorf("%d looks after the channel closed and a tick passed, want 4", b.looks)
		}
		if err := b.stop(); err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
	})
}

func TestTheEngineGoesOnAfterAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startEngine(t)
		b.open("k1", "payments")
		b.open("k2", "payments")
		b.open("k3", "disbanded")
		b.fault(true, "k1")
		time.Sleep(3*time.Hour - time.Second)
		b.fault(false, "k1")
		time.Sleep(time.Minute)
		synctest.Wait()
		got := []escalation.State{b.state("k1"), b.state("k2"), b.state("k3")}
		if got[0] != escalation.Queued || got[1] != escalation.Paging || got[2] != escalation.Queued {
			t.Errorf("states %q, want queued, paging, queued", got)
		}
		if err := b.stop(); err != nil {
			t.Errorf("Run = %v, want nil", err)
		}
		for _, want := range []string{"disk on fire", "row is locked", "team=disbanded"} {
			if !strings.Contains(b.logs.String(), want) {
				t.Errorf("log:\n%s\nwant it to say %q", b.logs, want)
			}
		}
	})
}
