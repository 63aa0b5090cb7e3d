package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/store"
)

// asked records asks a0, a1, … by these people, a minute apart.
func asked(t *testing.T, b *bench, users ...string) {
	t.Helper()
	for i, user := range users {
		a := outcome.Ask{ID: fmt.Sprint("a", i), User: user, Text: "question",
			At: start.Add(time.Duration(i) * time.Minute)}
		if _, err := b.Record(t.Context(), "", &a, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAsksByArePersonsOwnOldestFirst(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asked(t, b, "U0AMIRA", "U0BEN", "U0AMIRA", "U0AMIRA", "U0AMIRA")
		who := b.Pseudonym("U0AMIRA")
		all, err := b.AsksBy(t.Context(), who, start, start.Add(4*time.Minute))
		var ids []string
		for _, a := range all {
			if ids = append(ids, a.ID); a.Who != who || a.User != "" || a.Text != "question" {
				t.Errorf("AsksBy gives %+v, want its text and pseudonym only", a)
			}
		}
		if want := []string{"a0", "a2", "a3"}; err != nil || !slices.Equal(ids, want) {
			t.Errorf("AsksBy = %q, %v; want %q", ids, err, want)
		}
	})
}

func TestAsksBetweenGoesInOrderAndStops(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asked(t, b, "U0AMIRA", "U0BEN", "U0AMIRA", "U0BEN")
		force(t, b, `UPDATE asks SET question = '' WHERE id = 'a2'`)
		from, to := start.Add(time.Minute), start.Add(3*time.Minute)
		var got []string
		err := b.AsksBetween(t.Context(), from, to, func(a outcome.Ask, _ error) error {
			if got = append(got, a.ID+" "+a.Text); a.User != "" || a.Who == "" {
				t.Errorf("AsksBetween gives %+v, want the pseudonym only", a)
			}
			return nil
		})
		if want := []string{"a1 question", "a2 "}; err != nil || !slices.Equal(got, want) {
			t.Errorf("AsksBetween gave %q, %v; want %q", got, err, want)
		}
		enough, n := errors.New("enough"), 0
		err = b.AsksBetween(t.Context(), from, to, func(outcome.Ask, error) error { n++; return enough })
		if err != enough || n != 1 {
			t.Errorf("AsksBetween = %v after %d, want f's error after 1", err, n)
		}
	})
}

func TestAsksBetweenMissesNoneBetweenPages(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		const n = 1203
		for i := range n {
			// Several of one instant lie at the end of a page.
			a := outcome.Ask{ID: fmt.Sprintf("a%04d", i), User: "U0BEN", At: start.Add(time.Duration(i/7) * time.Minute)}
			if _, err := b.Record(t.Context(), "", &a, nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		got := 0
		err := b.AsksBetween(t.Context(), start, start.Add(time.Hour*24), func(a outcome.Ask, _ error) error {
			if want := fmt.Sprintf("a%04d", got); a.ID != want {
				t.Fatalf("AsksBetween gives %s, want %s", a.ID, want)
			}
			got++
			return nil
		})
		if err != nil || got != n {
			t.Errorf("AsksBetween gave %d asks, %v; want %d", got, err, n)
		}
	})
}

func TestADamagedAskSaysSo(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ask(t, b.Store, "a1")
		force(t, b, `UPDATE asks SET hits = '['`)
		if _, err := b.Ask(t.Context(), "a1"); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("Ask = %v, want %v", err, store.ErrDamaged)
		}
	})
}

func TestADamagedAskHidesNoOther(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asked(t, b, "U0AMIRA", "U0BEN", "U0AMIRA", "U0BEN")
		force(t, b, `UPDATE asks SET hits = '[' WHERE id = 'a1'`)
		if of, err := b.AsksOf(t.Context(), "U0BEN", 5); err != nil || len(of) != 1 || of[0].ID != "a3" {
			t.Errorf("AsksOf = %+v, %v; want a3 alone", of, err)
		}
		var got []string
		err := b.AsksBetween(t.Context(), start, start.Add(time.Hour), func(a outcome.Ask, damaged error) error {
			got = append(got, fmt.Sprint(a.ID, " ", errors.Is(damaged, store.ErrDamaged)))
			return nil
		})
		if want := []string{"a0 false", "a1 true", "a2 false", "a3 false"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("AsksBetween gave %q, %v; want %q", got, err, want)
		}
		force(t, b, `INSERT INTO ledger (id, ask_id, at, kind, who, asset, team, case_id, door, confidence)
			SELECT id, id, at, 'not found', who, '', team, '', door, '' FROM asks`)
		all, err := b.Unfound(t.Context(), "", start, start.Add(time.Hour))
		if err != nil || len(all) != 3 {
			t.Errorf("Unfound = %+v, %v; want the three that are sound", all, err)
		}
	})
}

func TestAnAskGoesWithItsCaseToAnotherTeam(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		before, err := b.Ask(t.Context(), "a1")
		if err != nil {
			t.Fatal(err)
		}
		advance(t, b.Store, "reroute", c.ID, escalation.Reroute{By: "U0AMIRA", Channel: "C0IT",
			Duty: escalation.Duty{Team: "it"}})
		// Somebody presses a button of the card who read the ask before it went.
		pressed := []outcome.Entry{{Kind: outcome.NotQuite, Who: "U0AMIRA", Asset: "refund"}, {Kind: outcome.NotFound}}
		if _, err := b.Record(t.Context(), "press", &before, pressed, nil); err != nil {
			t.Fatal(err)
		}
		after, err := b.Ask(t.Context(), "a1")
		if err != nil || after.Team != "it" {
			t.Errorf("the ask is of %q, %v; want it", after.Team, err)
		}
		for _, team := range []string{"payments", "it"} {
			all, err1 := b.AskEntries(t.Context(), team, start, start.Add(time.Hour))
			unfound, err2 := b.Unfound(t.Context(), team, start, start.Add(time.Hour))
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			for _, f := range outcome.Fold(all, start.Add(time.Hour)) {
				if f.Team != "it" {
					t.Errorf("read for %s, the ask is counted for %q, want it", team, f.Team)
				}
			}
			if len(all) == 0 || len(unfound) != 1 {
				t.Errorf("of %s: %d entries and %d not found, want its life and one", team, len(all), len(unfound))
			}
		}
	})
}
