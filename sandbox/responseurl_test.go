package sandbox_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"howto/sandbox"
)

// reply sends a body to a response URL and returns status and error code.
func reply(t *testing.T, url string, body map[string]any) (int, string) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(url, "application/json", bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode == http.StatusOK {
		resp.Body.Close()
		return resp.StatusCode, ""
	}
	code, _ := decode(t, resp)["error"].(string)
	return resp.StatusCode, code
}

// commandURL runs a command and returns its response URL.
func commandURL(t *testing.T, w *sandbox.Workspace) string {
	t.Helper()
	urls := make(chan string, 1)
	listen(t, w, func(e socketmode.Event) (any, bool) {
		if c, ok := e.Data.(slack.SlashCommand); ok {
			urls <- c.ResponseURL
		}
		return nil, true
	})
	howto(t, w, floor, "")
	return <-urls
}

// pressURL posts a message with a button, presses it, and returns the response
// URL and the message's time stamp.
func pressURL(t *testing.T, w *sandbox.Workspace) (url, ts string) {
	t.Helper()
	l := listen(t, w, nil)
	ts = postButton(t, w, floor)
	if err := w.Press(t.Context(), sandbox.PressInput{As: amira, Channel: floor, TS: ts, ActionID: "go"}); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "the press", func(*sandbox.Workspace) bool { return len(l.presses()) == 1 })
	return l.presses()[0].ResponseURL, ts
}

func TestAResponseURLWorksFiveTimes(t *testing.T) {
	w := start(t)
	url := commandURL(t, w)
	for range 5 {
		if status, code := reply(t, url, map[string]any{"text": "x"}); status != 200 {
			t.Fatalf("reply: %d %s", status, code)
		}
	}
	if status, code := reply(t, url, map[string]any{"text": "x"}); status != 404 || code != "used_url" {
		t.Errorf("sixth use: %d %s, want 404 used_url", status, code)
	}
}

func TestAResponseURLWorksForThirtyMinutes(t *testing.T) {
	now := newClock()
	w := start(t, func(c *sandbox.Config) { c.Now = now.Now })
	url := commandURL(t, w)
	now.pass(30 * time.Minute)
	if status, code := reply(t, url, map[string]any{"text": "x"}); status != 200 {
		t.Errorf("at thirty minutes: %d %s, want 200", status, code)
	}
	now.pass(time.Second)
	if status, code := reply(t, url, map[string]any{"text": "x"}); code != "expired_url" {
		t.Errorf("later: %d %s, want expired_url", status, code)
	}
}

func TestACommandsURLCannotReplace(t *testing.T) {
	w := start(t)
	url := commandURL(t, w)
	reply(t, url, map[string]any{"text": "Searching"})
	reply(t, url, map[string]any{"text": "Found", "replace_original": true})
	if got := strings.Join(texts(w.Messages(floor, amira, "")), "|"); got != "Searching|Found" {
		t.Errorf("amira sees %q, want both", got)
	}
	if got := w.Messages(floor, ben, ""); len(got) != 0 {
		t.Errorf("ben sees %v, want nothing", got)
	}
	if _, code := reply(t, url, map[string]any{"delete_original": true}); code != "cant_delete_message" {
		t.Errorf("delete_original = %q, want cant_delete_message", code)
	}
}

func TestAButtonsURLReplacesOrDeletesItsMessage(t *testing.T) {
	w := start(t)
	url, ts := pressURL(t, w)
	reply(t, url, map[string]any{"text": "pressed", "replace_original": true})
	if got := w.Messages(floor, ben, ""); len(got) != 1 || got[0].Text != "pressed" || got[0].TS != ts {
		t.Errorf("after the replacement: %+v", got)
	}
	reply(t, url, map[string]any{"text": "only you"})
	if got := texts(w.Messages(floor, ben, "")); len(got) != 1 {
		t.Errorf("ben sees %v, want no ephemeral", got)
	}
	if _, code := reply(t, url, map[string]any{"delete_original": true, "thread_ts": ts}); code != "invalid_arguments" {
		t.Errorf("delete_original with more = %q, want invalid_arguments", code)
	}
	reply(t, url, map[string]any{"delete_original": true})
	if got := w.Messages(floor, ben, ""); len(got) != 0 {
		t.Errorf("after the deletion: %+v", got)
	}
}

func TestAThreadedReplyOverwritesUnlessTold(t *testing.T) {
	w := start(t)
	url, ts := pressURL(t, w)
	in := map[string]any{"text": "in the thread", "response_type": "in_channel", "thread_ts": ts, "replace_original": false,
		"unfurl_links": false, "unfurl_media": false}
	reply(t, url, in)
	if got := strings.Join(texts(w.Messages(floor, ben, ts)), "|"); got != "press|in the thread" {
		t.Errorf("thread = %q", got)
	}
	delete(in, "replace_original")
	in["text"] = "oops"
	reply(t, url, in)
	if got := strings.Join(texts(w.Messages(floor, ben, ts)), "|"); got != "oops|in the thread" {
		t.Errorf("thread = %q, want the source overwritten", got)
	}
}

