package main

import (
	"context"
	"strings"
	"testing"

	"howto/escalation"
	"howto/sandbox"
)

func TestACaseGoesOnInDirectMessagesWhenItsChannelIsArchived(t *testing.T) {
	w := newWire(t)
	w.must(w.Archive(ops))
	w.say(amira, w.dm(amira), w.line.TS, "It is urgent.")
	w.settle()
	w.say(amira, w.dm(amira), w.line.TS, "It is a big one.")
	w.settle()
	card := w.find(ivo, w.dm(ivo), "", "zeppelin")
	w.find(ivo, w.dm(ivo), card.TS, "It is urgent.")
	w.say(ivo, w.dm(ivo), card.TS, "Ask the airport.")
	w.settle()
	w.onlyTold(toldNothing, toldRoot, "D0IVO: Amira Haddad", "D0IVO: It is urgent.", "D0IVO: It is a big one.",
		"D0CORA: It is archived", toldLine+"answered you", "D0AMIRA: Ask the airport.")
}

func TestACaseReachesPeopleWhereTheBotWasRemoved(t *testing.T) {
	w := quietWire(t)
	w.must(w.Kick(ops, demoBotUser))
	w.ask()
	w.settle()
	w.find(ivo, w.dm(ivo), "", "zeppelin")
	w.later(16) // Ivo does not react: the whole team is asked
	w.settle()
	copied := w.find(finn, w.dm(finn), "", "zeppelin")
	w.must(w.pressing(finn, copied, "claim")())
	w.settle()
	card := w.find(finn, w.dm(finn), "", "Finn Larsen has it")
	line := w.find(amira, w.dm(amira), "", "Finn Larsen has your question")
	w.say(amira, w.dm(amira), line.TS, "Which airport?")
	w.settle()
	w.find(finn, w.dm(finn), card.TS, "Which airport?")
	w.say(finn, w.dm(finn), copied.TS, "The near one.") // in the thread of the copy, not of the card
	w.settle()
	w.find(amira, w.dm(amira), line.TS, "The near one.")
	if got := w.count(cora, w.dm(cora), "", "cannot post in the channel"); got != 1 {
		t.Errorf("who keeps the library is told %d times, want once", got)
	}
	w.onlyTold(toldNothing, toldLine+"answered you", "D0AMIRA: The near one.",
		"D0IVO: has it", "D0IVO: please take this question", "D0CORA: cannot post in the channel",
		"D0FINN: please take this question", "D0FINN: Finn Larsen answered", "D0FINN: Which airport?")
}

func TestWhoLeavesInMidCaseGivesItBack(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	w.must(w.Deactivate(ivo))
	w.settle()
	c := w.kase()
	if c.State != escalation.Paging || c.Owner != "" || len(c.OnCall) != 1 || c.OnCall[0] != finn {
		t.Errorf("the case is %s, of %q, asked %v; want Finn asked", c.State, c.Owner, c.OnCall)
	}
	w.find(finn, ops, w.root.TS, "please take this question")
	w.onlyTold(toldNothing, toldRoot, "C0OPS: is no longer with the company", "C0OPS: please take this question",
		toldLine+"Your question is with")
}

func TestWhoIsNotToBeDisturbedIsAskedAfterOthers(t *testing.T) {
	w := quietWire(t)
	rota := w.rota()
	whom := func() []escalation.User {
		return rota.DutyOf(context.Background(), "operations", escalation.Case{}, w.now()).Asks[1]
	}
	w.must(w.SetPresence(sandbox.Presence{User: ivo, Quiet: w.now().Unix() + 3600}))
	if got := whom(); len(got) != 1 || got[0] != finn {
		t.Errorf("asked are %v, want Finn alone: Ivo has notifications paused", got)
	}
	w.must(w.SetPresence(sandbox.Presence{User: finn, Away: true}))
	if got := whom(); len(got) != 1 || got[0] != finn {
		t.Errorf("within the minute asked are %v, want what was known", got)
	}
	w.later(2)
	if got := whom(); len(got) != 2 {
		t.Errorf("asked are %v, want both when nobody is there", got)
	}
	w.must(w.Deactivate(ivo))
	w.settle()
	if got := whom(); len(got) != 1 || got[0] != finn {
		t.Errorf("asked are %v, want nobody who has left", got)
	}
}

func TestAnExpertIsToldOnceThatAWithdrawnQuestionHearsNobody(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(amira, w.line, "withdraw")())
	w.settle()
	w.answer("Ask the airport.")
	w.answer("Or the harbour.")
	w.onlyTold(toldNothing, "C0OPS: The question was taken back", "C0OPS: took the question back", "C0OPS: reaches nobody",
		toldLine+"You took this question back")
}

func TestTheDoctorNamesWhatTheBotDoesWithout(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket, func(c *sandbox.Config) {
		c.Scopes = nil
		for _, s := range sandbox.AllScopes() {
			if s != "dnd:read" {
				c.Scopes = append(c.Scopes, s)
			}
		}
	})
	r := w.doctor(env())
	if !strings.Contains(r.out, "ok     slack optional scopes: without dnd:read (experts are asked") {
		t.Errorf("the doctor says\n%s\nwant it to name dnd:read", r.out)
	}
}

func TestAnAskerWhoLeavesIsWorkedForByNobody(t *testing.T) {
	w := newWire(t)
	w.must(w.pressing(ivo, w.root, "claim")())
	w.settle()
	w.must(w.Deactivate(amira))
	w.settle()
	if c := w.kase(); c.State != escalation.Withdrawn || !c.Deaf {
		t.Errorf("the case of an asker who left is %s, deaf %v; want it withdrawn and deaf", c.State, c.Deaf)
	}
	w.find(ivo, ops, w.root.TS, "left")
	w.onlyTold(toldNothing, toldRoot, "C0OPS: left", toldLine+"took this question back")
}

func TestWhoLeavesAfterTheEndIsNotGivenTheCaseAgain(t *testing.T) {
	w := newWire(t)
	w.answer("Ask the airport.")
	w.must(w.pressing(amira, w.find(amira, w.dm(amira), w.line.TS, "Ask the airport."), "case_solved")())
	w.settle()
	w.must(w.Deactivate(ivo))
	w.settle()
	w.say(amira, w.dm(amira), w.line.TS, "Which airport?")
	w.settle()
	w.later(1)
	w.settle()
	if c := w.kase(); c.Owner != "" || len(c.OnCall) != 1 || c.OnCall[0] != finn {
		t.Errorf("the case is %s, of %q, asked %v; want Finn asked", c.State, c.Owner, c.OnCall)
	}
	w.onlyTold(toldNothing, toldRoot, "C0OPS: says that it is solved", "C0OPS: Which airport?", "C0OPS: is open again",
		"C0OPS: please take this question", toldLine+"Your question is with", "D0AMIRA: Ask the airport.")
}

func TestNothingPromisesThatWordsReachAnAskerWhoHasLeft(t *testing.T) {
	w := newWire(t)
	w.answer("Ask the airport.")
	w.must(w.Deactivate(amira))
	w.settle()
	if c := w.kase(); c.State != escalation.Settled || !c.Deaf {
		t.Errorf("the case of an asker who left is %s, deaf %v; want it settled and deaf", c.State, c.Deaf)
	}
	root := w.find(ivo, ops, "", "Closed", "Ivo Petrov answered. Amira Haddad is no longer with the company.")
	if strings.Contains(shown(root), "goes to Amira") {
		t.Errorf("the team reads\n%s\nwant no promise that words reach Amira", shown(root))
	}
}
