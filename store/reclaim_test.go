package store_test

import (
	"testing"
	"time"

	"howto/escalation"
)

func TestRowsOfADeadProcessAreFreeAtOnceAfterReclaim(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		row := escalation.Outgoing{Key: "k", Lane: "C1", Kind: escalation.OutPost, Body: []byte(`{}`)}
		if _, err := b.Record(t.Context(), "", nil, nil, []escalation.Outgoing{row}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{1, 0} {
			got, err := b.TakeOutgoing(t.Context(), 1, time.Minute)
			if err != nil || len(got) != want {
				t.Fatalf("TakeOutgoing = %d rows, %v; want %d", len(got), err, want)
			}
		}
		if err := b.Reclaim(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, err := b.TakeOutgoing(t.Context(), 1, time.Minute)
		if err != nil || len(got) != 1 {
			t.Errorf("after Reclaim TakeOutgoing = %d rows, %v; want 1", len(got), err)
		}
	})
}
