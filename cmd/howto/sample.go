package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/store"
)

// The sample is two weeks in the life of a store of 60 people. It is written through the same calls
// as real asks, by a clock that is set back, so that digests, usual waits and Home have something to
// show. The same weeks come out on every machine.
const (
	samplePeople = 60
	sampleAsks   = 200 // a week; the tills of a store are busy
	sampleSeed   = 20260105
)

// A sampler writes the sample.
type sampler struct {
	store  *store.Store
	clock  *demoClock
	roster escalation.Roster
	assets []search.Asset
	rand   *rand.Rand
}

// A moment is one ask of the sample: who asked what, and when.
type moment struct {
	at    time.Time
	user  string
	asset *search.Asset // nil when nothing fits
	text  string
}

// unanswered are questions that the sample library has no answer to, as people put them.
var unanswered = []string{
	"do we do gift wrapping at the till", "gift wrapping for a customer", "where is the gift wrapping paper",
	"can customers book gift wrapping", "is gift wrapping free",
	"recycling old batteries for customers", "where do old batteries go", "customer wants to drop off batteries",
}

// writeSample fills the ledger with the two complete weeks before now, in the store's own zone.
func writeSample(ctx context.Context, from sampler, now time.Time, zone *time.Location) error {
	s := newSampler(from)
	defer func() { s.clock.at = time.Time{} }()
	last := outcome.Last(now, zone)
	for _, week := range []outcome.Week{last.Prev(), last} {
		for i, m := range s.moments(week) {
			if err := s.play(ctx, fmt.Sprintf("%s:%d", week, i), m); err != nil {
				return fmt.Errorf("sample of week %s: %w", week, err)
			}
		}
	}
	s.clock.at = time.Time{}
	return s.forgetMessages(ctx)
}

// newSampler is s with its dice at the beginning.
func newSampler(s sampler) *sampler {
	s.rand = rand.New(rand.NewPCG(sampleSeed, 1))
	return &s
}

// moments are the asks of one week in the order of time: more on Saturdays, within opening hours, a
// few people more often than the rest.
func (s *sampler) moments(week outcome.Week) []moment {
	all := make([]moment, sampleAsks)
	for i := range all {
		day := min(s.rand.IntN(7), 5)
		at := week.From().AddDate(0, 0, day).Add(8 * time.Hour).
			Add(time.Duration(s.rand.IntN(11*60*60)) * time.Second)
		who := min(s.rand.IntN(samplePeople), s.rand.IntN(samplePeople))
		all[i] = moment{at: at, user: fmt.Sprintf("U0SHOP%02d", who)}
		if s.rand.IntN(10) == 0 {
			all[i].text = unanswered[s.rand.IntN(len(unanswered))]
			continue
		}
		a := s.pick()
		all[i].asset, all[i].text = &a, a.Title
		if len(a.Asks) > 0 {
			all[i].text = a.Asks[s.rand.IntN(len(a.Asks))]
		}
	}
	slices.SortFunc(all, func(a, b moment) int { return cmp.Compare(a.at.UnixMilli(), b.at.UnixMilli()) })
	return all
}

// pick is an asset somebody needs: every third time one about the tills.
func (s *sampler) pick() search.Asset {
	from := s.assets
	if s.rand.IntN(3) == 0 {
		from = slices.DeleteFunc(slices.Clone(from), func(a search.Asset) bool {
			return !slices.Contains(a.Topics, "tills") && !slices.Contains(a.Topics, "refunds")
		})
	}
	if len(from) == 0 {
		from = s.assets
	}
	return from[s.rand.IntN(len(from))]
}

// at sets the clock to a moment, be it before the last one: people's asks overlap.
func (s *sampler) at(t time.Time) {
	s.clock.at = t
	s.store.Rewind()
}

