package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"

	"github.com/slack-go/slack"
)

const (
	// newsSince is how far back people are told that there is an answer now: who asked longer ago has
	// helped themselves.
	newsSince = 30 * 24 * time.Hour
	// newsAsks is how many asks are looked at for one asset, and newsMost how many people are told.
	newsAsks = 200
	newsMost = 50
	// newsPace is the pause between two of these messages: nobody waits for them, and others do.
	newsPace = 3 * time.Second
)

// News keeps who asked in vain, and who was told that there is an answer now. *store.Store is one.
type News interface {
	// Unhelped are asks since an instant whose askers still lack an answer, the latest first.
	Unhelped(ctx context.Context, since time.Time, limit int) ([]outcome.Ask, error)
	// TellNews queues a message to a person about an asset, unless they were told of it or do not want
	// to be told; then it reports false.
	TellNews(ctx context.Context, user, asset string, o escalation.Outgoing) (bool, error)
	NoNews(ctx context.Context, user string) error
}

// TellAskers tells the people who asked in vain in the last 30 days that an asset answers them now: at
// most 50, each once for an asset, and nobody who does not want to be told. Only an asset that the
// search is sure of is an answer. Who asked the question that the asset was made from and said that it
// is solved is not told. It may be called again after an error.
func (b *Bot) TellAskers(ctx context.Context, asset, draft string) error {
	d, err := b.Drafts.Draft(ctx, draft)
	if err != nil && !b.Missing(err) {
		return fmt.Errorf("tell of %s: %w", asset, err)
	}
	asks, err := b.News.Unhelped(ctx, b.Now().Add(-newsSince), newsAsks)
	if err != nil {
		return fmt.Errorf("tell of %s: %w", asset, err)
	}
	helped := b.helped(ctx, d.Ask)
	told := 0
	for _, ask := range asks {
		if told == newsMost || ctx.Err() != nil {
			break
		}
		if ask.User == helped || !b.answers(ctx, asset, ask) {
			continue
		}
		o, err := b.row("news:"+asset+":"+ask.User+":"+draft, post{Via: viaMessage, Channel: "dm:" + ask.User,
			Message: newsMessage(ask, asset, b.Finder)})
		if err != nil {
			return err
		}
		o.NotBefore = b.Now().Add(time.Duration(told) * newsPace)
		fresh, err := b.News.TellNews(ctx, ask.User, asset, o)
		if err != nil {
			return err
		}
		if fresh {
			told++
		}
	}
	if told > 0 {
		b.Log.InfoContext(ctx, "people told that there is an answer now", "asset", asset, "people", told)
	}
	return ctx.Err()
}

// helped is who made an ask and said that it is solved; empty when they did not.
func (b *Bot) helped(ctx context.Context, id string) string {
	ask, err := b.Ledger.Ask(ctx, id)
	if err != nil || ask.Closed != outcome.Resolved && ask.Closed != outcome.Solved {
		return ""
	}
	return ask.User
}

// answers reports whether an asset is what the search would show the asker now, without a doubt.
func (b *Bot) answers(ctx context.Context, asset string, ask outcome.Ask) bool {
	m, err := b.Finder.Find(ctx, search.Query{Text: ask.Text, Limit: 1,
		Viewer: search.Viewer{Places: b.groups.of(ask.User)}})
	return err == nil && m.Confidence == search.Sure && len(m.Hits) > 0 && m.Hits[0].Asset.ID == asset
}

// newsMessage tells somebody who asked that there is an answer now.
func newsMessage(ask outcome.Ask, asset string, f Finder) message {
	a, _ := f.Asset(asset)
	value := actionValue{Ask: ask.ID, Asset: asset}
	blocks := []slack.Block{sectionMrkdwn("You asked before; now there is an answer:")}
	blocks = append(blocks, quoted(cut(clean(ask.Text), quoteShown))...)
	return newMessage(append(blocks, sectionMrkdwn(bold(cut(a.Title, headerLimit))), buttons(
		button{id: actNewsShow, label: "Show me", value: value, style: slack.StylePrimary,
			spoken: "Show me: " + strings.TrimSpace(a.Title)},
		button{id: actNewsQuiet, label: "Don't tell me again", value: value,
			spoken: "Don't tell me again when there is a new answer"}))...)
}

// noNews takes a person's wish not to be told of new answers.
func (b *Bot) noNews(ctx context.Context, p draftPress) error {
	if err := b.News.NoNews(ctx, p.User); err != nil {
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	return b.queue(ctx, "news:quiet:"+p.Key, p.replace(withoutButtons(p.Message, escape(noMoreNews))))
}
