package store_test

import (
	"slices"
	"testing"
	"time"

	"howto/escalation"
)

// wantUnsure fails unless row was first taken at start and became unsure at that time.
func wantUnsure(t *testing.T, row escalation.Outgoing, unsure time.Time) {
	t.Helper()
	if !row.Tried.Equal(start) || !row.Unsure.Equal(unsure) {
		t.Errorf("Tried %v, Unsure %v; want %v and %v", row.Tried, row.Unsure, start, unsure)
	}
}

func TestOutboxRemembersThatATryMayHaveArrived(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1")
		row := wantTaken(t, b.Store, "A/1")[0]
		wantUnsure(t, row, time.Time{})
		if err := b.Later(t.Context(), row, start, "ratelimited"); err != nil {
			t.Fatal(err)
		}
		b.clock.advance(time.Minute)
		row = wantTaken(t, b.Store, "A/1")[0]
		wantUnsure(t, row, time.Time{})
		row.Unsure = start.Add(time.Minute)
		if err := b.Later(t.Context(), row, start, "timeout"); err != nil {
			t.Fatal(err)
		}
		wantUnsure(t, wantTaken(t, b.Store, "A/1")[0], start.Add(time.Minute))
	})
}

func TestOutboxIsUnsureOfARowThatNobodyGaveBack(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1", "B/1")
		rows := wantTaken(t, b.Store, "A/1 B/1")
		sent(t, b.Store, rows[1])
		b.clock.advance(lease)
		wantUnsure(t, wantTaken(t, b.Store, "A/1")[0], start.Add(lease))
		b.clock.advance(time.Second)
		if err := b.Reclaim(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantUnsure(t, wantTaken(t, b.Store, "A/1")[0], start.Add(lease+time.Second))
	})
}

func TestOutboxAsideHoldsNobodyUpAndKeepsItsPlaceAmongChanges(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1", "A/2")
		edit := wantTaken(t, b.Store, "A/1")[0]
		if err := b.Aside(t.Context(), edit, start.Add(time.Minute), "update_failed"); err != nil {
			t.Fatal(err)
		}
		wantOutstanding(t, b.Store, 1)
		sent(t, b.Store, wantTaken(t, b.Store, "A/2")...)
		queue(t, b.Store, "A/3")
		b.clock.advance(time.Minute - time.Second)
		post := wantTaken(t, b.Store, "A/3")
		b.clock.advance(time.Second)
		wantTaken(t, b.Store, "") // it is back, and A/3 is on its way
		sent(t, b.Store, post...)
		edit = wantTaken(t, b.Store, "A/1")[0]
		newer, err := b.Newer(t.Context(), edit)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range newer {
			got = append(got, o.Key)
		}
		if want := []string{"A/2", "A/3"}; !slices.Equal(got, want) {
			t.Errorf("written after it: %q, want %q", got, want)
		}
	})
}

func TestOutboxAsideWaitsThroughChangesOfItsCaseUnlessItsMessageIsGone(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		step, err := b.OpenCase(t.Context(), "k", newCase(ask(t, b.Store, "a1")), onCall)
		if err != nil {
			t.Fatal(err)
		}
		id := step.Case.ID
		deliver(t, b)
		advance(t, b.Store, "claim", id, escalation.Claim{By: "U0DANA", Member: true})
		for _, edit := range take(t, b.Store) { // Slack takes no more of them for a minute
			if err := b.Aside(t.Context(), edit, start.Add(time.Minute), "rate limited"); err != nil {
				t.Fatal(err)
			}
		}
		advance(t, b.Store, "snooze", id, escalation.Snooze{By: "U0DANA", Until: start.Add(time.Hour)})
		wantTaken(t, b.Store, "")
		root := advance(t, b.Store, "gone", id, escalation.Deleted{Message: escalation.Message{Channel: "C0PAY", TS: "root-ts"}})
		if root.Case.Root.Thread != "" {
			t.Fatalf("the root message is at %v, want it gone", root.Case.Root)
		}
		sent(t, b.Store, wantTaken(t, b.Store, "root/"+id+"/2")...)
		b.clock.advance(time.Minute - time.Millisecond)
		wantTaken(t, b.Store, "")
		b.clock.advance(time.Millisecond)
		wantTaken(t, b.Store, "line/"+id+"/2")
	})
}

func TestOutboxBehindLetsTheLaneGoFirst(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		queue(t, b.Store, "A/1", "A/2", "A/3")
		for _, key := range []string{"A/1", "A/2"} { // both need what A/3 does
			row := wantTaken(t, b.Store, key)[0]
			if err := b.Behind(t.Context(), row, start, "needs its thread"); err != nil {
				t.Fatal(err)
			}
		}
		for _, key := range []string{"A/3", "A/1", "A/2"} {
			sent(t, b.Store, wantTaken(t, b.Store, key)...)
		}
		wantOutstanding(t, b.Store, 0)
	})
}
