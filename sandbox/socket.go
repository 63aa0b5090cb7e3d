package sandbox

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Limits of Socket Mode.
const (
	maxConnections = 10
	ticketLife     = 5 * time.Minute
	maxAckBytes    = 20480 // an acknowledgement of this size or more is ignored
	pingEvery      = 10 * time.Second
	writeWait      = 5 * time.Second
)

type upgrader = websocket.Upgrader

// A conn is one Socket Mode connection of the bot.
type conn struct {
	ws   *websocket.Conn
	mu   sync.Mutex // one writer at a time
	done chan struct{}
	once sync.Once
}

// An ackFrame is what the bot sends back for an envelope.
type ackFrame struct {
	EnvelopeID string          `json:"envelope_id"`
	Payload    json.RawMessage `json:"payload"`
	size       int
}

func (c *conn) close() {
	c.once.Do(func() {
		close(c.done)
		_ = c.ws.Close()
	})
}

func (c *conn) write(v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.send(v)
}

// send writes v. The connection's lock is held.
func (c *conn) send(v any) error {
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeWait))
	return c.ws.WriteJSON(v)
}

// ticket returns the query of a socket address that works once, and for ticketLife.
// The lock is held.
func (w *Workspace) ticket() string {
	now := w.cfg.Now()
	maps.DeleteFunc(w.tickets, func(_ string, at time.Time) bool {
		return now.Sub(at) > ticketLife
	})
	t := secret()
	w.tickets[t] = now
	return t
}

// link serves one Socket Mode connection until either side ends it.
func (w *Workspace) link(rw http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	w.mu.Lock()
	at, valid := w.tickets[ticket]
	valid = valid && w.cfg.Now().Sub(at) <= ticketLife
	delete(w.tickets, ticket)
	w.mu.Unlock()
	if !valid {
		http.Error(rw, "this ticket is not known, was used or has expired", http.StatusForbidden)
		return
	}
	up := w.upgrades
	up.CheckOrigin = func(*http.Request) bool { return true } // clients name api.slack.com
	ws, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	c := &conn{ws: ws, done: make(chan struct{})}
	defer c.close()
	ws.SetReadLimit(maxBody)
	if !w.join(c) {
		return
	}
	defer w.leave(c)
	w.keepAlive(c)
}

// join counts c in and greets it; it turns an eleventh connection away. Nothing is
// delivered over c before the greeting.
func (w *Workspace) join(c *conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := w.admit(c)
	if !ok {
		_ = c.send(w.goodbye("too_many_websockets"))
		return false
	}
	err := c.send(map[string]any{
		"type": "hello", "num_connections": n,
		"connection_info": map[string]any{"app_id": w.cfg.appID()},
		"debug_info": map[string]any{
			"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060,
		},
	})
	if err != nil {
		w.leave(c)
		return false
	}
	w.note(Entry{From: "slack", Kind: "socket", Name: "hello", Status: http.StatusOK})
	return true
}

// admit counts c in if there is room for it, and returns how many there are then.
func (w *Workspace) admit(c *conn) (n int, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.conns) >= maxConnections || w.ctx.Err() != nil {
		return len(w.conns), false
	}
	w.conns = append(w.conns, c)
	w.touch(Change{Type: "state"})
	return len(w.conns), true
}

func (w *Workspace) leave(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conns = slices.DeleteFunc(w.conns, func(o *conn) bool { return o == c })
	w.touch(Change{Type: "state"})
}

func (w *Workspace) goodbye(reason string) map[string]any {
	return map[string]any{
		"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "sandbox"},
	}
}

// keepAlive reads acknowledgements and sends pings until the connection ends.
func (w *Workspace) keepAlive(c *conn) {
	var pings sync.WaitGroup
	defer pings.Wait()
	defer c.close()
	pings.Go(func() {
		defer c.close()
		tick := time.NewTicker(pingEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				deadline := time.Now().Add(writeWait)
				if c.ws.WriteControl(websocket.PingMessage, []byte("ping"), deadline) != nil {
					return
				}
			case <-c.done:
				return
			case <-w.ctx.Done():
				return
			}
		}
	})
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		w.receive(raw)
	}
}

// receive hands an acknowledgement to the delivery that waits for it.
func (w *Workspace) receive(raw []byte) {
	frame := ackFrame{size: len(raw)}
	if json.Unmarshal(raw, &frame) != nil || frame.EnvelopeID == "" {
		w.note(Entry{
			From: "bot", Kind: "socket", Name: "unknown frame",
			Status: http.StatusBadRequest, Request: map[string]any{"frame": string(raw)},
		})
		return
	}
	if frame.size >= maxAckBytes {
		w.note(Entry{
			From: "bot", Kind: "socket", Name: "acknowledgement too large",
			Status:  http.StatusRequestEntityTooLarge,
			Request: map[string]any{"envelope_id": frame.EnvelopeID, "bytes": frame.size},
		})
		return
	}
	w.mu.Lock()
	waiting := w.acks[frame.EnvelopeID]
	delete(w.acks, frame.EnvelopeID)
	w.mu.Unlock()
	if waiting != nil {
		waiting <- frame
	}
}

// push sends d over one of the bot's connections and waits for its
// acknowledgement.
func (w *Workspace) push(
	ctx context.Context, d *delivery, try int, reason string, onWire func(),
) answer {
	acked := make(chan ackFrame, 1)
	w.mu.Lock()
	if len(w.conns) == 0 {
		w.mu.Unlock()
		return answer{reason: reasonNoLink, refused: errNoConnection.Error()}
	}
	w.turn++
	c := w.conns[w.turn%len(w.conns)]
	w.acks[d.envelope] = acked
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.acks, d.envelope)
		w.mu.Unlock()
	}()

	frame := map[string]any{
		"envelope_id": d.envelope, "type": d.kind, "payload": d.payload,
		"accepts_response_payload": d.accepts,
	}
	if d.kind == kindEvents {
		frame["retry_attempt"], frame["retry_reason"] = try, reason
	}
	if c.write(frame) != nil {
		c.close()
		w.leave(c) // or the next try would take it again
		return answer{reason: reasonNoLink}
	}
	onWire()
	return w.awaitAck(ctx, d, acked)
}

// awaitAck gives the bot the time that Slack gives it. An acknowledgement that
// comes later finds nobody waiting.
func (w *Workspace) awaitAck(ctx context.Context, d *delivery, acked <-chan ackFrame) answer {
	timer := time.NewTimer(w.cfg.AckWait)
	defer timer.Stop()
	select {
	case f := <-acked:
		a := answer{acked: true, status: http.StatusOK, isJSON: true}
		if len(f.Payload) > 0 && string(f.Payload) != "null" {
			a.body = f.Payload
			if !d.accepts {
				a.body, a.refused = nil, "this envelope accepts no response payload"
			}
		}
		return a
	case <-timer.C:
	case <-ctx.Done():
	}
	return answer{reason: reasonTimeout}
}

// dropLinks ends or warns every connection. Nothing is delivered over one that ends.
// The lock is held; the frames are written in the background because a peer may be
// slow to read.
func (w *Workspace) dropLinks(reason string) {
	links := w.conns
	if reason != "warning" {
		w.conns = nil
	}
	for _, c := range links {
		w.wg.Go(func() {
			_ = c.write(w.goodbye(reason))
			if reason != "warning" {
				c.close()
			}
		})
	}
}
