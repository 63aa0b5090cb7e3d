package main

import (
	"testing"

	"howto/escalation"
)

func TestWhoeverWritesInAThreadOfTwoAskersIsHeardInTheirOwnCase(t *testing.T) {
	w := quietWire(t)
	thread := w.askInChannel()
	w.answer("Ask the airport.")
	w.must(w.pressing(amira, w.find(amira, chanFloor, thread, "Ask the airport."), "case_solved")())
	w.settle()
	w.say(ben, chanFloor, thread, "@howto submarine docking licence")
	w.settle()
	w.must(w.pressing(ben, w.find(ben, chanFloor, thread, "found nothing", "submarine"), "ask_expert")())
	w.settle()
	bens := w.find(ivo, ops, "", "submarine")
	w.find(amira, chanFloor, thread, "reply in this thread: that opens the question again")
	w.say(amira, chanFloor, thread, "Which airport?")
	w.say(ben, chanFloor, thread, "Which harbour?")
	w.settle()
	w.find(ivo, ops, w.root.TS, "Which airport?")
	w.find(ivo, ops, bens.TS, "Which harbour?")
	if c := w.kase(); !c.State.Open() {
		t.Errorf("Amira's case is %s, want it open again by her words", c.State)
	}
}

func TestAnExpertWhoAsksInTheThreadOfACaseStillAnswersThere(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	w.say(ivo, ops, w.root.TS, "@howto submarine docking licence")
	w.settle()
	w.must(w.pressing(ivo, w.find(ivo, ops, w.root.TS, "found nothing"), "ask_expert")())
	w.settle()
	w.answer("Ask the airport.")
	w.find(amira, w.dm(amira), w.line.TS, "Ask the airport.")
	line := w.find(ivo, w.dm(ivo), "", "Your question is with")
	w.say(ivo, w.dm(ivo), line.TS, "It is for Amira.")
	w.settle()
	w.find(ivo, ops, w.find(ivo, ops, "", "submarine").TS, "It is for Amira.")
	if c := w.kase(); c.State != escalation.Answered {
		t.Errorf("Amira's case is %s, want it answered", c.State)
	}
}
