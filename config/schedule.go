package config

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Schedule says who of a team is on call: a rotation, layers above or below it, what takes its place
// from some day on, changes of it, and who is on call when otherwise nobody is. Its texts are checked,
// and mean what package oncall says. The zero value has nobody.
type Schedule struct {
	Rotation  `mapstructure:",squash"`
	Layers    []Rotation `mapstructure:"layers"`
	Revisions []Revision `mapstructure:"revisions"`
	Overrides []Override `mapstructure:"overrides"`
	Fallback  string     `mapstructure:"fallback"` // a Slack user
	// Source takes the place of turns that are written here: layers, revisions and the rotation.
	Source Source `mapstructure:"source"`
}

// A Rotation is people who take turns. In a layer or a revision what is left out of zone, handoff, every
// and start is that of the schedule.
type Rotation struct {
	Priority int      `mapstructure:"priority"` // of layers that have somebody the highest counts; 0
	Zone     string   `mapstructure:"zone"`     // an IANA name; required
	Handoff  []string `mapstructure:"handoff"`  // a clock, or several of a day; 09:00
	// Every is the length of a turn: days, weeks or months, such as 1d, 2w or 1m. It is 1w, or 1d where a
	// day has several handoffs.
	Every    string   `mapstructure:"every"`
	Start    string   `mapstructure:"start"`    // the day of the first handoff; 2026-01-05, a Monday
	Experts  []string `mapstructure:"experts"`  // Slack users in the order of their turns
	Days     []string `mapstructure:"days"`     // days of the week on which anybody is on call; all
	From     string   `mapstructure:"from"`     // the clock from which on they are; the whole day
	To       string   `mapstructure:"to"`       // the clock at which that ends, on the next day if not after From
	Holidays []string `mapstructure:"holidays"` // calendar files of days on which nobody of it is on call

	Location *time.Location `mapstructure:"-"` // Zone, loaded; UTC where there is none
}

// A Revision takes the place of the rotation and its layers from Since on.
type Revision struct {
	// Since is a day, which means its first handoff, or a day with a clock. Start is that day if it is
	// left out.
	Since    string `mapstructure:"since"`
	Rotation `mapstructure:",squash"`
	Layers   []Rotation `mapstructure:"layers"`
}

// An Override changes who is on call for a time of the schedule's zone. With both, Add stands in for
// Remove.
type Override struct {
	From   string `mapstructure:"from"` // a day with a clock, or a day, which means its midnight; required
	To     string `mapstructure:"to"`   // likewise
	Add    string `mapstructure:"add"`  // a Slack user
	Remove string `mapstructure:"remove"`
}

var (
	turn     = regexp.MustCompile(`^([1-9][0-9]?|[12][0-9][0-9]|3[0-5][0-9]|36[0-6])d$|^([1-9]|[1-4][0-9]|5[0-2])w$|^([1-9]|1[0-2])m$`)
	someDays = regexp.MustCompile(`^(?i:(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?)$`)
)

// Empty reports whether nothing is set, so that nobody is ever on call.
func (s Schedule) Empty() bool {
	s.Location = nil
	return reflect.ValueOf(s).IsZero()
}

// settle fills in what is left out.
func (s *Schedule) settle() {
	if s.Empty() {
		return
	}
	s.Rotation.settle(Rotation{Handoff: []string{"09:00"}, Start: "2026-01-05"})
	for i := range s.Layers {
		s.Layers[i].settle(s.Rotation)
	}
	for i := range s.Revisions {
		r := &s.Revisions[i]
		if day, _, _ := strings.Cut(r.Since, " "); isDate(day) {
			r.Start = either(r.Start, day)
		}
		r.settle(s.Rotation)
		for j := range r.Layers {
			r.Layers[j].settle(r.Rotation)
		}
	}
}

func (r *Rotation) settle(from Rotation) {
	r.Zone = either(r.Zone, from.Zone)
	r.Start = either(r.Start, from.Start)
	if len(r.Handoff) == 0 {
		r.Handoff = from.Handoff
		if r.Every != "" && r.Every != "1d" {
			r.Handoff = from.Handoff[:min(1, len(from.Handoff))] // the others would divide its turns
		}
	}
	if len(r.Handoff) > 1 {
		r.Every = either(r.Every, "1d")
	}
	r.Every = either(either(r.Every, from.Every), "1w")
}

