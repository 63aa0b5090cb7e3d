package main

import (
	"context"
	"hash/fnv"
	"slices"
	"time"

	"howto/outcome"
	"howto/search"
	"howto/store"
)

// rerunParts is into how many parts asks are cut. The asks of a part are asked of a search that knows
// only what the others taught: none must be answered by what it taught itself.
const rerunParts = 10

// rerunHits is how many hits are looked at: as many as an unsure match shows.
const rerunHits = 3

// partOf draws the part of what a person asked on a day. Asks that rephrase each other stay together.
func partOf(who string, at time.Time) int {
	h := fnv.New64a()
	h.Write([]byte(who + " " + at.UTC().Format(time.DateOnly)))
	// The low bits of this hash follow the last letters too closely.
	return int((h.Sum64() >> 20) % rerunParts)
}

// A rerun is a past ask beside what is found for it now.
type rerun struct {
	ask       outcome.Ask
	then, now search.Confidence
	hits      []string // ids of what is found now, best first
	// probability is that of the first hit, and bare the same without the model's calibration.
	probability, bare float64
	outcome           verdict
	right             int // place of the right asset among the hits, from 1; 0: it is not among them
}

// A rerunner asks past asks again.
type rerunner struct {
	store   *store.Store
	now     time.Time
	lessons []search.Lesson
	strikes []search.Strike
	origins map[string]int // the part of each ask that taught a lesson
}

// newRerunner reads what was learnt since a time.
func newRerunner(ctx context.Context, s *store.Store, since, now time.Time) (*rerunner, error) {
	r := &rerunner{store: s, now: now, origins: map[string]int{}}
	var err error
	// A lesson that cannot be read costs only itself; the bot that runs says so.
	if r.lessons, r.strikes, _, err = learntIn(ctx, s, since); err != nil {
		return nil, err
	}
	all, err := s.Origins(ctx)
	for _, o := range all {
		r.origins[o.Ask] = partOf(o.Who, o.At)
	}
	return r, err
}

// teach makes x know what all parts but one have taught. Its second opinion must learn of it as well before
// anything is asked: judged without, outcomes would say how sure to be of other answers than people get.
func (r *rerunner) teach(x *search.Index, part int) {
	x.Teach(slices.DeleteFunc(slices.Clone(r.lessons), func(l search.Lesson) bool {
		// A press teaches of the asks before it as well, which may be of the day before.
		origin, ok := r.origins[l.Ask]
		return ok && origin == part || partOf(l.Who, l.At) == part
	}), r.strikes, r.now)
}

// ask asks a past ask again. Its channel is all that is known of what the asker may see.
func (r *rerunner) ask(ctx context.Context, x *search.Index, ask outcome.Ask) (rerun, error) {
	viewer := search.Viewer{Places: []string{ask.Channel}}
	m, err := x.Find(ctx, search.Query{Text: ask.Text, Viewer: viewer, Limit: rerunHits})
	if err != nil {
		return rerun{}, err
	}
	presses, err := r.store.PressesOn(ctx, ask.ID)
	if err != nil {
		return rerun{}, err
	}
	again := rerun{ask: ask, then: tierOf(ask.Confidence), now: m.Confidence, probability: m.Probability}
	for _, h := range m.Hits {
		again.hits = append(again.hits, h.Asset.ID)
	}
	if len(m.Hits) > 0 {
		bare := x.Model()
		bare.Calibration = nil
		again.bare = bare.Probability(m.Signals)
	}
	again.judge(presses, func(id string) bool {
		a, ok := x.Asset(id)
		return ok && a.VisibleTo(viewer)
	})
	return again, nil
}

// tierOf reads a tier as the ledger names it.
func tierOf(name string) search.Confidence {
	for _, c := range []search.Confidence{search.Sure, search.Unsure} {
		if c.String() == name {
			return c
		}
	}
	return search.None
}
