package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/escalation/oncall"
	"howto/sandbox"
	"howto/search"
	"howto/store"

	"github.com/slack-go/slack"
)

// A plant is a workspace, a data directory and the process that serves one from the other. The process
// is driven by hand: nothing happens between two calls.
type plant struct {
	*world
	live   *search.Live
	roster escalation.Roster
	offset atomic.Int64 // of the clock, in nanoseconds
	fuse   *fuse
	// serving is held while a request is served, and by who starts the process anew.
	serving sync.RWMutex
	store   *store.Store
	bot     *bot.Bot
	front   *httptest.Server
	// presence says who can be asked; nil: everybody.
	presence func(context.Context, escalation.User) escalation.Presence
}

func (p *plant) now() time.Time { return time.Now().Add(time.Duration(p.offset.Load())) }

// newPlant starts a process that will be stopped at the left-th point once the fuse is armed.
func newPlant(t *testing.T, live *search.Live, left int) *plant {
	t.Helper()
	c := demoWorkspace(testTokens)
	c.Mode, c.Inspect = sandbox.ModeHTTP, schemas(t).inspect(t)
	c.Pace = sandbox.Pace{Every: time.Millisecond, Burst: 1000}
	c.RetryWaits = slices.Repeat([]time.Duration{5 * time.Millisecond}, 20)
	p := &plant{live: live, roster: operations(t), fuse: &fuse{left: left}}
	box, err := sandbox.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	p.world = &world{Workspace: box, t: t, dir: t.TempDir(), err: newLines()}
	p.front = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(func() {
		p.front.Close()
		if err := errors.Join(box.Close(), p.store.Close()); err != nil {
			t.Error(err)
		}
	})
	furnish(t, p.dir)
	p.boot()
	err = box.SetEndpoints(t.Context(), sandbox.Endpoints{Events: p.front.URL + bot.PathEvents,
		Commands: p.front.URL + bot.PathCommands, Interactivity: p.front.URL + bot.PathInteractivity})
	if err != nil {
		t.Fatal(err)
	}
	p.fuse.armed = true
	return p
}

