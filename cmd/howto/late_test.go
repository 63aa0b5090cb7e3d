package main

import (
	"strings"
	"testing"

	"howto/escalation"
	"howto/sandbox"
)

// replies has Amira write in the main box of her direct messages, and returns the message's timestamp.
func (w *wire) replies(words string) string {
	w.t.Helper()
	ts := w.say(amira, w.dm(amira), "", words)
	w.settle()
	return ts
}

func TestMoreOfAReplyGoesOnToo(t *testing.T) {
	w := newWire(t)
	w.askBack(w.root, "Which airport?")
	dm := w.dm(amira)
	first := w.replies("Friedrichshafen")
	w.faults(sandbox.Fault{Kind: "duplicate"})
	w.replies("gate 4, I am there until noon")
	w.stands(escalation.Claimed, 2)
	w.find(ivo, ops, w.root.TS, "gate 4")
	w.find(amira, dm, "", "I passed this on to Ivo Petrov too.", "delete it", "type /howto and your question")
	w.later(9)
	ts := w.say(amira, dm, first, "I wear a red hat")
	w.settle()
	w.stands(escalation.Claimed, 3)
	w.find(amira, dm, first, "I passed this on to Ivo Petrov too.")
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: dm, TS: ts, Text: "I wear a green hat"}))
	w.settle()
	w.find(ivo, ops, w.root.TS, "a green hat")
	w.must(w.Delete(t.Context(), amira, dm, ts))
	w.settle()
	w.find(ivo, ops, w.root.TS, "Message withdrawn by Amira Haddad")
	w.stands(escalation.Claimed, 2)
}

func TestWordsAreAQuestionAgainOnceAReplyIsOver(t *testing.T) {
	for name, over := range map[string]func(*wire){
		"ten minutes later":           func(w *wire) { w.later(11) },
		"after another question":      func(w *wire) { w.command(amira, chanFloor, "balloon landing fee") },
		"after taking the reply back": func(w *wire) { w.must(w.Delete(w.t.Context(), amira, w.dm(amira), w.kase().Added[0].TS)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			w.askBack(w.root, "Which airport?")
			w.replies("Friedrichshafen")
			over(w)
			w.settle()
			before := len(w.kase().Added)
			w.replies("submarine docking licence")
			w.find(amira, w.dm(amira), "", "found nothing", "submarine")
			w.stands(escalation.Claimed, before)
		})
	}
}

func TestWordsAfterAnotherQuestionWentToAnExpertAreNoMoreOfAReply(t *testing.T) {
	for name, below := range map[string]bool{"main box": false, "below the reply": true} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			dm := w.dm(amira)
			w.replies("submarine docking licence")
			card := w.find(amira, dm, "", "found nothing", "submarine")
			w.askBack(w.root, "Which airport?")
			thread := ""
			if first := w.replies("Friedrichshafen"); below {
				thread = first
			}
			w.must(w.pressing(amira, card, "ask_expert")())
			w.settle()
			w.say(amira, dm, thread, "balloon landing fee")
			w.settle()
			w.stands(escalation.Claimed, 1)
			w.find(amira, dm, thread, "found nothing", "balloon")
		})
	}
}

// asksAnother has Amira bring a second question to the same team, and returns its root message.
func (w *wire) asksAnother() sandbox.Message {
	w.t.Helper()
	w.replies("submarine docking licence")
	w.must(w.pressing(amira, w.find(amira, w.dm(amira), "", "found nothing", "submarine"), "ask_expert")())
	w.settle()
	return w.find(ivo, ops, "", "submarine")
}

func TestWhomMoreWordsAreForIsNotGuessedWhereSomebodyElseWaits(t *testing.T) {
	w := newWire(t)
	dm := w.dm(amira)
	second := w.asksAnother()
	w.askBack(w.root, "Which airport?")
	w.replies("Friedrichshafen")
	w.askBack(second, "Which harbour?")
	w.replies("Number 4")
	w.stands(escalation.Claimed, 1)
	w.find(amira, dm, "", "You write with several people", "It went to nobody", "zeppelin", "submarine")
}

