package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/sandbox"
)

// aviary adds an asset that only the members of a user group may see; Amira is one.
func aviary(c *sandbox.Config) {
	c.UserGroups = []sandbox.UserGroup{{ID: "S0AVIARY", Handle: "aviary", Users: []string{amira}}}
}

const aviaryAsset = "---\ntitle: Open the quokka aviary\nkind: steps\ntopics: [stock]\nowner: U0IVO\n" +
	"review: 2027-01-01\naudience: [S0AVIARY]\n---\n1. Turn the *brass* wheel.\n"

func TestAssetOfAGroupIsShownToItsMembersAloneAndNeverInAChannel(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket, aviary)
	w.write(filepath.Join(w.libraryDir(), "aviary.md"), aviaryAsset)
	w.start(sandbox.ModeSocket)
	w.command(amira, chanFloor, "open the quokka aviary")
	card := w.see(amira, chanFloor, "", "brass")
	if slices.Contains(actions(card.Blocks), "share") {
		t.Errorf("the card has the buttons %v, want no share", actions(card.Blocks))
	}
	w.command(ben, chanFloor, "open the quokka aviary")
	w.see(ben, chanFloor, "", "found nothing")
	ts := w.say(amira, chanFloor, "", "@howto open the quokka aviary")
	w.see(ben, chanFloor, ts, "quokka aviary", "found nothing")
	for _, m := range append(w.Messages(chanFloor, ben, ts), w.Messages(chanFloor, ben, "")...) {
		if strings.Contains(shown(m), "brass") || strings.Contains(shown(m), "Open the quokka") {
			t.Errorf("Ben reads %q, want nothing of the asset", shown(m))
		}
	}
	w.press(amira, card, "ask_expert")
	root := w.see("U0IVO", "C0OPS", "", "open the quokka aviary", "Amira")
	if strings.Contains(shown(root), "Open the quokka") {
		t.Errorf("the team's channel reads the title of the restricted asset:\n%s", shown(root))
	}
}

func TestARestrictedCardDrawnAnewCannotBeShared(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket, aviary)
	w.write(filepath.Join(w.libraryDir(), "aviary.md"), aviaryAsset+"\n<!-- more -->\n2. Mind the feathers.\n")
	w.start(sandbox.ModeSocket)
	w.command(amira, chanFloor, "open the quokka aviary")
	w.press(amira, w.see(amira, chanFloor, "", "brass"), "more")
	if card := w.see(amira, chanFloor, "", "feathers"); slices.Contains(actions(card.Blocks), "share") {
		t.Errorf("after More the card has the buttons %v, want no share", actions(card.Blocks))
	}
}

func TestHandOverToAChannelThatIsClosedReachesTheExpertDirectly(t *testing.T) {
	for name, close := range map[string]func(*world) error{
		"archived":    func(w *world) error { return w.Archive("C0OPS") },
		"bot removed": func(w *world) error { return w.Kick("C0OPS", demoBotUser) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, sandbox.ModeSocket)
			if err := close(w); err != nil {
				t.Fatal(err)
			}
			w.command(amira, chanFloor, "zeppelin mooring permit")
			w.press(amira, w.see(amira, chanFloor, "", "zeppelin"), "ask_expert")
			line := w.see(amira, w.dm(amira), "", "Your question is with")
			root := w.see("U0IVO", w.dm("U0IVO"), "", "zeppelin", "Amira Haddad")
			w.say("U0IVO", w.dm("U0IVO"), root.TS, "Ask the airport.")
			w.see(amira, w.dm(amira), line.TS, "Ask the airport.")
		})
	}
}

func TestThanksTakesNothingAway(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		root, line := w.handedOver()
		w.say("U0IVO", "C0OPS", root.TS, "Ask the airport.")
		answer := w.see(amira, w.dm(amira), line.TS, "Ask the airport.")
		w.say(amira, w.dm(amira), line.TS, "thanks!")
		w.see("U0IVO", "C0OPS", root.TS, "thanks!")
		w.press(amira, answer, "case_solved")
		w.see("U0IVO", "C0OPS", "", "✓ Solved")
	})
}

// handedOver opens a case of Amira's for the operations team.
func (w *world) handedOver() (root, line sandbox.Message) {
	w.t.Helper()
	w.command(amira, chanFloor, "zeppelin mooring permit")
	w.press(amira, w.see(amira, chanFloor, "", "zeppelin"), "ask_expert")
	return w.see("U0IVO", "C0OPS", "", "zeppelin"), w.see(amira, w.dm(amira), "", "Your question is with")
}

func TestLongAnswerArrivesOnceWhateverIsRefusedOnTheWay(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket, func(c *sandbox.Config) {
		c.Pace = sandbox.Pace{Every: 300 * time.Millisecond, Burst: 3}
	})
	root, line := w.handedOver()
	var words []string
	for i := range 2500 {
		words = append(words, fmt.Sprintf("word%04d", i))
	}
	w.say("U0IVO", "C0OPS", root.TS, strings.Join(words, " ")+" The end.")
	w.see(amira, w.dm(amira), line.TS, "The end.")
	var got []string
	for _, m := range w.Messages(w.dm(amira), amira, line.TS) {
		for _, word := range strings.Fields(m.Text) {
			if strings.HasPrefix(word, "word") {
				got = append(got, word)
			}
		}
	}
	if !slices.Equal(got, words) {
		t.Errorf("the asker reads %d words, want the %d of the answer, once each and in order", len(got), len(words))
	}
}

