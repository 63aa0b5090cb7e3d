package digest

import (
	"time"

	"howto/outcome"
)

// A Schedule is when in the week a manager gets the digest, by the clocks of their zone; a nil
// Zone means UTC. A time that clocks skip means the instant of the skip, one shown twice the first.
type Schedule struct {
	Day          time.Weekday
	Hour, Minute int // 0–23, 0–59
	Zone         *time.Location
}

// Due returns the week whose digest should have been sent at now. That is the last complete week,
// from its send moment to the end of the following Sunday: after an outage a digest comes late,
// but never when the next is near and its news is old.
func (s Schedule) Due(now time.Time) (week outcome.Week, ok bool) {
	week = outcome.Last(now, s.Zone)
	return week, !now.Before(s.moment(week))
}

// moment is when the digest of week is sent: in the week after it.
func (s Schedule) moment(week outcome.Week) time.Time {
	return week.Next().At(s.Day, s.Hour, s.Minute)
}

// Key names the digest of one week and team for one manager. Two keys are equal only when all
// three are, as long as ids hold no slash.
func Key(manager, team string, week outcome.Week) string {
	return "digest/" + manager + "/" + team + "/" + week.String()
}
