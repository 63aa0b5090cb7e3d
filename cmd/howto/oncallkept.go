package main

import (
	"context"
	"fmt"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
	"howto/escalation/source"
	"howto/store"
)

// A sourcedAs is where a schedule is kept other than in the configuration.
type sourcedAs struct {
	Kind string     `json:"kind"`
	AsOf *time.Time `json:"as_of"` // when a bot last read it; none: never
}

// putInForce makes the roster of k that of a running bot: with the copies of what is kept elsewhere, and
// with the overrides that people have made in Slack. Where there is no database yet there are none. What
// cannot be read is said to be missing, because what follows may be wrong then.
func (a *app) putInForce(ctx context.Context, k kept, now time.Time) map[string]*sourcedAs {
	turns, from := map[string][]oncall.Revision{}, map[string]*sourcedAs{}
	for _, t := range k.roster.Configured() {
		p, elsewhere := placeOf(k.cfg, t.ID)
		if !elsewhere {
			continue
		}
		c, err := source.ReadCopy(p.file, p.of)
		if err != nil {
			fmt.Fprintf(a.err, "%v; it is left out, as a bot does until it has read the schedule again\n", err)
		}
		turns[t.ID], _ = c.Turns(now, k.cfg.Teams[t.ID].Schedule.Source.Map)
		from[t.ID] = &sourcedAs{Kind: p.kind}
		if !c.At.IsZero() {
			from[t.ID].AsOf = &c.At
		}
	}
	agreed, err := k.agreed(ctx, now)
	if err != nil {
		fmt.Fprintf(a.err, "without what people have changed in Slack, which cannot be read: %v\n", err)
	}
	k.roster.Follow(inForce(k.roster, turns, agreed))
	return from
}

// agreed are the overrides that people have made in Slack.
func (k kept) agreed(ctx context.Context, now time.Time) (all []escalation.Override, err error) {
	if !k.hasStore() {
		return nil, nil
	}
	s, err := store.OpenReadOnly(ctx, store.Options{URL: k.cfg.Store.URL.Reveal(), Dir: k.cfg.Data.Dir})
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := s.Close(); err == nil {
			err = closed
		}
	}()
	return s.Overrides(ctx, now.Add(-oldOverrides))
}

// line says where a schedule comes from, in the zone in which its times are printed.
func (s *sourcedAs) line(zone *time.Location) string {
	if s.AsOf == nil {
		return fmt.Sprintf("  by %s, which no bot has read yet\n", s.Kind)
	}
	return fmt.Sprintf("  by %s, as of %s\n", s.Kind, s.AsOf.In(zone).Format("Mon 2 Jan 2006 15:04 MST"))
}
