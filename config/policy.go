package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Policy says in which order a team is asked and how long everything may take. What is left out is as
// package escalation has it by default; it also says which values make sense.
type Policy struct {
	Steps []Step `mapstructure:"steps"`
	// Repeat is how often all steps are gone through again: a whole number, or empty.
	Repeat     string `mapstructure:"repeat"`
	AfterHours string `mapstructure:"after_hours"` // queue, page or follow the sun
	Remind     Span   `mapstructure:"remind"`      // an owner who gives no sign is asked for one
	Release    Span   `mapstructure:"release"`     // after that the case goes on to the next step
	Patience   Span   `mapstructure:"patience"`    // the asker is reminded of a question back
	Settle     Span   `mapstructure:"settle"`      // silence after an answer closes the case
	Reopen     Span   `mapstructure:"reopen"`      // for so long the asker's words open it again
	MaxAge     Span   `mapstructure:"max_age"`     // no case stays open for longer
}

// A Step asks some people of a team.
type Step struct {
	Ask    string   `mapstructure:"ask"`    // on-call, people, team or channel
	People []string `mapstructure:"people"` // Slack users; with people, and only there
	Wait   Span     `mapstructure:"wait"`   // until the next step
}

// A Span is a length of time as people write it: 90s, 15m, 1h30m, 3d, 1d12h. A day is 24 hours.
type Span string

var days = regexp.MustCompile(`^([0-9]{1,4})d(.*)$`)

// Duration is the length of s, and whether it is one. Empty is no length.
func (s Span) Duration() (time.Duration, bool) {
	text, whole := strings.TrimSpace(string(s)), time.Duration(0)
	if m := days.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return 0, false
		}
		whole, text = time.Duration(n)*24*time.Hour, m[2]
		if text == "" {
			return whole, true
		}
	}
	rest, err := time.ParseDuration(text)
	if err != nil || rest < 0 || rest > maxSpan {
		return 0, false
	}
	return whole + rest, true
}

// maxSpan is more than any time that may be set, and little enough to add days to.
const maxSpan = 10_000 * 24 * time.Hour

// Repeats is the number in Repeat, and whether one is there.
func (p Policy) Repeats() (int, bool) {
	n, err := strconv.Atoi(p.Repeat)
	return n, err == nil
}

func (p Policy) check(at string, f *faults) {
	if _, ok := p.Repeats(); !ok && p.Repeat != "" {
		f.add(at+".repeat", "%q is no number: write how often all steps are gone through again, such as 1",
			p.Repeat)
	}
	for i, s := range p.Steps {
		s.check(fmt.Sprintf("%s.steps[%d]", at, i), f)
	}
	checkSpan(at+".remind", p.Remind, f)
	checkSpan(at+".release", p.Release, f)
	checkSpan(at+".patience", p.Patience, f)
	checkSpan(at+".settle", p.Settle, f)
	checkSpan(at+".reopen", p.Reopen, f)
	checkSpan(at+".max_age", p.MaxAge, f)
}

func (s Step) check(at string, f *faults) {
	oneOf(at+".ask", s.Ask, f, "on-call", askPeople, "team", "channel")
	checkUsers(at+".people", s.People, f)
	switch {
	case s.Ask == askPeople && len(s.People) == 0:
		f.add(at+".people", "it is missing: list the people whom the step asks")
	case s.Ask != askPeople && len(s.People) > 0:
		f.add(at+".people", "only a step with ask: people names people: change ask or take them out")
	}
	checkSpan(at+".wait", s.Wait, f)
}

// askPeople is the target of a step that names whom it asks.
const askPeople = "people"

func checkSpan(key string, s Span, f *faults) {
	if _, ok := s.Duration(); !ok && s != "" {
		f.add(key, "%q is no length of time: write one such as 15m, 2h or 3d", string(s))
	}
}

// A Window is a time of the week at which a team is at work. All windows of a team share the first one's
// zone and holidays.
type Window struct {
	Zone     string   `mapstructure:"zone"`     // an IANA name; that of the team's schedule
	Days     []string `mapstructure:"days"`     // mon-fri, or such as mon, wed-fri
	From     string   `mapstructure:"from"`     // 09:00
	To       string   `mapstructure:"to"`       // 17:00; at or before From it is on the next day
	Holidays []string `mapstructure:"holidays"` // calendar files of days on which nobody works

	Location *time.Location `mapstructure:"-"` // Zone, loaded
}

// settleHours fills what windows leave out.
func settleHours(hours []Window, zone string) {
	for i := range hours {
		w := &hours[i]
		w.Zone = either(w.Zone, either(hours[0].Zone, zone))
		w.From, w.To = either(w.From, "09:00"), either(w.To, "17:00")
		if len(w.Days) == 0 {
			w.Days = []string{"mon-fri"}
		}
	}
}

func checkHours(at string, hours []Window, f *faults) {
	for i := range hours {
		w := &hours[i]
		key := at
		if len(hours) > 1 {
			key = fmt.Sprintf("%s[%d]", at, i)
		}
		w.check(key, f)
		if i > 0 && w.Zone != hours[0].Zone {
			f.add(key+".zone", "the windows of a team share one zone: write %s or leave it out",
				hours[0].Zone)
		}
		if i > 0 && len(w.Holidays) > 0 {
			f.add(key+".holidays", "the windows of a team share their holidays: "+
				"name the files in the first one only")
		}
	}
}

func (w *Window) check(at string, f *faults) {
	if w.Zone == "" {
		f.add(at+".zone", "it is missing: write the team's time zone, such as Europe/Berlin")
	}
	w.Location = checkZone(at+".zone", w.Zone, f)
	for _, d := range w.Days {
		if !someDays.MatchString(d) {
			f.add(at+".days", "%q are no days of the week: write such as mon-fri or sat", d)
		}
	}
	checkClock(at+".from", w.From, f)
	checkClock(at+".to", w.To, f)
	if slices.Contains(w.Holidays, "") {
		f.add(at+".holidays", "one of the files has no name: take it out")
	}
}
