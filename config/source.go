package config

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// A Source says where else it is kept who is on call: in one of ICal, PagerDuty and UserGroup. The zero
// value is nowhere else.
type Source struct {
	// ICal is the address or the file of a calendar. Whoever knows such an address can often read the
	// calendar, so it is kept like a password.
	ICal      Secret `mapstructure:"ical"`
	PagerDuty string `mapstructure:"pagerduty"` // the id of a schedule
	UserGroup string `mapstructure:"usergroup"` // the id of a Slack user group: all of it is on call
	// Map says who is who, by e-mail address or name as the source writes them, in any case of letters.
	Map People `mapstructure:"map"`
}

// People are Slack users by what they are called elsewhere, in lower case.
type People map[string]string

// PagerDuty says how to reach PagerDuty.
type PagerDuty struct {
	Token  Secret `mapstructure:"token"`   // a key of its REST API that may read
	APIURL string `mapstructure:"api_url"` // without a slash at the end; https://api.pagerduty.com
}

var pagerDutyID = regexp.MustCompile(`^[A-Z0-9]{2,20}$`)

// Empty reports whether who is on call is kept nowhere else.
func (s Source) Empty() bool { return s.ICal == "" && s.PagerDuty == "" && s.UserGroup == "" }

func (s Source) check(at string, f *faults) {
	if reflect.ValueOf(s).IsZero() {
		return
	}
	n := 0
	for _, set := range []bool{s.ICal != "", s.PagerDuty != "", s.UserGroup != ""} {
		if set {
			n++
		}
	}
	if n != 1 {
		f.add(at, "name one place where it is kept who is on call: ical, pagerduty or usergroup")
	}
	if s.PagerDuty != "" && !pagerDutyID.MatchString(s.PagerDuty) {
		f.add(at+".pagerduty", "%q is no schedule's id: copy one such as PSCHED1 from its address", s.PagerDuty)
	}
	checkGroup(at+".usergroup", s.UserGroup, f)
	for _, who := range slices.Sorted(maps.Keys(s.Map)) {
		if !userID.MatchString(s.Map[who]) {
			f.add(at+".map", "%q for %s is no user's id: copy one such as U0DANA from the profile",
				s.Map[who], who)
		}
	}
}

// checkSourced refuses turns beside a source, of which one would count for nothing.
func (s *Schedule) checkSourced(at string, f *faults) {
	if len(s.Experts) > 0 || len(s.Layers) > 0 || len(s.Revisions) > 0 || len(s.Holidays) > 0 ||
		len(s.Days) > 0 || s.From != "" || s.To != "" {
		f.add(at+".source", "it takes the place of turns: take out experts, layers, revisions, days, "+
			"from, to and holidays, or the source")
	}
}

func checkGroup(key, id string, f *faults) {
	if id != "" && !groupID.MatchString(id) {
		f.add(key, "%q is no user group's id: copy one such as S0ONCALL from the group's details", id)
	}
}

// checkUserGroup refuses to fill a group with who is on call by that very group.
func (t *Team) checkUserGroup(at string, f *faults) {
	checkGroup(at+".usergroup", t.UserGroup, f)
	if t.UserGroup != "" && t.UserGroup == t.Schedule.Source.UserGroup {
		f.add(at+".usergroup", "%s says who is on call, so it cannot be kept equal to that: leave out one of "+
			"the two", t.UserGroup)
	}
}

func (p *PagerDuty) check(f *faults) {
	if _, ok := webAddress(p.APIURL); !ok {
		f.add("pagerduty.api_url", "it is no web address: write https://api.pagerduty.com")
	}
	p.APIURL = strings.TrimSuffix(p.APIURL, "/")
}

// checkToken asks for the token where a team's schedule needs it.
func (p PagerDuty) checkToken(teams map[string]Team, f *faults) {
	for _, id := range slices.Sorted(maps.Keys(teams)) {
		if teams[id].Schedule.Source.PagerDuty != "" && p.Token == "" {
			f.add("pagerduty.token", "it is missing, and the schedule of %s needs it: set PAGERDUTY_TOKEN "+
				"to a read-only key of PagerDuty's REST API", id)
			return
		}
	}
}
