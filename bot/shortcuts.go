package bot

import (
	"context"
	"fmt"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// shortcutOf reads a message shortcut as a press, and the message that it was used on.
func shortcutOf(call slack.InteractionCallback) (buttonPress, slack.Msg) {
	m := call.Message.Msg
	return buttonPress{User: call.User.ID, Channel: call.Channel.ID, TS: m.Timestamp,
		Thread: m.ThreadTimestamp, URL: call.ResponseURL, Trigger: call.TriggerID,
		Action: call.CallbackID, Key: "shortcut:" + call.TriggerID}, m
}

// caseAround is the case in whose thread on the team's side a shortcut was used: below its root message,
// or below a copy of it in an expert's direct messages. Where there is none it says so to whoever used it.
func (b *Bot) caseAround(ctx context.Context, p buttonPress, m slack.Msg) (escalation.Case, bool, error) {
	at := escalation.Place{Channel: p.Channel, Thread: m.ThreadTimestamp}
	if at.Thread == "" {
		at.Thread = m.Timestamp
	}
	c, err := b.Cases.CaseAt(ctx, at, escalation.User(p.User))
	switch {
	case err != nil && !b.Missing(err):
		return c, false, fmt.Errorf("shortcut %s on %s/%s: %w", p.Action, p.Channel, m.Timestamp, err)
	case err != nil || onAskersSide(c, at, escalation.User(p.User)):
		return c, false, b.tell(ctx, p, notInACase)
	}
	return c, true, nil
}

// sendMessage takes the message shortcut that sends what somebody wrote in the thread to the asker,
// whoever wrote it.
func (b *Bot) sendMessage(ctx context.Context, call slack.InteractionCallback) error {
	p, m := shortcutOf(call)
	c, found, err := b.caseAround(ctx, p, m)
	if !found || err != nil {
		return err
	}
	if m.User == b.self.User || m.BotID != "" {
		return b.tell(ctx, p, notForAsker)
	}
	ev, why := b.sendOn(ctx, c, p, p.Channel, m)
	if why != "" {
		return b.tell(ctx, p, why)
	}
	step, err := b.Desk.Advance(ctx, "press:"+p.Key, c.ID, ev)
	if err != nil {
		return fmt.Errorf("shortcut %s on case %s: %w", p.Action, c.ID, err)
	}
	if r, refused := step.Refused(); refused {
		return b.tell(ctx, p, refusal(r.Why, step.Case, b.people.name))
	}
	return b.tell(ctx, p, sentToAsker)
}
