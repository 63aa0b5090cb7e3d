package store_test

import (
	"container/heap"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"howto/escalation"
	"howto/escalation/oncall"
	"howto/outcome"
	"howto/store"
)

// zones are where the people of the team live: two in each, on call together on their weekdays.
var zones = []string{"Australia/Sydney", "Europe/Berlin", "America/New_York"}

const perZone = 2

func person(zone, i int) escalation.User { return escalation.User(fmt.Sprintf("U0%d%d", zone, i)) }

// sunTeam follows the sun.
func sunTeam(t *testing.T) escalation.Roster {
	t.Helper()
	weekdays := func(from, to int) []oncall.Window {
		return []oncall.Window{{Days: oncall.DaysOf(time.Monday, time.Tuesday, time.Wednesday, time.Thursday,
			time.Friday), From: oncall.Clock{H: from}, To: oncall.Clock{H: to}}}
	}
	var layers []oncall.Layer
	for z, name := range zones {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range perZone {
			layers = append(layers, oncall.Layer{Zone: zone, Windows: weekdays(9, 17),
				Start: oncall.Date{Year: 2026, Month: 1, Day: 1}, Members: []oncall.Member{oncall.Member(person(z, i))}})
		}
	}
	p := escalation.DefaultPolicy()
	p.AfterHours = escalation.FollowTheSun
	r, err := escalation.NewRoster([]escalation.Team{{ID: "payments", Name: "Payments", Channel: "C0PAY",
		Schedule: oncall.Of(layers...), Policy: p, Hours: oncall.Hours{Windows: weekdays(8, 18)}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A happening is what somebody does at its time.
type happening struct {
	at time.Time
	n  int // in which order it was planned
	do func()
}

type agenda []happening

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].n < a[j].n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(happening)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// weeks are a team at work with a real store and a real engine. Time is moved on from one thing that
// happens to the next: people do what is on the agenda, and the engine what is due.
type weeks struct {
	*store.Store
	t      *testing.T
	cases  map[string]escalation.Case
	engine escalation.Engine
	rnd    *rand.Rand
	now    time.Time
	agenda agenda
	n      int
	totals map[escalation.User]int // how often each was asked
}

func (w *weeks) plan(after time.Duration, do func()) {
	w.n++
	heap.Push(&w.agenda, happening{w.now.Add(after), w.n, do})
}

func (w *weeks) minutes(from, to int) time.Duration {
	return time.Duration(from+w.rnd.IntN(to-from)) * time.Minute
}

// arrival is when somebody asks: seldom at a weekend.
func (w *weeks) arrival() time.Duration {
	for {
		at := w.minutes(0, 14*24*60)
		day := w.now.Add(at).Weekday()
		if weekend := day == time.Saturday || day == time.Sunday; !weekend || w.rnd.IntN(5) == 0 {
			return at
		}
	}
}

// Advance is the store's, and lets people react to what followed.
func (w *weeks) Advance(
	ctx context.Context, key, id string, ev escalation.Event, also ...escalation.Outgoing,
) (escalation.Step, error) {
	step, err := w.Store.Advance(ctx, key, id, ev, also...)
	if err == nil {
		w.react(step)
	}
	return step, err
}

// does has somebody do something with a case.
func (w *weeks) does(id string, ev escalation.Event) {
	if ev == nil {
		return
	}
	w.n++
	if _, err := w.Advance(w.t.Context(), fmt.Sprint("do/", w.n), id, ev); err != nil {
		w.t.Fatal(err)
	}
}

// asks has Amira ask a person.
func (w *weeks) asks(i int) {
	ctx, id := w.t.Context(), fmt.Sprintf("a%04d", i)
	a := outcome.Ask{ID: id, User: "U0AMIRA", At: w.now, Door: outcome.ByCommand, Team: "payments", Channel: "C0FLOOR"}
	if _, err := w.Record(ctx, "ask/"+id, &a, nil, nil); err != nil {
		w.t.Fatal(err)
	}
	c := newCase(a)
	c.ID, c.Policy = "k"+id, w.engine.Rota.Roster.Teams()[0].Policy.OrDefault()
	step, err := w.OpenCase(ctx, "open/"+id, c, escalation.Opened{Duty: w.engine.Rota.Duty(ctx, c, w.now)})
	if err != nil {
		w.t.Fatal(err)
	}
	w.react(step)
}

// react is what people do: those who are asked take a case or do not, owners answer or forget it, and
// askers find the answer good, not good enough, or say nothing. What Slack shows is taken to be there
// a second later.
func (w *weeks) react(step escalation.Step) {
	id, before := step.Case.ID, w.cases[step.Case.ID]
	if _, refused := step.Refused(); refused {
		return
	}
	w.cases[id] = step.Case
	for _, t := range step.Case.Timers {
		if !slices.Contains(before.Timers, t) {
			w.plan(t.Due.Sub(w.now), func() {
				if slices.Contains(w.cases[id].Timers, t) {
					w.engine.Once(w.t.Context())
				}
			})
		}
	}
	for _, e := range step.Effects {
		switch e := e.(type) {
		case escalation.Record:
			w.reactToRecord(id, step.Case.Page, e)
		case escalation.ToAsker:
			w.said(id, escalation.Said{What: escalation.OutToAsker, Asks: e.Asks})
		case escalation.NudgeAsker:
			w.said(id, escalation.Said{What: escalation.OutNudgeAsk})
		case escalation.Nudge:
			w.said(id, escalation.Said{What: escalation.OutNudge})
			w.plan(w.minutes(5, 60), func() { w.does(id, w.answer(id)) })
		case escalation.TellTeam:
			if e.What == escalation.TellStillOpen {
				w.plan(w.minutes(1, 30), func() { w.does(id, w.claim(id, e.Ping[0])) })
			}
		}
	}
}

// said has Slack take a message that somebody should answer.
func (w *weeks) said(id string, ev escalation.Said) {
	w.plan(time.Second, func() { w.does(id, ev) })
}

func (w *weeks) reactToRecord(id string, page int, r escalation.Record) {
	switch r.Kind {
	case "paged":
		w.plan(time.Second, func() { w.does(id, escalation.Delivered{Page: page}) })
		for _, u := range r.Users {
			w.totals[u]++
			if w.rnd.IntN(10) < 7 {
				w.plan(w.minutes(1, 14), func() { w.does(id, w.claim(id, u)) })
			}
		}
	case "claimed":
		if w.rnd.IntN(20) > 0 {
			w.plan(w.minutes(5, 60), func() { w.does(id, w.answer(id)) })
		}
	case "answered":
		verdicts := []escalation.Event{escalation.Solve{By: "U0AMIRA"}, escalation.Solve{By: "U0AMIRA"}, nil,
			escalation.NotYet{By: "U0AMIRA"}}
		verdict := verdicts[w.rnd.IntN(len(verdicts))]
		w.plan(w.minutes(1, 120), func() { w.does(id, verdict) })
	case "not yet":
		w.plan(w.minutes(5, 60), func() { w.does(id, w.answer(id)) })
	}
}

func (w *weeks) claim(id string, by escalation.User) escalation.Event {
	if s := w.cases[id].State; s != escalation.Paging && s != escalation.Exhausted {
		return nil
	}
	return escalation.Claim{By: by, Member: true}
}

func (w *weeks) answer(id string) escalation.Event {
	c := w.cases[id]
	if c.State != escalation.Claimed {
		return nil
	}
	w.n++
	return escalation.Reply{By: c.Owner, Member: true,
		Message: escalation.Message{Channel: "C0PAY", TS: fmt.Sprint(w.n), Text: "Do it like this."}}
}

// run lets everything happen until the end.
func (w *weeks) run(end time.Time) {
	for w.agenda.Len() > 0 {
		h := heap.Pop(&w.agenda).(happening)
		if h.at.After(end) {
			break
		}
		w.now = h.at
		h.do()
	}
	w.now = end
	w.engine.Once(w.t.Context())
}

func TestTwoWeeksOfATeamInThreeZonesLoseNobodyAndAreFair(t *testing.T) {
	asks := 1000
	switch {
	case testing.Short() || raceEnabled:
		asks = 500
	case os.Getenv("HOWTO_TEST_ALL") == "1":
		asks = 5000 // takes a minute or two: each question looks at all the work of the two weeks
	}
	w := &weeks{t: t, rnd: rand.New(rand.NewPCG(1, 2)), now: start.Truncate(24 * time.Hour),
		totals: map[escalation.User]int{}, cases: map[string]escalation.Case{}}
	began := time.Now()
	w.Store = open(t, store.Options{Dir: quickDir(t), Now: func() time.Time { return w.now }})
	w.engine = escalation.Engine{Cases: w, Rota: escalation.Rota{Roster: sunTeam(t), Loads: w.Loads},
		Now: w.Now, Log: slog.New(slog.DiscardHandler)}
	for i := range asks {
		w.plan(w.arrival(), func() { w.asks(i) })
	}
	w.run(w.now.AddDate(0, 0, 14))
	w.nobodyIsLost(asks)
	t.Logf("%d questions, %d things that happened, in %s; asked: %v", asks, w.n, time.Since(began).Round(time.Millisecond),
		w.totals)
	for z := range zones {
		var of []int
		for i := range perZone {
			of = append(of, w.totals[person(z, i)])
		}
		if least, most := slices.Min(of), slices.Max(of); float64(most) > 1.1*float64(least) {
			t.Errorf("%s: the same time on call, and asked %v times", zones[z], of)
		}
	}
}

// nobodyIsLost holds that each case, as the store has it, is over, waits for a known time, has an owner,
// or is being asked about.
func (w *weeks) nobodyIsLost(asks int) {
	ctx, seen := w.t.Context(), map[escalation.State]int{}
	for id := range w.cases {
		c, err := w.Case(ctx, id)
		if err != nil {
			w.t.Fatal(err)
		}
		seen[c.State]++
		switch {
		case !c.State.Open(), c.State == escalation.Queued && c.Until.After(w.now), c.Owner != "":
		case c.State == escalation.Paging && w.now.Sub(c.OpenedAt) < 3*time.Hour:
		default:
			w.t.Errorf("case %s is lost: %q since %s, owner %q, until %s", id, c.State, c.OpenedAt, c.Owner, c.Until)
		}
	}
	w.t.Logf("after two weeks: %v", seen)
	if len(w.cases) != asks {
		w.t.Errorf("%d cases, want one for each of %d questions", len(w.cases), asks)
	}
	if stranded, err := w.Stranded(ctx); err != nil || len(stranded) > 0 {
		w.t.Errorf("stranded: %v, %v; want none", stranded, err)
	}
	if n := w.engine.Once(ctx); n > 0 {
		w.t.Errorf("%d timers are still due at the end, want none", n)
	}
}

// quickDir is a folder in memory where there is one: these are tens of thousands of commits, and that
// each reaches a disk is held elsewhere.
func quickDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "howto-weeks")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
