package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"howto/config"
)

const christmas = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Fernhill//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n" +
	"DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func loadRoster(t *testing.T, team string) (config.Config, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "howto.yaml")
	if err := os.WriteFile(file, []byte("teams: {it: {channel: C0IT, "+team+"}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = rosterOf(cfg)
	return cfg, err
}

func TestHoursAreThoseOfTheWindowsWithoutTheHolidays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "days.ics")
	if err := os.WriteFile(file, []byte(christmas), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := loadRoster(t, "hours: [{zone: Europe/Berlin, days: mon-fri, holidays: "+file+"}, "+
		"{days: sat, from: 10:00, to: 12:00}]")
	if err != nil {
		t.Fatal(err)
	}
	roster, err := rosterOf(cfg)
	if err != nil {
		t.Fatal(err)
	}
	it, _ := roster.Team("it")
	for text, want := range map[string]bool{
		"2026-12-23T08:30:00Z": true, "2026-12-23T16:00:00Z": false, "2026-12-25T10:00:00Z": false,
		"2026-12-26T10:00:00Z": true, "2026-12-26T08:30:00Z": false, "2026-12-27T10:00:00Z": false,
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := it.Hours.Open(at); got != want {
			t.Errorf("open at %s: %v, want %v", text, got, want)
		}
	}
	thursdayNight := time.Date(2026, 12, 24, 20, 0, 0, 0, time.UTC)
	if got, want := it.Hours.NextOpen(thursdayNight), time.Date(2026, 12, 26, 9, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("next open %v, want %v: after the holiday, on Saturday", got, want)
	}
}

func TestATeamWithoutHoursIsAlwaysAtWork(t *testing.T) {
	hours, err := hoursOf(nil)
	if hours != nil || err != nil {
		t.Errorf("hoursOf(nothing) = %v, %v; want none", hours, err)
	}
}

func TestHolidaysThatCannotBeReadAreAFault(t *testing.T) {
	_, err := loadRoster(t, "hours: {zone: Europe/Berlin, holidays: [gone.ics]}")
	if err == nil || !strings.Contains(err.Error(), "config: teams.it.hours: holidays: gone.ics") {
		t.Errorf("rosterOf = %v, want the file and its key", err)
	}
}
