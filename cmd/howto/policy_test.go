package main

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"howto/config"
	"howto/escalation"
)

func TestAPolicyIsTheDefaultWithWhatIsSet(t *testing.T) {
	got, err := policyOf(config.Policy{})
	if want := escalation.DefaultPolicy(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("policyOf nothing = %+v, %v; want %+v", got, err, want)
	}
	got, err = policyOf(config.Policy{Repeat: "0", AfterHours: "page", Settle: "1d",
		Steps: []config.Step{{Ask: "on-call"}, {Ask: "people", People: []string{"U0MARA"}, Wait: "5m"},
			{Ask: "channel"}}})
	want := escalation.DefaultPolicy()
	want.Repeat, want.AfterHours, want.Settle = 0, escalation.PageAfterHours, 24*time.Hour
	want.Steps = []escalation.PolicyStep{
		{Ask: escalation.AskOnCall, Wait: 15 * time.Minute},
		{Ask: escalation.AskPeople, People: []escalation.User{"U0MARA"}, Wait: 5 * time.Minute},
		{Ask: escalation.AskChannel, Wait: 30 * time.Minute},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("policyOf =\n%+v, %v; want\n%+v", got, err, want)
	}
}

func TestFaultsOfAPolicyNameTheTeam(t *testing.T) {
	team := config.Team{Channel: "C0IT", Policy: config.Policy{Repeat: "9", AfterHours: "sleep", Settle: "1s",
		Steps: []config.Step{{Ask: "team", Wait: "10d"}}}}
	_, err := rosterOf(config.Config{Teams: map[string]config.Team{"it": team}})
	if err == nil {
		t.Fatal("rosterOf found no fault")
	}
	for _, want := range []string{
		"config: teams.it.policy: step 1 waits 240h0m0s; write 1m to 150h",
		"config: teams.it.policy: it is repeated 9 times; write 0 to 5",
		"config: teams.it.policy: after hours it does \"sleep\"; write queue, page or follow the sun",
		"config: teams.it.policy: settle is 1s; write at least 1m",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("rosterOf = %v; want %q", err, want)
		}
	}
}
