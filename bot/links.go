package bot

import (
	"context"
	"sync"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

const (
	// linksKept bounds how many addresses of messages are remembered: they never change, and Slack is
	// asked again for those that were forgotten.
	linksKept = 2_000
	// linksWait bounds what a list may wait for addresses. The next time it is shown more are known.
	linksWait = time.Second
)

// addresses remembers where messages are.
type addresses struct {
	mu sync.Mutex
	by map[escalation.Place]string
}

func (a *addresses) of(at escalation.Place) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.by[at]
}

func (a *addresses) remember(at escalation.Place, link string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.by == nil || len(a.by) >= linksKept {
		a.by = map[escalation.Place]string{}
	}
	a.by[at] = link
}

// link leads to a message in Slack, in at.Thread the message itself; it is empty when Slack does not
// give one.
func (b *Bot) link(ctx context.Context, at escalation.Place) string {
	if known := b.addresses.of(at); known != "" {
		return known
	}
	to, err := b.Slack.GetPermalinkContext(ctx,
		&slack.PermalinkParameters{Channel: at.Channel, Ts: at.Thread})
	if err != nil {
		b.Log.WarnContext(ctx, "link to a message not known", "channel", at.Channel, "ts", at.Thread, "err", err)
		return ""
	}
	to = safeLink(to)
	b.addresses.remember(at, to)
	return to
}

// linkThreads gives cases in lists the addresses of their threads, as far as Slack names them in time
// and they do not stand in one person's direct messages.
func (b *Bot) linkThreads(ctx context.Context, lists ...[]caseView) {
	ctx, cancel := context.WithTimeout(ctx, linksWait)
	defer cancel()
	for _, list := range lists {
		for i := range list[:min(len(list), homeCasesShown)] {
			root := list[i].Case.Root
			if root.Thread != "" && !isDM(root.Channel) && ctx.Err() == nil {
				list[i].Link = b.link(ctx, root)
			}
		}
	}
}
