package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// restKey begins the keys of the rows of a message's later parts; key is that of its first.
func restKey(key string) string { return "rest:" + key }

// A copied message is the bot's own copy of what somebody wrote, as Slack has it.
type copied struct {
	key   string   // of the row of its first part; empty where Slack does not say
	later []string // the timestamps of its later parts, in order
}

// copiedAt looks up of how many messages the copy at consists that was posted to a place.
func (b *Bot) copiedAt(ctx context.Context, o inCase, at, to escalation.Place) (copied, error) {
	all, err := b.since(ctx, at, to)
	var limited *slack.RateLimitedError
	switch code := refusedAs(err); {
	case err == nil:
	case o.Tries < copyTries && (code == "" || passing(code) || errors.As(err, &limited)):
		return copied{}, fmt.Errorf("%w: look for the parts of %s: %w", errUntried, o.Key, err)
	default:
		b.Log.WarnContext(ctx, "later parts of a message not found", "row", o.Key, "err", err)
	}
	var found copied
	for _, m := range all {
		if m.Timestamp == at.Thread {
			found.key = rowKey(m)
		}
	}
	if found.key == "" {
		return found, nil
	}
	for _, m := range all {
		if strings.HasPrefix(rowKey(m), "post:"+restKey(found.key)+":") {
			found.later = append(found.later, m.Timestamp)
		}
	}
	slices.Sort(found.later)
	return found, nil
}

// rowKey is the key of the row that a message was sent for; empty when it is not the bot's.
func rowKey(m slack.Message) string {
	key, _ := m.Metadata.EventPayload[metadataKey].(string)
	if m.Metadata.EventType != metadataType {
		return ""
	}
	return key
}

// since reads the messages from at on in the thread, or the channel, that they were posted to.
func (b *Bot) since(ctx context.Context, at, to escalation.Place) ([]slack.Message, error) {
	if to.Thread != "" {
		all, _, _, err := b.Slack.GetConversationRepliesContext(ctx,
			&slack.GetConversationRepliesParameters{ChannelID: at.Channel, Timestamp: to.Thread,
				Oldest: at.Thread, Inclusive: true, Limit: searched, IncludeAllMetadata: true})
		return all, err
	}
	page, err := b.Slack.GetConversationHistoryContext(ctx,
		&slack.GetConversationHistoryParameters{ChannelID: at.Channel, Oldest: at.Thread,
			Inclusive: true, Limit: searched, IncludeAllMetadata: true})
	if err != nil {
		return nil, err
	}
	return page.Messages, nil
}

// rewrite puts parts in the place of a copy of several messages: each takes the place of an old one,
// what is more goes below, and old ones that are left over are removed.
func (b *Bot) rewrite(ctx context.Context, o inCase, at, to escalation.Place, parts []message) error {
	was, err := b.copiedAt(ctx, o, at, to)
	if err != nil {
		return err
	}
	rest := make([]post, 0, len(parts))
	for i, m := range parts[1:] {
		p := post{Via: viaMessage, Channel: to.Channel, Thread: to.Thread, Lane: o.Lane, Message: m}
		if i < len(was.later) {
			p = post{Via: viaUpdate, Channel: at.Channel, TS: was.later[i], Lane: o.Lane, Message: m}
		}
		rest = append(rest, p)
	}
	key := restKey(o.Key)
	if was.key != "" {
		key = restKey(was.key) + ":" + o.Key
	}
	if err := b.queueNext(ctx, o.ID, key, rest); err != nil {
		return err
	}
	for _, ts := range was.later[min(len(parts)-1, len(was.later)):] {
		b.takeBack(ctx, at.Channel, ts)
	}
	_, err = b.update(ctx, at, parts[0])
	return err
}
