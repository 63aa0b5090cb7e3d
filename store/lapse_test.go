package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"howto/outcome"
)

// happened records entries of an ask, one after another from its beginning.
func happened(t *testing.T, b *bench, a outcome.Ask, kinds ...outcome.Kind) {
	t.Helper()
	for _, k := range kinds {
		e := outcome.Entry{Kind: k, Asset: "refund", At: b.Now()}
		if _, err := b.Record(t.Context(), "", &a, []outcome.Entry{e}, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func lapse(t *testing.T, b *bench, want int) {
	t.Helper()
	if n, err := b.Lapse(t.Context()); n != want || err != nil {
		t.Errorf("Lapse = %d, %v at %v; want %d", n, err, b.Now(), want)
	}
}

func kindsOf(t *testing.T, b *bench, ask string) (kinds []outcome.Kind) {
	t.Helper()
	all, err := b.Entries(t.Context(), time.Time{}, start.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Ask == ask {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func TestAnAskWithoutAVerdictLapsesAtTheMomentItFellDue(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		happened(t, b, a, outcome.Served)
		b.clock.advance(outcome.SilentAfter - time.Millisecond)
		lapse(t, b, 0)
		b.clock.advance(10 * time.Hour) // the program was not running
		lapse(t, b, 1)
		lapse(t, b, 0)
		all, err := b.Entries(t.Context(), start, start.AddDate(1, 0, 0))
		if err != nil || len(all) != 3 {
			t.Fatalf("entries = %+v, %v; want asked, served and lapsed", all, err)
		}
		if e := all[2]; e.Kind != outcome.Lapsed || !e.At.Equal(start.Add(outcome.SilentAfter)) ||
			e.Team != "payments" || e.Who != "" {
			t.Errorf("last entry = %+v, want lapsed after 72 hours, of nobody", e)
		}
		if got, err := b.Ask(t.Context(), "a1"); err != nil || got.Closed != "" {
			t.Errorf("Ask.Closed = %q, %v; a late press must still count", got.Closed, err)
		}
	})
}

func TestWhatIsShownLaterPutsTheLapseOff(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		happened(t, b, a, outcome.Offered)
		b.clock.advance(70 * time.Hour)
		happened(t, b, a, outcome.Chose)
		b.clock.advance(70 * time.Hour)
		lapse(t, b, 0)
		b.clock.advance(2 * time.Hour)
		lapse(t, b, 1)
	})
}

func TestWhatHasAVerdictDoesNotLapse(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for i, kinds := range [][]outcome.Kind{
			{outcome.Served, outcome.Solved}, {outcome.Served, outcome.NotQuite, outcome.Served},
			{outcome.NotFound}, {outcome.Served, outcome.Withdrawn},
		} {
			happened(t, b, ask(t, b.Store, fmt.Sprint("a", i)), kinds...)
		}
		handed := ask(t, b.Store, "case")
		happened(t, b, handed, outcome.Served)
		if _, err := b.OpenCase(t.Context(), "k", newCase(handed), onCall); err != nil {
			t.Fatal(err)
		}
		b.clock.advance(30 * 24 * time.Hour)
		lapse(t, b, 0)
		rows, err := b.Texts(t.Context(), `SELECT id FROM asks WHERE lapse_at > 0`)
		if err != nil || len(rows) > 0 {
			t.Errorf("still looked at: %q, %v", rows, err)
		}
	})
}

func TestSeveralProcessesLapseEachAskOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		const asks = 450 // more than one batch
		for i := range asks {
			a := outcome.Ask{ID: fmt.Sprint("a", i), User: "U0AMIRA", At: start}
			e := []outcome.Entry{{Kind: outcome.Asked, Who: a.User}, {Kind: outcome.Served, Asset: "x"}}
			if _, err := b.Record(t.Context(), "", &a, e, nil); err != nil {
				t.Fatal(err)
			}
		}
		b.clock.advance(outcome.SilentAfter)
		other := b.again(t)
		var all sync.WaitGroup
		var found [2]int
		all.Go(func() { found[0], _ = b.Lapse(t.Context()) })
		all.Go(func() { found[1], _ = other.Lapse(t.Context()) })
		all.Wait()
		lapse(t, b, 0)
		if found[0]+found[1] != asks {
			t.Errorf("lapsed %v, want %d together", found, asks)
		}
		for i := 0; i < asks; i += 100 {
			want := []outcome.Kind{outcome.Asked, outcome.Served, outcome.Lapsed}
			if got := kindsOf(t, b, fmt.Sprint("a", i)); !slices.Equal(got, want) {
				t.Errorf("ask %d: %q, want %q", i, got, want)
			}
		}
	})
}
