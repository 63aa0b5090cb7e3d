package year

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"howto/outcome"
)

// People differ: a few ask often and most seldom (a gamma distribution of this shape), and some
// nearly always press a button and others hardly ever (a beta distribution of mean 0.725).
const (
	askShape              = 0.7
	pressAlpha, pressBeta = 2.9, 1.1
)

// remembers is how long people know the answer they got, so that they rarely ask for it again; and
// returns is the share of solved asks that come back within a week all the same.
const (
	remembers = 7 * 24 * time.Hour
	forgets   = 0.05
	returns   = 0.04
)

// bustle is how much the number of asks of a week varies by itself, as a share of the usual number.
const bustle = 0.07

// A person is somebody who asks.
type person struct {
	id    string
	press float64 // how likely they are to press a button at all
}

// A play is a year of one team.
type play struct {
	company Company
	team    Team
	events  []Event // the team's
	dice    dice
	zone    *time.Location

	people []person
	often  []float64 // how often each asks: running sums, ending with 1
	tasks  []float64 // the same for the tasks
	weeks  []outcome.Week
	mood   []float64 // what moves the success of all cards in a week, in log-odds
}

func newPlay(c Company, t Team, d dice) *play {
	p := &play{company: c, team: t, dice: d, zone: c.From.From().Location()}
	for _, e := range c.Events {
		if e.Team == t.ID {
			p.events = append(p.events, e)
		}
	}
	p.gather()
	for _, k := range t.Tasks {
		p.tasks = append(p.tasks, k.Weight)
	}
	runUp(p.tasks)
	for i, w := 0, c.From; i < c.Weeks; i, w = i+1, w.Next() {
		p.weeks = append(p.weeks, w)
		p.mood = append(p.mood, c.Shake*p.dice.roll(weekStream, i).NormFloat64())
	}
	return p
}

// gather makes up the team's people.
func (p *play) gather() {
	r := p.dice.roll(crowdStream, 0)
	often := distuv.Gamma{Alpha: askShape, Beta: askShape, Src: r}
	press := distuv.Beta{Alpha: pressAlpha, Beta: pressBeta, Src: r}
	for i := range p.team.People {
		p.people = append(p.people, person{fmt.Sprintf("U0Y%02d%04d", p.dice.team, i), press.Rand()})
		p.often = append(p.often, often.Rand())
	}
	runUp(p.often)
}

// runUp makes weights into running sums that end with 1.
func runUp(weights []float64) {
	sum := 0.0
	for i, w := range weights {
		sum += w
		weights[i] = sum
	}
	for i := range weights {
		weights[i] /= sum
	}
}

// pick is the place of running sums that x, from 0 to 1, falls on.
func pick(sums []float64, x float64) int {
	i, _ := slices.BinarySearch(sums, x)
	return min(i, len(sums)-1)
}

// A moment is a question about to be asked.
type moment struct {
	at     time.Time
	week   int
	who    person
	task   *Task // nil: nothing is there to help
	text   string
	event  *Event // what made them ask, if anything did
	r      *rand.Rand
	stream int
	n      int
}

// lives are the whole year of the team, by the time of the question.
func (p *play) lives() []Life {
	var all []Life
	moments := p.moments()
	for _, m := range moments {
		l := p.live(m)
		all = append(all, l)
		if again, ok := p.again(m, l); ok {
			all = append(all, p.live(again))
		}
	}
	all = slices.DeleteFunc(all, func(l Life) bool { return p.late(l.Entries[0].At) })
	slices.SortFunc(all, func(a, b Life) int {
		return cmp.Or(a.Entries[0].At.Compare(b.Entries[0].At), cmp.Compare(a.Entries[0].Ask, b.Entries[0].Ask))
	})
	markRepeats(all)
	p.publish(all)
	for i := range all {
		all[i].Entries = slices.DeleteFunc(all[i].Entries, func(e outcome.Entry) bool { return p.late(e.At) })
	}
	return all
}

func (p *play) late(at time.Time) bool {
	return !p.company.Until.IsZero() && at.After(p.company.Until)
}

// moments are the team's questions of the year by time, those of events among them.
func (p *play) moments() []moment {
	var all []moment
	for week := range p.weeks {
		load := 1 + bustle*p.dice.roll(weekStream, len(p.weeks)+week).NormFloat64()
		all = append(all, p.ofWeek(week, askStream, load*p.team.Asks)...)
	}
	slices.SortStableFunc(all, func(a, b moment) int { return a.at.Compare(b.at) })
	p.assign(all)
	for i := range p.events {
		e := &p.events[i]
		if e.Kind != Gap && e.Kind != Heavy {
			continue
		}
		for week := range p.weeks {
			if e.On(week) {
				all = append(all, p.ofEvent(e, p.ofWeek(week, eventStream+i, e.Rate))...)
			}
		}
	}
	return all
}

