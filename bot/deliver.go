package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// metadataType is the event type in the metadata of every message: with the key of its row beside
// it, a message can be recognised in Slack.
const metadataType = "howto_message"

// deliverPost sends a message that was rendered when it was written.
func (b *Bot) deliverPost(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	var p post
	if err := json.Unmarshal(o.Body, &p); err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: %w", errNever, err)
	}
	switch p.Via {
	case viaResponse:
		return escalation.Receipt{}, b.respond(ctx, p)
	case viaUpdate:
		return b.update(ctx, escalation.Place{Channel: p.Channel, Thread: p.TS}, p.Message)
	default:
		return b.postAnywhere(ctx, o, p)
	}
}

// askerPlace is the thread in which the asker reads answers: the one they asked in, or that of their
// status line.
func askerPlace(c escalation.Case) escalation.Place {
	if c.Origin.Thread != "" || c.Line.Thread == "" {
		return c.Origin
	}
	return c.Line
}

// postAll posts the parts of a long message. All but the first become rows of their own, before it is
// sent: whatever is tried again is then one part.
func (b *Bot) postAll(ctx context.Context, o escalation.Outgoing, to escalation.Place,
	parts []message) (escalation.Receipt, error) {
	if len(parts) > 1 {
		rest := make([]post, len(parts)-1)
		for i, m := range parts[1:] {
			rest[i] = post{Via: viaMessage, Channel: to.Channel, Thread: to.Thread, Lane: o.Lane, Message: m}
		}
		if err := b.queueNext(ctx, o.ID, restKey(o.Key), rest); err != nil {
			return escalation.Receipt{}, err
		}
	}
	return b.post(ctx, o, to, parts[0])
}

// content is m as options of a call.
func content(m message) []slack.MsgOption {
	options := []slack.MsgOption{slack.MsgOptionText(m.Text, false)}
	if len(m.Blocks) > 0 {
		options = append(options, slack.MsgOptionBlocks(m.Blocks...))
	}
	return options
}

// respond sends a message by a response_url. One that Slack no longer knows is given up: its thirty
// minutes are over or its five uses are spent.
func (b *Bot) respond(ctx context.Context, p post) error {
	if p.URL == "" {
		return fmt.Errorf("%w: no response_url", errNever)
	}
	off := false
	w := &slack.WebhookMessage{Text: p.Message.Text, ResponseType: "ephemeral",
		ReplaceOriginal: p.Replace, UnfurlLinks: &off, UnfurlMedia: &off}
	if p.Public {
		w.ResponseType = "in_channel"
	}
	if len(p.Message.Blocks) > 0 {
		w.Blocks = &slack.Blocks{BlockSet: p.Message.Blocks}
	}
	err := slack.PostWebhookCustomHTTPContext(ctx, p.URL, b.urls, w)
	var status slack.StatusCodeError
	if errors.As(err, &status) && status.Code >= 400 && status.Code < 500 && status.Code != 429 {
		return fmt.Errorf("respond: %w: %s", errNever, status.Status)
	}
	var limited *slack.RateLimitedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &limited): // it says how long, and no address
		return fmt.Errorf("respond: %w", err)
	}
	return fmt.Errorf("respond: %s", withoutQuery(err))
}
