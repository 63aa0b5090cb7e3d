package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"howto/sandbox"
)

// taught makes the running bot learn phrases and waits until its search knows so many lessons.
func (w *world) taught(phrases map[string]int, lessons string) {
	w.t.Helper()
	learnt(w.t, w.dir, noReceipt, phrases)
	w.await(`"msg":"search taught","lessons":` + lessons + `,`)
}

// await waits for a line of the log.
func (w *world) await(pattern string) {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	if _, err := w.err.await(ctx, pattern); err != nil {
		w.t.Fatal(err)
	}
}

// listed is the newest message that lists what an asset has learnt.
func (w *world) listed(as string, words ...string) sandbox.Message {
	w.t.Helper()
	return w.see(as, chanFloor, "", append([]string{"has learnt from use"}, words...)...)
}

func TestACuratorStrikesOutWhatWasLearnt(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.taught(map[string]int{"no slip at all": 3, "paper is gone": 2, "brolly zeppelin": 1}, "6")
		m := w.cardFor(cora, "refund without receipt", "Refund a card payment without a receipt")
		w.press(cora, m, "why")
		list := w.listed(cora, "no slip at all", "3 people", "paper is gone", "1 more that only one person has used")
		if text := shown(list); strings.Contains(text, "brolly") {
			t.Errorf("it shows what only one person has typed:\n%s", text)
		}
		before := len(w.Messages(chanFloor, cora, ""))
		w.press(cora, list, "strike_1")
		left := w.see(cora, chanFloor, "", "Struck out “no slip at all”", "paper is gone")
		if strings.Contains(shown(left), "3 people") {
			t.Errorf("the phrase is still listed:\n%s", shown(left))
		}
		if now := len(w.Messages(chanFloor, cora, "")); now != before {
			t.Errorf("%d messages, want %d: what was struck out takes the place of the list", now, before)
		}
		w.await(`"msg":"search taught","lessons":6,"struck":1`)
		if out := w.howto("why", noReceipt); strings.Contains(out, "no slip") || !strings.Contains(out, "paper is gone") {
			t.Errorf("howto why = %s, want the phrase that is left", out)
		}

		w.press(cora, left, "strike_all")
		all := w.see(cora, chanFloor, "", "Struck out all")
		if got := actions(all.Blocks); len(got) > 0 {
			t.Errorf("after everything is struck out the buttons are %v, want none", got)
		}
		w.await(`"msg":"search taught","lessons":6,"struck":2`)
		before = len(w.Messages(chanFloor, cora, ""))
		w.command(cora, chanFloor, "why refund without receipt")
		if m := w.newest(cora, chanFloor, before); strings.Contains(shown(m), "has learnt") {
			t.Errorf("what was struck out is still listed:\n%s", shown(m))
		}
	})
}

func TestStrikingOutTwiceSaysTheSameTwice(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.taught(map[string]int{"no slip at all": 2}, "2")
		var lists []sandbox.Message
		for range 2 {
			before := len(w.Messages(chanFloor, cora, ""))
			w.command(cora, chanFloor, "why refund without receipt")
			w.newest(cora, chanFloor, before+1)
			lists = append(lists, w.listed(cora, "no slip at all"))
		}
		for _, m := range lists {
			w.press(cora, m, "strike_1")
			if got := w.gone(cora, m, "strike_1"); !strings.Contains(shown(got), "Struck out “no slip at all”") {
				t.Errorf("the press says %q, want what was struck out", shown(got))
			}
		}
	})
}

func TestOnlyACuratorStrikesOut(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.taught(map[string]int{"no slip at all": 2}, "2")
		w.command(cora, chanFloor, "why refund without receipt")
		list := w.listed(cora, "no slip at all")
		w.command(amira, chanFloor, "refund without receipt")
		w.command(amira, chanFloor, "why")
		w.see(amira, chanFloor, "", "Why this?")
		for _, m := range w.Messages(chanFloor, amira, "") {
			if strings.Contains(shown(m), "has learnt") || slices.Contains(actions(m.Blocks), "strike_all") {
				t.Errorf("an asker sees what was learnt:\n%s", shown(m))
			}
		}
		conf, err := os.ReadFile(w.conf)
		if err != nil {
			t.Fatal(err)
		}
		w.stop()
		w.write(w.conf, strings.ReplaceAll(string(conf), "curators: [U0CORA]", "curators: [U0MARA]"))
		w.start(w.mode)
		for _, action := range []string{"strike_1", "strike_all"} {
			before := len(w.Messages(chanFloor, cora, ""))
			w.press(cora, list, action)
			if m := w.newest(cora, chanFloor, before); !strings.Contains(shown(m), "Only the people who keep the library") {
				t.Errorf("%s by somebody who is no curator any more: %q, want the refusal", action, shown(m))
			}
		}
		if out := w.howto("why", noReceipt); !strings.Contains(out, "no slip at all") {
			t.Errorf("howto why = %s, want the phrase as it was", out)
		}
	})
}
