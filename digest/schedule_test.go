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

// In the days of one week exactly its predecessor comes due, and from one moment on it stays so.
func TestEveryWeekComesDueOnce(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"}
	rapid.Check(t, func(r *rapid.T) {
		s := digest.Schedule{Day: time.Weekday(rapid.IntRange(0, 6).Draw(r, "day")),
			Hour: rapid.IntRange(0, 23).Draw(r, "hour"), Minute: rapid.IntRange(0, 59).Draw(r, "minute"),
			Zone: in(t, rapid.SampledFrom(zones).Draw(r, "zone"))}
		now := time.Unix(rapid.Int64Range(1e9, 2e9).Draw(r, "now"), 0)
		sent := outcome.WeekOf(now, s.Zone)
		due := 0
		for at := sent.From(); at.Before(sent.To()); at = at.Add(15 * time.Minute) {
			week, ok := s.Due(at)
			if ok && week.Next() != sent || !ok && due > 0 {
				r.Fatalf("at %v, due %d times before: %v, %v", at, due, week, ok)
			}
			if ok {
				due++
			}
		}
		if week, ok := s.Due(sent.To().Add(-time.Nanosecond)); !ok || week.Next() != sent {
			r.Fatalf("in the last moment of %v: %v, %v, want it due", sent, week, ok)
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
