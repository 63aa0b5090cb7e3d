package outcome

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// A Week is an ISO 8601 week, Monday to Sunday, by the clocks of one time zone. Year is the ISO
// year, which near New Year is not always the calendar's. Weeks are made by [ParseWeek], [WeekOf]
// and [Last]; a nil Zone means UTC.
type Week struct {
	Year, Number int
	Zone         *time.Location
}

var weekForm = regexp.MustCompile(`^([0-9]{4})-W([0-9]{2})$`)

// ParseWeek reads a week written as 2026-W47. It refuses weeks that the year does not have.
func ParseWeek(s string, zone *time.Location) (Week, error) {
	m := weekForm.FindStringSubmatch(s)
	if m == nil {
		return Week{}, fmt.Errorf("week %q: want the form 2026-W47", s)
	}
	year, _ := strconv.Atoi(m[1])
	number, _ := strconv.Atoi(m[2])
	w := Week{Year: year, Number: number, Zone: zone}
	if y, n := w.monday().ISOWeek(); y != year || n != number {
		return Week{}, fmt.Errorf("week %q: %d has no week %d", s, year, number)
	}
	return w, nil
}

// WeekOf returns the week that t falls in by the clocks of zone.
func WeekOf(t time.Time, zone *time.Location) Week {
	if zone == nil {
		zone = time.UTC
	}
	year, number := t.In(zone).ISOWeek()
	return Week{Year: year, Number: number, Zone: zone}
}

// Last returns the last week that is over at now.
func Last(now time.Time, zone *time.Location) Week { return WeekOf(now, zone).Prev() }

// String gives the form that [ParseWeek] reads.
func (w Week) String() string { return fmt.Sprintf("%04d-W%02d", w.Year, w.Number) }

// Next returns the week after w.
func (w Week) Next() Week { return w.Plus(1) }

// Prev returns the week before w.
func (w Week) Prev() Week { return w.Plus(-1) }

// Plus returns the week that many weeks after w; before w where weeks is below 0.
func (w Week) Plus(weeks int) Week {
	year, number := w.monday().AddDate(0, 0, 7*weeks).ISOWeek()
	return Week{Year: year, Number: number, Zone: w.Zone}
}

// From is the first instant of w: Monday, 00:00 local time.
func (w Week) From() time.Time { return w.At(time.Monday, 0, 0) }

// To is the first instant after w. A week with a change of clocks is not 168 hours long.
func (w Week) To() time.Time { return w.Next().From() }

// Contains reports whether t is in w: From is, To is not.
func (w Week) Contains(t time.Time) bool {
	return !t.Before(w.From()) && t.Before(w.To())
}

// At is the first instant at which clocks in the zone show hour:minute on that day of the week.
// A time that is shown twice means the first; one that the clocks skip means the instant at which
// they skip it.
func (w Week) At(day time.Weekday, hour, minute int) time.Time {
	zone := w.Zone
	if zone == nil {
		zone = time.UTC
	}
	d := w.monday().AddDate(0, 0, (int(day)+6)%7)
	want := time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, time.UTC)
	t := time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, zone)
	start, end := t.ZoneBounds()
	switch shown := wall(t); {
	case shown.Before(want): // skipped, and t is before the skip
		return end
	case shown.After(want): // skipped, and t is after the skip
		return start
	}
	if start.IsZero() {
		return t
	}
	_, now := t.Zone()
	_, before := start.Add(-time.Nanosecond).Zone()
	if earlier := t.Add(time.Duration(now-before) * time.Second); earlier.Before(start) {
		return earlier
	}
	return t
}

// wall is what clocks show at t, written as if it were UTC so that it can be compared.
func wall(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// before reports whether w is an earlier week than other, whatever their zones.
func (w Week) before(other Week) bool { return w.monday().Before(other.monday()) }

// monday is w's Monday as a date without a zone. The 4th of January is always in week 1.
func (w Week) monday() time.Time {
	jan4 := time.Date(w.Year, time.January, 4, 0, 0, 0, 0, time.UTC)
	return jan4.AddDate(0, 0, 7*(w.Number-1)-(int(jan4.Weekday())+6)%7)
}
