package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// deliverRoot posts the root message of a case, or brings it up to date. The first one may call the
// people who are asked; one that takes the place of a deleted one calls nobody a second time.
func (b *Bot) deliverRoot(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	root := v.Case.Root
	if root.Thread != "" {
		return b.redrawRoot(ctx, o, v)
	}
	v.Mention = v.Case.ByRoot && !v.Case.Told
	if b.threadless(root.Channel) {
		return b.rootByDM(ctx, o, v, slack.SlackErrorResponse{Err: noThreads})
	}
	m := caseRoot(v)
	receipt, err := b.post(ctx, o, root, m)
	if _, lost := turnedDown(err); lost {
		return b.rootByDM(ctx, o, v, err)
	}
	if err == nil && !o.Unsure.IsZero() { // an earlier try may have shown the case as it was then
		err = b.redrawFound(ctx, o, receipt, m)
	}
	return receipt, err
}

// redrawRoot brings a root message up to date. One that is gone, or in a channel that can no longer
// be written to, is reported to the case, which has it posted anew. One in an expert's direct messages
// follows the case to whoever takes it, who could not read the thread otherwise.
func (b *Bot) redrawRoot(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	c := v.Case
	m := caseRoot(v)
	err := b.redraw(ctx, c.Root, m)
	if _, lost := lostPlace(err); lost {
		_, err = b.removed(ctx, c.ID, escalation.Message{Channel: c.Root.Channel, TS: c.Root.Thread})
		return escalation.Receipt{}, err
	}
	if err != nil || !isDM(c.Root.Channel) || !c.State.Open() || c.Owner == "" || c.Left {
		return escalation.Receipt{}, err
	}
	to := escalation.Place{Channel: "dm:" + string(c.Owner)}
	owners, err := b.channel(ctx, to.Channel)
	if owners == c.Root.Channel || absent(err) {
		return escalation.Receipt{}, nil
	}
	return b.post(ctx, o, to, m)
}

// deliverLine posts the asker's status line, or brings it up to date. Where the asker's channel does
// not take it, it stands in their direct messages.
func (b *Bot) deliverLine(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	m := caseLine(v)
	if v.Case.Line.Thread != "" {
		err := b.redraw(ctx, v.Case.Line, m)
		if _, lost := lostPlace(err); !lost || !v.Case.State.Open() {
			return escalation.Receipt{}, ignoreLost(err)
		}
	}
	receipt, err := b.post(ctx, o, v.Case.Origin, m)
	if _, lost := turnedDown(err); lost && v.Case.Origin != b.privately(v.Case) {
		receipt, err = b.post(ctx, o, b.privately(v.Case), m)
	}
	if err == nil && !o.Unsure.IsZero() {
		err = b.redrawFound(ctx, o, receipt, m)
	}
	return receipt, err
}

func ignoreLost(err error) error {
	if _, lost := lostPlace(err); lost {
		return nil
	}
	return err
}

// privately is where the asker reads when nothing else takes messages.
func (b *Bot) privately(c escalation.Case) escalation.Place {
	return escalation.Place{Channel: "dm:" + string(c.Asker)}
}

// deliverForCase sends what happens in the threads of a case. Where a thread is gone or its channel
// does not take messages any more, the team's side waits for a new root message, and the asker's goes
// to their direct messages. So does what the asker should read and Slack refuses there for a reason
// that nobody knows.
func (b *Bot) deliverForCase(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	c := v.Case
	if teamSide(o.Kind) && c.Root.Thread == "" {
		return escalation.Receipt{}, rootless(o, c)
	}
	if o.Kind == escalation.OutPage && isDM(c.Root.Channel) {
		return b.pageByDM(ctx, o, v)
	}
	receipt, err := b.deliverInCase(ctx, o, v)
	at, lost := lostPlace(err)
	if !teamSide(o.Kind) && !lost {
		at, lost = turnedDown(err)
	}
	switch {
	case !lost:
		return receipt, err
	case at == c.Root:
		return receipt, b.rootLost(ctx, c, err)
	case at != b.privately(c) && (at == c.Origin || at == c.Line):
		v.Case.Origin, v.Case.Line = b.privately(c), escalation.Place{}
		return b.deliverInCase(ctx, o, v)
	}
	return receipt, err
}

