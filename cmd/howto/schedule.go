package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"howto/config"
	"howto/escalation"
	"howto/escalation/ical"
	"howto/escalation/oncall"
)

// scheduleOf reads who is on call; the configuration has checked the parts already, but not whether
// overrides agree with each other.
func scheduleOf(c config.Schedule) (oncall.Schedule, error) {
	s := oncall.Schedule{Zone: c.Location, Fallback: oncall.Member(c.Fallback)}
	layers, err := layersOf(c.Rotation, c.Layers)
	if err != nil {
		return oncall.Schedule{}, err
	}
	s.Revisions = []oncall.Revision{{Layers: layers}}
	for i, r := range c.Revisions {
		layers, err := layersOf(r.Rotation, r.Layers)
		if err != nil {
			return oncall.Schedule{}, fmt.Errorf("revisions[%d].%w", i, err)
		}
		clock, err := oncall.ParseClock(r.Handoff[0])
		if err != nil {
			return oncall.Schedule{}, fmt.Errorf("revisions[%d].handoff: %w", i, err)
		}
		from, err := momentOf(r.Since, clock, r.Location)
		if err != nil {
			return oncall.Schedule{}, fmt.Errorf("revisions[%d].since: %w", i, err)
		}
		s.Revisions = append(s.Revisions, oncall.Revision{From: from, Layers: layers})
	}
	for i, o := range c.Overrides {
		from, err := momentOf(o.From, oncall.Clock{}, c.Location)
		if err != nil {
			return oncall.Schedule{}, fmt.Errorf("overrides[%d].from: %w", i, err)
		}
		to, err := momentOf(o.To, oncall.Clock{}, c.Location)
		if err != nil {
			return oncall.Schedule{}, fmt.Errorf("overrides[%d].to: %w", i, err)
		}
		s.Overrides = append(s.Overrides, oncall.Override{From: from, To: to,
			Add: oncall.Member(o.Add), Remove: oncall.Member(o.Remove)})
	}
	return s, s.Validate()
}

// momentOf is the instant that a day with a clock means in loc, or a day alone with that clock.
func momentOf(text string, otherwise oncall.Clock, loc *time.Location) (time.Time, error) {
	day, rest, timed := strings.Cut(text, " ")
	d, err := oncall.ParseDate(day)
	if err != nil {
		return time.Time{}, err
	}
	if timed {
		if otherwise, err = oncall.ParseClock(rest); err != nil {
			return time.Time{}, err
		}
	}
	return oncall.ResolveWall(d, otherwise, loc), nil
}

// layersOf is the layers of a rotation, which is one itself if it has people, and of those beside it.
func layersOf(first config.Rotation, more []config.Rotation) (layers []oncall.Layer, err error) {
	if len(first.Experts) > 0 {
		l, err := layerOf(first)
		if err != nil {
			return nil, err
		}
		layers = append(layers, l)
	}
	for i, r := range more {
		l, err := layerOf(r)
		if err != nil {
			return nil, fmt.Errorf("layers[%d].%w", i, err)
		}
		layers = append(layers, l)
	}
	return layers, nil
}

func layerOf(r config.Rotation) (oncall.Layer, error) {
	l := oncall.Layer{Priority: r.Priority, Zone: r.Location}
	for _, e := range r.Experts {
		l.Members = append(l.Members, oncall.Member(e))
	}
	for _, h := range r.Handoff {
		clock, err := oncall.ParseClock(h)
		if err != nil {
			return oncall.Layer{}, fmt.Errorf("handoff: %w", err)
		}
		l.Handoffs = append(l.Handoffs, clock)
	}
	var err error
	if l.Every, err = oncall.ParseEvery(r.Every); err != nil {
		return oncall.Layer{}, fmt.Errorf("every: %w", err)
	}
	if l.Start, err = oncall.ParseDate(r.Start); err != nil {
		return oncall.Layer{}, fmt.Errorf("start: %w", err)
	}
	if l.Windows, err = windowsOf(r); err != nil {
		return oncall.Layer{}, err
	}
	l.Holidays, err = holidaysOf(r.Holidays, r.Location)
	return l, err
}

// holidaysOf reads the days of calendars.
func holidaysOf(files []string, zone *time.Location) (oncall.Holidays, error) {
	var days []oncall.Date
	for _, file := range files {
		read, err := readHolidays(file, zone)
		if err != nil {
			return oncall.Holidays{}, fmt.Errorf("holidays: %s: %w", file, err)
		}
		days = append(days, read.Days()...)
	}
	return oncall.NewHolidays(days...), nil
}

func readHolidays(file string, zone *time.Location) (oncall.Holidays, error) {
	f, err := os.Open(file)
	if err != nil {
		if p := (*fs.PathError)(nil); errors.As(err, &p) {
			err = p.Err
		}
		return oncall.Holidays{}, fmt.Errorf("%w: name a calendar file that can be read", err)
	}
	defer f.Close()
	return ical.ReadHolidays(f, zone)
}

// windowsOf is when anybody of a rotation is on call: none is always.
func windowsOf(r config.Rotation) ([]oncall.Window, error) {
	if len(r.Days) == 0 && r.From == "" {
		return nil, nil
	}
	w, err := windowOf(r.Days, cmp.Or(r.From, "00:00"), cmp.Or(r.To, "00:00"))
	if err != nil {
		return nil, err
	}
	return []oncall.Window{w}, nil
}

// windowOf is a time of these days of the week, or of each where there are none.
func windowOf(days []string, from, to string) (w oncall.Window, err error) {
	if len(days) > 0 {
		if w.Days, err = oncall.ParseDays(strings.Join(days, ",")); err != nil {
			return w, fmt.Errorf("days: %w", err)
		}
	}
	if w.From, err = oncall.ParseClock(from); err != nil {
		return w, fmt.Errorf("from: %w", err)
	}
	if w.To, err = oncall.ParseClock(to); err != nil {
		return w, fmt.Errorf("to: %w", err)
	}
	return w, nil
}

// handoffNotes says which handoffs of a year from now on fall into a gap in the clocks, and when they take
// place instead.
func handoffNotes(roster escalation.Roster, now time.Time) (notes []string) {
	for _, t := range roster.Teams() {
		for _, m := range t.Schedule.Missed(now, now.AddDate(1, 0, 0)) {
			notes = append(notes, fmt.Sprintf("teams.%s.schedule: on %s clocks in %s leave out %s: "+
				"the handoff takes place at %s", t.ID, m.Day, m.Zone, m.Clock, m.At.Format("15:04")))
		}
	}
	return notes
}
