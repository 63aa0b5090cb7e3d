package sandbox_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"howto/sandbox"
)

// A receiver is a bot behind request URLs: it checks signatures with the real
// client's verifier and notes what came.
type receiver struct {
	mu     sync.Mutex
	got    []received
	answer func(received) (status int, contentType, body string)
}

type received struct {
	path, body string
	header     http.Header
}

func (b *receiver) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	v, err := slack.NewSecretsVerifier(r.Header, "shh")
	if err == nil {
		_, _ = v.Write(raw)
		err = v.Ensure()
	}
	if err != nil {
		http.Error(rw, err.Error(), http.StatusUnauthorized)
		return
	}
	if strings.Contains(string(raw), "url_verification") {
		_, _ = rw.Write(raw)
		return
	}
	got := received{r.URL.Path, string(raw), r.Header}
	b.mu.Lock()
	b.got = append(b.got, got)
	b.mu.Unlock()
	if b.answer != nil {
		status, media, body := b.answer(got)
		rw.Header().Set("Content-Type", media)
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, body)
	}
}

func (b *receiver) all() []received {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]received{}, b.got...)
}

// behind starts a workspace in HTTP mode with a bot behind request URLs.
func behind(t *testing.T, b *receiver) *sandbox.Workspace {
	t.Helper()
	w := start(t, func(c *sandbox.Config) { c.Mode = sandbox.ModeHTTP })
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	err := w.SetEndpoints(t.Context(), sandbox.Endpoints{
		Events: server.URL + "/events", Commands: server.URL + "/commands", Interactivity: server.URL + "/actions",
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestSignedRequestsReachEachEndpoint(t *testing.T) {
	b := &receiver{}
	w := behind(t, b)
	say(t, w, amira, floor, "hello")
	wait(t, w, "the event", func(*sandbox.Workspace) bool { return len(b.all()) == 1 })
	howto(t, w, floor, "a&b")
	ts := postButton(t, w, pay)
	if err := w.Press(t.Context(), sandbox.PressInput{As: dana, Channel: pay, TS: ts, ActionID: "go"}); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "four requests", func(*sandbox.Workspace) bool { return len(b.all()) == 4 })
	byPath := map[string]received{}
	for _, r := range b.all() {
		byPath[r.path] = r
	}
	form, _ := url.ParseQuery(byPath["/commands"].body)
	if form.Get("command") != "/howto" || form.Get("text") != "a&amp;b" || form.Get("user_id") != amira {
		t.Errorf("command = %v", form)
	}
	action, _ := url.ParseQuery(byPath["/actions"].body)
	if !strings.Contains(action.Get("payload"), `"type":"block_actions"`) {
		t.Errorf("interaction = %v", action)
	}
	if media := byPath["/events"].header.Get("Content-Type"); media != "application/json" {
		t.Errorf("event's content type = %q", media)
	}
}

func TestSocketModeIsOffOverHTTP(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.Mode = sandbox.ModeHTTP })
	_, _, err := client(w).StartSocketModeContext(t.Context())
	if code(err) != "socket_mode_not_enabled" {
		t.Errorf("apps.connections.open = %v, want socket_mode_not_enabled", err)
	}
}

func TestEndpointsMustEchoTheChallenge(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.Mode = sandbox.ModeHTTP })
	deaf := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(deaf.Close)
	if err := w.SetEndpoints(t.Context(), sandbox.Endpoints{Events: deaf.URL}); err == nil {
		t.Error("SetEndpoints() took a URL that does not answer the challenge")
	}
}

