package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"howto/escalation"
)

// A change is what became of a message that was there before.
type change int

const (
	noChange change = iota
	wasEdited
	wasDeleted
)

// changeOf reads a notice about an earlier message, and returns that message as it is now, or as it
// was when it is gone. Slack sends the same notice for an edit, for the preview of a link, for each
// reply in a thread and for the bot's own updates; only new words of a person are an edit.
func changeOf(ev inner) (inner, change) {
	switch ev.Subtype {
	case "message_deleted":
		return before(ev, ev.DeletedTS), wasDeleted
	case "message_changed":
	default:
		return inner{}, noChange
	}
	if ev.Message == nil {
		return inner{}, noChange
	}
	now := *ev.Message
	if now.Subtype == "tombstone" { // a message with replies leaves a mark
		return before(ev, now.TS), wasDeleted
	}
	now.Channel, now.ChannelType = ev.Channel, ev.ChannelType
	edited := now.Edited != nil
	if ev.Previous != nil {
		edited = now.Text != ev.Previous.Text
	}
	if !edited || now.BotID != "" || now.TS == "" {
		return inner{}, noChange
	}
	return now, wasEdited
}

// before is the message of a notice as it was before it went. Slack does not always say.
func before(ev inner, ts string) inner {
	gone := inner{TS: ts}
	if ev.Previous != nil {
		gone = *ev.Previous
		gone.TS = ts
	}
	gone.Channel, gone.ChannelType = ev.Channel, ev.ChannelType
	return gone
}

// changed takes a notice about an earlier message. It concerns cases only.
func (b *Bot) changed(ctx context.Context, ev inner) error {
	now, what := changeOf(ev)
	switch what {
	case wasDeleted:
		return b.deleted(ctx, now)
	case wasEdited:
		asked := ev.Previous != nil && b.mentionsMe(ev.Previous.Text) || b.mentionsMe(now.Text)
		top := now.ThreadTS == "" || now.ThreadTS == now.TS // with replies below it, it heads its own thread
		switch {
		case !b.byPerson(now):
		case asked && now.ThreadTS != "", top && now.ChannelType == "im":
			return b.editedBeside(ctx, now)
		case now.ThreadTS != "":
			return b.edited(ctx, now)
		}
	}
	return nil
}

// edited takes new words of a message in a thread. When the message itself has not come in and still may,
// they are the message, and it does nothing when it comes.
func (b *Bot) edited(ctx context.Context, now inner) error {
	c, found, err := b.caseOf(ctx, now)
	switch {
	case err != nil:
		return err
	case !found && isDM(now.Channel): // below a message that was passed on from the main box
		return b.editedBeside(ctx, now)
	case !found:
		return nil
	}
	if !c.Relayed(messageOf(now)) && b.mayStillCome(c, now) {
		what := b.lineOf(ctx, c, now)
		if what == nil {
			return nil
		}
		step, err := b.Desk.Advance(ctx, messageKey(now), c.ID, what)
		if err != nil {
			return fmt.Errorf("case %s: edited message %s: %w", c.ID, now.TS, err)
		}
		if !step.Repeated {
			return b.tellIfLost(ctx, now, step)
		}
	}
	return b.rewordedIn(ctx, c, now)
}

// rewordedIn tells c that a message says something else now, as far as it was relayed.
func (b *Bot) rewordedIn(ctx context.Context, c escalation.Case, now inner) error {
	msg := messageOf(now)
	if c.Outdated(msg) {
		return nil
	}
	if err := b.reworded(ctx, c, msg); err != nil {
		return err
	}
	_, err := b.Desk.Advance(ctx, "edited:"+now.Channel+":"+now.TS+":"+msg.Edited, c.ID,
		escalation.Edited{By: escalation.User(now.User), Message: msg})
	if err != nil {
		return fmt.Errorf("case %s: edited message %s: %w", c.ID, now.TS, err)
	}
	return nil
}

// lateMost is how old a message may be that Slack has yet to deliver: it tries again for some minutes.
const lateMost = time.Hour

// mayStillCome reports whether a message in a thread of c that was not relayed may be one that has not
// come in. An older one has: it was kept from the other side, and the key by which it would be known is not
// kept as long as a case may be open. One from before the case was never meant for it.
func (b *Bot) mayStillCome(c escalation.Case, m inner) bool {
	since := c.Root.Thread
	if onAskersSide(c, escalation.Place{Channel: m.Channel, Thread: m.ThreadTS}, escalation.User(m.User)) {
		since = c.Line.Thread
	}
	return since != "" && m.TS > since && b.Now().Sub(writtenAt(m.TS)) < lateMost
}

// writtenAt is when a message was written, by its timestamp; zero where that is none.
func writtenAt(ts string) time.Time {
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

// deleted takes the end of a message: a line of a case, or the root message of one.
func (b *Bot) deleted(ctx context.Context, gone inner) error {
	if gone.TS == "" {
		return nil
	}
	c, found, err := b.caseBefore(ctx, gone)
	if err != nil {
		return err
	}
	if !found { // not every notice says in which thread it was: it must not be taken later
		if _, err := b.Ledger.Record(ctx, messageKey(gone), nil, nil, nil); err != nil {
			return fmt.Errorf("deleted message %s/%s: %w", gone.Channel, gone.TS, err)
		}
		return nil
	}
	m := escalation.Message{Channel: gone.Channel, TS: gone.TS}
	if err := b.reworded(ctx, c, m); err != nil {
		return err
	}
	_, err = b.removed(ctx, c.ID, m)
	return err
}

// caseBefore is the case that a message belonged to, or whose root message it was, or to which it was
// relayed from direct messages.
func (b *Bot) caseBefore(ctx context.Context, gone inner) (escalation.Case, bool, error) {
	if gone.ThreadTS != "" && gone.ThreadTS != gone.TS {
		c, found, err := b.caseOf(ctx, gone)
		if found || err != nil || !isDM(gone.Channel) {
			return c, found, err
		}
		return b.besideCase(ctx, gone)
	}
	c, err := b.Cases.CaseAt(ctx, escalation.Place{Channel: gone.Channel, Thread: gone.TS}, "")
	switch {
	case err == nil:
		return c, true, nil
	case !b.Missing(err):
		return c, false, fmt.Errorf("look up the case of %s/%s: %w", gone.Channel, gone.TS, err)
	case !isDM(gone.Channel):
		return c, false, nil
	}
	return b.besideCase(ctx, gone)
}

// removed tells a case that a message is gone. One that has not come in yet must not come in later.
func (b *Bot) removed(ctx context.Context, id string,
	m escalation.Message) (escalation.Step, error) {
	gone := inner{Channel: m.Channel, TS: m.TS}
	step, err := b.Desk.Advance(ctx, messageKey(gone), id, escalation.Deleted{Message: m})
	if err == nil && step.Repeated {
		step, err = b.Desk.Advance(ctx, "deleted:"+m.Channel+":"+m.TS, id, escalation.Deleted{Message: m})
	}
	if err != nil {
		return step, fmt.Errorf("case %s: deleted message %s: %w", id, m.TS, err)
	}
	return step, nil
}
