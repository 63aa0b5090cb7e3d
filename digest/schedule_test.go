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
	for _, c := range []struct {
		what      string
		s         digest.Schedule
		now, want string
	}{
		{"summer time begins", digest.Schedule{Day: time.Sunday, Hour: 2, Minute: 30, Zone: berlin},
			"2026-03-25T12:00:00Z", "2026-03-29T01:00:00Z"},
		{"summer time ends: the first of two", digest.Schedule{Day: time.Sunday, Hour: 2, Minute: 30, Zone: berlin},
			"2026-10-21T12:00:00Z", "2026-10-25T00:30:00Z"},
		{"between the two it is over", digest.Schedule{Day: time.Sunday, Hour: 2, Minute: 30, Zone: berlin},
			"2026-10-25T01:00:00Z", "2026-11-01T01:30:00Z"},
		{"nine o'clock in winter", digest.Schedule{Day: time.Monday, Hour: 9, Zone: berlin},
			"2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z"},
		{"no zone is UTC", digest.Schedule{Day: time.Monday, Hour: 9}, "2026-11-18T00:00:00Z", "2026-11-23T09:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.s.Next(now).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s: Next(%s) = %s, want %s", c.what, c.now, got, c.want)
		}
	}
}

func TestEveryWeekComesDueOnce(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"}
	rapid.Check(t, func(r *rapid.T) {
		s := digest.Schedule{Day: time.Weekday(rapid.IntRange(0, 6).Draw(r, "day")),
			Hour: rapid.IntRange(0, 23).Draw(r, "hour"), Minute: rapid.IntRange(0, 59).Draw(r, "minute"),
			Zone: in(t, rapid.SampledFrom(zones).Draw(r, "zone"))}
		now := time.Unix(rapid.Int64Range(1e9, 2e9).Draw(r, "now"), 0)
		at := s.Next(now)
		week, ok := s.Due(at)
		if !at.After(now) || !ok {
			r.Fatalf("Next(%v) = %v, due there: %v", now, at, ok)
		}
		if before, ok := s.Due(at.Add(-time.Nanosecond)); ok && before == week {
			r.Fatalf("%v is due before its moment %v", week, at)
		}
		if after, ok := s.Due(s.Next(at)); !ok || after != week.Next() {
			r.Fatalf("after %v comes %v, %v", week, after, ok)
		}
	})
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