func (s *Schedule) check(at string, f *faults) {
	s.Location = time.UTC
	if s.Empty() {
		return
	}
	s.Rotation.check(at, f)
	s.Source.check(at+".source", f)
	if !s.Source.Empty() {
		s.checkSourced(at, f)
	} else if len(s.Experts) == 0 && len(s.Layers) == 0 && s.Fallback == "" {
		f.add(at+".experts", "there are none: name people in the order of their turns")
	}
	checkLayers(at, s.Layers, f)
	for i := range s.Revisions {
		s.Revisions[i].check(fmt.Sprintf("%s.revisions[%d]", at, i), f)
	}
	for i, o := range s.Overrides {
		o.check(fmt.Sprintf("%s.overrides[%d]", at, i), f)
	}
	checkUser(at+".fallback", s.Fallback, f)
}

func checkLayers(at string, layers []Rotation, f *faults) {
	for i := range layers {
		key := fmt.Sprintf("%s.layers[%d]", at, i)
		layers[i].check(key, f)
		if len(layers[i].Experts) == 0 {
			f.add(key+".experts", "there are none: name people in the order of their turns")
		}
	}
}

func (r *Revision) check(at string, f *faults) {
	checkMoment(at+".since", r.Since, f)
	r.Rotation.check(at, f)
	if len(r.Experts) == 0 && len(r.Layers) == 0 {
		f.add(at+".experts", "there are none: name people in the order of their turns")
	}
	checkLayers(at, r.Layers, f)
}

func (r *Rotation) check(at string, f *faults) {
	checkUsers(at+".experts", r.Experts, f)
	r.Location = time.UTC
	if r.Zone == "" {
		f.add(at+".zone", "it is missing: write the experts' time zone, such as Europe/Berlin")
	} else {
		r.Location = checkZone(at+".zone", r.Zone, f)
	}
	r.checkTurns(at, f)
	for _, days := range r.Days {
		if !someDays.MatchString(days) {
			f.add(at+".days", "%q are no days of the week: write such as mon-fri or sat,sun", days)
		}
	}
	if slices.Contains(r.Holidays, "") {
		f.add(at+".holidays", "one of the files has no name: take it out")
	}
	switch {
	case r.From != "" && r.To != "":
		checkClock(at+".from", r.From, f)
		checkClock(at+".to", r.To, f)
	case r.From != "":
		f.add(at+".to", "it is missing beside from: write the clock at which it ends")
	case r.To != "":
		f.add(at+".from", "it is missing beside to: write the clock at which it begins")
	}
}

func (r *Rotation) checkTurns(at string, f *faults) {
	last := time.Duration(-1)
	for _, h := range r.Handoff {
		clock := checkClock(at+".handoff", h, f)
		if _, err := time.Parse("15:04", h); err == nil && clock <= last {
			f.add(at+".handoff", "%q is not after the one before: write the clocks of a day in order", h)
		}
		last = clock
	}
	if !turn.MatchString(r.Every) {
		f.add(at+".every", "%q is no length of a turn: write days, weeks or months, such as 1d, 2w or 1m",
			r.Every)
	} else if len(r.Handoff) > 1 && r.Every != "1d" {
		f.add(at+".every", "several handoffs a day make turns that are shorter than %s: write 1d", r.Every)
	}
	if !isDate(r.Start) {
		f.add(at+".start", "%q is no date: write year, month and day, such as 2026-01-05", r.Start)
	}
}

func (o Override) check(at string, f *faults) {
	from, to := checkMoment(at+".from", o.From, f), checkMoment(at+".to", o.To, f)
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		f.add(at+".to", "%q is not after from: it is the time at which the override ends", o.To)
	}
	checkUser(at+".add", o.Add, f)
	checkUser(at+".remove", o.Remove, f)
	if o.Add == o.Remove {
		f.add(at, "it changes nobody: name who comes with add, who goes with remove, or both")
	}
}

// checkUser is checkUsers for one who may be left out.
func checkUser(key, id string, f *faults) {
	if id != "" {
		checkUsers(key, []string{id}, f)
	}
}

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// checkMoment reads a day or a day with a clock, as if it were one in UTC, so that two can be compared.
func checkMoment(key, text string, f *faults) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t, err = time.Parse("2006-01-02 15:04", text)
	}
	switch {
	case text == "":
		f.add(key, "it is missing: write a day, or a day with a clock, such as 2026-12-24 09:00")
	case err != nil:
		f.add(key, "%q is no time: write a day, or a day with a clock of the schedule's zone, "+
			"such as 2026-12-24 09:00", text)
	}
	return t
}
