package main

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"howto/bot"
	"howto/escalation"
	"howto/store"
)

const (
	// dutiesEvery is how often changes of schedules by other processes are looked for.
	dutiesEvery = time.Second
	// oldOverrides is how long an override that is over stays in the schedule, for whoever looks back.
	oldOverrides = 30 * 24 * time.Hour
)

// duties keeps the roster's schedules as people have agreed on them, and tells whoever comes on call.
type duties struct {
	store   *store.Store
	roster  escalation.Roster
	sources *sources
	bot     *bot.Bot
	now     func() time.Time
	log     *slog.Logger

	told map[string][]escalation.User // by team: who was on call when it was last handed off
}

// Run follows the changes until ctx is done.
func (d *duties) Run(ctx context.Context) {
	keepDoing(ctx, d.log, chore{work: "following schedules", do: d.once, every: dutiesEvery})
}

func (d *duties) once(ctx context.Context) error {
	if err := d.follow(ctx); err != nil {
		return err
	}
	for _, t := range d.roster.Teams() {
		if err := d.handOff(ctx, t.ID); err != nil {
			return err
		}
	}
	return nil
}

// handOff tells those who have come on call for a team what is open there, and has the cases that wait for them looked at.
// Several processes may read a schedule that is kept elsewhere up to a minute apart: each does so when it sees the change, so that
// the last of them finds whoever has come on. One that has only just started has seen no change.
func (d *duties) handOff(ctx context.Context, team string) error {
	on := d.roster.OnCall(team, d.now())
	told, seen := d.told[team]
	if seen && slices.Equal(told, on) {
		return nil
	}
	incoming, changed, err := d.store.Incoming(ctx, team, on)
	if err != nil {
		return err
	}
	if changed || seen {
		notes, err := d.bot.HandoffNotes(ctx, team, incoming)
		if err != nil {
			return err
		}
		if err := d.store.Handoff(ctx, team, on, notes...); err != nil {
			return err
		}
	}
	d.told[team] = on
	return nil
}

// follow puts in force what is kept elsewhere and what people have agreed on.
func (d *duties) follow(ctx context.Context) error {
	agreed, err := d.store.Overrides(ctx, d.now().Add(-oldOverrides))
	if err != nil {
		return err
	}
	d.roster.Follow(inForce(d.roster, d.sources.turns(), agreed))
	return nil
}
