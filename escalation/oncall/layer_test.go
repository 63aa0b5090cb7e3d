package oncall_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation/oncall"
)

const dana, elif, finn, greta = oncall.Member("dana"), oncall.Member("elif"), oncall.Member("finn"),
	oncall.Member("greta")

// weekly is a rotation by the week that begins on a Monday at 9.
func weekly(t *testing.T, zoneName string, members ...oncall.Member) oncall.Layer {
	t.Helper()
	return oncall.Layer{Zone: zone(t, zoneName), Handoffs: clocks(t, "09:00"),
		Start: date(t, "2026-03-16"), Members: members}
}

func daily(t *testing.T, zoneName, start, handoffs string, members ...oncall.Member) oncall.Layer {
	t.Helper()
	return oncall.Layer{Zone: zone(t, zoneName), Handoffs: clocks(t, handoffs), Start: date(t, start),
		Every: oncall.Every{Unit: oncall.Day}, Members: members}
}

func clocks(t *testing.T, list string) (all []oncall.Clock) {
	t.Helper()
	for text := range strings.FieldsSeq(list) {
		c, err := oncall.ParseClock(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

func window(t *testing.T, days, from, to string) oncall.Window {
	t.Helper()
	d, err := oncall.ParseDays(days)
	if err != nil {
		t.Fatal(err)
	}
	return oncall.Window{Days: d, From: clocks(t, from)[0], To: clocks(t, to)[0]}
}

// instant reads a time with its offset, or one on a wall in a zone: "2026-03-16 09:00 Europe/Berlin",
// the first instant that shows it.
func instant(t *testing.T, s string) time.Time {
	t.Helper()
	if day, rest, wall := strings.Cut(s, " "); wall {
		clock, name, _ := strings.Cut(rest, " ")
		return oncall.ResolveWall(date(t, day), clocks(t, clock)[0], zone(t, name))
	}
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// shown are spans as lines in their zone: from, to and who.
func shown(spans []oncall.Span, loc *time.Location) (lines []string) {
	for _, p := range spans {
		who := "nobody"
		if len(p.Members) > 0 {
			who = strings.Trim(fmt.Sprint(p.Members), "[]")
		}
		const form = "2006-01-02T15:04-07:00"
		lines = append(lines, fmt.Sprintf("%s %s %s", p.From.In(loc).Format(form),
			p.To.In(loc).Format(form), who))
	}
	return lines
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// wantAt holds who is on call at times, each "TIME WHO…", where no one after the time is nobody.
func wantAt(t *testing.T, s oncall.Schedule, rows ...string) {
	t.Helper()
	for _, row := range rows {
		at, who, _ := strings.Cut(row, ": ")
		if got := strings.Trim(fmt.Sprint(s.At(instant(t, at))), "[]"); got != who {
			t.Errorf("At(%s) = %q, want %q", at, got, who)
		}
	}
}

func TestTheHandoffBelongsToWhoeverComesOn(t *testing.T) {
	wantAt(t, oncall.Of(weekly(t, "Europe/Berlin", dana, elif)),
		"2026-03-16T07:59:59Z: ", // nobody before the first handoff
		"2026-03-16T08:00:00Z: dana",
		"2026-03-23T07:59:59.999999999Z: dana",
		"2026-03-23T08:00:00Z: elif",
		"2026-03-30T06:59:59.999999999Z: elif", // clocks went forward on the 29th
		"2026-03-30T07:00:00Z: dana",
		"2026-10-26T07:59:59Z: elif", // and back on 25 October
		"2026-10-26T08:00:00Z: dana",
	)
}

func TestHandoffsHoldThroughEveryChangeOfTheClocks(t *testing.T) {
	for _, tt := range []struct {
		zone, start, handoff string
		want                 []string // the beginnings of the first turns
	}{
		{"America/Chicago", "2020-03-07", "02:30",
			[]string{"2020-03-07T02:30-06:00", "2020-03-08T03:00-05:00", "2020-03-09T02:30-05:00"}},
		{"Europe/Berlin", "2026-03-28", "02:30",
			[]string{"2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"}},
		{"America/Chicago", "2020-10-31", "01:30",
			[]string{"2020-10-31T01:30-05:00", "2020-11-01T01:30-05:00", "2020-11-02T01:30-06:00"}},
		{"Europe/Berlin", "2026-10-24", "02:30",
			[]string{"2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"}},
		{"Australia/Lord_Howe", "2026-10-03", "02:15",
			[]string{"2026-10-03T02:15+10:30", "2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00"}},
		{"Australia/Lord_Howe", "2026-04-04", "01:45",
			[]string{"2026-04-04T01:45+11:00", "2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30"}},
		{"America/Santiago", "2026-09-05", "00:00",
			[]string{"2026-09-05T00:00-04:00", "2026-09-06T01:00-03:00", "2026-09-07T00:00-03:00"}},
		{"Africa/Cairo", "2026-04-23", "00:00",
			[]string{"2026-04-23T00:00+02:00", "2026-04-24T01:00+03:00", "2026-04-25T00:00+03:00"}},
		{"Pacific/Apia", "2011-12-29", "09:00",
			[]string{"2011-12-29T09:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T09:00+14:00"}},
	} {
		l := daily(t, tt.zone, tt.start, tt.handoff, dana, elif, finn)
		at := oncall.ResolveWall(l.Start, l.Handoffs[0], l.Zone)
		var got []string
		for _, p := range oncall.Of(l).Spans(at, at.AddDate(0, 0, 4))[:3] {
			got = append(got, p.From.In(l.Zone).Format("2006-01-02T15:04-07:00"))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s %s: got %v, want %v", tt.zone, tt.handoff, got, tt.want)
		}
	}
}

func TestTurnsOfTwoWeeks(t *testing.T) {
	l := weekly(t, "Europe/Berlin", dana, elif, dana, finn)
	l.Every.N = 2
	got := oncall.Of(l).Spans(instant(t, "2026-03-01T00:00:00Z"), instant(t, "2026-05-05T12:00:00Z"))
	wantLines(t, shown(got, time.UTC),
		"2026-03-01T00:00+00:00 2026-03-16T08:00+00:00 nobody",
		"2026-03-16T08:00+00:00 2026-03-30T07:00+00:00 dana",
		"2026-03-30T07:00+00:00 2026-04-13T07:00+00:00 elif",
		"2026-04-13T07:00+00:00 2026-04-27T07:00+00:00 dana",
		"2026-04-27T07:00+00:00 2026-05-05T12:00+00:00 finn")
}

func TestMonthlyTurnsFallOnTheLastDayOfShorterMonths(t *testing.T) {
	for _, tt := range []struct {
		start string
		n     int
		want  []string
	}{
		{"2027-12-31", 1, []string{"2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"}},
		{"2026-12-30", 1, []string{"2026-12-30", "2027-01-30", "2027-02-28", "2027-03-30"}},
		{"2027-01-29", 1, []string{"2027-01-29", "2027-02-28", "2027-03-29"}},
		{"2028-02-29", 12, []string{"2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"}},
	} {
		l := daily(t, "Europe/Berlin", tt.start, "09:00", dana, elif)
		l.Every = oncall.Every{N: tt.n, Unit: oncall.Month}
		at := oncall.ResolveWall(l.Start, l.Handoffs[0], l.Zone)
		var got []string
		for range tt.want {
			got = append(got, at.In(l.Zone).Format(time.DateOnly))
			at = oncall.Of(l).NextStart(at)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("every %d months from %s: got %v, want %v", tt.n, tt.start, got, tt.want)
		}
	}
}

func TestTwentyFourTurnsOfAnHourAreOneOfADay(t *testing.T) {
	var hours []string
	for h := range 24 {
		hours = append(hours, fmt.Sprintf("%02d:00", h))
	}
	var members []oncall.Member
	for _, m := range []oncall.Member{dana, elif, finn} {
		members = append(members, slices.Repeat([]oncall.Member{m}, 24)...)
	}
	hourly := oncall.Of(daily(t, "Europe/Berlin", "2026-03-20", strings.Join(hours, " "), members...))
	day := oncall.Of(daily(t, "Europe/Berlin", "2026-03-20", "00:00", dana, elif, finn))
	from, to := instant(t, "2026-03-15T00:00:00Z"), instant(t, "2026-11-15T00:00:00Z")
	got, want := shown(hourly.Spans(from, to), time.UTC), shown(day.Spans(from, to), time.UTC)
	wantLines(t, got, want...)
}

func TestTwoHandoffsInOneGapSkipTheFirstOfTheTurns(t *testing.T) {
	l := daily(t, "Europe/Berlin", "2026-03-29", "02:10 02:50 14:00", dana, elif, finn)
	got := oncall.Of(l).Spans(instant(t, "2026-03-29T00:00:00Z"), instant(t, "2026-03-30T04:00:00Z"))
	wantLines(t, shown(got, l.Zone),
		"2026-03-29T01:00+01:00 2026-03-29T03:00+02:00 nobody",
		"2026-03-29T03:00+02:00 2026-03-29T14:00+02:00 elif",
		"2026-03-29T14:00+02:00 2026-03-30T02:10+02:00 finn",
		"2026-03-30T02:10+02:00 2026-03-30T02:50+02:00 dana",
		"2026-03-30T02:50+02:00 2026-03-30T06:00+02:00 elif")
}

func TestNobodyIsOnCallWithoutMembersOrBeforeTheStart(t *testing.T) {
	now := instant(t, "2026-11-23T12:00:00Z")
	for name, s := range map[string]oncall.Schedule{
		"zero": {}, "no members": oncall.Of(weekly(t, "Europe/Berlin")),
	} {
		if on, next := s.At(now), s.NextStart(now); len(on) != 0 || !next.IsZero() {
			t.Errorf("%s: At = %v, NextStart = %v; want nobody, ever", name, on, next)
		}
		if got := s.Gaps(now, now.AddDate(1, 0, 0)); len(got) != 1 || !got[0].From.Equal(now) {
			t.Errorf("%s: Gaps = %v, want all the time", name, got)
		}
	}
	s := oncall.Of(weekly(t, "Europe/Berlin", dana))
	before := instant(t, "2025-06-01T00:00:00Z")
	wantAt(t, s, "2025-06-01T00:00:00Z: ")
	if got, want := s.NextStart(before), instant(t, "2026-03-16T08:00:00Z"); !got.Equal(want) {
		t.Errorf("NextStart = %v, want the first handoff, %v", got, want)
	}
	wantAt(t, oncall.Of(oncall.Layer{Members: []oncall.Member{dana}}), "2026-11-23T12:00:00Z: dana")
}

func TestWeekdaysOnlyGivesEverybodyTheSameDays(t *testing.T) {
	for _, windows := range [][]oncall.Window{
		{window(t, "mon-fri", "00:00", "00:00")}, // the handoff cuts it
		{window(t, "mon-fri", "09:00", "17:00")},
		{window(t, "mon-fri", "22:00", "06:00")},
		{window(t, "mon-fri", "00:00", "06:00")}, // wholly before the handoff of its day
	} {
		for n := 1; n <= 7; n++ {
			l := daily(t, "Europe/Berlin", "2025-01-06", "09:00",
				[]oncall.Member{"a", "b", "c", "d", "e", "f", "g"}[:n]...)
			l.Windows = windows
			days := map[string]int{}
			// As many whole weeks as there are people, so that all have had as many turns.
			from := instant(t, "2025-02-03 09:00 Europe/Berlin")
			for _, p := range oncall.Of(l).Spans(from, from.AddDate(0, 0, 7*n)) {
				if len(p.Members) > 0 {
					days[string(p.Members[0])] += int(p.To.Sub(p.From).Hours())
				}
			}
			for who, hours := range days {
				if want := days["a"]; hours != want {
					t.Errorf("%v: %s has %d hours of %d people's, want %d", windows, who, hours, n, want)
				}
			}
			if len(days) != n {
				t.Errorf("%v: got %v, want all %d people to have turns", windows, days, n)
			}
		}
	}
}

func TestATurnOfTwoWorkingDaysGoesOnAfterTheWeekend(t *testing.T) {
	l := daily(t, "Europe/Berlin", "2026-03-18", "09:00", dana, elif) // a Wednesday
	l.Every.N, l.Windows = 2, []oncall.Window{window(t, "mon-fri", "09:00", "17:00")}
	wantAt(t, oncall.Of(l),
		"2026-03-19 12:00 Europe/Berlin: dana",
		"2026-03-20 12:00 Europe/Berlin: elif",
		"2026-03-21 12:00 Europe/Berlin: ",
		"2026-03-23 12:00 Europe/Berlin: elif",
		"2026-03-24 12:00 Europe/Berlin: dana")
}

func TestHandoffsOutsideTheWindowsAreNobodysTurn(t *testing.T) {
	l := daily(t, "Europe/Berlin", "2026-03-16", "06:00 14:00 22:00", dana, elif)
	l.Windows = []oncall.Window{window(t, "mon-fri", "08:00", "20:00")}
	from := instant(t, "2026-03-20 00:00 Europe/Berlin")
	wantLines(t, shown(oncall.Of(l).Spans(from, from.AddDate(0, 0, 4)), l.Zone),
		"2026-03-20T00:00+01:00 2026-03-20T08:00+01:00 nobody",
		"2026-03-20T08:00+01:00 2026-03-20T14:00+01:00 dana",
		"2026-03-20T14:00+01:00 2026-03-20T20:00+01:00 elif",
		"2026-03-20T20:00+01:00 2026-03-23T08:00+01:00 nobody",
		"2026-03-23T08:00+01:00 2026-03-23T14:00+01:00 dana",
		"2026-03-23T14:00+01:00 2026-03-23T20:00+01:00 elif",
		"2026-03-23T20:00+01:00 2026-03-24T00:00+01:00 nobody")
}

func TestANightShiftHoldsThroughTheChangesOfTheClocks(t *testing.T) {
	l := weekly(t, "Europe/Berlin", dana)
	l.Start, l.Windows = date(t, "2026-01-05"), []oncall.Window{window(t, "sat", "22:00", "06:00")}
	for _, tt := range []struct {
		from string
		want time.Duration
	}{
		{"2026-03-28T12:00:00Z", 7 * time.Hour}, {"2026-04-04T12:00:00Z", 8 * time.Hour},
		{"2026-10-24T12:00:00Z", 9 * time.Hour},
	} {
		span, ok := oncall.Of(l).NextOf(dana, instant(t, tt.from))
		if got := span.To.Sub(span.From); !ok || got != tt.want {
			t.Errorf("the night after %s: got %v, want %v", tt.from, got, tt.want)
		}
		wall := span.From.In(l.Zone).Format("15:04") + span.To.In(l.Zone).Format(" 15:04")
		if wall != "22:00 06:00" {
			t.Errorf("the night after %s: got %s on the wall, want 22:00 06:00", tt.from, wall)
		}
	}
}

func TestAHolidayOfOneLandFreesOnlyItsOwnLayer(t *testing.T) {
	munich, hamburg := weekly(t, "Europe/Berlin", dana), weekly(t, "Europe/Berlin", elif)
	munich.Holidays = oncall.NewHolidays(date(t, "2026-06-04"), date(t, "2026-06-04")) // Corpus Christi
	wantAt(t, oncall.Of(munich, hamburg),
		"2026-06-03T21:59:59Z: dana elif",
		"2026-06-03T22:00:00Z: elif",
		"2026-06-04T21:59:59Z: elif",
		"2026-06-04T22:00:00Z: dana elif")
	if got := oncall.Of(munich).NextStart(instant(t, "2026-06-04T12:00:00Z")); !got.Equal(
		instant(t, "2026-06-04T22:00:00Z")) {
		t.Errorf("NextStart on the holiday = %v, want the midnight after it", got)
	}
}
