package oncall

import (
	"cmp"
	"fmt"
	"time"

	_ "time/tzdata" // zones must resolve alike on a machine without a zone database
)

// A Clock is a time of day on the wall: hours 0 to 23, minutes 0 to 59.
type Clock struct{ H, M int }

// String gives the clock as 09:00.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.H, c.M) }

// minutes is how many minutes after midnight it is.
func (c Clock) minutes() int { return c.H*60 + c.M }

// ParseClock reads a time of day such as 09:00 or 17:30, on the 24-hour clock.
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return Clock{}, fmt.Errorf("time of day %q: write hours and minutes, such as 09:00", s)
	}
	return Clock{H: t.Hour(), M: t.Minute()}, nil
}

// A Date is a day of the Gregorian calendar, without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String gives the date as 2026-01-05.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// ParseDate reads a day such as 2026-01-05.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: write year, month and day, such as 2026-01-05", s)
	}
	return dateOf(t), nil
}

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return dateOf(d.at(Clock{}).AddDate(0, 0, n)) }

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool { return d.compare(e) < 0 }

func (d Date) compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// addMonths is the same day n months later, or the last day of a month that is too short for it.
func (d Date) addMonths(n int) Date {
	first := Date{Year: d.Year, Month: d.Month + time.Month(n), Day: 1}
	last := dateOf(first.at(Clock{}).AddDate(0, 1, -1))
	return Date{Year: last.Year, Month: last.Month, Day: min(d.Day, last.Day)}
}

// weekday is the day of the week.
func (d Date) weekday() time.Weekday { return d.at(Clock{}).Weekday() }

// daysUntil is how many days later e is: negative when it is earlier.
func (d Date) daysUntil(e Date) int {
	return int(e.at(Clock{}).Unix()-d.at(Clock{}).Unix()) / secondsPerDay
}

// at is the civil time as if it were one in UTC, which has no gaps: the scale to compare on.
func (d Date) at(c Clock) time.Time {
	return time.Date(d.Year, d.Month, d.Day, c.H, c.M, 0, 0, time.UTC)
}

const secondsPerDay = 24 * 60 * 60

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: m, Day: d}
}

// ResolveWall returns the first instant at which a clock on a wall in loc shows d and c or later.
//
// Where clocks are put forward over that time it is the moment of the change; where they are put
// back and show it twice it is the first of the two; where the whole day is left out it is the start
// of the next one. [time.Date] may choose otherwise in each of these cases.
func ResolveWall(d Date, c Clock, loc *time.Location) time.Time {
	civil := d.at(c)
	// No zone has ever been a whole day ahead of UTC, so here the wall still shows an earlier time.
	from := civil.Add(-24 * time.Hour).In(loc)
	for {
		_, offset := from.Zone()
		end := zoneEnd(from)
		at := civil.Add(-time.Duration(offset) * time.Second).In(loc)
		if at.Before(from) {
			at = from
		}
		if end.IsZero() || at.Before(end) {
			return at
		}
		from = end
	}
}

// zoneEnd is when the offset in force at t may next change; zero is never. On 31 December of a leap
// year [time.Time.ZoneBounds] can name the beginning of that day, where a caller that moves from
// bound to bound would stay for ever; no zone changes on that day, so it counts to its end.
func zoneEnd(t time.Time) time.Time {
	_, end := t.ZoneBounds()
	if end.IsZero() || end.After(t) {
		return end
	}
	return t.Truncate(24 * time.Hour).Add(24 * time.Hour)
}
