package escalation_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation"
	"howto/outcome"
)

// ledgerKinds are those that a case may write; a word that the ledger does not know is a fault.
var ledgerKinds = []outcome.Kind{
	outcome.HandedOver, outcome.Queued, outcome.Paged, outcome.Claimed, outcome.Answered,
	outcome.FollowUp, outcome.NotYet, outcome.Resolved, outcome.Withdrawn,
	outcome.Solved,
}

func drawEvent(t *rapid.T, c escalation.Case, now time.Time) escalation.Event {
	by := rapid.SampledFrom(users(amira, ben, dana, elif)).Draw(t, "by")
	member := by == dana || by == elif || rapid.IntRange(0, 9).Draw(t, "odd member") == 0
	on := rapid.SampledFrom([][]escalation.User{nil, nil, {dana}, {dana, elif}}).Draw(t, "on")
	next := now.Add(time.Duration(rapid.IntRange(-60, 600).Draw(t, "next")) * time.Minute)
	timer := escalation.Timer{Kind: escalation.ShiftStart, Epoch: rapid.IntRange(0, 5).Draw(t, "e")}
	if len(c.Timers) > 0 && rapid.Bool().Draw(t, "own timer") {
		timer = c.Timers[0]
	}
	return rapid.SampledFrom([]escalation.Event{
		escalation.Opened{OnCall: on, NextShift: next},
		escalation.Due{Timer: timer, OnCall: on, NextShift: next},
		escalation.Claim{By: by, Member: member},
		escalation.Reply{By: by, Member: member, Message: words},
		escalation.AskerReply{By: by, Message: more},
		escalation.Solve{By: by},
		escalation.NotYet{By: by},
		escalation.Withdraw{By: by},
		escalation.CardHelped{By: by, Asset: "refunds/card"},
	}).Draw(t, "event")
}

func TestInvariantsHoldOverAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := sunday
		c := escalation.Case{ID: "k1", Asker: amira}
		if rapid.Bool().Draw(t, "opened") {
			c, _ = escalation.Next(c, escalation.Opened{NextShift: monday}, now)
		}
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
			ev := drawEvent(t, c, now)
			before, timers := c, slices.Clone(c.Timers)
			after, got := escalation.Next(c, ev, now)
			if !slices.Equal(before.Timers, timers) {
				t.Fatalf("%#v changed the case it was given: %v, want %v", ev, before.Timers, timers)
			}
			if armed := !slices.Equal(after.Timers, timers) && len(after.Timers) > 0; armed &&
				!after.Timers[0].Due.After(now) {
				t.Fatalf("%#v armed a timer for the past: %v at %v", ev, after.Timers, now)
			}
			checkStep(t, before, ev, after, got)
			checkCase(t, after)
			c = after
		}
	})
}

// checkStep holds what is true of every single step.
func checkStep(t *rapid.T, before escalation.Case, ev escalation.Event,
	after escalation.Case, got effects) {
	count := map[string]int{}
	for _, e := range got {
		count[reflect.TypeOf(e).Name()]++
		if r, ok := e.(escalation.Record); ok {
			count[r.Kind]++
			if !slices.Contains(ledgerKinds, outcome.Kind(r.Kind)) {
				t.Fatalf("%#v wrote %q, which the ledger does not know", ev, r.Kind)
			}
		}
	}
	if !before.State.Open() && count["Refuse"] != 1 {
		t.Fatalf("a closed case did not refuse %#v: %#v", ev, got)
	}
	if count["Refuse"] > 0 && (len(got) != 1 || !reflect.DeepEqual(before, after)) {
		t.Fatalf("a refusal of %#v came with more: %#v, %+v", ev, got, after)
	}
	shown := min(1, count["ShowRoot"]+count["ShowLine"])
	if after.Seq != before.Seq+shown || count["ShowRoot"] > 1 || count["ShowLine"] > 1 {
		t.Fatalf("seq %d → %d with effects %#v", before.Seq, after.Seq, got)
	}
	if after.State != before.State && shown == 0 {
		t.Fatalf("%q became %q by %#v and nobody was shown", before.State, after.State, ev)
	}
	if _, ok := ev.(escalation.Reply); count["answered"] > 1 || (count["answered"] == 1 && !ok) {
		t.Fatalf("%#v was answered %d times", ev, count["answered"])
	}
	if count["answered"] != count["ToAsker"] || count["follow-up"] != count["ToTeam"] {
		t.Fatalf("what was relayed by %#v and what the ledger says differ: %#v", ev, got)
	}
	if after.Version != before.Version {
		t.Fatalf("%#v touched the version", ev)
	}
}

// checkCase holds what is true of every case, however it came about.
func checkCase(t *rapid.T, c escalation.Case) {
	if owned := c.State == escalation.Claimed || c.State == escalation.Answered; owned &&
		(c.Owner == "" || c.ClaimedAt.IsZero()) {
		t.Fatalf("%q without an owner: %+v", c.State, c)
	}
	switch c.State {
	case "":
		return
	case escalation.Queued:
		if c.Owner != "" || len(c.Timers) != 1 {
			t.Fatalf("a queued case that nothing wakes: %+v", c)
		}
	case escalation.Paging:
		if c.Owner != "" || len(c.OnCall) == 0 || len(c.Timers) != 0 {
			t.Fatalf("a case that nobody was asked to take: %+v", c)
		}
	default:
		if len(c.Timers) != 0 {
			t.Fatalf("%q with timers: %+v", c.State, c)
		}
	}
	if c.State.Open() != c.ClosedAt.IsZero() || c.OpenedAt.IsZero() {
		t.Fatalf("%q opened %v, closed %v", c.State, c.OpenedAt, c.ClosedAt)
	}
	if c.State == escalation.Answered && c.AnsweredAt.IsZero() {
		t.Fatalf("answered, and nobody knows when: %+v", c)
	}
}
