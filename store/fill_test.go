package store_test

import (
	"fmt"
	"testing"
	"time"

	"howto/outcome"
	"howto/store"
)

func TestFillWritesAllOnce(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var asks []outcome.Ask
	var entries []outcome.Entry
	for i := range 1500 {
		ask := fmt.Sprintf("ask-%04d", i)
		asks = append(asks, outcome.Ask{ID: ask, User: "U0AMIRA", Text: "refund", At: at, Team: "payments"})
		entries = append(entries, outcome.Entry{ID: "asked/" + ask, Ask: ask, At: at, Kind: outcome.Asked,
			Who: "U0AMIRA"})
	}
	for range 2 {
		if err := s.Fill(t.Context(), asks, entries); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.AskEntries(t.Context(), "payments", at, at.Add(time.Hour))
	if err != nil || len(got) != len(entries) {
		t.Fatalf("AskEntries: got %d entries, %v; want %d of the team of their asks", len(got), err, len(entries))
	}
	if got[0].Who != s.Pseudonym("U0AMIRA") {
		t.Errorf("got %q for who asked; want the pseudonym %q", got[0].Who, s.Pseudonym("U0AMIRA"))
	}
	if a, err := s.Ask(t.Context(), "ask-1499"); err != nil || a.Text != "refund" {
		t.Errorf("Ask: got %+v, %v; want the last one", a, err)
	}
}