func TestALongAnswerIsChangedAndTakenBackInAllItsParts(t *testing.T) {
	w := newWire(t)
	long := func(word string) string { return strings.Repeat(word+" ", 2500) + "the end of " + word }
	copies := func() (all string, n int) {
		for _, m := range w.Messages(w.dm(amira), amira, w.line.TS) {
			if m.TS != w.line.TS && !m.Deleted {
				all, n = all+m.Text+"\n", n+1
			}
		}
		return all, n
	}
	edit := func(ts, text string) {
		t.Helper()
		w.must(w.Edit(t.Context(), sandbox.EditInput{As: ivo, Channel: ops, TS: ts, Text: text}))
		w.settle()
	}
	ts := w.answer(long("airport"))
	_, first := copies()
	for _, step := range []struct {
		text, has, not string
		parts          int
	}{
		{"Ask the harbour.", "Ask the harbour.", "airport", 1},
		{long("quay"), "the end of quay", "harbour", 0},
		{long("pier"), "the end of pier", "quay", 0},
	} {
		edit(ts, step.text)
		all, n := copies()
		if !strings.Contains(all, step.has) || strings.Contains(all, step.not) || step.parts > 0 && n != step.parts {
			t.Errorf("after %.20q the asker has %d messages, want all of it and nothing of %q", step.text, n, step.not)
		}
	}
	if first < 2 {
		t.Errorf("the answer took %d messages, want several or this shows nothing", first)
	}
	w.must(w.Delete(t.Context(), ivo, ops, ts))
	w.settle()
	if all, n := copies(); n != 1 || !strings.Contains(all, "withdrawn") {
		t.Errorf("after its end the asker has %d messages: %.200q", n, all)
	}
}

func TestTwoAskersInOneThreadEachReachTheirOwnExpert(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	ts := w.say(ben, chanFloor, "", "@howto zeppelin mooring permit")
	w.press(ben, w.see(ben, chanFloor, ts, "zeppelin", "Operations"), "ask_expert")
	bens := w.see("U0IVO", "C0OPS", "", "zeppelin", "Ben Okafor")
	w.say(amira, chanFloor, ts, "@howto submarine mooring permit")
	w.press(amira, w.see(amira, chanFloor, ts, "submarine", "found nothing"), "ask_expert")
	amiras := w.see("U0IVO", "C0OPS", "", "submarine", "Amira Haddad")
	w.say(ben, chanFloor, ts, "It is a small zeppelin.")
	w.see("U0IVO", "C0OPS", bens.TS, "It is a small zeppelin.")
	w.say(amira, chanFloor, ts, "It is a yellow one.")
	w.see("U0IVO", "C0OPS", amiras.TS, "It is a yellow one.")
}

func TestPeopleOfAnotherWorkspaceGetASentenceAndChangeNothing(t *testing.T) {
	w := newWorld(t, sandbox.ModeHTTP)
	before := len(w.ledger())
	d, err := w.Deliver(t.Context(), "slash_commands", object{"command": "/howto", "text": "refund without receipt",
		"user_id": "U0OTHER", "team_id": "T0OTHER", "channel_id": chanFloor, "trigger_id": "9.9"})
	if err != nil || !d.Acked {
		t.Fatalf("acknowledged = %v, %v; want true", d.Acked, err)
	}
	d, err = w.Deliver(t.Context(), "events_api", object{"type": "event_callback", "event": object{"type": "app_mention",
		"user": "U0OTHER", "user_team": "T0OTHER", "channel": chanFloor, "ts": "9.9", "text": "<@U0HOWTO> refund"}})
	if err != nil || !d.Acked {
		t.Fatalf("acknowledged = %v, %v; want true", d.Acked, err)
	}
	if got := len(w.ledger()); got != before {
		t.Errorf("the ledger grew by %d rows, want none", got-before)
	}
}

func TestCardThatHelpedMeanwhileEndsTheCaseAsSolved(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	m := w.cardFor(amira, "refund without receipt", "Refund a card payment without a receipt")
	w.press(amira, m, "keep")
	kept := w.see(amira, w.dm(amira), "", "Refund a card payment without a receipt")
	w.press(amira, m, "ask_expert")
	root := w.see("U0DANA", pay, "", "refund without receipt")
	w.press(amira, kept, "solved")
	w.see("U0DANA", pay, "", "found the steps in the library")
	w.see("U0DANA", pay, root.TS, "nothing left to do")
	kinds := w.ledger()
	if !slices.Contains(kinds, "solved") || slices.Contains(kinds, "withdrawn") {
		t.Errorf("the ledger holds %v, want solved and no withdrawn", kinds)
	}
}

func TestSmallTalkGetsTheGuide(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	for _, text := range []string{"hi", "Thanks!", "Help.", "🎉", "what can you do?"} {
		before := len(w.Messages(w.dm(amira), amira, ""))
		w.say(amira, w.dm(amira), "", text)
		w.newest(amira, w.dm(amira), before)
		if m := w.newest(amira, w.dm(amira), before+1); !strings.Contains(shown(m), "/howto") {
			t.Errorf("%q is answered with %q, want the guide", text, shown(m))
		}
	}
	if got := w.ledger(); len(got) != 0 {
		t.Errorf("small talk left %v in the ledger, want nothing", got)
	}
}

func TestWhyWithWordsIsAQuestionExceptForCurators(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	w.command(amira, chanFloor, "why was my refund without receipt declined")
	if got := w.ledger(); !slices.Contains(got, "asked") {
		t.Errorf("the ledger holds %v, want an ask", got)
	}
	w.command(amira, chanFloor, "why")
	w.see(amira, chanFloor, "", "Why this?", "title")
	w.command(cora, chanFloor, "why refund without receipt")
	w.see(cora, chanFloor, "", "Why this?", "refunds/no-receipt")
}
