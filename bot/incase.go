package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// deliverInCase does what an effect of a case asks for, on the team's side or on the asker's. What has
// become pointless since it was queued is left out.
func (b *Bot) deliverInCase(ctx context.Context, o escalation.Outgoing,
	v caseView) (escalation.Receipt, error) {
	switch o.Kind {
	case escalation.OutPage:
		return deliverBody(ctx, b, o, v, (*Bot).deliverPage)
	case escalation.OutToTeam:
		return deliverBody(ctx, b, o, v, (*Bot).deliverToTeam)
	case escalation.OutToAsker:
		return deliverBody(ctx, b, o, v, (*Bot).deliverToAsker)
	case escalation.OutTellTeam:
		return deliverBody(ctx, b, o, v, (*Bot).deliverTale)
	case escalation.OutLeave:
		return deliverBody(ctx, b, o, v, (*Bot).deliverLeave)
	case escalation.OutNudge:
		return deliverBody(ctx, b, o, v, (*Bot).deliverNudge)
	case escalation.OutNudgeAsk:
		return deliverBody(ctx, b, o, v, (*Bot).deliverNudgeAsker)
	case escalation.OutRevise:
		return deliverBody(ctx, b, o, v, (*Bot).deliverRevise)
	case escalation.OutRetract:
		return deliverBody(ctx, b, o, v, (*Bot).deliverRetract)
	case escalation.OutOffer:
		return deliverBody(ctx, b, o, v, (*Bot).deliverOffer)
	case escalation.OutAlarm:
		return deliverBody(ctx, b, o, v, (*Bot).deliverAlarm)
	}
	return escalation.Receipt{}, fmt.Errorf("%w: unknown kind %q", errNever, o.Kind)
}

// An inCase is a row about a case and the case as it is now.
type inCase struct {
	escalation.Outgoing
	view caseView
}

// deliverBody reads the effect that a row carries and does it.
func deliverBody[E any](ctx context.Context, b *Bot, o escalation.Outgoing, v caseView,
	do func(*Bot, context.Context, inCase, E) (escalation.Receipt, error),
) (escalation.Receipt, error) {
	var effect E
	if err := json.Unmarshal(o.Body, &effect); err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: %w", errNever, err)
	}
	return do(b, ctx, inCase{o, v}, effect)
}

// below posts messages in the thread of the root message.
func (b *Bot) below(ctx context.Context, o inCase, ms ...message) (escalation.Receipt, error) {
	return b.postAll(ctx, o.Outgoing, o.view.Case.Root, ms)
}

// deliverPage asks people, unless somebody has taken the case meanwhile.
func (b *Bot) deliverPage(ctx context.Context, o inCase, e escalation.Page) (escalation.Receipt, error) {
	if c := o.view.Case; c.State != escalation.Paging || c.Page != e.Page {
		return escalation.Receipt{}, nil
	}
	return b.below(ctx, o, pageMessage(o.view, e))
}

func (b *Bot) deliverTale(ctx context.Context, o inCase,
	e escalation.TellTeam) (escalation.Receipt, error) {
	return b.below(ctx, o, tellTeam(o.view, e))
}

func (b *Bot) deliverToTeam(ctx context.Context, o inCase,
	e escalation.ToTeam) (escalation.Receipt, error) {
	for _, m := range o.view.Case.Added {
		if m.Same(e.Message) {
			e.Message = m // it may have been edited since
		}
	}
	o.view.Link = b.linkIfLong(ctx, e.Message)
	return b.below(ctx, o, toTeam(o.view, e)...)
}

// deliverToAsker relays an answer. One that its author took away before it was sent never reaches the
// asker.
func (b *Bot) deliverToAsker(ctx context.Context, o inCase,
	e escalation.ToAsker) (escalation.Receipt, error) {
	c := o.view.Case
	there := e.Asks
	for _, a := range c.Answers {
		if a.Message.Same(e.Message) {
			there, e.Message = true, a.Message
		}
	}
	if !there {
		return escalation.Receipt{}, nil
	}
	o.view.Link = b.linkIfLong(ctx, e.Message)
	return b.postAll(ctx, o.Outgoing, askerPlace(c), toAsker(o.view, e))
}

// deliverLeave takes the buttons off the root message that a case has left behind.
func (b *Bot) deliverLeave(ctx context.Context, o inCase,
	e escalation.LeaveRoot) (escalation.Receipt, error) {
	_, err := b.update(ctx, e.Root, leftRoot(o.view, b.teamName(e.Team)))
	return escalation.Receipt{}, err
}

// deliverNudge asks the owner for a sign, as long as they are the owner.
func (b *Bot) deliverNudge(ctx context.Context, o inCase, e escalation.Nudge) (escalation.Receipt, error) {
	if c := o.view.Case; c.Owner != e.User || c.State != escalation.Claimed {
		return escalation.Receipt{}, nil
	}
	return b.below(ctx, o, nudge(o.view, e))
}

