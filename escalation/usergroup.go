package escalation

import (
	"slices"
	"time"
)

const (
	// groupFresh is how long it is believed who is in a user group. Somebody may change it by hand.
	groupFresh = 5 * time.Minute
	// groupPause is the least time between two changes of a group, so that changes of who is on call
	// that come together are one.
	groupPause = time.Minute
)

// A UserGroup is what is known of a Slack user group that is kept equal to who is on call. The zero
// value knows nothing.
type UserGroup struct {
	Have    []User    // who is in it
	Read    time.Time // when that was read; zero: it is not known
	Changed time.Time // when it was last changed
	Rest    time.Time // before which nothing is done: Slack has refused, or asked for a pause
}

// A GroupStep is what to do next about a user group.
type GroupStep string

// The steps.
const (
	GroupWait GroupStep = "wait" // it is too early for anything
	GroupRead GroupStep = "read" // find out who is in it
	GroupSame GroupStep = "same" // it is as it should be
	GroupSet  GroupStep = "set"  // put in who should be in it
	GroupGap  GroupStep = "gap"  // nobody should be in it; Slack has no empty groups, so it stays as it is
)

// Next decides what to do at now for want to be in the group, in whatever order. It looks at what is
// and what should be, and not at what has happened: it does not matter which change was missed.
func (g UserGroup) Next(want []User, now time.Time) GroupStep {
	switch {
	case now.Before(g.Rest):
		return GroupWait
	case g.Read.IsZero() || now.Sub(g.Read).Abs() >= groupFresh:
		return GroupRead
	case len(want) == 0:
		return GroupGap
	case sameUsers(want, g.Have):
		return GroupSame
	case now.Sub(g.Changed).Abs() < groupPause:
		return GroupWait
	}
	return GroupSet
}

// each is people in order, each once.
func each(people []User) []User { return slices.Compact(slices.Sorted(slices.Values(people))) }

// OnCallTogether returns who is on call at now for any of the teams, each once and sorted, and, when
// nobody is, when somebody comes on again: zero when never.
func (r Roster) OnCallTogether(teams []string, now time.Time) (on []User, next time.Time) {
	for _, id := range teams {
		on = append(on, r.OnCall(id, now)...)
	}
	if len(on) > 0 {
		return each(on), time.Time{}
	}
	for _, id := range teams {
		if comes := r.NextStart(id, now); !comes.IsZero() && (next.IsZero() || comes.Before(next)) {
			next = comes
		}
	}
	return nil, next
}
