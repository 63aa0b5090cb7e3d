package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"howto/escalation"
	"howto/store"
)

func TestTheDemosClockMovesOnceNothingIsOnItsWay(t *testing.T) {
	var clock demoClock
	if err := clock.move(t.Context(), time.Hour); err == nil {
		t.Error("the clock moved before the bot was there, want it refused")
	}
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	clock.store.Store(s)
	before := time.Now()
	if err := clock.move(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := clock.Now().Sub(before); got < time.Hour || got > time.Hour+time.Minute {
		t.Errorf("the clock moved by %v, want an hour", got)
	}
	row := escalation.Outgoing{Key: "k", Lane: "C0PAY", Kind: escalation.OutPost}
	if _, err := s.Record(t.Context(), "", nil, nil, []escalation.Outgoing{row}); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := clock.move(gone, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("a move that nobody waits for any more = %v, want it given up", err)
	}
	if got := clock.Now().Sub(before); got > time.Hour+time.Minute {
		t.Errorf("the clock moved by %v, want it left where it was", got)
	}
}
