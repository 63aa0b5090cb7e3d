package main

import (
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"howto/config"
	"howto/sandbox"
)

// patience bounds how long a test waits for something that should come at once.
const patience = 20 * time.Second

// testTokens are those of every workspace in tests.
var testTokens = demoTokens{bot: "xoxb-test-canary", app: "xapp-test-canary", secret: "secret-test-canary"}

// shared is a folder for what several tests use. It goes when the tests are done.
var shared string

func TestMain(m *testing.M) {
	var err error
	if shared, err = os.MkdirTemp("", "howto-test"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(shared)
	os.Exit(code)
}

// A world is a sandbox workspace and the real program serving it, started by run as main would.
type world struct {
	*sandbox.Workspace
	t    *testing.T
	mode string
	dir  string // data directory
	conf string // configuration file
	web  string // address of the bot in HTTP mode
	out  *lines
	err  *lines
	stop func() int // ends the program and returns its exit status
}

// lines is an output that can be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
	got chan struct{}
}

func newLines() *lines { return &lines{got: make(chan struct{}, 1)} }

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.got <- struct{}{}:
	default:
	}
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// await waits for a line that matches and returns its first group.
func (l *lines) await(ctx context.Context, pattern string) (string, error) {
	re := regexp.MustCompile(pattern)
	for {
		if m := re.FindStringSubmatch(l.String()); m != nil {
			return m[len(m)-1], nil
		}
		select {
		case <-l.got:
		case <-ctx.Done():
			return "", fmt.Errorf("no line matches %q in:\n%s", pattern, l.String())
		}
	}
}

// inEachMode runs a test over Socket Mode and over HTTP.
func inEachMode(t *testing.T, test func(t *testing.T, w *world), change ...func(*sandbox.Config)) {
	eachMode(t, func(t *testing.T, mode string) { test(t, newWorld(t, mode, change...)) })
}

// eachMode runs a test of a program that is not started yet over Socket Mode and over HTTP.
func eachMode(t *testing.T, test func(t *testing.T, mode string)) {
	modes := []string{config.ModeSocket, config.ModeHTTP}
	if raced {
		// One of the two, half of the tests each: without the race detector all run over both.
		one := int(crc32.ChecksumIEEE([]byte(t.Name())) % 2)
		modes = modes[one : one+1]
		t.Parallel() // beside another test, as the two modes are otherwise
	}
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel() // worlds share nothing
			test(t, mode)
		})
	}
}

// unraced skips a long test under the race detector, which has nothing to find in it that others do not
// show it.
func unraced(t *testing.T, why string) {
	t.Helper()
	if raced {
		t.Skip(why + ": it is played in runs without the race detector")
	}
}

// newWorld starts a workspace and the program, which has been in its data directory before, and waits
// until they have found each other.
func newWorld(t *testing.T, mode string, change ...func(*sandbox.Config)) *world {
	t.Helper()
	w := prepare(t, mode, change...)
	furnish(t, w.dir)
	w.start(mode)
	return w
}

// prepare starts a workspace and writes the configuration of a program that is not started yet.
func prepare(t *testing.T, mode string, change ...func(*sandbox.Config)) *world {
	t.Helper()
	c := demoWorkspace(testTokens)
	c.Mode, c.AckWait = mode, 10*time.Second // a busy machine must not cause retries
	c.Inspect = schemas(t).inspect(t)
	for _, f := range change {
		f(&c)
	}
	box, err := sandbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	w := &world{Workspace: box, t: t, mode: mode, dir: t.TempDir()}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Errorf("close the sandbox: %v", err)
		}
	})
	w.conf = filepath.Join(t.TempDir(), "howto.yaml")
	w.write(w.conf, demoConfig+"search: {meaning: off}\n"+fmt.Sprintf("slack: {mode: %s, api_url: %q}\nhttp: {listen: \"127.0.0.1:0\"}\n"+
		"data: {dir: %q}\nlibrary: {dirs: [%q], curators: [U0CORA]}\n", mode, box.URL()+"/api/", w.dir, libraryDir(t)))
	return w
}

