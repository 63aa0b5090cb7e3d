package store_test

import (
	"slices"
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
			ids[who] = caseFrom(t, b, who, at)
		}
		for who, want := range ids {
			if c, err := b.CaseAt(t.Context(), at, who); err != nil || c.ID != want {
				t.Errorf("CaseAt for %s = %s, %v; want %s", who, c.ID, err, want)
			}
		}
	})
}

func TestThreadLeadsAnAskerToTheirOwnCaseAlsoWhenItHasEnded(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		at := escalation.Place{Channel: "C0FLOOR", Thread: "7.7"}
		amiras := caseFrom(t, b, "U0AMIRA", at)
		advance(t, b.Store, "solved by a card", amiras, escalation.CardHelped{By: "U0AMIRA", Asset: "refunds/card"})
		bens := caseFrom(t, b, "U0BEN", at)
		for who, want := range map[escalation.User]string{"U0AMIRA": amiras, "U0BEN": bens, "U0IVO": bens} {
			if c, err := b.CaseAt(t.Context(), at, who); err != nil || c.ID != want {
				t.Errorf("CaseAt for %s = %s, %v; want %s", who, c.ID, err, want)
			}
		}
		again := caseFrom(t, b, "U0AMIRA", at)
		if c, err := b.CaseAt(t.Context(), at, "U0AMIRA"); err != nil || c.ID != again {
			t.Errorf("CaseAt for who asks again = %s, %v; want their open case %s", c.ID, err, again)
		}
	})
}

func TestThreadOfARootMessageLeadsEverybodyToItsCase(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		deliver(t, b)
		root := escalation.Place{Channel: "C0PAY", Thread: "root-ts"}
		caseFrom(t, b, "U0IVO", root)
		if got, err := b.CaseAt(t.Context(), root, "U0IVO"); err != nil || got.ID != c.ID {
			t.Errorf("CaseAt for an expert who asked there = %s, %v; want the case of the root message %s", got.ID, err, c.ID)
		}
	})
}

func TestRootThreadsAreThoseWhereExpertsAnswer(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		deliver(t, b)
		for channel, want := range map[string][]string{"C0PAY": {"root-ts"}, "D0AMIRA": nil, "C0FLOOR": nil} {
			if got, err := b.RootThreads(t.Context(), c.ID, channel); err != nil || !slices.Equal(got, want) {
				t.Errorf("RootThreads in %s = %v, %v; want %v", channel, got, err, want)
			}
		}
	})
}

// caseFrom opens a case that somebody asked in a thread.
func caseFrom(t *testing.T, b *bench, who escalation.User, at escalation.Place) string {
	t.Helper()
	b.clock.advance(time.Second)
	ask := outcome.Ask{ID: b.NewID(), User: string(who), Text: "x"}
	if _, err := b.Record(t.Context(), "", &ask, nil, nil); err != nil {
		t.Fatal(err)
	}
	step, err := b.OpenCase(t.Context(), "", escalation.Case{Ask: ask.ID, Team: "payments", Asker: who,
		Origin: at, Root: escalation.Place{Channel: "C0PAY"}}, onCall)
	if err != nil {
		t.Fatal(err)
	}
	return step.Case.ID
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
