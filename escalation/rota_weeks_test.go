package escalation_test

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"howto/escalation"
	"howto/escalation/oncall"
)

// zones are where the people of the team live: two in each, on call together on their weekdays.
var zones = []string{"Australia/Sydney", "Europe/Berlin", "America/New_York"}

const perZone = 2

func person(zone, i int) escalation.User { return escalation.User(fmt.Sprintf("U0%d%d", zone, i)) }

func sunTeam(t *testing.T) escalation.Team {
	t.Helper()
	var layers []oncall.Layer
	office := weekdays(9, 17).Windows
	for z, name := range zones {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range perZone {
			layers = append(layers, oncall.Layer{Zone: zone, Windows: office,
				Start: oncall.Date{Year: 2026, Month: 1, Day: 1}, Members: []oncall.Member{oncall.Member(person(z, i))}})
		}
	}
	p := escalation.DefaultPolicy()
	p.AfterHours = escalation.FollowTheSun
	return escalation.Team{ID: "payments", Schedule: oncall.Of(layers...), Policy: p, Hours: weekdays(8, 18)}
}

// A moment is something that happens to a case at its time.
type moment struct {
	at   time.Time
	n    int // in which order it was planned
	id   int
	what func(escalation.Case) escalation.Event
}

type agenda []moment

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].n < a[j].n
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(moment)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// asked is one time that a person was asked.
type asked struct {
	at     time.Time
	weight float64
}

// weeks is a team at work: its cases, what is going to happen to them, and what its people have done.
type weeks struct {
	t      *testing.T
	rota   escalation.Rota
	rnd    *rand.Rand
	now    time.Time
	agenda agenda
	n      int
	cases  []escalation.Case
	open   map[escalation.User]int
	pages  map[escalation.User][]asked
	weight map[escalation.User]float64 // of pages
	totals map[escalation.User]int
}

func (w *weeks) loads(
	_ context.Context, people []escalation.User, now time.Time,
) (map[escalation.User]escalation.Load, error) {
	loads := map[escalation.User]escalation.Load{}
	for _, u := range people {
		for len(w.pages[u]) > 0 && now.Sub(w.pages[u][0].at) > escalation.LoadWindow {
			w.weight[u] -= w.pages[u][0].weight
			w.pages[u] = w.pages[u][1:]
		}
		l := escalation.Load{Open: w.open[u], Pages: w.weight[u]}
		if n := len(w.pages[u]); n > 0 {
			l.Last = w.pages[u][n-1].at
		}
		loads[u] = l
	}
	return loads, nil
}

