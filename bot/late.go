package bot

import (
	"cmp"
	"context"
	"strings"

	"howto/escalation"

	"github.com/slack-go/slack"
)

const (
	// lateShown is how many of those who have waited for long are named below an answer, in a message each.
	lateShown = 3
	// asksShown is how much of a question back is repeated to who should answer it.
	asksShown = 80
)

// stillWaits says below the answer to a message who has waited for long for a reply of its writer, and offers
// to send them the message as that. Each has a message of their own: a press changes that one alone.
func (b *Bot) stillWaits(late []escalation.Case, channel, ts string) []message {
	var all []message
	for _, c := range late[max(0, len(late)-lateShown):] {
		reader := b.reader(c)
		all = append(all, newMessage(sectionMrkdwn(escape(reader)+" still waits for your reply"+whatAsked(c)+"."),
			buttons(button{id: actSendReply, label: cut("Send this to "+reader, labelLimit),
				value:  actionValue{Ask: c.Ask, Case: c.ID, Pick: channel + "/" + ts},
				spoken: "Send what I just wrote to " + reader + " as my reply"})))
	}
	return all
}

// whatAsked says, in mrkdwn, what the owner of c wants to know, or else what c is about.
func whatAsked(c escalation.Case) string {
	short := func(text string) string { return "“" + escape(cut(oneLine(text), asksShown)) + "”" }
	if asks := fromSlack(c.Asks); oneLine(asks) != "" {
		return " to " + short(asks)
	}
	return " about " + short(c.Question)
}

// pressSendReply reads the message from Slack again and brings it to who waits for a reply, once and only
// as long as they do.
func pressSendReply(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	channel, ts, ok := strings.Cut(p.Value.Pick, "/")
	if !ok {
		return nil, oldButton
	}
	said := escalation.Message{Channel: channel, TS: ts}
	switch {
	case c.Asker != escalation.User(p.User):
		return nil, refusal(escalation.NotTheAsker, c, b.people.name)
	case c.Relayed(said):
		return nil, b.reader(c) + " has these words already."
	case c.State != escalation.Waiting:
		return nil, "Nobody waits for this reply any more, so I did not send it. " + caseNow(c, b.people.name)
	}
	m, err := b.ownWords(ctx, p, channel, ts)
	switch {
	case err != nil:
		b.Log.WarnContext(ctx, "late reply not read", "case", c.ID, "channel", channel, "ts", ts, "err", err)
		return nil, notRead
	case m.User != p.User:
		return nil, messageGone
	}
	ev := innerOf(channel, m)
	ev.Text = b.withoutMention(ev.Text)
	return escalation.AskerReply{By: c.Asker, Message: messageOf(ev), Beside: true}, ""
}

// ownWords reads a message that the presser wrote where the button stands: by itself, or in the button's thread. It
// is empty when it is no longer there.
func (b *Bot) ownWords(ctx context.Context, p buttonPress, channel, ts string) (slack.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, readWait)
	defer cancel()
	m, err := b.message(ctx, channel, cmp.Or(p.Thread, ts), ts)
	if p.Thread == "" || m.Timestamp != "" && err == nil {
		return m, err
	}
	return b.message(ctx, channel, ts, ts)
}
