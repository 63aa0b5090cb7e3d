package main

import (
	"strings"
	"testing"
	"time"

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
