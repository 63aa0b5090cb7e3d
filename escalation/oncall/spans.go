package oncall

import (
	"slices"
	"time"
)

// A Span is a time in which the same people are on call: from From on, until just before To. Without
// Members it is a gap.
type Span struct {
	Members  []Member
	From, To time.Time
}

// MaxSpans bounds how much time is listed at once: ten years from the beginning that is asked for.
const MaxSpans = 10 * 366 * 24 * time.Hour

// Spans returns the time between from and to, or as much of it as MaxSpans allows, as the longest
// possible spans in order, gaps included. Who is on call in them is what At says of every instant in
// them.
func (s Schedule) Spans(from, to time.Time) []Span {
	if end := from.Add(MaxSpans); to.After(end) {
		to = end
	}
	var spans []Span
	for at := from; at.Before(to); {
		on, next := s.At(at), s.change(at)
		if next.IsZero() || next.After(to) {
			next = to
		}
		if n := len(spans); n > 0 && slices.Equal(spans[n-1].Members, on) {
			spans[n-1].To = next
		} else {
			spans = append(spans, Span{Members: on, From: at, To: next})
		}
		at = next
	}
	return spans
}

// Gaps returns the times between from and to in which nobody is on call, as Spans has them.
func (s Schedule) Gaps(from, to time.Time) []Span {
	return slices.DeleteFunc(s.Spans(from, to), func(p Span) bool { return len(p.Members) > 0 })
}

// change is the first instant after t at which the answer of At may change; zero is never.
func (s Schedule) change(t time.Time) (next time.Time) {
	for _, r := range s.Revisions {
		if r.From.After(t) {
			next = earlier(next, r.From)
		}
	}
	for _, o := range s.Overrides {
		if o.To.After(t) {
			next = earlier(next, firstAfter(t, o.From, o.To))
		}
	}
	for _, l := range s.revision(t).Layers {
		next = earlier(next, l.change(t))
	}
	return next
}

// NextStart returns when the next turn begins: the first instant after t at which other people than just
// before are on call. It is zero when that does not come within the horizon, as when the same person is
// always on call.
func (s Schedule) NextStart(t time.Time) time.Time {
	was, end := s.At(t), t.Add(Horizon)
	for at := s.change(t); !at.IsZero() && !at.After(end); at = s.change(at) {
		on := s.At(at)
		if len(on) > 0 && !slices.Equal(on, was) {
			return at
		}
		was = on
	}
	return time.Time{}
}

// NextOf returns the next time in which m is on call, alone or with others: the one that t is in, from
// t on, or else the next to come. It ends at the horizon at the latest; ok is false when none begins
// before that.
func (s Schedule) NextOf(m Member, t time.Time) (next Span, ok bool) {
	if !slices.Contains(s.Members(), m) {
		return Span{}, false
	}
	end := t.Add(Horizon)
	for at := t; !at.IsZero() && at.Before(end); at = s.change(at) {
		on := slices.Contains(s.At(at), m)
		switch {
		case on && !ok:
			next, ok = Span{Members: []Member{m}, From: at, To: end}, true
		case !on && ok:
			next.To = at
			return next, true
		}
	}
	return next, ok
}

// A Missed is a handoff that no wall shows, because clocks are put forward over it: it takes place at At
// instead.
type Missed struct {
	Zone  *time.Location
	Day   Date
	Clock Clock
	At    time.Time
}

// Missed returns the handoffs of the revisions in force between from and to that no wall shows, in order
// of layers, each handoff once. Like Spans it looks at ten years at most.
func (s Schedule) Missed(from, to time.Time) []Missed {
	if end := from.Add(MaxSpans); to.After(end) {
		to = end
	}
	var all []Missed
	for _, rev := range s.Revisions {
		for _, l := range rev.Layers {
			for _, m := range l.rotation().missed(from, to) {
				if s.revision(m.At).From.Equal(rev.From) && !slices.Contains(all, m) {
					all = append(all, m)
				}
			}
		}
	}
	return all
}

func (r rotation) missed(from, to time.Time) (all []Missed) {
	for k := max(0, r.turn(from)); len(r.Members) > 0; k++ {
		day, clock := r.wall(k)
		at := ResolveWall(day, clock, r.zone)
		switch shown := at.In(r.zone); {
		case !at.Before(to):
			return all
		case at.Before(from):
		case dateOf(shown) != day || (Clock{H: shown.Hour(), M: shown.Minute()}) != clock:
			all = append(all, Missed{Zone: r.zone, Day: day, Clock: clock, At: at})
		}
	}
	return all
}
