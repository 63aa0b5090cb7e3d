package main

import (
	"slices"
	"strings"
	"testing"

	"howto/sandbox"
)

const (
	amira = "U0AMIRA"
	ben   = "U0BEN"
	mara  = "U0MARA"
	cora  = "U0CORA"
	pay   = "C0PAY"
)

// onCall is who a root message mentions: the expert on call.
func onCall(t *testing.T, m sandbox.Message) string {
	t.Helper()
	if len(m.Notified) != 1 {
		t.Fatalf("the root message notifies %v, want the one expert on call", m.Notified)
	}
	return m.Notified[0]
}

func TestStoryFromQuestionThroughPersonToLedger(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.command(amira, chanFloor, "refund without receipt")
		card := w.see(amira, chanFloor, "", "Refund a card payment without a receipt", "Find sale")
		if !card.Ephemeral {
			t.Error("the answer to a command is public, want it for the asker alone")
		}
		w.press(amira, card, "not_quite")
		w.gone(amira, card, "not_quite")
		next := w.see(amira, chanFloor, "", "next best")
		w.press(amira, next, "ask_expert")

		root := w.see("U0DANA", pay, "", "refund without receipt", "Amira Haddad",
			"Refund a card payment without a receipt")
		expert := onCall(t, root)
		line := w.see(amira, w.dm(amira), "", "Payments")
		w.press(expert, root, "claim")
		w.see(amira, w.dm(amira), "", "has your question")
		w.gone(expert, root, "claim")

		w.say(expert, pay, root.TS, "Use the *card itself*: Menu &gt; Returns &gt; Find by card.")
		answer := w.see(amira, w.dm(amira), line.TS, "Find by card")
		w.say(amira, w.dm(amira), line.TS, "And if the card is new?")
		w.see(expert, pay, root.TS, "And if the card is new?")
		w.say(expert, pay, root.TS, "Then the bank sends it to the new one.")
		second := w.see(amira, w.dm(amira), line.TS, "new one")
		w.press(amira, second, "case_solved")
		w.gone(amira, second, "case_solved")
		w.see(expert, pay, "", "Solved", "Amira Haddad")
		if answer.User != "U0HOWTO" {
			t.Errorf("the answer comes from %s, want the bot", answer.User)
		}
		kinds := w.ledger()
		for _, want := range []string{"asked", "served", "not quite", "served", "handed over", "paged", "claimed",
			"answered", "follow-up", "answered", "resolved"} {
			i := slices.Index(kinds, want)
			if i < 0 {
				t.Fatalf("the ledger lacks %q in its order; left: %v", want, kinds)
			}
			kinds = kinds[i+1:]
		}
	})
}

// ledger is the kinds of the exported rows, in their order.
func (w *world) ledger() []string {
	w.t.Helper()
	rows, err := exportedRows(strings.NewReader(w.howto("export", "--format", "csv")))
	if err != nil {
		w.t.Fatal(err)
	}
	var kinds []string
	column := slices.Index(rows[0], "kind")
	for _, r := range rows[1:] {
		kinds = append(kinds, r[column])
		for _, cell := range r {
			if strings.HasPrefix(cell, "U0") {
				w.t.Errorf("the export names the person %s, want a pseudonym", cell)
			}
		}
	}
	return kinds
}

