package bot

import (
	"context"
	"fmt"
	"slices"

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
	from, err := b.origin(ctx, ask)
	if err != nil {
		return fmt.Errorf("hand over ask %s: %w", ask.ID, err)
	}
	c := escalation.Case{
		ID: b.NewID(), Ask: ask.ID, Team: team.ID, Policy: team.Policy.OrDefault(), Asker: escalation.User(ask.User),
		Question: ask.Text, Offered: b.offered(ask, team.Channel), Origin: from,
		Root: escalation.Place{Channel: team.Channel},
	}
	ask.Case = c.ID
	shown, err := b.rows("handed:"+ask.ID, []post{p.replace(b.done(ctx, p, ask, didHandOver(team.Name)))})
	if err != nil {
		return err
	}
	step, err := b.Desk.OpenCase(ctx, "press:"+p.Key, c,
		escalation.Opened{Duty: b.canAsk(ctx, c.Team, c)}, shown...)
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
	for _, id := range ask.Seen() {
		if a, ok := b.Finder.Asset(id); ok && a.VisibleTo(together(channel)) {
			titles = append(titles, a.Title)
		}
	}
	return titles
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

// A formHandler takes a form that somebody sent. The first result is what to acknowledge it with, nil
// for nothing.
type formHandler func(*Bot, context.Context, slack.InteractionCallback) (any, error)

// formHandlers is the table of the forms.
func formHandlers() map[string]formHandler {
	return map[string]formHandler{
		callbackMissing: (*Bot).missingSaid,
		callbackAsk:     (*Bot).askedAtHome,
		callbackSwap:    (*Bot).swapAsked,
		callbackPassOn:  (*Bot).caseSubmitted,
		callbackPutOff:  (*Bot).caseSubmitted,
		callbackAskBack: (*Bot).caseSubmitted,
		callbackDraft:   (*Bot).draftSent,
		callbackNote:    (*Bot).noted,
	}
}

// submitted takes a form.
func (b *Bot) submitted(ctx context.Context, call slack.InteractionCallback) (any, error) {
	if do := formHandlers()[call.View.CallbackID]; do != nil {
		return do(b, ctx, call)
	}
	return nil, nil
}

// missingSaid keeps what the asker found missing, beside the ask: it is their words, and so it is not
// for the ledger.
func (b *Bot) missingSaid(ctx context.Context, call slack.InteractionCallback) (any, error) {
	v, err := decodeValue(call.View.PrivateMetadata)
	text := cut(oneLine(typed(call.View)), questionLimit)
	if err != nil || text == "" {
		return nil, nil
	}
	ask, err := b.Ledger.Ask(ctx, v.Ask)
	if err != nil {
		if b.Missing(err) {
			return nil, nil
		}
		return nil, fmt.Errorf("keep what was missing: load ask %s: %w", v.Ask, err)
	}
	if ask.User != call.User.ID {
		return nil, nil
	}
	ask.Missing = text
	_, err = b.Ledger.Record(ctx, "missing:"+call.View.ID, &ask,
		[]outcome.Entry{ledger(ask, outcome.Missing, ask.User, v.Asset)}, nil)
	if err != nil {
		return nil, fmt.Errorf("keep what was missing for ask %s: %w", ask.ID, err)
	}
	return nil, nil
}

// askedAtHome answers the question of the form on the Home tab, in direct messages.
func (b *Bot) askedAtHome(ctx context.Context, call slack.InteractionCallback) (any, error) {
	return nil, b.answerInChannel(ctx, question{
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

// caseView is what a message about c is drawn from.
func (b *Bot) caseView(ctx context.Context, c escalation.Case) caseView {
	on := b.Rota.Roster.OnCall(c.Team, b.Now())
	return caseView{Case: c, AskerOnCall: slices.Contains(on, c.Asker), Team: b.teamName(c.Team), Names: b.people.name, UsualWait: b.Wait(ctx, c.Team),
		Now: b.Now(), Zone: b.teamZone(c.Team), Others: b.otherTeams(c.Team)}
}

// otherTeams are all teams but one.
func (b *Bot) otherTeams(than string) []teamChoice {
	var others []teamChoice
	for _, t := range b.Rota.Roster.Teams() {
		if t.ID != than {
			others = append(others, teamChoice{ID: t.ID, Name: t.Name})
		}
	}
	return others
}
