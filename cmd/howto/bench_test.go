package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/sandbox"
	"howto/search"
	"howto/search/searchtest"
	"howto/store"

	"github.com/slack-go/slack"
)

// A fixedLibrary is an index that does not follow any files.
type fixedLibrary struct {
	*search.Index
	lib search.Library
}

// Library is what the index was built from.
func (f fixedLibrary) Library() search.Library { return f.lib }

// BenchmarkSlashRequest takes one signed slash request in and gives the card as JSON: verify, decode,
// find, draw, commit to the ledger. Under x-bare it reports the cost as a ratio to Bleve's bare search
// of the same question in the same run.
func BenchmarkSlashRequest(b *testing.B) {
	for _, n := range []int{80, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			world := searchtest.New(n)
			lib := search.NewLibrary(world.Assets...)
			bare, err := searchtest.OpenBare(filepath.Join(b.TempDir(), "bare"), lib)
			if err != nil {
				b.Fatal(err)
			}
			defer bare.Close()
			handler := benchHandler(b, lib)
			var ours, theirs time.Duration
			for i := 0; b.Loop(); i++ {
				q := world.Questions[i%len(world.Questions)]
				w, r := httptest.NewRecorder(), slashRequest(q, i)
				start := time.Now()
				handler.ServeHTTP(w, r)
				middle := time.Now()
				if err := bare.Find(b.Context(), q); err != nil {
					b.Fatal(err)
				}
				ours += middle.Sub(start)
				theirs += time.Since(middle)
				if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"blocks"`) {
					b.Fatalf("status %d: %s", w.Code, w.Body)
				}
			}
			b.ReportMetric(float64(ours)/float64(theirs), "x-bare")
			b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "request-µs")
			b.ReportMetric(float64(theirs.Microseconds())/float64(b.N), "bare-µs")
			searchtest.ReportMemory(b)
		})
	}
}

// benchHandler is the bot in HTTP mode over lib, with a database on disk.
func benchHandler(b *testing.B, lib search.Library) http.Handler {
	b.Helper()
	c := demoWorkspace(testTokens)
	box, err := sandbox.New(c)
	if err != nil {
		b.Fatal(err)
	}
	if err := box.Start("127.0.0.1:0"); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { box.Close() })
	x, err := search.Open(b.Context(), lib, search.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Close() })
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	roster, err := escalation.NewRoster([]escalation.Team{{ID: "payments", Name: "Payments", Channel: pay}})
	if err != nil {
		b.Fatal(err)
	}
	bt, err := bot.New(context.Background(), bot.Options{
		Slack:  slack.New(testTokens.bot, slack.OptionAPIURL(box.URL()+"/api/")),
		Finder: fixedLibrary{x, lib}, Ledger: s, Desk: s, Cases: s, Memory: x, Strikes: s, Rota: escalation.Rota{Roster: roster}, NewID: s.NewID,
		Missing: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
		Log:     slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	return bt.Handler([]string{testTokens.secret})
}

// slashRequest is a signed request as Slack sends it.
func slashRequest(question string, n int) *http.Request {
	body := url.Values{"command": {"/howto"}, "text": {question}, "user_id": {amira}, "channel_id": {chanFloor},
		"trigger_id": {fmt.Sprintf("1.%d", n)}, "response_url": {"http://127.0.0.1/x"}}.Encode()
	r := httptest.NewRequest(http.MethodPost, bot.PathCommands, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(testTokens.secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}
