package sandbox_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/socketmode"

	"howto/sandbox"
)

// dial opens a bare connection and reads its greeting.
func dial(t *testing.T, w *sandbox.Workspace) *websocket.Conn {
	t.Helper()
	_, url, err := client(w).StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, resp, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	t.Cleanup(func() { c.Close() })
	return c
}

// frame reads the next frame.
func frame(t *testing.T, c *websocket.Conn) map[string]any {
	t.Helper()
	var f map[string]any
	if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := c.ReadJSON(&f); err != nil {
		t.Fatalf("read a frame: %v", err)
	}
	return f
}

func TestAConnectionBeginsWithHello(t *testing.T) {
	w := start(t)
	got := frame(t, dial(t, w))
	info, _ := got["connection_info"].(map[string]any)
	if got["type"] != "hello" || got["num_connections"] != 1.0 || info["app_id"] != "A0HOWTO" {
		t.Errorf("first frame = %v", got)
	}
}

func TestASocketTicketWorksOnce(t *testing.T) {
	w := start(t)
	_, url, err := client(w).StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{http.StatusSwitchingProtocols, http.StatusForbidden} {
		c, resp, _ := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
		if resp.StatusCode != want {
			t.Errorf("use %d of the ticket: status %d, want %d", i+1, resp.StatusCode, want)
		}
		if c != nil {
			c.Close()
		}
	}
}

func TestTheEleventhConnectionIsTurnedAway(t *testing.T) {
	w := start(t)
	for range 10 {
		frame(t, dial(t, w))
	}
	wait(t, w, "ten connections", func(w *sandbox.Workspace) bool { return w.Connections() == 10 })
	if got := frame(t, dial(t, w)); got["type"] != "disconnect" || got["reason"] != "too_many_websockets" {
		t.Errorf("eleventh connection got %v", got)
	}
}

func TestConnectionsAtOnceAreCountedOneByOne(t *testing.T) {
	w := start(t)
	const many = 20
	for range 10 {
		numbers := map[any]bool{}
		greetings, stop := dialAtOnce(t, w, many)
		for range many {
			if f := <-greetings; f["type"] == "hello" {
				numbers[f["num_connections"]] = true
			}
		}
		if len(numbers) != 10 || w.Connections() != 10 {
			t.Errorf("%d numbers given, %d connections, want 10 of each", len(numbers), w.Connections())
		}
		stop()
		wait(t, w, "their end", func(w *sandbox.Workspace) bool { return w.Connections() == 0 })
	}
}

// dialAtOnce opens connections at the same time. It returns their first frames, and
// what closes them again.
func dialAtOnce(
	t *testing.T, w *sandbox.Workspace, many int,
) (greetings chan map[string]any, stop func()) {
	t.Helper()
	greetings = make(chan map[string]any, many)
	begin, end := make(chan struct{}), make(chan struct{})
	for range many {
		_, url, err := client(w).StartSocketModeContext(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			<-begin
			var f map[string]any
			c, resp, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
			if err != nil {
				greetings <- nil
				return
			}
			defer c.Close()
			resp.Body.Close()
			_ = c.ReadJSON(&f)
			greetings <- f
			<-end
		}()
	}
	close(begin)
	return greetings, func() { close(end) }
}

func TestAnUnusedTicketExpires(t *testing.T) {
	clock := newClock()
	w := start(t, func(c *sandbox.Config) { c.Now = clock.Now })
	_, url, err := client(w).StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	clock.pass(5*time.Minute + 1)
	c, resp, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
	if err == nil {
		c.Close()
	}
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("status %d, want 403", resp.StatusCode)
	}
}

