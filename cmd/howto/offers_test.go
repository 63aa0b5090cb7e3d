package main

import (
	"testing"

	"howto/sandbox"
)

// copied opens a case of which Ivo and Finn have a card each in direct messages, because the bot is out
// of the team's channel, and has Ivo take it. It returns Finn's card.
func copied(t *testing.T) (w *wire, card sandbox.Message) {
	t.Helper()
	w = quietWire(t)
	w.must(w.Kick(ops, demoBotUser))
	w.ask()
	w.settle()
	ivos := w.find(ivo, w.dm(ivo), "", "zeppelin")
	w.later(16) // the whole team is asked
	w.settle()
	card = w.find(finn, w.dm(finn), "", "zeppelin")
	w.must(w.pressing(ivo, ivos, "claim")())
	w.settle()
	return w, card
}

func TestASecondExpertsWordsBelowACopyReachTheAskerByTheOffer(t *testing.T) {
	w, card := copied(t)
	w.say(finn, w.dm(finn), card.TS, "Ask the harbour.")
	w.settle()
	offered := w.find(finn, w.dm(finn), card.TS, "only the team sees what you just wrote")
	w.must(w.pressing(finn, offered, "send_on")())
	w.settle()
	w.find(amira, w.dm(amira), w.find(amira, w.dm(amira), "", "answered you").TS, "Ask the harbour.")
}

func TestASecondExpertsWordsBelowACopyReachTheAskerByTheShortcut(t *testing.T) {
	w, card := copied(t)
	ts := w.say(finn, w.dm(finn), card.TS, "Ask the harbour.")
	w.settle()
	w.must(w.Shortcut(t.Context(), sandbox.ShortcutInput{As: finn, Channel: w.dm(finn), TS: ts, CallbackID: "send_on"}))
	w.settle()
	line := w.find(amira, w.dm(amira), "", "answered you")
	w.find(amira, w.dm(amira), line.TS, "Ask the harbour.")
	own := w.say(amira, w.dm(amira), line.TS, "Thank you all.")
	w.settle()
	w.must(w.Shortcut(t.Context(), sandbox.ShortcutInput{As: amira, Channel: w.dm(amira), TS: own, CallbackID: "send_on"}))
	w.settle()
	w.find(amira, w.dm(amira), "", "This works in the thread of a question")
}
