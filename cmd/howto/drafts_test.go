package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
	"howto/sandbox"
	"howto/search"
	"howto/store"
)

const (
	ivo = "U0IVO"
	ops = "C0OPS"

	mooring = "Hi all, how do I get a zeppelin mooring permit?"
	permit  = "How do I get a zeppelin mooring permit" // its title
)

// solvedByPerson hands a question to the team, has it answered and solved, and returns the message in
// the team's thread that says so.
func (w *world) solvedByPerson(as, question, answer string) sandbox.Message {
	w.t.Helper()
	w.say(as, w.dm(as), "", question)
	w.press(as, w.see(as, w.dm(as), "", "found nothing"), "ask_expert")
	root := w.see(ivo, ops, "", question[len(question)/2:])
	line := w.see(as, w.dm(as), "", "Your question is with")
	w.say(ivo, ops, root.TS, answer)
	w.press(as, w.see(as, w.dm(as), line.TS, "answers:"), "case_solved")
	return w.see(ivo, ops, root.TS, "says that it is solved")
}

// form waits until the form of that kind is open before a person.
func (w *world) form(as, kind string) sandbox.View {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	var v sandbox.View
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		all := box.Views(as)
		if len(all) == 0 {
			return false
		}
		v = all[len(all)-1]
		return v.CallbackID == kind
	})
	if err != nil {
		w.t.Fatalf("no form %s is open for %s: %v\n%s", kind, as, w.Views(as), w.err)
	}
	return v
}

// initial is what a field of a form was filled with.
func initial(v sandbox.View, name string) string {
	for _, b := range v.Blocks {
		if id, _ := b["block_id"].(string); strings.HasPrefix(id, name+":") {
			e, _ := b["element"].(map[string]any)
			text, _ := e["initial_value"].(string)
			return text
		}
	}
	return ""
}

// submit sends a form with other values in some fields, and returns what is wrong, by field.
func (w *world) submit(as string, v sandbox.View, change map[string]string) map[string]string {
	w.t.Helper()
	values := map[string]map[string]string{}
	for _, b := range v.Blocks {
		id, _ := b["block_id"].(string)
		name, _, _ := strings.Cut(id, ":")
		if text, ok := change[name]; ok {
			values[id] = map[string]string{"words": text}
		}
	}
	faults, err := w.Submit(w.t.Context(), sandbox.SubmitInput{As: as, ViewID: v.ID, Values: values})
	if err != nil {
		w.t.Fatalf("submit: %v\n%s", err, w.err)
	}
	out := map[string]string{}
	for id, text := range faults {
		name, _, _ := strings.Cut(id, ":")
		out[name] = text
	}
	return out
}

// published waits until the search has what was published so many times.
func (w *world) published(n int) {
	w.t.Helper()
	w.await(strings.Repeat(`(?s)published assets taken.*`, n))
}

// finds asks until a person sees words in the answer to a command.
func (w *world) finds(as, question string, words ...string) sandbox.Message {
	w.t.Helper()
	w.command(as, chanFloor, question)
	return w.see(as, chanFloor, "", words...)
}

