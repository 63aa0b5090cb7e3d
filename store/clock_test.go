package store_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
	"howto/outcome"
	"howto/store"
)

// payments is a rota of Dana, who is always on call, and Elif.
func payments(t *testing.T, loads *store.Store) escalation.Rota {
	t.Helper()
	r, err := escalation.NewRoster([]escalation.Team{{
		ID: "payments", Name: "Payments", Channel: "C0PAY", Members: []escalation.User{"U0DANA", "U0ELIF"},
		Schedule: oncall.Of(oncall.Layer{Members: []oncall.Member{"U0DANA"}}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return escalation.Rota{Roster: r, Loads: loads.Loads}
}

func engineOf(t *testing.T, s *store.Store) escalation.Engine {
	return escalation.Engine{Cases: s, Rota: payments(t, s), Now: s.Now, Log: slog.New(slog.DiscardHandler)}
}

func TestNowNeverGoesBackAndNeverStandsStill(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for _, step := range []struct{ move, want time.Duration }{
			{0, 0}, {time.Minute, time.Minute},
			{-time.Hour, time.Minute}, // now it is ahead, and goes at half the speed
			{time.Millisecond, time.Minute},
			{time.Millisecond, time.Minute + time.Millisecond},
			{30*time.Minute - 2*time.Millisecond, 16 * time.Minute},
			{-time.Minute, 16 * time.Minute}, {time.Minute, 16*time.Minute + 30*time.Second},
			{90 * time.Minute, 61 * time.Minute},
		} {
			b.clock.advance(step.move)
			if got := b.Now(); !got.Equal(start.Add(step.want)) {
				t.Errorf("the clock moved by %s: now is %s, want %s", step.move, got, start.Add(step.want))
			}
		}
	})
}

func TestAClockSetBackAndForwardAgainAsksNobodyTwice(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		e := engineOf(t, b.Store)
		c := opened(t, b.Store, "a1")
		deliver(t, b)
		b.clock.advance(15 * time.Minute)
		e.Once(t.Context()) // the whole team is asked
		deliver(t, b)
		wantPages(t, b, c.ID, 2)

		b.clock.advance(-time.Hour)
		for range 3 {
			e.Once(t.Context())
			deliver(t, b)
			b.clock.advance(10 * time.Minute)
		}
		wantPages(t, b, c.ID, 2)
		advance(t, b.Store, "claim", c.ID, escalation.Claim{By: "U0ELIF", Member: true})

		b.clock.advance(90 * time.Minute) // an hour past where it was before
		e.Once(t.Context())
		deliver(t, b)
		wantPages(t, b, c.ID, 2)
		entries, err := b.Entries(t.Context(), start.Add(-24*time.Hour), start.Add(24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		kinds := []outcome.Kind{}
		for _, entry := range entries {
			kinds = append(kinds, entry.Kind)
		}
		want := []outcome.Kind{outcome.Asked, outcome.HandedOver, outcome.Paged, outcome.Paged, outcome.Claimed}
		if !slices.Equal(kinds, want) {
			t.Errorf("in the order of time the ledger has %q, want %q", kinds, want)
		}
	})
}

// wantPages holds that people were asked that often, and that the case has one timer to go on by.
func wantPages(t *testing.T, b *bench, id string, pages int) {
	t.Helper()
	c, err := b.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if c.Page != pages || escalation.Lacks(c, false) {
		t.Errorf("asked %d times and has the timers %v, want %d and one to go on by", c.Page, c.Timers, pages)
	}
}

func TestADamagedCaseCostsNoMoreThanItself(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		bad, good := opened(t, b.Store, "a1"), opened(t, b.Store, "a2")
		deliver(t, b)
		err := b.Exec(t.Context(), `UPDATE cases SET body = '{"State": 7' WHERE id = '`+bad.ID+`'`)
		if err != nil {
			t.Fatal(err)
		}
		open, err := b.OpenCases(t.Context())
		wantCases(t, "open", open, err, good.ID)
		b.clock.advance(15 * time.Minute)
		e := engineOf(t, b.Store)
		if got := e.Once(t.Context()); got != 2 {
			t.Errorf("%d timers are due, want that of the damaged case as well", got)
		}
		wantPages(t, b, good.ID, 2)
	})
}

func TestCasesAroundAPersonAreTheOpenOnesAndThosePersonsOwn(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		danas, elifs, open := opened(t, b.Store, "a1"), opened(t, b.Store, "a2"), opened(t, b.Store, "a3")
		for id, by := range map[string]escalation.User{danas.ID: "U0DANA", elifs.ID: "U0ELIF"} {
			advance(t, b.Store, "claim/"+id, id, escalation.Claim{By: by, Member: true})
			advance(t, b.Store, "end/"+id, id, escalation.Withdraw{By: "U0AMIRA"})
		}
		for who, want := range map[escalation.User][]string{
			"U0DANA": {danas.ID, open.ID}, "U0ELIF": {elifs.ID, open.ID}, "U0FINN": {open.ID},
			"U0AMIRA": {danas.ID, elifs.ID, open.ID},
		} {
			got, err := b.CasesAround(t.Context(), who)
			wantCases(t, string(who), got, err, want...)
		}
	})
}
