package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

func TestOnlyNewWordsOfAPersonAreAnEdit(t *testing.T) {
	const said = `{"user":"U1","text":"old","ts":"1.1","thread_ts":"1.0"}`
	for name, c := range map[string]struct {
		event string
		want  change
		text  string
	}{
		"other words": {`{"subtype":"message_changed","previous_message":` + said +
			`,"message":{"user":"U1","text":"new","ts":"1.1","thread_ts":"1.0"}}`, wasEdited, "new"},
		"a preview of a link": {`{"subtype":"message_changed","previous_message":` + said +
			`,"message":{"user":"U1","text":"old","ts":"1.1","attachments":[{"from_url":"https://x"}]}}`, noChange, ""},
		"shown in the channel as well": {`{"subtype":"message_changed","previous_message":` + said +
			`,"message":{"user":"U1","text":"old","ts":"1.1","subtype":"thread_broadcast"}}`, noChange, ""},
		"a reply came": {`{"subtype":"message_changed","previous_message":` + said +
			`,"message":{"user":"U1","text":"old","ts":"1.1","reply_count":1}}`, noChange, ""},
		"the bot's update": {`{"subtype":"message_changed","previous_message":{"bot_id":"B1","text":"old","ts":"1.1"},` +
			`"message":{"bot_id":"B1","user":"U0HOWTO","text":"new","ts":"1.1"}}`, noChange, ""},
		"the words before are not known, edited": {`{"subtype":"message_changed",` +
			`"message":{"user":"U1","text":"new","ts":"1.1","edited":{"user":"U1","ts":"2.0"}}}`, wasEdited, "new"},
		"the words before are not known": {`{"subtype":"message_changed",` +
			`"message":{"user":"U1","text":"new","ts":"1.1"}}`, noChange, ""},
		"nothing is known": {`{"subtype":"message_changed"}`, noChange, ""},
		"deleted":          {`{"subtype":"message_deleted","deleted_ts":"1.1","previous_message":` + said + `}`, wasDeleted, "old"},
		"deleted, no more": {`{"subtype":"message_deleted","deleted_ts":"1.1"}`, wasDeleted, ""},
		"deleted with replies": {`{"subtype":"message_changed","previous_message":` + said +
			`,"message":{"subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"1.1"}}`, wasDeleted, "old"},
		"a new message": {`{"user":"U1","text":"new","ts":"1.1"}`, noChange, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var ev inner
			if err := json.Unmarshal([]byte(c.event), &ev); err != nil {
				t.Fatal(err)
			}
			ev.Channel, ev.TS = "C1", "9.9" // the notice's own
			now, got := changeOf(ev)
			if got != c.want || now.Text != c.text {
				t.Fatalf("changeOf = %v %q, want %v %q", got, now.Text, c.want, c.text)
			}
			if got != noChange && (now.TS != "1.1" || now.Channel != "C1") {
				t.Errorf("it is about %s/%s, want C1/1.1", now.Channel, now.TS)
			}
		})
	}
}

func TestFilesAreNamedBelowTheWords(t *testing.T) {
	for name, c := range map[string]struct {
		ev   inner
		want []string
	}{
		"words alone": {inner{Text: "hello"}, []string{"hello"}},
		"a file alone": {inner{Files: []file{{Name: "till.jpg", Permalink: "https://x.slack.com/files/1"}}},
			[]string{"File: <https://x.slack.com/files/1|till.jpg>", mayNotOpen}},
		"both": {inner{Text: "see", Files: []file{{Title: "Till & cash", Permalink: "https://x/1"}}},
			[]string{"see", "File: <https://x/1|Till &amp; cash>", mayNotOpen}},
		"no link":         {inner{Files: []file{{Name: "a<b>|c"}}}, []string{"File: a&lt;b&gt;|c", mayNotOpen}},
		"a hostile link":  {inner{Files: []file{{Name: "x", Permalink: "javascript:alert(1)"}}}, []string{"File: x", mayNotOpen}},
		"a broken link":   {inner{Files: []file{{Name: "x", Permalink: "https://x|<!here>"}}}, []string{"File: x", mayNotOpen}},
		"nothing visible": {inner{Files: []file{{}}}, []string{"File: not visible to me", mayNotOpen}},
		"passed on": {inner{Attachments: []attached{{FromURL: "https://x/p1", Share: true}, {FromURL: "https://y"}}},
			[]string{"<https://x/p1|a message from elsewhere>"}},
		"nothing": {inner{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got, want := messageOf(c.ev).Text, strings.Join(c.want, "\n"); got != want {
				t.Errorf("messageOf = %q, want %q", got, want)
			}
		})
	}
}

