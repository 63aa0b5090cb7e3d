package oncall_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation/oncall"
)

// zones are places whose clocks have done unusual things: half-hour and two-hour changes, changes
// at midnight, a day left out, changes around Ramadan, changes in the southern summer.
var zones = []string{
	"UTC", "Europe/Berlin", "America/Chicago", "America/Santiago", "America/St_Johns",
	"Antarctica/Troll", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo", "Pacific/Apia",
	"Asia/Kathmandu", "Asia/Tehran", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Kiritimati",
}

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func date(t interface{ Fatal(...any) }, s string) oncall.Date {
	d, err := oncall.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestResolveWallIsTheFirstInstantThatShowsIt(t *testing.T) {
	tests := []struct{ name, zone, date, clock, want string }{
		{"an ordinary morning", "Europe/Berlin", "2026-11-23", "09:00", "2026-11-23T09:00:00+01:00"},
		{"left out in Chicago", "America/Chicago", "2020-03-08", "02:30", "2020-03-08T03:00:00-05:00"},
		{"left out in Berlin", "Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00"},
		{"twice in Chicago", "America/Chicago", "2020-11-01", "01:30", "2020-11-01T01:30:00-05:00"},
		{"twice in Berlin", "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"},
		{"no midnight in Santiago", "America/Santiago", "2026-09-06", "00:00",
			"2026-09-06T01:00:00-03:00"},
		{"no midnight in Cairo", "Africa/Cairo", "2026-04-24", "00:00", "2026-04-24T01:00:00+03:00"},
		{"no such day in Apia", "Pacific/Apia", "2011-12-30", "09:00", "2011-12-31T00:00:00+14:00"},
		{"half an hour left out", "Australia/Lord_Howe", "2026-10-04", "02:15",
			"2026-10-04T02:30:00+11:00"},
		{"half an hour twice", "Australia/Lord_Howe", "2026-04-05", "01:45",
			"2026-04-05T01:45:00+11:00"},
		{"two hours left out", "Antarctica/Troll", "2026-03-29", "01:30", "2026-03-29T03:00:00+02:00"},
		{"the last day of a leap year", "America/Chicago", "2028-12-31", "09:00",
			"2028-12-31T09:00:00-06:00"},
		{"the end of a zone's history", "UTC", "9999-12-31", "23:59", "9999-12-31T23:59:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clock, err := oncall.ParseClock(tt.clock)
			if err != nil {
				t.Fatal(err)
			}
			got := oncall.ResolveWall(date(t, tt.date), clock, zone(t, tt.zone))
			if got := got.Format(time.RFC3339); got != tt.want {
				t.Errorf("ResolveWall(%s, %s, %s) = %s, want %s", tt.date, tt.clock, tt.zone, got, tt.want)
			}
		})
	}
}

func TestResolveWallHoldsEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		d := drawDay(t, loc)
		c := oncall.Clock{H: rapid.IntRange(0, 23).Draw(t, "h"), M: rapid.IntRange(0, 59).Draw(t, "m")}
		at := oncall.ResolveWall(d, c, loc)
		civil := time.Date(d.Year, d.Month, d.Day, c.H, c.M, 0, 0, time.UTC)
		if shows(at, loc).Before(civil) {
			t.Fatalf("%s %s in %s is %s, which is before it", d, c, loc, at)
		}
		for _, back := range []time.Duration{1, time.Minute, 40 * time.Minute, 3 * time.Hour} {
			if early := at.Add(-back); !shows(early, loc).Before(civil) {
				t.Fatalf("%s %s in %s is %s, but %s shows it already", d, c, loc, at, early)
			}
		}
	})
}

