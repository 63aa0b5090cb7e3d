package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"howto/bot"
	"howto/search"
	"howto/store"
)

// publishEvery is how often a process looks for what was published, by itself or by another. It is less
// than the second within which people may ask for it.
const publishEvery = 500 * time.Millisecond

// A publisher gives the search what was published from answers, remembers what files have taken the place
// of, and has those told who asked before. It is a projection of the store: whatever it has not done yet,
// it does later, and twice is as good as once.
type publisher struct {
	store *store.Store
	live  *search.Live
	bot   *bot.Bot // nil before there is one: nobody is told then
	now   func() time.Time
	log   *slog.Logger

	version string // of what the search was given last
	skipped int    // how many texts could not be read then
	told    string // of what is published and what of it is not served, when people were told last

	aside  []search.Aside // what was not served when it looked last
	differ lasting
}

// Run publishes until ctx is done.
func (p *publisher) Run(ctx context.Context) {
	keepDoing(ctx, p.log, chore{work: "publishing", do: p.once, every: publishEvery})
}

// once does what there is to do.
func (p *publisher) once(ctx context.Context) error {
	if err := p.give(ctx); err != nil {
		return err
	}
	aside := p.live.Aside()
	placed := p.look(ctx, aside)
	if len(placed) > 0 {
		if err := p.store.SetAside(ctx, placed); err != nil {
			return err
		}
		if err := p.give(ctx); err != nil {
			return err
		}
		p.log.InfoContext(ctx, "files took the place of published assets", "assets", asideIDs(placed))
	}
	return p.tell(ctx)
}

// look decides what files take the place of for good, and says in the log what has come to be aside since it
// looked last, and what is to come of it.
func (p *publisher) look(ctx context.Context, aside []search.Aside) (placed []search.Aside) {
	now := p.now()
	placed, p.differ = p.differ.decide(now, aside)
	fresh := func(why search.Why) []string { return without(asideFor(aside, why), asideFor(p.aside, why)) }
	if ids := fresh(search.WhyFault); len(ids) > 0 {
		p.log.WarnContext(ctx, "published assets are not served while their files have a fault; mend or remove the files",
			"assets", ids)
	}
	if ids := fresh(search.WhyDiffers); len(ids) > 0 {
		p.log.InfoContext(ctx, "a file differs from what its published update was made from; "+
			"it takes the update's place for good at the time given, unless it is put back",
			"assets", ids, "at", now.Add(asideAfter).Format("15:04"))
	}
	if ids := fresh(search.WhyGone); len(ids) > 0 {
		p.log.InfoContext(ctx, "published updates are not served while their files are gone", "assets", ids)
	}
	for _, a := range p.aside {
		if now, ok := p.live.Asset(a.ID); ok && now.Path == "" && !slices.Contains(asideIDs(aside), a.ID) {
			p.log.InfoContext(ctx, "a published asset is served again", "asset", a.ID)
		}
	}
	p.aside = aside
	return placed
}

// asideIDs are the ids of what is aside.
func asideIDs(aside []search.Aside) (ids []string) {
	for _, a := range aside {
		ids = append(ids, a.ID)
	}
	return ids
}

// give gives the search what is published, when that is something else than before.
func (p *publisher) give(ctx context.Context) error {
	version, err := p.store.PublishedVersion(ctx)
	if err != nil || version == p.version {
		return err
	}
	all, skipped, err := p.store.Published(ctx)
	if err != nil {
		return err
	}
	if skipped > 0 && skipped != p.skipped {
		p.log.WarnContext(ctx, "published assets that cannot be read are left out", "rows", skipped)
	}
	p.live.Publish(ctx, all)
	p.version, p.skipped = version, skipped
	return nil
}

// tell has those told who asked before for what is published now.
func (p *publisher) tell(ctx context.Context) error {
	aside := p.live.Aside()
	now := fmt.Sprint(p.version, aside)
	if p.bot == nil || p.told == now {
		return nil
	}
	news, err := p.store.News(ctx)
	if err != nil {
		return err
	}
	for _, n := range news {
		if slices.ContainsFunc(aside, func(a search.Aside) bool { return a.ID == n.Asset }) {
			continue // nobody finds it now; who asked is told once somebody would
		}
		if err := p.bot.TellAskers(ctx, n.Asset, n.Draft); err != nil {
			return err
		}
		if err := p.store.NewsTold(ctx, n); err != nil {
			return err
		}
	}
	p.told = now
	return nil
}
