package store_test

import (
	"testing"
	"time"

	"howto/escalation"
)

func TestWaitingForIsWhatExpertsAskedThisPersonOldestFirst(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asks := func(key, id string) {
			b.clock.advance(time.Second)
			advance(t, b.Store, key, id, escalation.AskBack{By: "U0DANA", Member: true,
				Message: escalation.Message{TS: "V" + key, Text: "Which till?"}})
		}
		first, second := opened(t, b.Store, "a1"), opened(t, b.Store, "a2")
		opened(t, b.Store, "a3") // nobody asked anything
		replied, taken := opened(t, b.Store, "a4"), opened(t, b.Store, "a5")
		asks("1", second.ID)
		asks("2", first.ID)
		asks("3", replied.ID)
		asks("4", taken.ID)
		advance(t, b.Store, "5", replied.ID, escalation.AskerReply{By: "U0AMIRA",
			Message: escalation.Message{Channel: "D0AMIRA", TS: "1.1", Text: "Till 4"}})
		advance(t, b.Store, "6", taken.ID, escalation.Withdraw{By: "U0AMIRA"})
		all, err := b.WaitingFor(t.Context(), "U0AMIRA")
		wantCases(t, "WaitingFor(U0AMIRA)", all, err, first.ID, second.ID)
		none, err := b.WaitingFor(t.Context(), "U0BEN")
		wantCases(t, "WaitingFor(U0BEN)", none, err)
	})
}
