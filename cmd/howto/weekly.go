package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"howto/config"
	"howto/digest"
	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/store"
)

// weeklyEvery is how often the service looks whether a digest is due.
const weeklyEvery = time.Minute

// weekly puts each manager's digests into the outbox when they are due. The key of a digest names
// manager, team and week, so that it is sent once, whatever restarts or other processes do.
func (v *service) weekly(ctx context.Context) {
	written := map[string]bool{}
	tick := time.NewTicker(weeklyEvery)
	defer tick.Stop()
	for {
		for _, m := range v.cfg.Digest.Managers {
			for _, team := range m.Teams {
				if err := v.writeDigest(ctx, m, team, written); err != nil && ctx.Err() == nil {
					v.log.ErrorContext(ctx, "digest not written", "team", team, "err", err)
				}
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// writeDigest queues the digest of one manager and team if it is due and was not queued before.
func (v *service) writeDigest(ctx context.Context, m config.Manager, team string, written map[string]bool) error {
	now := v.now()
	week, due := v.schedule(ctx, m).Due(now)
	key := digest.Key(m.User, team, week)
	if !due || written[key] {
		return nil
	}
	// A bot that is a day old has nothing to say about last week.
	known, err := v.store.AskedBefore(ctx, team, week.To())
	if err != nil {
		return err
	}
	if known {
		message, err := composeDigest(ctx, v.store, v.live.Library(), v.roster, team, week)
		if err != nil {
			return err
		}
		if err := v.queueDigest(ctx, key, m.User, message); err != nil {
			return err
		}
	}
	written[key] = true
	return nil
}

// schedule is when a manager gets the digest: in the zone that the configuration names, else in the
// one that Slack knows of them, else in UTC.
func (v *service) schedule(ctx context.Context, m config.Manager) digest.Schedule {
	s := digest.Schedule{Day: v.cfg.Digest.Weekday, Zone: time.UTC}
	s.Hour, s.Minute = int(v.cfg.Digest.Clock.Hours()), int(v.cfg.Digest.Clock.Minutes())%60
	if m.Location != nil {
		s.Zone = m.Location
	} else if zone, ok := v.bot.Zone(ctx, m.User); ok {
		s.Zone = zone
	}
	return s
}

func (v *service) queueDigest(ctx context.Context, key, user string, m digest.Message) error {
	body, err := json.Marshal(escalation.Note{To: escalation.User(user), Markdown: m.Text()})
	if err != nil {
		return fmt.Errorf("digest %s: %w", key, err)
	}
	_, err = v.store.Record(ctx, key, nil, nil, []escalation.Outgoing{{ID: v.store.NewID(), Key: key,
		Lane: "dm:" + user, Kind: escalation.OutNote, Body: body}})
	if err != nil {
		return fmt.Errorf("digest %s: %w", key, err)
	}
	return nil
}

// guarded is how a digest calls an asset with an audience: a manager need not belong to it.
const guarded = "an asset that not everybody may see"

// pastWeeks is how many weeks before its own a digest looks at.
const pastWeeks = 26

// composeDigest makes the digest of a team and week from the ledger.
func composeDigest(ctx context.Context, s *store.Store, lib search.Library, r escalation.Roster, team string,
	week outcome.Week) (digest.Message, error) {
	first := week
	for range pastWeeks + 1 {
		first = first.Prev()
	}
	entries, err := s.AskEntries(ctx, team, first.From(), week.To())
	if err != nil {
		return digest.Message{}, err
	}
	unfound, err := s.Unfound(ctx, team, week.From(), week.To())
	if err != nil {
		return digest.Message{}, err
	}
	in := outcome.Input{Team: team, Week: week, Weeks: pastWeeks, Entries: entries}
	for _, a := range unfound {
		in.Questions = append(in.Questions, outcome.Question{Ask: a.ID, Who: a.Who, Text: a.Text})
	}
	names := digest.Names{Assets: map[string]string{}, Owners: map[string]string{}}
	if t, ok := r.Team(team); ok {
		names.Team = t.Name
	}
	for _, a := range lib.Assets() {
		in.Assets = append(in.Assets, outcome.AssetFact{ID: a.ID, Topics: a.Topics, Review: a.Review,
			Owned: a.Owner != ""})
		names.Assets[a.ID], names.Owners[a.ID] = a.Title, a.Owner
		if len(a.Audience) > 0 {
			names.Assets[a.ID] = guarded
		}
	}
	return digest.Compose(outcome.Examine(in), names), nil
}
