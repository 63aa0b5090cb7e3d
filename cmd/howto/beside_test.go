package main

import (
	"strings"
	"testing"

	"howto/escalation"
	"howto/sandbox"
)

// askBack has Ivo take a case and ask its asker something.
func (w *wire) askBack(root sandbox.Message, words string) {
	w.t.Helper()
	w.must(w.pressing(ivo, root, "claim")())
	w.settle()
	w.must(w.pressing(ivo, root, "ask_back")())
	w.sendForm(words)
	w.settle()
}

// sendForm sends the form of a question back that Ivo has open.
func (w *wire) sendForm(words string) {
	w.t.Helper()
	w.sendFormAs(ivo, words)
}

// stands fails unless the case is in a state with so many messages of its asker.
func (w *wire) stands(s escalation.State, added int) {
	w.t.Helper()
	if c := w.kase(); c.State != s || len(c.Added) != added {
		w.t.Errorf("the case is %s with %d messages of its asker, want %s with %d", c.State, len(c.Added), s, added)
	}
}

func TestAReplyInTheMainBoxReachesTheExpertWhoWaitsForIt(t *testing.T) {
	w := newWire(t)
	w.askBack(w.root, "Which airport?")
	dm := w.dm(amira)
	w.faults(sandbox.Fault{Kind: "duplicate"})
	ts := w.say(amira, dm, "", "Friedrichshafen, gate 4")
	w.settle()
	w.stands(escalation.Claimed, 1)
	w.find(ivo, ops, w.root.TS, "Friedrichshafen, gate 4")
	w.find(amira, dm, "", "passed this on to Ivo Petrov", "type /howto and your question")
	for words, channel := range map[string]string{"gate 4": ops, "passed this on": dm} {
		n := 0
		for _, m := range w.botMessages() {
			if m.Channel == channel && strings.Contains(shown(m), words) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the bot wrote %q %d times in %s, want once", words, n, channel)
		}
	}
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: dm, TS: ts, Text: "Friedrichshafen, gate 5"}))
	w.settle()
	w.find(ivo, ops, w.root.TS, "gate 5")
	w.must(w.Delete(t.Context(), amira, dm, ts))
	w.settle()
	w.find(ivo, ops, w.root.TS, "Message withdrawn by Amira Haddad")
	w.stands(escalation.Claimed, 0)

	w.say(amira, dm, "", "submarine docking licence")
	w.settle()
	w.find(amira, dm, "", "found nothing", "submarine")
}

func TestAReplyInTheMainBoxIsReadAsEditedAlsoOnceThereAreRepliesBelowIt(t *testing.T) {
	w := newWire(t)
	w.askBack(w.root, "Which airport?")
	dm := w.dm(amira)
	ts := w.say(amira, dm, "", "Friedrichshafen, gate 4")
	w.settle()
	w.say(amira, dm, ts, "thanks")
	w.settle()
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: dm, TS: ts, Text: "Friedrichshafen, gate 5"}))
	w.settle()
	w.find(ivo, ops, w.root.TS, "Friedrichshafen, gate 5")
}

func TestAMentionInTheAskersOwnThreadIsTheReplyThatAnExpertWaitsFor(t *testing.T) {
	w := quietWire(t)
	thread := w.askInChannel()
	w.askBack(w.root, "Which airport?")
	w.say(ben, chanFloor, thread, "@howto submarine docking licence")
	w.settle()
	w.find(ben, chanFloor, thread, "found nothing", "submarine")
	w.stands(escalation.Waiting, 0)
	w.say(amira, chanFloor, "", "@howto balloon landing fee") // not in her thread
	w.settle()
	w.stands(escalation.Waiting, 0)
	ts := w.say(amira, chanFloor, thread, "@howto Friedrichshafen, gate 4")
	w.settle()
	w.stands(escalation.Claimed, 1)
	if m := w.find(ivo, ops, w.root.TS, "Friedrichshafen, gate 4"); strings.Contains(shown(m), "@howto") {
		t.Errorf("the team reads %q, want it without the mention", shown(m))
	}
	w.find(amira, chanFloor, thread, "passed this on to Ivo Petrov")
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: chanFloor, TS: ts, Text: "@howto Friedrichshafen, gate 5"}))
	w.settle()
	w.find(ivo, ops, w.root.TS, "Friedrichshafen, gate 5")
}

func TestWhomWordsAreForIsNotGuessedWhereSeveralWait(t *testing.T) {
	w := newWire(t)
	dm := w.dm(amira)
	w.say(amira, dm, "", "submarine docking licence")
	w.settle()
	w.must(w.pressing(amira, w.find(amira, dm, "", "found nothing", "submarine"), "ask_expert")())
	w.settle()
	second := w.find(ivo, ops, "", "submarine")
	w.askBack(w.root, "Which airport?")
	w.askBack(second, "Which harbour?")
	w.faults(sandbox.Fault{Kind: "duplicate"})
	w.say(amira, dm, "", "Number 4")
	w.settle()
	w.stands(escalation.Waiting, 0)
	if w.has(ivo, ops, second.TS, "Number 4") {
		t.Error("the words reached the second case, want them to reach none")
	}
	w.find(amira, dm, "", "Several people wait", "zeppelin mooring permit", "submarine docking licence", "Ivo Petrov")
	w.say(amira, dm, w.line.TS, "Number 4")
	w.settle()
	w.stands(escalation.Claimed, 1)
	w.say(amira, dm, "", "Number 5")
	w.settle()
	w.find(ivo, ops, second.TS, "Number 5")
}

func TestWhoOnlyGreetsTheBotRepliesToNobody(t *testing.T) {
	w := newWire(t)
	w.askBack(w.root, "Shall I call them?")
	dm := w.dm(amira)
	w.say(amira, dm, "", "help")
	w.settle()
	w.find(amira, dm, "", "Ask me how to do something")
	w.stands(escalation.Waiting, 0)
	w.say(amira, dm, "", "OK!")
	w.settle()
	w.stands(escalation.Claimed, 1)
}

func TestWordsFromBeforeTheQuestionBackArrivedAreAQuestion(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	w.must(w.pressing(ivo, w.root, "ask_back")())
	w.sendForm("Which airport?") // and nothing is sent yet
	w.stands(escalation.Waiting, 0)
	w.say(amira, w.dm(amira), "", "submarine docking licence")
	ctx, cancel := contextWithPatience(t)
	defer cancel()
	w.must(w.Wait(ctx, (*sandbox.Workspace).Idle))
	w.settle()
	w.find(amira, w.dm(amira), "", "found nothing", "submarine")
	w.stands(escalation.Waiting, 0)
}
