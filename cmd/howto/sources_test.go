package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"howto/config"
	"howto/escalation"
	"howto/escalation/oncall"
	"howto/sandbox"
)

// withMails gives everybody of the workspace an address, such as dana@fernhill.example.
func withMails(c *sandbox.Config) {
	for i := range c.Users {
		c.Users[i].Email = c.Users[i].Name + "@fernhill.example"
	}
}

// reschedule puts settings in the place of the schedule of payments.
func (w *world) reschedule(settings string) {
	w.t.Helper()
	const own = `schedule: {zone: Europe/Berlin, handoff: "09:00", every: 1w, start: 2026-01-05, experts: [U0DANA]}`
	text, err := os.ReadFile(w.conf)
	if err != nil || !strings.Contains(string(text), own) {
		w.t.Fatalf("no schedule of payments to change: %v", err)
	}
	w.write(w.conf, strings.Replace(string(text), own, settings, 1))
}

// shiftOf is a calendar in which one person is on call from an hour ago on for a day.
func shiftOf(who string) string {
	const form = "20060102T150405Z"
	from := time.Now().UTC().Add(-time.Hour)
	return strings.Join([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", "BEGIN:VEVENT", "UID:1",
		"SUMMARY:On call", "ATTENDEE:mailto:" + who, "DTSTART:" + from.Format(form),
		"DTEND:" + from.Add(24*time.Hour).Format(form), "END:VEVENT", "END:VCALENDAR", ""}, "\r\n")
}

func TestWhoIsOnCallByACalendarIsAskedAndStaysWhenItsServerIsDown(t *testing.T) {
	calendar := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, shiftOf("elif@fernhill.example"))
	}))
	w := prepare(t, config.ModeSocket, withMails)
	furnish(t, w.dir)
	w.reschedule(fmt.Sprintf("schedule: {zone: Europe/Berlin, source: {ical: %q}}", calendar.URL+"/url-canary"))
	if got := w.howto("oncall", "--team", "payments"); !strings.HasPrefix(got, "payments: not known yet") ||
		!strings.Contains(got, "which no bot has read yet") {
		t.Errorf("before the first start howto oncall prints\n%swant that nothing was read", got)
	}
	w.start(config.ModeSocket)
	w.command(amira, chanFloor, "oncall")
	if duty := shown(w.see(amira, chanFloor, "", "Payments", "Elif Sahin")); strings.Contains(duty, "as of") {
		t.Errorf("%s\nsays how old the calendar is, want that only of an old one", duty)
	}
	printed := w.howto("oncall", "--team", "payments")
	if !strings.HasPrefix(printed, "payments: U0ELIF\n  by its calendar, as of ") {
		t.Errorf("howto oncall prints\n%swant U0ELIF by the calendar", printed)
	}

	w.stop()
	calendar.Close()
	w.start(config.ModeSocket)
	ctx, done := contextWithPatience(t)
	defer done()
	if _, err := w.err.await(ctx, `(schedule not read; the last copy is used)`); err != nil {
		t.Fatal(err)
	}
	w.command(elifP, chanFloor, "oncall")
	w.see(elifP, chanFloor, "", "Elif Sahin", "This is as of", "cannot be read since")
	w.command(danaP, chPay, "oncall")
	w.see(danaP, chPay, "", "Payments", "Elif Sahin")
	w.stop()
	if log := w.err.String(); strings.Contains(log, "url-canary") {
		t.Errorf("the log tells the calendar's address:\n%s", log)
	}
	copied, err := os.ReadFile(filepath.Join(w.dir, sourcesDir, "payments.json"))
	if err != nil || strings.Contains(string(copied), "url-canary") {
		t.Errorf("the copy is %s, %v; want one without the address", copied, err)
	}
}

func TestATurnOfASourceCanBeTakenOver(t *testing.T) {
	w := prepare(t, config.ModeSocket, func(c *sandbox.Config) {
		c.UserGroups = []sandbox.UserGroup{{ID: "S0DUTY", Handle: "duty", Users: []string{danaP}}}
	})
	furnish(t, w.dir)
	w.reschedule("schedule: {zone: Europe/Berlin, source: {usergroup: S0DUTY}}")
	w.start(config.ModeSocket)
	w.command(elifP, chanFloor, "oncall")
	w.press(elifP, w.see(elifP, chanFloor, "", "Payments", "Dana Kowalski"), "take_over")
	w.see(danaP, chPay, "", "Elif Sahin takes over from Dana Kowalski")
	if got := w.howto("oncall", "--team", "payments"); !strings.HasPrefix(got, "payments: U0ELIF\n") {
		t.Errorf("howto oncall prints\n%swant U0ELIF, who took over", got)
	}
}

func TestWhatPeopleAgreeOnHoldsOnTopOfTheConfiguration(t *testing.T) {
	from := time.Date(2026, time.December, 24, 0, 0, 0, 0, time.UTC)
	dana := oncall.Of(oncall.Layer{Members: []oncall.Member{"U0DANA"},
		Start: oncall.Date{Year: 2026, Month: time.January, Day: 5}})
	dana.Overrides = []oncall.Override{
		{Remove: "U0DANA", Add: "U0GRETA", From: from, To: from.Add(72 * time.Hour)}}
	roster, err := escalation.NewRoster([]escalation.Team{{ID: "payments", Schedule: dana}})
	if err != nil {
		t.Fatal(err)
	}
	agreed := []escalation.Override{{Team: "payments", When: oncall.Override{
		Remove: "U0GRETA", Add: "U0ELIF", From: from.Add(24 * time.Hour), To: from.Add(48 * time.Hour)}}}
	s := inForce(roster, nil, agreed)["payments"]
	for i, want := range []oncall.Member{"U0GRETA", "U0ELIF", "U0GRETA", "U0DANA"} {
		at := from.Add(time.Duration(i) * 24 * time.Hour)
		if got := s.At(at); len(got) != 1 || got[0] != want {
			t.Errorf("on call at %s: %v, want %s", at, got, want)
		}
	}
}
