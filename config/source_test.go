package config_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"howto/config"
)

func TestASourceThatCannotBeMeantIsRefusedInASentence(t *testing.T) {
	for schedule, want := range map[string]string{
		"source: {ical: \"https://cal.example/a.ics\"}":                                       "",
		"source: {ical: team.ics}, fallback: U0MARA":                                          "",
		"source: {pagerduty: PSCHED1, map: {dana@fernhill.example: U0DANA}}":                  "",
		"source: {usergroup: S0ONCALL}":                                                       "",
		"source: {usergroup: oncall}":                                                         `usergroup: "oncall" is no user group's id`,
		"source: {pagerduty: \"https://x.pagerduty.com\"}":                                    "pagerduty: \"https://x.pagerduty.com\" is no schedule's id",
		"source: {ical: a.ics, usergroup: S0ONCALL}":                                          "name one place",
		"source: {map: {dana: U0DANA}}":                                                       "name one place",
		"source: {ical: a.ics, map: {dana@fernhill.example: dana}}":                           `map: "dana" for dana@fernhill.example is no user's id`,
		"source: {ical: a.ics, map: {Dana Kowalski: [U0DANA]}}":                               "map.dana kowalski: this is a single value",
		"source: {ical: a.ics}, experts: [U0DANA]":                                            "it takes the place of turns",
		"source: {ical: a.ics}, layers: [{experts: [U0DANA]}]":                                "it takes the place of turns",
		"source: {ical: a.ics}, days: mon-fri":                                                "it takes the place of turns",
		"source: {ical: a.ics, calendar: b.ics}":                                              "calendar: no such key",
		"source: {usergroup: S0ONCALL}}, usergroup: S0ONCALL, policy: {":                      "S0ONCALL says who is on call",
		"source: {ical: a.ics}}, usergroup: oncall, policy: {":                                `"oncall" is no user group's id`,
		"source: {ical: a.ics}, overrides: [{from: 2026-12-24, to: 2026-12-25, add: U0ELIF}]": "",
	} {
		text := "teams: {it: {channel: C0IT, schedule: {zone: Europe/Berlin, " + schedule + "}}}"
		_, err := config.Load(write(t, "howto.yaml", text), nil)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("Load of %s = %v, want the fault %q", schedule, err, want)
		}
	}
}

func TestPeopleAreNamedByAddressesWithDots(t *testing.T) {
	c := load(t, `teams: {it: {channel: C0IT, schedule: {zone: UTC, source: {ical: a.ics,
		map: {Dana.Kowalski@Fernhill.example: U0DANA, Elif Sahin: U0ELIF, elif@fernhill.example: U0ELIF}}}}}`)
	got := c.Teams["it"].Schedule.Source.Map
	want := config.People{"dana.kowalski@fernhill.example": "U0DANA", "elif sahin": "U0ELIF",
		"elif@fernhill.example": "U0ELIF"}
	if !maps.Equal(got, want) {
		t.Errorf("map = %v, want %v", got, want)
	}
}

func TestTheTokenOfPagerDutyIsASecretThatOnlyServingNeeds(t *testing.T) {
	const text = "teams: {it: {channel: C0IT, schedule: {zone: UTC, source: {pagerduty: PSCHED1}}}}"
	if err := load(t, text).ValidateServe(); err == nil || !strings.Contains(err.Error(), "set PAGERDUTY_TOKEN") {
		t.Errorf("ValidateServe without a token = %v, want it asked for", err)
	}
	file := write(t, "token", "pd-canary\n")
	for _, env := range []string{"PAGERDUTY_TOKEN=pd-canary", "PAGERDUTY_TOKEN_FILE=" + file,
		"HOWTO_PAGERDUTY_TOKEN=pd-canary"} {
		c := load(t, text, env)
		if got := c.PagerDuty.Token.Reveal(); got != "pd-canary" {
			t.Errorf("with %s the token is %q, want pd-canary", env, got)
		}
		if shown := fmt.Sprintf("%v %+v", c, c); strings.Contains(shown, "pd-canary") {
			t.Errorf("the configuration prints the token: %s", shown)
		}
	}
	if err := load(t, "teams: {it: {channel: C0IT}}").ValidateServe(); strings.Contains(err.Error(), "PAGERDUTY") {
		t.Errorf("ValidateServe = %v, want nothing of PagerDuty where no schedule needs it", err)
	}
}
