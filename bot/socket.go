package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	// sockets is how many connections a process keeps. slack-go's client has a gap at each of Slack's
	// regular reconnects; with two, one is always listening.
	sockets = 2
	// socketWorkers bounds how many deliveries of one connection are handled at the same time.
	socketWorkers = 16
	// ackLimit is the size of an acknowledgement that Slack silently ignores (20,480 bytes), with
	// room for the envelope.
	ackLimit = 20_000
	// ackLate is how long the client may take to accept an acknowledgement.
	ackLate = time.Second
	// ackGrace lets the client write the last acknowledgements, which it does in a goroutine of its own.
	ackGrace = 50 * time.Millisecond
	// frameLimit bounds a frame from Slack.
	frameLimit = 4 << 20
)

// ServeSocket listens by Socket Mode until ctx is done, and returns once what was taken is handled.
// connected is called with the number of connections that are up, each time it changes. An error is
// one that no waiting can mend, such as a refused token.
func (b *Bot) ServeSocket(ctx context.Context, connected func(n int)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make(chan error, sockets)
	up := &links{tell: connected}
	for range sockets {
		go func() { errs <- b.serveOne(ctx, up) }()
	}
	var first error
	for range sockets {
		if err := <-errs; err != nil && first == nil && ctx.Err() == nil {
			first = err
			cancel()
		}
	}
	return first
}

// links counts the connections that are up.
type links struct {
	mu   sync.Mutex
	n    int
	tell func(n int)
}

func (l *links) add(d int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n += d
	l.tell(l.n)
}

// serveOne keeps one connection and handles what comes over it. When ctx ends it takes nothing new,
// finishes what it has begun, and closes the connection only after the acknowledgements went out.
func (b *Bot) serveOne(ctx context.Context, up *links) error {
	work := context.WithoutCancel(ctx)
	line, hangUp := context.WithCancel(work)
	defer hangUp()
	client := socketmode.New(b.Slack, socketmode.OptionReadLimit(frameLimit))
	done := make(chan error, 1)
	go func() { done <- client.RunContext(line) }()
	slots := make(chan struct{}, socketWorkers)
	var busy sync.WaitGroup
	defer busy.Wait()
	linked := false
	for {
		select {
		case <-ctx.Done():
			busy.Wait()
			time.Sleep(ackGrace)
			hangUp()
			return socketFault(<-done)
		case err := <-done:
			return socketFault(err)
		case ev := <-client.Events:
			switch {
			case ev.Type == socketmode.EventTypeConnected && !linked:
				linked = true
				up.add(1)
			case ev.Type == socketmode.EventTypeConnecting && linked:
				linked = false
				up.add(-1)
			}
			if err := b.socketRefused(ctx, ev); err != nil {
				return err
			}
			slots <- struct{}{}
			busy.Go(func() {
				defer func() { <-slots }()
				b.serveSocketEvent(work, client, ev)
			})
		}
	}
}

// socketFault says what to do about a socket that cannot be kept.
func socketFault(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return fmt.Errorf("socket mode: Slack refused the connection (%w); set SLACK_APP_TOKEN to an "+
		"xapp- token with connections:write and switch Socket Mode on for the app", err)
}

// socketRefused turns a refusal that slack-go would retry for ever into an error.
func (b *Bot) socketRefused(ctx context.Context, ev socketmode.Event) error {
	fault, ok := ev.Data.(*slack.ConnectionErrorEvent)
	if !ok {
		return nil
	}
	b.Log.WarnContext(ctx, "socket not connected", "attempt", fault.Attempt,
		"err", withoutQuery(fault.ErrorObj))
	var refused slack.SlackErrorResponse
	if errors.As(fault.ErrorObj, &refused) && hopeless(refused.Err) {
		return socketFault(refused)
	}
	return nil
}

// hopeless are refusals that only a person can mend.
func hopeless(code string) bool {
	switch code {
	case "missing_scope", "not_allowed_token_type", "team_access_not_granted",
		"invalid_auth", "not_authed", "account_inactive", "token_revoked":
		return true
	}
	return false
}

// withoutQuery drops the query of a URL in err: a socket's address carries a ticket.
func withoutQuery(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Op + ": " + u.Err.Error()
	}
	return fmt.Sprint(err)
}

// serveSocketEvent handles one delivery and acknowledges it. Envelopes of a type that the client or
// this bot does not know are acknowledged and ignored, or Slack would send them again and count a
// failure.
func (b *Bot) serveSocketEvent(ctx context.Context, c *socketmode.Client, ev socketmode.Event) {
	env, ok := envelopeOf(ev)
	if !ok {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			b.Log.ErrorContext(ctx, "delivery panicked", "type", env.Type, "panic", fmt.Sprint(p),
				"stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, ackBudget)
	defer cancel()
	answer, err := b.take(ctx, env)
	if err != nil {
		// Not acknowledged: Slack delivers it again.
		b.Log.ErrorContext(ctx, "delivery not taken", "type", env.Type, "err", err)
		return
	}
	// What was done is acknowledged, also when it took so long that ctx has ended.
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), ackLate)
	defer stop()
	if err := c.AckCtx(late, env.ID, answer); err != nil {
		b.Log.WarnContext(ctx, "acknowledgement not sent", "type", env.Type, "err", err)
	}
}

// An envelope is what Socket Mode wraps a delivery in.
type envelope struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// envelopeOf returns the envelope of ev, also where slack-go could not make sense of what is in it.
// Frames without an id (hello, disconnect) are none.
func envelopeOf(ev socketmode.Event) (envelope, bool) {
	if bad, ok := ev.Data.(*socketmode.ErrorBadMessage); ok {
		var e envelope
		err := json.Unmarshal(bad.Message, &e)
		return e, err == nil && e.ID != ""
	}
	if ev.Request == nil || ev.Request.EnvelopeID == "" {
		return envelope{}, false
	}
	return envelope{ev.Request.EnvelopeID, ev.Request.Type, ev.Request.Payload}, true
}

// take handles an envelope and returns what to acknowledge it with. A payload that cannot be
// decoded is ignored: delivered again it would be no better.
func (b *Bot) take(ctx context.Context, e envelope) (any, error) {
	switch e.Type {
	case "slash_commands":
		var cmd slack.SlashCommand
		if err := json.Unmarshal(e.Payload, &cmd); err != nil {
			return nil, b.ignored(ctx, e.Type, err)
		}
		return b.fitting(ctx, cmd.ResponseURL, b.Command(ctx, cmd))
	case "interactive":
		var call slack.InteractionCallback
		if err := json.Unmarshal(e.Payload, &call); err != nil {
			return nil, b.ignored(ctx, e.Type, err)
		}
		return b.Interact(ctx, call)
	case "events_api":
		return nil, b.Event(ctx, e.Payload)
	}
	return nil, nil
}

// ignored logs that a delivery could not be decoded.
func (b *Bot) ignored(ctx context.Context, kind string, err error) error {
	b.Log.WarnContext(ctx, "delivery ignored: not understood", "type", kind, "err", err)
	return nil
}

// fitting returns the answer when the acknowledgement can carry it; a larger one is queued for the
// response_url instead.
func (b *Bot) fitting(ctx context.Context, url string, answer any) (any, error) {
	if answer == nil {
		return nil, nil
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("encode the answer to a command: %w", err)
	}
	if len(raw) < ackLimit {
		return json.RawMessage(raw), nil
	}
	return nil, b.queueRaw(ctx, url, raw)
}
