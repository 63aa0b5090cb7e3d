package oncall

import "time"

// A Schedule is a rotation: from the handoff on Start on, each of Experts in turn is on call for
// Every weeks. Handoffs happen when a clock on the wall in Zone shows Handoff, whatever the clocks
// do in between.
type Schedule struct {
	Zone    *time.Location // nil: UTC
	Handoff Clock
	Every   int // weeks; less than 1 counts as 1
	Start   Date
	Experts []string // in the order of their turns; may name somebody twice; empty: nobody, ever
}

// A Span is a time in which one person is on call: from From on, until just before To.
type Span struct {
	Who      string
	From, To time.Time
}

// At returns who is on call at t. Nobody is (ok is false) before the first handoff, and at any time
// when there are no experts.
func (s Schedule) At(t time.Time) (who string, ok bool) {
	k := s.turn(t)
	if k < 0 || len(s.Experts) == 0 {
		return "", false
	}
	return s.expert(k), true
}

// Spans returns the turns between from and to in order, one for each turn, cut to that time. Who is
// on call in them is what At says of every instant in them; outside them nobody is.
func (s Schedule) Spans(from, to time.Time) []Span {
	if len(s.Experts) == 0 {
		return nil
	}
	var spans []Span
	for k := max(0, s.turn(from)); ; k++ {
		start, end := s.handoff(k), s.handoff(k+1)
		if start.Before(from) {
			start = from
		}
		if end.After(to) {
			end = to
		}
		if !start.Before(to) {
			return spans
		}
		spans = append(spans, Span{Who: s.expert(k), From: start, To: end})
	}
}

// NextStart returns when the next turn after t begins. It is zero when there are no experts.
func (s Schedule) NextStart(t time.Time) time.Time {
	if len(s.Experts) == 0 {
		return time.Time{}
	}
	return s.handoff(max(0, s.turn(t)+1))
}

const secondsPerDay = 24 * 60 * 60

// turn is the number of the turn that t is in: the largest k whose handoff is not after t. It is
// negative before the first.
func (s Schedule) turn(t time.Time) int {
	day := dateOf(t.In(s.zone())).at(Clock{})
	days := int(day.Unix()-s.Start.at(Clock{}).Unix()) / secondsPerDay
	// Too high by one at least: the clock of the day may not have come yet, and a wall that is put
	// back over midnight shows a day that is one behind.
	k := days/s.days() + 1
	for k >= 0 && s.handoff(k).After(t) {
		k--
	}
	return k
}

// handoff is the instant at which turn k begins.
func (s Schedule) handoff(k int) time.Time {
	return ResolveWall(s.Start.AddDays(k*s.days()), s.Handoff, s.zone())
}

func (s Schedule) expert(k int) string { return s.Experts[k%len(s.Experts)] }

func (s Schedule) days() int { return 7 * max(1, s.Every) }

func (s Schedule) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}
