package ical

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"howto/escalation/oncall"

	ics "github.com/arran4/golang-ical"
)

// A moment is a time as a calendar writes it: what a wall shows in a zone, or a whole day.
type moment struct {
	day     oncall.Date
	clock   oncall.Clock
	seconds time.Duration // beyond the clock's minute
	zone    *time.Location
	whole   bool // a day without a clock
}

func (m moment) at() time.Time { return oncall.ResolveWall(m.day, m.clock, m.zone).Add(m.seconds) }

// later is m so many days later on the wall.
func (m moment) later(days int) moment {
	m.day = m.day.AddDays(days)
	return m
}

// zones finds zones by name, each once: a calendar names the same one thousands of times.
type zones struct {
	floating *time.Location // of times that name none
	known    map[string]*time.Location
}

func (z zones) load(name string) (*time.Location, error) {
	name = strings.Trim(name, `"`)
	if name == "" {
		return z.floating, nil
	}
	if loc, ok := z.known[name]; ok {
		return loc, nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("there is no time zone %.60q: use names such as Europe/Berlin", name)
	}
	z.known[name] = loc
	return loc, nil
}

// moment reads the value of a property such as DTSTART. Several, as in EXDATE, are apart by commas.
func (z zones) moments(p *ics.IANAProperty) (all []moment, err error) {
	var tzid string
	if ids := p.ICalParameters["TZID"]; len(ids) > 0 {
		tzid = ids[0]
	}
	loc, err := z.load(tzid)
	if err != nil {
		return nil, err
	}
	for text := range strings.SplitSeq(p.Value, ",") {
		m, err := parseMoment(text, loc)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

func (z zones) moment(p *ics.IANAProperty) (moment, error) {
	all, err := z.moments(p)
	if err != nil {
		return moment{}, err
	}
	return all[0], nil
}

func parseMoment(text string, loc *time.Location) (moment, error) {
	for _, form := range []string{"20060102", "20060102T150405", "20060102T150405Z"} {
		t, err := time.Parse(form, text)
		if err != nil {
			continue
		}
		if strings.HasSuffix(form, "Z") {
			loc = time.UTC
		}
		y, m, d := t.Date()
		return moment{day: oncall.Date{Year: y, Month: m, Day: d},
			clock:   oncall.Clock{H: t.Hour(), M: t.Minute()},
			seconds: time.Duration(t.Second()) * time.Second, zone: loc, whole: len(form) == 8}, nil
	}
	return moment{}, fmt.Errorf("%.40q is no time: write one such as 20261224T090000Z", text)
}

var duration = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?)?$`)

// parseDuration reads a DURATION: days, which are days on the wall, and time beyond them.
func parseDuration(text string) (days int, rest time.Duration, err error) {
	parts := duration.FindStringSubmatch(text)
	if parts == nil {
		return 0, 0, fmt.Errorf("%.40q is no duration: write one such as PT8H or P7D", text)
	}
	n := func(i int) int {
		v, _ := strconv.Atoi(parts[i]) // four or five digits, or none
		return v
	}
	rest = time.Duration(n(3))*time.Hour + time.Duration(n(4))*time.Minute + time.Duration(n(5))*time.Second
	return 7*n(1) + n(2), rest, nil
}
