package bot

import (
	"fmt"
	"time"
)

// moment writes t in mrkdwn so that every reader sees it in their own zone and as "today" or
// "yesterday" on the day they read it. Where that cannot be, it is the time in zone.
func moment(t time.Time, zone *time.Location) string {
	return fmt.Sprintf("<!date^%d^{date_short_pretty} at {time}|%s>", t.Unix(), wallClock(t, zone))
}

// wallClock writes t as a clock in zone shows it; without a zone, in UTC.
func wallClock(t time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format("Mon 2 Jan 15:04") + " (" + zone.String() + ")"
}

// day writes a calendar day, which is the same day everywhere.
func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// roughly says how long d is, the way people say it.
func roughly(d time.Duration) string {
	switch {
	case d < 90*time.Second:
		return "about a minute"
	case d < 55*time.Minute:
		return fmt.Sprintf("about %d minutes", int(d.Round(time.Minute)/time.Minute))
	case d < 90*time.Minute:
		return "about an hour"
	case d < 22*time.Hour:
		return fmt.Sprintf("about %d hours", int(d.Round(time.Hour)/time.Hour))
	case d < 36*time.Hour:
		return "about a day"
	}
	return fmt.Sprintf("about %d days", int(d.Round(24*time.Hour)/(24*time.Hour)))
}
