package digest_test

import (
	"testing"
	"time"

	"howto/digest"
	"howto/outcome"

	"pgregory.net/rapid"
)

func in(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestADigestIsDueFromItsMomentToTheEndOfSunday(t *testing.T) {
	berlin := in(t, "Europe/Berlin")
	monday9 := digest.Schedule{Day: time.Monday, Hour: 9, Zone: berlin}
	for _, c := range []struct {
		what string
		now  time.Time
		week string
		ok   bool
	}{
		{"the moment", time.Date(2026, 11, 23, 9, 0, 0, 0, berlin), "2026-W47", true},
		{"just before", time.Date(2026, 11, 23, 8, 59, 59, 0, berlin), "2026-W47", false},
		{"late, after an outage", time.Date(2026, 11, 27, 3, 0, 0, 0, berlin), "2026-W47", true},
		{"last moment", time.Date(2026, 11, 29, 23, 59, 59, 0, berlin), "2026-W47", true},
		{"stale", time.Date(2026, 11, 30, 0, 0, 0, 0, berlin), "2026-W48", false},
		{"Monday in Auckland is Sunday in Berlin",
			time.Date(2026, 11, 23, 9, 0, 0, 0, in(t, "Pacific/Auckland")), "2026-W46", true},
	} {
		week, ok := monday9.Due(c.now)
		if week.String() != c.week || ok != c.ok {
			t.Errorf("%s: Due(%v) = %v, %v, want %s, %v", c.what, c.now, week, ok, c.week, c.ok)
		}
	}
}

func TestSendMomentsFollowTheWallClock(t *testing.T) {
	berlin := in(t, "Europe/Berlin")
	sunday230 := digest.Schedule{Day: time.Sunday, Hour: 2, Minute: 30, Zone: berlin}
	for _, c := range []struct {
		what, moment string
		s            digest.Schedule
	}{
		{"summer time begins", "2026-03-29T01:00:00Z", sunday230},
		{"summer time ends: the first of two", "2026-10-25T00:30:00Z", sunday230},
		{"nine o'clock in winter", "2026-10-26T08:00:00Z",
			digest.Schedule{Day: time.Monday, Hour: 9, Zone: berlin}},
		{"no zone is UTC", "2026-11-23T09:00:00Z", digest.Schedule{Day: time.Monday, Hour: 9}},
	} {
		at, err := time.Parse(time.RFC3339, c.moment)
		if err != nil {
			t.Fatal(err)
		}
		if week, ok := c.s.Due(at); !ok {
			t.Errorf("%s: %v is not due at %s", c.what, week, c.moment)
		}
		if week, ok := c.s.Due(at.Add(-time.Nanosecond)); ok {
			t.Errorf("%s: %v is due before %s", c.what, week, c.moment)
		}
	}
}

// The team's week is over when its own clocks say so; the manager's clocks say when to send.
func TestADigestIsSentByTheManagersClockAfterTheTeamsWeek(t *testing.T) {
	for _, c := range []struct {
		what, manager, team string
		day                 time.Weekday
		clock               int
		moment              string // of week 47 of 2026, the 16th to the 22nd of November
	}{
		{"one zone", "Europe/Berlin", "Europe/Berlin", time.Monday, 9, "2026-11-23T09:00:00+01:00"},
		{"manager east, week long over", "Asia/Tokyo", "Europe/Berlin", time.Monday, 9, "2026-11-23T09:00:00+09:00"},
		{"manager east, week not over", "Pacific/Auckland", "America/Los_Angeles", time.Monday, 9,
			"2026-11-24T09:00:00+13:00"},
		{"across the date line, 26 hours", "Pacific/Kiritimati", "Etc/GMT+12", time.Monday, 9,
			"2026-11-24T09:00:00+14:00"},
		{"at the very end of the week", "Pacific/Kiritimati", "Etc/GMT+12", time.Tuesday, 2, "2026-11-24T02:00:00+14:00"},
		{"two days on", "Pacific/Kiritimati", "Etc/GMT+12", time.Monday, 1, "2026-11-25T01:00:00+14:00"},
		{"manager west", "America/Los_Angeles", "Pacific/Auckland", time.Monday, 9, "2026-11-23T09:00:00-08:00"},
		{"manager west, the same Sunday", "America/Los_Angeles", "Pacific/Auckland", time.Sunday, 23,
			"2026-11-22T23:00:00-08:00"},
		{"manager west, the next Sunday", "America/Los_Angeles", "Pacific/Auckland", time.Sunday, 1,
			"2026-11-29T01:00:00-08:00"},
	} {
		s := digest.Schedule{Day: c.day, Hour: c.clock, Zone: in(t, c.manager), Team: in(t, c.team)}
		at, err := time.Parse(time.RFC3339, c.moment)
		if err != nil {
			t.Fatal(err)
		}
		if week, ok := s.Due(at); !ok || week.String() != "2026-W47" {
			t.Errorf("%s: at %s: %v, %v, want 2026-W47 due", c.what, c.moment, week, ok)
		}
		if week, ok := s.Due(at.Add(-time.Second)); ok && week.String() == "2026-W47" {
			t.Errorf("%s: %v is due before %s", c.what, week, c.moment)
		}
	}
}

// In the seven days after a team's week that week comes due, after its end and at the manager's
// clock, and from one moment on it stays so; and no other does.
func TestEveryWeekComesDueOnce(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC",
		"Pacific/Auckland", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "America/St_Johns"}
	rapid.Check(t, func(r *rapid.T) {
		zone := func(what string) *time.Location { return in(t, rapid.SampledFrom(zones).Draw(r, what)) }
		s := digest.Schedule{Day: time.Weekday(rapid.IntRange(0, 6).Draw(r, "day")),
			Hour: rapid.IntRange(0, 23).Draw(r, "hour"), Minute: rapid.SampledFrom([]int{0, 15, 30, 45}).Draw(r, "minute"),
			Zone: zone("manager"), Team: zone("team")}
		week := outcome.WeekOf(time.Unix(rapid.Int64Range(1e9, 2e9).Draw(r, "now"), 0), s.Team)
		due := 0
		for at := week.To(); at.Before(week.Next().To()); at = at.Add(15 * time.Minute) {
			got, ok := s.Due(at)
			if got != week || !ok && due > 0 {
				r.Fatalf("at %v, due %d times before: %v, %v", at, due, got, ok)
			}
			if ok {
				due++
			}
			if clock := at.In(s.Zone); due == 1 && (clock.Hour() != s.Hour || clock.Minute() != s.Minute) &&
				!skipped(clock) {
				r.Fatalf("due at %v, want %02d:%02d", clock, s.Hour, s.Minute)
			}
		}
		if due == 0 {
			r.Fatalf("%v never came due", week)
		}
	})
}

// skipped reports whether clocks were put forward less than three hours, or a day, before t.
func skipped(t time.Time) bool {
	start, _ := t.ZoneBounds()
	return !start.IsZero() && t.Sub(start) < 25*time.Hour
}

func TestKeysDifferByManagerTeamAndWeek(t *testing.T) {
	w := outcome.Week{Year: 2026, Number: 47, Zone: in(t, "Europe/Berlin")}
	if got, want := digest.Key("U0MARA", "payments", w), "digest/U0MARA/payments/2026-W47"; got != want {
		t.Errorf("Key = %q, want %q", got, want)
	}
	seen := map[string]bool{}
	for _, manager := range []string{"U0MARA", "U0CORA"} {
		for _, team := range []string{"payments", "it"} {
			seen[digest.Key(manager, team, w)], seen[digest.Key(manager, team, w.Next())] = true, true
		}
	}
	if len(seen) != 8 {
		t.Errorf("%d different keys, want 8", len(seen))
	}
}
