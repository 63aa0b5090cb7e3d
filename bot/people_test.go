package bot

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"howto/escalation"
	"howto/search"

	"github.com/slack-go/slack"
)

// A slowSlack answers every call only when it is let.
type slowSlack struct {
	api *slack.Client
	mu  sync.Mutex
	// body is the answer; gate holds answers back until it is closed.
	body string
	gate chan struct{}
}

func newSlowSlack(t *testing.T, body string) *slowSlack {
	t.Helper()
	s := &slowSlack{}
	s.set(body, nil)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		body, gate := s.body, s.gate
		s.mu.Unlock()
		if gate != nil {
			select {
			case <-gate:
			case <-r.Context().Done():
			}
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	s.api = slack.New("xoxb-x", slack.OptionAPIURL(server.URL+"/"))
	return s
}

// set changes what is answered, and when.
func (s *slowSlack) set(body string, gate chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.body, s.gate = body, gate
}

func named(name string) string {
	return fmt.Sprintf(`{"ok":true,"user":{"id":"U1","profile":{"real_name":%q}}}`, name)
}

func TestAnOldNameIsUsedAtOnceAndAskedForBehind(t *testing.T) {
	s := newSlowSlack(t, named("Ivo Petrov"))
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	p := newPeople(s.api, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	if got := p.name("U1"); got != "Ivo Petrov" {
		t.Fatalf("name = %q, want Ivo Petrov", got)
	}
	now = now.Add(2 * personFresh)
	gate := make(chan struct{})
	s.set(named("Ivo Angelov"), gate)
	if got := p.name("U1"); got != "Ivo Petrov" {
		t.Errorf("while Slack is asked, name = %q, want the old one, Ivo Petrov", got)
	}
	p.mu.Lock()
	answer := p.asking["U1"]
	p.mu.Unlock()
	if answer == nil {
		t.Fatal("Slack is not asked for the name again")
	}
	close(gate)
	<-answer
	if got := p.name("U1"); got != "Ivo Angelov" {
		t.Errorf("afterwards name = %q, want the new one, Ivo Angelov", got)
	}
}

func TestManyNamesAreWaitedForNoLongerThanOne(t *testing.T) {
	gate := make(chan struct{})
	s := newSlowSlack(t, named("Ivo Petrov"))
	s.set(named("Ivo Petrov"), gate)
	p := newPeople(s.api, time.Now, slog.New(slog.DiscardHandler))
	began := time.Now()
	p.learn(t.Context(), "U1", "U2", "U3", "U4", "U5")
	for _, id := range []string{"U1", "U2", "U3", "U4", "U5"} {
		if got := p.name(id); got != nobodyKnown {
			t.Errorf("name of %s = %q, want %q: Slack has not answered", id, got, nobodyKnown)
		}
	}
	if took := time.Since(began); took > 2*personWait {
		t.Errorf("five names took %v, want about %v", took, personWait)
	}
	p.mu.Lock()
	answer := p.asking["U5"]
	p.mu.Unlock()
	close(gate)
	<-answer
	if got := p.name("U5"); got != "Ivo Petrov" {
		t.Errorf("once Slack has answered, the name is %q, want Ivo Petrov", got)
	}
}

func TestManyPresencesAreWaitedForNoLongerThanOne(t *testing.T) {
	gate := make(chan struct{})
	defer close(gate)
	s := newSlowSlack(t, "")
	s.set(`{"ok":true}`, gate)
	p := newPresences(s.api, time.Now, slog.New(slog.DiscardHandler))
	var all []escalation.User
	for i := range 40 {
		all = append(all, escalation.User(fmt.Sprintf("U%d", i+1)))
	}
	began := time.Now()
	p.gather(t.Context(), all)
	for _, u := range all {
		if got := p.of(t.Context(), u); got != escalation.There {
			t.Errorf("presence of %s = %q, want %q", u, got, escalation.There)
		}
	}
	if took := time.Since(began); took > 2*gatherWait {
		t.Errorf("forty presences took %v, want about %v", took, gatherWait)
	}
}

func TestAGroupThatCannotBeReadOnceIsKeptForAWhile(t *testing.T) {
	s := newSlowSlack(t, `{"ok":true,"users":["U1"]}`)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	g := newGroups(s.api, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	want := func(when string, groups ...string) {
		t.Helper()
		if got := g.of("U1"); !slices.Equal(got, groups) {
			t.Errorf("%s U1 belongs to %v, want %v", when, got, groups)
		}
	}
	read := func(after time.Duration, body string, groups ...string) {
		now = now.Add(after)
		s.set(body, nil)
		g.refresh(t.Context(), search.Library{}, groups)
	}
	const failed, left = `{"ok":false,"error":"internal_error"}`, `{"ok":true,"users":[]}`
	read(0, `{"ok":true,"users":["U1"]}`, "S1", "S2")
	want("read just now,", "S1", "S2")
	read(groupFresh, failed, "S1", "S2")
	want("after one failure", "S1", "S2")
	read(groupFresh+time.Second, failed, "S1", "S2")
	want("after failures for longer than two readings")
	read(groupFresh, `{"ok":true,"users":["U1"]}`, "S1", "S2")
	read(groupFresh, failed, "S1")
	want("when S2 is of no use any more,", "S1")
	read(time.Second, left, "S1")
	want("having left the group")
}
