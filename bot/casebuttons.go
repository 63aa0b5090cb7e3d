package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// A caseAction is what a button about a case does.
type caseAction struct {
	// event is what the press means for the case, or a sentence that says why it means nothing. Where
	// a form comes first, it is a stand-in by which the case says whether that person may open it.
	event func(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string)
	// form is opened instead of taking the event.
	form func(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) slack.ModalViewRequest
	// did takes the place of the buttons that were pressed; empty where the message is drawn anew.
	did string
	// named is for a did that goes on with who reads what the asker writes.
	named bool
}

// caseActions is the table of the buttons about a case.
func caseActions() map[string]caseAction {
	return map[string]caseAction{
		actClaim:      {event: pressClaim},
		actAskNext:    {event: pressAskNext},
		actGiveBack:   {event: pressGiveBack, did: didGiveBack},
		actStillOnIt:  {event: pressStillOnIt, did: didStillOnIt},
		actNoMore:     {event: pressNoMore, did: didNoMore},
		actCaseSolved: {event: pressSolved, did: didSolve},
		actCaseNotYet: {event: pressNotYet, did: didNotYet},
		actWithdraw:   {event: pressWithdraw},
		actUrgent:     {event: pressUrgent},
		actReroute:    {event: pressReroute},
		actSendOn:     {event: pressSendOn, did: didSendOn},
		actSendReply:  {event: pressSendReply, did: didSendReply, named: true},
		actPassOn:     {event: wouldPassOn, form: passOnFormFor},
		actPutOff:     {event: wouldPutOff, form: putOffFormFor},
		actAskBack:    {event: wouldAskBack, form: askBackFormFor},
	}
}

// casePressed takes a press on a case: by an expert in the team's channel, or by the asker.
func (b *Bot) casePressed(ctx context.Context, p buttonPress, act caseAction) error {
	c, err := b.Cases.Case(ctx, p.Value.Case)
	if err != nil {
		return b.caseFault(ctx, p, err)
	}
	ev, why := act.event(ctx, b, p, c)
	if why != "" {
		return b.tell(ctx, p, why)
	}
	if act.form != nil {
		_, effects := escalation.Next(c, ev, b.Now())
		if r, refused := (escalation.Step{Effects: effects}).Refused(); refused {
			return b.tell(ctx, p, refusal(r.Why, c, b.people.name))
		}
		b.open(ctx, p, act.form(ctx, b, p, c))
		return nil
	}
	shown, err := b.rows("pressed:"+p.Key, b.pressShown(p, act, c))
	if err != nil {
		return err
	}
	step, err := b.Desk.Advance(ctx, "press:"+p.Key, c.ID, ev, shown...)
	if err != nil {
		return b.caseFault(ctx, p, err)
	}
	if r, refused := step.Refused(); refused {
		return b.tell(ctx, p, refusal(r.Why, step.Case, b.people.name))
	}
	if p.TS == "" && p.URL == "" {
		return b.showHome(ctx, p.User) // nothing else draws it anew
	}
	return nil
}

// pressShown is what takes the place of the message that was pressed. The two standing messages of a
// case are drawn anew with every change; on any other the buttons give way to a line.
func (b *Bot) pressShown(p buttonPress, act caseAction, c escalation.Case) []post {
	standing := p.TS == "" || p.TS == c.Root.Thread || p.TS == c.Line.Thread
	if act.did == "" || standing {
		return nil
	}
	did := act.did
	if act.named {
		did += " " + b.reader(c)
	}
	line := doneLine(b.people.name(p.User), did, b.Now())
	m := withoutButtons(p.Message, line)
	if p.Ephemeral { // Slack does not send it back
		m = sentence(line)
	}
	return []post{p.replace(m)}
}

// member reports whether somebody who does something in a channel does it as one of the team that has c: they
// belong to it, or everybody in its channel was asked to take c. Guests and the asker are not meant by that.
func (b *Bot) member(ctx context.Context, c escalation.Case, channel string, u escalation.User) bool {
	called := c.CallsChannel() && channel == c.Root.Channel && !isDM(channel) && u != c.Asker
	return b.Rota.Roster.Member(c.Team, u) || called && b.people.colleague(ctx, string(u))
}

// pressedByMember is member for who pressed a button.
func (b *Bot) pressedByMember(ctx context.Context, c escalation.Case, p buttonPress) bool {
	return b.member(ctx, c, p.Channel, escalation.User(p.User))
}

func pressClaim(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	return escalation.Claim{By: escalation.User(p.User), Member: b.pressedByMember(ctx, c, p)}, ""
}

func pressAskNext(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	return escalation.AskNext{By: escalation.User(p.User), Member: b.pressedByMember(ctx, c, p), Seq: p.Value.Seq}, ""
}

func pressGiveBack(_ context.Context, _ *Bot, p buttonPress, _ escalation.Case) (escalation.Event, string) {
	return escalation.Release{By: escalation.User(p.User)}, ""
}

func pressStillOnIt(_ context.Context, _ *Bot, p buttonPress, _ escalation.Case) (escalation.Event, string) {
	return escalation.StillOnIt{By: escalation.User(p.User)}, ""
}

