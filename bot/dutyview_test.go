package bot

import (
	"testing"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
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
