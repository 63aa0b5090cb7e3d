package oncall

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"time"
)

// A Member is somebody who may be on call, by the id that the caller knows them by.
type Member string

// A Unit is what turns are measured in.
type Unit int

// The units of a turn. Months keep the day of the month and fall on the last day of shorter ones.
const (
	Week Unit = iota
	Day
	Month
)

// Every is the length of a turn: N of Unit. The zero value is a week.
type Every struct {
	N    int // less than 1 counts as 1
	Unit Unit
}

// ParseEvery reads the length of a turn: 1d to 366d, 1w to 52w or 1m to 12m. Longer ones are taken for
// slips of the pen.
func ParseEvery(s string) (Every, error) {
	units := map[byte]struct {
		unit Unit
		most int
	}{'d': {Day, 366}, 'w': {Week, 52}, 'm': {Month, 12}}
	if s != "" {
		n, err := strconv.Atoi(s[:len(s)-1])
		u, ok := units[s[len(s)-1]]
		if ok && err == nil && n >= 1 && n <= u.most && s[0] != '+' {
			return Every{N: n, Unit: u.unit}, nil
		}
	}
	return Every{}, fmt.Errorf("length of a turn %q: write days, weeks or months, such as 1d, 2w or 1m", s)
}

// A Layer is a rotation: from the first handoff on Start on, each of Members in turn is on call for
// Every, at the times that its windows leave and never on its holidays.
//
// Where turns are measured in days and windows restrict them, the days without a window do not count:
// from Monday to Friday each of three people has the same number of days, and a turn of two days that
// begins on a Friday goes on on Monday. Such a day runs from handoff to handoff, and a window that
// reaches over a handoff counts for the day that has most of it. Holidays do count: a calendar that is
// corrected must not move everybody's turns.
type Layer struct {
	Priority int            // layers of a higher priority cover those of a lower one while they have somebody
	Zone     *time.Location // nil: UTC
	Start    Date
	// Handoffs are the clocks at which turns begin, in order; empty: midnight. Several divide the day,
	// and each begins the turn of the next member; they need turns of one day. Of two that fall into
	// the same gap in the clocks the first is skipped, and with it that turn.
	Handoffs []Clock
	Every    Every
	Members  []Member // in the order of their turns; may name somebody twice; empty: nobody, ever
	Windows  []Window // when anybody is on call at all; empty: always
	Holidays Holidays
}

// at is who is on call at t by this layer alone.
func (l Layer) at(t time.Time) (Member, bool) {
	if len(l.Members) == 0 || !l.hours().Open(t) {
		return "", false
	}
	k := l.rotation().turn(t)
	if k < 0 {
		return "", false
	}
	return l.Members[k%len(l.Members)], true
}

// change is the first instant after t at which the answer of at may change; zero is never.
func (l Layer) change(t time.Time) time.Time {
	if len(l.Members) == 0 {
		return time.Time{}
	}
	r := l.rotation()
	k := r.turn(t)
	if k < 0 {
		return r.begin(0)
	}
	next := l.hours().change(t)
	if slices.ContainsFunc(l.Members, func(m Member) bool { return m != l.Members[0] }) {
		next = earlier(next, r.begin(k+1))
	}
	return next // the turns of one person alone need no look at each of them until the horizon
}

func (l Layer) hours() Hours {
	return Hours{Zone: l.Zone, Windows: l.Windows, Holidays: l.Holidays}
}

// A rotation is the turns of a layer, numbered from 0.
type rotation struct {
	Layer
	zone *time.Location
	week []handoff // of turns by the day
}

func (l Layer) rotation() rotation {
	r := rotation{Layer: l, zone: zoneOf(l.Zone)}
	if l.Every.Unit == Day {
		r.week = l.week()
	}
	return r
}

// turn is the number of the turn that t is in: the largest whose beginning is not after t. It is
// negative before the first.
func (r rotation) turn(t time.Time) int {
	lo, hi := r.around(dateOf(t.In(r.zone)))
	return lo - 1 + sort.Search(hi-lo, func(i int) bool { return r.begin(lo + i).After(t) })
}

// around gives turns between which that of any instant on d is. The margins are wider than a wall can
// be wrong about the day.
func (r rotation) around(d Date) (lo, hi int) {
	if r.Every.Unit == Month {
		months := 12*(d.Year-r.Start.Year) + int(d.Month-r.Start.Month)
		return max(0, (months-2)/r.n()), max(0, (months+2)/r.n()+1)
	}
	per, days := 1, r.Start.daysUntil(d)
	if r.Every.Unit == Day {
		per = len(r.week)
	}
	return max(0, (days-9)*per/(7*r.n())), max(0, (days+9)*per/(7*r.n())+1)
}

// begin is the instant at which turn k begins.
func (r rotation) begin(k int) time.Time {
	day, clock := r.wall(k)
	return ResolveWall(day, clock, r.zone)
}

// wall is what a wall should show when turn k begins.
func (r rotation) wall(k int) (Date, Clock) {
	k *= r.n()
	switch r.Every.Unit {
	case Day:
		h := r.week[k%len(r.week)]
		return r.Start.AddDays(k/len(r.week)*7 + h.day), h.clock
	case Month:
		return r.Start.addMonths(k), r.clocks()[0]
	}
	return r.Start.AddDays(7 * k), r.clocks()[0]
}

func (l Layer) n() int { return max(1, l.Every.N) }

func (l Layer) clocks() []Clock {
	if len(l.Handoffs) == 0 {
		return []Clock{{}}
	}
	return l.Handoffs
}

// A handoff is one of those of a week: so many days after Start's day of the week.
type handoff struct {
	day   int
	clock Clock
}

const dayMinutes = 24 * 60

// week is the handoffs of a rotation by the day in the order of a week that begins with Start: those on
// days that have a window, at clocks from which on a window is met before the next.
func (l Layer) week() []handoff {
	clocks := l.clocks()
	first := clocks[0].minutes()
	active, met := l.activeDays(), l.weekWindows()
	var all []handoff
	for day := range 7 {
		for i, c := range clocks {
			from, to := day*dayMinutes+c.minutes(), (day+1)*dayMinutes+first
			if i+1 < len(clocks) {
				to = day*dayMinutes + clocks[i+1].minutes()
			}
			meets := func(w [2]int) bool { return w[0] < to && from < w[1] }
			if len(l.Windows) == 0 || (active[day] && slices.ContainsFunc(met, meets)) {
				all = append(all, handoff{day: day, clock: c})
			}
		}
	}
	return all
}

// weekWindows are the windows of a week and of the days around it, in minutes from the midnight at which
// the week begins.
func (l Layer) weekWindows() (all [][2]int) {
	first := int(l.Start.weekday())
	for _, w := range l.Windows {
		for day := -1; day <= 8; day++ {
			if w.Days.Has(time.Weekday((first + day + 7) % 7)) {
				from := day*dayMinutes + w.From.minutes()
				all = append(all, [2]int{from, from + w.length()})
			}
		}
	}
	return all
}

// activeDays says which days of a week have a window. A day runs from its first handoff to that of the
// next; a window that reaches over it is of the day that has more of it, or else of the first.
func (l Layer) activeDays() (active [7]bool) {
	first := l.clocks()[0].minutes()
	for _, w := range l.weekWindows() {
		day := (w[0] - first + 7*dayMinutes) / dayMinutes // the week before keeps it from being negative
		if next := (day-6)*dayMinutes + first; w[1]-next > next-w[0] {
			day++
		}
		active[day%7] = true
	}
	return active
}
