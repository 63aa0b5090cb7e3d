package main

import (
	"context"
	"log/slog"
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
	log   *slog.Logger

	version string // of what the search was given last
	skipped int    // how many texts could not be read then
	told    string // up to which version people have been told
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
	if aside := p.live.Aside(); len(aside) > 0 {
		if err := p.store.SetAside(ctx, aside); err != nil {
			return err
		}
		if err := p.give(ctx); err != nil {
			return err
		}
		p.log.InfoContext(ctx, "files took the place of published assets", "assets", aside)
	}
	return p.tell(ctx)
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
	if p.bot == nil || p.told == p.version {
		return nil
	}
	version := p.version
	news, err := p.store.News(ctx)
	if err != nil {
		return err
	}
	for _, n := range news {
		if err := p.bot.TellAskers(ctx, n.Asset, n.Draft); err != nil {
			return err
		}
		if err := p.store.NewsTold(ctx, n); err != nil {
			return err
		}
	}
	p.told = version
	return nil
}
