package ical_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"howto/escalation/ical"
	"howto/escalation/oncall"
)

// payments is Dana and Elif by the week, with Finn beside them on the first Tuesday.
func payments(t *testing.T) ical.Rota {
	t.Helper()
	s := oncall.Of(oncall.Layer{Zone: zone(t, "Europe/Berlin"), Handoffs: []oncall.Clock{{H: 9}},
		Start: oncall.Date{Year: 2026, Month: 1, Day: 5}, Members: []oncall.Member{"U0DANA", "U0ELIF"}})
	tuesday := span(t, "2026-01-06T00:00:00Z", "2026-01-07T00:00:00Z")
	s.Overrides = []oncall.Override{{Add: "U0FINN", From: tuesday.From, To: tuesday.To}}
	return ical.Rota{Team: "payments", Schedule: s}
}

func written(t *testing.T, r ical.Rota, within ical.Range) string {
	t.Helper()
	var b bytes.Buffer
	if err := ical.Write(&b, []ical.Rota{r}, within); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var uids = regexp.MustCompile(`UID:\S+`)

func TestACalendarHasTheWholeTurnsOfEachPerson(t *testing.T) {
	text := written(t, payments(t), span(t, "2026-01-06T12:00:00Z", "2026-01-13T00:00:00Z"))
	got := uids.ReplaceAllString(text, "UID:x")
	want := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//howto//Golang ICS Library
X-WR-CALNAME:on call
BEGIN:VEVENT
UID:x
DTSTAMP:20260106T120000Z
DTSTART:20260105T080000Z
DTEND:20260112T080000Z
SUMMARY:payments: U0DANA on call
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:x
DTSTAMP:20260106T120000Z
DTSTART:20260106T000000Z
DTEND:20260107T000000Z
SUMMARY:payments: U0FINN on call
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:x
DTSTAMP:20260106T120000Z
DTSTART:20260112T080000Z
DTEND:20260119T080000Z
SUMMARY:payments: U0ELIF on call
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheSameTurnHasTheSameIDOnAnotherDay(t *testing.T) {
	within := span(t, "2026-02-01T00:00:00Z", "2026-02-20T00:00:00Z")
	later := ical.Range{From: within.From.Add(5 * time.Hour), To: within.To.Add(5 * time.Hour)}
	always := ical.Rota{Team: "it", Schedule: oncall.Of(oncall.Layer{Members: []oncall.Member{"U0FINN"}})}
	for _, r := range []ical.Rota{payments(t), always} {
		first, second := uids.FindAllString(written(t, r, within), -1), uids.FindAllString(written(t, r, later), -1)
		seen := map[string]bool{}
		for _, id := range first {
			seen[id] = true
		}
		if strings.Join(first, " ") != strings.Join(second, " ") || len(seen) != len(first) || len(first) == 0 {
			t.Errorf("%s: got %v and later %v, want them the same and each its own", r.Team, first, second)
		}
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	r := payments(t)
	r.Name = func(m oncall.Member) string { return `Kowalski, Dana; \` + string(m) }
	within := span(t, "2026-01-05T08:00:00Z", "2026-03-30T07:00:00Z")
	got, err := ical.ReadShifts(strings.NewReader(written(t, r, within)), nil, within)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 13 {
		t.Errorf("got %d shifts, want twelve weeks and a day", len(got))
	}
	for _, s := range got {
		who := strings.TrimSuffix(strings.TrimPrefix(s.Who, `payments: Kowalski, Dana; \`), " on call")
		for _, at := range []time.Time{s.From, s.To.Add(-1)} {
			found := false
			for _, m := range r.Schedule.At(at) {
				found = found || string(m) == who
			}
			if !found {
				t.Errorf("%q is on call at %s by the calendar, want %v", who, at, r.Schedule.At(at))
			}
		}
	}
}
