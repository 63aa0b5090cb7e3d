package oncall

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Days is a set of days of the week. The zero value is every day.
type Days uint8

// DaysOf returns the set of those days; of none it is every day.
func DaysOf(days ...time.Weekday) Days {
	var all Days
	for _, d := range days {
		all |= 1 << d
	}
	return all
}

const everyDay Days = 1<<7 - 1

// Has reports whether the day is in the set.
func (d Days) Has(day time.Weekday) bool { return d&everyDay == 0 || d&(1<<day) != 0 }

var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseDays reads days of the week: single ones and ranges with commas between them, such as mon-fri
// or sat,sun. A range may run over the end of the week: fri-mon has four days.
func ParseDays(s string) (Days, error) {
	var all Days
	for part := range strings.SplitSeq(strings.ToLower(s), ",") {
		from, to, ranged := strings.Cut(strings.TrimSpace(part), "-")
		if !ranged {
			to = from
		}
		first, last := slices.Index(dayNames, from), slices.Index(dayNames, to)
		if first < 0 || last < 0 {
			return 0, fmt.Errorf("days %q: write days of the week, such as mon-fri or sat,sun", s)
		}
		all |= 1 << last
		for d := first; d != last; d = (d + 1) % 7 {
			all |= 1 << d
		}
	}
	return all, nil
}

// A Window is a time of each of Days, from From until just before To. With To at or before From it ends
// on the day after: 22:00 to 06:00 is a night, 00:00 to 00:00 a whole day.
type Window struct {
	Days     Days
	From, To Clock
}

// length is in minutes on the wall, from 1 to those of a day.
func (w Window) length() int {
	n := w.To.minutes() - w.From.minutes()
	if n <= 0 {
		n += 24 * 60
	}
	return n
}

// on is the time of the window that begins on d. It is empty where clocks leave it out.
func (w Window) on(d Date, loc *time.Location) (from, to time.Time) {
	end := d
	if w.To.minutes() <= w.From.minutes() {
		end = d.AddDays(1)
	}
	return ResolveWall(d, w.From, loc), ResolveWall(end, w.To, loc)
}

// Holidays is a set of days. The zero value is empty.
type Holidays struct{ days []Date } // sorted, each once

// NewHolidays returns the set of those days, in whatever order they come.
func NewHolidays(days ...Date) Holidays {
	days = slices.SortedFunc(slices.Values(days), Date.compare)
	return Holidays{days: slices.Compact(days)}
}

// Has reports whether d is in the set.
func (h Holidays) Has(d Date) bool {
	_, found := slices.BinarySearchFunc(h.days, d, Date.compare)
	return found
}

// Days returns the days in order.
func (h Holidays) Days() []Date { return slices.Clone(h.days) }

// Hours are the times at which somebody works: in any of Windows, but never on a holiday. Without
// windows all times are, so that the zero value never stops anything.
type Hours struct {
	Zone     *time.Location // nil: UTC
	Windows  []Window
	Holidays Holidays // whole days of Zone; they cut windows that reach into them
}

// Horizon is how far ahead a search for a time looks: five years. What comes later counts as never.
const Horizon = 5 * 366 * 24 * time.Hour

// Open reports whether t is within the hours.
func (h Hours) Open(t time.Time) bool {
	today := dateOf(t.In(zoneOf(h.Zone)))
	// Walls that are put back over midnight show a day that is one behind, and a window may have begun
	// on the day before that.
	for back := -1; back <= 1; back++ {
		if d := today.AddDays(back); h.Holidays.Has(d) && within(t, Window{}, d, h.Zone) {
			return false
		}
	}
	return len(h.Windows) == 0 || slices.ContainsFunc(h.Windows, func(w Window) bool {
		for back := -2; back <= 1; back++ {
			d := today.AddDays(back)
			if w.Days.Has(d.weekday()) && within(t, w, d, h.Zone) {
				return true
			}
		}
		return false
	})
}

func within(t time.Time, w Window, d Date, loc *time.Location) bool {
	from, to := w.on(d, zoneOf(loc))
	return !t.Before(from) && t.Before(to)
}

// change is the first instant after t at which Open may change; zero is never.
func (h Hours) change(t time.Time) time.Time {
	zone := zoneOf(h.Zone)
	early := dateOf(t.In(zone)).AddDays(-2)
	var next time.Time
	for _, w := range h.Windows {
		for d := early; ; d = d.AddDays(1) {
			if !w.Days.Has(d.weekday()) {
				continue
			}
			from, to := w.on(d, zone)
			if to.After(t) {
				next = earlier(next, firstAfter(t, from, to))
				break
			}
		}
	}
	i, _ := slices.BinarySearchFunc(h.Holidays.days, early, Date.compare)
	for _, d := range h.Holidays.days[i:] {
		if from, to := (Window{}).on(d, zone); to.After(t) {
			return earlier(next, firstAfter(t, from, to))
		}
	}
	return next
}

// firstAfter is the first of two instants in order that is after t, where the second one is.
func firstAfter(t, a, b time.Time) time.Time {
	if a.After(t) {
		return a
	}
	return b
}

// earlier is the earlier of two instants, where zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// NextOpen returns the first instant from t on that is within the hours: t itself if it is. It is zero
// when there is none within the horizon.
func (h Hours) NextOpen(t time.Time) time.Time {
	end := t.Add(Horizon)
	for at := t; !at.After(end); {
		if h.Open(at) {
			return at
		}
		if at = h.change(at); at.IsZero() {
			break
		}
	}
	return time.Time{}
}

// Add returns the instant at which d of open time has passed since t, so that half an hour from ten
// minutes before closing ends twenty minutes after the next opening. With d of 0 or less it is t. It
// is zero when so much open time does not come within the horizon.
func (h Hours) Add(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t
	}
	end := t.Add(Horizon)
	for at := h.NextOpen(t); !at.IsZero() && !at.After(end); at = h.NextOpen(at) {
		closing := h.change(at)
		if closing.IsZero() || !closing.Before(at.Add(d)) {
			return at.Add(d)
		}
		d -= closing.Sub(at)
		at = closing
	}
	return time.Time{}
}

func zoneOf(loc *time.Location) *time.Location {
	if loc == nil {
		return time.UTC
	}
	return loc
}
