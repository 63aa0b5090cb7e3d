package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"howto/search"
)

// A Memory tells what assets have learnt from use. *search.Live is one.
type Memory interface {
	// Learnt returns what may be shown, the worthiest first, and how many phrases may not.
	Learnt(id string) (shown []search.Learnt, hidden int)
}

// Strikes keeps what curators have struck out. *store.Store is one.
type Strikes interface {
	// Strike strikes a phrase of an asset out, in the name of a person. Doing it again does no harm.
	Strike(ctx context.Context, s search.Strike, by string) error
	Strikes(ctx context.Context) ([]search.Strike, error)
}

// strikeAction is the action id of the button beside the phrase at a place of the list.
func strikeAction(i int) string { return fmt.Sprintf("%s_%d", actStrike, i+1) }

// isStrike reports whether a button strikes something out.
func isStrike(action string) bool {
	return action == actStrikeAll || strings.HasPrefix(action, actStrike+"_")
}

// strikePressed strikes out what a curator pressed for: one phrase, or everything. What is left is
// listed in the place of the message.
func (b *Bot) strikePressed(ctx context.Context, p buttonPress) error {
	all := p.Action == actStrikeAll
	asset, known := b.Finder.Asset(p.Value.Asset)
	switch {
	case !b.curator(p.User):
		return b.tell(ctx, p, notACurator)
	case p.Value.Asset == "" || all != (p.Value.Phrase == ""):
		return b.tell(ctx, p, oldButton)
	case !known:
		return b.tell(ctx, p, assetGone)
	}
	s := search.Strike{Asset: asset.ID, Phrase: p.Value.Phrase, At: b.Now()}
	if err := b.Strikes.Strike(ctx, s, p.User); err != nil {
		return fmt.Errorf("press %s: %w", p.Action, err)
	}
	v := b.learntFor(ctx, asset)
	if all {
		v = learntView{Asset: asset} // what is hidden is struck out as well, within seconds
	}
	v.Note = struckNote(asset, s.Phrase)
	return b.queue(ctx, "strike:"+p.Key, p.replace(learntMessage(v)))
}

// learntFor is the view of what an asset has learnt. What was struck out a moment ago, of which the
// search may not have heard yet, is not in it.
func (b *Bot) learntFor(ctx context.Context, a search.Asset) learntView {
	shown, hidden := b.Memory.Learnt(a.ID)
	struck, err := b.Strikes.Strikes(ctx)
	if err != nil {
		// What is shown may be struck out already; striking it out again does no harm.
		b.Log.ErrorContext(ctx, "strikes not read", "asset", a.ID, "err", err)
	}
	return learntView{Asset: a, Shown: unstruck(a.ID, shown, struck), Hidden: hidden}
}

// unstruck is what of an asset's phrases none of the strikes takes away.
func unstruck(asset string, shown []search.Learnt, struck []search.Strike) []search.Learnt {
	return slices.DeleteFunc(slices.Clone(shown), func(l search.Learnt) bool {
		return slices.ContainsFunc(struck, func(s search.Strike) bool {
			return s.Asset == asset && (s.Phrase == l.Phrase || s.Phrase == "" && !l.Last.After(s.At))
		})
	})
}
