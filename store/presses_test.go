package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"howto/outcome"
)

func TestWhatWasSaidComesInPagesAndMissesNone(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		said := func(kind outcome.Kind) bool { return kind != outcome.Asked }
		pressed := func(kind outcome.Kind) bool { return said(kind) && kind != outcome.HandedOver }
		wantInPages(t, b, "Presses", b.Presses, pressed)
		wantInPages(t, b, "Said", b.Said, said)
	})
}

// wantInPages records an ask in whose ledger several things happen at the same time, and compares what the function
// gives of it in pages, whatever their size.
func wantInPages(t *testing.T, b *bench, name string,
	pages func(context.Context, time.Time, string, int) ([]outcome.Entry, error), wanted func(outcome.Kind) bool) {
	t.Helper()
	var want []string
	kinds := []outcome.Kind{outcome.Solved, outcome.Asked, outcome.NotQuite, outcome.HandedOver}
	offered := outcome.Entry{ID: "e", Ask: "a", Kind: outcome.Offered, At: start}
	if _, err := b.Record(t.Context(), "", nil, []outcome.Entry{offered}, nil); err != nil {
		t.Fatal(err)
	}
	for i := range 24 { // six of an instant
		e := outcome.Entry{ID: fmt.Sprintf("e%02d", i), Ask: "a", Who: "U0AMIRA", Asset: "refund",
			Kind: kinds[i%4], At: start.Add(time.Duration(i/6) * time.Minute)}
		if _, err := b.Record(t.Context(), "", nil, []outcome.Entry{e}, nil); err != nil {
			t.Fatal(err)
		}
		if wanted(e.Kind) && i >= 6 {
			want = append(want, e.ID)
		}
	}
	for limit := 1; limit <= len(want)+1; limit++ {
		var got []string
		since, after := start.Add(time.Minute), ""
		for len(got) <= len(want) {
			page, err := pages(t.Context(), since, after, limit)
			if err != nil || len(page) > limit {
				t.Fatalf("%s gave %d entries, %v; want at most %d", name, len(page), err, limit)
			}
			for _, e := range page {
				if got = append(got, e.ID); e.Who != b.Pseudonym("U0AMIRA") || e.Asset != "refund" {
					t.Errorf("%s gives %+v, want the pseudonym and the asset", name, e)
				}
			}
			if len(page) < limit {
				break
			}
			since, after = page[limit-1].At, page[limit-1].ID
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s in pages of %d: %q, want %q", name, limit, got, want)
		}
	}
}

