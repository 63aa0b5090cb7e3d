package sandbox_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"howto/sandbox"
)

// newWorkspace returns a workspace without a server.
func newWorkspace(tb testing.TB, c sandbox.Config) *sandbox.Workspace {
	tb.Helper()
	w, err := sandbox.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = w.Close() })
	return w
}

// serve posts a form to a workspace that has no server.
func serve(tb testing.TB, w *sandbox.Workspace, path string, form url.Values) map[string]any {
	tb.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	var out map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		tb.Fatalf("%s answered %q", path, rec.Body)
	}
	return out
}

// do posts JSON to the control API; see reads from it.
func do(t *testing.T, w *sandbox.Workspace, verb, body string) map[string]any {
	t.Helper()
	resp, err := http.Post(w.URL()+"/_sandbox/"+verb, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, resp)
}

func see(t *testing.T, w *sandbox.Workspace, question string) map[string]any {
	t.Helper()
	resp, err := http.Get(w.URL() + "/_sandbox/" + question)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, resp)
}

func TestNoFaultsAreAnEmptyList(t *testing.T) {
	w := start(t)
	if got, ok := see(t, w, "faults")["faults"].([]any); !ok || len(got) != 0 {
		t.Errorf("faults before any is set = %v, want []", see(t, w, "faults"))
	}
}

func TestTheControlAPIDoesWhatAPersonDoes(t *testing.T) {
	w := start(t)
	listen(t, w, nil)
	said := do(t, w, "say", `{"as":"U0AMIRA","channel":"C0FLOOR","text":"hello @howto"}`)
	ts, _ := said["ts"].(string)
	if said["ok"] != true || ts == "" {
		t.Fatalf("say = %v", said)
	}
	button := slack.NewActionBlock("row", slack.NewButtonBlockElement("go", "1", words("Go")))
	card := post(t, w, floor, "card", slack.MsgOptionBlocks(button))
	for _, c := range []struct{ verb, body string }{
		{"edit", `{"as":"U0AMIRA","channel":"C0FLOOR","ts":"` + ts + `","text":"hi"}`},
		{"unfurl", `{"channel":"C0FLOOR","ts":"` + ts + `"}`},
		{"shortcut", `{"as":"U0BEN","channel":"C0FLOOR","ts":"` + ts + `","callback_id":"find_help"}`},
		{"press", `{"as":"U0BEN","channel":"C0FLOOR","ts":"` + card + `","action_id":"go"}`},
		{"command", `{"as":"U0BEN","channel":"C0FLOOR","command":"/howto","text":"x"}`},
		{"delete", `{"as":"U0AMIRA","channel":"C0FLOOR","ts":"` + ts + `"}`},
		{"dm", `{"as":"U0BEN"}`}, {"home", `{"as":"U0BEN"}`}, {"reload", `{"as":"U0BEN"}`},
		{"invite", `{"channel":"C0FLOOR","user":"U0DANA"}`},
		{"kick", `{"channel":"C0FLOOR","user":"U0DANA"}`},
		{"deliver", `{"type":"events_api","payload":{"type":"event_callback","event":{"type":"message"}}}`},
		{"faults", `{"faults":[{"kind":"slow","match":"","times":0,"ms":0}]}`},
		{"faults", `{"faults":[]}`},
		{"presence", `{"user":"U0DANA","away":true,"quiet":0}`},
		{"moderate", `{"channel":"C0FLOOR","ts":"` + card + `"}`},
		{"restrict", `{"channel":"C0FLOOR","kind":"read_only"}`},
		{"archive", `{"channel":"C0FLOOR"}`}, {"deactivate", `{"user":"U0DANA"}`}, {"reset", ``},
	} {
		if got := do(t, w, c.verb, c.body); got["ok"] != true {
			t.Errorf("%s %s = %v", c.verb, c.body, got)
		}
	}
}

func TestTheControlAPISaysWhatIsWrong(t *testing.T) {
	w := start(t)
	for _, c := range []struct{ verb, body, says string }{
		{"say", `{"as":"U0NOBODY","channel":"C0FLOOR","text":"x"}`, "U0NOBODY"},
		{"say", `{"as":"U0DANA","channel":"C0FLOOR","text":"x"}`, "not a member"},
		{"say", `{"as":"U0AMIRA","chanel":"C0FLOOR"}`, "chanel"},
		{"say", `{`, "not the JSON"},
		{"command", `{"as":"U0AMIRA","channel":"C0FLOOR","command":"/other"}`, "/other"},
		{"faults", `{"faults":[{"kind":"flood"}]}`, "flood"},
		{"home", `{"as":"U0AMIRA","tab":"attic"}`, "attic"},
	} {
		got := do(t, w, c.verb, c.body)
		if text, _ := got["error"].(string); got["ok"] != false || !strings.Contains(text, c.says) {
			t.Errorf("%s %s = %v, want an error that says %q", c.verb, c.body, got, c.says)
		}
	}
}