// play writes one ask and what came of it.
func (s *sampler) play(ctx context.Context, key string, m moment) error {
	s.at(m.at)
	ask := outcome.Ask{ID: s.store.NewID(), User: m.user, Text: m.text, At: m.at,
		Door: outcome.ByCommand, Channel: chanFloor, Confidence: "none"}
	found := outcome.Entry{Kind: outcome.NotFound}
	if m.asset != nil {
		ask.Hits, ask.Shown, ask.Confidence = []string{m.asset.ID}, 1, "sure"
		ask.Team = s.roster.Route(escalation.Ask{Text: m.text, Topics: m.asset.Topics}).ID
		found = outcome.Entry{Kind: outcome.Served, Asset: m.asset.ID}
	} else {
		ask.Team = s.roster.Route(escalation.Ask{Text: m.text}).ID
	}
	asked := outcome.Entry{Kind: outcome.Asked, Who: m.user, Door: ask.Door, Confidence: ask.Confidence}
	if err := s.record(ctx, key+":asked", &ask, asked, found); err != nil {
		return err
	}
	return s.after(ctx, key, ask, found.Asset)
}

// after writes what the asker did: of ten cards six are marked as solved, two are met with silence,
// and the rest are not quite right, half of which go to a person; without a card two in three do.
func (s *sampler) after(ctx context.Context, key string, ask outcome.Ask, asset string) error {
	s.clock.at = s.clock.at.Add(time.Duration(20+s.rand.IntN(200)) * time.Second)
	dice := s.rand.IntN(20)
	switch {
	case asset == "" && dice < 13:
		return s.handOver(ctx, key, ask)
	case asset == "" || dice >= 16:
		return nil
	case dice < 12:
		ask.Closed, ask.ClosedAt = outcome.Solved, s.clock.at
		return s.record(ctx, key+":solved", &ask,
			outcome.Entry{Kind: outcome.Solved, Who: ask.User, Asset: asset})
	}
	err := s.record(ctx, key+":notquite", nil,
		outcome.Entry{Kind: outcome.NotQuite, Who: ask.User, Asset: asset, Ask: ask.ID, Team: ask.Team})
	if err != nil || dice < 14 {
		return err
	}
	return s.handOver(ctx, key, ask)
}

// handOver writes a case: claimed within minutes, answered soon after, and confirmed by most askers.
func (s *sampler) handOver(ctx context.Context, key string, ask outcome.Ask) error {
	team, _ := s.roster.Team(ask.Team)
	c := escalation.Case{
		ID: s.store.NewID(), Ask: ask.ID, Team: team.ID, Policy: team.Policy.OrDefault(), Asker: escalation.User(ask.User),
		Question: ask.Text, Origin: escalation.Place{Channel: "dm:" + ask.User},
		Root: escalation.Place{Channel: team.Channel},
	}
	duty := escalation.Rota{Roster: s.roster}.Duty(ctx, c, s.clock.at)
	step, err := s.store.OpenCase(ctx, key+":case", c, escalation.Opened{Duty: duty})
	on := step.Case.OnCall
	if err != nil {
		return err
	}
	if len(on) == 0 { // a gap: somebody helps before it ends, as nothing of the sample stays open
		on = team.Everybody()
	}
	said := escalation.Message{Channel: team.Channel, TS: key, Text: "Answered in the sample."}
	events := []escalation.Event{
		escalation.Claim{By: on[0], Member: true},
		escalation.Reply{By: on[0], Member: true, Message: said},
		escalation.Solve{By: escalation.User(ask.User)},
	}
	if s.rand.IntN(4) == 0 {
		events[2] = escalation.Withdraw{By: escalation.User(ask.User)}
	}
	for i, ev := range events {
		s.clock.at = s.clock.at.Add(time.Duration(60+s.rand.IntN(7*60)) * time.Second)
		if _, err := s.store.Advance(ctx, fmt.Sprintf("%s:%d", key, i), step.Case.ID, ev); err != nil {
			return err
		}
	}
	return nil
}

// record writes entries about ask, at the time of the sample's clock.
func (s *sampler) record(ctx context.Context, key string, ask *outcome.Ask, entries ...outcome.Entry) error {
	for i := range entries {
		if ask != nil {
			entries[i].Ask, entries[i].Team = ask.ID, ask.Team
		}
		entries[i].At = s.clock.at
	}
	_, err := s.store.Record(ctx, "sample:"+key, ask, entries, nil)
	return err
}

// forgetMessages takes the sample's messages out of the outbox: they are two weeks old, and nobody is
// to be told of them now.
func (s *sampler) forgetMessages(ctx context.Context) error {
	for {
		rows, err := s.store.TakeOutgoing(ctx, 500, time.Minute)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, o := range rows {
			if err := s.store.Drop(ctx, o, "part of the sample"); err != nil {
				return err
			}
		}
	}
}