// operations is the roster of one team, with one person on call.
func operations(t *testing.T) escalation.Roster {
	t.Helper()
	r, err := escalation.NewRoster([]escalation.Team{{
		ID: "operations", Name: "Operations", Channel: "C0OPS", Members: []escalation.User{"U0IVO"},
		Schedule: oncall.Of(oncall.Layer{Members: []oncall.Member{"U0IVO"}}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// boot starts a process on what the one before has left.
func (p *plant) boot() {
	p.t.Helper()
	ctx := p.t.Context()
	s, err := store.Open(ctx, store.Options{Dir: p.dir, Now: p.now})
	if err != nil {
		p.t.Fatal(err)
	}
	if err := s.Reclaim(ctx); err != nil {
		p.t.Fatal(err)
	}
	p.store = s
	m := mortal{s, p.fuse}
	p.bot, err = bot.New(ctx, bot.Options{
		Slack: slack.New(testTokens.bot, slack.OptionAPIURL(p.URL()+"/api/"),
			slack.OptionHTTPClient(&http.Client{Transport: p.fuse})),
		Finder: p.live, Ledger: m, Desk: m, Cases: s, Memory: p.live, Strikes: s, Rota: p.rota(),
		Curators: []string{cora}, Drafts: s, News: s, Digests: s, Looks: s, Keeper: s,
		NewID: s.NewID, Now: p.now, Missing: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *plant) rota() escalation.Rota {
	return escalation.Rota{Roster: p.roster, Loads: p.store.Loads, Presence: p.presence}
}

// serve hands a request to the process; a dead one does not answer.
func (p *plant) serve(w http.ResponseWriter, r *http.Request) {
	p.serving.RLock()
	defer p.serving.RUnlock()
	if !p.fuse.isDead() {
		answer := httptest.NewRecorder()
		p.bot.Handler([]string{testTokens.secret}).ServeHTTP(answer, r)
		if !p.fuse.isDead() {
			maps.Copy(w.Header(), answer.Header())
			w.WriteHeader(answer.Code)
			_, _ = w.Write(answer.Body.Bytes())
			return
		}
	}
	panic(http.ErrAbortHandler)
}

// reboot starts the process anew if it is dead, and reports whether it was.
func (p *plant) reboot() bool {
	if !p.fuse.isDead() {
		return false
	}
	p.serving.Lock()
	defer p.serving.Unlock()
	if err := p.store.Close(); err != nil {
		p.t.Fatal(err)
	}
	p.fuse.mu.Lock()
	p.fuse.dead = false
	p.fuse.mu.Unlock()
	p.boot()
	return true
}

// settle lets the process work off all that is due.
func (p *plant) settle() {
	p.t.Helper()
	log := slog.New(slog.DiscardHandler)
	for turns, end := 0, time.Now().Add(patience); turns < 1000 && time.Now().Before(end); {
		idle := p.Idle() // before the rest: what arrives meanwhile makes work that was not counted
		m := mortal{p.store, p.fuse}
		engine := escalation.Engine{Cases: m, Rota: p.rota(), Now: p.now, Log: log}
		n := bot.Sender{Bot: p.bot, Outbox: m}.Once(p.t.Context()) + engine.Once(p.t.Context())
		if p.reboot() {
			continue
		}
		left, err := p.store.Outstanding(p.t.Context())
		if err != nil {
			p.t.Fatal(err)
		}
		if n == 0 && left == 0 && idle {
			return
		}
		switch {
		case n > 0:
			turns++
		case idle:
			turns++
			p.offset.Add(int64(time.Second)) // what waits for a moment gets it
		default:
			runtime.Gosched() // something is on its way
		}
	}
	p.t.Fatal("the process does not come to rest")
}

// until does something that people repeat when nothing comes of it, and lets all be worked off.
func (p *plant) until(done func() bool, act func() error) {
	p.t.Helper()
	for range 5 {
		if err := act(); err != nil && !p.fuse.isDead() {
			p.t.Fatal(err)
		}
		p.reboot()
		p.settle()
		if done() {
			return
		}
	}
	p.t.Fatal("nothing came of it in five attempts")
}

// has reports whether as can read a message with these words.
func (p *plant) has(as, channel, thread string, words ...string) bool {
	_, ok := p.look(as, channel, thread, words...)
	return ok
}

func (p *plant) look(as, channel, thread string, words ...string) (sandbox.Message, bool) {
	for _, m := range slices.Backward(p.Messages(channel, as, thread)) {
		if holds(shown(m), words) {
			return m, true
		}
	}
	return sandbox.Message{}, false
}

func (p *plant) find(as, channel, thread string, words ...string) sandbox.Message {
	p.t.Helper()
	m, ok := p.look(as, channel, thread, words...)
	if !ok {
		p.t.Fatalf("%s sees nothing with %q in %s %s:\n%s", as, words, channel, thread,
			p.transcript(as, channel, thread))
	}
	return m
}

func (p *plant) pressing(as string, m sandbox.Message, action string) func() error {
	return func() error {
		return p.Press(p.t.Context(), sandbox.PressInput{As: as, Channel: m.Channel, TS: m.TS, ActionID: action})
	}
}

// oneCase plays one case from the hand-over to its end, with a step that nobody reacts to.
func (p *plant) oneCase() {
	p.t.Helper()
	dm := p.dm(amira)
	p.fuse.armed = false // the story begins with a question that was answered
	p.say(amira, dm, "", "zeppelin mooring permit")
	for !p.has(amira, dm, "", "found nothing") {
		p.settle()
	}
	asked := p.find(amira, dm, "", "found nothing")
	p.fuse.armed = true
	p.until(func() bool { return p.has("U0IVO", "C0OPS", "", "zeppelin") }, p.pressing(amira, asked, "ask_expert"))
	root := p.find("U0IVO", "C0OPS", "", "zeppelin")
	p.offset.Add(int64(16 * time.Minute))
	p.until(func() bool { return p.has("U0IVO", "C0OPS", root.TS, "please take this question") },
		func() error { return nil })
	p.until(func() bool { return p.has(amira, dm, "", "Ivo Petrov has your question") },
		p.pressing("U0IVO", root, "claim"))
	p.say("U0IVO", "C0OPS", root.TS, "Ask the airport.")
	line := p.find(amira, dm, "", "Ivo Petrov has your question")
	p.until(func() bool { return p.has(amira, dm, line.TS, "Ask the airport.") }, func() error { return nil })
	answer := p.find(amira, dm, line.TS, "Ask the airport.")
	p.until(func() bool { return p.has("U0IVO", "C0OPS", "", "✓ Solved") }, p.pressing(amira, answer, "case_solved"))
}

// told is all that the bot has said for good, without what tells one run from another.
func (p *plant) told() (all []string) {
	for _, place := range []struct{ channel, as string }{{p.dm(amira), amira}, {"C0OPS", "U0IVO"}, {p.dm("U0IVO"), "U0IVO"}} {
		for _, m := range p.Messages(place.channel, place.as, "") {
			all = append(all, said(place.channel, m)...)
			for _, reply := range p.Messages(place.channel, place.as, m.TS) {
				if reply.TS != m.TS {
					all = append(all, said(place.channel+" thread", reply)...)
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

func said(where string, m sandbox.Message) []string {
	if m.Ephemeral {
		return nil
	}
	return []string{where + ": " + whenever.ReplaceAllString(m.Text, "TIME")}
}

// whenever is a time as Slack shows it to its reader.
var whenever = regexp.MustCompile(`<!date[^>]*>|\d\d:\d\d`)

func TestACaseIsWholeWhereverTheProcessStops(t *testing.T) {
	live := smallLibrary(t)
	calm := newPlant(t, live, 0)
	calm.oneCase()
	want, ledger := calm.told(), calm.kinds()
	if len(want) < 5 {
		t.Fatalf("an undisturbed case leaves %q; want a whole story", want)
	}
	stride := 1
	if raced {
		stride = 9 // the race detector needs no more; without it every point is tried
	}
	for point := 1; point <= calm.fuse.met; point += stride {
		p := newPlant(t, live, point)
		p.oneCase()
		if p.fuse.died == "" {
			// A process that is quicker has a few points less: it takes two rows at once.
			if point < calm.fuse.met-10 {
				t.Fatalf("point %d of %d was never reached", point, calm.fuse.met)
			}
			break
		}
		if got := p.told(); !slices.Equal(got, want) {
			t.Errorf("stopped %s (point %d), people have read\n%s", p.fuse.died, point, difference(got, want))
		}
		if got := p.kinds(); !slices.Equal(got, ledger) {
			t.Errorf("stopped %s (point %d), the ledger has %q, want %q", p.fuse.died, point, got, ledger)
		}
	}
}

// kinds are the kinds of the ledger's entries, in their order.
func (p *plant) kinds() (all []string) {
	p.t.Helper()
	entries, err := p.store.Entries(p.t.Context(), time.Time{}, p.now().Add(time.Hour))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, string(e.Kind))
	}
	return all
}

// smallLibrary is one asset, which answers nothing that the story asks.
func smallLibrary(t *testing.T) *search.Live {
	t.Helper()
	return liveLibrary(t, map[string]string{
		"close.md": "---\ntitle: Close the shop\nkind: steps\n---\n1. Lock the door.\n"})
}

// liveLibrary is a library of some files, by name.
func liveLibrary(t *testing.T, files map[string]string) *search.Live {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	live, err := search.Follow(t.Context(), []string{dir}, search.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := live.Close(); err != nil {
			t.Error(err)
		}
	})
	return live
}

// difference is what is in got and not in want, and the other way round.
func difference(got, want []string) string {
	var b strings.Builder
	for _, g := range got {
		if i := slices.Index(want, g); i >= 0 {
			want = slices.Delete(slices.Clone(want), i, i+1)
			continue
		}
		fmt.Fprintf(&b, "too much: %q\n", g)
	}
	for _, w := range want {
		fmt.Fprintf(&b, "missing:  %q\n", w)
	}
	return b.String()
}