func TestAFailedRequestIsRetriedWithHeaders(t *testing.T) {
	b := &receiver{}
	b.answer = func(r received) (int, string, string) {
		if r.header.Get("X-Slack-Retry-Num") == "2" {
			return http.StatusNoContent, "", ""
		}
		return http.StatusInternalServerError, "", ""
	}
	w := behind(t, b)
	say(t, w, amira, floor, "hello")
	wait(t, w, "three attempts", func(w *sandbox.Workspace) bool {
		entries, _ := w.Traffic(0)
		return len(entries) > 0 && entries[len(entries)-1].Status == http.StatusNoContent
	})
	got := b.all()
	if len(got) != 3 || got[0].body != got[2].body {
		t.Fatalf("%d attempts, want three of the same body", len(got))
	}
	if r := got[1].header.Get("X-Slack-Retry-Reason"); r != "http_error" {
		t.Errorf("retry reason = %q, want http_error", r)
	}
}

func TestNoRetryIsRespected(t *testing.T) {
	b := &receiver{answer: func(received) (int, string, string) { return http.StatusTeapot, "", "" }}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("X-Slack-No-Retry", "1")
		b.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	w := start(t, func(c *sandbox.Config) { c.Mode = sandbox.ModeHTTP })
	if err := w.SetEndpoints(t.Context(), sandbox.Endpoints{Events: server.URL}); err != nil {
		t.Fatal(err)
	}
	say(t, w, amira, floor, "one")
	say(t, w, amira, floor, "two")
	wait(t, w, "both answers", func(w *sandbox.Workspace) bool { return w.Idle() })
	if got := len(b.all()); got != 2 {
		t.Errorf("%d attempts at two events, want 2", got)
	}
}

func TestTheBodyOfACommandsAnswerIsShown(t *testing.T) {
	for _, c := range []struct{ name, media, body, want, fault string }{
		{"text", "text/plain", "Hello", "Hello", ""},
		{"JSON", "application/json", `{"text":"Hi"}`, "Hi", ""},
		{"nothing", "text/plain", "", "", ""},
		{"broken JSON", "application/json", `{"text":`, "/howto failed", "dispatch_failed"},
		{"unknown field", "application/json", `{"text":"x","colour":"red"}`, "/howto failed", "dispatch_failed"},
	} {
		b := &receiver{answer: func(received) (int, string, string) { return 200, c.media, c.body }}
		w := behind(t, b)
		r := howto(t, w, floor, "")
		got := strings.Join(texts(w.Messages(floor, amira, "")), "|")
		if r.Error != c.fault || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %+v, shown %q, want %q", c.name, r, got, c.want)
		}
	}
}

func TestAnInChannelAnswerPublishesTheCommand(t *testing.T) {
	b := &receiver{answer: func(received) (int, string, string) {
		return 200, "application/json", `{"response_type":"in_channel","text":"Hi","unfurl_links":false,"unfurl_media":false}`
	}}
	w := behind(t, b)
	howto(t, w, away, "my secret")
	if got := strings.Join(texts(w.Messages(away, dana, "")), "|"); got != "/howto my secret|Hi" {
		t.Errorf("others see %q", got)
	}
}

func TestTheCertificateProbeCanBeSent(t *testing.T) {
	b := &receiver{}
	w := behind(t, b)
	got, err := w.Deliver(t.Context(), "ssl_check", nil)
	if err != nil || !got.Acked || !strings.Contains(b.all()[0].body, "ssl_check=1") {
		t.Errorf("Deliver(ssl_check) = %+v, %v", got, err)
	}
}

func TestASlowBotTimesOut(t *testing.T) {
	hold := make(chan struct{})
	b := &receiver{answer: func(received) (int, string, string) { <-hold; return 200, "", "" }}
	w := start(t, func(c *sandbox.Config) { c.Mode, c.AckWait = sandbox.ModeHTTP, 20*time.Millisecond })
	server := httptest.NewServer(b)
	defer server.Close()
	defer close(hold)
	if err := w.SetEndpoints(t.Context(), sandbox.Endpoints{Commands: server.URL}); err != nil {
		t.Fatal(err)
	}
	r := howto(t, w, floor, "")
	if r.Error != "operation_timeout" {
		t.Errorf("Command() = %+v, want operation_timeout", r)
	}
}
