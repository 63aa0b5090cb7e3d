package ical

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"howto/escalation/oncall"

	ics "github.com/arran4/golang-ical"
)

// A Shift is a time in which somebody is on call by a calendar: from From on, until just before To.
type Shift struct {
	Who      string // an e-mail address in lower case, or what the event is called
	From, To time.Time
}

// ReadHolidays reads the days of all events of a calendar, those that repeat until the end of this
// century. Events with a clock count for the days that they touch in zone; nil is UTC.
func ReadHolidays(r io.Reader, zone *time.Location) (oncall.Holidays, error) {
	c, err := open(r, zone)
	if err != nil {
		return oncall.Holidays{}, err
	}
	var days []oncall.Date
	err = c.each(oncall.Date{Year: 2100, Month: time.January, Day: 1}, func(o occurrence) error {
		first, last := dayIn(o.from, c.floating), dayIn(o.to.Add(-1), c.floating)
		if o.whole {
			first, last = o.firstDay, o.lastDay
		}
		for d := first; !last.Before(d); d = d.AddDays(1) {
			if days = append(days, d); len(days) > maxInstances {
				return tooMany()
			}
		}
		return nil
	})
	if err != nil {
		return oncall.Holidays{}, err
	}
	return oncall.NewHolidays(days...), nil
}

func dayIn(t time.Time, loc *time.Location) oncall.Date {
	y, m, d := t.In(loc).Date()
	return oncall.Date{Year: y, Month: m, Day: d}
}

// A Range is the time between two instants, the later one not in it.
type Range struct{ From, To time.Time }

// ReadShifts reads the shifts of a calendar that touch within, in order of their beginnings. The people
// of an event are those who attend it, by their addresses, or else the one whom its summary names. Times
// without a zone are those of zone, unless the calendar says otherwise; nil is UTC.
func ReadShifts(r io.Reader, zone *time.Location, within Range) ([]Shift, error) {
	c, err := open(r, zone)
	if err != nil {
		return nil, err
	}
	var all []Shift
	// A day later than the end: within ends on a day of UTC, and walls may be ahead of it.
	err = c.each(dayIn(within.To, time.UTC).AddDays(1), func(o occurrence) error {
		if !o.from.Before(within.To) || !within.From.Before(o.to) {
			return nil
		}
		for _, who := range people(o.event) {
			if all = append(all, Shift{Who: who, From: o.from, To: o.to}); len(all) > maxInstances {
				return tooMany()
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Shift) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To), strings.Compare(a.Who, b.Who))
	})
	return slices.Compact(all), nil
}

func tooMany() error {
	return fmt.Errorf("the calendar comes to more than %d times: give its rules an end", maxInstances)
}

// people are whom an event is about.
func people(e *ics.VEvent) (all []string) {
	for _, p := range e.GetProperties(ics.ComponentPropertyAttendee) {
		mail := strings.ToLower(strings.TrimSpace(p.Value))
		if mail, ok := strings.CutPrefix(mail, "mailto:"); ok && mail != "" {
			all = append(all, mail)
		}
	}
	if len(all) > 0 {
		return all
	}
	if p := e.GetProperty(ics.ComponentPropertySummary); p != nil && strings.TrimSpace(p.Value) != "" {
		return []string{strings.TrimSpace(p.Value)}
	}
	return nil
}

// A calendar is events to go through.
type calendar struct {
	zones
	events []*ics.VEvent
	moved  map[string]bool // uid and instant of repetitions that an event of their own takes the place of
	days   int             // that may still be looked at for rules
}

func open(r io.Reader, zone *time.Location) (*calendar, error) {
	if zone == nil {
		zone = time.UTC
	}
	events, cal, err := parse(r)
	if err != nil {
		return nil, err
	}
	c := &calendar{zones: zones{zone, map[string]*time.Location{}}, events: events,
		moved: map[string]bool{}, days: maxDays}
	for _, p := range cal.CalendarProperties {
		if p.IANAToken == "X-WR-TIMEZONE" {
			if c.floating, err = c.load(p.Value); err != nil {
				return nil, err
			}
		}
	}
	for _, e := range events {
		if p := e.GetProperty(ics.ComponentPropertyRecurrenceId); p != nil {
			m, err := c.moment(p)
			if err != nil {
				return nil, about(e, err)
			}
			c.moved[repetition(e, m)] = true
		}
	}
	return c, nil
}

