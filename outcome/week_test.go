package outcome_test

import (
	"testing"
	"time"

	"howto/outcome"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func week(t testing.TB, s string, loc *time.Location) outcome.Week {
	t.Helper()
	w, err := outcome.ParseWeek(s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestParseWeekRefusesWhatIsNotAWeek(t *testing.T) {
	for _, s := range []string{"", "2026", "2026-47", "2026-W", "2026-W7", "2026-W00", "2025-W53",
		"2026-W54", "26-W47", " 2026-W47", "2026-W47\n", "2026-w47", "+026-W47"} {
		if w, err := outcome.ParseWeek(s, time.UTC); err == nil {
			t.Errorf("ParseWeek(%q) = %v, want an error", s, w)
		}
	}
	if w := week(t, "2026-W53", time.UTC); w.String() != "2026-W53" {
		t.Errorf("got %v, want 2026-W53", w)
	}
}

func TestWeekRunsFromMondayToMondayByLocalClocks(t *testing.T) {
	for _, c := range []struct {
		week, zone, from string
		hours            float64
	}{
		{"2026-W47", "Europe/Berlin", "2026-11-15T23:00:00Z", 168},
		{"2026-W13", "Europe/Berlin", "2026-03-22T23:00:00Z", 167},    // summer time begins
		{"2026-W43", "Europe/Berlin", "2026-10-18T22:00:00Z", 169},    // and ends
		{"2026-W01", "America/New_York", "2025-12-29T05:00:00Z", 168}, // begins in the old year
		{"2021-W12", "Asia/Tehran", "2021-03-21T20:30:00Z", 167},      // Monday's midnight is skipped
	} {
		w := week(t, c.week, zone(t, c.zone))
		if got := w.From().UTC().Format(time.RFC3339); got != c.from {
			t.Errorf("%s in %s begins %s, want %s", c.week, c.zone, got, c.from)
		}
		if got := w.To().Sub(w.From()).Hours(); got != c.hours {
			t.Errorf("%s in %s has %v hours, want %v", c.week, c.zone, got, c.hours)
		}
		if !w.Contains(w.From()) || w.Contains(w.To()) {
			t.Errorf("%s in %s is not half-open", c.week, c.zone)
		}
	}
}

func TestLastWeekIsOverAtNow(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	w := week(t, "2026-W47", berlin)
	if got := outcome.Last(w.To(), berlin); got != w {
		t.Errorf("Last at the first instant of Monday = %v, want %v", got, w)
	}
	if got := outcome.Last(w.To().Add(-time.Millisecond), berlin); got != w.Prev() {
		t.Errorf("Last just before = %v, want %v", got, w.Prev())
	}
}

func TestAtFollowsTheWallClock(t *testing.T) {
	for _, c := range []struct {
		what, week, zone string
		day              time.Weekday
		hour, minute     int
		want             string
	}{
		{"plain", "2026-W47", "Europe/Berlin", time.Monday, 9, 0, "2026-11-16T08:00:00Z"},
		{"skipped", "2026-W13", "Europe/Berlin", time.Sunday, 2, 30, "2026-03-29T01:00:00Z"},
		{"skipped, west", "2026-W10", "America/New_York", time.Sunday, 2, 30, "2026-03-08T07:00:00Z"},
		{"shown twice, west", "2026-W44", "America/New_York", time.Sunday, 1, 30, "2026-11-01T05:30:00Z"},
		{"shown twice", "2026-W43", "Europe/Berlin", time.Sunday, 2, 30, "2026-10-25T00:30:00Z"},
		{"after twice", "2026-W43", "Europe/Berlin", time.Sunday, 3, 0, "2026-10-25T02:00:00Z"},
		{"a day skipped", "2011-W52", "Pacific/Apia", time.Friday, 10, 0, "2011-12-30T10:00:00Z"},
	} {
		got := week(t, c.week, zone(t, c.zone)).At(c.day, c.hour, c.minute)
		if s := got.UTC().Format(time.RFC3339); s != c.want {
			t.Errorf("%s: At = %s, want %s", c.what, s, c.want)
		}
	}
}

// The slow way to say the same: walk through the minutes until clocks show the time, or pass it.
func TestAtIsTheFirstInstantThatShowsTheTime(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
		"Asia/Tehran", "Asia/Kathmandu", "America/Sao_Paulo", "UTC"}
	rapid.Check(t, func(r *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		w := outcome.Week{
			Year:   rapid.IntRange(1990, 2030).Draw(r, "year"),
			Number: rapid.SampledFrom([]int{1, 8, 10, 11, 12, 13, 14, 38, 40, 42, 43, 44, 52}).Draw(r, "week"),
			Zone:   loc,
		}
		day := rapid.IntRange(0, 6).Draw(r, "day")
		hour, minute := rapid.IntRange(0, 23).Draw(r, "hour"), rapid.IntRange(0, 59).Draw(r, "minute")
		utc := outcome.Week{Year: w.Year, Number: w.Number}
		want := utc.At(time.Weekday(day), hour, minute)
		got := w.At(time.Weekday(day), hour, minute)
		if slow := firstShowing(want, loc); !got.Equal(slow) {
			r.Fatalf("%v day %d %02d:%02d in %v: got %v, want %v", w, day, hour, minute, loc, got, slow)
		}
	})
}

func firstShowing(want time.Time, loc *time.Location) time.Time {
	passed := time.Time{}
	for at := want.Add(-30 * time.Hour); at.Before(want.Add(30 * time.Hour)); at = at.Add(time.Minute) {
		_, offset := at.In(loc).Zone()
		switch ahead := at.Unix() + int64(offset) - want.Unix(); {
		case ahead == 0:
			return at
		case ahead > 0 && passed.IsZero():
			passed = at
		}
	}
	return passed
}

func TestNextAndPrevAreInverse(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(r, "at"), 0)
		w := outcome.WeekOf(at, time.UTC)
		if !w.Contains(at) || w.Next().Prev() != w || !w.Next().From().Equal(w.To()) {
			r.Fatalf("week %v of %v: next %v, back %v", w, at, w.Next(), w.Next().Prev())
		}
		if back, err := outcome.ParseWeek(w.String(), time.UTC); err != nil || back != w {
			r.Fatalf("ParseWeek(%q) = %v, %v", w, back, err)
		}
	})
}

func FuzzParseWeek(f *testing.F) {
	f.Add("2026-W47")
	f.Add("0000-W01")
	f.Fuzz(func(t *testing.T, s string) {
		if w, err := outcome.ParseWeek(s, nil); err == nil && w.String() != s {
			t.Errorf("ParseWeek(%q).String() = %q", s, w)
		}
	})
}
