package bot

import (
	"context"
	"fmt"
	"slices"

	"howto/escalation"
	"howto/outcome"

	"github.com/slack-go/slack"
)

// homeOpened shows a person their Home tab.
func (b *Bot) homeOpened(ctx context.Context, ev inner) error {
	if ev.Tab != "home" {
		return nil
	}
	return b.showHome(ctx, ev.User)
}

// showHome shows a person their Home tab as it is now. It shows nobody else's questions, but to an
// expert what waits for them and their own teams, and nobody else's load.
func (b *Bot) showHome(ctx context.Context, user string) error {
	asks, err := b.Ledger.AsksOf(ctx, user, homeAsks)
	if err != nil {
		return fmt.Errorf("home of %s: %w", user, err)
	}
	me := b.people.load(ctx, user)
	v := homeView{Drafts: b.homeDrafts(ctx, user), Person: me.Name, Zone: me.Zone,
		Command: b.Options.Command, Now: b.Now()}
	for _, a := range asks {
		v.Asks = append(v.Asks, b.homeAsk(ctx, a))
	}
	if err := b.homeOfExpert(ctx, escalation.User(user), &v); err != nil {
		return err
	}
	req := slack.PublishViewContextRequest{UserID: user, View: home(v)}
	if _, err := b.Slack.PublishViewContext(ctx, req); err != nil {
		b.Log.WarnContext(ctx, "home not shown", "user", user, "err", err)
	}
	return nil
}

// homeOfExpert adds what only the experts of a team see.
func (b *Bot) homeOfExpert(ctx context.Context, user escalation.User, v *homeView) error {
	open, err := b.Cases.OpenCases(ctx)
	if err != nil {
		return fmt.Errorf("home of %s: %w", user, err)
	}
	mine := map[string]bool{}
	for _, t := range b.Rota.Roster.TeamsOf(user) {
		mine[t.ID], v.Expert = true, true
		if from, to, ok := b.Rota.Roster.NextTurn(t.ID, user, v.Now); ok {
			v.Turns = append(v.Turns, homeTurn{Team: t.Name, From: from, To: to})
		}
	}
	for _, c := range open {
		switch {
		case c.Owner == user && !c.Left:
			v.Mine = append(v.Mine, b.caseView(ctx, c))
			v.Expert = true
		case mine[c.Team] && (c.Owner == "" || c.Left), slices.Contains(c.OnCall, user) && c.Owner == "":
			v.Waiting = append(v.Waiting, b.caseView(ctx, c))
		}
	}
	b.linkThreads(ctx, v.Mine, v.Waiting)
	if !v.Expert || b.Work == nil {
		return nil
	}
	work, err := b.Work(ctx, user, v.Now)
	if err != nil {
		return fmt.Errorf("home of %s: %w", user, err)
	}
	v.Work = &work
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
	v := b.caseView(ctx, c)
	v.Listed = true
	return homeAsk{Ask: a, State: lineState(v)}
}