func (b *Bot) deliverNudgeAsker(ctx context.Context, o inCase,
	e escalation.NudgeAsker) (escalation.Receipt, error) {
	c, waits := o.view.Case, escalation.Waiting
	if e.Judge {
		waits = escalation.Answered
	}
	if c.State != waits {
		return escalation.Receipt{}, nil
	}
	return b.postAll(ctx, o.Outgoing, askerPlace(c), []message{nudgeAsker(o.view, e)})
}

// deliverRevise brings the copy of a message up to date.
func (b *Bot) deliverRevise(ctx context.Context, o inCase,
	e escalation.Revise) (escalation.Receipt, error) {
	at, err := b.copyOf(ctx, o, e.Message)
	if err != nil || at.Thread == "" {
		return escalation.Receipt{}, err
	}
	o.view.Link = b.linkIfLong(ctx, e.Message)
	return escalation.Receipt{}, b.rewrite(ctx, o, at, copiesGo(o.view.Case, e.ToAsker), revised(o.view, e))
}

func (b *Bot) deliverRetract(ctx context.Context, o inCase,
	e escalation.Retract) (escalation.Receipt, error) {
	at, err := b.copyOf(ctx, o, e.Message)
	if err != nil || at.Thread == "" {
		return escalation.Receipt{}, err
	}
	return escalation.Receipt{}, b.rewrite(ctx, o, at, copiesGo(o.view.Case, e.ToAsker),
		[]message{retracted(o.view, e)})
}

// copiesGo is where the copies of messages are posted: to the asker, or to the team.
func copiesGo(c escalation.Case, toAsker bool) escalation.Place {
	if toAsker {
		return askerPlace(c)
	}
	return c.Root
}

// copyTries is for how often a change of a message waits for the message itself to be sent. It was
// queued before its change, so that one which is not there after that never will be.
const copyTries = 6

// copyOf is where the copy of a message is; it has no Thread where there will never be one.
func (b *Bot) copyOf(ctx context.Context, o inCase,
	m escalation.Message) (escalation.Place, error) {
	at, err := b.Cases.Copy(ctx, o.Case, m)
	switch {
	case err == nil:
		return at, nil
	case !b.Missing(err):
		return at, fmt.Errorf("%w: %w", errUntried, err)
	case o.Tries < copyTries:
		return at, fmt.Errorf("%w: %w", errBehind, err)
	}
	b.Log.InfoContext(ctx, "change of a message that was never relayed", "row", o.Key)
	return escalation.Place{}, nil
}

// deliverOffer shows an expert alone that their words stay with the team.
func (b *Bot) deliverOffer(ctx context.Context, o inCase, e escalation.Offer) (escalation.Receipt, error) {
	m := offer(o.view, e)
	options := content(m)
	threads, err := b.Cases.RootThreads(ctx, o.Case, e.Message.Channel)
	if err != nil {
		return escalation.Receipt{}, fmt.Errorf("%w: offer %s: %w", errUntried, o.Key, err)
	}
	switch root := o.view.Case.Root; {
	case root.Thread != "" && root.Channel == e.Message.Channel:
		options = append(options, slack.MsgOptionTS(root.Thread))
	case len(threads) > 0:
		options = append(options, slack.MsgOptionTS(threads[0]))
	}
	_, err = b.Slack.PostEphemeralContext(ctx, e.Message.Channel, string(e.By), options...)
	if err != nil {
		return escalation.Receipt{}, fmt.Errorf("offer %s: %w", o.Key, err)
	}
	return escalation.Receipt{}, nil
}

// deliverAlarm tells the administrators' channel, or else the team's lead. The log has it always.
func (b *Bot) deliverAlarm(ctx context.Context, o inCase, e escalation.Alarm) (escalation.Receipt, error) {
	c := o.view.Case
	to := escalation.Place{Channel: b.Admin}
	if team, ok := b.Rota.Roster.Team(c.Team); ok && to.Channel == "" && team.Lead != "" {
		to.Channel = "dm:" + string(team.Lead)
	}
	if o.Tries <= 1 {
		b.Log.WarnContext(ctx, "case needs a hand", "case", c.ID, "team", c.Team, "why", e.Why)
	}
	if to.Channel == "" {
		return escalation.Receipt{}, nil
	}
	if c.Root.Thread != "" {
		o.view.Link = b.link(ctx, c.Root)
	}
	receipt, err := b.post(ctx, o.Outgoing, to, alarm(o.view, e))
	if _, lost := lostPlace(err); lost {
		// All alarms share a lane: one that nobody can read must not hold up those of other teams.
		return receipt, fmt.Errorf("%w: %w", errBehind, err)
	}
	return receipt, err
}

// linkIfLong leads to a message that is too long to be relayed.
func (b *Bot) linkIfLong(ctx context.Context, m escalation.Message) string {
	if m.Channel == "" || runes(m.Text) <= relayedMost {
		return ""
	}
	return b.link(ctx, escalation.Place{Channel: m.Channel, Thread: m.TS})
}
