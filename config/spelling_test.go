package config_test

import (
	"maps"
	"strings"
	"testing"

	"howto/config"
)

func TestNothingOfAFileIsLostWithoutAWord(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // the faults; none: it is read
	}{
		"sections": {"log: {level: warn}\nhttp: {listen: ':80'}\nLog: {format: json}\n",
			[]string{"line 3: Log is the same as log in line 1, because capitals do not count in keys: keep one of the two"}},
		"teams, and more faults": {"teams:\n  payments: {channel: C0PAY, catch_all: true}\n  Payments: {channel: C0PAY, catch_all: true}\n" +
			"log:\n  LEVEL: warn\n  level: warn\n  format: xml\n", []string{
			"line 3: teams.Payments is the same as teams.payments in line 2", "line 6: log.level is the same as log.LEVEL in line 5",
			`log.format: "xml" is none of`}},
		"in a list": {"digest:\n  managers:\n  - {user: U0MARA,\n     teams: [it], Teams: [it]}\nteams: {it: {channel: C0IT}}\n",
			[]string{"line 4: digest.managers.Teams is the same as digest.managers.teams in line 4"}},
		"people": {"teams: {it: {channel: C0IT, schedule: {zone: UTC, source: {ical: a.ics,\n  map: {Dana: U0DANA, dana: U0ELIF}}}}}",
			[]string{"line 2: teams.it.schedule.source.map.dana is the same as"}},
		"a dot": {"slack: {command: /wie}\nslack.mode: http\nteams.it.channel: C0IT\n", []string{
			"slack.mode: no such key: write it without dots, as slack: {mode: ...}",
			"teams.it.channel: no such key: write it without dots, as teams: {it: {channel: ...}}"}},
		"a team with a dot": {"teams: {it.berlin: {channel: C0IT}}", []string{`teams.it.berlin: "it.berlin" is no id`}},
		"a second document": {"log: {level: warn}\n---\n\nlog: {level: debug}\n", []string{
			"line 4: only the part before the line --- is read"}},
		"a second document that is no YAML": {"log: {level: warn}\n---\n[\n", []string{"what follows is no YAML"}},
		"dashes around":                     {"---\nlog: {level: warn}\n---\n", nil},
		"capitals":                          {"Log: {Level: warn}", nil},
		"merged":                            {"teams:\n  it: &it {channel: C0IT, catch_all: true}\n  hr: {<<: *it, catch_all: false, channel: C0HR}\n", nil},
		"merged in other capitals": {"teams:\n  it: &it {Channel: C0IT, catch_all: true}\n  hr: {<<: *it, catch_all: false, channel: C0HR}\n",
			[]string{"line 3: teams.hr.channel is the same as Channel in line 2, which is merged here"}},
		"empty": {"# nothing yet\n", nil},
	} {
		_, err := config.Load(write(t, "howto.yaml", c.text), nil)
		if err == nil {
			if len(c.want) > 0 {
				t.Errorf("%s: Load found no fault, want %q", name, c.want)
			}
			continue
		}
		if got := strings.Count(err.Error(), "\n") + 1; got != len(c.want) {
			t.Errorf("%s: Load found %d faults, want %d:\n%v", name, got, len(c.want), err)
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: Load found\n%v\nwant %q", name, err, want)
			}
		}
	}
}

func TestPeopleOfWhomOneIsCalledAsTheOtherBeginsAreBothKept(t *testing.T) {
	for range 10 { // of settings in no order
		c := load(t, `teams: {it: {channel: C0IT, schedule: {zone: UTC, source: {ical: a.ics,
			map: {dana: U0DANA, dana.k@fernhill.example: U0ELIF}}}}}`)
		got := c.Teams["it"].Schedule.Source.Map
		if want := (config.People{"dana": "U0DANA", "dana.k@fernhill.example": "U0ELIF"}); !maps.Equal(got, want) {
			t.Fatalf("map = %v, want %v", got, want)
		}
	}
}
