package main

import (
	"testing"

	"howto/escalation"
	"howto/sandbox"
)

// keeps has an expert who has the case say again and again that they are still on it, for so many days.
func (w *wire) keeps(who string, days int) {
	w.t.Helper()
	for range days * 24 {
		w.later(60)
		w.settle()
		for _, m := range w.Messages(ops, who, w.root.TS) {
			for _, a := range actions(m.Blocks) {
				if a == "still_on_it" {
					w.must(w.pressing(who, m, a)())
					w.settle()
				}
			}
		}
	}
}

func TestAnEditOfARemarkThatStayedWithTheTeamNeverReachesTheAsker(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	ts := w.say(finn, ops, w.root.TS, "She asks the same evry week.")
	w.settle()
	w.keeps(ivo, 8)
	w.must(w.store.Sweep(t.Context())) // which forgets that the remark came in
	for range 5 {                      // until the question is everybody's again
		w.later(60)
		w.settle()
	}
	w.must(w.pressing(finn, w.find(finn, ops, "", "zeppelin"), "claim")())
	w.settle()
	if c := w.kase(); c.Owner != finn {
		t.Fatalf("the case is %s of %s, want it with Finn", c.State, c.Owner)
	}
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: finn, Channel: ops, TS: ts, Text: "She asks the same every week."}))
	w.settle()
	if c := w.kase(); len(c.Answers) > 0 {
		t.Errorf("the edit is taken as an answer: %+v; want it to stay with the team", c.Answers)
	}
}

func TestAnEditOfWordsFromBeforeACaseDoesNotOpenItAgain(t *testing.T) {
	w := quietWire(t)
	thread := w.say(amira, chanFloor, "", "@howto zeppelin mooring permit")
	w.settle()
	early := w.say(amira, chanFloor, thread, "Ben, do you knwo this?")
	w.settle()
	w.must(w.pressing(amira, w.find(amira, chanFloor, thread, "found nothing"), "ask_expert")())
	w.settle()
	w.root = w.find(ivo, ops, "", "zeppelin")
	open, err := w.store.OpenCases(t.Context())
	w.must(err)
	w.id = open[0].ID
	w.answer("Ask the airport.")
	w.must(w.pressing(amira, w.find(amira, chanFloor, thread, "Ask the airport."), "case_solved")())
	w.settle()
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: chanFloor, TS: early, Text: "Ben, do you know this?"}))
	w.settle()
	if c := w.kase(); c.State != escalation.Resolved || len(c.Added) > 0 {
		t.Errorf("the case is %s with %+v from its asker, want it solved as it was", c.State, c.Added)
	}
}
