package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/escalation"
)

const (
	// replyWithin is for how long after a question back words outside of the case's thread answer it by themselves.
	// Later they may as well be something new.
	replyWithin = time.Hour
	// moreWithin is for how long after words that went on more of them do: people write in several messages.
	moreWithin = 10 * time.Minute
)

// beside takes what somebody wrote to the bot, and not in the thread where an expert waits for their reply,
// as that reply or as more of it: in the main box of their direct messages, where Slack shows them the question
// too, in the thread below such a message, or in their own thread in a channel with a mention of the bot. It
// reports false when it is for nobody by itself; then it is a question. Late are those who have waited for long.
func (b *Bot) beside(ctx context.Context, ev inner) (late []escalation.Case, taken bool, err error) {
	ev.Text = b.withoutMention(ev.Text)
	if noReply(ev) {
		return nil, false, nil
	}
	all, late, err := b.meantBy(ctx, ev)
	switch {
	case err != nil || len(all) == len(late):
		return late, false, err
	case len(all) > 1 && ev.ThreadTS == "":
		return nil, true, b.askWhich(ctx, ev, all)
	}
	return nil, true, b.reply(ctx, ev, all[len(all)-1]) // in one thread the newest, as without a mention
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

// meantBy are the cases, oldest first, that words of their asker may be for, and of these the ones that have
// waited for them for so long that the words may as well be a question. Nobody waits before they have asked.
func (b *Bot) meantBy(ctx context.Context, ev inner) (all, late []escalation.Case, err error) {
	open, err := b.Cases.OpenCasesOf(ctx, escalation.User(ev.User))
	if err != nil {
		return nil, nil, fmt.Errorf("message %s/%s: %w", ev.Channel, ev.TS, err)
	}
	for _, c := range open {
		inThread, there := writtenFor(c, ev)
		if !there {
			continue
		}
		waits := c.State == escalation.Waiting && (c.Unheard.IsZero() || c.Reminded)
		fresh := waits && (inThread || b.Now().Sub(c.AskedAt) < replyWithin)
		if !fresh && !inThread {
			if fresh, err = b.goesOn(ctx, c, open); err != nil {
				return nil, nil, fmt.Errorf("message %s/%s: %w", ev.Channel, ev.TS, err)
			}
		}
		if fresh || waits {
			all = append(all, c)
		}
		if waits && !fresh {
			late = append(late, c)
		}
	}
	return all, late, nil
}

// writtenFor reports whether ev was written where the asker of c may reply, and whether that is c's own thread.
func writtenFor(c escalation.Case, ev inner) (inThread, there bool) {
	at := escalation.Place{Channel: ev.Channel, Thread: ev.ThreadTS}
	switch {
	case ev.ThreadTS == "":
		return false, askerPlace(c).Channel == ev.Channel
	case at == c.Origin || at == c.Line:
		return true, true
	}
	below := escalation.Message{Channel: ev.Channel, TS: ev.ThreadTS}
	return false, isDM(ev.Channel) && c.Relayed(below)
}

// goesOn reports whether the asker of c is still speaking in it: they wrote to it from outside its thread
// lately, have asked nothing else since, and none of their other open cases began since. One may begin by a button below
// an earlier question, and what they write next may be about that one.
func (b *Bot) goesOn(ctx context.Context, c escalation.Case, open []escalation.Case) (bool, error) {
	began := func(o escalation.Case) bool { return o.ID != c.ID && o.OpenedAt.After(c.BesideAt) }
	if b.Now().Sub(c.BesideAt) >= moreWithin || slices.ContainsFunc(open, began) {
		return false, nil
	}
	last, err := b.Ledger.AsksOf(ctx, string(c.Asker), 1)
	if err != nil {
		return false, fmt.Errorf("what was asked last: %w", err)
	}
	return len(last) == 0 || !last[0].At.After(c.BesideAt), nil
}

// reply relays ev to the expert it is for, and says so where it was written.
func (b *Bot) reply(ctx context.Context, ev inner, c escalation.Case) error {
	said, err := b.rows("beside:"+messageKey(ev), []post{
		besidePost(ev, passedOn(b.reader(c), b.Options.Command, c.State == escalation.Waiting, isDM(ev.Channel))),
	})
	if err != nil {
		return err
	}
	step, err := b.Desk.Advance(ctx, messageKey(ev), c.ID, escalation.AskerReply{
		By: escalation.User(ev.User), Message: messageOf(ev), Beside: isDM(ev.Channel)}, said...)
	if err != nil {
		return fmt.Errorf("case %s: message %s: %w", c.ID, ev.TS, err)
	}
	return b.tellIfLost(ctx, ev, step)
}

// reader is who reads what the asker of c writes: its owner, or where there is none the team.
func (b *Bot) reader(c escalation.Case) string {
	if c.Owner == "" || c.Left {
		return teamOr(b.teamName(c.Team))
	}
	return b.people.name(string(c.Owner))
}

// askWhich asks the writer to reply in a thread: several people may be meant, and nobody knows whom these
// words are for.
func (b *Bot) askWhich(ctx context.Context, ev inner, waiting []escalation.Case) error {
	rows, err := b.rows("which:"+messageKey(ev), []post{besidePost(ev, whichWaits(waiting, b.reader, b.Options.Command))})
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

// passedOn says who got the words, who waits for them or has had others just before; what to do if they were
// not meant for them; and how to ask something new.
func passedOn(reader, command string, waits, alone bool) message {
	line := "I passed this on to " + reader + " too. "
	if waits {
		line = "Thank you. I passed this on to " + reader + ", who waits for your reply. "
	}
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

// whichWaits says who may be meant about what.
func whichWaits(cases []escalation.Case, reader func(escalation.Case) string, command string) message {
	line := "Several people wait for a reply from you, and I cannot tell whom this is for. "
	if slices.ContainsFunc(cases, func(c escalation.Case) bool { return c.State != escalation.Waiting }) {
		line = "You write with several people, and I cannot tell whom this is for. "
	}
	blocks := newMessage(sectionMrkdwn(line + "It went to nobody. Please write it in the thread of the question:")).Blocks
	for _, c := range cases[:min(len(cases), waitingShown)] {
		blocks = append(blocks, sectionMrkdwn(bold(reader(c))+" about:"))
		blocks = append(blocks, quoted(cut(clean(c.Question), quoteShown))...)
	}
	blocks = append(blocks, more(len(cases)-waitingShown)...)
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
