package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"howto/sandbox"
)

// fault switches one fault on.
func fault(t *testing.T, w *sandbox.Workspace, f sandbox.Fault) {
	t.Helper()
	if err := w.SetFaults(f); err != nil {
		t.Fatal(err)
	}
}

func TestARateLimitFaultSaysWhenToRetry(t *testing.T) {
	w := start(t)
	fault(t, w, sandbox.Fault{Kind: "ratelimit", Match: "chat.postMessage", Times: 1, MS: 1500})
	resp, err := http.PostForm(w.URL()+"/api/chat.postMessage", message(floor))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "2" {
		t.Errorf("status %d, Retry-After %q, want 429 and 2", resp.StatusCode, resp.Header.Get("Retry-After"))
	}
	post(t, w, floor, "the fault is used up")
	if left := w.Faults(); len(left) != 0 {
		t.Errorf("Faults() = %v, want none", left)
	}
}

func TestAnErrorFaultDoesNothing(t *testing.T) {
	w := start(t)
	fault(t, w, sandbox.Fault{Kind: "error", Times: 1})
	resp, err := http.PostForm(w.URL()+"/api/chat.postMessage", message(floor))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 500 || len(w.Messages(floor, "", "")) != 0 {
		t.Errorf("status %d and %d messages, want 500 and none", resp.StatusCode, len(w.Messages(floor, "", "")))
	}
}

func TestARefuseFaultAnswersWithAnyCode(t *testing.T) {
	w := start(t)
	for _, code := range []string{"restricted_action", "ratelimited", "internal_error"} {
		fault(t, w, sandbox.Fault{Kind: "refuse", Match: "chat.postMessage", Code: code, Times: 1})
		resp, err := http.PostForm(w.URL()+"/api/chat.postMessage", message(floor))
		if err != nil {
			t.Fatal(err)
		}
		status := resp.StatusCode
		if got := decode(t, resp); status != 200 || got["ok"] != false || got["error"] != code {
			t.Errorf("status %d, %v, want 200 and %s", status, got, code)
		}
	}
	if got := len(w.Messages(floor, "", "")); got != 0 {
		t.Errorf("%d messages, want none", got)
	}
	for _, f := range []sandbox.Fault{{Kind: "refuse"}, {Kind: "slow", Code: "x"}} {
		if err := w.SetFaults(f); err == nil {
			t.Errorf("SetFaults(%+v) = nil, want an error", f)
		}
	}
}

func TestALostAnswerIsStillDone(t *testing.T) {
	w := start(t)
	fault(t, w, sandbox.Fault{Kind: "lost", Match: "chat.postMessage", Times: 1})
	resp, err := http.PostForm(w.URL()+"/api/chat.postMessage", message(floor))
	if err == nil {
		resp.Body.Close()
		t.Errorf("status %d, want no answer", resp.StatusCode)
	}
	if got := len(w.Messages(floor, "", "")); got != 1 {
		t.Errorf("%d messages, want 1", got)
	}
}

func TestASlowFaultDelays(t *testing.T) {
	w := start(t)
	fault(t, w, sandbox.Fault{Kind: "slow", Match: "auth.test", Times: 1, MS: 30})
	begin := time.Now()
	call(t, w, "auth.test", with())
	if took := time.Since(begin); took < 30*time.Millisecond {
		t.Errorf("auth.test took %v, want at least 30 ms", took)
	}
}

func TestADuplicateHasTheSameEventID(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	fault(t, w, sandbox.Fault{Kind: "duplicate", Match: "events_api", Times: 1})
	say(t, w, amira, floor, "hello")
	wait(t, w, "two deliveries", func(*sandbox.Workspace) bool { return len(l.seen()) == 2 })
	if l.eventID(0) != l.eventID(1) {
		t.Errorf("event ids %s and %s, want the same", l.eventID(0), l.eventID(1))
	}
}

func TestADuplicateCommandComesTwice(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	fault(t, w, sandbox.Fault{Kind: "duplicate", Match: "slash_commands", Times: 1})
	howto(t, w, floor, "")
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.events) != 2 {
		t.Errorf("%d deliveries, want 2", len(l.events))
	}
}

func TestADroppedEventArrivesByItsRetry(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	fault(t, w, sandbox.Fault{Kind: "drop", Times: 1})
	say(t, w, amira, floor, "hello")
	l.await(t, "message")
	if got := l.delivery(0).Request.RetryAttempt; got != 1 {
		t.Errorf("retry attempt = %d, want 1", got)
	}
}

func TestAReorderedEventComesAfterTheNext(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	fault(t, w, sandbox.Fault{Kind: "reorder", Times: 1})
	say(t, w, amira, floor, "first")
	say(t, w, amira, floor, "second")
	wait(t, w, "both", func(*sandbox.Workspace) bool { return len(l.seen()) == 2 })
	var got []string
	for _, e := range l.inner() {
		got = append(got, e["text"].(string))
	}
	if strings.Join(got, " ") != "second first" {
		t.Errorf("order = %v, want second first", got)
	}
}

func TestEndingTheFaultsReleasesWhatWasHeldBack(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	fault(t, w, sandbox.Fault{Kind: "reorder", Times: 1})
	say(t, w, amira, floor, "first")
	if err := w.SetFaults(); err != nil {
		t.Fatal(err)
	}
	l.await(t, "message")
}

func TestFaultsCoverResponseURLs(t *testing.T) {
	w := start(t)
	url := commandURL(t, w)
	fault(t, w, sandbox.Fault{Kind: "error", Match: "response_url", Times: 1})
	if status, _ := reply(t, url, map[string]any{"text": "x"}); status != 500 {
		t.Errorf("status %d, want 500", status)
	}
	if status, code := reply(t, url, map[string]any{"text": "x"}); status != 200 {
		t.Errorf("afterwards: %d %s, want 200", status, code)
	}
}
