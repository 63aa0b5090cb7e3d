package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"howto/escalation"
)

// beside takes what somebody wrote to the bot, and not in the thread where an expert waits for their reply,
// as that reply: in the main box of their direct messages, where Slack shows them the question too, or in
// their own thread in a channel with a mention of the bot. It reports false when nobody waits for
// them there; then it is a question.
func (b *Bot) beside(ctx context.Context, ev inner) (bool, error) {
	ev.Text = b.withoutMention(ev.Text)
	if noReply(ev) {
		return false, nil
	}
	waiting, err := b.waitingAt(ctx, ev)
	switch {
	case err != nil || len(waiting) == 0:
		return false, err
	case len(waiting) > 1 && ev.ThreadTS == "":
		return true, b.askWhich(ctx, ev, waiting)
	}
	return true, b.reply(ctx, ev, waiting[len(waiting)-1]) // in one thread the newest, as without a mention
}

// noReply reports whether words answer nobody: they only greet the bot, or ask what it can do.
func noReply(ev inner) bool {
	if len(ev.Files) > 0 || len(ev.Attachments) > 0 {
		return false
	}
	switch strings.ToLower(strings.Trim(ev.Text, " .!")) {
	case "ok", "okay", "thanks", "thank you":
		return false
	}
	return noQuestion(fromSlack(ev.Text))
}

// waitingAt are the cases, oldest first, in which somebody waits for the reply of ev's writer where ev was
// written, and has asked them there already.
func (b *Bot) waitingAt(ctx context.Context, ev inner) ([]escalation.Case, error) {
	all, err := b.Cases.WaitingFor(ctx, escalation.User(ev.User))
	if err != nil {
		return nil, fmt.Errorf("message %s/%s: %w", ev.Channel, ev.TS, err)
	}
	at := escalation.Place{Channel: ev.Channel, Thread: ev.ThreadTS}
	return slices.DeleteFunc(all, func(c escalation.Case) bool {
		unasked := !c.Unheard.IsZero() && !c.Reminded // the question is on its way
		there := at == c.Origin || at == c.Line
		if ev.ThreadTS == "" {
			there = askerPlace(c).Channel == ev.Channel
		}
		return unasked || !there
	}), nil
}

// reply relays ev to the expert who waits for it, and says so where it was written.
func (b *Bot) reply(ctx context.Context, ev inner, c escalation.Case) error {
	said, err := b.rows("beside:"+messageKey(ev), []post{
		besidePost(ev, passedOn(b.people.name(string(c.Owner)), b.Options.Command, direct(ev.Channel))),
	})
	if err != nil {
		return err
	}
	step, err := b.Desk.Advance(ctx, messageKey(ev), c.ID,
		escalation.AskerReply{By: escalation.User(ev.User), Message: messageOf(ev)}, said...)
	if err != nil {
		return fmt.Errorf("case %s: message %s: %w", c.ID, ev.TS, err)
	}
	return b.tellIfLost(ctx, ev, step)
}

// askWhich asks the writer to reply in a thread: several people wait for them, and nobody knows whom these
// words are for.
func (b *Bot) askWhich(ctx context.Context, ev inner, waiting []escalation.Case) error {
	rows, err := b.rows("which:"+messageKey(ev), []post{besidePost(ev, whichWaits(waiting, b.people.name, b.Options.Command))})
	if err != nil {
		return err
	}
	if _, err := b.Ledger.Record(ctx, messageKey(ev), nil, nil, rows); err != nil {
		return fmt.Errorf("message %s/%s: %w", ev.Channel, ev.TS, err)
	}
	return nil
}

func besidePost(ev inner, m message) post {
	return post{Via: viaMessage, Channel: ev.Channel, Thread: ev.ThreadTS, For: ev.User, Message: m}
}

// passedOn says who got the words, what to do if they were not meant for them, and how to ask something new.
func passedOn(owner, command string, alone bool) message {
	line := "Thank you. I passed this on to " + owner + ", who waits for your reply. "
	if alone {
		line += "If it was not meant for them, delete it and I take it back. "
	}
	return sentence(line + asksAnew(command))
}

func asksAnew(command string) string {
	return "To ask me something new, type " + command + " and your question."
}

// waitingShown is how many of those who wait are listed.
const waitingShown = 10

// whichWaits says who waits for a reply about what.
func whichWaits(waiting []escalation.Case, who names, command string) message {
	blocks := newMessage(sectionMrkdwn("Several people wait for a reply from you, and I cannot tell whom this is for. " +
		"It went to nobody. Please write it in the thread of the question:")).Blocks
	for _, c := range waiting[:min(len(waiting), waitingShown)] {
		blocks = append(blocks, sectionMrkdwn(bold(who.of(string(c.Owner)))+" about:"))
		blocks = append(blocks, quoted(cut(clean(c.Question), quoteShown))...)
	}
	blocks = append(blocks, more(len(waiting)-waitingShown)...)
	return newMessage(append(blocks, contextPlain(asksAnew(command)))...)
}

// editedBeside takes new words of a message that was relayed although it does not stand in the thread of
// its case. Other messages to the bot are questions: an edited one is not asked again.
func (b *Bot) editedBeside(ctx context.Context, now inner) error {
	now.Text = b.withoutMention(now.Text)
	c, found, err := b.besideCase(ctx, now)
	if !found || err != nil {
		return err
	}
	return b.rewordedIn(ctx, c, now)
}

// besideCase is the case to which a message was relayed that does not stand in its thread.
func (b *Bot) besideCase(ctx context.Context, m inner) (escalation.Case, bool, error) {
	all, err := b.Cases.CasesAround(ctx, escalation.User(m.User))
	if err != nil {
		return escalation.Case{}, false, fmt.Errorf("message %s/%s: %w", m.Channel, m.TS, err)
	}
	i := slices.IndexFunc(all, func(c escalation.Case) bool {
		return c.Relayed(escalation.Message{Channel: m.Channel, TS: m.TS})
	})
	if i < 0 {
		return escalation.Case{}, false, nil
	}
	return all[i], true, nil
}
