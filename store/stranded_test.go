package store_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"howto/escalation"
)

// caseIn brings a case into one of the states that are open. Slack has the message that asks.
func caseIn(t *testing.T, b *bench, s escalation.State) escalation.Case {
	t.Helper()
	c, asks := newCase(ask(t, b.Store, "a-"+string(s))), duty("U0DANA")
	c.Policy = escalation.DefaultPolicy()
	c.Policy.Steps, c.Policy.Repeat = c.Policy.Steps[:1], 0
	if s == escalation.Queued {
		asks = duty()
	}
	step, err := b.OpenCase(t.Context(), "open/"+string(s), c, escalation.Opened{Duty: asks})
	if err != nil {
		t.Fatal(err)
	}
	deliver(t, b)
	m := escalation.Message{Channel: "C0PAY", TS: "1.1", Text: "Scan the card."}
	ways := map[escalation.State]escalation.Event{
		escalation.Exhausted: escalation.Due{
			Timer: escalation.Timer{Kind: escalation.StepOver, Epoch: step.Case.Epoch + 1}, Duty: asks},
		escalation.Claimed:  escalation.Claim{By: "U0DANA", Member: true},
		escalation.Snoozed:  escalation.Snooze{By: "U0DANA", Member: true, Until: start.Add(time.Hour)},
		escalation.Waiting:  escalation.AskBack{By: "U0DANA", Member: true, Message: m},
		escalation.Answered: escalation.Reply{By: "U0DANA", Member: true, Message: m},
	}
	if ev, further := ways[s]; further {
		step = advance(t, b.Store, "way/"+string(s), step.Case.ID, ev)
	}
	if step.Case.State != s {
		t.Fatalf("the case is %s, want it %s", step.Case.State, s)
	}
	deliver(t, b)
	return step.Case
}

var openStates = []escalation.State{escalation.Queued, escalation.Paging, escalation.Exhausted,
	escalation.Claimed, escalation.Snoozed, escalation.Waiting, escalation.Answered}

func TestACaseInAnyStateIsStrandedExactlyIfItLacksATimer(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, s := range openStates {
			c := caseIn(t, b, s)
			wantStranded(t, b, c, false)
			for i := range 2 {
				lose(t, b, c, i)
				wantStranded(t, b, c, true)
				advance(t, b.Store, fmt.Sprintf("mend/%s/%d", s, i), c.ID, escalation.Mend{Unsent: true})
				wantStranded(t, b, c, false)
			}
		}
	})
}

// lose takes one of a case's timers away, as a fault of the program might.
func lose(t *testing.T, b *bench, c escalation.Case, i int) {
	t.Helper()
	now, err := b.Case(t.Context(), c.ID)
	if err != nil || len(now.Timers) != 2 {
		t.Fatalf("the case is %+v, %v; want it with two timers", now, err)
	}
	kind := string(now.Timers[i].Kind)
	now.Timers = slices.Delete(now.Timers, i, i+1)
	body, err := json.Marshal(now)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Exec(t.Context(), `UPDATE cases SET body = $1 WHERE id = $2`, string(body), c.ID); err != nil {
		t.Fatal(err)
	}
	const drop = `DELETE FROM timers WHERE case_id = $1 AND kind = $2`
	if err := b.Exec(t.Context(), drop, c.ID, kind); err != nil {
		t.Fatal(err)
	}
}

func wantStranded(t *testing.T, b *bench, c escalation.Case, want bool) {
	t.Helper()
	all, err := b.Stranded(t.Context())
	got := slices.ContainsFunc(all, func(s escalation.Stranded) bool { return s.Case == c.ID })
	if err != nil || got != want {
		t.Errorf("%s: Stranded() = %+v, %v; want the case in it: %v", c.State, all, err, want)
	}
}

func TestACaseThatWaitsForSlacksWordIsStrandedOnlyOnceItsMessageIsGone(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		wantStranded(t, b, c, false)
		if err := b.Exec(t.Context(), `DELETE FROM outbox WHERE kind = 'root'`); err != nil {
			t.Fatal(err)
		}
		wantStranded(t, b, c, true)
	})
}
