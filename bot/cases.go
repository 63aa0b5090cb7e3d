package bot

import (
	"context"
	"fmt"

	"howto/escalation"
	"howto/outcome"

	"github.com/slack-go/slack"
)

// askExpert hands an ask to a person. The case opens once however often the button is pressed.
func (b *Bot) askExpert(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	if ask.Closed != "" {
		return b.tell(ctx, p, alreadyClosed)
	}
	team, ok := b.Rota.Roster.Team(ask.Team)
	if !ok {
		return b.tell(ctx, p, noTeam)
	}
	c := escalation.Case{
		ID: b.NewID(), Ask: ask.ID, Team: team.ID, Policy: team.Steps(), Asker: escalation.User(ask.User),
		Question: ask.Text, Offered: b.offered(ask, team.Channel), Origin: origin(ask),
		Root: escalation.Place{Channel: team.Channel},
	}
	ask.Case = c.ID
	shown, err := b.rows("handed:"+ask.ID, []post{p.replace(b.done(ctx, p, ask, didHandOver(team.Name)))})
	if err != nil {
		return err
	}
	step, err := b.Desk.OpenCase(ctx, "press:"+p.Key, c,
		escalation.Opened{Duty: b.Rota.Duty(ctx, c, b.Now())}, shown...)
	if err != nil {
		return fmt.Errorf("hand over ask %s: %w", ask.ID, err)
	}
	if r, refused := step.Refused(); refused && r.Why == escalation.ClosedCase {
		return b.tell(ctx, p, alreadyClosed)
	} else if refused {
		return b.tell(ctx, p, alreadyAsked)
	}
	return nil
}

// offered are the titles of what the asker was shown, as far as everybody in the team's channel may
// see them.
func (b *Bot) offered(ask outcome.Ask, channel string) []string {
	var titles []string
	for _, id := range ask.Hits[:min(ask.Shown, len(ask.Hits))] {
		if a, ok := b.Finder.Asset(id); ok && a.VisibleTo(together(channel)) {
			titles = append(titles, a.Title)
		}
	}
	return titles
}

// casePressed takes a press on a case: by an expert in the team's channel, or by the asker.
func (b *Bot) casePressed(ctx context.Context, p buttonPress) error {
	by := escalation.User(p.User)
	var ev escalation.Event
	what := ""
	switch p.Action {
	case actClaim:
		c, err := b.Cases.Case(ctx, p.Value.Case)
		if err != nil {
			return b.caseFault(ctx, p, err)
		}
		ev = escalation.Claim{By: by, Member: b.Rota.Roster.Member(c.Team, by)}
	case actCaseSolved:
		ev, what = escalation.Solve{By: by}, didSolve
	case actCaseNotYet:
		ev, what = escalation.NotYet{By: by}, didNotYet
	case actWithdraw:
		ev = escalation.Withdraw{By: by}
	}
	var shown []escalation.Outgoing
	if what != "" {
		line := doneLine(b.people.name(p.User), what, b.Now())
		var err error
		shown, err = b.rows("pressed:"+p.Key, []post{p.replace(withoutButtons(p.Message, line))})
		if err != nil {
			return err
		}
	}
	step, err := b.Desk.Advance(ctx, "press:"+p.Key, p.Value.Case, ev, shown...)
	if err != nil {
		return b.caseFault(ctx, p, err)
	}
	if r, refused := step.Refused(); refused {
		return b.tell(ctx, p, refusal(r.Why, step.Case, b.people.name))
	}
	return nil
}

// caseFault answers a press about a case that is not there, and passes on any other error.
func (b *Bot) caseFault(ctx context.Context, p buttonPress, err error) error {
	if b.Missing(err) {
		return b.tell(ctx, p, askForgotten)
	}
	return fmt.Errorf("press %s on case %s: %w", p.Action, p.Value.Case, err)
}

// open shows a form. It cannot be queued: Slack takes a trigger for three seconds, once. A form that
// does not open is logged; the person sees that nothing happened and presses again.
func (b *Bot) open(ctx context.Context, p buttonPress, v slack.ModalViewRequest) {
	if _, err := b.Slack.OpenViewContext(ctx, p.Trigger, v); err != nil {
		b.Log.WarnContext(ctx, "form not opened", "action", p.Action, "err", err)
	}
}

