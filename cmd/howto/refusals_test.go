package main

import (
	"testing"

	"howto/escalation"
	"howto/sandbox"
)

// askInChannel has Amira ask in a channel, in a thread of her own, and hands it over.
func (w *wire) askInChannel() (thread string) {
	w.t.Helper()
	thread = w.say(amira, chanFloor, "", "@howto zeppelin mooring permit")
	w.settle()
	w.must(w.pressing(amira, w.find(amira, chanFloor, thread, "found nothing"), "ask_expert")())
	w.settle()
	w.root = w.find(ivo, ops, "", "zeppelin")
	w.line = w.find(amira, chanFloor, thread, "Your question is with")
	open, err := w.store.OpenCases(w.t.Context())
	if err != nil || len(open) != 1 {
		w.t.Fatalf("%d open cases, %v; want one", len(open), err)
	}
	w.id = open[0].ID
	return thread
}

func TestAnAnswerWaitsForARefusalThatPasses(t *testing.T) {
	for _, code := range []string{"ratelimited", "rate_limited", "message_limit_exceeded", "org_login_required",
		"external_channel_migrating", "ekm_access_denied"} {
		t.Run(code, func(t *testing.T) {
			w := newWire(t)
			w.faults(sandbox.Fault{Kind: "refuse", Match: "chat.postMessage", Times: 1, Code: code})
			w.answer("Ask the airport.")
			w.find(amira, w.dm(amira), w.line.TS, "Ask the airport.")
			w.onlyTold(toldNothing, toldRoot, toldLine+"answered you", "D0AMIRA: Ask the airport.")
		})
	}
}

func TestAnAnswerGoesToDirectMessagesWhereTheAskersThreadTakesNone(t *testing.T) {
	for _, kind := range []string{sandbox.ReadOnly, sandbox.NonThreadable, sandbox.Locked} {
		t.Run(kind, func(t *testing.T) {
			w := quietWire(t)
			r := sandbox.Restriction{Channel: chanFloor, Kind: kind}
			thread := w.askInChannel()
			if kind == sandbox.Locked {
				r.Thread = thread
			}
			w.must(w.Restrict(r))
			w.answer("Ask the airport.")
			answer := w.find(amira, w.dm(amira), "", "Ask the airport.")
			w.say(amira, w.dm(amira), answer.TS, "Which airport?")
			w.settle()
			w.find(ivo, ops, w.root.TS, "Which airport?")
			w.onlyTold(chanFloor+": found nothing", toldRoot, chanFloor+": has your question", "D0AMIRA: Ask the airport.",
				"C0OPS: Which airport?")
		})
	}
}

func TestAnAnswerThatSlackRefusesForAnUnknownReasonGoesToDirectMessages(t *testing.T) {
	for name, text := range map[string]string{"short": "Ask the airport.", "long": longText(9_000) + "Ask the airport."} {
		t.Run(name, func(t *testing.T) {
			w := quietWire(t)
			w.askInChannel()
			w.faults(sandbox.Fault{Kind: "refuse", Match: "chat.postMessage", Times: 1, Code: "a_code_of_tomorrow"})
			w.answer(text)
			w.find(amira, w.dm(amira), "", text[:10])
			if c := w.kase(); c.State != escalation.Answered {
				t.Errorf("the case is %s, want it answered", c.State)
			}
		})
	}
}

// longText is text of at least n letters.
func longText(n int) string {
	text := ""
	for len(text) < n {
		text += "Read this line, and then the next one. "
	}
	return text
}

func TestWhoAnsweredIsToldThatTheAskerNeverGotIt(t *testing.T) {
	w := quietWire(t)
	thread := w.askInChannel()
	w.faults(sandbox.Fault{Kind: "refuse", Match: "chat.postMessage", Times: 2, Code: "a_code_of_tomorrow"})
	w.answer("Ask the airport.")
	note := w.find(ivo, ops, w.root.TS, "this answer did not reach Amira Haddad", "a_code_of_tomorrow", "Ask the airport.")
	if len(note.Notified) != 1 || note.Notified[0] != ivo {
		t.Errorf("the note calls %v, want Ivo", note.Notified)
	}
	if c := w.kase(); c.State != escalation.Claimed || c.Owner != ivo || len(c.Answers) != 0 {
		t.Errorf("the case is %s of %q with %d answers, want it Ivo's and unanswered", c.State, c.Owner, len(c.Answers))
	}
	w.find(amira, chanFloor, thread, "Ivo Petrov has your question")
	w.answer("The airport knows.")
	w.find(amira, chanFloor, thread, "The airport knows.")
	w.onlyTold(chanFloor+": found nothing", toldRoot, "C0OPS: did not reach", chanFloor+": answered you",
		chanFloor+": The airport knows.")
}

