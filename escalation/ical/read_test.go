package ical_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation/ical"
	"howto/escalation/oncall"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// calendar is a calendar of events, each its lines with spaces between them.
func calendar(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n")
	for i, e := range events {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:e%d\r\n%s\r\nEND:VEVENT\r\n", i, strings.ReplaceAll(e, " ", "\r\n"))
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

func span(t testing.TB, from, to string) ical.Range {
	t.Helper()
	var r ical.Range
	for text, at := range map[string]*time.Time{from: &r.From, to: &r.To} {
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		*at = parsed
	}
	return r
}

func holidays(t *testing.T, zone *time.Location, events ...string) string {
	t.Helper()
	got, err := ical.ReadHolidays(strings.NewReader(calendar(events...)), zone)
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, d := range got.Days()[:min(5, len(got.Days()))] {
		days = append(days, d.String())
	}
	return strings.Join(days, " ")
}

func TestHolidaysAreTheDaysOfEvents(t *testing.T) {
	for _, tt := range []struct{ event, want string }{
		{"DTSTART;VALUE=DATE:20261225", "2026-12-25"},
		{"DTSTART;VALUE=DATE:20261225 DTEND;VALUE=DATE:20261227", "2026-12-25 2026-12-26"},
		{"DTSTART;VALUE=DATE:20261225 DURATION:P2D", "2026-12-25 2026-12-26"},
		{"DTSTART:20261224T230000Z DTEND:20261225T230000Z", "2026-12-25"}, // a day of Berlin
		{"DTSTART;TZID=Europe/Berlin:20261224T120000 DURATION:PT24H", "2026-12-24 2026-12-25"},
		{"DTSTART;VALUE=DATE:20261225 DURATION:PT36H", "2026-12-25 2026-12-26"},
		{"DTSTART;VALUE=DATE:16000101 RRULE:FREQ=WEEKLY;INTERVAL=10000", "1600-01-01 1791-08-27 1983-04-23"},
		{"DTSTART;VALUE=DATE:20261225 STATUS:CANCELLED", ""},
		{"DTSTART;VALUE=DATE:20261225 RRULE:FREQ=YEARLY;COUNT=3", "2026-12-25 2027-12-25 2028-12-25"},
		{"DTSTART;VALUE=DATE:20261225 RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3", "2026-12-25 2028-12-25 2030-12-25"},
		{"DTSTART;VALUE=DATE:20261126 RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;UNTIL=20281231",
			"2026-11-26 2027-11-25 2028-11-23"},
		{"DTSTART;VALUE=DATE:20260525 RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3",
			"2026-05-25 2027-05-31 2028-05-29"},
		{"DTSTART;VALUE=DATE:20260131 RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3",
			"2026-01-31 2026-02-28 2026-03-31"},
		{"DTSTART;VALUE=DATE:20260131 RRULE:FREQ=MONTHLY;COUNT=3", "2026-01-31 2026-03-31 2026-05-31"},
		{"DTSTART;VALUE=DATE:20280229 RRULE:FREQ=YEARLY;COUNT=2", "2028-02-29 2032-02-29"},
		{"DTSTART;VALUE=DATE:20260105 RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4",
			"2026-01-05 2026-01-07 2026-01-19 2026-01-21"},
		{"DTSTART;VALUE=DATE:20260106 RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU;COUNT=3",
			"2026-01-06 2026-01-18 2026-01-20"},
		{"DTSTART;VALUE=DATE:20260105 RRULE:FREQ=DAILY;INTERVAL=3;UNTIL=20260111 EXDATE;VALUE=DATE:20260108",
			"2026-01-05 2026-01-11"},
	} {
		if got := holidays(t, zone(t, "Europe/Berlin"), tt.event); got != tt.want {
			t.Errorf("holidays of %s = %s, want %s", tt.event, got, tt.want)
		}
	}
}

func shifts(t *testing.T, text string, within ical.Range) (lines []string) {
	t.Helper()
	got, err := ical.ReadShifts(strings.NewReader(text), zone(t, "Europe/Berlin"), within)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got {
		lines = append(lines, fmt.Sprintf("%s %s %s", s.From.UTC().Format("01-02T15:04:05"),
			s.To.UTC().Format("01-02T15:04:05"), s.Who))
	}
	return lines
}

func TestShiftsNameWhoAttendsOrElseTheSummary(t *testing.T) {
	text := calendar(
		"SUMMARY:Dana DTSTART:20260105T090000Z DTEND:20260106T090001Z",
		"SUMMARY:Dana DTSTART:20260105T090000Z DTEND:20260106T090001Z", // there twice, it is one shift
		"SUMMARY:x ATTENDEE;CN=\"Elif\":MAILTO:Elif@fernhill.example ATTENDEE:mailto:finn@fernhill.example"+
			" DTSTART;TZID=Europe/Berlin:20260106T100000 DURATION:PT1H30M",
		"SUMMARY:floating DTSTART:20260107T100000 DTEND:20260107T120000",
		"SUMMARY:day DTSTART;VALUE=DATE:20260108",
		"DTSTART:20260105T090000Z DTEND:20260106T090000Z",                // about nobody
		"SUMMARY:moment DTSTART:20260105T090000Z",                        // as long as nothing
		"SUMMARY:before DTSTART:20250105T090000Z DTEND:20260105T000000Z", // ends as the range begins
		"SUMMARY:after DTSTART:20260110T000000Z DTEND:20260111T000000Z",  // begins as it ends
		"SUMMARY:gone STATUS:CANCELLED DTSTART:20260106T000000Z DURATION:P1D",
	)
	got := shifts(t, text, span(t, "2026-01-05T00:00:00Z", "2026-01-10T00:00:00Z"))
	want := []string{
		"01-05T09:00:00 01-06T09:00:01 Dana",
		"01-06T09:00:00 01-06T10:30:00 elif@fernhill.example",
		"01-06T09:00:00 01-06T10:30:00 finn@fernhill.example",
		"01-07T09:00:00 01-07T11:00:00 floating",
		"01-07T23:00:00 01-08T23:00:00 day",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestARepeatedShiftKeepsItsWallClock(t *testing.T) {
	text := calendar("SUMMARY:dana DTSTART;TZID=Europe/Berlin:20260307T023000 " +
		"DTEND;TZID=Europe/Berlin:20260308T023000 RRULE:FREQ=WEEKLY;INTERVAL=1")
	got := shifts(t, text, span(t, "2026-03-21T12:00:00Z", "2026-04-05T00:00:00Z"))
	want := []string{
		"03-21T01:30:00 03-22T01:30:00 dana", // has begun before
		"03-28T01:30:00 03-29T01:00:00 dana", // half past two is left out: it ends as clocks go on
		"04-04T00:30:00 04-05T00:30:00 dana",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestARuleIncludesTheInstantThatItLastsUntil(t *testing.T) {
	for until, want := range map[string]int{"20260119T090000Z": 3, "20260119T085959Z": 2, "20260119": 3, "20260118": 2} {
		text := calendar("SUMMARY:dana DTSTART:20260105T090000Z DURATION:P1D RRULE:FREQ=WEEKLY;UNTIL=" + until)
		if got := shifts(t, text, span(t, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z")); len(got) != want {
			t.Errorf("weekly until %s: got %d turns %v, want %d", until, len(got), got, want)
		}
	}
}

func TestAMovedRepetitionTakesThePlaceOfItsOwn(t *testing.T) {
	text := calendar("SUMMARY:dana DTSTART:20260105T090000Z DURATION:P1D RRULE:FREQ=DAILY;COUNT=3",
		"SUMMARY:elif RECURRENCE-ID:20260106T090000Z DTSTART:20260106T100000Z DURATION:P1D")
	text = strings.Replace(text, "UID:e1", "UID:e0", 1)
	got := shifts(t, text, span(t, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"))
	want := []string{"01-05T09:00:00 01-06T09:00:00 dana", "01-06T10:00:00 01-07T10:00:00 elif",
		"01-07T09:00:00 01-08T09:00:00 dana"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheCalendarMaySayItsOwnZone(t *testing.T) {
	text := strings.Replace(calendar("SUMMARY:dana DTSTART:20260105T090000 DURATION:PT1H"), "VERSION:2.0",
		"X-WR-TIMEZONE:America/Chicago", 1)
	got := shifts(t, text, span(t, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"))
	if want := "01-05T15:00:00 01-05T16:00:00 dana"; len(got) != 1 || got[0] != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// endless is a reader of so many bytes of a calendar, which counts what is read of it.
type endless struct{ left, read int }

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, "BEGIN:VCALENDAR\r\n")
	e.left, e.read = e.left-n, e.read+n
	return n, nil
}

func TestAHugeCalendarIsRefusedBeforeItIsParsed(t *testing.T) {
	huge := &endless{left: 50 << 20}
	_, err := ical.ReadHolidays(huge, nil)
	if err == nil || !strings.Contains(err.Error(), "larger than 5 MB") || huge.read > ical.MaxBytes+1<<20 {
		t.Errorf("ReadHolidays = %v after %d bytes, want it refused at %d", err, huge.read, ical.MaxBytes)
	}
}

func TestBombsAreRefusedWithWhatToChange(t *testing.T) {
	many := func(n int, line string) string { return strings.Repeat(line, n) }
	rule := func(r string) string { return calendar("SUMMARY:x DTSTART:20260105T090000Z DURATION:PT1H RRULE:" + r) }
	events := make([]string, 10_001)
	rules := make([]string, 50)
	for i := range events {
		events[i] = "SUMMARY:x DTSTART:20260105T090000Z"
	}
	for i := range rules {
		rules[i] = "SUMMARY:x DTSTART:20260105T090000Z RRULE:FREQ=DAILY;INTERVAL=9999"
	}
	for want, text := range map[string]string{
		"repeats \"SECONDLY\"":        rule("FREQ=SECONDLY"),
		"repeats \"\"":                rule("COUNT=3"),
		"BYSETPOS, which is not read": rule("FREQ=DAILY;BYSETPOS=1"),
		"comes to more than 20000":    calendar("DTSTART;VALUE=DATE:20260105 RRULE:FREQ=DAILY"),
		"COUNT=99999999 is not":       rule("FREQ=DAILY;COUNT=99999999"),
		"INTERVAL=0 is not":           rule("FREQ=DAILY;INTERVAL=0"),
		"BYDAY=XX is no day":          rule("FREQ=WEEKLY;BYDAY=XX"),
		"add BYMONTH":                 rule("FREQ=YEARLY;BYDAY=1MO"),
		"has RDATE":                   calendar("DTSTART:20260105T090000Z RDATE:20260106T090000Z"),
		"repeat too often":            calendar(rules...),
		"more than 10000 events":      calendar(events...),
		"nested too deeply":           many(10_000, "BEGIN:VEVENT\r\n"),
		"is longer than 4096":         calendar("SUMMARY;X=" + many(5_000, ",") + ":x"),
		"more than 100000 lines":      calendar(many(100_000, "SUMMARY:x\r\n")),
		"it is no calendar":           "hello",
		"it is cut off":               strings.TrimSuffix(calendar(), "END:VCALENDAR\r\n"),
		"it has no DTSTART":           calendar("SUMMARY:x"),
		`no time zone "Mars/Olympus"`: calendar("DTSTART;TZID=Mars/Olympus:20260105T090000"),
		`"soon" is no time`:           calendar("DTSTART:soon"),
		`"P1Y" is no duration`:        calendar("DTSTART:20260105T090000Z DURATION:P1Y"),
		"it ends before it begins":    calendar("DTSTART:20260105T090000Z DTEND:20260104T090000Z"),
		"the calendar comes to more":  calendar("DTSTART;VALUE=DATE:10000101 DTEND;VALUE=DATE:99991231"),
	} {
		_, err := ical.ReadHolidays(strings.NewReader(text), nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadHolidays = %.200v, want a fault with %q", err, want)
		}
	}
}

func FuzzReadHolidays(f *testing.F) {
	f.Add(calendar("DTSTART;VALUE=DATE:20261225 RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH,-1MO;UNTIL=20281231"))
	f.Add(calendar("DTSTART;TZID=Europe/Berlin:20261225T020000 DURATION:P1DT2H EXDATE:20261226T010000Z"))
	loc := zone(f, "America/Santiago")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ical.ReadHolidays(strings.NewReader(text), loc)
		days := got.Days()
		if err != nil && len(days) > 0 || !slices.IsSortedFunc(days, func(a, b oncall.Date) int {
			if a.Before(b) {
				return -1
			}
			return 1
		}) {
			t.Errorf("ReadHolidays = %v, %v; want days in order or a fault", days, err)
		}
	})
}

func FuzzReadShifts(f *testing.F) {
	f.Add(calendar("SUMMARY:a DTSTART;TZID=Europe/Berlin:20261225T020000 DTEND;TZID=Europe/Berlin:20261226T010000" +
		" RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,SU;COUNT=9"))
	f.Add(calendar("ATTENDEE;CN=x:mailto:a@b RECURRENCE-ID:20261225T020000 DTSTART:20261225 DURATION:P1W"))
	within := span(f, "2026-12-01T00:00:00Z", "2027-03-01T00:00:00Z")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ical.ReadShifts(strings.NewReader(text), nil, within)
		if err != nil && len(got) > 0 {
			t.Errorf("ReadShifts = %v with %v, want one of them", got, err)
		}
		for _, s := range got {
			if s.Who == "" || !s.From.Before(s.To) || !s.From.Before(within.To) || !within.From.Before(s.To) {
				t.Errorf("got %v, want somebody for some time within %v", s, within)
			}
		}
	})
}