// submitted takes a form. The first result is what to acknowledge it with, nil for nothing.
func (b *Bot) submitted(ctx context.Context, call slack.InteractionCallback) (any, error) {
	switch call.View.CallbackID {
	case callbackMissing:
		return nil, b.missingSaid(ctx, call)
	case callbackAsk:
		return nil, b.askedAtHome(ctx, call)
	case callbackSwap:
		wrong, err := b.swapAsked(ctx, call)
		if len(wrong) > 0 {
			return slack.NewErrorsViewSubmissionResponse(wrong), err
		}
		return nil, err
	}
	return nil, nil
}

// missingSaid keeps what the asker found missing, beside the ask: it is their words, and so it is not
// for the ledger.
func (b *Bot) missingSaid(ctx context.Context, call slack.InteractionCallback) error {
	v, err := decodeValue(call.View.PrivateMetadata)
	text := cut(oneLine(typed(call.View)), questionLimit)
	if err != nil || text == "" {
		return nil
	}
	ask, err := b.Ledger.Ask(ctx, v.Ask)
	if err != nil {
		if b.Missing(err) {
			return nil
		}
		return fmt.Errorf("keep what was missing: load ask %s: %w", v.Ask, err)
	}
	if ask.User != call.User.ID {
		return nil
	}
	ask.Missing = text
	_, err = b.Ledger.Record(ctx, "missing:"+call.View.ID, &ask,
		[]outcome.Entry{ledger(ask, outcome.Missing, ask.User, v.Asset)}, nil)
	if err != nil {
		return fmt.Errorf("keep what was missing for ask %s: %w", ask.ID, err)
	}
	return nil
}

// askedAtHome answers the question of the form on the Home tab, in direct messages.
func (b *Bot) askedAtHome(ctx context.Context, call slack.InteractionCallback) error {
	return b.answerInChannel(ctx, question{
		Key: "form:" + call.View.ID, User: call.User.ID, Channel: "dm:" + call.User.ID,
		Text: typed(call.View), Door: outcome.ByHome,
	})
}

// typed is the text of the one input of a form.
func typed(v slack.View) string {
	if v.State == nil {
		return ""
	}
	for _, block := range v.State.Values {
		for _, field := range block {
			if field.Value != "" {
				return field.Value
			}
		}
	}
	return ""
}

// homeOpened shows a person their Home tab. It shows nobody else's questions, but to an expert the
// open cases of their own teams.
func (b *Bot) homeOpened(ctx context.Context, ev inner) error {
	if ev.Tab != "home" {
		return nil
	}
	asks, err := b.Ledger.AsksOf(ctx, ev.User, 10)
	if err != nil {
		return fmt.Errorf("home of %s: %w", ev.User, err)
	}
	open, err := b.Cases.OpenCases(ctx)
	if err != nil {
		return fmt.Errorf("home of %s: %w", ev.User, err)
	}
	me := b.people.load(ctx, ev.User)
	v := homeView{Drafts: b.homeDrafts(ctx, ev.User), Person: me.Name, Zone: me.Zone, Command: b.Options.Command, Now: b.Now()}
	for _, a := range asks {
		v.Asks = append(v.Asks, b.homeAsk(ctx, a))
	}
	teams := map[string]bool{}
	for _, t := range b.Rota.Roster.TeamsOf(escalation.User(ev.User)) {
		teams[t.ID], v.Expert = true, true
	}
	for _, c := range open {
		if teams[c.Team] {
			v.Cases = append(v.Cases, b.caseView(ctx, c))
		}
	}
	req := slack.PublishViewContextRequest{UserID: ev.User, View: home(v)}
	if _, err := b.Slack.PublishViewContext(ctx, req); err != nil {
		b.Log.WarnContext(ctx, "home not shown", "user", ev.User, "err", err)
	}
	return nil
}

// homeAsk is one of a person's questions for their Home tab; an open case says where it stands.
func (b *Bot) homeAsk(ctx context.Context, a outcome.Ask) homeAsk {
	if a.Case == "" || a.Closed != "" {
		return homeAsk{Ask: a}
	}
	c, err := b.Cases.Case(ctx, a.Case)
	if err != nil {
		return homeAsk{Ask: a}
	}
	return homeAsk{Ask: a, State: lineState(b.caseView(ctx, c))}
}

// caseView is what a message about c is drawn from.
func (b *Bot) caseView(ctx context.Context, c escalation.Case) caseView {
	wait, _ := b.Wait(ctx, c.Team)
	return caseView{Case: c, Team: b.teamName(c.Team), Names: b.people.name, UsualWait: wait,
		Now: b.Now(), Zone: b.teamZone(c.Team)}
}
