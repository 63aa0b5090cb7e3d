package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/outcome"
	"howto/sandbox"
	"howto/search"
	"howto/store"
)

// asksToLook asks the owner of the refund without a receipt to look at it.
func (w *world) asksToLook() *store.Store {
	w.t.Helper()
	s := w.beside()
	lib, _, err := search.Load(libraryDir(w.t))
	if err != nil {
		w.t.Fatal(err)
	}
	asset, ok := lib.Asset(noReceipt)
	if !ok {
		w.t.Fatalf("the sample library has no %s", noReceipt)
	}
	body, err := json.Marshal(bot.Look{Look: "look1", To: dana, Team: "payments"})
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = s.OpenLook(w.t.Context(), store.WaitingLook{
		Look: outcome.Look{ID: "look1", Asset: noReceipt, Cause: outcome.TwoInARow}, Text: asset.Fingerprint(),
	}, escalation.Outgoing{ID: s.NewID(), Key: "look/look1", Lane: "dm:" + dana, Kind: escalation.OutLook, Body: body})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// looks waits until the look has that state.
func (w *world) looks(s *store.Store, want outcome.LookState, by string) {
	w.t.Helper()
	got, err := s.Look(w.t.Context(), "look1")
	if err != nil || got.State != want || got.By != by {
		w.t.Errorf("the look is %s by %q, %v; want %s by %q", got.State, got.By, err, want, by)
	}
}

func TestAnOwnerSaysThatTheirAssetIsStillRight(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		s := w.asksToLook()
		m := w.see(dana, w.dm(dana), "", "Two people in a row", "Refund a card payment without a receipt")
		w.press(dana, m, "look_right")
		m = w.gone(dana, m, "look_right")
		if !strings.Contains(shown(m), "Dana Kowalski says that it is still right") {
			t.Errorf("after the press the message is\n%s\nwant what was said, and by whom", shown(m))
		}
		w.looks(s, outcome.LookRight, dana)
	})
}

func TestAnOwnerWritesANewTextOfTheirAsset(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		s := w.asksToLook()
		m := w.see(dana, w.dm(dana), "", "Two people in a row")
		w.press(dana, m, "look_fix")
		form := w.form(dana, "draft")
		if got := initial(form, "title"); got != "Refund a card payment without a receipt" {
			t.Errorf("the form has the title %q, want that of the asset", got)
		}
		w.see(dana, w.dm(dana), "", "Dana Kowalski began a new text")
		w.looks(s, outcome.LookFixing, dana)
		if faults := w.submit(dana, form, map[string]string{"steps": "1. Ask for the zeppelin card."}); len(faults) > 0 {
			t.Fatalf("the new text is answered with %v", faults)
		}
		card := w.see(cora, w.dm(cora), "", "A new text for", "by Dana Kowalski", "zeppelin card")
		w.press(cora, card, "draft_publish")
		w.published(1)
		w.finds(amira, "refund without receipt", "zeppelin card")
	})
}

func TestCuratorsAreToldWhatWasRetired(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		s := w.asksToLook()
		m := w.see(dana, w.dm(dana), "", "Two people in a row")
		w.press(dana, m, "look_retire")
		w.gone(dana, m, "look_retire")
		w.see(dana, w.dm(dana), "", "Dana Kowalski retired it")
		w.see(cora, w.dm(cora), "", "Dana Kowalski retired", "no-receipt.md")
		w.looks(s, outcome.LookRetired, dana)
	})
}

func TestTheTeamLooksAtTheAssetOfAnOwnerWhoLeft(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		if err := w.Deactivate(dana); err != nil {
			t.Fatal(err)
		}
		s := w.asksToLook()
		m := w.see("U0ELIF", "C0PAY", "", "Two people in a row", "Dana Kowalski, takes no messages any more")
		if err := w.Invite("C0PAY", ben); err != nil {
			t.Fatal(err)
		}
		w.press(ben, m, "look_right")
		w.see(ben, "C0PAY", "", "Only the person who keeps this help")
		w.press("U0ELIF", m, "look_right")
		w.see("U0ELIF", "C0PAY", "", "Elif Sahin says that it is still right")
		w.looks(s, outcome.LookRight, "U0ELIF")
	})
}

func TestALookThatIsAnsweredIsNotAnsweredAgain(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		s := w.asksToLook()
		m := w.see(dana, w.dm(dana), "", "Two people in a row")
		w.press(dana, m, "look_right")
		w.gone(dana, m, "look_right")
		w.pressAs("look_right", "look_retire")
		w.looks(s, outcome.LookRight, dana)
		if n := w.count(cora, w.dm(cora), "", "retired"); n != 0 {
			t.Errorf("the curator is told %d times that it was retired, want never", n)
		}
	})
}