func TestAnAnswerBecomesAnAssetThatTheNextSearchFinds(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		solved := w.solvedByPerson(amira, mooring,
			"Ask @finn first:\n• open *Harbour*\n• press _Permit_, or mail ivo@fernhill.example")
		w.press(ivo, solved, "save_asset")
		form := w.form(ivo, "draft")
		want := "Ask a colleague first:\n\n1. open **Harbour**\n2. press *Permit*, or mail (address left out)"
		if got := initial(form, "steps"); got != want {
			t.Errorf("the form has the steps\n%s\nwant\n%s", got, want)
		}
		if title, asks := initial(form, "title"), initial(form, "asks"); title != permit ||
			asks != "how do I get a zeppelin mooring permit" {
			t.Errorf("the form has the title %q and the asks %q", title, asks)
		}
		if faults := w.submit(ivo, form, map[string]string{"steps": "1. One\n2. <b>two</b>"}); !strings.Contains(faults["steps"], "Line 2: Raw HTML") {
			t.Errorf("raw HTML is answered with %v, want the line of the steps", faults)
		}
		if faults := w.submit(ivo, w.form(ivo, "draft"), map[string]string{"steps": "1. Open **Harbour**.\n2. Press *Permit*."}); len(faults) > 0 {
			t.Fatalf("a good text is answered with %v", faults)
		}
		w.see(ivo, w.dm(ivo), "", "Thank you", "Cora Reyes")

		card := w.see(cora, w.dm(cora), "", permit, "Ivo Petrov", "Harbour")
		begun := time.Now()
		w.press(cora, card, "draft_publish")
		w.published(1)
		t.Logf("found %v after it was published", time.Since(begun))
		if m := w.finds(ben, "permit for mooring a zeppelin", permit, "Harbour", "Ivo Petrov"); !m.Ephemeral ||
			!slices.Contains(actions(m.Blocks), "solved") {
			t.Errorf("ben gets %v, want a card of his own", actions(m.Blocks))
		}
		w.gone(cora, card, "draft_publish")
		w.see(cora, w.dm(cora), "", "Published by Cora Reyes")
		w.see(ivo, w.dm(ivo), "", permit, "is in the library now")
		kinds := w.ledger()
		for _, want := range []string{"drafted", "published"} {
			if !slices.Contains(kinds, want) {
				t.Errorf("the ledger lacks %q: %v", want, kinds)
			}
		}
		w.press(ivo, solved, "save_asset")
		w.see(ivo, ops, "", "in the library already")
		w.checkNamesTheOnlyPublishedInDoubt()
	})
}

// checkNamesTheOnlyPublishedInDoubt puts the only published asset in doubt.
func (w *world) checkNamesTheOnlyPublishedInDoubt() {
	w.t.Helper()
	s := w.beside()
	published, _, err := s.Published(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	a := search.NewLibrary().With(published).Assets()[0]
	look := store.WaitingLook{Look: outcome.Look{ID: "look1", Asset: a.ID, Cause: outcome.TwoInARow}, Text: a.Fingerprint()}
	if _, err := s.OpenLook(w.t.Context(), look); err != nil {
		w.t.Fatal(err)
	}
	if out, want := w.howto("check"), a.ID+": did not help lately"; !strings.Contains(out, want) {
		w.t.Errorf("check says\n%s\nwant %q", out, want)
	}
}

func TestADraftIsSentBackEditedAndPublished(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.press(ivo, w.solvedByPerson(amira, mooring, "Just call."), "save_asset")
		w.submit(ivo, w.form(ivo, "draft"), nil)
		card := w.see(cora, w.dm(cora), "", permit, "Just call")
		w.press(cora, card, "draft_send_back")
		note := w.Views(cora)[0]
		if _, err := w.Submit(t.Context(), sandbox.SubmitInput{As: cora, ViewID: note.ID,
			Values: map[string]map[string]string{"words": {"words": "Whom to call, and *when*?"}}}); err != nil {
			t.Fatal(err)
		}
		back := w.see(ivo, w.dm(ivo), "", "Cora Reyes", "asks for a change", "Whom to call, and *when*?")
		w.gone(cora, card, "draft_publish")
		if err := w.OpenHome(t.Context(), ivo, "home"); err != nil {
			t.Fatal(err)
		}
		w.homeShows(ivo, "Sent back with a note")
		w.press(ivo, back, "draft_edit")
		w.submit(ivo, w.form(ivo, "draft"), map[string]string{"steps": "Call the harbour before noon."})
		again := w.see(cora, w.dm(cora), "", permit, "before noon")
		if again.TS != card.TS {
			t.Error("the curator got a second card, want the first one brought up to date")
		}
		w.press(cora, again, "draft_publish")
		w.published(1)
		w.finds(ben, "zeppelin mooring permit", "before noon")
	})
}

