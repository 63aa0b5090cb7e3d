package main

import (
	"log/slog"
	"strings"
	"testing"

	"howto/escalation"
	"howto/sandbox"
)

// calls counts the messages in the case's thread that call people to take it.
func (w *wire) calls() (n int) {
	for _, m := range w.Messages(ops, ivo, w.root.TS) {
		if text := shown(m); strings.Contains(text, "please take this question") || strings.Contains(text, "still open") {
			n++
		}
	}
	return n
}

func TestThanksAfterAnAnswerCallNobodyAndAreNotTakenForAQuestionWithoutAnAnswer(t *testing.T) {
	for name, end := range map[string]escalation.State{"thanked": escalation.Settled, "solved, and thanked": escalation.Resolved} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			w.answer("Ask the airport.")
			if end == escalation.Resolved {
				answer := w.find(amira, w.dm(amira), w.line.TS, "Ask the airport.")
				w.must(w.pressing(amira, answer, "case_solved")())
				w.settle()
			}
			w.say(amira, w.dm(amira), w.line.TS, "Thanks, that worked!")
			w.settle()
			for range 8 * 24 {
				w.later(60)
				w.settle()
			}
			if c := w.kase(); c.State != end {
				t.Errorf("the case is %s, want it %s by the answer", c.State, end)
			}
			if n := w.calls(); n > 0 {
				t.Errorf("people were called %d times for a question that was answered:\n%s", n,
					w.transcript(ivo, ops, w.root.TS))
			}
			w.find(amira, w.dm(amira), w.line.TS, "I reminded Ivo Petrov of what you wrote")
			if text := w.transcript(amira, w.dm(amira), ""); strings.Contains(text, "without an answer") {
				t.Errorf("Amira, who has an answer, reads that there was none:\n%s", text)
			}
		})
	}
}

func TestAfterSolvedAndThanksThereIsSolvedToPressAndNothingToTakeBack(t *testing.T) {
	w := newWire(t)
	w.answer("Ask the airport.")
	dm := w.dm(amira)
	w.must(w.pressing(amira, w.find(amira, dm, w.line.TS, "Ask the airport."), "case_solved")())
	w.settle()
	w.say(amira, dm, w.line.TS, "Thanks!")
	w.settle()
	w.stands(escalation.Claimed, 1)
	line := w.find(amira, dm, "", "Ivo Petrov has your question")
	if err := w.pressing(amira, line, "withdraw")(); err == nil {
		t.Error("her line has Take it back, want Solved in its place")
	}
	w.must(w.pressing(amira, line, "case_solved")())
	w.settle()
	w.stands(escalation.Resolved, 1)
	w.find(ivo, ops, w.root.TS, "says that it is solved")
}

func TestNothingToAddLeavesTheAnswerWithTheAskerAndNotYetBringsItBack(t *testing.T) {
	w := newWire(t)
	w.answer("Ask the airport.")
	w.say(amira, w.dm(amira), w.line.TS, "Thanks!")
	w.settle()
	w.later(121)
	w.settle()
	w.find(amira, w.dm(amira), "", "I have reminded them of what you wrote")
	reminder := w.find(ivo, ops, w.root.TS, "wrote something after the answer")
	w.must(w.Invite(ops, amira))
	w.must(w.pressing(amira, reminder, "nothing_to_add")())
	w.settle()
	if c := w.kase(); c.State != escalation.Claimed {
		t.Errorf("after a press by the asker, who is not of the team, the case is %s, want it claimed", c.State)
	}
	w.must(w.pressing(ivo, reminder, "nothing_to_add")())
	w.settle()
	if c := w.kase(); c.State != escalation.Answered || c.Owner != ivo {
		t.Errorf("the case is %s of %q, want it answered by Ivo", c.State, c.Owner)
	}
	said := w.find(amira, w.dm(amira), w.line.TS, "Ivo Petrov has nothing to add to the answer")
	w.must(w.pressing(amira, said, "case_not_yet")())
	w.settle()
	if c := w.kase(); c.State != escalation.Claimed || c.Owner != ivo {
		t.Errorf("after Not yet the case is %s of %q, want it claimed by Ivo", c.State, c.Owner)
	}
}

// outage lets the process live on for hours while Slack takes nothing.
func (w *wire) outage(hours int) {
	w.t.Helper()
	log := slog.New(slog.DiscardHandler)
	for range 6 * hours {
		w.later(10)
		w.step()
		escalation.Engine{Cases: w.store, Rota: w.rota(), Now: w.now, Log: log}.Once(w.t.Context())
	}
}

// noWords refuses all that the bot writes.
var noWords = []sandbox.Fault{{Kind: "refuse", Match: "chat.postMessage", Code: "token_revoked"},
	{Kind: "refuse", Match: "chat.update", Code: "token_revoked"}}

func TestAnOwnerWhoCouldNotBeRemindedIsNotSaidToHaveGivenNoSign(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	w.faults(noWords...)
	w.outage(7)
	if c := w.kase(); c.State != escalation.Claimed || c.Owner != ivo {
		t.Errorf("after the outage the case is %s of %q, want it claimed by Ivo", c.State, c.Owner)
	}
	w.faults()
	w.settle()
	w.find(ivo, ops, w.root.TS, "do you still have this question")
	if text := w.transcript(ivo, ops, w.root.TS); strings.Contains(text, "gave no sign") {
		t.Errorf("Ivo was not asked, and is said to have given no sign:\n%s", text)
	}
	w.later(125)
	w.settle()
	w.find(ivo, ops, w.root.TS, "gave no sign") // his time began with the message
}

func TestAnAskerWhoCouldNotBeAskedIsNotTakenForSilent(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	w.must(w.pressing(ivo, w.find(ivo, ops, "", "Ivo Petrov has it"), "ask_back")())
	f := w.form(ivo, "ask_back")
	w.faults(noWords...)
	faults, err := w.Submit(t.Context(), sandbox.SubmitInput{As: ivo, ViewID: f.ID,
		Values: map[string]map[string]string{"words": {"words": "Which airport?"}}})
	if err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	w.outage(50)
	if c := w.kase(); c.State != escalation.Waiting || c.Reminded {
		t.Errorf("after the outage the case is %s, asker reminded %t; want it waiting, not reminded", c.State, c.Reminded)
	}
	w.faults()
	w.settle()
	w.find(amira, w.dm(amira), w.line.TS, "Which airport?")
}
