package escalation_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
)

// memory keeps cases as the store does, without a disk, and delivers at once what asks people.
type memory struct {
	mu     sync.Mutex
	now    func() time.Time
	cases  map[string]escalation.Case
	keys   map[string]bool
	asked  []escalation.Page
	mended [][]string
	down   bool   // nothing can be read
	bad    string // cases whose id begins so cannot be written; empty: none
	tries  int    // of those
	audits int
}

func (m *memory) DueTimers(
	_ context.Context, now time.Time, limit int,
) (due []escalation.DueTimer, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return nil, errors.New("disk on fire")
	}
	for _, c := range m.cases {
		for _, t := range c.Timers {
			if !t.Due.After(now) {
				due = append(due, escalation.DueTimer{Case: c, Timer: t})
			}
		}
	}
	slices.SortFunc(due, func(a, b escalation.DueTimer) int { return a.Timer.Due.Compare(b.Timer.Due) })
	return due[:min(limit, len(due))], nil
}

func (m *memory) Advance(
	_ context.Context, key, id string, ev escalation.Event, _ ...escalation.Outgoing,
) (step escalation.Step, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bad != "" && strings.HasPrefix(id, m.bad) {
		m.tries++
		return step, errors.New("row is locked")
	}
	step.Repeated, m.keys[key] = m.keys[key], true
	if !step.Repeated {
		step.Case, step.Effects = m.take(id, ev)
	}
	return step, nil
}

func (m *memory) take(id string, ev escalation.Event) (escalation.Case, effects) {
	c, got := escalation.Next(m.cases[id], ev, m.now())
	c.Version++
	for _, e := range got {
		if p, ok := e.(escalation.Page); ok {
			m.asked = append(m.asked, p)
		}
	}
	m.cases[id] = play(c, m.now(), escalation.Delivered{Page: c.Page})
	return m.cases[id], got
}

func (m *memory) Stranded(context.Context) (all []escalation.Stranded, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.audits++
	if m.down {
		return nil, errors.New("disk on fire")
	}
	for id, c := range m.cases {
		if escalation.Lacks(c, false) {
			all = append(all, escalation.Stranded{Case: id, Version: c.Version})
		}
	}
	return all, nil
}

// bench runs an engine in a bubble. Its payments team comes on call two hours after the start.
type bench struct {
	*memory
	skew   time.Duration // of the engine's clock
	closed bool          // the team's hours begin in two hours
	logs   *bytes.Buffer
	stop   func() error
}

func startEngine(t *testing.T) *bench {
	t.Helper()
	return startEngineOf(t, nil)
}

// from are the hours of a team that is at work from then on.
type from time.Time

func (f from) Open(t time.Time) bool { return !t.Before(time.Time(f)) }

func (f from) NextOpen(t time.Time) time.Time {
	if f.Open(t) {
		return t
	}
	return time.Time(f)
}

// startLate is startEngine with a team whose hours begin when Dana comes on, so that nobody is asked before.
func startLate(t *testing.T) *bench {
	t.Helper()
	return startEngineOf(t, from(time.Now().Add(2*time.Hour)))
}

func startEngineOf(t *testing.T, hours escalation.Hours) *bench {
	t.Helper()
	start := time.Now().Add(2 * time.Hour).UTC()
	y, mo, d := start.Date()
	team := escalation.Team{ID: "payments", Policy: policy(), Hours: hours, Schedule: oncall.Of(oncall.Layer{
		Start:    oncall.Date{Year: y, Month: mo, Day: d},
		Handoffs: []oncall.Clock{{H: start.Hour()}}, Members: []oncall.Member{oncall.Member(dana)},
	})}
	team.Policy.Steps[1] = escalation.PolicyStep{Ask: escalation.AskPeople, People: users(elif), Wait: time.Hour}
	b := &bench{logs: &bytes.Buffer{}, closed: hours != nil}
	b.memory = &memory{cases: map[string]escalation.Case{}, keys: map[string]bool{}, now: b.clock}
	e := escalation.Engine{
		Cases: b.memory, Rota: escalation.Rota{Roster: roster(t, team)}, Now: func() time.Time {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.clock()
		},
		Log: slog.New(slog.NewTextHandler(b.logs, nil)),
		Mended: func(_ context.Context, cases []string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.mended = append(b.mended, cases)
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	b.stop = func() error { cancel(); return <-ended }
	return b
}

// clock is the time as the engine has it; the caller holds the lock.
func (b *bench) clock() time.Time { return time.Now().Add(b.skew) }

// open opens a case of a team that has nobody until two hours from now, or that has Dana now.
func (b *bench) open(id, team string, on ...escalation.User) {
	b.do(func() {
		d := escalation.Duty{Team: team, Asks: [][]escalation.User{on}, Closed: b.closed, Next: b.clock().Add(2 * time.Hour)}
		b.cases[id] = escalation.Case{ID: id, Team: team, Asker: amira, Policy: policy()}
		c := b.cases[id]
		c.Policy.Steps[1] = escalation.PolicyStep{Ask: escalation.AskPeople, People: users(elif), Wait: time.Hour}
		b.cases[id] = c
		b.take(id, opens(d))
	})
}

func (b *bench) do(what func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	what()
}

// pass lets time go by and the engine come to rest.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (b *bench) state(id string) escalation.State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cases[id].State
}

// end stops the engine and holds that it logged these.
func (b *bench) end(t *testing.T, says ...string) {
	t.Helper()
	if err := b.stop(); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	for _, want := range says {
		if !strings.Contains(b.logs.String(), want) {
			t.Errorf("log:\n%s\nwant it to say %q", b.logs, want)
		}
	}
}

func TestAQueuedCaseIsPagedWhenTheShiftStarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startLate(t)
		b.open("k1", "payments")
		pass(2*time.Hour - time.Second)
		if got := b.state("k1"); got != escalation.Queued {
			t.Errorf("before the shift: state %q, want queued", got)
		}
		pass(2 * time.Minute)
		if got := b.state("k1"); got != escalation.Paging {
			t.Errorf("after the shift started: state %q, want paging", got)
		}
		b.end(t)
		if got := strings.Count(b.logs.String(), "case advanced"); got != 1 {
			t.Errorf("advanced %d times, want once:\n%s", got, b.logs)
		}
	})
}

func TestTheEngineGoesOnAfterAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startEngine(t)
		b.open("k1", "payments")
		b.open("k2", "payments")
		b.open("k3", "disbanded")
		b.do(func() { b.down, b.bad = true, "k1" })
		pass(3*time.Hour - time.Second)
		b.do(func() { b.down = false })
		pass(time.Minute)
		got := []escalation.State{b.state("k1"), b.state("k2"), b.state("k3")}
		if got[0] != escalation.Queued || got[1] != escalation.Paging || got[2] != escalation.Queued {
			t.Errorf("states %q, want queued, paging, queued", got)
		}
		b.end(t, "due timers not read", "open cases not audited", "disk on fire", "row is locked", "team=disbanded")
	})
}

func TestAnOutageIsSaidWhenItBeginsAndWhenItIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startEngine(t)
		for range 2 {
			b.do(func() { b.down = true })
			pass(50 * time.Minute)
			b.do(func() { b.down = false })
			pass(5 * time.Minute)
		}
		log := b.logs.String()
		for _, said := range []string{"due timers not read", "due timers read again"} {
			if n := strings.Count(log, said); n != 2 {
				t.Errorf("%q is said %d times in two outages of 50 minutes, want 2:\n%s", said, n, log)
			}
		}
		b.end(t, "due timers", "open cases not audited")
	})
}

func TestAfterAnOutageACaseMovesByOneStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startEngine(t)
		b.open("k1", "payments", dana)
		synctest.Wait()
		b.do(func() { b.skew = 3 * time.Hour })
		pass(10 * time.Minute)
		want := []escalation.Page{{Users: users(elif), Page: 2, Late: true}}
		b.do(func() {
			if !reflect.DeepEqual(b.asked, want) {
				t.Errorf("asked %+v after three hours, want %+v", b.asked, want)
			}
		})
		b.end(t)
	})
}

func TestAClockThatJumpsBackFiresNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startEngine(t)
		b.open("k1", "payments", dana)
		pass(16 * time.Minute)
		b.do(func() { b.skew = -time.Hour })
		pass(90 * time.Minute)
		b.do(func() {
			if len(b.asked) != 1 || b.cases["k1"].State != escalation.Paging {
				t.Errorf("asked %+v and %q, want one more asking in all", b.asked, b.cases["k1"].State)
			}
		})
		b.end(t)
	})
}

func TestAnAuditSetsAStrandedCaseGoingAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startEngine(t)
		b.open("k1", "payments")
		b.open("k2", "payments")
		pass(time.Second)
		b.do(func() {
			c := b.cases["k1"]
			c.Timers = nil
			b.cases["k1"] = c
		})
		pass(2 * time.Minute)
		b.do(func() {
			if want := [][]string{{"k1"}}; !reflect.DeepEqual(b.mended, want) {
				t.Errorf("mended %v, want %v", b.mended, want)
			}
			if escalation.Lacks(b.cases["k1"], false) || b.audits < 3 {
				t.Errorf("after %d audits: %+v", b.audits, b.cases["k1"])
			}
		})
		b.end(t, "stranded case set going again", "case=k1")
	})
}

func TestManyDueCasesAreWorkedOffInPortions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startLate(t)
		for i := range 250 {
			b.open("k"+strings.Repeat("i", i), "payments")
		}
		pass(2*time.Hour + 4*time.Minute)
		for id := range b.cases {
			if got := b.state(id); got != escalation.Paging {
				t.Errorf("case %s is %q, want paging", id, got)
			}
		}
		b.end(t)
	})
}

func TestTimersThatFailForGoodKeepNoOtherWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := startLate(t)
		for i := range 120 { // more than one look takes, and due before the one that is well
			b.open(fmt.Sprint("bad", i), "payments")
		}
		b.open("well", "payments")
		b.do(func() {
			b.bad = "bad"
			c := b.cases["well"]
			for i := range c.Timers {
				c.Timers[i].Due = c.Timers[i].Due.Add(time.Second)
			}
		})
		pass(2*time.Hour + 3*time.Minute)
		if got := b.state("well"); got != escalation.Paging {
			t.Errorf("the case behind them is %q, want paging", got)
		}
		b.do(func() { b.tries = 0 })
		pass(time.Hour)
		b.do(func() {
			// Once in five minutes each, where a look comes each second.
			if want := 120 * 12; b.tries < want || b.tries > 2*want {
				t.Errorf("%d tries in an hour, want about %d", b.tries, want)
			}
			b.bad = ""
		})
		pass(6 * time.Minute)
		if got := b.state("bad7"); got != escalation.Paging {
			t.Errorf("a case that can be written again is %q, want paging", got)
		}
		b.end(t, "case not advanced")
	})
}
