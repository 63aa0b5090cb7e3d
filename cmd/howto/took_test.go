package main

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/outcome"
	"howto/sandbox"
	"howto/store"

	"github.com/slack-go/slack"
)

// An answer that takes no time by the clock is not one that was not measured: it counts as the shortest.
func TestAnAnswerAtOnceIsMeasured(t *testing.T) {
	box, err := sandbox.New(demoWorkspace(testTokens))
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	began := time.Now()
	now := func() time.Time { return began }
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	roster, err := escalation.NewRoster([]escalation.Team{{ID: "payments", Name: "Payments", Channel: pay}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New(t.Context(), bot.Options{
		Slack:  slack.New(testTokens.bot, slack.OptionAPIURL(box.URL()+"/api/")),
		Finder: noLibrary{}, Ledger: s, Desk: s, Cases: s, Strikes: s, NewID: s.NewID, Now: now,
		Rota:    escalation.Rota{Roster: roster},
		Missing: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
		Log:     slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	b.Handler([]string{testTokens.secret}).ServeHTTP(w, slashRequest("zeppelin mooring permit", 1))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	entries, err := s.AskEntries(t.Context(), "", began.Add(-time.Hour), began.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	measured := 0
	for _, e := range entries {
		if e.Kind == outcome.NotFound {
			measured++
			if e.Took != time.Millisecond {
				t.Errorf("%s took %v, want a millisecond", e.Kind, e.Took)
			}
		}
	}
	if measured != 1 {
		t.Errorf("entries %+v, want one that nothing was found", entries)
	}
}
