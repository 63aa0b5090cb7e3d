package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// signedRequest is a request as Slack signs it.
func signedRequest(path, body, secret string, at time.Time) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}

func deaf() *Bot { return &Bot{Options: Options{Log: slog.New(slog.DiscardHandler)}} }

func serve(r *http.Request, secrets ...string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	deaf().Handler(secrets).ServeHTTP(w, r)
	return w
}

const challenge = `{"type":"url_verification","challenge":"abc"}`

func TestOnlySignedRequestsPass(t *testing.T) {
	now := time.Now()
	good := func() *http.Request { return signedRequest(PathEvents, challenge, "right", now) }
	changed := func(f func(*http.Request)) *http.Request { r := good(); f(r); return r }
	for name, c := range map[string]struct {
		r    *http.Request
		want int
	}{
		"signed":                {good(), 200},
		"other secret":          {signedRequest(PathEvents, challenge, "wrong", now), 401},
		"just young enough":     {signedRequest(PathEvents, challenge, "right", now.Add(-4*time.Minute)), 200},
		"too old":               {signedRequest(PathEvents, challenge, "right", now.Add(-5*time.Minute-time.Second)), 401},
		"from the future":       {signedRequest(PathEvents, challenge, "right", now.Add(6*time.Minute)), 401},
		"no signature":          {changed(func(r *http.Request) { r.Header.Del("X-Slack-Signature") }), 401},
		"no time":               {changed(func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") }), 401},
		"signature twice":       {changed(func(r *http.Request) { r.Header.Add("X-Slack-Signature", "v0=00") }), 401},
		"no version":            {changed(func(r *http.Request) { h := r.Header; h.Set("X-Slack-Signature", h.Get("X-Slack-Signature")[3:]) }), 401},
		"empty signature":       {changed(func(r *http.Request) { r.Header.Set("X-Slack-Signature", "") }), 401},
		"body too large":        {signedRequest(PathEvents, strings.Repeat("x", maxBody+1), "right", now), 413},
		"unknown path":          {signedRequest("/slack/other", challenge, "right", now), 404},
		"not a POST":            {httptest.NewRequest(http.MethodGet, PathEvents, nil), 405},
		"certificate probe":     {httptest.NewRequest(http.MethodPost, PathCommands, strings.NewReader("ssl_check=1&token=x")), 200},
		"probe on another path": {httptest.NewRequest(http.MethodPost, PathEvents, strings.NewReader("ssl_check=1")), 401},
		"probe with a large body": {httptest.NewRequest(http.MethodPost, PathCommands,
			strings.NewReader("ssl_check=1&text="+strings.Repeat("x", 600))), 401},
	} {
		t.Run(name, func(t *testing.T) {
			w := serve(c.r, "right")
			if w.Code != c.want {
				t.Errorf("status %d, want %d: %s", w.Code, c.want, w.Body)
			}
			if w.Code == 401 && w.Body.String() != "signature does not match\n" {
				t.Errorf("a refusal says %q, want nothing about why", w.Body)
			}
		})
	}
}

func TestEverySecretOfTheListIsAccepted(t *testing.T) {
	for _, secret := range []string{"old", "new"} {
		w := serve(signedRequest(PathEvents, challenge, secret, time.Now()), "new", "old")
		if w.Code != 200 || !strings.Contains(w.Body.String(), `"abc"`) {
			t.Errorf("signed with %q: status %d %s, want 200 and the challenge", secret, w.Code, w.Body)
		}
	}
}

func TestWithoutSecretEveryRequestIsRefused(t *testing.T) {
	for _, secrets := range [][]string{nil, {""}} {
		w := serve(signedRequest(PathEvents, challenge, "", time.Now()), secrets...)
		if w.Code != 401 {
			t.Errorf("secrets %q: status %d, want 401", secrets, w.Code)
		}
	}
}

func TestUnknownEventsAreAcknowledgedAndIgnored(t *testing.T) {
	for _, body := range []string{
		`{"type":"event_callback","event":{"type":"pin_added"}}`,
		`{"type":"app_rate_limited"}`,
		`{"type":"event_callback","event":{"type":"message","subtype":"message_changed","channel":"C1"}}`,
		`{"type":"event_callback","event":{"type":"message","bot_id":"B1","text":"hi","channel_type":"im"}}`,
		`{"type":"event_callback","event":[]}`,
		`not JSON`,
	} {
		if w := serve(signedRequest(PathEvents, body, "s", time.Now()), "s"); w.Code != 200 {
			t.Errorf("%s: status %d, want 200", body, w.Code)
		}
	}
}

func FuzzSignedRequestsNeverPanic(f *testing.F) {
	f.Add(PathEvents, challenge)
	f.Add(PathInteractivity, "payload=%7B%22type%22%3A%22view_closed%22%7D")
	f.Add(PathCommands, "ssl_check=1")
	f.Fuzz(func(t *testing.T, path, body string) {
		switch path {
		case PathEvents, PathInteractivity:
		default:
			t.Skip("commands need the rooms behind the bot")
		}
		if strings.Contains(body, "block_actions") || strings.Contains(body, "view_submission") ||
			strings.Contains(body, "message") || strings.Contains(body, "app_") {
			t.Skip("what changes state needs the rooms behind the bot")
		}
		if w := serve(signedRequest(path, body, "s", time.Now()), "s"); w.Code == 401 {
			t.Errorf("a signed request was refused: %d", w.Code)
		}
	})
}
