package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rotaConfig is a team whose schedule has one of everything.
const rotaConfig = `
teams:
  payments:
    channel: C0PAY
    catch_all: true
    schedule:
      zone: Europe/Berlin
      handoff: "09:00"
      every: 1d
      start: 2026-01-05
      days: mon-fri
      from: "09:00"
      to: "17:00"
      experts: [U0DANA, U0ELIF]
      layers:
        - {priority: 1, zone: America/Chicago, days: sat, from: "02:30", to: "10:00", every: 1w, experts: [U0FINN]}
      overrides:
        - {from: 2026-12-07 09:00, to: 2026-12-07 12:00, remove: U0DANA, add: U0GRETA}
        - {from: 2026-12-09, to: 2026-12-10, add: U0HUGO}
      revisions:
        - {since: 2026-12-10, experts: [U0IVO]}
`

func TestOncallPrintsTheTurnsOfAWholeSchedule(t *testing.T) {
	ran := runIn(t, rotaConfig, "oncall", "--at", "2026-12-04T08:00:00Z", "--days", "7")
	ran.want(t, statusDone)
	want := `payments: U0ELIF
  Fri 4 Dec 2026 09:00 CET  to  Fri 4 Dec 2026 17:00 CET  U0ELIF
  Fri 4 Dec 2026 17:00 CET  to  Sat 5 Dec 2026 09:30 CET  nobody for 16h 30m
  Sat 5 Dec 2026 09:30 CET  to  Sat 5 Dec 2026 17:00 CET  U0FINN
  Sat 5 Dec 2026 17:00 CET  to  Mon 7 Dec 2026 09:00 CET  nobody for 1d 16h
  Mon 7 Dec 2026 09:00 CET  to  Mon 7 Dec 2026 12:00 CET  U0GRETA
  Mon 7 Dec 2026 12:00 CET  to  Mon 7 Dec 2026 17:00 CET  U0DANA
  Mon 7 Dec 2026 17:00 CET  to  Tue 8 Dec 2026 09:00 CET  nobody for 16h
  Tue 8 Dec 2026 09:00 CET  to  Tue 8 Dec 2026 17:00 CET  U0ELIF
  Tue 8 Dec 2026 17:00 CET  to  Wed 9 Dec 2026 00:00 CET  nobody for 7h
  Wed 9 Dec 2026 00:00 CET  to  Wed 9 Dec 2026 09:00 CET  U0HUGO
  Wed 9 Dec 2026 09:00 CET  to  Wed 9 Dec 2026 17:00 CET  U0DANA, U0HUGO
  Wed 9 Dec 2026 17:00 CET  to  Thu 10 Dec 2026 00:00 CET  U0HUGO
  Thu 10 Dec 2026 00:00 CET  to  Thu 10 Dec 2026 09:00 CET  nobody for 9h
  Thu 10 Dec 2026 09:00 CET  to  Fri 11 Dec 2026 09:00 CET  U0IVO
  nobody is on call in 5 gaps, 3d 16h 30m in all
`
	if ran.out != want {
		t.Errorf("got\n%swant\n%s", ran.out, want)
	}
}

func TestOncallPrintsJSON(t *testing.T) {
	ran := runIn(t, rotaConfig, "oncall", "--at", "2026-12-04T16:00:00Z", "--days", "1", "--json")
	ran.want(t, statusDone)
	var got []struct {
		Team, Zone string
		OnCall     []string `json:"on_call"`
		Next       string   `json:"next_turn"`
		Turns      []struct {
			From, To string
			OnCall   []string `json:"on_call"`
		}
	}
	if err := json.Unmarshal([]byte(ran.out), &got); err != nil {
		t.Fatalf("%v in\n%s", err, ran.out)
	}
	if len(got) != 1 || got[0].Team != "payments" || got[0].Zone != "Europe/Berlin" ||
		got[0].OnCall == nil || got[0].Next != "2026-12-05T09:30:00+01:00" || len(got[0].Turns) != 2 ||
		len(got[0].Turns[0].OnCall) != 0 || got[0].Turns[1].OnCall[0] != "U0FINN" {
		t.Errorf("got %+v, want nobody until half past nine on Saturday", got)
	}
}

func TestSchedulesThatContradictThemselvesAreFaults(t *testing.T) {
	overlap := strings.Replace(rotaConfig, "add: U0HUGO", "remove: U0ELIF, add: U0GRETA", 1)
	overlap = strings.Replace(overlap, "to: 2026-12-07 12:00", "to: 2026-12-09 12:00", 1)
	runIn(t, overlap, "check", libraryDir(t)).want(t, statusFault,
		"config: teams.payments.schedule.overrides[1]: U0GRETA is in overrides[0] at the same time")
	runIn(t, overlap, "oncall").want(t, statusFault, "overrides[1]: U0GRETA")
}

func TestCheckMentionsHandoffsThatNoWallShows(t *testing.T) {
	nights := strings.Replace(rotaConfig, `handoff: "09:00"`, `handoff: ["02:30", "14:00"]`, 1)
	nights = strings.NewReplacer("days: mon-fri", "", `from: "09:00"`, "", `to: "17:00"`, "",
		"since: 2026-12-10, ", "since: 2099-01-01, ").Replace(nights)
	runIn(t, nights, "check", libraryDir(t)).want(t, statusDone,
		"note: teams.payments.schedule: on ", " clocks in Europe/Berlin leave out 02:30: the handoff takes place at 03:00")
}

func TestNobodyIsOnCallOnTheHolidaysOfACalendar(t *testing.T) {
	file := filepath.Join(t.TempDir(), "berlin.ics")
	conf := strings.Replace(rotaConfig, "days: mon-fri", "days: mon-fri\n      holidays: "+file, 1)
	runIn(t, conf, "check", libraryDir(t)).want(t, statusFault,
		"config: teams.payments.schedule.holidays: "+file+": no such file or directory: name a calendar file")
	for text, want := range map[string]string{
		"hello": "holidays: " + file + ": it is no calendar",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20200106\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n" +
			"END:VCALENDAR\n": `holidays: ` + file + `: event "a": a rule repeats "SECONDLY", which is not read`,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		runIn(t, conf, "oncall").want(t, statusFault, want)
	}
	day := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20261208\nEND:VEVENT\nEND:VCALENDAR\n"
	if err := os.WriteFile(file, []byte(day), 0o600); err != nil {
		t.Fatal(err)
	}
	runIn(t, conf, "oncall", "--at", "2026-12-08T12:00:00Z").want(t, statusDone,
		"payments: nobody until Wed 9 Dec 2026 00:00 CET")
}

func TestOncallWritesACalendar(t *testing.T) {
	ran := runIn(t, rotaConfig, "oncall", "--at", "2026-12-04T08:00:00Z", "--ics", "--days", "1")
	ran.want(t, statusDone, "SUMMARY:Payments: U0ELIF on call\r\n", "DTSTART:20261204T080000Z\r\n",
		"DTEND:20261204T160000Z\r\n", "BEGIN:VCALENDAR\r\n")
	if got := strings.Count(ran.out, "BEGIN:VEVENT"); got != 1 {
		t.Errorf("got %d turns, want the one of that day:\n%s", got, ran.out)
	}
	runIn(t, rotaConfig, "oncall", "--ics", "--days", "731").want(t, statusUsage, "want 0 to 730")
}
