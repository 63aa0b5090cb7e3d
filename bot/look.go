package bot

import (
	"context"
	"fmt"
	"slices"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/search/review"
)

// What owners are told about requests to look at an asset.
const (
	lookGone      = "I no longer have this request. There is nothing left to do."
	notYourLook   = "Only the person who keeps this help, their team, and the people who keep the library can do that."
	lookNeedsFile = "Its text does not go into a form. "
)

// lookActions is the table of the buttons by which an owner answers.
func lookActions() map[string]func(*Bot, context.Context, buttonPress) error {
	return map[string]func(*Bot, context.Context, buttonPress) error{
		actLookFix:    (*Bot).lookFix,
		actLookRight:  (*Bot).lookRight,
		actLookRetire: (*Bot).lookRetire,
	}
}

// deliverLook asks the owner of an asset to look at it, or their team when they have left. A look that
// is answered, or about an asset that is gone, is not asked for.
func (b *Bot) deliverLook(ctx context.Context, o escalation.Outgoing) (escalation.Receipt, error) {
	var body Look
	if err := decodeBody(o, &body); err != nil {
		return escalation.Receipt{}, err
	}
	l, err := b.Looks.Look(ctx, body.Look)
	switch {
	case err != nil && b.Missing(err):
		return escalation.Receipt{}, fmt.Errorf("%w: load look %s: %w", errNever, body.Look, err)
	case err != nil:
		return escalation.Receipt{}, fmt.Errorf("%w: load look %s: %w", errUntried, body.Look, err)
	}
	a, there := b.Finder.Asset(l.Asset)
	if !there || l.State != outcome.LookOpen {
		return escalation.Receipt{}, nil
	}
	v := b.lookView(l, a, body.Team)
	to := b.writable(ctx, body.To, body.Team)
	r, err := b.post(ctx, o, escalation.Place{Channel: to}, lookMessage(v.readIn(to)))
	if t, known := b.Rota.Roster.Team(body.Team); isDM(to) && absent(err) && known && t.Channel != "" {
		return b.post(ctx, o, escalation.Place{Channel: t.Channel}, lookMessage(v.readIn(t.Channel)))
	}
	return r, err
}

func (b *Bot) lookView(l outcome.Look, a search.Asset, team string) lookView {
	return lookView{Look: l, Asset: a, Team: team, Names: b.people.name, Zone: b.teamZone(team)}
}

// assetOf is the asset that a press is about, if the presser may act on it; else they are told.
func (b *Bot) assetOf(ctx context.Context, p buttonPress) (search.Asset, bool, error) {
	a, there := b.Finder.Asset(p.Value.Asset)
	switch {
	case !there:
		return a, false, b.tell(ctx, p, assetGone)
	case a.Owner == p.User, b.curator(p.User), b.Rota.Roster.Member(p.Value.Team, escalation.User(p.User)):
		return a, true, nil
	}
	return a, false, b.tell(ctx, p, notYourLook)
}

// answerLook keeps an answer to a look and shows it in the place of its message. It reports false when
// somebody has answered before; the presser is told, or shown, what.
func (b *Bot) answerLook(ctx context.Context, p buttonPress, a search.Asset,
	state outcome.LookState) (fresh bool, err error) {
	l, err := b.Looks.Look(ctx, p.Value.Pick)
	switch {
	case err != nil && b.Missing(err):
		return false, b.tell(ctx, p, lookGone)
	case err != nil:
		return false, fmt.Errorf("press %s: %w", p.Action, err)
	}
	l.State, l.By, l.At = state, p.User, b.Now()
	v := b.lookView(l, a, p.Value.Team).readIn(p.Channel)
	posts := []post{p.replace(lookMessage(v))}
	if state == outcome.LookRetired {
		for _, c := range b.Curators {
			if c != p.User {
				posts = append(posts, post{Via: viaMessage, Channel: "dm:" + c, Message: retiredMessage(v)})
			}
		}
	}
	rows, err := b.rows(fmt.Sprintf("look:%s:%s", l.ID, p.Key), posts)
	if err != nil {
		return false, err
	}
	now, fresh, err := b.Looks.AnswerLook(ctx, l, rows...)
	if err != nil || fresh {
		return fresh, err
	}
	v.Look = now
	return false, b.queue(ctx, "look:again:"+p.Key, p.replace(lookMessage(v)))
}

func (b *Bot) lookRight(ctx context.Context, p buttonPress) error {
	a, ok, err := b.assetOf(ctx, p)
	if ok && err == nil {
		_, err = b.answerLook(ctx, p, a, outcome.LookRight)
	}
	return err
}

func (b *Bot) lookRetire(ctx context.Context, p buttonPress) error {
	a, ok, err := b.assetOf(ctx, p)
	if ok && err == nil {
		_, err = b.answerLook(ctx, p, a, outcome.LookRetired)
	}
	return err
}

// lookFix opens the form for a new text of an asset, filled with the present one.
func (b *Bot) lookFix(ctx context.Context, p buttonPress) error {
	a, ok, err := b.assetOf(ctx, p)
	switch {
	case !ok || err != nil:
		return err
	case !editable(a):
		return b.tell(ctx, p, whereItStands(a))
	}
	opened, isOpen := b.openEmpty(ctx, p, waitModal())
	if !isOpen {
		return nil
	}
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), fillWait)
	defer cancel()
	d, err := b.draftOver(work, p, a)
	if err != nil {
		b.show(work, opened, sayModal(draftFailed))
		b.Log.ErrorContext(work, "draft not kept", "asset", a.ID, "err", err)
		return nil
	}
	b.show(work, opened, b.formOf(work, d).view())
	if p.Value.Pick == "" {
		return nil // it came with a finding, not with a look
	}
	_, err = b.answerLook(work, p, a, outcome.LookFixing)
	return err
}

// draftOver is the draft of a new text of an asset: the one that was begun for the same reason, or
// else a new one that holds the present text.
func (b *Bot) draftOver(ctx context.Context, p buttonPress, a search.Asset) (review.Draft, error) {
	source := "asset:" + a.ID + ":" + a.Fingerprint()
	d, err := b.Drafts.DraftFrom(ctx, source)
	switch {
	case err != nil && !b.Missing(err):
		return d, err
	case err == nil && d.State.Open():
		return d, nil
	}
	team := b.Rota.Roster.Route(escalation.Ask{Topics: a.Topics, Workflow: a.Workflow})
	made := review.Draft{ID: d.ID, Version: d.Version, State: review.Begun, Source: source, Asset: a,
		Updates: a.ID, Base: base(a), From: a.Fingerprint(), Answer: a.Body, Team: team.ID, Expert: p.User}
	made.Asset.Topics = slices.Clone(a.Topics)
	kept, _, err := b.Drafts.SaveDraft(ctx, "", made, nil, nil)
	return kept, err
}
