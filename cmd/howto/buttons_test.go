package main

import (
	"slices"
	"strings"
	"testing"

	"howto/sandbox"
	"howto/search"
)

// cardFor asks as a person by command and returns the card of the asset with the title, picking it
// from the choices where the search was not sure.
func (w *world) cardFor(as, text, title string) sandbox.Message {
	w.t.Helper()
	w.command(as, chanFloor, text)
	m := w.see(as, chanFloor, "", title)
	if slices.Contains(actions(m.Blocks), "choose_1") {
		w.press(as, m, "choose_1")
		m = w.gone(as, m, "choose_1")
	}
	return m
}

func TestEveryKindOfAssetBecomesACard(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		lib, _, err := search.Load(libraryDir(t))
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[search.Kind]bool{}
		for _, a := range lib.Assets() {
			if kinds[a.Kind] || len(a.Audience) > 0 {
				continue
			}
			kinds[a.Kind] = true
			t.Run(string(a.Kind), func(t *testing.T) {
				m := w.cardFor(amira, a.Title, a.Title)
				got := actions(m.Blocks)
				for _, want := range []string{"solved", "not_quite", "ask_expert", "keep"} {
					if !slices.Contains(got, want) {
						t.Errorf("the card of %s has the buttons %v, want %s among them", a.ID, got, want)
					}
				}
				if !strings.Contains(shown(m), "Owner") {
					t.Errorf("the card of %s names no owner:\n%s", a.ID, shown(m))
				}
				if err := w.Reload(amira); err != nil {
					t.Fatal(err)
				}
			})
		}
		if len(kinds) != 8 {
			t.Errorf("the library has %d kinds, want 8", len(kinds))
		}
	})
}

func TestOneAssetThatIsNotSureIsOfferedAndNotShown(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		const question, title = "contractor dispute", "Let a contractor in"
		offer := func(as string) sandbox.Message {
			m := w.answerTo(as, question)
			if got := strings.Join(actions(m.Blocks), " "); got != "choose_1 ask_expert" ||
				!strings.HasPrefix(m.Text, "I am not sure. Is it this?") || !strings.Contains(m.Text, title) {
				t.Fatalf("%q is answered with the buttons %q and\n%s\nwant %q offered", question, got, m.Text, title)
			}
			return m
		}
		m, other := offer(amira), offer(ben) // before anything is learnt
		w.press(amira, m, "choose_1")
		card := w.gone(amira, m, "choose_1")
		w.press(amira, card, "solved")
		w.gone(amira, card, "solved")
		w.press(ben, other, "ask_expert")
		if other = w.gone(ben, other, "ask_expert"); !strings.Contains(other.Text, "Handed to") {
			t.Errorf("the offer that was refused reads\n%s\nwant that it was handed on", other.Text)
		}
		want := "asked offered asked offered chose solved handed over"
		if got := strings.Join(w.ledger(), " "); !strings.HasPrefix(got, want) {
			t.Errorf("the ledger is %q, want %q first", got, want)
		}
	})
}

func TestSolvedTakesTheButtonsAway(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m := w.cardFor(amira, "refund without receipt", "Refund a card payment without a receipt")
		w.press(amira, m, "solved")
		m = w.gone(amira, m, "solved")
		if !strings.Contains(shown(m), "Amira Haddad") {
			t.Errorf("the card does not say who pressed:\n%s", shown(m))
		}
		if got := w.ledger(); !slices.Equal(got, []string{"asked", "served", "solved"}) {
			t.Errorf("the ledger holds %v, want asked, served, solved", got)
		}
	})
}

func TestMoreOpensTheRestInPlace(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m := w.cardFor(amira, "refund without receipt", "Refund a card payment without a receipt")
		before := shown(m)
		w.press(amira, m, "more")
		m = w.gone(amira, m, "more")
		if len(shown(m)) <= len(before) {
			t.Errorf("More shows %d characters, want more than %d", len(shown(m)), len(before))
		}
	})
}

func TestShareShowsTheCardToTheChannelInTheAskersName(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m := w.cardFor(amira, "refund without receipt", "Refund a card payment without a receipt")
		w.press(amira, m, "share")
		public := w.see(ben, chanFloor, "", "Refund a card payment without a receipt", "Amira Haddad")
		if len(actions(public.Blocks)) > 0 && slices.Contains(actions(public.Blocks), "solved") {
			t.Errorf("the shared card has the asker's buttons %v, want none", actions(public.Blocks))
		}
		m = w.gone(amira, m, "share")
		if !slices.Contains(actions(m.Blocks), "solved") {
			t.Errorf("after sharing the asker's card has %v, want solved still there", actions(m.Blocks))
		}
	})
}