func TestWhatHasExpiredIsForgotten(t *testing.T) {
	clock := newClock()
	w := start(t, func(c *sandbox.Config) { c.Now = clock.Now })
	listen(t, w, nil)
	for range 3 {
		if _, _, err := client(w).StartSocketModeContext(t.Context()); err != nil {
			t.Fatal(err)
		}
		howto(t, w, floor, "")
		clock.pass(30*time.Minute + 1)
	}
	if replies, triggers, tickets := w.Kept(); replies != 1 || triggers != 1 || tickets != 1 {
		t.Errorf("%d response URLs, %d triggers, %d tickets kept, want the last of each",
			replies, triggers, tickets)
	}
}

func TestAPayloadDeliveredByHandIsOnItsWay(t *testing.T) {
	w := start(t)
	idle := make(chan bool, 1)
	listen(t, w, func(socketmode.Event) (any, bool) {
		idle <- w.Idle()
		return nil, true
	})
	_, err := w.Deliver(t.Context(), "events_api", map[string]any{
		"type": "event_callback", "event": map[string]any{"type": "message"}})
	if err != nil {
		t.Fatal(err)
	}
	if <-idle || !w.Idle() {
		t.Errorf("idle while it was delivered, or not idle after it: %v", w.Idle())
	}
}

func TestAnEnvelopeGoesToOneConnection(t *testing.T) {
	w := start(t)
	a, b := listen(t, w, nil), listen(t, w, nil)
	for range 4 {
		say(t, w, amira, floor, "hello")
	}
	wait(t, w, "four events", func(*sandbox.Workspace) bool { return len(a.seen())+len(b.seen()) == 4 })
	if len(a.seen()) == 0 || len(b.seen()) == 0 {
		t.Errorf("connections got %d and %d of four events, want some each", len(a.seen()), len(b.seen()))
	}
}

func TestAnUnacknowledgedEventComesAgainWithTheSameID(t *testing.T) {
	var tries atomic.Int32
	w := start(t, func(c *sandbox.Config) { c.AckWait = 50 * time.Millisecond })
	l := listen(t, w, func(socketmode.Event) (any, bool) {
		return nil, tries.Add(1) >= 3
	})
	say(t, w, amira, floor, "hello")
	wait(t, w, "three attempts", func(*sandbox.Workspace) bool { return len(l.seen()) >= 3 })
	ids := map[string]bool{}
	for i := range 3 {
		e := l.delivery(i)
		ids[l.eventID(i)] = true
		if e.Request.RetryAttempt != i {
			t.Errorf("attempt %d says retry %d", i, e.Request.RetryAttempt)
		}
		if i > 0 && e.Request.RetryReason != "timeout" {
			t.Errorf("attempt %d says reason %q, want timeout", i, e.Request.RetryReason)
		}
	}
	if len(ids) != 1 {
		t.Errorf("event ids = %v, want one", ids)
	}
}

func TestAnEventWaitsForAConnection(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.RetryWaits = []time.Duration{time.Minute} })
	say(t, w, amira, floor, "is anybody there")
	wait(t, w, "the first attempt", func(w *sandbox.Workspace) bool {
		entries, _ := w.Traffic(0)
		return len(entries) == 1
	})
	l := listen(t, w, nil)
	l.await(t, "message")
	if got := l.delivery(0).Request.RetryAttempt; got != 1 {
		t.Errorf("retry attempt = %d, want 1", got)
	}
}

func TestAnAcknowledgementOfTwentyKilobytesIsIgnored(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.AckWait = 100 * time.Millisecond })
	c := dial(t, w)
	frame(t, c)
	wait(t, w, "the connection", func(w *sandbox.Workspace) bool { return w.Connections() == 1 })
	done := make(chan sandbox.CommandResult, 1)
	go func() {
		r, _ := w.Command(t.Context(), sandbox.CommandInput{As: amira, Channel: floor, Command: "/howto"})
		done <- r
	}()
	ack := map[string]any{
		"envelope_id": frame(t, c)["envelope_id"],
		"payload":     map[string]any{"text": strings.Repeat("x", 20480)},
	}
	if err := c.WriteJSON(ack); err != nil {
		t.Fatal(err)
	}
	if r := <-done; r.Error != "operation_timeout" {
		t.Errorf("Command() = %+v, want operation_timeout", r)
	}
}