func TestWhoTookNoneOfTheChoicesHasSaidSo(t *testing.T) {
	offered, chose, served := outcome.Offered, outcome.Chose, outcome.Served
	solved, notQuite, handed := outcome.Solved, outcome.NotQuite, outcome.HandedOver
	engines(t, func(t *testing.T, b *bench) {
		for ask, c := range map[string]struct{ kinds, want []outcome.Kind }{
			"none of these":           {[]outcome.Kind{offered, handed}, []outcome.Kind{handed}},
			"handed over twice":       {[]outcome.Kind{offered, handed, handed}, []outcome.Kind{handed, handed}},
			"one, and then an expert": {[]outcome.Kind{offered, chose, handed}, nil},
			"one that was not it":     {[]outcome.Kind{offered, chose, notQuite, served, handed}, []outcome.Kind{notQuite}},
			"a card":                  {[]outcome.Kind{served, handed}, nil},
			"nothing found":           {[]outcome.Kind{outcome.NotFound, handed}, nil},
			"silence":                 {[]outcome.Kind{offered}, nil},
			"one that was":            {[]outcome.Kind{offered, chose, solved}, []outcome.Kind{solved}},
		} {
			for i, kind := range c.kinds {
				e := outcome.Entry{ID: fmt.Sprint(ask, i), Ask: ask, Kind: kind, Who: "U0AMIRA",
					At: start.Add(time.Duration(i) * time.Second)}
				if _, err := b.Record(t.Context(), "", nil, []outcome.Entry{e}, nil); err != nil {
					t.Fatal(err)
				}
			}
			all, err := b.Said(t.Context(), start, "", 100)
			if err != nil {
				t.Fatal(err)
			}
			var got []outcome.Kind
			for _, e := range all {
				if e.Ask == ask {
					got = append(got, e.Kind)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: Said gives %q of %q, want %q", ask, got, c.kinds, c.want)
			}
		}
	})
}

func TestACardThatIsShownLaterTakesNothingOfWhatWasSaidBack(t *testing.T) {
	offered, handed := outcome.Offered, outcome.HandedOver
	engines(t, func(t *testing.T, b *bench) {
		for i, kinds := range [][]outcome.Kind{
			{offered, handed, outcome.Served}, {offered, handed, outcome.Chose}, {handed, offered},
		} {
			for j, kind := range kinds {
				e := outcome.Entry{Ask: fmt.Sprint("a", i), Kind: kind, At: start.Add(time.Duration(j) * time.Hour)}
				if _, err := b.Record(t.Context(), "", nil, []outcome.Entry{e}, nil); err != nil {
					t.Fatal(err)
				}
			}
		}
		all, err := b.Said(t.Context(), start, "", 100)
		var got []string
		for _, e := range all {
			got = append(got, e.Ask)
		}
		slices.Sort(got)
		if want := []string{"a0", "a1"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("Said gives %q, %v; want %q", got, err, want)
		}
	})
}

func TestPressesOnAreThoseOfOneAsk(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asked(t, b, "U0AMIRA", "U0BEN")
		for i, e := range []outcome.Entry{
			{Ask: "a0", Kind: outcome.NotQuite, Asset: "x"}, {Ask: "a0", Kind: outcome.Served, Asset: "y"},
			{Ask: "a1", Kind: outcome.Solved, Asset: "z"}, {Ask: "a0", Kind: outcome.Solved, Asset: "y"},
		} {
			e.ID, e.Who, e.At = fmt.Sprint("e", i), "U0AMIRA", start.Add(time.Duration(i)*time.Second)
			if _, err := b.Record(t.Context(), "", nil, []outcome.Entry{e}, nil); err != nil {
				t.Fatal(err)
			}
		}
		got, err := b.PressesOn(t.Context(), "a0")
		if err != nil || len(got) != 2 || got[0].Asset != "x" || got[1].Asset != "y" ||
			got[0].Who != b.Pseudonym("U0AMIRA") {
			t.Errorf("PressesOn = %+v, %v; want Not quite on x, then Solved by y", got, err)
		}
	})
}

func TestWhatIsTriedOrPractisedTeachesNothing(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		modes := []outcome.Mode{outcome.Test, outcome.Training, outcome.Bot, outcome.OnTheJob}
		kinds := []outcome.Kind{outcome.Asked, outcome.Offered, outcome.NotQuite, outcome.Solved, outcome.HandedOver}
		for i, mode := range modes {
			a := outcome.Ask{ID: fmt.Sprint("as ", mode), User: "U0AMIRA", Text: "question", At: start}
			var entries []outcome.Entry
			for _, kind := range kinds {
				e := outcome.Entry{ID: fmt.Sprint(i, kind), Ask: a.ID, Kind: kind, Who: a.User, At: start}
				if kind == outcome.Asked {
					e.Mode = mode
				}
				entries = append(entries, e)
			}
			if _, err := b.Record(t.Context(), "", &a, entries, nil); err != nil {
				t.Fatal(err)
			}
		}
		want := map[string]int{"Presses": 2, "Said": 3, "AsksBy": 1, "AsksBetween": 1}
		got := map[string]int{}
		count := func(what, ask string) {
			if got[what]++; ask != "as " {
				t.Errorf("%s gives ask %q, want only the one on the job", what, ask)
			}
		}
		presses, err := b.Presses(t.Context(), start, "", 100)
		for _, e := range presses {
			count("Presses", e.Ask)
		}
		said, serr := b.Said(t.Context(), start, "", 100)
		for _, e := range said {
			count("Said", e.Ask)
		}
		asks, aerr := b.AsksBy(t.Context(), b.Pseudonym("U0AMIRA"), start, start.Add(time.Minute))
		for _, a := range asks {
			count("AsksBy", a.ID)
		}
		berr := b.AsksBetween(t.Context(), start, start.Add(time.Minute), func(a outcome.Ask, _ error) error {
			count("AsksBetween", a.ID)
			return nil
		})
		if err := errors.Join(err, serr, aerr, berr); err != nil || !maps.Equal(got, want) {
			t.Errorf("they give %v, %v; want %v", got, err, want)
		}
	})
}