func TestEachDoorLeadsToTheCard(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		ts := w.say(ben, chanFloor, "", "@howto refund without receipt")
		inThread := w.see(ben, chanFloor, ts, "Refund a card payment without a receipt")
		if inThread.ThreadTS != ts {
			t.Errorf("the mention is answered in thread %s, want %s", inThread.ThreadTS, ts)
		}
		w.say(amira, w.dm(amira), "", "refund without receipt")
		w.see(amira, w.dm(amira), "", "Refund a card payment without a receipt")
		question := w.say(ben, chanFloor, "", "refund without receipt, anybody?")
		err := w.Shortcut(t.Context(), sandbox.ShortcutInput{As: mara, Channel: chanFloor, TS: question,
			CallbackID: "find_help"})
		if err != nil {
			t.Fatal(err)
		}
		found := w.see(mara, chanFloor, "", "Refund a card payment without a receipt")
		if !found.Ephemeral {
			t.Error("the answer to a shortcut is public, want it for the presser alone")
		}
		if err := w.OpenHome(t.Context(), ben, "home"); err != nil {
			t.Fatal(err)
		}
		w.homeShows(ben, "refund without receipt")
		if err := w.Press(t.Context(), sandbox.PressInput{As: ben, ViewID: w.Home(ben).ID, ActionID: "home_ask"}); err != nil {
			t.Fatal(err)
		}
		form := w.Views(ben)
		if len(form) != 1 {
			t.Fatalf("%d forms are open, want 1", len(form))
		}
		_, err = w.Submit(t.Context(), sandbox.SubmitInput{As: ben, ViewID: form[0].ID,
			Values: map[string]map[string]string{"words": {"words": "refund without receipt"}}})
		if err != nil {
			t.Fatal(err)
		}
		w.see(ben, w.dm(ben), "", "Refund a card payment without a receipt")
	})
}

// homeShows waits until a person's Home tab contains text.
func (w *world) homeShows(as, text string) {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		v := box.Home(as)
		return v != nil && strings.Contains(shown(sandbox.Message{Blocks: v.Blocks}), text)
	})
	if err != nil {
		w.t.Fatalf("the Home tab of %s lacks %q: %v", as, text, err)
	}
}

func TestCommandWithoutWordsShowsTheGuide(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		for _, text := range []string{"", "help", "  HELP "} {
			w.command(amira, chanFloor, text)
			w.see(amira, chanFloor, "", "/howto")
			if err := w.Reload(amira); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.ledger(); len(got) != 0 {
			t.Errorf("the guide left %v in the ledger, want nothing", got)
		}
	})
}

func TestQuestionThatNothingFitsOffersAPersonAtOnce(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		dm := w.dm(amira)
		w.say(amira, dm, "", "zeppelin mooring permit")
		m := w.see(amira, dm, "", "zeppelin mooring permit", "Operations", "found nothing")
		// The button stays for a moment, as it does while Slack is busy.
		w.faults(sandbox.Fault{Kind: "ratelimit", Match: "chat.update", Times: 1, MS: 1000})
		w.press(amira, m, "ask_expert")
		root := w.see("U0IVO", "C0OPS", "", "zeppelin mooring permit")
		w.press(amira, m, "ask_expert")
		w.see(amira, dm, "", "with the experts already")
		if n := len(w.Messages("C0OPS", "U0IVO", "")); n != 1 {
			t.Errorf("pressing twice left %d root messages, want 1", n)
		}
		line := w.see(amira, dm, "", "Your question is with", "Operations")
		w.press(amira, line, "withdraw")
		w.see("U0IVO", "C0OPS", "", "was taken back")
		w.gone("U0IVO", root, "claim")
	})
}

func TestAskerIsToldTheUsualWaitAndWhoWasAsked(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.command(amira, chanFloor, "zeppelin mooring permit")
		w.press(amira, w.see(amira, chanFloor, "", "zeppelin"), "ask_expert")
		w.see(amira, w.dm(amira), "", "Operations", "Ivo Petrov")
	})
}

func TestOnlyPeopleOfTheTeamCanClaim(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		if err := w.Invite("C0OPS", ben); err != nil {
			t.Fatal(err)
		}
		w.command(amira, chanFloor, "zeppelin mooring permit")
		w.press(amira, w.see(amira, chanFloor, "", "zeppelin"), "ask_expert")
		root := w.see("U0IVO", "C0OPS", "", "zeppelin")
		w.press(ben, root, "claim")
		w.see(ben, "C0OPS", "", "Only people of the team")
		w.press("U0IVO", root, "claim")
		w.see("U0IVO", "C0OPS", "", "Ivo Petrov has it")
	})
}
