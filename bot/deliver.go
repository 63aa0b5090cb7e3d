package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

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
		return b.post(ctx, o.Key, escalation.Place{Channel: p.Channel, Thread: p.Thread}, p.Message)
	}
}

// deliverNote sends Markdown to one person.
func (b *Bot) deliverNote(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	var n escalation.Note
	if err := json.Unmarshal(o.Body, &n); err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: %w", errNever, err)
	}
	to := escalation.Place{Channel: "dm:" + string(n.To)}
	return b.postAll(ctx, o, to, noteMessages(n.Markdown))
}

// deliverRoot posts the root message of a case, or brings it up to date. Only the first one mentions
// the people on call. Where the team's channel cannot be posted to, the first of them gets it in
// direct messages and answers in its thread there: the asker has been told that they were asked.
func (b *Bot) deliverRoot(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	root := v.Case.Root
	v.Mention = root.Thread == ""
	m := caseRoot(v)
	if !v.Mention {
		return b.update(ctx, root, m)
	}
	receipt, err := b.post(ctx, o.Key, root, m)
	if err == nil || !unreachable(err) || len(v.Case.OnCall) == 0 {
		return receipt, err
	}
	b.Log.ErrorContext(ctx, "team's channel cannot be posted to; the expert is asked in direct messages",
		"team", v.Case.Team, "channel", root.Channel, "case", v.Case.ID, "err", err)
	return b.post(ctx, o.Key, escalation.Place{Channel: "dm:" + string(v.Case.OnCall[0])}, m)
}

// unreachable reports that a channel does not take the bot's messages until a person mends it.
func unreachable(err error) bool {
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.Err {
	case "not_in_channel", "channel_not_found", "is_archived", "restricted_action":
		return true
	}
	return false
}

// deliverLine posts the asker's status line, or brings it up to date.
func (b *Bot) deliverLine(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	m := caseLine(v)
	if v.Case.Line.Thread == "" {
		return b.post(ctx, o.Key, v.Case.Origin, m)
	}
	return b.update(ctx, v.Case.Line, m)
}

// deliverInCase sends a message in the thread of a case, on the team's side or on the asker's.
func (b *Bot) deliverInCase(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	var ms []message
	to := v.Case.Root
	var err error
	switch o.Kind {
	case escalation.OutPage:
		var e escalation.Page
		err = json.Unmarshal(o.Body, &e)
		ms = []message{pageMessage(v, e.Users)}
	case escalation.OutToTeam:
		var e escalation.ToTeam
		err = json.Unmarshal(o.Body, &e)
		ms = toTeam(v, e)
	case escalation.OutTellTeam:
		var e escalation.TellTeam
		err = json.Unmarshal(o.Body, &e)
		ms = []message{tellTeam(v, e)}
	case escalation.OutToAsker:
		var e escalation.ToAsker
		err = json.Unmarshal(o.Body, &e)
		ms, to = toAsker(v, e), askerPlace(v.Case)
	default:
		err = fmt.Errorf("unknown kind %q", o.Kind)
	}
	if err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: %w", errNever, err)
	}
	return b.postAll(ctx, o, to, ms)
}

// askerPlace is the thread in which the asker reads answers: the one they asked in, or that of their
// status line.
func askerPlace(c escalation.Case) escalation.Place {
	if c.Origin.Thread != "" || c.Line.Thread == "" {
		return c.Origin
	}
	return c.Line
}

// postAll posts the parts of a long message. All but the first become rows of their own behind this
// one, before it is sent: whatever is tried again is then one part.
func (b *Bot) postAll(ctx context.Context, o escalation.Outgoing, to escalation.Place,
	parts []message) (escalation.Receipt, error) {
	if len(parts) > 1 {
		rest := make([]post, len(parts)-1)
		for i, m := range parts[1:] {
			rest[i] = post{Via: viaMessage, Channel: to.Channel, Thread: to.Thread, Lane: o.Lane, Message: m}
		}
		if err := b.queue(ctx, "rest:"+o.Key, rest...); err != nil {
			return escalation.Receipt{}, err
		}
	}
	return b.post(ctx, o.Key, to, parts[0])
}

// post sends a message. Previews of links are off: Slack would fetch whatever a text links to. A
// reply in direct messages is also shown outside its thread, or the asker would not see it.
func (b *Bot) post(ctx context.Context, key string, to escalation.Place,
	m message) (escalation.Receipt, error) {
	channel, err := b.channel(ctx, to.Channel)
	if err != nil {
		return escalation.Receipt{}, err
	}
	options := append(content(m), slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: metadataType, EventPayload: map[string]any{"key": key},
		}))
	if to.Thread != "" {
		options = append(options, slack.MsgOptionTS(to.Thread))
		if strings.HasPrefix(channel, "D") {
			options = append(options, slack.MsgOptionBroadcast())
		}
	}
	at, ts, err := b.Slack.PostMessageContext(ctx, channel, options...)
	if err != nil {
		return escalation.Receipt{}, fmt.Errorf("post %s to %s: %w", key, to.Channel, err)
	}
	return escalation.Receipt{Channel: at, TS: ts}, nil
}

// update puts m in the place of the bot's own message at. A message that somebody deleted needs no
// update.
func (b *Bot) update(ctx context.Context, at escalation.Place,
	m message) (escalation.Receipt, error) {
	channel, err := b.channel(ctx, at.Channel)
	if err != nil {
		return escalation.Receipt{}, err
	}
	_, _, _, err = b.Slack.UpdateMessageContext(ctx, channel, at.Thread, content(m)...)
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) && refused.Err == "message_not_found" {
		return escalation.Receipt{}, nil
	}
	if err != nil {
		return escalation.Receipt{}, fmt.Errorf("update %s/%s: %w", at.Channel, at.Thread, err)
	}
	return escalation.Receipt{}, nil
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
	if err != nil {
		return fmt.Errorf("respond: %s", withoutQuery(err))
	}
	return nil
}

// channel opens the direct messages with a person where a place names the person.
func (b *Bot) channel(ctx context.Context, id string) (string, error) {
	user, direct := strings.CutPrefix(id, "dm:")
	if !direct {
		return id, nil
	}
	if known, ok := b.dms.Load(user); ok {
		return known.(string), nil
	}
	c, _, _, err := b.Slack.OpenConversationContext(ctx,
		&slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", fmt.Errorf("open direct messages with %s: %w", user, err)
	}
	b.dms.Store(user, c.ID)
	return c.ID, nil
}