// libraryDir is a copy of the sample library that the test may change.
func libraryDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := unpack(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (w *world) write(file, text string) {
	w.t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// env is the environment of the program: the tokens and nothing else.
func env() []string {
	return []string{"SLACK_BOT_TOKEN=" + testTokens.bot, "SLACK_APP_TOKEN=" + testTokens.app,
		"SLACK_SIGNING_SECRET=" + testTokens.secret}
}

// start runs `howto serve` until the test ends or stop is called.
func (w *world) start(mode string) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	w.out, w.err = newLines(), newLines()
	out, errs := w.out, w.err
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, []string{"serve", "--config", w.conf, "--log-format", "json"},
			program{out: out, err: errs, env: env()})
	}()
	w.stop = sync.OnceValue(func() int { cancel(); return <-status })
	w.t.Cleanup(func() {
		if got := w.stop(); got != statusDone {
			w.t.Errorf("serve ended with status %d, want %d:\n%s", got, statusDone, errs)
		}
		for _, secret := range []string{testTokens.bot, testTokens.app, testTokens.secret} {
			if strings.Contains(out.String()+errs.String(), secret) {
				w.t.Errorf("the log carries the secret %q", secret)
			}
		}
	})
	wait, done := context.WithTimeout(context.Background(), patience)
	defer done()
	addr, err := out.await(wait, `serving \d+ assets?(?: on (\S+))?`)
	if err != nil {
		w.t.Fatalf("serve did not come up: %v\n%s", err, errs)
	}
	w.web = addr
	if mode == config.ModeSocket {
		if err := w.Wait(wait, func(box *sandbox.Workspace) bool { return box.Connections() > 0 }); err != nil {
			w.t.Fatalf("no connection: %v", err)
		}
	}
	if mode == config.ModeHTTP {
		base := "http://" + addr
		err := w.SetEndpoints(wait, sandbox.Endpoints{Events: base + "/slack/events",
			Commands: base + "/slack/commands", Interactivity: base + "/slack/interactivity"})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// command types a slash command and fails the test when Slack would show an error.
func (w *world) command(as, channel, text string) {
	w.t.Helper()
	r, err := w.Command(w.t.Context(), sandbox.CommandInput{As: as, Channel: channel, Command: "/howto", Text: text})
	if err != nil || r.Error != "" {
		w.t.Fatalf("/howto %s as %s: %v, %s; want an answer\n%s", text, as, err, r.Error, w.err)
	}
}

// say types a message and returns its timestamp.
func (w *world) say(as, channel, thread, text string) string {
	w.t.Helper()
	ts, err := w.Say(w.t.Context(), sandbox.SayInput{As: as, Channel: channel, ThreadTS: thread, Text: text})
	if err != nil {
		w.t.Fatalf("say %q as %s: %v", text, as, err)
	}
	return ts
}

// dm is the channel of a person's direct messages with the bot.
func (w *world) dm(as string) string {
	w.t.Helper()
	c, err := w.DM(as)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// press presses a button of a message.
func (w *world) press(as string, m sandbox.Message, action string) {
	w.t.Helper()
	err := w.Press(w.t.Context(), sandbox.PressInput{As: as, Channel: m.Channel, TS: m.TS, ActionID: action})
	if err != nil {
		w.t.Fatalf("press %s as %s: %v\nthe message has: %v\n%s", action, as, err, actions(m.Blocks), w.err)
	}
}

// see waits for a message that as can see in a channel or thread and that contains every word, newest
// first.
func (w *world) see(as, channel, thread string, words ...string) sandbox.Message {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	var found sandbox.Message
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		for _, m := range slices.Backward(box.Messages(channel, as, thread)) {
			if holds(shown(m), words) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		w.t.Fatalf("%s sees nothing with %q in %s %s; the messages are:\n%s\n%s", as, words, channel, thread,
			w.transcript(as, channel, thread), w.err)
	}
	return found
}

// gone waits until a message no longer has a button.
func (w *world) gone(as string, m sandbox.Message, action string) sandbox.Message {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	var found sandbox.Message
	err := w.Wait(ctx, func(box *sandbox.Workspace) bool {
		for _, now := range append(box.Messages(m.Channel, as, ""), box.Messages(m.Channel, as, m.ThreadTS)...) {
			if now.TS == m.TS && !slices.Contains(actions(now.Blocks), action) {
				found = now
				return true
			}
		}
		return false
	})
	if err != nil {
		w.t.Fatalf("the button %s is still on %s; want it gone\n%s", action, m.TS, w.err)
	}
	return found
}

// transcript is what as can read, for failing tests.
func (w *world) transcript(as, channel, thread string) string {
	var b strings.Builder
	for _, m := range w.Messages(channel, as, thread) {
		fmt.Fprintf(&b, "  %s %s: %s %v\n", m.TS, m.User, m.Text, actions(m.Blocks))
	}
	return b.String()
}

func holds(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// shown is everything a person can read of a message: its text and the texts of its blocks.
func shown(m sandbox.Message) string {
	var b strings.Builder
	b.WriteString(m.Text)
	for _, block := range m.Blocks {
		texts(&b, block)
	}
	return b.String()
}

// texts collects the values under "text" and the like, in depth.
func texts(b *strings.Builder, v any) {
	switch v := v.(type) {
	case string:
		b.WriteString("\n" + v)
	case []any:
		for _, e := range v {
			texts(b, e)
		}
	case map[string]any:
		for _, key := range []string{"text", "title", "elements", "fields", "rows", "alt_text", "hint", "label", "accessory"} {
			texts(b, v[key])
		}
	}
}

// actions are the action ids of the buttons in blocks.
func actions(blocks []map[string]any) []string {
	var ids []string
	for _, b := range blocks {
		elements, _ := b["elements"].([]any)
		if one, ok := b["accessory"].(map[string]any); ok {
			elements = append(elements, one)
		}
		for _, e := range elements {
			if m, ok := e.(map[string]any); ok {
				if id, ok := m["action_id"].(string); ok {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}

// howto runs another command of the program beside the serving one and returns its output.
func (w *world) howto(args ...string) string {
	w.t.Helper()
	var out, errs bytes.Buffer
	status := run(w.t.Context(), append(args, "--config", w.conf), program{out: &out, err: &errs, env: env()})
	if status != statusDone {
		w.t.Fatalf("howto %v = status %d, want %d:\n%s%s", args, status, statusDone, out.String(), errs.String())
	}
	return out.String()
}

func contextWithPatience(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), patience)
}

// startDemo runs `howto demo` on an empty data directory and returns the address of its page, and the
// configuration with which other commands find what it wrote.
func startDemo(t *testing.T) (url, conf string) {
	t.Helper()
	conf = filepath.Join(t.TempDir(), "howto.yaml")
	if err := os.WriteFile(conf, fmt.Appendf(nil, "data: {dir: %q}\n", t.TempDir()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, errs := newLines(), newLines()
	status := make(chan int, 1)
	args := []string{"demo", "--listen", "127.0.0.1:0", "--config", conf}
	go func() { status <- run(ctx, args, program{out: out, err: errs}) }()
	t.Cleanup(func() {
		cancel()
		if got := <-status; got != statusDone {
			t.Errorf("demo ended with status %d, want %d:\n%s", got, statusDone, errs)
		}
	})
	wait, done := context.WithTimeout(t.Context(), patience)
	defer done()
	url, err := out.await(wait, `(http://127\.0\.0\.1:\d+)`)
	if err != nil {
		t.Fatalf("the demo prints no address: %v\n%s", err, errs)
	}
	return url, conf
}
