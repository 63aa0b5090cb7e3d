package main

import (
	"testing"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/sandbox"
)

// failEdits has Slack fail to change messages with a code, for ever.
func (w *wire) failEdits(code string) {
	w.faults(sandbox.Fault{Kind: "refuse", Match: "chat.update", Code: code})
}

// within sends what is due for so many seconds of the clock.
func (w *wire) within(seconds int) {
	for range seconds {
		for w.step() > 0 {
		}
		w.offset.Add(int64(time.Second))
	}
}

func TestAnEditThatSlackKeepsFailingHoldsUpNothingNew(t *testing.T) {
	for _, code := range []string{"update_failed", "internal_error", "fatal_error"} {
		t.Run(code, func(t *testing.T) {
			w := newWire(t)
			w.failEdits(code)
			w.must(w.pressing(ivo, w.root, "claim")())
			w.say(ivo, ops, w.root.TS, "Ask the airport.")
			w.say(finn, w.dm(finn), "", "airship fuel voucher")
			w.within(5)
			w.must(w.pressing(finn, w.find(finn, w.dm(finn), "", "found nothing"), "ask_expert")())
			w.within(20)
			w.find(amira, w.dm(amira), "", "Ask the airport.")
			w.find(ivo, ops, "", "airship fuel")
		})
	}
}

func TestAnEditThatSlackFailsForATimeIsMadeAfterAll(t *testing.T) {
	w := newWire(t)
	w.failEdits("update_failed")
	w.must(w.pressing(ivo, w.root, "claim")())
	w.within(60)
	w.faults()
	w.later(10)
	w.settle()
	w.find(amira, w.dm(amira), "", "Ivo Petrov has your question")
	w.onlyTold(toldNothing, toldRoot, toldLine+"has your question")
}

func TestAnEditThatSlackNeverMakesIsGivenUpAfterAnHour(t *testing.T) {
	w := newWire(t)
	w.failEdits("update_failed")
	w.must(w.pressing(ivo, w.root, "claim")())
	for range 90 {
		w.settle()
		w.later(1)
	}
	now, err := w.store.Backlog(t.Context())
	if err != nil || now.Dropped != 2 || now.Waiting != 0 {
		t.Errorf("after 90 minutes %d are given up and %d wait, %v; want 2, the root message and the line, and none",
			now.Dropped, now.Waiting, err)
	}
	if c := w.kase(); c.State != escalation.Claimed || c.Owner != ivo {
		t.Errorf("the case is %s of %q, want it claimed by Ivo", c.State, c.Owner)
	}
}

func TestAnEditThatStoodAsideDoesNotUndoANewerOne(t *testing.T) {
	w := newWire(t)
	ts := w.answer("Ask the airport.")
	w.failEdits("update_failed")
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: ivo, Channel: ops, TS: ts, Text: "Ask Mallory, 555-0199."}))
	w.within(60)
	w.must(w.Delete(t.Context(), ivo, ops, ts))
	w.faults() // the newer change is the first that Slack makes
	bot.Sender{Bot: w.bot, Outbox: w.store}.Once(t.Context())
	w.within(600)
	if n := w.count(amira, w.dm(amira), w.line.TS, "Mallory"); n != 0 {
		t.Errorf("what was deleted is shown %d times, want never", n)
	}
	w.find(amira, w.dm(amira), w.line.TS, "withdrawn")
}
