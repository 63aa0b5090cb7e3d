package main

import (
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
	"howto/sandbox"
)

func TestWhoIsNotOfTheTeamIsNotToldThatACaseIsClosed(t *testing.T) {
	w := newWire(t)
	w.must(w.Invite(ops, ben))
	w.answer("Ask the airport.")
	w.must(w.pressing(amira, w.find(amira, w.dm(amira), w.line.TS, "Ask the airport."), "case_solved")())
	w.settle()
	w.say(ben, ops, w.root.TS, "The permit is at the harbour office.")
	w.settle()
	if got := w.transcript(ivo, ops, w.root.TS); strings.Contains(got, "This question is closed") {
		t.Errorf("the thread reads\n%s\nwant nothing said to somebody who may talk there", got)
	}
	w.offset.Add(int64(30 * 24 * time.Hour))
	w.say(finn, ops, w.root.TS, "And stamps are on the second floor.")
	w.settle()
	w.find(finn, ops, w.root.TS, "This question is closed")
}

func TestWhoIsNotOfTheTeamIsToldOnceWhoCanSendTheirWordsOn(t *testing.T) {
	w := newWire(t)
	w.must(w.Invite(ops, ben))
	w.must(w.Invite(ops, amira))
	w.say(amira, ops, w.root.TS, "That is my question.")
	w.say(ben, ops, w.root.TS, "The permit is at the harbour office.")
	w.settle()
	const says = "only people of Operations reach Amira Haddad from this thread, so your words stay here. " +
		"Ivo Petrov can send them on"
	w.find(ben, ops, w.root.TS, "Ben", says, "Send to the asker")
	ts := w.say(ben, ops, w.root.TS, "Second floor.")
	w.settle()
	if got := strings.Count(w.transcript(ivo, ops, w.root.TS), "stay here"); got != 1 {
		t.Errorf("it is said %d times, want once\n%s", got, w.transcript(ivo, ops, w.root.TS))
	}
	w.must(w.Shortcut(t.Context(), sandbox.ShortcutInput{As: ivo, Channel: ops, TS: ts, CallbackID: "send_on"}))
	w.settle()
	w.find(amira, w.dm(amira), w.line.TS, "Second floor.")
}

// goesTo has the case go to another team, Floor, whose one person is Finn.
func (w *wire) goesTo() {
	w.t.Helper()
	w.goesToIn(chanFloor)
}

// goesToIn is goesTo with a channel for that team.
func (w *wire) goesToIn(channel string) {
	w.t.Helper()
	floor := escalation.Team{ID: "floor", Name: "Floor", Channel: channel, Members: []escalation.User{finn},
		Topics: []string{"floor"}, Schedule: oncall.Of(oncall.Layer{Members: []oncall.Member{finn}})}
	first := w.roster.Teams()[0]
	first.CatchAll = true
	roster, err := escalation.NewRoster([]escalation.Team{first, floor})
	w.must(err)
	w.roster = roster
	w.must(w.Invite(channel, finn))
	w.again()
	_, err = w.store.Advance(w.t.Context(), "to floor", w.id, escalation.Reroute{By: amira, Channel: channel,
		Policy: escalation.DefaultPolicy(), Duty: escalation.Duty{Team: "floor", Asks: [][]escalation.User{{finn}, {finn}}}})
	w.must(err)
	w.settle()
}

func TestWhoWritesWhereAQuestionWasBeforeIsToldWhoHasItNow(t *testing.T) {
	w := newWire(t)
	w.must(w.Invite(ops, ben))
	w.say(ben, ops, w.root.TS, "The permit is at the harbour office.")
	w.settle()
	w.goesTo()
	w.find(finn, chanFloor, "", "zeppelin mooring permit")
	for _, who := range []string{ivo, ben} {
		w.say(who, ops, w.root.TS, "Second floor.")
		w.settle()
	}
	for _, name := range []string{"Ivo", "Ben"} {
		m := w.find(ivo, ops, w.root.TS, name, "this question is with Floor now, so your words stay here",
			"please write to Floor")
		if strings.Contains(shown(m), "Send to the asker") {
			t.Errorf("%s reads\n%s\nwant no shortcut named that nobody there may use", name, shown(m))
		}
	}
}

func TestAnAskerMayReplyInTheTeamsThreadWhereTheQuestionBackStands(t *testing.T) {
	w := newWire(t)
	w.must(w.Invite(ops, amira))
	w.askBack(w.root, "Which airport?")
	w.say(amira, ops, w.root.TS, "Friedrichshafen")
	w.settle()
	w.stands(escalation.Claimed, 0) // not added: the team reads it where it stands
	w.find(ivo, ops, w.root.TS, "<@"+ivo+">", "Amira Haddad replied here.")
	if text := w.transcript(ivo, ops, w.root.TS); strings.Count(text, "Friedrichshafen") != 1 {
		t.Errorf("the team reads her reply more or less than once:\n%s", text)
	}
	w.answer("Gate 4.")
	w.find(amira, w.dm(amira), w.line.TS, "Gate 4.")
}

func TestWhatAnAskerRepliesWhereAQuestionWasBeforeReachesWhoHasItNow(t *testing.T) {
	w := newWire(t)
	w.must(w.Invite(ops, amira))
	old := w.root
	w.goesToIn(ops)
	root := w.newestOf(finn, ops, "zeppelin mooring permit")
	if root.TS == old.TS {
		t.Fatal("the other team has no root message of its own")
	}
	w.must(w.pressing(finn, root, "claim")())
	w.settle()
	w.must(w.pressing(finn, root, "ask_back")())
	w.sendFormAs(finn, "Which airport?")
	w.settle()
	ts := w.say(amira, ops, old.TS, "Friedrichshafen")
	w.settle()
	w.stands(escalation.Claimed, 1)
	w.find(finn, ops, root.TS, "<@"+finn+">", "Friedrichshafen")
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: ops, TS: ts, Text: "Lindau"}))
	w.settle()
	w.find(finn, ops, root.TS, "Lindau")
	w.must(w.Delete(t.Context(), amira, ops, ts))
	w.settle()
	w.find(finn, ops, root.TS, "Message withdrawn by Amira Haddad")
}