func TestWhoAsksBackIsToldThatTheAskerNeverGotIt(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	w.must(w.pressing(ivo, w.find(ivo, ops, "", "Ivo Petrov has it"), "ask_back")())
	w.faults(sandbox.Fault{Kind: "refuse", Match: "chat.postMessage", Times: 3, Code: "a_code_of_tomorrow"})
	_, err := w.Submit(t.Context(), sandbox.SubmitInput{As: ivo, ViewID: w.form(ivo, "ask_back").ID,
		Values: map[string]map[string]string{"words": {"words": "Which airport?"}}})
	w.must(err)
	w.settle()
	w.find(ivo, ops, w.root.TS, "this question did not reach Amira Haddad", "Which airport?")
}

func TestACaseReachesPeopleWhereTheTeamsChannelIsRestricted(t *testing.T) {
	for kind, says := range map[string]string{sandbox.ReadOnly: "Only some people may post there",
		sandbox.ThreadOnly: "Only some people may post there", sandbox.NonThreadable: "It has no threads"} {
		t.Run(kind, func(t *testing.T) {
			w := quietWire(t)
			w.must(w.Restrict(sandbox.Restriction{Channel: ops, Kind: kind}))
			w.ask()
			w.settle()
			w.later(16) // Ivo does not react: the whole team is asked
			w.settle()
			card := w.find(ivo, w.dm(ivo), "", "zeppelin")
			w.find(finn, w.dm(finn), "", "zeppelin")
			w.say(ivo, w.dm(ivo), card.TS, "Ask the airport.")
			w.settle()
			w.find(amira, w.dm(amira), "", "Ask the airport.")
			if got := w.count(ivo, ops, "", "zeppelin"); got != 0 {
				t.Errorf("the channel shows %d cards that nobody can answer, want none", got)
			}
			if got := w.count(cora, w.dm(cora), "", says); got != 1 {
				t.Errorf("who keeps the library is told %d times that %q, want once", got, says)
			}
		})
	}
}

func TestAQuestionIsHandedOverWhereSlackRefusesItsCardForAnUnknownReason(t *testing.T) {
	w := quietWire(t)
	w.say(amira, w.dm(amira), "", "zeppelin mooring permit")
	w.settle()
	asked := w.find(amira, w.dm(amira), "", "found nothing")
	w.faults(sandbox.Fault{Kind: "refuse", Match: "chat.postMessage", Times: 2, Code: "a_code_of_tomorrow"})
	w.must(w.pressing(amira, asked, "ask_expert")())
	w.settle()
	if !w.has(ivo, w.dm(ivo), "", "zeppelin") && !w.has(ivo, ops, "", "zeppelin") {
		t.Errorf("nobody was asked:\n%s\n%s", w.transcript(ivo, w.dm(ivo), ""), w.transcript(ivo, ops, ""))
	}
}

func TestTheLineOfAnArchivedChannelMovesToDirectMessages(t *testing.T) {
	w := quietWire(t)
	w.askInChannel()
	w.must(w.Archive(chanFloor))
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	w.find(amira, w.dm(amira), "", "Ivo Petrov has your question")
	w.onlyTold(chanFloor+": found nothing", chanFloor+": Your question is with", toldRoot, "D0AMIRA: has your question")
}

func TestAQuestionInAThreadThatTakesNoAnswerIsAnsweredInDirectMessages(t *testing.T) {
	w := quietWire(t)
	thread := w.say(ben, chanFloor, "", "Does anybody know this?")
	w.must(w.Restrict(sandbox.Restriction{Channel: chanFloor, Thread: thread, Kind: sandbox.Locked}))
	w.say(amira, chanFloor, thread, "@howto zeppelin mooring permit")
	w.settle()
	w.find(amira, w.dm(amira), "", "found nothing", "zeppelin")
	w.onlyTold("D0AMIRA: found nothing")
}