// repetition names one of the times of an event.
func repetition(e *ics.VEvent, m moment) string {
	return e.Id() + m.at().UTC().Format(" 2006-01-02T15:04:05")
}

// about says which event a fault is in.
func about(e *ics.VEvent, err error) error {
	return fmt.Errorf("event %.60q: %w", e.Id(), err)
}

// An occurrence is one time of an event.
type occurrence struct {
	event             *ics.VEvent
	from, to          time.Time
	whole             bool        // of days without clocks:
	firstDay, lastDay oncall.Date // both in it
}

// each goes through the occurrences of all events that begin on last or before, in no order.
func (c *calendar) each(last oncall.Date, yield func(occurrence) error) error {
	for _, e := range c.events {
		if p := e.GetProperty(ics.ComponentPropertyStatus); p != nil && p.Value == "CANCELLED" {
			continue
		}
		if err := c.expand(e, last, yield); err != nil {
			return about(e, err)
		}
	}
	return nil
}

// expand goes through the occurrences of one event.
func (c *calendar) expand(e *ics.VEvent, last oncall.Date, yield func(occurrence) error) error {
	start, length, err := c.timesOf(e)
	if err != nil {
		return err
	}
	if e.GetProperty(ics.ComponentPropertyRdate) != nil {
		return errors.New("it has RDATE, which is not read: write its events one by one")
	}
	p := e.GetProperty(ics.ComponentPropertyRrule)
	if p == nil {
		return emit(e, start, length, yield)
	}
	r, err := parseRule(p.Value, start)
	if err != nil {
		return err
	}
	left, err := c.leftOut(e)
	if err != nil {
		return err
	}
	var fault error
	err = r.days(start, last, &c.days, func(m moment) bool {
		if !left[repetition(e, m)] && !c.moved[repetition(e, m)] {
			fault = emit(e, m, length, yield)
		}
		return fault == nil
	})
	return cmp.Or(fault, err)
}

// leftOut are the repetitions that EXDATE takes out.
func (c *calendar) leftOut(e *ics.VEvent) (map[string]bool, error) {
	left := map[string]bool{}
	for _, p := range e.GetProperties(ics.ComponentPropertyExdate) {
		moments, err := c.moments(p)
		if err != nil {
			return nil, err
		}
		for _, m := range moments {
			left[repetition(e, m)] = true
		}
	}
	return left, nil
}

// A length is how long an event lasts from its beginning: days on the wall until a clock there, or until
// the clock of the beginning and rest more.
type length struct {
	days int
	end  *moment // nil: the clock of the beginning
	rest time.Duration
}

// timesOf reads when an event begins for the first time, and how long it lasts.
func (c *calendar) timesOf(e *ics.VEvent) (start moment, l length, err error) {
	p := e.GetProperty(ics.ComponentPropertyDtStart)
	if p == nil {
		return start, l, errors.New("it has no DTSTART")
	}
	if start, err = c.moment(p); err != nil {
		return start, l, err
	}
	if p := e.GetProperty(ics.ComponentPropertyDtEnd); p != nil {
		end, err := c.moment(p)
		if err == nil && end.at().Before(start.at()) {
			err = errors.New("it ends before it begins")
		}
		l.days, l.end = daysApart(start.day, end.day), &end
		return start, l, err
	}
	if p := e.GetProperty(ics.ComponentPropertyDuration); p != nil {
		l.days, l.rest, err = parseDuration(p.Value)
		return start, l, err
	}
	if start.whole {
		l.days = 1
	}
	return start, l, nil
}

// emit hands on the occurrence that begins at m.
func emit(e *ics.VEvent, m moment, l length, yield func(occurrence) error) error {
	end := m.later(l.days)
	if l.end != nil {
		end.clock, end.seconds, end.zone = l.end.clock, l.end.seconds, l.end.zone
	}
	o := occurrence{event: e, from: m.at(), to: end.at().Add(l.rest),
		whole: m.whole && l.rest == 0 && (l.end == nil || l.end.whole), firstDay: m.day, lastDay: end.day.AddDays(-1)}
	if !o.from.Before(o.to) {
		return nil
	}
	return yield(o)
}