func TestWhatWasPublishedMovesIntoTheFolderWithoutADuplicate(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.press(ivo, w.solvedByPerson(amira, mooring, "Call the harbour."), "save_asset")
		w.submit(ivo, w.form(ivo, "draft"), nil)
		w.press(cora, w.see(cora, w.dm(cora), "", permit), "draft_publish")
		w.published(1)
		dir := t.TempDir()
		for _, want := range []string{"written", "there already"} {
			if out := w.howto("export", "library", dir); !strings.Contains(out, "permit.md: "+want) {
				t.Errorf("export says %q, want %q", out, want)
			}
		}
		w.howto("check", dir)
		lib, faults, err := search.Load(dir)
		if err != nil || len(faults) > 0 || lib.Len() != 1 {
			t.Fatalf("the folder has %d assets, %v, %v; want one", lib.Len(), faults, err)
		}
		a := lib.Assets()[0]
		if a.ID != "stock/get-zeppelin-mooring-permit" || a.Owner != ivo || a.Title != permit {
			t.Errorf("exported %+v", a)
		}
		before := w.serving()
		w.howto("export", "library", w.libraryDir())
		w.await("files took the place of published assets")
		w.finds(ben, "zeppelin mooring permit", permit, "Call the harbour")
		if out := w.howto("export", "library", dir); !strings.Contains(out, "0 published assets") {
			t.Errorf("export says %q after the file took its place, want nothing left", out)
		}
		// Deleting the file takes the asset out, also out of a bot that starts anew.
		if err := os.Remove(filepath.Join(w.libraryDir(), a.ID+".md")); err != nil {
			t.Fatal(err)
		}
		if got := w.stop(); got != statusDone {
			t.Fatalf("stop: %d", got)
		}
		w.start(w.mode)
		w.command(ben, chanFloor, "zeppelin mooring permit again")
		w.see(ben, chanFloor, "", "found nothing")
		if now := w.serving(); now != before {
			t.Errorf("%s assets, want %s as at first", now, before)
		}
	})
}

func TestDraftsFollowTheAnswerThatTheyWereMadeOf(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		solved := w.solvedByPerson(amira, mooring, "Call the harbor.")
		root := w.see(ivo, ops, "", "Amira Haddad", "zeppelin")
		answer := w.see(ivo, ops, root.TS, "Call the harbor.")
		edit := func(text string) {
			t.Helper()
			if err := w.Edit(t.Context(), sandbox.EditInput{As: ivo, Channel: ops, TS: answer.TS, Text: text}); err != nil {
				t.Fatal(err)
			}
			w.see(amira, w.dm(amira), "", text, "(edited)")
		}
		w.press(ivo, solved, "save_asset")
		w.form(ivo, "draft")
		edit("Call the harbour.")
		w.press(ivo, solved, "save_asset")
		form := w.form(ivo, "draft")
		if got := initial(form, "steps"); got != "Call the harbour." {
			t.Errorf("the form has %q, want the answer as it is now", got)
		}
		w.submit(ivo, form, map[string]string{"steps": "1. Call the harbour.\n2. Hang up."})
		w.see(cora, w.dm(cora), "", permit, "Hang up")
		edit("Mail the harbour.")
		now := w.see(cora, w.dm(cora), "", "Hang up", "The answer was changed since")
		edit("Call the harbour.")
		if err := w.Delete(t.Context(), ivo, ops, answer.TS); err != nil {
			t.Fatal(err)
		}
		w.lacks(cora, now, "Call the harbour")
	})
}