func TestAReplyWithinAnHourOfTheQuestionOrItsReminderGoesOnAtOnce(t *testing.T) {
	for name, minutes := range map[string][]int{"of the question": {58}, "of the reminder": {25 * 60, 58}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			w.askBack(w.root, "Which airport?")
			for _, n := range minutes {
				w.later(n)
				w.settle()
			}
			w.replies("Friedrichshafen")
			w.stands(escalation.Claimed, 1)
		})
	}
}

func TestWhatIsWrittenLongAfterAQuestionBackIsAQuestionThatCanBeSentAsTheReply(t *testing.T) {
	w := newWire(t)
	w.askBack(w.root, "Which airport?\nPlease hurry.")
	w.later(20 * 60)
	dm := w.dm(amira)
	w.replies("submarine docking licence")
	w.find(amira, dm, "", "found nothing", "submarine")
	w.stands(escalation.Waiting, 0)
	if w.has(ivo, ops, "", "submarine") || w.has(ivo, ops, w.root.TS, "submarine") {
		t.Error("the team reads the question, want it to be searched")
	}
	late := w.find(amira, dm, "", "Ivo Petrov still waits for your reply to “Which airport? Please hurry.”.")
	ts := w.replies("Friedrichshafen, gate 4")
	reply := w.newestOf(amira, dm, "still waits")
	w.must(w.pressing(amira, reply, "send_reply")())
	w.settle()
	w.stands(escalation.Claimed, 1)
	w.find(ivo, ops, w.root.TS, "Friedrichshafen, gate 4")
	w.find(amira, dm, "", "Passed on to Ivo Petrov by Amira Haddad")
	w.must(w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: dm, TS: ts, Text: "Friedrichshafen, gate 5"}))
	w.settle()
	w.find(ivo, ops, w.root.TS, "gate 5")
	w.must(w.pressing(amira, late, "send_reply")())
	w.settle()
	w.find(amira, dm, "", "Nobody waits for this reply any more, so I did not send it. Ivo Petrov has the question.")
	w.stands(escalation.Claimed, 1)
}

// newestOf is the last message of the bot with these words.
func (w *wire) newestOf(as, channel, words string) (last sandbox.Message) {
	w.t.Helper()
	for _, m := range w.Messages(channel, as, "") {
		if strings.Contains(shown(m), words) {
			last = m
		}
	}
	if last.TS == "" {
		w.t.Fatalf("no message has %q\n%s", words, w.transcript(as, channel, ""))
	}
	return last
}

func TestAnOldReplyIsSentOnceHoweverOftenItIsPressed(t *testing.T) {
	w := newWire(t)
	w.askBack(w.root, "Which airport?")
	w.later(20 * 60)
	w.replies("Friedrichshafen, gate 4")
	late := w.newestOf(amira, w.dm(amira), "still waits")
	w.faults(sandbox.Fault{Kind: "duplicate"})
	for range 2 {
		w.must(w.pressing(amira, late, "send_reply")())
	}
	w.settle()
	w.stands(escalation.Claimed, 1)
}

func TestOfSeveralWhoWaitForLongEachIsAskedAboutApart(t *testing.T) {
	w := newWire(t)
	dm := w.dm(amira)
	second := w.asksAnother()
	w.askBack(w.root, "Which airport?")
	w.askBack(second, "Which harbour?")
	w.later(20 * 60)
	w.replies("Number 4")
	w.must(w.pressing(amira, w.newestOf(amira, dm, "to “Which airport?”"), "send_reply")())
	w.settle()
	w.stands(escalation.Claimed, 1)
	passed := w.newestOf(amira, dm, "Which airport?")
	if text := shown(passed); !strings.Contains(text, "Passed on to Ivo Petrov by Amira Haddad") ||
		strings.Contains(text, "Which harbour?") {
		t.Errorf("the pressed message reads %q, want who has the words, and nothing of the other question", text)
	}
	if w.has(ivo, ops, second.TS, "Number 4") {
		t.Error("the words reached who asks about the harbour, want only who was pressed for")
	}
	w.must(w.pressing(amira, w.newestOf(amira, dm, "to “Which harbour?”"), "send_reply")())
	w.settle()
	w.find(ivo, ops, second.TS, "Number 4")
}
