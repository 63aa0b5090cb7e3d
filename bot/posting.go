package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"

	"howto/escalation"

	"github.com/slack-go/slack"
)

var (
	// errUntried marks a failure before anything was posted: the message is certainly not there.
	errUntried = errors.New("not posted")
	// errBehind marks a message that needs something which is sent after it, or that nothing should
	// wait for.
	errBehind = errors.New("goes behind the others")
	// errEdit marks a failure to change a message that is there already: people can do without it for a while.
	errEdit = errors.New("the message stays as it was")
)

// A postError says where a message could not be put.
type postError struct {
	to   escalation.Place
	gone bool // the thread's first message was deleted
	err  error
}

func (e *postError) Error() string {
	return fmt.Sprintf("post to %s %s: %v", e.to.Channel, e.to.Thread, e.err)
}

func (e *postError) Unwrap() error { return e.err }

// errGone is the cause of a postError that is gone.
var errGone = errors.New("the first message of the thread was deleted")

// lostPlace returns the place of a message that its channel or thread does not take, not now and not
// in a minute.
func lostPlace(err error) (escalation.Place, bool) {
	var failed *postError
	if errors.As(err, &failed) && (failed.gone || unreachable(err)) {
		return failed.to, true
	}
	return escalation.Place{}, false
}

// turnedDown is lostPlace for a message that should rather stand somewhere else than nowhere: it also
// counts a refusal that stays as it is, for whatever reason.
func turnedDown(err error) (escalation.Place, bool) {
	var failed *postError
	if errors.As(err, &failed) && lasting(err) {
		return failed.to, true
	}
	return lostPlace(err)
}

// noThreads is how Slack refuses a reply in a channel that has no threads.
const noThreads = "restricted_action_non_threadable_channel"

// unreachable reports that a channel does not take the bot's messages until a person mends it. What an
// admin has restricted, a channel or one thread of it, has a code for each kind, and new ones come.
func unreachable(err error) bool {
	switch code := refusedAs(err); code {
	case "not_in_channel", "channel_not_found", "is_archived", "no_permission",
		"is_inactive": // archived or frozen: how a change of a message is refused there
		return true
	default:
		return strings.HasPrefix(code, "restricted_action")
	}
}

// absent reports that a person cannot be written to: they have left, or take no messages.
func absent(err error) bool {
	switch refusedAs(err) {
	case "user_not_found", "user_not_visible", "user_disabled", "cannot_dm_bot", "messages_tab_disabled":
		return true
	}
	return unreachable(err)
}

// lasting reports that a refusal stays as it is: no time and nobody's doing ends it, as far as is known
// here. It is true of every code that nothing else here knows.
func lasting(err error) bool {
	code := refusedAs(err)
	return code != "" && !passing(code) && !revoked(code) && !mendable(code) && !unreachable(err)
}

// refusedAs is the code with which Slack refused, empty when it did not.
func refusedAs(err error) string {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) {
		return refused.Err
	}
	return ""
}

// uncertain reports whether a message may be in Slack although sending it failed with err: Slack was
// reached and its answer was not. Of its own faults Slack says that part of the work may be done.
func uncertain(err error) bool {
	var limited *slack.RateLimitedError
	var dial *net.OpError
	var status slack.StatusCodeError
	switch code := refusedAs(err); {
	case errors.Is(err, errNever), errors.Is(err, errUntried), errors.Is(err, errBehind),
		errors.Is(err, errGone), errors.As(err, &limited):
		return false
	case errors.As(err, &dial) && dial.Op == "dial":
		return false
	case errors.As(err, &status):
		return status.Code >= 500
	case code != "":
		return code == "internal_error" || code == "fatal_error" || code == "request_timeout" ||
			code == "service_unavailable"
	}
	return true
}

