package store_test

import (
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
)

func TestClosedAskBecomesNoCase(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask := outcome.Ask{ID: "a1", User: "U0AMIRA", Text: "x", Closed: outcome.Solved, ClosedAt: start}
		if _, err := b.Record(t.Context(), "", &ask, nil, nil); err != nil {
			t.Fatal(err)
		}
		step, err := b.OpenCase(t.Context(), "k", escalation.Case{Ask: "a1", Team: "payments", Asker: "U0AMIRA"},
			onCall)
		if err != nil {
			t.Fatal(err)
		}
		if r, refused := step.Refused(); !refused || r.Why != escalation.ClosedCase {
			t.Errorf("OpenCase of a closed ask = %+v, want it refused as closed", step)
		}
		if open, err := b.OpenCases(t.Context()); err != nil || len(open) != 0 {
			t.Errorf("%d cases are open (%v), want none", len(open), err)
		}
	})
}

func TestThreadOfTwoAskersLeadsEachToTheirOwnCase(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		at := escalation.Place{Channel: "C0FLOOR", Thread: "7.7"}
		ids := map[escalation.User]string{}
		for _, who := range []escalation.User{"U0AMIRA", "U0BEN"} {
			ask := outcome.Ask{ID: "ask of " + string(who), User: string(who), Text: "x"}
			if _, err := b.Record(t.Context(), "", &ask, nil, nil); err != nil {
				t.Fatal(err)
			}
			step, err := b.OpenCase(t.Context(), "", escalation.Case{Ask: ask.ID, Team: "payments", Asker: who,
				Origin: at, Root: escalation.Place{Channel: "C0PAY"}}, onCall)
			if err != nil {
				t.Fatal(err)
			}
			ids[who] = step.Case.ID
			b.clock.advance(time.Second)
		}
		for who, want := range ids {
			if c, err := b.CaseAt(t.Context(), at, who); err != nil || c.ID != want {
				t.Errorf("CaseAt for %s = %s, %v; want %s", who, c.ID, err, want)
			}
		}
	})
}

func TestCaseThatACardSolvedClosesTheAskAsSolved(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		advance(t, b.Store, "k", c.ID, escalation.CardHelped{By: "U0AMIRA", Asset: "refunds/card"})
		ask, err := b.Ask(t.Context(), "a1")
		if err != nil || ask.Closed != outcome.Solved {
			t.Errorf("the ask is closed as %q (%v), want %q", ask.Closed, err, outcome.Solved)
		}
	})
}

func TestWhatWasMissingIsKept(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask := outcome.Ask{ID: "a1", User: "U0AMIRA", Text: "x", Missing: "the limit"}
		for range 2 {
			if _, err := b.Record(t.Context(), "", &ask, nil, nil); err != nil {
				t.Fatal(err)
			}
			ask.Missing = "" // somebody who writes back what they read before takes nothing away
		}
		if got, err := b.Ask(t.Context(), "a1"); err != nil || got.Missing != "the limit" {
			t.Errorf("missing = %q, %v; want %q", got.Missing, err, "the limit")
		}
	})
}
