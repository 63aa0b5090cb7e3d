package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"

	"github.com/slack-go/slack"
)

// demoDuty is who is on call for a team of that name, for a reader of it.
func demoDuty(team string, who names) dutyView {
	return dutyView{ID: "payments", Team: team, On: []escalation.User{"U0DANA"},
		Until: now.Add(4 * time.Hour), Next: []escalation.User{"U0ELIF"}, Mine: true, CanTake: true,
		CanSwap: true, Names: who, Zone: berlin}
}

// everythingOfDuty draws every message about who is on call.
func everythingOfDuty(team string, v caseView) []message {
	gap := dutyView{ID: "it", Team: team, Names: v.Names, Until: now.Add(time.Hour), Zone: berlin}
	claimed := v
	claimed.Link = "https://fernhill.slack.com/archives/C0PAY/p1795438020000100"
	change := changeView{Team: team, Zone: berlin, Names: v.Names, Override: escalation.Override{ID: "o1",
		Team: "payments", By: "U0ELIF", State: escalation.OverrideAgreed,
		When: oncall.Override{Add: "U0ELIF", Remove: "U0DANA", From: now, To: now.Add(4 * time.Hour)}}}
	declined, alone := change, change
	declined.Override.State, alone.Override.When.Remove = escalation.OverrideDeclined, ""
	return []message{
		dutyMessage([]dutyView{demoDuty(team, v.Names), gap}), dutyMessage(nil),
		changeMessage(change), changeMessage(declined), changeMessage(alone), swapMessage(change),
		handoffMessage(handoffView{dutyView: gap}),
		handoffMessage(handoffView{dutyView: demoDuty(team, v.Names), Cases: []caseView{claimed, v}}),
	}
}

func TestDutyReadsAsItShould(t *testing.T) {
	golden(t, "cases/duty.txt", sheet(everythingOfDuty("Payments", demoCaseView(escalation.Claimed))...))
}

func TestTheReadersOwnTeamsComeFirst(t *testing.T) {
	all := make([]dutyView, 25)
	for i := range all {
		all[i] = dutyView{ID: fmt.Sprint(i), Team: fmt.Sprintf("Team %d", i), Mine: i == 7 || i == 22, CanTake: true}
	}
	m := dutyMessage(all)
	var got []string
	for _, name := range regexp.MustCompile(`Team \d+`).FindAllString(m.Text, -1) {
		got = append(got, strings.TrimPrefix(name, "Team "))
	}
	want := strings.Fields("7 22 0 1 2 3 4 5 6 8 9 10 11 12 13 14 15 16 17 18")
	if !slices.Equal(got, want) {
		t.Errorf("the teams are %q, want %q", got, want)
	}
	buttons := 0
	for _, block := range m.Blocks {
		if block.BlockType() == slack.MBTAction {
			buttons++
		}
	}
	if buttons != 2 || all[0].ID != "0" {
		t.Errorf("%d teams have buttons, want the two of the reader", buttons)
	}
}