// post sends the message of a row, unless an earlier try of the row has brought it there already.
// Previews of links are off: Slack would fetch whatever a text links to. A reply in direct messages
// is also shown outside its thread, or the asker would not see it.
func (b *Bot) post(ctx context.Context, o escalation.Outgoing, to escalation.Place,
	m message) (escalation.Receipt, error) {
	channel, err := b.channel(ctx, to.Channel)
	if err != nil {
		return escalation.Receipt{}, &postError{to: to, err: fmt.Errorf("%w: %w", errUntried, err)}
	}
	if r, err := b.sentBefore(ctx, o, escalation.Place{Channel: channel, Thread: to.Thread}); err != nil ||
		r.TS != "" {
		return r, err
	}
	options := append(content(m), slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: metadataType, EventPayload: map[string]any{metadataKey: o.Key},
		}))
	if to.Thread != "" {
		options = append(options, slack.MsgOptionTS(to.Thread))
		if isDM(channel) {
			options = append(options, slack.MsgOptionBroadcast())
		}
	}
	at, ts, sent, err := b.Slack.PostMessageWithResponseContext(ctx, channel, options...)
	if err != nil {
		return escalation.Receipt{}, &postError{to: to, err: err}
	}
	if to.Thread != "" && sent.ThreadTimestamp == "" && !isDM(channel) {
		// Slack has put it into the channel itself: there everybody would read it, out of context.
		b.takeBack(ctx, at, ts)
		return escalation.Receipt{}, &postError{to: to, gone: true, err: errGone}
	}
	return escalation.Receipt{Channel: at, TS: ts}, nil
}

// takeBack removes a message of the bot's that people should not read where it stands.
func (b *Bot) takeBack(ctx context.Context, channel, ts string) {
	_, _, err := b.Slack.DeleteMessageContext(ctx, channel, ts)
	if err != nil && refusedAs(err) != "message_not_found" {
		b.Log.WarnContext(ctx, "a message that should be gone stays", "channel", channel, "ts", ts, "err", err)
	}
}

// update puts m in the place of the bot's own message at. A message that somebody deleted needs no
// update.
func (b *Bot) update(ctx context.Context, at escalation.Place,
	m message) (escalation.Receipt, error) {
	err := b.redraw(ctx, at, m)
	if errors.Is(err, errGone) {
		err = nil
	}
	return escalation.Receipt{}, err
}

// redraw is update that says so when the message is gone.
func (b *Bot) redraw(ctx context.Context, at escalation.Place, m message) error {
	channel, err := b.channel(ctx, at.Channel)
	if err != nil {
		return fmt.Errorf("%w: %w", errEdit, err)
	}
	_, _, _, err = b.Slack.UpdateMessageContext(ctx, channel, at.Thread, content(m)...)
	switch {
	case err == nil:
		return nil
	case refusedAs(err) == "message_not_found":
		return &postError{to: at, gone: true, err: errGone}
	}
	return &postError{to: at, err: fmt.Errorf("%w: update: %w", errEdit, err)}
}

// redrawFound brings up to date what a row posted and nobody heard of. Where Slack keeps failing to, it stays as it is:
// what waits for the message needs to know where it stands.
func (b *Bot) redrawFound(ctx context.Context, o escalation.Outgoing, at escalation.Receipt, m message) error {
	_, err := b.update(ctx, escalation.Place{Channel: at.Channel, Thread: at.TS}, m)
	if err != nil && o.Tries > editTries {
		b.Log.WarnContext(ctx, "message shows an earlier state until its next change", "row", o.Key, "err", err)
		return nil
	}
	return err
}

// changesOf names the message that a row only changes, by words that were fixed when it was written. It is empty for
// all other rows, also for changes that are drawn when they are sent: of those the last one shows the present.
func changesOf(o escalation.Outgoing) string {
	switch o.Kind {
	case escalation.OutPost:
		var p post
		if json.Unmarshal(o.Body, &p) == nil && p.Via == viaUpdate {
			return p.Channel + "/" + p.TS
		}
	case escalation.OutRevise, escalation.OutRetract:
		var of struct{ Message escalation.Message }
		if json.Unmarshal(o.Body, &of) == nil {
			return "copy of " + of.Message.Channel + "/" + of.Message.TS
		}
	}
	return ""
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