// drawDay draws a day, every second time one on which the clocks of loc change.
func drawDay(t *rapid.T, loc *time.Location) oncall.Date {
	at := time.Unix(rapid.Int64Range(-2e9, 4e9).Draw(t, "unix"), 0).In(loc)
	if _, end := at.ZoneBounds(); !end.IsZero() && rapid.Bool().Draw(t, "change") {
		at = end.Add(-time.Duration(rapid.IntRange(0, 24).Draw(t, "hours")) * time.Hour)
	}
	return date(t, at.Format(time.DateOnly))
}

// shows is what the wall shows at t, on a scale without gaps.
func shows(t time.Time, loc *time.Location) time.Time {
	_, offset := t.In(loc).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

func TestAddDaysCountsOverMonths(t *testing.T) {
	for _, tt := range []struct {
		from string
		days int
		want string
	}{
		{"2026-01-31", 28, "2026-02-28"}, {"2028-02-28", 1, "2028-02-29"},
		{"2026-12-28", 7, "2027-01-04"}, {"2026-01-05", -7, "2025-12-29"},
	} {
		if got := date(t, tt.from).AddDays(tt.days).String(); got != tt.want {
			t.Errorf("%s and %d days: got %s, want %s", tt.from, tt.days, got, tt.want)
		}
	}
}

func TestParsersTakeWhatTheyPrintAndNothingElse(t *testing.T) {
	for _, s := range []string{"00:00", "09:00", "23:59"} {
		if c, err := oncall.ParseClock(s); err != nil || c.String() != s {
			t.Errorf("ParseClock(%q) = %v, %v", s, c, err)
		}
	}
	for _, s := range []string{"", "9", "24:00", "09:60", "09:00:00", "9am", "-1:00"} {
		if c, err := oncall.ParseClock(s); err == nil || !strings.Contains(err.Error(), "such as 09:00") {
			t.Errorf("ParseClock(%q) = %v, %v; want a fault that shows how", s, c, err)
		}
	}
	for s, want := range map[string]oncall.Every{"1w": {1, oncall.Week}, "52w": {52, oncall.Week},
		"1d": {1, oncall.Day}, "366d": {366, oncall.Day}, "12m": {12, oncall.Month}} {
		if got, err := oncall.ParseEvery(s); err != nil || got != want {
			t.Errorf("ParseEvery(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "w", "1", "0w", "-1w", "+1w", "53w", "367d", "13m", "1y", "1.5w", "1 w", "1ww",
		"7 days"} {
		if got, err := oncall.ParseEvery(s); err == nil || !strings.Contains(err.Error(), "such as 1d") {
			t.Errorf("ParseEvery(%q) = %v, %v; want a fault that shows how", s, got, err)
		}
	}
	for s, want := range map[string]oncall.Days{
		"mon":         oncall.DaysOf(time.Monday),
		"Mon-Wed":     oncall.DaysOf(time.Monday, time.Tuesday, time.Wednesday),
		"sat, sun":    oncall.DaysOf(time.Saturday, time.Sunday),
		"fri-mon":     oncall.DaysOf(time.Friday, time.Saturday, time.Sunday, time.Monday),
		"mon-wed,fri": oncall.DaysOf(time.Monday, time.Tuesday, time.Wednesday, time.Friday),
	} {
		if got, err := oncall.ParseDays(s); err != nil || got != want {
			t.Errorf("ParseDays(%q) = %b, %v; want %b", s, got, err, want)
		}
	}
	for _, s := range []string{"", "mon-", "-", "monday", "mon;tue", "mon-tue-wed"} {
		if got, err := oncall.ParseDays(s); err == nil || !strings.Contains(err.Error(), "mon-fri") {
			t.Errorf("ParseDays(%q) = %b, %v; want a fault that shows how", s, got, err)
		}
	}
	for _, s := range []string{"", "2026-02-30", "5.1.2026", "2026-1-5"} {
		if got, err := oncall.ParseDate(s); err == nil || !strings.Contains(err.Error(), s) {
			t.Errorf("ParseDate(%q) = %v, %v; want a fault that quotes it", s, got, err)
		}
	}
}
