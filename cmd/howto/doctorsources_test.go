package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"howto/bot"
	"howto/config"
	"howto/sandbox"
)

func TestDoctorReadsSchedulesThatAreKeptElsewhere(t *testing.T) {
	var who atomic.Value
	who.Store("elif@fernhill.example")
	calendar := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, shiftOf(who.Load().(string)))
	}))
	defer calendar.Close()
	w := prepare(t, config.ModeSocket, withMails)
	w.reschedule(fmt.Sprintf("schedule: {zone: Europe/Berlin, source: {ical: %q}}", calendar.URL+"/url-canary"))
	w.doctor(env()).want(t, statusDone,
		"ok     schedule of payments: its calendar can be read, 1 shift; on call now: U0ELIF")
	who.Store("nobody@fernhill.example")
	w.doctor(env()).want(t, statusFault, "MEND   schedule of payments", "nobody@fernhill.example",
		"teams.payments.schedule.source.map", "users:read.email")
	calendar.Close()
	r := w.doctor(env())
	r.want(t, statusFault, "MEND   schedule of payments: calendar: it cannot be reached")
	if strings.Contains(r.out, "url-canary") {
		t.Errorf("the doctor tells the calendar's address:\n%s", r.out)
	}
}

func TestDoctorSaysWhatARefusedTokenOfPagerDutyNeeds(t *testing.T) {
	duty := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(http.StatusUnauthorized)
	}))
	defer duty.Close()
	w := prepare(t, config.ModeSocket)
	w.reschedule("schedule: {zone: Europe/Berlin, source: {pagerduty: PSCHED1}}")
	w.doctor(env()).want(t, statusFault, "MEND   configuration", "set PAGERDUTY_TOKEN")
	r := w.doctor(append(env(), "PAGERDUTY_TOKEN=pd-canary", "HOWTO_PAGERDUTY_API_URL="+duty.URL))
	r.want(t, statusFault, "MEND   schedule of payments: PagerDuty refused (401) the token: set PAGERDUTY_TOKEN")
	if strings.Contains(r.out+r.err, "pd-canary") {
		t.Errorf("the doctor prints the token:\n%s%s", r.out, r.err)
	}
}

func TestDoctorNamesTheScopeThatAUserGroupNeeds(t *testing.T) {
	for scope, want := range map[string]string{
		"":                "ok     teams.payments.usergroup: S0DUTY, 1 member",
		bot.ScopeGroups:   "MEND   teams.payments.usergroup: S0DUTY: the bot may not change it",
		"usergroups:read": "MEND   teams.payments.usergroup: S0DUTY",
	} {
		w := prepare(t, config.ModeSocket, func(c *sandbox.Config) {
			c.UserGroups = []sandbox.UserGroup{{ID: dutyGroup, Handle: "duty", Users: []string{danaP}}}
			c.Scopes = slices.DeleteFunc(sandbox.AllScopes(), func(s string) bool { return s == scope })
		})
		w.reschedule("usergroup: S0DUTY\n    schedule: {zone: Europe/Berlin, experts: [U0DANA]}")
		status := statusFault
		if scope == "" {
			status = statusDone
		}
		w.doctor(env()).want(t, status, want)
	}
}

func TestTheManifestAsksOnlyForScopesThatTheConfigurationUses(t *testing.T) {
	const team = "teams: {it: {channel: C0IT, schedule: {zone: UTC, %s}%s}}\n"
	for _, c := range []struct {
		schedule, more string
		groups, mails  bool
	}{
		{"experts: [U0FINN]", "", false, false},
		{"experts: [U0FINN]", ", usergroup: S0DUTY", true, false},
		{"source: {ical: a.ics}", "", false, true},
		{"source: {usergroup: S0DUTY}", "", false, false},
	} {
		r := runIn(t, fmt.Sprintf(team, c.schedule, c.more), "manifest")
		r.want(t, statusDone)
		groups, mails := strings.Count(r.out, bot.ScopeGroups), strings.Count(r.out, bot.ScopeMails)
		if (groups == 2) != c.groups || (mails == 2) != c.mails {
			t.Errorf("with %s%s the manifest names %s %d times and %s %d times; want each twice or never:\n%s",
				c.schedule, c.more, bot.ScopeGroups, groups, bot.ScopeMails, mails, r.out)
		}
	}
}
