package main

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/store"
)

const (
	// lookEvery is how often a process looks whether anything was said about assets in doubt.
	lookEvery = time.Second
	// missedFor is how far back presses are looked at when the program starts.
	missedFor = 7 * 24 * time.Hour
	// missesEnough is how many people must have pressed Not quite on an asset in a row.
	missesEnough = 2
	// verdictsRead is how many verdicts are read to see that.
	verdictsRead = 20
)

// A looker asks owners to look at assets that do not help, and lets the search know which those are.
type looker struct {
	store   *store.Store
	live    *search.Live
	studier func() studier
	now     func() time.Time
	log     *slog.Logger

	version string               // of the looks that the search was given last
	library string               // hash of the library then
	texts   map[string]time.Time // since when each asset has said what it says
	upTo    time.Time            // until when presses have been looked at
	done    map[string]bool      // presses of the last minute that need not be looked at again
}

// Run looks until ctx is done.
func (l *looker) Run(ctx context.Context) {
	keepDoing(ctx, l.log, chore{work: "looking for assets that do not help", do: l.once, every: lookEvery})
}

// once does what there is to do.
func (l *looker) once(ctx context.Context) error {
	if err := l.give(ctx); err != nil {
		return err
	}
	now := l.now()
	if l.upTo.IsZero() {
		l.upTo = now.Add(-missedFor)
	}
	// A press may be kept a moment after its time.
	missed, err := l.store.Missed(ctx, l.upTo.Add(-time.Minute))
	if err != nil {
		return err
	}
	assets, done := l.fresh(missed)
	if len(assets) > 0 {
		if err := l.ask(ctx, assets); err != nil {
			return err
		}
	}
	l.upTo, l.done = now, done
	return nil
}

// fresh are the assets with a press that was not looked at before, each once, and the ids of all presses.
func (l *looker) fresh(missed []outcome.Entry) (assets []string, done map[string]bool) {
	done = make(map[string]bool, len(missed))
	for _, e := range missed {
		if done[e.ID] = true; !l.done[e.ID] {
			assets = append(assets, e.Asset)
		}
	}
	return unique(assets), done
}

// give lets the search know what is in doubt, when that or the library is another than before. Where an
// asset is gone or says something else by now, its look is over.
func (l *looker) give(ctx context.Context) error {
	version, err := l.store.LooksVersion(ctx)
	lib := l.live.Library()
	if err != nil || version == l.version && lib.Hash() == l.library {
		return err
	}
	if lib.Hash() != l.library {
		if l.texts, err = l.store.TextsSince(ctx, textsOf(lib)); err != nil {
			return err
		}
	}
	looks, err := l.store.Looks(ctx)
	if err != nil {
		return err
	}
	var doubts []search.Doubt
	var over []store.WaitingLook
	for _, k := range looks {
		switch a, ok := lib.Asset(k.Asset); {
		case !ok && k.State == outcome.LookRetired: // it stays out if it comes back as it was
			continue
		case !ok || a.Fingerprint() != k.Text:
			over = append(over, k)
			continue
		}
		doubts = append(doubts, doubtOf(k))
	}
	if err := l.store.EndLooks(ctx, over); err != nil {
		return err
	}
	l.live.Doubt(doubts)
	l.version, l.library = version, lib.Hash()
	return nil
}

// doubtOf is a look as the search goes by it.
func doubtOf(k store.WaitingLook) search.Doubt {
	return search.Doubt{Asset: k.Asset, Text: k.Text, Out: k.State == outcome.LookRetired}
}

// lookNotes say which assets of a library rank lower or are not found, and why.
func lookNotes(lib search.Library, looks []store.WaitingLook) (notes []string) {
	for _, k := range looks {
		switch a, ok := lib.Asset(k.Asset); {
		case !ok || a.Fingerprint() != k.Text:
		case k.State == outcome.LookRetired:
			notes = append(notes, cmp.Or(a.Path, a.ID)+": taken out of the answers, because it did not help; a new text brings it back")
		default:
			notes = append(notes, cmp.Or(a.Path, a.ID)+": did not help lately; it ranks lower until its owner has looked at it")
		}
	}
	return notes
}

func textsOf(lib search.Library) (texts []store.Text) {
	for _, a := range lib.Assets() {
		texts = append(texts, store.Text{Asset: a.ID, Hash: a.Fingerprint()})
	}
	return texts
}

// ask has the owners asked of those assets on which the last people pressed Not quite.
func (l *looker) ask(ctx context.Context, missed []string) error {
	last, err := l.lastLooks(ctx)
	if err != nil {
		return err
	}
	for _, id := range missed {
		a, ok := l.live.Asset(id)
		if !ok || last[id].State == outcome.LookOpen || last[id].State == outcome.LookFixing {
			continue
		}
		since := l.texts[id]
		if at := last[id].At; at.After(since) {
			since = at
		}
		verdicts, err := l.store.Verdicts(ctx, id, since, verdictsRead)
		if err != nil {
			return err
		}
		if !doubtful(verdicts) {
			continue
		}
		if err := openLook(ctx, l.studier(), a, outcome.TwoInARow); err != nil {
			return err
		}
	}
	return nil
}

func (l *looker) lastLooks(ctx context.Context) (map[string]store.WaitingLook, error) {
	all, err := l.store.LastLooks(ctx)
	last := make(map[string]store.WaitingLook, len(all))
	for _, k := range all {
		last[k.Asset] = k
	}
	return last, err
}

// doubtful reports whether the last verdicts on an asset, the latest first, are Not quite by enough
// different people.
func doubtful(verdicts []outcome.Entry) bool {
	people := map[string]bool{}
	for _, e := range verdicts {
		if e.Kind != outcome.NotQuite {
			return false
		}
		if people[e.Who] = true; len(people) == missesEnough {
			return true
		}
	}
	return false
}

// openLook asks the owner of an asset to look at it; where it has none, the team's channel is asked.
func openLook(ctx context.Context, s studier, a search.Asset, cause outcome.LookCause) error {
	id, team := s.store.NewID(), s.teamOf(a)
	body, err := json.Marshal(bot.Look{Look: id, To: a.Owner, Team: team})
	if err != nil {
		return err
	}
	lane := "dm:" + a.Owner
	if t, ok := s.roster.Team(team); ok && a.Owner == "" {
		lane = t.Channel
	}
	_, err = s.store.OpenLook(ctx,
		store.WaitingLook{Look: outcome.Look{ID: id, Asset: a.ID, Cause: cause}, Text: a.Fingerprint()},
		escalation.Outgoing{Key: "look/" + id, Lane: lane, Kind: escalation.OutLook, Body: body})
	return err
}