func TestKeepSendsTheCardToDirectMessagesWithItsButtons(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m := w.cardFor(amira, "refund without receipt", "Refund a card payment without a receipt")
		w.press(amira, m, "keep")
		kept := w.see(amira, w.dm(amira), "", "Refund a card payment without a receipt")
		w.press(amira, m, "keep")
		w.see(amira, chanFloor, "", "in your direct messages already")
		w.press(amira, kept, "solved")
		w.gone(amira, kept, "solved")
		w.press(amira, m, "solved")
		w.see(amira, chanFloor, "", "closed already")
	})
}

func TestAssetOfAChannelIsShownThereAndNowhereElse(t *testing.T) {
	const title = "Change the combination of the safe"
	inEachMode(t, func(t *testing.T, w *world) {
		w.command("U0HUGO", "C0SAFE", "safe combination")
		w.see("U0HUGO", "C0SAFE", "", title)
		w.command(amira, chanFloor, "safe combination")
		all := w.Messages(chanFloor, amira, "")
		if len(all) == 0 {
			t.Fatal("the question has no answer")
		}
		for _, m := range all {
			if strings.Contains(shown(m), title) {
				t.Errorf("somebody outside the audience sees %q", shown(m))
			}
		}
	})
}

func TestNotQuiteAsksWhatWasMissing(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m := w.cardFor(amira, "refund without receipt", "Refund a card payment without a receipt")
		w.press(amira, m, "not_quite")
		next := w.see(amira, chanFloor, "", "next best")
		w.press(amira, next, "missing")
		forms := w.Views(amira)
		if len(forms) != 1 {
			t.Fatalf("%d forms are open, want 1", len(forms))
		}
		faults, err := w.Submit(t.Context(), sandbox.SubmitInput{As: amira, ViewID: forms[0].ID,
			Values: map[string]map[string]string{"words": {"words": "what if they paid abroad"}}})
		if err != nil || len(faults) > 0 {
			t.Fatalf("the form is refused: %v %v", err, faults)
		}
		if got := w.ledger(); !slices.Contains(got, "missing") {
			t.Errorf("the ledger holds %v, want missing in it", got)
		}
		if out := w.howto("export"); strings.Contains(out, "abroad") {
			t.Error("the export carries what the asker wrote, want no text in it")
		}
	})
}

func TestNotQuiteOnTheLastHitOffersAPerson(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m := w.cardFor(amira, "refund without receipt", "Refund a card payment without a receipt")
		for range 8 {
			before := len(w.Messages(chanFloor, amira, ""))
			w.press(amira, m, "not_quite")
			m = w.newest(amira, chanFloor, before)
			if !slices.Contains(actions(m.Blocks), "not_quite") {
				break
			}
		}
		if got := actions(m.Blocks); !slices.Contains(got, "ask_expert") || slices.Contains(got, "not_quite") {
			t.Errorf("after the last hit the buttons are %v, want ask_expert and no not_quite", got)
		}
	})
}

func TestOnlyTheAskerCanPressTheirButtons(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		ts := w.say(ben, chanFloor, "", "@howto refund without receipt")
		m := w.see(ben, chanFloor, ts, "Refund a card payment without a receipt")
		w.press(amira, m, "solved")
		w.see(amira, chanFloor, "", "Only the person who asked")
		if got := w.ledger(); slices.Contains(got, "solved") {
			t.Errorf("the ledger holds %v, want no solved", got)
		}
	})
}

func TestCuratorSeesHowTheRankingCameAbout(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		m := w.cardFor(cora, "refund without receipt", "Refund a card payment without a receipt")
		w.press(cora, m, "why")
		w.see(cora, chanFloor, "", "refunds/no-receipt", "title")
	})
}

func TestCaseAskedInAChannelIsAnsweredInItsThread(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		ts := w.say(ben, chanFloor, "", "@howto zeppelin mooring permit")
		m := w.see(ben, chanFloor, ts, "zeppelin", "Operations")
		w.press(ben, m, "ask_expert")
		root := w.see("U0IVO", "C0OPS", "", "zeppelin")
		w.see(ben, chanFloor, ts, "Ivo Petrov")
		w.say("U0IVO", "C0OPS", root.TS, "Ask the airport.")
		answer := w.see(ben, chanFloor, ts, "Ask the airport.")
		w.say(ben, chanFloor, ts, "Which one?")
		w.see("U0IVO", "C0OPS", root.TS, "Which one?")
		w.press(ben, answer, "case_not_yet")
		w.see("U0IVO", "C0OPS", root.TS, "not solved yet")
		w.gone(ben, answer, "case_solved")
	})
}

// newest waits until as sees more than before messages in a channel and returns the last.
func (w *world) newest(as, channel string, before int) sandbox.Message {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	var all []sandbox.Message
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		all = box.Messages(channel, as, "")
		return len(all) > before
	})
	if err != nil {
		w.t.Fatalf("%s sees no new message in %s: %v\n%s", as, channel, err, w.err)
	}
	return all[len(all)-1]
}