// pressAs delivers the last press on a button once more, as one on another button beside it.
func (w *world) pressAs(action, other string) {
	w.t.Helper()
	e := w.lastPress(action)
	raw, err := json.Marshal(e)
	if err != nil {
		w.t.Fatal(err)
	}
	again := strings.ReplaceAll(strings.ReplaceAll(string(raw), `"action_ts":"`, `"action_ts":"9`), action, other)
	var body map[string]any
	if err := json.Unmarshal([]byte(again), &body); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Deliver(w.t.Context(), "interactive", body); err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	if err := w.Wait(ctx, (*sandbox.Workspace).Idle); err != nil {
		w.t.Fatal(err)
	}
}

func TestWhatTheNextStepSolvesWasAnsweredByTheFirst(t *testing.T) {
	live := liveLibrary(t, map[string]string{
		"close.md": "---\ntitle: Close the shop\nkind: steps\nowner: U0IVO\nreview: 2030-01-01\ntopics: [stock]\n" +
			"next: [lamp]\n---\n1. Lock the door.\n",
		"lamp.md": "---\ntitle: Swap the quokka lamp\nkind: steps\nowner: U0IVO\nreview: 2030-01-01\n" +
			"topics: [stock]\nnext: [alarm]\n---\n1. Turn it.\n",
		"alarm.md": "---\ntitle: Set the wombat alarm\nkind: steps\nowner: U0IVO\nreview: 2030-01-01\n" +
			"topics: [stock]\n---\n1. Wait for the beep.\n"})
	p := newPlant(t, live, 0)
	dm := p.dm(amira)
	p.say(amira, dm, "", "close the shop")
	p.settle()
	for _, step := range []struct{ on, button string }{
		{"Lock the door", "next_1"}, {"Turn it", "next_1"}, {"Wait for the beep", "solved"},
	} {
		if err := p.pressing(amira, p.find(amira, dm, "", step.on), step.button)(); err != nil {
			t.Fatal(err)
		}
		p.settle()
	}
	said, err := p.store.Said(t.Context(), time.Time{}, "", 10)
	if err != nil || len(said) != 1 || said[0].Kind != outcome.Solved || said[0].Asset != "close" {
		t.Errorf("the ledger has %+v (%v), want one Solved of close: the question was how to close", said, err)
	}
}

func TestWhatDidNotHelpIsNoNextStepOfTheNextBest(t *testing.T) {
	live := liveLibrary(t, map[string]string{
		"close.md": "---\ntitle: Close the quokka shop\nkind: steps\nowner: U0IVO\nreview: 2030-01-01\ntopics: [stock]\n" +
			"---\n1. Lock the door.\n",
		"lamp.md": "---\ntitle: Swap the quokka lamp\nkind: steps\nowner: U0IVO\nreview: 2030-01-01\n" +
			"topics: [stock]\nnext: [close, alarm]\n---\n1. Turn it.\n",
		"alarm.md": "---\ntitle: Set the wombat alarm\nkind: steps\nowner: U0IVO\nreview: 2030-01-01\n" +
			"topics: [stock]\n---\n1. Wait for the beep.\n"})
	p := newPlant(t, live, 0)
	dm := p.dm(amira)
	p.say(amira, dm, "", "close the quokka shop")
	p.settle()
	if err := p.pressing(amira, p.find(amira, dm, "", "Lock the door"), "not_quite")(); err != nil {
		t.Fatal(err)
	}
	p.settle()
	text := shown(p.find(amira, dm, "", "Turn it"))
	if strings.Contains(text, "Next: Close the quokka shop") || !strings.Contains(text, "Next: Set the wombat alarm") {
		t.Errorf("the next best card says %q, want the alarm as the next step and not what did not help", text)
	}
}

func TestARetiredAssetIsNoNextStepAndNoChoice(t *testing.T) {
	live := liveLibrary(t, map[string]string{
		"close.md": "---\ntitle: Close the shop\nkind: steps\nowner: U0IVO\nreview: 2030-01-01\ntopics: [stock]\n" +
			"next: [lamp]\n---\n1. Lock the door.\n",
		"lamp.md": "---\ntitle: Swap the quokka lamp\nkind: steps\nowner: U0IVO\nreview: 2030-01-01\n" +
			"topics: [stock]\n---\n1. Turn it.\n"})
	p := newPlant(t, live, 0)
	dm := p.dm(amira)
	asks := func() sandbox.Message {
		t.Helper()
		p.say(amira, dm, "", "close the shop")
		p.settle()
		return p.find(amira, dm, "", "Lock the door")
	}
	before := asks()
	if !slices.Contains(actions(before.Blocks), "next_1") {
		t.Fatalf("the card has %v, want the next step among them", actions(before.Blocks))
	}
	lamp, _ := live.Asset("lamp")
	live.Doubt([]search.Doubt{{Asset: "lamp", Text: lamp.Fingerprint(), Out: true}})
	if err := p.pressing(amira, before, "next_1")(); err != nil {
		t.Fatal(err)
	}
	p.settle()
	p.find(amira, dm, "", "taken out of the library")
	if after := asks(); slices.Contains(actions(after.Blocks), "next_1") {
		t.Errorf("a card that is shown after it was retired has %v, want no next step", actions(after.Blocks))
	}
}