func TestAResponseURLPostsWhereTheBotIsNoMember(t *testing.T) {
	w := start(t)
	urls := make(chan string, 1)
	listen(t, w, func(e socketmode.Event) (any, bool) {
		if c, ok := e.Data.(slack.SlashCommand); ok {
			urls <- c.ResponseURL
		}
		return nil, true
	})
	howto(t, w, away, "")
	if status, code := reply(t, <-urls, map[string]any{"text": "x"}); status != 200 {
		t.Errorf("reply where the bot is no member: %d %s", status, code)
	}
}

func TestAResponseURLHoldsMessagesToTheRules(t *testing.T) {
	w := start(t)
	url := commandURL(t, w)
	for _, c := range []struct {
		name string
		body map[string]any
		want string
	}{
		{"no text", map[string]any{"blocks": []any{map[string]any{"type": "divider"}}}, "no_text"},
		{"unknown field", map[string]any{"text": "x", "colour": "red"}, "invalid_arguments"},
		{"unknown type", map[string]any{"text": "x", "response_type": "shout"}, "invalid_arguments"},
		{"previews of links, for everybody", map[string]any{"text": "x", "response_type": "in_channel", "unfurl_links": false},
			"unfurls_not_off"},
		{"bad block", map[string]any{"text": "x", "blocks": []any{map[string]any{"type": "poem"}}}, "invalid_blocks"},
	} {
		if status, code := reply(t, url, c.body); status != 400 || code != c.want {
			t.Errorf("%s: %d %s, want 400 %s", c.name, status, code, c.want)
		}
	}
}

func TestAnEphemeralCannotBecomePublic(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	button := slack.NewButtonBlockElement("go", "1", words("Go"))
	ts, err := client(w).PostEphemeralContext(t.Context(), floor, amira,
		quiet(slack.MsgOptionText("psst", false), slack.MsgOptionBlocks(slack.NewActionBlock("row", button)))...)
	if err != nil {
		t.Fatal(err)
	}
	press := sandbox.PressInput{As: amira, Channel: floor, TS: ts, ActionID: "go"}
	if err := w.Press(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "the press", func(*sandbox.Workspace) bool { return len(l.presses()) == 1 })
	_, code := reply(t, l.presses()[0].ResponseURL,
		map[string]any{"text": "x", "replace_original": true, "response_type": "in_channel"})
	if code != "cant_update_message" {
		t.Errorf("replace with in_channel = %q, want cant_update_message", code)
	}
}

func TestOnlyWhatIsThereCanBePressed(t *testing.T) {
	w := start(t)
	_, ts := pressURL(t, w)
	for _, c := range []struct {
		name string
		in   sandbox.PressInput
	}{
		{"no such action", sandbox.PressInput{As: amira, Channel: floor, TS: ts, ActionID: "stop"}},
		{"no such block", sandbox.PressInput{As: amira, Channel: floor, TS: ts, ActionID: "go", BlockID: "x"}},
		{"no such message", sandbox.PressInput{As: amira, Channel: floor, TS: "1.000000", ActionID: "go"}},
		{"not a member", sandbox.PressInput{As: dana, Channel: floor, TS: ts, ActionID: "go"}},
		{"the bot", sandbox.PressInput{As: bot, Channel: floor, TS: ts, ActionID: "go"}},
		{"no such view", sandbox.PressInput{As: amira, ViewID: "V0", ActionID: "go"}},
	} {
		if err := w.Press(t.Context(), c.in); err == nil {
			t.Errorf("%s: the press went through", c.name)
		}
	}
}

func TestAShortcutCarriesTheMessage(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	ts := say(t, w, ben, floor, "where is the till roll?")
	in := sandbox.ShortcutInput{As: amira, Channel: floor, TS: ts, CallbackID: "find_help"}
	if err := w.Shortcut(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "the shortcut", func(*sandbox.Workspace) bool { return len(l.presses()) == 1 })
	got := l.presses()[0]
	if got.Type != slack.InteractionTypeMessageAction || got.Message.Text != "where is the till roll?" ||
		got.CallbackID != "find_help" || got.ResponseURL == "" || got.TriggerID == "" {
		t.Errorf("shortcut = %+v", got)
	}
	in.CallbackID = "unknown"
	if err := w.Shortcut(t.Context(), in); err == nil {
		t.Error("an unknown shortcut ran")
	}
}
