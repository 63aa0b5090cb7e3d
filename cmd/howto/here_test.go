package main

import (
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/sandbox"
)

// hereWire is newWire with a team that asks whoever is present in its channel. Ben is in it and not of the team.
func hereWire(t *testing.T) *wire {
	t.Helper()
	w := quietWire(t)
	team := w.roster.Teams()[0]
	team.Policy = escalation.DefaultPolicy()
	team.Policy.Steps = []escalation.PolicyStep{{Ask: escalation.AskChannel, Wait: time.Hour}}
	roster, err := escalation.NewRoster([]escalation.Team{team})
	w.must(err)
	w.roster = roster
	w.must(w.Invite(ops, ben))
	w.again()
	w.ask()
	w.settle()
	w.standing()
	return w
}

func TestWhoIsInAChannelThatWasCalledMayTakeTheQuestion(t *testing.T) {
	w := hereWire(t)
	w.find(ben, ops, "", "who can take this question? Please take it, or answer in this thread.")
	w.must(w.pressing(ben, w.root, "claim")())
	w.settle()
	if c := w.kase(); c.State != escalation.Claimed || c.Owner != ben {
		t.Fatalf("the case is %s of %q, want it claimed by Ben", c.State, c.Owner)
	}
	w.find(amira, w.dm(amira), "", "Ben Okafor has your question")
}

func TestWhoIsInAChannelThatWasCalledMayAnswerInTheThread(t *testing.T) {
	w := hereWire(t)
	w.say(ben, ops, w.root.TS, "Ask the harbour.")
	w.settle()
	w.find(amira, w.dm(amira), w.line.TS, "Ben", "Ask the harbour.")
	if said := w.transcript(ben, ops, w.root.TS); strings.Contains(said, "stay here") {
		t.Errorf("the thread reads\n%s\nwant nobody told that their words stay there", said)
	}
	if c := w.kase(); c.State != escalation.Answered || c.Owner != ben {
		t.Errorf("the case is %s of %q, want it answered by Ben", c.State, c.Owner)
	}
}

func TestAFormThatWasOpenedInACalledChannelIsTakenFromItsPresser(t *testing.T) {
	w := hereWire(t)
	w.choose(ben, w.root, "case_menu", "Ask back")
	w.sendFormAs(ben, "Which airport?")
	w.settle()
	if c := w.kase(); c.State != escalation.Waiting || c.Owner != ben {
		t.Errorf("the case is %s of %q, want Ben to wait for a reply", c.State, c.Owner)
	}
}

func TestTheAskerIsNotMeantWhereTheirChannelIsCalled(t *testing.T) {
	w := hereWire(t)
	w.must(w.Invite(ops, amira))
	w.must(w.pressing(amira, w.root, "claim")())
	w.say(amira, ops, w.root.TS, "It is for Friday.")
	w.settle()
	if c := w.kase(); c.State != escalation.Paging || len(c.Answers) != 0 {
		t.Errorf("the case is %s with %d answers, want it to wait for somebody else", c.State, len(c.Answers))
	}
}

func TestWhoIsInTheChannelIsNotMeantWhereOthersWereAsked(t *testing.T) {
	w := newWire(t)
	w.must(w.Invite(ops, ben))
	w.must(w.pressing(ben, w.root, "claim")())
	w.settle()
	if c := w.kase(); c.State != escalation.Paging {
		t.Errorf("the case is %s of %q, want it to wait for Ivo", c.State, c.Owner)
	}
}

// sendFormAs sends the form of a question back that somebody has open.
func (w *wire) sendFormAs(as, words string) {
	w.t.Helper()
	f := w.form(as, "ask_back")
	faults, err := w.Submit(w.t.Context(), sandbox.SubmitInput{As: as, ViewID: f.ID,
		Values: map[string]map[string]string{"words": {"words": words}}})
	if err != nil || len(faults) > 0 {
		w.t.Fatal(faults, err)
	}
}
