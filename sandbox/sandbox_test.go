package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
	"go.uber.org/goleak"

	"howto/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	amira, ben, dana = "U0AMIRA", "U0BEN", "U0DANA"
	bot              = "U0HOWTO"
	floor, pay, away = "C0FLOOR", "C0PAY", "C0AWAY"
	secret           = "C0SECRET" // private, and the bot is not in it
)

// config is a small workspace; the bot is in floor and pay, not in away.
func config() sandbox.Config {
	return sandbox.Config{
		BotToken: "xoxb-test", AppToken: "xapp-test", SigningSecret: "shh",
		Users: []sandbox.User{
			{ID: amira, Name: "amira", RealName: "Amira Haddad", TZ: "Europe/Berlin"},
			{ID: ben, Name: "ben", RealName: "Ben Okafor"},
			{ID: dana, Name: "dana", RealName: "Dana Kowalski"},
		},
		Channels: []sandbox.Channel{
			{ID: floor, Name: "shop-floor", Members: []string{bot, amira, ben}},
			{ID: pay, Name: "help-payments", Kind: sandbox.Private, Members: []string{bot, dana}},
			{ID: away, Name: "away", Members: []string{amira, dana}},
			{ID: secret, Name: "secret", Kind: sandbox.Private, Members: []string{dana}},
		},
		UserGroups: []sandbox.UserGroup{{ID: "S0TILLS", Handle: "tills", Users: []string{ben, dana}}},
		Commands:   []sandbox.Command{{Name: "/howto"}},
		Shortcuts:  []sandbox.Shortcut{{CallbackID: "find_help", Name: "Find help for this"}},
		AckWait:    10 * time.Second, // a busy machine must not cause retries
		RetryWaits: []time.Duration{time.Millisecond, time.Millisecond, time.Millisecond},
	}
}