func TestWhoAnswersForAnAssetIsToldOnceThatItsAnswerIsDeleted(t *testing.T) {
	w := newWorld(t, sandbox.ModeHTTP)
	solved := w.solvedByPerson(amira, mooring, "Call the harbour.")
	root := w.see(ivo, ops, "", "Amira Haddad", "zeppelin")
	answer := w.see(ivo, ops, root.TS, "Call the harbour.")
	w.press(ivo, solved, "save_asset")
	w.submit(ivo, w.form(ivo, "draft"), nil)
	w.press(cora, w.see(cora, w.dm(cora), "", permit), "draft_publish")
	w.published(1)
	if err := w.Edit(t.Context(), sandbox.EditInput{As: ivo, Channel: ops, TS: answer.TS, Text: "Mail the harbour."}); err != nil {
		t.Fatal(err)
	}
	w.see(amira, w.dm(amira), "", "Mail the harbour.", "(edited)")
	w.faults(sandbox.Fault{Kind: "duplicate"})
	if err := w.Delete(t.Context(), ivo, ops, answer.TS); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{ivo, cora} {
		w.see(who, w.dm(who), "", permit, "was made from has been deleted")
	}
	w.see(amira, w.dm(amira), "", "Answer withdrawn")
	w.finds(ben, "permit for mooring a zeppelin", permit, "Call the harbour.")
	w.onlyTold(toldNothing, toldRoot, "C0OPS: says that it is solved", toldLine+"with the help of",
		"D0AMIRA: withdrawn", "D0IVO: Thank you", "D0IVO: in the library now", "D0IVO: has been deleted",
		"D0CORA: Published by", "D0CORA: has been deleted")
}

// lacks waits until a message no longer has words.
func (w *world) lacks(as string, m sandbox.Message, words string) {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		for _, now := range box.Messages(m.Channel, as, "") {
			if now.TS == m.TS {
				return !strings.Contains(shown(now), words)
			}
		}
		return true
	})
	if err != nil {
		w.t.Fatalf("%q is still there: %v", words, err)
	}
}

func TestOfTwoCuratorsTheFirstDecides(t *testing.T) {
	t.Parallel() // worlds share nothing
	w := prepare(t, "socket")
	conf, err := os.ReadFile(w.conf)
	if err != nil {
		t.Fatal(err)
	}
	w.write(w.conf, strings.Replace(string(conf), "[U0CORA]", "[U0CORA, U0MARA]", 1))
	w.start("socket")
	w.press(ivo, w.solvedByPerson(amira, mooring, "Call the harbour."), "save_asset")
	w.submit(ivo, w.form(ivo, "draft"), nil)
	first, second := w.see(cora, w.dm(cora), "", permit), w.see(mara, w.dm(mara), "", permit)
	// Both cards stay as they are for a moment, as they do while Slack is busy.
	w.faults(sandbox.Fault{Kind: "ratelimit", Match: "chat.update", Times: 2, MS: 1000})
	w.press(cora, first, "draft_publish")
	w.press(mara, second, "draft_publish")
	w.press(cora, first, "draft_publish")
	w.see(mara, w.dm(mara), "", "Cora Reyes has published this already")
	w.see(cora, w.dm(cora), "", "Cora Reyes has published this already")
	w.gone(mara, second, "draft_publish")
	w.see(mara, w.dm(mara), "", "Published by Cora Reyes")
	w.see(ivo, w.dm(ivo), "", "is in the library now")
	if n := w.count(ivo, w.dm(ivo), "", "is in the library now"); n != 1 {
		t.Errorf("the expert was told %d times, want once", n)
	}
}

func TestEachDeliveryThatComesTwiceCountsOnce(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.faults(sandbox.Fault{Kind: "duplicate"})
		w.press(ivo, w.solvedByPerson(amira, mooring, "Call the harbour."), "save_asset")
		w.submit(ivo, w.form(ivo, "draft"), nil)
		w.press(cora, w.see(cora, w.dm(cora), "", permit), "draft_publish")
		w.published(1)
		w.see(ivo, w.dm(ivo), "", "is in the library now")
		w.finds(ben, "zeppelin mooring permit", "Call the harbour")
		for as, words := range map[string]string{ivo: "is in the library now", cora: permit} {
			if n := w.count(as, w.dm(as), "", words); n != 1 {
				t.Errorf("%s has %d messages with %q, want 1", as, n, words)
			}
		}
		kinds := w.ledger()
		for _, want := range []string{"drafted", "published"} {
			if first := slices.Index(kinds, want); first < 0 || slices.Contains(kinds[first+1:], want) {
				t.Errorf("the ledger has %v, want %q once", kinds, want)
			}
		}
	})
}

