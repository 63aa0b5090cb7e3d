package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"
)

// The types of delivery, named as on the socket.
const (
	kindEvents      = "events_api"
	kindCommand     = "slash_commands"
	kindInteractive = "interactive"
)

// Reasons that Slack gives for a retry.
const (
	reasonTimeout = "timeout" // on the socket; http_timeout over HTTP
	reasonNoLink  = "connection_failed"
	reasonHTTP    = "http_error"
)

// A delivery is one payload on its way to the bot.
type delivery struct {
	kind     string
	name     string // for the traffic: event type, command, interaction type
	envelope string
	payload  map[string]any
	accepts  bool // the acknowledgement may carry a payload
}

// An answer is what came of one attempt to deliver.
type answer struct {
	acked   bool
	status  int    // HTTP status; 200 for an acknowledged envelope
	reason  string // why it was not acknowledged
	final   bool   // the bot asked for no retry
	took    time.Duration
	body    []byte // what the acknowledgement carried
	isJSON  bool
	refused string // why the body of the acknowledgement was not used
}

var errNoConnection = errors.New("no socket connection is open")

// newDelivery gives the payload an envelope. The lock is held.
func (w *Workspace) newDelivery(kind, name string, payload map[string]any) *delivery {
	return &delivery{
		kind: kind, name: name, payload: payload,
		envelope: secret(), accepts: kind != kindEvents,
	}
}

// enqueue sends d after everything that is already on its way. The lock is held.
func (w *Workspace) enqueue(d *delivery) {
	w.open++
	w.wake(d)
}

// wake puts d at the end of the queue. The lock is held.
func (w *Workspace) wake(d *delivery) {
	w.queue = append(w.queue, d)
	select {
	case w.queued <- struct{}{}:
	default:
	}
}

// dispatch starts queued deliveries one after the other: each is on the wire
// before the next begins, but nobody waits for its acknowledgement.
func (w *Workspace) dispatch() {
	for {
		select {
		case <-w.queued:
		case <-w.ctx.Done():
			return
		}
		for d := w.dequeue(); d != nil && w.ctx.Err() == nil; d = w.dequeue() {
			for _, ready := range w.reordered(d) {
				w.launch(ready)
			}
		}
	}
}

func (w *Workspace) dequeue() *delivery {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		return nil
	}
	d := w.queue[0]
	w.queue = slices.Delete(w.queue, 0, 1)
	return d
}

// reordered returns what to send now that d has come up: nothing if a fault holds
// d back, otherwise d and after it what was held back before.
func (w *Workspace) reordered(d *delivery) []*delivery {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.held) == 0 && w.fault("reorder", d.kind) != nil {
		w.held = append(w.held, d)
		return nil
	}
	ready := append([]*delivery{d}, w.held...)
	w.held = nil
	return ready
}

// launch delivers an event in the background, twice if a fault says so, and
// returns when the first attempt is on the wire.
func (w *Workspace) launch(d *delivery) {
	w.mu.Lock()
	twice := w.fault("duplicate", d.kind) != nil
	w.mu.Unlock()
	w.send(d)
	if twice {
		w.mu.Lock()
		w.open++
		w.mu.Unlock()
		again := *d
		again.envelope = secret()
		w.send(&again)
	}
}

// finished counts a delivery off.
func (w *Workspace) finished() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open--
	w.rouse()
}

// Idle reports whether nothing is on its way to the bot: every event, command
// and interaction was acknowledged or given up. What the bot still does on its
// own after acknowledging is not seen.
func (w *Workspace) Idle() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.open == 0
}

func (w *Workspace) send(d *delivery) {
	started := make(chan struct{})
	var once sync.Once
	onWire := func() { once.Do(func() { close(started) }) }
	w.wg.Go(func() {
		defer w.finished()
		defer onWire()
		w.persist(w.ctx, d, onWire)
	})
	<-started
}

// persist delivers d, and again after each of the configured waits until it is
// acknowledged. It returns the last answer.
func (w *Workspace) persist(ctx context.Context, d *delivery, onWire func()) answer {
	var a answer
	for try := 0; ; try++ {
		a = w.attempt(ctx, d, try, a.reason, onWire)
		if a.acked || a.final || try >= len(w.cfg.RetryWaits) || ctx.Err() != nil {
			return a
		}
		onWire()
		w.pause(ctx, w.cfg.RetryWaits[try], a.reason == reasonNoLink)
	}
}

// pause waits for d, or with forLink only until the bot has a connection.
func (w *Workspace) pause(ctx context.Context, d time.Duration, forLink bool) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	if forLink && w.cfg.Mode == ModeSocket {
		_ = w.Wait(ctx, func(w *Workspace) bool { return w.Connections() > 0 })
		return
	}
	<-ctx.Done()
}

// attempt delivers d once and waits for the acknowledgement, and notes both in
// the traffic.
func (w *Workspace) attempt(
	ctx context.Context, d *delivery, try int, reason string, onWire func(),
) answer {
	w.mu.Lock()
	dropped := try == 0 && w.fault("drop", d.kind) != nil
	w.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(w.ctx, cancel)()
	begin := time.Now()
	var a answer
	switch {
	case dropped:
		a.reason = reasonTimeout
	case w.cfg.Mode == ModeHTTP:
		a = w.post(ctx, d, try, reason, onWire)
	default:
		a = w.push(ctx, d, try, reason, onWire)
	}
	a.took = time.Since(begin)
	w.note(Entry{
		From: "slack", Kind: trafficKind(d.kind), Name: d.name, Status: a.status,
		MS: a.took.Milliseconds(), Request: d.payload, Response: a.summary(),
	})
	return a
}

// once delivers d a single time, as Slack does with commands and interactions; a
// duplicate fault delivers it a second time.
func (w *Workspace) once(ctx context.Context, d *delivery) answer {
	w.mu.Lock()
	twice := w.fault("duplicate", d.kind) != nil
	w.open++
	w.mu.Unlock()
	defer w.finished()
	a := w.attempt(ctx, d, 0, "", func() {})
	if twice {
		again := *d
		again.envelope = secret()
		w.attempt(ctx, &again, 1, reasonTimeout, func() {})
	}
	return a
}

// summary is the answer as the traffic shows it.
func (a answer) summary() map[string]any {
	s := map[string]any{"acked": a.acked}
	if a.reason != "" {
		s["reason"] = a.reason
	}
	if a.refused != "" {
		s["refused"] = a.refused
	}
	if len(a.body) > 0 {
		var v any
		if !a.isJSON || json.Unmarshal(a.body, &v) != nil {
			v = string(a.body)
		}
		s["body"] = v
	}
	return s
}

func trafficKind(kind string) string {
	switch kind {
	case kindEvents:
		return "event"
	case kindCommand:
		return "command"
	}
	return "interactive"
}
