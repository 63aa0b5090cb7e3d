package store_test

import (
	"testing"
	"time"

	"howto/escalation"
)

func TestOpenCasesOfAPersonAreThoseTheyAskedOldestFirst(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asks := func(key, id string) {
			b.clock.advance(time.Second)
			advance(t, b.Store, key, id, escalation.AskBack{By: "U0DANA", Member: true,
				Message: escalation.Message{TS: "V" + key, Text: "Which till?"}})
		}
		first, second := opened(t, b.Store, "a1"), opened(t, b.Store, "a2")
		taken := opened(t, b.Store, "a3")
		asks("1", second.ID)
		asks("2", first.ID)
		advance(t, b.Store, "3", taken.ID, escalation.Withdraw{By: "U0AMIRA"})
		all, err := b.OpenCasesOf(t.Context(), "U0AMIRA")
		wantCases(t, "OpenCasesOf(U0AMIRA)", all, err, first.ID, second.ID)
		none, err := b.OpenCasesOf(t.Context(), "U0BEN")
		wantCases(t, "OpenCasesOf(U0BEN)", none, err)
	})
}