func TestOnlyARequestThatCannotBeReadIsABadOne(t *testing.T) {
	w := start(t)
	for _, c := range []struct {
		verb, body string
		want       int
	}{
		{"press", `{"as":"U0AMIRA","channel":"C0FLOOR","ts":"1.1","action_id":"go"}`, http.StatusOK},
		{"command", `{"as":"U0DANA","channel":"C0FLOOR","command":"/howto"}`, http.StatusOK},
		{"say", `{`, http.StatusBadRequest},
		{"say", `{"text":1}`, http.StatusBadRequest},
		{"say", `{"chanel":"C0FLOOR"}`, http.StatusBadRequest},
	} {
		resp, err := http.Post(w.URL()+"/_sandbox/"+c.verb, "application/json", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		status := resp.StatusCode
		if got := decode(t, resp); status != c.want || got["ok"] != false || got["error"] == "" {
			t.Errorf("%s %s: status %d, %v, want %d and why", c.verb, c.body, status, got, c.want)
		}
	}
	if resp, err := http.Get(w.URL() + "/_sandbox/traffic?since=now"); err != nil ||
		resp.StatusCode != http.StatusBadRequest || resp.Body.Close() != nil {
		t.Errorf("traffic since now: %v, want status 400", err)
	}
}

func TestAPersonReadsOnlyWhatSlackShowsThem(t *testing.T) {
	w := start(t)
	im, err := w.DM(amira)
	if err != nil {
		t.Fatal(err)
	}
	for _, channel := range []string{floor, pay, im} {
		post(t, w, channel, "hello")
	}
	for _, c := range []struct {
		channel, as string
		want        int
	}{
		{floor, ben, 1}, {floor, dana, 1}, {floor, "", 1}, {pay, dana, 1}, {pay, amira, 0},
		{pay, "", 1}, {im, amira, 1}, {im, ben, 0}, {im, bot, 1}, {"C0NONE", ben, 0},
	} {
		if got := len(w.Messages(c.channel, c.as, "")); got != c.want {
			t.Errorf("%s as %q: %d messages, want %d", c.channel, c.as, got, c.want)
		}
	}
}

func TestTheControlAPIShowsTheDocumentedShapes(t *testing.T) {
	w := start(t)
	post(t, w, floor, "hello <@U0AMIRA>")
	for question, want := range map[string][]string{
		"state":                               {"team", "bot", "commands", "shortcuts", "users", "channels"},
		"messages?channel=C0FLOOR&as=U0AMIRA": {"messages"}, "home?as=U0AMIRA": {"view"},
		"views?as=U0AMIRA": {"views"}, "traffic?since=0": {"entries", "next"}, "faults": {"faults"},
	} {
		got := see(t, w, question)
		for _, k := range append(want, "ok") {
			if _, ok := got[k]; !ok {
				t.Errorf("%s has no %q: %v", question, k, got)
			}
		}
	}
	list := see(t, w, "messages?channel=C0FLOOR&as=U0AMIRA")["messages"].([]any)
	m := list[0].(map[string]any)
	if n := m["notified"].([]any); len(n) != 1 || n[0] != amira || m["bot_id"] != "B0HOWTO" {
		t.Errorf("message = %v", m)
	}
}

func TestTheStreamNamesEachChange(t *testing.T) {
	w := start(t)
	resp, err := http.Get(w.URL() + "/_sandbox/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Scan() // the comment that opens the stream
	say(t, w, amira, floor, "hello")
	for lines.Scan() {
		// Calls of the Web API are told of as well, whenever they come.
		if got := lines.Text(); strings.HasPrefix(got, "data:") && !strings.Contains(got, `"traffic"`) {
			if got != `data: {"type":"changed","channel":"C0FLOOR"}` {
				t.Errorf("first change = %s", got)
			}
			return
		}
	}
	t.Fatal("the stream ended")
}

func TestAnotherOriginMayNotAct(t *testing.T) {
	w := start(t)
	for header, value := range map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL()+"/_sandbox/reset", bytes.NewBufferString("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(header, value)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s %s: status %d, want 403", header, value, resp.StatusCode)
		}
	}
}

func TestALoopbackAddressAnswersOnlyToItsName(t *testing.T) {
	w := start(t)
	for host, want := range map[string]int{"evil.example": http.StatusForbidden, "localhost:80": http.StatusOK} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL()+"/_sandbox/state", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("host %s: status %d, want %d", host, resp.StatusCode, want)
		}
	}
}

func TestThePageIsServedWithAPolicy(t *testing.T) {
	w := start(t)
	resp, err := http.Get(w.URL() + "/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	policy := resp.Header.Get("Content-Security-Policy")
	if resp.StatusCode != 200 || !strings.Contains(policy, "default-src 'self'") || resp.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("page: status %d, policy %q, cache %q", resp.StatusCode, policy, resp.Header.Get("Cache-Control"))
	}
}

func TestABodyIsBounded(t *testing.T) {
	w := newWorkspace(t, config())
	got := serve(t, w, "/api/chat.postMessage", message(floor, "blocks", strings.Repeat("x", 1<<20)))
	if got["error"] != "invalid_form_data" {
		t.Errorf("a body of more than a mebibyte = %v, want invalid_form_data", got)
	}
}

func TestStampsGrowThoughTheClockStandsStill(t *testing.T) {
	w := start(t, func(c *sandbox.Config) {
		c.Now = func() time.Time { return time.Unix(1_780_000_000, 0) }
	})
	last := ""
	for range 5 {
		ts := say(t, w, amira, floor, "hello")
		if ts <= last {
			t.Errorf("stamp %s after %s", ts, last)
		}
		last = ts
	}
}
