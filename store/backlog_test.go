package store_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"howto/escalation"
	"howto/store"
)

func TestBacklogCountsWhatWaitsNow(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		empty, err := b.Backlog(t.Context())
		if err != nil || len(empty.Cases) != 0 || empty.Waiting != 0 || !empty.Oldest.IsZero() {
			t.Errorf("Backlog of nothing = %+v, %v; want nothing", empty, err)
		}
		before := time.Now().Add(-time.Millisecond)
		queue(t, b.Store, "L/1", "L/2", "M/1", "N/1")
		queueRow(t, b.Store, escalation.Outgoing{Key: "later", Lane: "L", NotBefore: start.Add(time.Hour)})
		queueRow(t, b.Store, escalation.Outgoing{Key: "stale", Lane: "P", Expires: start.Add(-time.Hour)})
		rows := take(t, b.Store)
		if err := b.Drop(t.Context(), rows[0], "no such channel"); err != nil {
			t.Fatal(err)
		}
		if err := b.Sent(t.Context(), rows[1], escalation.Receipt{}); err != nil {
			t.Fatal(err)
		}
		got, err := b.Backlog(t.Context())
		if err != nil || got.Waiting != 2 || got.Dropped != 1 || got.Overdue != 0 {
			t.Errorf("Backlog = %+v, %v; want 2 waiting, 1 dropped, none overdue", got, err)
		}
		if got.Oldest.Before(before) || got.Oldest.After(time.Now()) {
			t.Errorf("the oldest row is of %v, want now", got.Oldest)
		}
		for i := range 3 {
			opened(t, b.Store, fmt.Sprint("a", i))
		}
		c := opened(t, b.Store, "a4")
		if _, err := b.Advance(t.Context(), "gone", c.ID, escalation.Withdraw{By: "U0AMIRA"}); err != nil {
			t.Fatal(err)
		}
		b.clock.advance(30 * 24 * time.Hour)
		got, err = b.Backlog(t.Context())
		want := map[store.Standing]int{{Team: "payments", State: escalation.Paging}: 3}
		if err != nil || !maps.Equal(got.Cases, want) {
			t.Errorf("open cases %v, %v; want %v", got.Cases, err, want)
		}
		if got.Overdue < 3 {
			t.Errorf("%d timers overdue a month later, want those of all three cases", got.Overdue)
		}
	})
}