// A clock is a time that a test moves by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Unix(1_780_000_000, 0)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// start serves a workspace for the length of the test.
func start(t *testing.T, change ...func(*sandbox.Config)) *sandbox.Workspace {
	t.Helper()
	c := config()
	for _, f := range change {
		f(&c)
	}
	w, err := sandbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Start(""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return w
}

func client(w *sandbox.Workspace) *slack.Client {
	return slack.New("xoxb-test",
		slack.OptionAPIURL(w.URL()+"/api/"), slack.OptionAppLevelToken("xapp-test"))
}

// quiet are the options that every message needs.
func quiet(options ...slack.MsgOption) []slack.MsgOption {
	return append(options, slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
}

// post posts as the bot and fails the test if it is refused.
func post(t *testing.T, w *sandbox.Workspace, channel, text string, options ...slack.MsgOption) string {
	t.Helper()
	options = append(options, slack.MsgOptionText(text, false))
	_, ts, err := client(w).PostMessageContext(t.Context(), channel, quiet(options...)...)
	if err != nil {
		t.Fatalf("post %q in %s: %v", text, channel, err)
	}
	return ts
}

// say is a person's message; it fails the test if it is refused.
func say(t *testing.T, w *sandbox.Workspace, as, channel, text string) string {
	t.Helper()
	ts, err := w.Say(t.Context(), sandbox.SayInput{As: as, Channel: channel, Text: text})
	if err != nil {
		t.Fatalf("say %q: %v", text, err)
	}
	return ts
}

// howto has amira type a command and returns how the bot took it.
func howto(t *testing.T, w *sandbox.Workspace, channel, text string) sandbox.CommandResult {
	t.Helper()
	r, err := w.Command(t.Context(), sandbox.CommandInput{
		As: amira, Channel: channel, Command: "/howto", Text: text,
	})
	if err != nil {
		t.Fatalf("Command() in %s: %v", channel, err)
	}
	return r
}

// postButton posts a message with one button, called go.
func postButton(t *testing.T, w *sandbox.Workspace, channel string) string {
	t.Helper()
	button := slack.NewButtonBlockElement("go", "1", words("Go"))
	return post(t, w, channel, "press", slack.MsgOptionBlocks(slack.NewActionBlock("row", button)))
}

// code is the error code of a Web API refusal.
func code(err error) string {
	var limited *slack.RateLimitedError
	if errors.As(err, &limited) {
		return "ratelimited"
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// wait fails the test when holds does not come true in time.
func wait(t *testing.T, w *sandbox.Workspace, what string, holds func(*sandbox.Workspace) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := w.Wait(ctx, holds); err != nil {
		t.Fatalf("waited for %s: %v", what, err)
	}
}

// A listener is a bot on the socket that notes what comes and acknowledges it.
type listener struct {
	w  *sandbox.Workspace
	mu sync.Mutex
	// answer gives the payload of an acknowledgement; ok false sends none.
	answer func(socketmode.Event) (payload any, ok bool)
	events []socketmode.Event
}

// listen connects a real Socket Mode client until the test ends.
func listen(t *testing.T, w *sandbox.Workspace, answer func(socketmode.Event) (any, bool)) *listener {
	t.Helper()
	l := &listener{w: w, answer: answer}
	ctx, cancel := context.WithCancel(t.Context())
	c := socketmode.New(client(w))
	before := w.Connections()
	var wg sync.WaitGroup
	wg.Go(func() { _ = c.RunContext(ctx) })
	wg.Go(func() {
		for {
			select {
			case e := <-c.Events:
				l.take(ctx, c, e)
			case <-ctx.Done():
				return
			}
		}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
	wait(t, w, "the connection", func(w *sandbox.Workspace) bool { return w.Connections() > before })
	return l
}

func (l *listener) take(ctx context.Context, c *socketmode.Client, e socketmode.Event) {
	if e.Request == nil || e.Request.EnvelopeID == "" {
		return
	}
	l.mu.Lock()
	l.events = append(l.events, e)
	l.mu.Unlock()
	payload, ok := any(nil), true
	if l.answer != nil {
		payload, ok = l.answer(e)
	}
	if ok {
		_ = c.AckCtx(ctx, e.Request.EnvelopeID, payload)
	}
}

// delivery returns the i-th envelope that came.
func (l *listener) delivery(i int) socketmode.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.events[i]
}

// eventID returns the id of the i-th event that came.
func (l *listener) eventID(i int) string {
	outer := l.delivery(i).Data.(slackevents.EventsAPIEvent).Data
	return outer.(*slackevents.EventsAPICallbackEvent).EventID
}

// seen returns the names of the events that came: type, or type.subtype.
func (l *listener) seen() []string {
	var names []string
	for _, e := range l.inner() {
		name, _ := e["type"].(string)
		if sub, ok := e["subtype"].(string); ok {
			name += "." + sub
		}
		names = append(names, name)
	}
	return names
}

// inner returns the events of the Events API that came.
func (l *listener) inner() []map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []map[string]any
	for _, e := range l.events {
		if api, ok := e.Data.(slackevents.EventsAPIEvent); ok {
			raw, _ := json.Marshal(api.Data)
			var outer struct{ Event map[string]any }
			_ = json.Unmarshal(raw, &outer)
			out = append(out, outer.Event)
		}
	}
	return out
}

// await waits until an event of that name has come and been acknowledged.
func (l *listener) await(t *testing.T, name string) map[string]any {
	t.Helper()
	wait(t, l.w, name, func(*sandbox.Workspace) bool { return slices.Contains(l.seen(), name) })
	return l.inner()[slices.Index(l.seen(), name)]
}

func TestNewReportsEveryFaultAtOnce(t *testing.T) {
	_, err := sandbox.New(sandbox.Config{
		Mode: "pigeon", Users: []sandbox.User{{ID: "U1", Name: "a b", TZ: "Mars/Crater"}},
		Channels: []sandbox.Channel{{ID: "C1", Kind: "secret", Members: []string{"U9"}}},
		Commands: []sandbox.Command{{Name: "howto"}},
	})
	if err == nil {
		t.Fatal("New() of a broken configuration gave no error")
	}
	for _, want := range []string{"pigeon", "xoxb-", "a b", "Mars/Crater", "secret", "U9", `"howto"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("New() = %v, want it to name %q", err, want)
		}
	}
}
