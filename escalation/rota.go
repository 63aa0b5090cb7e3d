package escalation

import (
	"cmp"
	"context"
	"hash/fnv"
	"log/slog"
	"slices"
	"time"
)

// A Presence says whether a person can be asked.
type Presence string

// The presences. What is not known counts as there.
const (
	There Presence = "there"
	Away  Presence = "away" // asked only when everybody is away
	Left  Presence = "left" // never asked: their account is deactivated
)

// A Load is what a person has had to do for their teams lately.
type Load struct {
	Open  int       // cases that they have now and have not answered
	Pages float64   // how often they were asked in LoadWindow, counting AfterHoursWeight after hours
	Last  time.Time // when they were last asked
}

// Work is what one person has had to do in the LoadWindow, as they may see it themselves.
type Work struct {
	Asked int // how often they were asked to take a case
	Taken int // how many cases they took
}

// What load is counted over, and how much being asked after hours weighs against being asked by day.
const (
	LoadWindow       = 14 * 24 * time.Hour
	AfterHoursWeight = 2.0
)

// A Rota finds out whom a team can ask: by the roster, and by what is known of people at the moment.
// It does without what it cannot learn.
type Rota struct {
	Roster Roster
	// Loads is the load of some people; those it leaves out were not asked lately. May be nil.
	Loads func(ctx context.Context, people []User, now time.Time) (map[User]Load, error)
	// Presence is whether a person can be asked. May be nil.
	Presence func(ctx context.Context, u User) Presence
	Log      *slog.Logger
}

// Duty is whom c's team could ask at now by the policy of c.
func (r Rota) Duty(ctx context.Context, c Case, now time.Time) Duty {
	return r.DutyOf(ctx, c.Team, c, now)
}

// DutyOf is whom a team could ask at now, by the policy of c if c is that team's, or else by its own.
func (r Rota) DutyOf(ctx context.Context, team string, c Case, now time.Time) Duty {
	t, known := r.Roster.Team(team)
	if !known {
		return Duty{Team: team}
	}
	p := t.Policy.OrDefault()
	if c.Team == team && len(c.Policy.Steps) > 0 {
		p = c.Policy
	}
	return r.dutyBy(ctx, t, p, c, now)
}

// UrgentDuty is whom c's team could ask at now if its hours did not matter.
func (r Rota) UrgentDuty(ctx context.Context, c Case, now time.Time) Duty {
	t, known := r.Roster.Team(c.Team)
	if !known {
		return Duty{Team: c.Team}
	}
	p := c.Policy.OrDefault()
	p.AfterHours = PageAfterHours
	return r.dutyBy(ctx, t, p, c, now)
}

func (r Rota) dutyBy(ctx context.Context, t Team, p Policy, c Case, now time.Time) Duty {
	pick := r.picker(ctx, c, t, p, now)
	return t.duty(p, now, pick)
}

// picker puts people into the order of asking and leaves out who cannot be asked, and the asker: nobody
// is asked their own question, even when nobody else is left.
func (r Rota) picker(ctx context.Context, c Case, t Team, p Policy, now time.Time) func([]User) []User {
	everybody := t.Everybody()
	for _, s := range p.Steps {
		everybody = append(everybody, s.People...)
	}
	var loads map[User]Load
	if r.Loads != nil {
		var err error
		if loads, err = r.Loads(ctx, everybody, now); err != nil && r.Log != nil {
			r.Log.WarnContext(ctx, "load of experts not known; they are asked in another order",
				"team", t.ID, "err", err)
		}
	}
	seen := map[User]Presence{}
	presence := func(u User) Presence {
		if _, known := seen[u]; !known && r.Presence != nil {
			seen[u] = r.Presence(ctx, u)
		}
		return seen[u]
	}
	return func(people []User) []User {
		others := slices.DeleteFunc(slices.Clone(people), func(u User) bool { return u == c.Asker })
		return Fair(present(others, presence), loads, c.ID)
	}
}

// present leaves out who has left, and who is away unless all are.
func present(people []User, presence func(User) Presence) []User {
	var there, away []User
	for _, u := range people {
		switch presence(u) {
		case Left:
		case Away:
			away = append(away, u)
		default:
			there = append(there, u)
		}
	}
	if len(there) == 0 {
		return away
	}
	return there
}

// Fair puts people into the order in which they should be asked: who has the fewest open cases, then
// who was asked least, then who was asked longest ago. Whoever is not in load has not been asked
// lately; they count as the middle of the others, so that somebody new does not get everything.
// What is still equal is decided by seed, the same way each time.
func Fair(people []User, load map[User]Load, seed string) []User {
	var pages []float64
	for _, u := range people {
		if l, known := load[u]; known {
			pages = append(pages, l.Pages)
		}
	}
	slices.Sort(pages)
	of := func(u User) Load {
		l, known := load[u]
		if !known && len(pages) > 0 {
			l.Pages = pages[len(pages)/2]
		}
		return l
	}
	ordered := slices.Clone(people)
	slices.SortStableFunc(ordered, func(a, b User) int {
		x, y := of(a), of(b)
		return cmp.Or(cmp.Compare(x.Open, y.Open), cmp.Compare(x.Pages, y.Pages),
			x.Last.Compare(y.Last), cmp.Compare(lot(seed, a), lot(seed, b)))
	})
	return ordered
}

// lot is a number that depends on both texts and on nothing else.
func lot(seed string, u User) uint64 {
	h := fnv.New64a()
	h.Write([]byte(seed + "/" + string(u)))
	return h.Sum64()
}

// duty is whom t could ask at now by p. Of those on call one is asked, the first that pick gives.
func (t Team) duty(p Policy, now time.Time, pick func([]User) []User) Duty {
	d := Duty{Team: t.ID, Asks: t.asks(p, now, pick), Closed: !t.open(now)}
	if d.nobody() || d.Closed {
		d.Next = t.nextAsk(p, now, pick)
	}
	return d
}

func (t Team) asks(p Policy, now time.Time, pick func([]User) []User) [][]User {
	closed := !t.open(now)
	all := make([][]User, len(p.Steps))
	for i, s := range p.Steps {
		if closed && (p.AfterHours == QueueAfterHours || p.AfterHours == FollowTheSun && s.Ask != AskOnCall) {
			continue
		}
		switch s.Ask {
		case AskOnCall:
			on := pick(t.onCall(now))
			all[i] = on[:min(1, len(on))]
		case AskPeople:
			all[i] = pick(s.People)
		case AskTeam:
			all[i] = pick(t.Everybody())
		case AskChannel:
			all[i] = []User{Here}
		}
	}
	return all
}

// looksAhead bounds how many changes of shifts and hours are looked through for somebody who can be
// asked: with three shifts a day, a month.
const looksAhead = 100

// nextAsk is the first moment after now at which t could ask somebody by p; zero when none is found.
func (t Team) nextAsk(p Policy, now time.Time, pick func([]User) []User) time.Time {
	at := now
	for range looksAhead {
		next := t.Schedule.NextStart(at)
		if !t.open(at) {
			if opens := t.Hours.NextOpen(at); next.IsZero() || !opens.IsZero() && opens.Before(next) {
				next = opens
			}
		}
		if !next.After(at) {
			return time.Time{}
		}
		at = next
		if !(Duty{Asks: t.asks(p, at, pick)}).nobody() {
			return at
		}
	}
	return time.Time{}
}
