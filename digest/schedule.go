package digest

import (
	"time"

	"howto/outcome"
)

// A Schedule is when in the week a manager gets the digest of a team. A time that clocks skip means
// the instant of the skip, one shown twice the first.
type Schedule struct {
	Day          time.Weekday
	Hour, Minute int            // 0–23, 0–59
	Zone         *time.Location // whose clocks Day, Hour and Minute are read from: the manager's; nil is UTC
	Team         *time.Location // whose clocks cut the weeks: the team's; nil is Zone
}

// Due returns the week whose digest should have been sent at now. That is the team's last complete
// week, from its send moment until the team's next week is over: after an outage a digest comes
// late, but never when the next is near and its news is old.
func (s Schedule) Due(now time.Time) (week outcome.Week, ok bool) {
	zone := s.Team
	if zone == nil {
		zone = s.Zone
	}
	week = outcome.Last(now, zone)
	return week, !now.Before(s.moment(week))
}

// moment is when the digest of week is sent: at the first such day and time of the manager that
// comes after the week, when both are in one zone. Where the manager's week begins first, that
// day can come too early; then it is the same time on the first day that does not. Nor is it so
// late that the next week is over: then it is the day before.
func (s Schedule) moment(week outcome.Week) time.Time {
	own := outcome.Week{Year: week.Year, Number: week.Number, Zone: s.Zone}
	from, until := week.To(), week.Next().To()
	at := own.At(s.Day, s.Hour, s.Minute)
	if !at.Before(from) {
		return at
	}
	own = own.Next()
	day := s.Day
	for at = own.At(day, s.Hour, s.Minute); at.Before(from); at = own.At(day, s.Hour, s.Minute) {
		day++
	}
	for ; !at.Before(until); at = own.At(day, s.Hour, s.Minute) {
		day--
	}
	return at
}

// Key names the digest of one week and team for one manager. Two keys are equal only when all
// three are, as long as ids hold no slash.
func Key(manager, team string, week outcome.Week) string {
	return "digest/" + manager + "/" + team + "/" + week.String()
}
