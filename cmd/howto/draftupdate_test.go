package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/sandbox"
)

func TestAnAnswerUpdatesAnAssetThatIsThere(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		const title = "Refund a card payment without a receipt"
		w.command(amira, chanFloor, "refund without receipt")
		w.press(amira, w.see(amira, chanFloor, "", title), "ask_expert")
		root := w.see("U0DANA", pay, "", "refund without receipt")
		line := w.see(amira, w.dm(amira), "", "Your question is with")
		reply := w.say("U0DANA", pay, root.TS, "On Sundays the zeppelin desk does it.")
		w.see(amira, w.dm(amira), line.TS, "zeppelin desk")
		shortcut := func(as, ts string) {
			t.Helper()
			err := w.Shortcut(t.Context(), sandbox.ShortcutInput{As: as, Channel: pay, TS: ts, CallbackID: "save_asset"})
			if err != nil {
				t.Fatal(err)
			}
		}
		shortcut("U0DANA", reply)
		form := w.form("U0DANA", "draft")
		w.pick("U0DANA", form, "0", title)
		form = w.form("U0DANA", "draft")
		if got := initial(form, "steps"); !strings.Contains(got, "Find sale") || !strings.HasSuffix(got, "zeppelin desk does it.") {
			t.Errorf("the form has the steps\n%s\nwant those of the asset and the answer behind them", got)
		}
		if faults := w.submit("U0DANA", form, nil); len(faults) > 0 {
			t.Fatal(faults)
		}
		card := w.see(cora, w.dm(cora), "", "A new text for", title)
		w.press(cora, card, "draft_publish")
		w.published(1)
		w.finds(ben, "refund without receipt", title, "zeppelin desk")
		if n := strings.Count(w.howto("check", w.libraryDir()), "fault"); n != 1 {
			t.Errorf("howto check says %d times fault, want: no faults", n)
		}
		out := w.howto("export", "library", w.libraryDir())
		if !strings.Contains(out, "refunds/no-receipt.md: replaced by its new text") {
			t.Errorf("export says %q, want the file replaced", out)
		}
		w.await("a file differs from what its published update was made from")
		w.finds(ben, "refund without a receipt on sunday", title, "zeppelin desk")
	})
}

// pick chooses what is to be updated in a form, and waits until the form has that title.
func (w *world) pick(as string, form sandbox.View, value, title string) {
	w.t.Helper()
	err := w.Press(w.t.Context(), sandbox.PressInput{As: as, ViewID: form.ID, ActionID: "draft_pick", Selected: value})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	if err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		all := box.Views(as)
		return len(all) > 0 && initial(all[0], "title") == title
	}); err != nil {
		w.t.Fatalf("the form is not filled with %q: %v", title, w.Views(as))
	}
}

func TestAnUpdateNeverUndoesWhatChangedMeanwhile(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		const title, changed = "Refund a card payment without a receipt", "Refund a card payment, no receipt"
		file := filepath.Join(w.libraryDir(), "refunds", "no-receipt.md")
		retitle := func(from, to string) {
			t.Helper()
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			reloads := strings.Count(w.err.String(), "library reloaded")
			w.write(file, strings.Replace(string(src), from, to, 1))
			w.await(strings.Repeat(`(?s)library reloaded.*`, reloads+1))
		}
		w.command(amira, chanFloor, "refund without receipt")
		w.press(amira, w.see(amira, chanFloor, "", title), "ask_expert")
		root := w.see("U0DANA", pay, "", "refund without receipt")
		line := w.see(amira, w.dm(amira), "", "Your question is with")
		w.say("U0DANA", pay, root.TS, "On Sundays the zeppelin desk does it.")
		w.press(amira, w.see(amira, w.dm(amira), line.TS, "zeppelin desk"), "case_solved")
		w.press("U0DANA", w.see("U0DANA", pay, root.TS, "says that it is solved"), "save_asset")
		form := w.form("U0DANA", "draft")
		w.pick("U0DANA", form, "0", title)
		retitle(title, changed)
		if faults := w.submit("U0DANA", w.form("U0DANA", "draft"), nil); !strings.Contains(faults["title"], "changed since") {
			t.Errorf("sending over a changed asset is answered with %v, want a refusal", faults)
		}
		w.pick("U0DANA", form, "new", "Refund without receipt")
		w.pick("U0DANA", form, "0", changed)
		if faults := w.submit("U0DANA", w.form("U0DANA", "draft"), nil); len(faults) > 0 {
			t.Fatal(faults)
		}
		card := w.see(cora, w.dm(cora), "", "A new text for", changed)
		retitle(changed, title)
		w.press(cora, card, "draft_publish")
		w.see(cora, w.dm(cora), "", "has been changed since")
	})
}

// serving is how many assets the program said at its start that it serves.
func (w *world) serving() string {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	n, err := w.out.await(ctx, `serving (\d+) assets?`)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
