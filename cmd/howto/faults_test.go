package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"howto/sandbox"
)

// faults switches the sandbox's faults.
func (w *world) faults(all ...sandbox.Fault) {
	w.t.Helper()
	if err := w.SetFaults(all...); err != nil {
		w.t.Fatal(err)
	}
}

// count is how many messages of a channel or thread contain text.
func (w *world) count(as, channel, thread, text string) int {
	n := 0
	for _, m := range w.Messages(channel, as, thread) {
		if strings.Contains(shown(m), text) {
			n++
		}
	}
	return n
}

func TestDeliveriesThatComeTwiceAreTakenOnce(t *testing.T) {
	inEachMode(t, func(t *testing.T, w *world) {
		w.faults(sandbox.Fault{Kind: "duplicate"})
		ts := w.say(ben, chanFloor, "", "@howto refund without receipt")
		w.see(ben, chanFloor, ts, "Refund a card payment without a receipt")
		w.say(amira, w.dm(amira), "", "zeppelin mooring permit")
		m := w.see(amira, w.dm(amira), "", "zeppelin", "Operations")
		w.press(amira, m, "ask_expert")
		root := w.see("U0IVO", "C0OPS", "", "zeppelin")
		w.see(amira, w.dm(amira), "", "Ivo Petrov was asked")
		line := w.see(amira, w.dm(amira), "", "Your question is with")
		w.say("U0IVO", "C0OPS", root.TS, "Ask the airport.")
		answer := w.see(amira, w.dm(amira), line.TS, "Ask the airport.")
		w.press(amira, answer, "case_solved")
		w.see("U0IVO", "C0OPS", "", "Solved")
		w.faults()
		if got := w.count(ben, chanFloor, ts, "Refund a card payment without a receipt"); got != 1 {
			t.Errorf("the mention was answered %d times, want once", got)
		}
		if got := w.count(amira, w.dm(amira), line.TS, "Ask the airport."); got != 1 {
			t.Errorf("the answer was relayed %d times, want once", got)
		}
		kinds := w.ledger()
		for _, once := range []string{"handed over", "answered", "resolved"} {
			if got := len(slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return k != once })); got != 1 {
				t.Errorf("the ledger has %q %d times, want once: %v", once, got, kinds)
			}
		}
		w.onlyTold(chanFloor+": Refund a card payment", toldNothing, toldRoot,
			"C0OPS: says that it is solved", toldLine+"with the help of", "D0AMIRA: Ask the airport.")
	})
}

func TestEventsThatAreLostOnTheWayComeByTheirRetry(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	w.faults(sandbox.Fault{Kind: "drop", Match: "events_api", Times: 1})
	ts := w.say(ben, chanFloor, "", "@howto refund without receipt")
	w.see(ben, chanFloor, ts, "Refund a card payment without a receipt")
}

func TestMessagesArriveInOrderThroughRefusalsAndFaults(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	w.command(amira, chanFloor, "zeppelin mooring permit")
	w.press(amira, w.see(amira, chanFloor, "", "zeppelin"), "ask_expert")
	root := w.see("U0IVO", "C0OPS", "", "zeppelin")
	line := w.see(amira, w.dm(amira), "", "Your question is with")
	w.faults(sandbox.Fault{Kind: "ratelimit", Match: "chat.postMessage", Times: 1, MS: 1000},
		sandbox.Fault{Kind: "error", Match: "chat.postMessage", Times: 1})
	for i := range 4 {
		w.say("U0IVO", "C0OPS", root.TS, fmt.Sprintf("Part %d of the answer.", i))
		w.recorded("answered", i+1)
	}
	w.see(amira, w.dm(amira), line.TS, "Part 3")
	var parts []string
	for _, m := range w.Messages(w.dm(amira), amira, line.TS) {
		for i := range 4 {
			if strings.Contains(m.Text, fmt.Sprintf("Part %d", i)) {
				parts = append(parts, fmt.Sprint(i))
			}
		}
	}
	if got := strings.Join(parts, ""); got != "0123" {
		t.Errorf("the parts arrive as %s, want 0123", got)
	}
	w.onlyTold(toldRoot, toldLine+"answered you", "D0AMIRA: Part 0", "D0AMIRA: Part 1", "D0AMIRA: Part 2", "D0AMIRA: Part 3")
}

// recorded waits until the ledger has n entries of a kind.
func (w *world) recorded(kind string, n int) {
	w.t.Helper()
	ctx, cancel := contextWithPatience(w.t)
	defer cancel()
	err := w.Wait(ctx, func(*sandbox.Workspace) bool {
		return len(slices.DeleteFunc(w.ledger(), func(k string) bool { return k != kind })) >= n
	})
	if err != nil {
		w.t.Fatalf("the ledger has no %d entries of %q: %v", n, kind, err)
	}
}

func TestSocketThatIsClosedComesBack(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	w.faults(sandbox.Fault{Kind: "disconnect", Times: 1})
	ctx, cancel := contextWithPatience(t)
	defer cancel()
	if err := w.Wait(ctx, func(box *sandbox.Workspace) bool { return box.Connections() > 0 }); err != nil {
		t.Fatalf("no connection came back: %v", err)
	}
	w.say(amira, w.dm(amira), "", "refund without receipt")
	w.see(amira, w.dm(amira), "", "Refund a card payment without a receipt")
}

func TestUnfurlsAndOwnMessagesAreNoQuestions(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	ts := w.say(amira, w.dm(amira), "", "refund without receipt https://fernhill.example/x")
	w.see(amira, w.dm(amira), "", "Refund a card payment without a receipt")
	if err := w.Unfurl(t.Context(), w.dm(amira), ts); err != nil {
		t.Fatal(err)
	}
	if err := w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: w.dm(amira), TS: ts, Text: "refund without receipt?"}); err != nil {
		t.Fatal(err)
	}
	// A later question that is answered shows that the notices before it had their turn.
	w.say(amira, w.dm(amira), "", "till shows E-1042")
	w.see(amira, w.dm(amira), "", "E-1042", "Owner")
	if got := w.count(amira, w.dm(amira), "", "Refund a card payment without a receipt"); got != 1 {
		t.Errorf("the question was answered %d times, want once", got)
	}
}

func TestButtonOfAnotherReleaseGetsASentence(t *testing.T) {
	w := newWorld(t, sandbox.ModeHTTP)
	ts := w.say(ben, chanFloor, "", "@howto refund without receipt")
	m := w.see(ben, chanFloor, ts, "Refund a card payment without a receipt")
	d, err := w.Deliver(t.Context(), "interactive", object{"type": "block_actions", "user": object{"id": ben},
		"channel": object{"id": chanFloor}, "container": object{"type": "message", "message_ts": m.TS, "channel_id": chanFloor},
		"actions": []object{{"action_id": "levitate", "block_id": "b", "type": "button", "value": "x", "action_ts": "1.1"}}})
	if err != nil || !d.Acked {
		t.Fatalf("acknowledged = %v, %v; want true", d.Acked, err)
	}
	w.see(ben, w.dm(ben), "", "older version")
}
