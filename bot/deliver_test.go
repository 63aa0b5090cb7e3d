package bot

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAResponseURLIsTriedAgainWhenSlackSays(t *testing.T) {
	slack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "37")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	defer slack.Close()
	b := &Bot{urls: slack.Client()}
	err := b.respond(t.Context(), post{Via: viaResponse, URL: slack.URL + "/commands/T0/secret", Message: sentence("hello")})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Fatalf("respond: %v, want an error without the address", err)
	}
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	if at, again := retryAt(err, 1, now); !again || at.Sub(now) != 37*time.Second {
		t.Errorf("tried again %v, after %v; want after the 37 s that Slack named", again, at.Sub(now))
	}
}
