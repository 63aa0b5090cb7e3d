package config_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"howto/config"
)

func TestASpanIsATimeAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[config.Span]time.Duration{
		"15m": 15 * time.Minute, "1h30m": 90 * time.Minute, "90s": 90 * time.Second,
		"3d": 72 * time.Hour, "1d12h": 36 * time.Hour, " 2h ": 2 * time.Hour, "0d": 0,
	} {
		if got, ok := text.Duration(); !ok || got != want {
			t.Errorf("Span(%q).Duration() = %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []config.Span{"", "15", "d", "-1h", "1d-1h", "soon", "99999d", "1w", "2562047h"} {
		if got, ok := text.Duration(); ok {
			t.Errorf("Span(%q).Duration() = %v, want none", text, got)
		}
	}
}

func TestATeamHasPolicyLeadAndHours(t *testing.T) {
	c := load(t, `
slack: {admin_channel: C0ADMIN}
teams:
  payments:
    channel: C0PAY
    lead: U0MARA
    schedule: {zone: Europe/Berlin, experts: [U0DANA]}
    policy:
      steps: [{ask: on-call, wait: 15m}, {ask: people, people: [U0ELIF], wait: 1d}, {ask: channel}]
      repeat: 0
      after_hours: follow the sun
      settle: 2d
    hours: [{days: "mon-thu, sat", to: "18:00", holidays: days.ics}, {days: fri, from: 10:00}]
  it: {channel: C0IT, hours: {zone: Asia/Tokyo}, policy: {repeat: 2}}
`)
	pay, it := c.Teams["payments"], c.Teams["it"]
	want := config.Policy{Repeat: "0", AfterHours: "follow the sun", Settle: "2d", Steps: []config.Step{
		{Ask: "on-call", Wait: "15m"}, {Ask: "people", People: []string{"U0ELIF"}, Wait: "1d"},
		{Ask: "channel"}}}
	if !reflect.DeepEqual(pay.Policy, want) {
		t.Errorf("policy\n%#v\nwant\n%#v", pay.Policy, want)
	}
	if pay.Lead != "U0MARA" || c.Slack.AdminChannel != "C0ADMIN" {
		t.Errorf("lead %q, admin channel %q; want U0MARA, C0ADMIN", pay.Lead, c.Slack.AdminChannel)
	}
	berlin, tokyo := zone(t, "Europe/Berlin"), zone(t, "Asia/Tokyo")
	hours := []config.Window{
		{Zone: "Europe/Berlin", Days: []string{"mon-thu", "sat"}, From: "09:00", To: "18:00",
			Holidays: []string{"days.ics"}, Location: berlin},
		{Zone: "Europe/Berlin", Days: []string{"fri"}, From: "10:00", To: "17:00", Location: berlin},
	}
	if !reflect.DeepEqual(pay.Hours, hours) {
		t.Errorf("hours\n%#v\nwant\n%#v", pay.Hours, hours)
	}
	one := []config.Window{{Zone: "Asia/Tokyo", Days: []string{"mon-fri"}, From: "09:00", To: "17:00",
		Location: tokyo}}
	if !reflect.DeepEqual(it.Hours, one) {
		t.Errorf("hours of one window\n%#v\nwant\n%#v", it.Hours, one)
	}
	if n, ok := it.Policy.Repeats(); !ok || n != 2 {
		t.Errorf("Repeats() = %d, %v; want 2", n, ok)
	}
}

func TestFaultsOfAPolicyNameTheirKeys(t *testing.T) {
	for text, want := range map[string]string{
		"lead: mara":                            "teams.it.lead: \"mara\" is no user's id",
		"policy: {repeat: often}":               "teams.it.policy.repeat: \"often\" is no number",
		"policy: {settle: 3}":                   "teams.it.policy.settle: \"3\" is no length of time",
		"policy: {max_age: 2 weeks}":            "teams.it.policy.max_age: \"2 weeks\" is no length",
		"policy: {step: []}":                    "did you mean teams.it.policy.steps?",
		"policy: {steps: [{ask: boss}]}":        "teams.it.policy.steps[0].ask: \"boss\" is none of",
		"policy: {steps: [{ask: people}]}":      "teams.it.policy.steps[0].people: it is missing",
		"policy: {steps: [{wait: -5m}]}":        "teams.it.policy.steps[0].wait: \"-5m\" is no length",
		"policy: {steps: {ask: team, wait: x}}": "teams.it.policy.steps[0].wait: \"x\" is no length",
		"policy: {steps: [{ask: team, people: [U1]}]}": "teams.it.policy.steps[0].people: only a step " +
			"with ask: people",
		"policy: {steps: [{ask: people, people: [dana]}]}": "steps[0].people: \"dana\" is no user's id",
		"hours: {days: mon-fri}":                           "teams.it.hours.zone: it is missing",
		"hours: {zone: Europe/Berlin, days: weekdays}":     "teams.it.hours.days: \"weekdays\" are no days",
		"hours: {zone: Europe/Berlin, from: 9}":            "teams.it.hours.from: \"9\" is no time of day",
		"hours: [{zone: Europe/Berlin}, {zone: Asia/Tokyo}]": "teams.it.hours[1].zone: the windows of a " +
			"team share one zone: write Europe/Berlin",
		"hours: [{zone: Europe/Berlin}, {holidays: x.ics}]": "teams.it.hours[1].holidays: the windows",
	} {
		_, err := config.Load(write(t, "howto.yaml", "teams: {it: {channel: C0IT, "+text+"}}"), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load of %s = %v, want %q", text, err, want)
		}
	}
	_, err := config.Load(write(t, "howto.yaml", "slack: {admin_channel: general}"), nil)
	if err == nil || !strings.Contains(err.Error(), "slack.admin_channel: \"general\" is no channel's id") {
		t.Errorf("Load of a channel's name = %v, want it refused", err)
	}
}

func TestThePromiseIsATimeAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]time.Duration{"1d": 24 * time.Hour, "1d12h": 36 * time.Hour, "90s": 90 * time.Second} {
		if got := load(t, "outcomes: {promise: "+text+"}").Outcomes.Within; got != want {
			t.Errorf("a promise of %s is within %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"0d", "0s", "-1h", "1w"} {
		_, err := config.Load(write(t, "howto.yaml", "outcomes: {promise: "+text+"}"), nil)
		if err == nil || !strings.Contains(err.Error(), "outcomes.promise: \""+text+"\" is no length of time") {
			t.Errorf("Load with a promise of %s = %v, want it refused", text, err)
		}
	}
}