func (w *weeks) plan(id int, after time.Duration, what func(escalation.Case) escalation.Event) {
	w.n++
	heap.Push(&w.agenda, moment{w.now.Add(after), w.n, id, what})
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

// due spares the long way to the duty where nobody will be asked.
func (w *weeks) due(c escalation.Case, t escalation.Timer) escalation.Event {
	if t.Kind == escalation.Silence || t.Kind == escalation.TooOld {
		return escalation.Due{Timer: t}
	}
	return escalation.Due{Timer: t, Duty: w.duty(c)}
}

func (w *weeks) duty(c escalation.Case) escalation.Duty { return w.rota.Duty(w.t.Context(), c, w.now) }

// run lets everything happen until the end.
func (w *weeks) run(end time.Time) {
	for w.agenda.Len() > 0 {
		m := heap.Pop(&w.agenda).(moment)
		if m.at.After(end) {
			break
		}
		w.now = m.at
		before := w.cases[m.id]
		ev := m.what(before)
		if ev == nil {
			continue
		}
		after, effects := escalation.Next(before, ev, w.now)
		w.cases[m.id] = after
		w.note(before, after)
		for _, t := range after.Timers {
			if !slices.Contains(before.Timers, t) {
				w.plan(m.id, t.Due.Sub(w.now), func(c escalation.Case) escalation.Event {
					if !slices.Contains(c.Timers, t) {
						return nil
					}
					return w.due(c, t)
				})
			}
		}
		for _, e := range effects {
			w.react(m.id, after, e)
		}
	}
	w.now = end
}

// note counts whose cases are under way.
func (w *weeks) note(before, after escalation.Case) {
	has := func(c escalation.Case) escalation.User {
		if c.State.Open() && c.State != escalation.Answered {
			return c.Owner
		}
		return ""
	}
	w.open[has(before)]--
	w.open[has(after)]++
}

// react is what people do: those who are asked take a case or do not, owners answer or forget it, and
// askers find the answer good, not good enough, or say nothing.
func (w *weeks) react(id int, c escalation.Case, e escalation.Effect) {
	switch e := e.(type) {
	case escalation.Record:
		w.reactToRecord(id, c, e)
	case escalation.Nudge, escalation.TellTeam:
		if c.State == escalation.Claimed {
			w.plan(id, w.minutes(5, 60), w.answer)
		}
		if tell, ok := e.(escalation.TellTeam); ok && tell.What == escalation.TellStillOpen {
			w.plan(id, w.minutes(1, 30), claimedBy(tell.Ping[0]))
		}
	}
}

func (w *weeks) reactToRecord(id int, c escalation.Case, r escalation.Record) {
	switch r.Kind {
	case "paged":
		page := c.Page
		w.plan(id, time.Second, func(escalation.Case) escalation.Event { return escalation.Delivered{Page: page} })
		weight := 1.0
		if r.AfterHours {
			weight = escalation.AfterHoursWeight
		}
		for _, u := range r.Users {
			w.pages[u] = append(w.pages[u], asked{w.now, weight})
			w.weight[u] += weight
			w.totals[u]++
			if w.rnd.IntN(10) < 7 {
				w.plan(id, w.minutes(1, 14), claimedBy(u))
			}
		}
	case "claimed":
		if w.rnd.IntN(20) > 0 {
			w.plan(id, w.minutes(5, 60), w.answer)
		}
	case "answered":
		verdicts := []escalation.Event{escalation.Solve{By: amira}, escalation.Solve{By: amira}, nil,
			escalation.NotYet{By: amira}}
		verdict := verdicts[w.rnd.IntN(len(verdicts))]
		w.plan(id, w.minutes(1, 120), func(escalation.Case) escalation.Event { return verdict })
	}
}

func claimedBy(u escalation.User) func(escalation.Case) escalation.Event {
	return func(c escalation.Case) escalation.Event {
		if c.State != escalation.Paging && c.State != escalation.Exhausted {
			return nil
		}
		return escalation.Claim{By: u, Member: true}
	}
}

func (w *weeks) answer(c escalation.Case) escalation.Event {
	if c.State != escalation.Claimed {
		return nil
	}
	w.n++
	m := escalation.Message{Channel: "C0PAY", TS: fmt.Sprint(w.n)}
	return escalation.Reply{By: c.Owner, Member: true, Message: m}
}

func TestTwoWeeksOfATeamInThreeZonesLoseNobodyAndAreFair(t *testing.T) {
	const asks = 5000
	w := &weeks{t: t, rnd: rand.New(rand.NewPCG(1, 2)), now: monday, open: map[escalation.User]int{},
		pages: map[escalation.User][]asked{}, totals: map[escalation.User]int{},
		weight: map[escalation.User]float64{}}
	w.rota = escalation.Rota{Roster: roster(t, sunTeam(t)), Loads: w.loads}
	for id := range asks {
		w.cases = append(w.cases, escalation.Case{ID: fmt.Sprint("k", id), Team: "payments", Asker: amira})
		w.plan(id, w.arrival(), func(c escalation.Case) escalation.Event { return opens(w.duty(c)) })
	}
	w.run(monday.AddDate(0, 0, 14))
	seen := map[escalation.State]int{}
	for _, c := range w.cases {
		seen[c.State]++
		switch {
		case !c.State.Open(), c.State == escalation.Queued && c.Until.After(w.now), c.Owner != "":
		case c.State == escalation.Paging && w.now.Sub(c.OpenedAt) < 3*time.Hour:
		default:
			t.Errorf("case %s is lost: %q since %s, owner %q, until %s", c.ID, c.State, c.OpenedAt, c.Owner, c.Until)
		}
		if c.State.Open() && escalation.Lacks(c, false) {
			t.Errorf("case %s: nothing moves it on: %+v", c.ID, c)
		}
	}
	t.Logf("after two weeks: %v; asked: %v", seen, w.totals)
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
