package store_test

import (
	"testing"
	"time"

	"howto/escalation"
)

func TestLaneIsSendingWhileAStandingMessageIsOnItsWay(t *testing.T) {
	engines(t, func(t *testing.T, s *bench) {
		check := func(when string, want bool) {
			t.Helper()
			got, err := s.Sending(t.Context(), "C1")
			if err != nil || got != want {
				t.Errorf("%s: Sending = %v, %v; want %v", when, got, err, want)
			}
		}
		check("empty", false)
		row := escalation.Outgoing{Key: "k", Lane: "C1", Kind: escalation.OutRoot, Body: []byte(`{}`)}
		if _, err := s.Record(t.Context(), "", nil, nil, []escalation.Outgoing{row}); err != nil {
			t.Fatal(err)
		}
		check("written", false)
		taken, err := s.TakeOutgoing(t.Context(), 1, time.Minute)
		if err != nil || len(taken) != 1 {
			t.Fatalf("TakeOutgoing = %d rows, %v; want 1", len(taken), err)
		}
		check("on its way", true)
		if err := s.Sent(t.Context(), taken[0], escalation.Receipt{}); err != nil {
			t.Fatal(err)
		}
		check("sent", false)
	})
}