// teamSide reports whether a row of that kind stands in the thread of the root message.
func teamSide(kind escalation.OutKind) bool {
	switch kind {
	case escalation.OutPage, escalation.OutToTeam, escalation.OutTellTeam, escalation.OutNudge,
		escalation.OutOffer:
		return true
	}
	return false
}

// rootlessTries is how often a message waits for a root message: about an hour.
const rootlessTries = 20

// rootless is why a message cannot be sent whose case has no root message: that comes behind it, or
// never.
func rootless(o escalation.Outgoing, c escalation.Case) error {
	if o.Tries > rootlessTries || !c.State.Open() && o.Kind == escalation.OutTellTeam {
		return fmt.Errorf("%w: case %s has no root message", errNever, c.ID)
	}
	return fmt.Errorf("%w: case %s has no root message yet", errBehind, c.ID)
}

// threadlessFor is how long a channel counts as one without threads that was found to be one.
const threadlessFor = 24 * time.Hour

// threadless reports that a channel was found lately to have no threads: what is posted there cannot be
// answered.
func (b *Bot) threadless(channel string) bool {
	since, found := b.noThreads.Load(channel)
	return found && b.Now().Sub(since.(time.Time)) < threadlessFor
}

// rootLost reports that a case's root message is gone, or of no use, so that it is posted anew, and
// returns what becomes of the message that found out by why.
func (b *Bot) rootLost(ctx context.Context, c escalation.Case, why error) error {
	if refusedAs(why) == noThreads && !isDM(c.Root.Channel) {
		b.noThreads.Store(c.Root.Channel, b.Now())
		b.takeBack(ctx, c.Root.Channel, c.Root.Thread)
	}
	_, err := b.removed(ctx, c.ID, escalation.Message{Channel: c.Root.Channel, TS: c.Root.Thread})
	if err != nil {
		return fmt.Errorf("%w: %w", errUntried, err)
	}
	now, err := b.Cases.Case(ctx, c.ID)
	switch {
	case err != nil:
		return fmt.Errorf("%w: load case %s: %w", errUntried, c.ID, err)
	case now.Root == c.Root:
		return fmt.Errorf("%w: case %s is over and its root message is gone", errNever, c.ID)
	}
	return fmt.Errorf("%w: case %s gets a new root message", errBehind, c.ID)
}

// postAnywhere sends a message that was rendered before. In the thread of a case it goes to where
// that case is now, and what is for one person goes to their direct messages where their channel does
// not take it; anything else in such a channel holds up no other.
func (b *Bot) postAnywhere(ctx context.Context, o escalation.Outgoing, p post) (escalation.Receipt, error) {
	to, m := escalation.Place{Channel: p.Channel, Thread: p.Thread}, p.Message
	receipt, err := b.post(ctx, o, to, m)
	at, lost := turnedDown(err)
	if !lost || isDM(to.Channel) {
		return receipt, err
	}
	c, missing := b.Cases.CaseAt(ctx, at, "")
	switch none := to.Thread == "" || missing != nil && b.Missing(missing); {
	case none && p.For != "":
		return b.post(ctx, o, escalation.Place{Channel: "dm:" + p.For}, m)
	case lasting(err) && (none || missing == nil && !onAskersSide(c, at, "")):
		return receipt, err
	case none:
		if errors.Is(err, errGone) {
			return receipt, fmt.Errorf("%w: %w", errNever, err)
		}
		return receipt, fmt.Errorf("%w: %w", errBehind, err)
	case missing != nil:
		return receipt, fmt.Errorf("%w: look up the case of %s: %w", errUntried, o.Key, missing)
	case c.Root == at:
		return receipt, b.rootLost(ctx, c, err)
	case onAskersSide(c, at, ""):
		return b.post(ctx, o, b.privately(c), m)
	case c.Root.Thread == "":
		return receipt, rootless(o, c)
	}
	return b.post(ctx, o, c.Root, m)
}
