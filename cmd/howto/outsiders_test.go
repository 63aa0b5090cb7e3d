package main

import (
	"strings"
	"testing"

	"howto/escalation"
	"howto/sandbox"
)

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

func TestAnAskerMayReplyInTheTeamsThreadWhereTheQuestionBackStands(t *testing.T) {
	w := newWire(t)
	w.must(w.Invite(ops, amira))
	w.askBack(w.root, "Which airport?")
	w.say(amira, ops, w.root.TS, "Friedrichshafen")
	w.settle()
	w.stands(escalation.Claimed, 0) // not added: the team reads it where it stands
	if text := w.transcript(ivo, ops, w.root.TS); strings.Count(text, "Friedrichshafen") != 1 {
		t.Errorf("the team reads her reply more or less than once:\n%s", text)
	}
	w.answer("Gate 4.")
	w.find(amira, w.dm(amira), w.line.TS, "Gate 4.")
}
