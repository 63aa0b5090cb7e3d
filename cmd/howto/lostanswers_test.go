package main

import (
	"slices"
	"strings"
	"testing"

	"howto/escalation"
	"howto/sandbox"
)

// lose has the answer to the next post get lost on the way: the message is there, nobody hears so.
func (w *wire) lose() {
	w.faults(sandbox.Fault{Kind: "lost", Match: "chat.postMessage", Times: 1})
}

func TestAMessageWhoseReceiptIsLostIsPostedOnce(t *testing.T) {
	for name, restart := range map[string]bool{"the process goes on": false, "the process is started anew": true} {
		t.Run(name, func(t *testing.T) {
			w := quietWire(t)
			settle := func() {
				w.lose()
				if restart {
					for w.step() > 0 && len(w.Faults()) > 0 { // until a receipt was lost
					}
					w.again()
				}
				w.settle()
			}
			w.ask()
			settle() // the root message, or the status line
			w.standing()
			w.later(16)
			settle() // the page
			w.say(ivo, ops, w.root.TS, "Ask the airport.")
			settle() // the answer
			w.say(amira, w.dm(amira), w.line.TS, "Which one?")
			settle() // the asker's words
			w.onlyTold(toldNothing, toldRoot, "C0OPS: please take this question", "C0OPS: Which one?",
				toldLine+"has your question", "D0AMIRA: Ask the airport.")
		})
	}
}

func TestWhatCannotBeLookedUpIsSentAgainOrLeft(t *testing.T) {
	w := newWire(t)
	w.answer("Ask the airport.")
	loseUnseen := func() {
		w.faults(sandbox.Fault{Kind: "lost", Match: "chat.postMessage", Times: 1},
			sandbox.Fault{Kind: "refuse", Match: "conversations.replies", Code: "missing_scope"})
	}
	loseUnseen()
	w.answer("And bring your licence.")
	if got := w.count(amira, w.dm(amira), w.line.TS, "bring your licence"); got != 2 {
		t.Errorf("the answer is there %d times, want twice: better than not at all", got)
	}
	answer := w.find(amira, w.dm(amira), w.line.TS, "Ask the airport.")
	loseUnseen()
	w.must(w.pressing(amira, answer, "case_solved")())
	w.settle()
	if got := w.count(ivo, ops, w.root.TS, "says that it is solved"); got != 1 {
		t.Errorf("that it is solved is said %d times, want once: nobody waits for it", got)
	}
	w.onlyTold(toldNothing, toldRoot, "C0OPS: says that it is solved", toldLine+"with the help of",
		"D0AMIRA: Ask the airport.", "D0AMIRA: bring your licence", "D0AMIRA: bring your licence")
}

func TestOrderSurvivesTwentyBadMinutes(t *testing.T) {
	w := newWire(t)
	w.faults(sandbox.Fault{Kind: "error", Match: "chat.postMessage", Times: 9},
		sandbox.Fault{Kind: "error", Match: "conversations.replies", Times: 9})
	begin := w.now()
	for _, part := range []string{"one", "two", "three", "four"} {
		w.say(ivo, ops, w.root.TS, "Part "+part+".")
		ctx, cancel := contextWithPatience(t)
		w.must(w.Wait(ctx, (*sandbox.Workspace).Idle))
		cancel()
	}
	w.outlast()
	if took := w.now().Sub(begin); took.Minutes() < 20 {
		t.Errorf("that took %v, want a long time of faults", took)
	}
	w.inOrder(t)
	w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: Part one.", "D0AMIRA: Part two.",
		"D0AMIRA: Part three.", "D0AMIRA: Part four.")
}

// outlast sends until no fault is left, and then the rest.
func (w *wire) outlast() {
	w.t.Helper()
	for range 2000 {
		if len(w.Faults()) == 0 {
			w.settle()
			return
		}
		w.step()
		w.later(1)
	}
	w.t.Fatalf("the faults are never used up: %+v", w.Faults())
}

func (w *wire) inOrder(t *testing.T) {
	t.Helper()
	var got []string
	for _, m := range w.Messages(w.dm(amira), amira, w.line.TS) {
		if _, part, found := strings.Cut(shown(m), "Part "); found {
			got = append(got, part[:strings.Index(part, ".")])
		}
	}
	if want := []string{"one", "two", "three", "four"}; !slices.Equal(got, want) {
		t.Errorf("the asker reads %q, want %q", got, want)
	}
}

func TestARevokedTokenStopsEverythingAndLosesNothing(t *testing.T) {
	w := newWire(t)
	w.faults(sandbox.Fault{Kind: "refuse", Code: "token_revoked", Times: 400})
	page := w.kase().Page
	for _, part := range []string{"one", "two", "three", "four"} {
		w.say(ivo, ops, w.root.TS, "Part "+part+".")
		ctx, cancel := contextWithPatience(t)
		w.must(w.Wait(ctx, (*sandbox.Workspace).Idle))
		cancel()
	}
	w.outlast()
	w.inOrder(t)
	if c := w.kase(); c.Page != page || c.State != escalation.Answered {
		t.Errorf("the case is %s after %d pages, want it answered and nobody asked meanwhile", c.State, c.Page)
	}
	w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: Part one.", "D0AMIRA: Part two.",
		"D0AMIRA: Part three.", "D0AMIRA: Part four.")
}
