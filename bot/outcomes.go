package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
)

// solved takes the asker's word that the card helped. What answered the question is the card that they
// came from, if this one was its next step. Where a case is open for the same ask, it is the case that
// takes it: its team is told that there is nothing left to do.
func (b *Bot) solved(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	if ask.Closed != "" {
		return b.tell(ctx, p, alreadyClosed)
	}
	shown, helped := p.replace(b.done(ctx, p, ask, didSolve)), cmp.Or(p.Value.From, p.Value.Asset)
	if a, ok := b.Finder.Asset(p.Value.Asset); ok {
		b.reads(p.User, ask, a)
	}
	if ask.Case == "" {
		ask.Closed, ask.ClosedAt = outcome.Solved, b.Now()
		return b.commit(ctx, p, "solved:"+ask.ID, commitment{
			ask:     &ask,
			entries: []outcome.Entry{ledger(ask, outcome.Solved, p.User, helped)},
			posts:   []post{shown},
			again:   alreadyClosed,
		})
	}
	rows, err := b.rows("pressed:"+p.Key, []post{shown})
	if err != nil {
		return err
	}
	step, err := b.Desk.Advance(ctx, "press:"+p.Key, ask.Case,
		escalation.CardHelped{By: escalation.User(p.User), Asset: helped}, rows...)
	if err != nil {
		return fmt.Errorf("solved by a card: %w", err)
	}
	if r, refused := step.Refused(); refused {
		return b.tell(ctx, p, refusal(r.Why, step.Case, b.people.name))
	}
	return nil
}

// notQuite takes the asker's word that the card did not help, and shows the next best, or who can
// help when there is none.
func (b *Bot) notQuite(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	if ask.Closed != "" {
		return b.tell(ctx, p, alreadyClosed)
	}
	entries := []outcome.Entry{ledger(ask, outcome.NotQuite, p.User, p.Value.Asset)}
	posts := []post{p.replace(b.done(ctx, p, ask, didNotQuite))}
	b.recent.forget(p.User, ask.ID)
	if v, ok := b.cardAt(ctx, p, ask, b.following(ask, p.Value.Asset, p)); ok {
		v.Note, v.AskMissing = nextBest, true
		v.NextUp = slices.DeleteFunc(v.NextUp, func(a search.Asset) bool { return a.ID == p.Value.Asset })
		b.reads(p.User, ask, v.Hit.Asset)
		for _, m := range card(v) {
			posts = append(posts, p.after(m))
		}
		entries = append(entries, ledger(ask, outcome.Served, "", v.Hit.Asset.ID))
		ask.Shown = max(ask.Shown, slices.Index(ask.Hits, v.Hit.Asset.ID)+1)
	} else {
		n := b.nothingFor(ctx, ask)
		n.After = true
		posts = append(posts, p.after(nothing(n)))
	}
	return b.commit(ctx, p, "not_quite:"+ask.ID+":"+p.Value.Asset, commitment{
		ask: &ask, entries: entries, posts: posts, again: alreadyNotQuite,
	})
}

// choose shows the asset that the asker picked, in the place of the choices.
func (b *Bot) choose(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	v, ok := b.cardAnew(ctx, p, ask)
	if !ok {
		return b.tell(ctx, p, assetGone)
	}
	b.reads(p.User, ask, v.Hit.Asset)
	return b.commit(ctx, p, "choose:"+ask.ID, commitment{
		entries: []outcome.Entry{ledger(ask, outcome.Chose, p.User, p.Value.Asset)},
		posts:   p.inPlace(card(v)), again: alreadyChosen,
	})
}

// more opens the rest of a card in its place.
func (b *Bot) more(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	v, ok := b.cardAt(ctx, p, ask, p.Value.Asset)
	if !ok {
		return b.tell(ctx, p, assetGone)
	}
	v.Expanded = true
	return b.commit(ctx, p, "more:"+p.Key, commitment{
		entries: []outcome.Entry{ledger(ask, outcome.More, p.User, p.Value.Asset)},
		posts:   p.inPlace(card(v)),
	})
}

// showNext shows an asset that the card names as the next step, below it.
func (b *Bot) showNext(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	v, ok := b.cardAnew(ctx, p, ask)
	if !ok {
		return b.tell(ctx, p, assetGone)
	}
	b.reads(p.User, ask, v.Hit.Asset)
	var posts []post
	for _, m := range card(v) {
		posts = append(posts, p.after(m))
	}
	return b.commit(ctx, p, "next:"+p.Key, commitment{
		entries: []outcome.Entry{ledger(ask, outcome.Served, "", p.Value.Asset)}, posts: posts,
	})
}

// share shows the card to the channel, in the asker's name, when everybody there may see it.
func (b *Bot) share(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	v, ok := b.cardAnew(ctx, p, ask)
	if !ok {
		return b.tell(ctx, p, assetGone)
	}
	if !v.CanShare {
		return b.tell(ctx, p, cannotShare)
	}
	public := v
	public.Private, public.Curator = false, false
	public.Done = doneLine(b.people.name(p.User), didShare, b.Now())
	v.CanShare, v.Note = false, sharedNote
	posts := []post{p.replace(card(v)[0])}
	for _, m := range card(public) {
		posts = append(posts, post{Via: viaResponse, URL: p.URL, Public: true, Message: m})
	}
	return b.commit(ctx, p, "share:"+ask.ID+":"+p.Value.Asset, commitment{
		entries: []outcome.Entry{ledger(ask, outcome.Shared, p.User, p.Value.Asset)},
		posts:   posts, again: alreadyShared,
	})
}

// keep sends the card to the asker's direct messages, where it stays.
func (b *Bot) keep(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	v, ok := b.cardAt(ctx, p, ask, p.Value.Asset)
	if !ok {
		return b.tell(ctx, p, assetGone)
	}
	kept := v
	kept.Private, kept.CanShare, kept.InDM = false, false, true
	v.Note = keptNote
	posts := []post{p.replace(card(v)[0])}
	for _, m := range card(kept) {
		posts = append(posts, post{Via: viaMessage, Channel: "dm:" + p.User, Message: m})
	}
	return b.commit(ctx, p, "keep:"+ask.ID+":"+p.Value.Asset, commitment{
		entries: []outcome.Entry{ledger(ask, outcome.Kept, p.User, p.Value.Asset)},
		posts:   posts, again: alreadyKept,
	})
}

// whyThis explains the ranking to a curator alone.
func (b *Bot) whyThis(ctx context.Context, p buttonPress, ask outcome.Ask) error {
	if !b.curator(p.User) {
		return b.tell(ctx, p, notACurator)
	}
	q := search.Query{Text: ask.Text, Viewer: b.alone(p.User, p.Channel), Situation: b.situation(ask)}
	if p.User != ask.User {
		// What somebody read a moment ago is no one else's business.
		q.Situation.Workflow = ""
	}
	return b.queue(ctx, "why:"+p.Key, responses(p.URL, b.explain(ctx, p.User, p.Value.Asset, q))...)
}

// askMissing opens the form that asks what was missing.
func (b *Bot) askMissing(ctx context.Context, p buttonPress, _ outcome.Ask) error {
	b.open(ctx, p, missingModal(p.Value.encode()))
	return nil
}