func TestALateAcknowledgementShowsThePersonAnError(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.AckWait = 10 * time.Millisecond })
	listen(t, w, func(socketmode.Event) (any, bool) { return nil, false })
	r := howto(t, w, floor, "")
	if r.Error != "operation_timeout" {
		t.Fatalf("Command() = %+v", r)
	}
	got := w.Messages(floor, amira, "")
	if len(got) != 1 || !got[0].Ephemeral || !strings.Contains(got[0].Text, "operation_timeout") {
		t.Errorf("Messages() = %+v, want Slackbot's error", got)
	}
}

func TestACommandWithoutABotFailsAtOnce(t *testing.T) {
	w := start(t)
	r := howto(t, w, floor, "")
	if r.Error != "dispatch_failed" {
		t.Errorf("Command() = %+v, want dispatch_failed", r)
	}
}

func TestADisconnectIsFollowedByANewConnection(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	if err := w.SetFaults(sandbox.Fault{Kind: "disconnect"}); err != nil {
		t.Fatal(err)
	}
	hellos := func(w *sandbox.Workspace) bool {
		entries, _ := w.Traffic(0)
		n := 0
		for _, e := range entries {
			if e.Name == "hello" {
				n++
			}
		}
		return n == 2 && w.Connections() == 1
	}
	wait(t, w, "the second hello", hellos)
	say(t, w, amira, floor, "hello")
	l.await(t, "message")
}

func TestAWarningLeavesTheConnectionOpen(t *testing.T) {
	w := start(t)
	c := dial(t, w)
	frame(t, c)
	wait(t, w, "the connection", func(w *sandbox.Workspace) bool { return w.Connections() == 1 })
	if err := w.SetFaults(sandbox.Fault{Kind: "disconnect", Match: "warning"}); err != nil {
		t.Fatal(err)
	}
	if got := frame(t, c); got["reason"] != "warning" {
		t.Errorf("frame = %v, want a warning", got)
	}
	say(t, w, amira, floor, "still there")
	if got := frame(t, c); got["type"] != "events_api" || got["accepts_response_payload"] != false {
		t.Errorf("frame after the warning = %v", got)
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	w := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := w.Wait(ctx, func(*sandbox.Workspace) bool { return false })
	if err != context.Canceled {
		t.Errorf("Wait() = %v, want context.Canceled", err)
	}
}

func TestAnUnknownEventCanBeDelivered(t *testing.T) {
	w := start(t)
	c := dial(t, w)
	frame(t, c)
	wait(t, w, "the connection", func(w *sandbox.Workspace) bool { return w.Connections() == 1 })
	type result struct {
		got sandbox.Delivered
		err error
	}
	done := make(chan result, 1)
	go func() {
		got, err := w.Deliver(t.Context(), "events_api", map[string]any{"type": "brand_new"})
		done <- result{got, err}
	}()
	f := frame(t, c)
	if err := c.WriteJSON(map[string]any{"envelope_id": f["envelope_id"]}); err != nil {
		t.Fatal(err)
	}
	if r := <-done; r.err != nil || !r.got.Acked {
		t.Errorf("Deliver() = %+v", r)
	}
	if _, err := w.Deliver(t.Context(), "pigeon", nil); err == nil {
		t.Error("Deliver() of an unknown type gave no error")
	}
}

func TestBothMentionEventsComeWithTheSameStamp(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	ts := say(t, w, amira, floor, "@howto where is the till roll?")
	m, a := l.await(t, "message"), l.await(t, "app_mention")
	if m["ts"] != ts || a["ts"] != ts || !strings.HasPrefix(a["text"].(string), "<@U0HOWTO> where") {
		t.Errorf("message %v and app_mention %v, want the stamp %s on both", m["ts"], a, ts)
	}
	if slices.Contains(l.seen(), "message.message_changed") {
		t.Error("a change came from nowhere")
	}
}