func TestWhatMayHaveArrived(t *testing.T) {
	refused := func(code string) error { return fmt.Errorf("post: %w", slack.SlackErrorResponse{Err: code}) }
	for name, c := range map[string]struct {
		err  error
		want bool
	}{
		"no answer":             {errors.New("EOF"), true},
		"too slow":              {fmt.Errorf("post: %w", &net.OpError{Op: "read", Err: errors.New("timeout")}), true},
		"no connection":         {fmt.Errorf("post: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), false},
		"a fault of Slack":      {slack.StatusCodeError{Code: 502}, true},
		"Slack says part of it": {refused("fatal_error"), true},
		"refused":               {refused("is_archived"), false},
		"too fast":              {&slack.RateLimitedError{RetryAfter: time.Second}, false},
		"not posted":            {fmt.Errorf("%w: EOF", errUntried), false},
		"given up":              {fmt.Errorf("%w: EOF", errNever), false},
		"no thread":             {&postError{gone: true, err: errGone}, false},
	} {
		if got := uncertain(c.err); got != c.want {
			t.Errorf("%s: uncertain = %v, want %v", name, got, c.want)
		}
	}
}

func TestWhoseThreadAMessageIsIn(t *testing.T) {
	c := escalation.Case{Asker: "U1", Origin: escalation.Place{Channel: "D1"},
		Line: escalation.Place{Channel: "D1", Thread: "5.0"}, Root: escalation.Place{Channel: "C9", Thread: "7.0"}}
	for name, s := range map[string]struct {
		at   escalation.Place
		by   escalation.User
		want bool
	}{
		"status line":             {c.Line, "U1", true},
		"an earlier status line":  {escalation.Place{Channel: "D1", Thread: "4.0"}, "U1", true},
		"root message":            {c.Root, "U2", false},
		"an earlier root message": {escalation.Place{Channel: "C9", Thread: "6.0"}, "U2", false},
		"the asker at the root":   {c.Root, "U1", false},
		"an expert's own copy":    {escalation.Place{Channel: "D2", Thread: "6.0"}, "U2", false},
	} {
		if got := onAskersSide(c, s.at, s.by); got != s.want {
			t.Errorf("%s: on the asker's side = %v, want %v", name, got, s.want)
		}
	}
}

func TestPausedNotifications(t *testing.T) {
	now := time.Unix(1000, 0)
	for name, c := range map[string]struct {
		s    slack.DNDStatus
		want bool
	}{
		"never":       {slack.DNDStatus{NextStartTimestamp: 1, NextEndTimestamp: 1}, false},
		"tonight":     {slack.DNDStatus{Enabled: true, NextStartTimestamp: 1001, NextEndTimestamp: 2000}, false},
		"at night":    {slack.DNDStatus{Enabled: true, NextStartTimestamp: 1000, NextEndTimestamp: 1001}, true},
		"just over":   {slack.DNDStatus{Enabled: true, NextStartTimestamp: 900, NextEndTimestamp: 1000}, false},
		"by hand":     {slack.DNDStatus{SnoozeInfo: slack.SnoozeInfo{SnoozeEnabled: true, SnoozeEndTime: 1001}}, true},
		"was by hand": {slack.DNDStatus{SnoozeInfo: slack.SnoozeInfo{SnoozeEnabled: true, SnoozeEndTime: 1000}}, false},
	} {
		if got := paused(c.s, now); got != c.want {
			t.Errorf("%s: paused = %v, want %v", name, got, c.want)
		}
	}
}