func TestTheShortcutTakesAnswersAndSaysWhatItDoesNotTake(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		chat := w.say(ben, chanFloor, "", "lunch?")
		solved := w.solvedByPerson(amira, mooring, "First call.")
		shortcut := func(as, channel, ts string) {
			t.Helper()
			err := w.Shortcut(t.Context(), sandbox.ShortcutInput{As: as, Channel: channel, TS: ts, CallbackID: "save_asset"})
			if err != nil {
				t.Fatal(err)
			}
		}
		shortcut(ben, chanFloor, chat)
		w.see(ben, chanFloor, "", "works in the thread of a question")
		shortcut(ivo, ops, solved.TS)
		w.see(ivo, ops, "", "That message is mine")
		// The first message of the thread stands for all answers.
		shortcut(ivo, ops, solved.ThreadTS)
		if got := initial(w.form(ivo, "draft"), "steps"); got != "First call." {
			t.Errorf("the form has the steps %q, want the answer", got)
		}
	})
}

func TestADraftCanBeGivenUpAndBegunAnew(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		solved := w.solvedByPerson(amira, mooring, "Just call.")
		w.press(ivo, solved, "save_asset")
		w.submit(ivo, w.form(ivo, "draft"), nil)
		card := w.see(cora, w.dm(cora), "", permit)
		if err := w.OpenHome(t.Context(), cora, "home"); err != nil {
			t.Fatal(err)
		}
		w.homeShows(cora, "Drafts waiting for you")
		w.press(cora, card, "draft_send_back")
		if _, err := w.Submit(t.Context(), sandbox.SubmitInput{As: cora, ViewID: w.Views(cora)[0].ID,
			Values: map[string]map[string]string{"words": {"words": "Too short."}}}); err != nil {
			t.Fatal(err)
		}
		back := w.see(ivo, w.dm(ivo), "", "asks for a change", "Too short")
		w.press(ivo, back, "draft_drop")
		w.gone(ivo, back, "draft_drop")
		w.see(cora, w.dm(cora), "", permit, "was given up")
		w.press(ivo, solved, "save_asset")
		w.submit(ivo, w.form(ivo, "draft"), map[string]string{"steps": "Call the harbour at nine."})
		w.press(cora, w.see(cora, w.dm(cora), "", permit, "at nine"), "draft_publish")
		w.published(1)
		w.finds(ben, "zeppelin mooring permit", "at nine")
	})
}

func TestACuratorPublishesOnlyWhatTheySaw(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		solved := w.solvedByPerson(amira, mooring, "Just call.")
		w.press(ivo, solved, "save_asset")
		w.submit(ivo, w.form(ivo, "draft"), nil)
		card := w.see(cora, w.dm(cora), "", permit, "Just call")
		w.press(ivo, solved, "save_asset")
		form := w.form(ivo, "draft")
		// The card stays as it is for a moment, as it does while Slack is busy.
		w.faults(sandbox.Fault{Kind: "ratelimit", Match: "chat.update", Times: 1, MS: 1000})
		w.submit(ivo, form, map[string]string{"steps": "Call the harbour at nine."})
		w.press(cora, card, "draft_publish")
		w.see(cora, w.dm(cora), "", "changed this text since you saw it")
		w.press(cora, w.see(cora, w.dm(cora), "", permit, "at nine"), "draft_publish")
		w.published(1)
		w.finds(ben, "zeppelin mooring permit", "at nine")
	})
}

func TestOnlyTheTeamAndCuratorsSaveAnswers(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		if err := w.Invite(ops, ben); err != nil {
			t.Fatal(err)
		}
		solved := w.solvedByPerson(amira, mooring, "Call the harbour.")
		w.press(ben, solved, "save_asset")
		w.see(ben, ops, "", "Only the team that answered this")
		if v := w.Views(ben); len(v) != 0 {
			t.Errorf("ben has the form %v, want none", v)
		}
		w.press(cora, solved, "save_asset")
		w.form(cora, "draft")
	})
}