// ofWeek is when a week's questions of a stream are asked; the mean number is that of a usual week.
func (p *play) ofWeek(week, stream int, mean float64) []moment {
	const most = 1 << 20 / 64 // asks a week that keep their own dice
	var all []moment
	usual := 0.0
	for _, share := range rhythm {
		usual += share
	}
	r := p.dice.roll(stream, week)
	from := p.weeks[week].From()
	sums := slices.Clone(hours[:])
	runUp(sums)
	for d := range 7 {
		day := from.AddDate(0, 0, d)
		for range poisson(r, mean*demand(day)/usual) {
			at := time.Date(day.Year(), day.Month(), day.Day(), firstHour+pick(sums, r.Float64()), r.IntN(60),
				r.IntN(60), r.IntN(1000)*1e6, p.zone)
			n := 1<<20 + week*most + len(all)
			all = append(all, moment{at: at, week: week, r: p.dice.roll(stream, n), stream: stream, n: n})
		}
	}
	return all
}

// assign says who asks what. Whoever asked for something within a week hardly asks for it again.
func (p *play) assign(all []moment) {
	type about struct {
		who  string
		task int
	}
	last := map[about]time.Time{}
	for i := range all {
		m := &all[i]
		m.who = p.people[pick(p.often, m.r.Float64())]
		vain, forgot := m.r.Float64() < p.team.Missing, m.r.Float64() < forgets
		task := about{m.who.id, -1}
		for range min(4, len(p.tasks)) {
			task.task = pick(p.tasks, m.r.Float64())
			if at, asked := last[task]; forgot || !asked || m.at.Sub(at) > remembers {
				break
			}
		}
		if words := m.r.Float64(); task.task < 0 || vain && len(p.team.Vain) > 0 {
			m.text = p.team.Vain[int(words*float64(len(p.team.Vain)))]
		} else {
			last[task] = m.at
			m.task = &p.team.Tasks[task.task]
			m.text = m.task.Asks[int(words*float64(len(m.task.Asks)))]
		}
	}
}

// ofEvent says who asks what because of e.
func (p *play) ofEvent(e *Event, all []moment) []moment {
	for i := range all {
		m := &all[i]
		m.event = e
		switch e.Kind {
		case Gap:
			m.who = p.people[pick(p.often, m.r.Float64())]
			m.text = e.Asks[m.r.IntN(len(e.Asks))]
		case Heavy:
			m.who = person{fmt.Sprintf("U0Y%02dH%03d", p.dice.team, m.stream), 1}
			m.task = p.taskOf(e.Asset)
			m.text = m.task.Asks[m.r.IntN(len(m.task.Asks))]
		}
	}
	return all
}

func (p *play) taskOf(asset string) *Task {
	i := slices.IndexFunc(p.team.Tasks, func(k Task) bool { return k.Asset == asset })
	return &p.team.Tasks[max(i, 0)]
}

// helps is how likely the card for a task helps in a week, and the event that decided it, if any.
func (p *play) helps(k *Task, week int) (float64, Kind) {
	to, why := k.Helps, Kind("")
	for _, e := range p.events {
		if (e.Kind == Broke || e.Kind == Better) && e.Asset == k.Asset && e.On(week) {
			to, why = e.To, e.Kind
		}
	}
	return moved(to, p.mood[week]), why
}

// wait is the typical wait for an expert in a week.
func (p *play) wait(week int) (time.Duration, bool) {
	for _, e := range p.events {
		if e.Kind == Leave && e.On(week) {
			return time.Duration(float64(p.team.Wait) * e.To), true
		}
	}
	return p.team.Wait, false
}

// again is the same question once more by somebody who had said that it was solved.
func (p *play) again(m moment, l Life) (moment, bool) {
	r := p.dice.roll(againStream, m.n)
	solved, ok := solvedAt(l)
	if r.Float64() >= returns || !ok || m.event != nil {
		return moment{}, false
	}
	next := m
	day := solved.In(p.zone).AddDate(0, 0, 1+r.IntN(6))
	next.at = time.Date(day.Year(), day.Month(), day.Day(), 8+r.IntN(10), r.IntN(60), r.IntN(60), 0, p.zone)
	next.r = p.dice.roll(againStream, 1<<31|m.n)
	if holiday(day) || day.Weekday() == time.Sunday {
		return moment{}, false
	}
	next.week = slices.IndexFunc(p.weeks, func(w outcome.Week) bool { return w.Contains(next.at) })
	return next, next.week >= 0
}

// solvedAt is when the asker said that it was solved, if that was their last word.
func solvedAt(l Life) (at time.Time, ok bool) {
	for _, e := range l.Entries {
		switch e.Kind {
		case outcome.Solved, outcome.Resolved:
			at, ok = e.At, true
		case outcome.NotYet, outcome.NotQuite, outcome.Withdrawn:
			ok = false
		}
	}
	return at, ok
}