func pressNoMore(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	return escalation.NothingToAdd{By: escalation.User(p.User), Member: b.pressedByMember(ctx, c, p)}, ""
}

func pressSolved(_ context.Context, _ *Bot, p buttonPress, _ escalation.Case) (escalation.Event, string) {
	return escalation.Solve{By: escalation.User(p.User)}, ""
}

func pressNotYet(_ context.Context, _ *Bot, p buttonPress, _ escalation.Case) (escalation.Event, string) {
	return escalation.NotYet{By: escalation.User(p.User)}, ""
}

func pressWithdraw(_ context.Context, _ *Bot, p buttonPress, _ escalation.Case) (escalation.Event, string) {
	return escalation.Withdraw{By: escalation.User(p.User)}, ""
}

func pressUrgent(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	b.gather(ctx, c.Team, c)
	return escalation.Urgent{
		By: escalation.User(p.User), Duty: b.Rota.UrgentDuty(ctx, c, b.Now()),
	}, ""
}

func pressReroute(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	return b.rerouteTo(ctx, p, c, p.Value.Pick)
}

// rerouteTo is the wish that another team takes the case.
func (b *Bot) rerouteTo(ctx context.Context, p buttonPress, c escalation.Case,
	to string) (escalation.Event, string) {
	team, known := b.Rota.Roster.Team(to)
	if !known {
		return nil, teamGone
	}
	return escalation.Reroute{
		By: escalation.User(p.User), Member: b.pressedByMember(ctx, c, p), Channel: team.Channel, Policy: team.Policy.OrDefault(),
		Duty: b.canAsk(ctx, team.ID, c),
	}, ""
}

// readWait bounds how long a press waits for Slack to give a message back: Slack waits three seconds
// for an answer to the press.
const readWait = 2 * time.Second

// pressSendOn reads the message that was offered from Slack again: the button only says which it is,
// and it may have been edited since.
func pressSendOn(ctx context.Context, b *Bot, p buttonPress, c escalation.Case) (escalation.Event, string) {
	channel, ts, ok := strings.Cut(p.Value.Pick, "/")
	if !ok {
		return nil, oldButton
	}
	m, err := b.writtenIn(ctx, p, c, channel, ts)
	if err != nil {
		b.Log.WarnContext(ctx, "offered message not read", "case", c.ID, "channel", channel, "ts", ts, "err", err)
		return nil, notRead
	}
	return b.sendOn(ctx, c, p, channel, m)
}

// writtenIn reads a message that was written in one of c's threads in a channel: the one in which the
// button stands, that of the root message, or, in direct messages, that of a copy of it.
func (b *Bot) writtenIn(ctx context.Context, p buttonPress, c escalation.Case,
	channel, ts string) (slack.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, readWait)
	defer cancel()
	all, err := b.Cases.RootThreads(ctx, c.ID, channel)
	if err != nil {
		return slack.Msg{}, fmt.Errorf("threads of case %s in %s: %w", c.ID, channel, err)
	}
	if p.Thread != "" && p.Channel == channel && !slices.Contains(all, p.Thread) {
		all = append([]string{p.Thread}, all...)
	}
	var m slack.Msg
	for _, thread := range all {
		if m, err = b.message(ctx, channel, thread, ts); err == nil && m.Timestamp != "" {
			return m, nil
		}
	}
	return m, err
}

// sendOn is the wish that a message of a case's thread reaches the asker, files and all.
func (b *Bot) sendOn(ctx context.Context, c escalation.Case, p buttonPress, channel string,
	m slack.Msg) (escalation.Event, string) {
	if m.User == "" || m.BotID != "" {
		return nil, messageGone
	}
	return escalation.SendOn{
		By: escalation.User(p.User), Member: b.pressedByMember(ctx, c, p), Author: escalation.User(m.User),
		Message: messageOf(innerOf(channel, m)),
	}, ""
}

// innerOf is a message that Slack gave back, as an event would have brought it.
func innerOf(channel string, m slack.Msg) inner {
	ev := inner{User: m.User, BotID: m.BotID, Text: m.Text, TS: m.Timestamp,
		ThreadTS: m.ThreadTimestamp, Channel: channel}
	for _, f := range m.Files {
		ev.Files = append(ev.Files, file{Name: f.Name, Title: f.Title, Permalink: f.Permalink, Mode: f.Mode})
	}
	for _, a := range m.Attachments {
		ev.Attachments = append(ev.Attachments, attached{FromURL: a.FromURL, Share: a.IsShare})
	}
	return ev
}

// message reads one message of a thread; it is empty when it is no longer there.
func (b *Bot) message(ctx context.Context, channel, thread, ts string) (slack.Msg, error) {
	ms, _, _, err := b.Slack.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: channel, Timestamp: thread, Oldest: ts, Latest: ts, Inclusive: true, Limit: 2,
	})
	if err != nil {
		return slack.Msg{}, fmt.Errorf("read the message %s/%s: %w", channel, ts, err)
	}
	for _, m := range ms {
		if m.Timestamp == ts {
			return m.Msg, nil
		}
	}
	return slack.Msg{}, nil
}
