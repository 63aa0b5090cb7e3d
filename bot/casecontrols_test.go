package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation"
)

func TestWhatCanBePressedFitsTheState(t *testing.T) {
	const (
		line  = actWithdraw
		other = actWithdraw + " " + actReroute
	)
	owned := "ask_back pass_on put_off give_back"
	for _, c := range []struct {
		name       string
		v          caseView
		root, line string
	}{
		{"queued", demoCaseView(escalation.Queued), "claim pass_on ask_back", "urgent " + other},
		{"paging", demoCaseView(escalation.Paging), "claim ask_next pass_on ask_back put_off", other},
		{"exhausted", demoCaseView(escalation.Exhausted), "claim ask_next pass_on ask_back put_off", other},
		{"claimed", demoCaseView(escalation.Claimed), owned, line},
		{"snoozed", demoCaseView(escalation.Snoozed), owned, line},
		{"waiting", demoCaseView(escalation.Waiting), "ask_back pass_on give_back", line},
		{"answered", demoCaseView(escalation.Answered), "ask_back pass_on", line},
		{"answered, owner left", ownerless(escalation.Answered), "claim pass_on ask_back", line},
		{"snoozed, nobody's", ownerless(escalation.Snoozed), "claim pass_on ask_back", line},
		{"resolved", demoCaseView(escalation.Resolved), "", ""},
		{"settled", demoCaseView(escalation.Settled), "", ""},
		{"withdrawn", demoCaseView(escalation.Withdrawn), "", ""},
		{"unanswered", demoCaseView(escalation.Unanswered), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(pressable(caseRoot(c.v).Blocks), " "); got != c.root {
				t.Errorf("on the root message: %q, want %q", got, c.root)
			}
			if got := strings.Join(pressable(caseLine(c.v).Blocks), " "); got != c.line {
				t.Errorf("on the asker's line: %q, want %q", got, c.line)
			}
		})
	}
}

// ownerless is a case whose owner has left.
func ownerless(s escalation.State) caseView {
	v := demoCaseView(s)
	v.Case.Left = true
	return v
}

// Whatever can be pressed must be taken by the case, or the button is a lie.
func TestWhatCanBePressedIsTakenByTheCase(t *testing.T) {
	b := &Bot{}
	b.Now = func() time.Time { return now }
	for _, s := range states {
		v := demoCaseView(s)
		for _, action := range pressable(caseRoot(v).Blocks) {
			by := "U0ELIF"
			if v.Case.Owner != "" {
				by = string(v.Case.Owner)
			}
			c := v.Case
			c.OnCall = append(slices.Clone(c.OnCall), "U0ELIF")
			p := buttonPress{User: by, Value: actionValue{Case: c.ID, Seq: c.Seq}}
			ev, why := caseActions()[action].event(t.Context(), b, p, c)
			_, effects := escalation.Next(c, ev, now)
			if r, refused := (escalation.Step{Effects: effects}).Refused(); refused || why != "" {
				t.Errorf("%s: %s is refused (%s %s), want it taken", s, action, r.Why, why)
			}
		}
	}
}

func TestOnlyTheFirstRootCallsThePeopleOnCall(t *testing.T) {
	v := demoCaseView(escalation.Paging)
	checkMessage(t, "brought up to date", caseRoot(v))
	v.Mention = true
	checkMessage(t, "first", caseRoot(v), "U0DANA")
}

func TestAnAskerIsToldWhoWasAskedAndHowLongItTakes(t *testing.T) {
	v := demoCaseView(escalation.Paging)
	for _, want := range []string{"Payments", "Dana Kowalski was asked", "about 12 minutes"} {
		if got := caseLine(v).Text; !strings.Contains(got, want) {
			t.Errorf("line %q does not say %q", got, want)
		}
	}
	v.UsualWait = 0
	if got := caseLine(v).Text; strings.Contains(got, "usually") {
		t.Errorf("line %q speaks of a wait that is not known", got)
	}
	queued := demoCaseView(escalation.Queued)
	queued.Case.Until = queued.Case.ClosedAt
	if got := caseLine(queued).Text; !strings.Contains(got, "when somebody comes on call") {
		t.Errorf("line %q does not say what happens when nobody knows the next shift", got)
	}
}
