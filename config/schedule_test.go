package config_test

import (
	"strings"
	"testing"

	"howto/config"
)

// berlin is a schedule without fault, to which a test adds one.
const berlin = "zone: Europe/Berlin, experts: [U0DANA]"

func TestAScheduleThatCannotBeMeantIsRefusedInASentence(t *testing.T) {
	for schedule, want := range map[string]string{
		berlin:                                     "",
		berlin + ", every: 1d":                     "",
		berlin + ", every: 12m":                    "",
		"zone: UTC, fallback: U0DANA":              "",
		"zone: UTC, layers: [{experts: [U0DANA]}]": "",
		"zone: UTC":                                "experts: there are none: name people in the order of their turns",
		"zone: UTC, days: fri":                     "experts: there are none",
		"experts: [U0DANA]":                        "zone: it is missing",
		berlin + ", layers: [{}]":                  "layers[0].experts: there are none",
		berlin + ", layers: [{experts: [U0ELIF], zone: GMT+2}]": `layers[0].zone: "GMT+2" is an offset, ` +
			"whose clocks never change: write a name such as Europe/Berlin",
		"zone: Etc/GMT-2, experts: [U0DANA]": `zone: "Etc/GMT-2" is an offset`,
		`zone: "+02:00", experts: [U0DANA]`:  `zone: "+02:00" is an offset`,
		"zone: EST, experts: [U0DANA]":       `zone: "EST" is an offset`,
		"zone: Local, experts: [U0DANA]":     `zone: "Local" is no time zone`,
		"zone: Etc/UTC, experts: [U0DANA]":   "",
		berlin + ", every: 53w":              `every: "53w" is no length of a turn`,
		berlin + ", every: 367d":             `every: "367d" is no length`,
		berlin + ", every: 0d":               `every: "0d" is no length`,
		berlin + ", handoff: [6:00, 25:00]":  `handoff: "25:00" is no time of day`,
		berlin + ", handoff: [\"14:00\", \"06:00\"]": `handoff: "06:00" is not after the one before: ` +
			"write the clocks of a day in order",
		berlin + ", handoff: \"06:00, 14:00\", every: 2d": "every: several handoffs a day make turns that are " +
			"shorter than 2d: write 1d",
		berlin + ", days: mon-fry":                                              `days: "mon-fry" are no days of the week`,
		berlin + ", from: 09:00":                                                "to: it is missing beside from",
		berlin + ", to: 09:00":                                                  "from: it is missing beside to",
		berlin + ", from: 9am, to: 17:00":                                       `from: "9am" is no time of day`,
		berlin + ", holidays: [a.ics, \"\"]":                                    "holidays: one of the files has no name",
		berlin + ", fallback: mara":                                             `fallback: "mara" is no user's id`,
		berlin + ", layers: [{experts: [U0ELIF], priorty: 1}]":                  "layers[0].priorty: no such key: did you mean",
		berlin + ", layers: [{experts: [U0ELIF], priority: high}]":              "layers[0].priority: write a whole number",
		berlin + ", layers: U0ELIF":                                             "layers: this is a list",
		berlin + ", revisions: [{experts: [U0ELIF]}]":                           "revisions[0].since: it is missing: write a day",
		berlin + ", revisions: [{since: 2027-01-04}]":                           "revisions[0].experts: there are none",
		berlin + ", revisions: [{since: soon, experts: [U0ELIF]}]":              `revisions[0].since: "soon" is no time`,
		berlin + ", overrides: [{from: 2026-12-24, to: 2026-12-25, add: elif}]": `overrides[0].add: "elif" is`,
		berlin + ", overrides: [{from: 2026-12-24, to: 2026-12-25}]":            "overrides[0]: it changes nobody",
		berlin + ", overrides: [{from: 2026-12-24, to: 2026-12-24 00:00, add: U0ELIF}]": `overrides[0].to: ` +
			`"2026-12-24 00:00" is not after from`,
		berlin + ", overrides: [{from: 2026-12-24 09:00:00, to: 2026-12-25, add: U0ELIF}]": `overrides[0].from: ` +
			`"2026-12-24T09:00:00Z" is no time: write a day, or a day with a clock of the schedule's zone`,
	} {
		text := "teams: {it: {channel: C0IT, schedule: {" + schedule + "}}}"
		_, err := config.Load(write(t, "howto.yaml", text), nil)
		if err == nil && want == "" {
			continue
		}
		if err == nil || want == "" || !strings.Contains(err.Error(), ": teams.it.schedule."+want) ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("Load of %s = %v, want the one fault %q", schedule, err, want)
		}
	}
}

func TestTheEnvironmentMayChangeASchedule(t *testing.T) {
	c := load(t, "teams: {it: {channel: C0IT, schedule: {"+berlin+"}}}",
		"HOWTO_TEAMS_IT_SCHEDULE_HANDOFF=06:00, 18:00", "HOWTO_TEAMS_IT_SCHEDULE_DAYS=mon-fri")
	s := c.Teams["it"].Schedule
	if got := strings.Join(s.Handoff, " ") + " " + s.Every + " " + s.Days[0]; got != "06:00 18:00 1d mon-fri" {
		t.Errorf("got %s, want 06:00 18:00 1d mon-fri", got)
	}
}
