package ical

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"howto/escalation/oncall"
)

// A rule is an RRULE: on which days an event takes place again.
type rule struct {
	freq      string // DAILY, WEEKLY, MONTHLY or YEARLY
	interval  int
	count     int     // 0: no end by number
	until     *moment // nil: no end by time
	weekStart time.Weekday
	byDay     []nthDay
	byMonth   []int
	byDate    []int // days of the month; -1 is the last
}

// An nthDay is a day of the week; with nth not 0 only the nth of a month, from the end if negative.
type nthDay struct {
	day time.Weekday
	nth int
}

var weekdays = map[string]time.Weekday{"SU": time.Sunday, "MO": time.Monday, "TU": time.Tuesday,
	"WE": time.Wednesday, "TH": time.Thursday, "FR": time.Friday, "SA": time.Saturday}

func parseRule(text string, start moment) (rule, error) {
	r := rule{interval: 1, weekStart: time.Monday}
	for part := range strings.SplitSeq(strings.ToUpper(text), ";") {
		key, value, _ := strings.Cut(part, "=")
		if err := r.set(key, value, start); err != nil {
			return rule{}, err
		}
	}
	return r, r.fault()
}

func (r *rule) set(key, value string, start moment) (err error) {
	switch key {
	case "":
	case "FREQ":
		r.freq = value
	case "INTERVAL":
		r.interval, err = number(key, value, 1, 10_000)
	case "COUNT":
		r.count, err = number(key, value, 1, maxInstances)
	case "UNTIL":
		var until moment
		until, err = parseMoment(value, start.zone)
		r.until = &until
	case "WKST":
		var known bool
		if r.weekStart, known = weekdays[value]; !known {
			err = fmt.Errorf("WKST=%.20s is no day of the week", value)
		}
	case "BYDAY":
		r.byDay, err = parseDays(value)
	case "BYMONTH":
		r.byMonth, err = numbers(key, value, 1, 12)
	case "BYMONTHDAY":
		r.byDate, err = numbers(key, value, -31, 31)
	default:
		err = fmt.Errorf("a rule has %.20s, which is not read: write its events one by one", key)
	}
	return err
}

func (r rule) fault() error {
	nth := slices.ContainsFunc(r.byDay, func(d nthDay) bool { return d.nth != 0 })
	switch {
	case !slices.Contains([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}, r.freq):
		return fmt.Errorf("a rule repeats %.20q, which is not read: use DAILY, WEEKLY, MONTHLY or YEARLY", r.freq)
	case nth && (r.freq == "DAILY" || r.freq == "WEEKLY" || (r.freq == "YEARLY" && len(r.byMonth) == 0)):
		return errors.New("a rule counts days of the week without a month to count in: add BYMONTH")
	case r.freq == "WEEKLY" && len(r.byDate) > 0:
		return errors.New("a rule has BYMONTHDAY for weeks, which means nothing: leave it out")
	}
	return nil
}

func number(key, text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%s=%.20s is not a number from %d to %d", key, text, least, most)
	}
	return n, nil
}

func numbers(key, list string, least, most int) (all []int, err error) {
	for text := range strings.SplitSeq(list, ",") {
		n, err := number(key, text, least, most)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

func parseDays(list string) (all []nthDay, err error) {
	for text := range strings.SplitSeq(list, ",") {
		i := max(0, len(text)-2)
		day, known := weekdays[text[i:]]
		if !known {
			return nil, fmt.Errorf("BYDAY=%.20s is no day of the week", text)
		}
		d := nthDay{day: day}
		if i > 0 {
			if d.nth, err = number("BYDAY", text[:i], -5, 5); err != nil {
				return nil, err
			}
		}
		all = append(all, d)
	}
	return all, nil
}

// days calls yield with the days from start on, and no later than last, on which the event takes place,
// until yield says no. It takes each day that it looks at from budget, and ends with an error when
// nothing is left of it.
func (r rule) days(start moment, last oncall.Date, budget *int, yield func(moment) bool) error {
	found := 0
	for m := start; !last.Before(m.day) && (r.count == 0 || found < r.count); {
		if *budget--; *budget < 0 {
			return errors.New("the calendar's rules repeat too often: give them an end")
		}
		if next, ok := r.skip(start.day, m.day); ok {
			m.day = next
			continue
		}
		if r.on(start.day, m.day) {
			if r.until != nil && r.past(m) {
				return nil
			}
			found++
			if !yield(m) {
				return nil
			}
		}
		m = m.later(1)
	}
	return nil
}

// past reports whether m comes after the rule's last time. A last day includes all of it.
func (r rule) past(m moment) bool {
	if r.until.whole || m.whole {
		return r.until.day.Before(m.day)
	}
	return m.at().After(r.until.at())
}

// skip gives the first day of the month after that of d, if the month of d has no day of the rule.
func (r rule) skip(start, d oncall.Date) (oncall.Date, bool) {
	months := 12*(d.Year-start.Year) + int(d.Month-start.Month)
	wrong := (r.freq == "MONTHLY" && months%r.interval != 0) ||
		(r.freq == "YEARLY" && (d.Year-start.Year)%r.interval != 0) ||
		(r.freq == "YEARLY" && len(r.byMonth)+len(r.byDay)+len(r.byDate) == 0 && d.Month != start.Month) ||
		(len(r.byMonth) > 0 && !slices.Contains(r.byMonth, int(d.Month)))
	if !wrong {
		return d, false
	}
	first := oncall.Date{Year: d.Year, Month: d.Month, Day: 1}.AddDays(31)
	return oncall.Date{Year: first.Year, Month: first.Month, Day: 1}, true
}

// on reports whether the event takes place on d, in a month that has days of the rule.
func (r rule) on(start, d oncall.Date) bool {
	free := len(r.byDay) == 0 && len(r.byDate) == 0
	if !free && !r.listed(d, midnight(d).Weekday()) {
		return false
	}
	apart := daysApart(start, d)
	switch r.freq {
	case "DAILY":
		return apart%r.interval == 0
	case "WEEKLY":
		into := (int(midnight(start).Weekday()-r.weekStart) + 7) % 7
		return (apart+into)/7%r.interval == 0 && (!free || apart%7 == 0)
	}
	return !free || d.Day == start.Day
}

// listed reports whether d, which is such a day of the week, is one of those that the rule lists.
func (r rule) listed(d oncall.Date, weekday time.Weekday) bool {
	length := time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	byDay := slices.ContainsFunc(r.byDay, func(n nthDay) bool {
		return n.day == weekday &&
			(n.nth == 0 || n.nth == (d.Day+6)/7 || n.nth == -(length-d.Day+7)/7)
	})
	byDate := slices.Contains(r.byDate, d.Day) || slices.Contains(r.byDate, d.Day-length-1)
	return (len(r.byDay) == 0 || byDay) && (len(r.byDate) == 0 || byDate)
}

// daysApart is how many days b comes after a.
func daysApart(a, b oncall.Date) int {
	return int(midnight(b).Unix()-midnight(a).Unix()) / (24 * 60 * 60) // a Duration ends at 292 years
}

func midnight(d oncall.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
