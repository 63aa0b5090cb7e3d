package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"howto/config"
	"howto/digest"
	"howto/outcome"
	"howto/outcome/year"
	"howto/search"
	"howto/store"
)

// yearNow is the Monday morning on which the demo's year of the tests ends.
var yearNow = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

// yearWorld is a demo that began with a year.
type yearWorld struct {
	dir     string
	cfg     config.Config
	company year.Company
}

// yearMade is made once: there are 200,000 entries in it.
var yearMade = sync.OnceValues(func() (yearWorld, error) {
	dir, err := os.MkdirTemp(shared, "year")
	if err != nil {
		return yearWorld{}, err
	}
	w := yearWorld{dir: dir}
	if err := errors.Join(writeDemoConfig(dir, demoRun{year: true, mode: config.ModeSocket}),
		unpack(filepath.Join(dir, "library"))); err != nil {
		return w, err
	}
	if w.cfg, err = demoSettings(dir, "http://127.0.0.1", demoTokens{}); err != nil {
		return w, err
	}
	roster, err := rosterOf(w.cfg)
	if err != nil {
		return w, err
	}
	lib, _, err := search.Load(w.cfg.Library.Dirs...)
	if err != nil {
		return w, err
	}
	zone, err := time.LoadLocation(demoZone)
	if err != nil {
		return w, err
	}
	w.company = yearCompany(roster, lib.Assets(), yearNow, zone)
	s, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		return w, err
	}
	return w, errors.Join(writeYear(context.Background(), s, w.company), s.Close())
})

// openYear opens the demo's year for reading.
func openYear(t *testing.T) (yearWorld, *store.Store) {
	t.Helper()
	unraced(t, "one goroutine writes the year and reads it")
	w, err := yearMade()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.OpenReadOnly(t.Context(), store.Options{Dir: w.dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, s
}

func TestTheDemosYearIsInItsStore(t *testing.T) {
	began := time.Now()
	w, s := openYear(t)
	t.Logf("written in %v", time.Since(began))
	teams, n, last := map[string]bool{}, 0, time.Time{}
	err := s.EachEntry(t.Context(), time.Time{}, func(e outcome.Entry) error {
		teams[e.Team], last = true, e.At
		n++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for l := range w.company.Lives(yearSeed) {
		want += len(l.Entries)
	}
	if n != want {
		t.Errorf("got %d entries in the store; want all %d of the year", n, want)
	}
	if last.After(yearNow) || yearNow.Sub(last) > 24*time.Hour {
		t.Errorf("got the last entry at %v; want it before %v on the same day", last, yearNow)
	}
	for id := range w.cfg.Teams {
		if !teams[id] {
			t.Errorf("team %s of the configuration: got no entry; want a year of them", id)
		}
	}
	if len(teams) != 20 || len(w.cfg.Teams) != 20 {
		t.Errorf("got %d teams in the ledger and %d in the configuration; want 20", len(teams), len(w.cfg.Teams))
	}
}

func TestTheDemosYearKeepsTheQuestionsOfTheLastMonth(t *testing.T) {
	_, s := openYear(t)
	week := outcome.Last(yearNow, time.UTC)
	found, err := s.Unfound(t.Context(), "north", week.From(), week.To())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(found, func(a outcome.Ask) bool { return slices.Contains(yearGap, a.Text) }) {
		t.Errorf("got %d questions of north that found nothing; want some in the words of the gap", len(found))
	}
	old, err := s.Unfound(t.Context(), "", yearNow.AddDate(-1, 0, 0), yearNow.AddDate(0, -2, 0))
	if err != nil || len(old) > 0 {
		t.Errorf("got %d questions older than two months, %v; want none kept", len(old), err)
	}
}

// someone is an id of Slack or a pseudonym.
var someone = regexp.MustCompile(`\b([UWCDG]0[A-Z0-9]{3,}|p_[0-9a-f]{6,})`)

// The year has no cases beside its ledger. That it does not add up is known to whoever asks, and keeps no
// message of the demo back.
func TestTheDemosYearIsNotChecked(t *testing.T) {
	_, s := openYear(t)
	week := outcome.Last(yearNow, time.UTC)
	n, err := new(checked).of(t.Context(), s, week)
	if err != nil || n.Differs == 0 {
		t.Errorf("checked: %+v, %v, want rows that differ", n, err)
	}
	if n, err := (&checked{madeUp: true}).of(t.Context(), s, week); err != nil || n != (outcome.Counts{}) {
		t.Errorf("in the demo: %+v, %v, want nothing compared", n, err)
	}
}

// The manager of the demo reads of the till update at once, and every team's message is what `howto metric`
// works out from the same store.
func TestTheDemosYearEndsInADigest(t *testing.T) {
	w, s := openYear(t)
	roster, err := rosterOf(w.cfg)
	if err != nil {
		t.Fatal(err)
	}
	lib, _, err := search.Load(w.cfg.Library.Dirs...)
	if err != nil {
		t.Fatal(err)
	}
	from := studier{store: s, roster: roster, library: lib, checked: &checked{madeUp: true},
		name: func(string) bool { return false }}
	for _, team := range roster.Teams() {
		week := outcome.Last(yearNow, weekZone(roster, team.ID))
		study, err := from.study(t.Context(), team.ID, week)
		if err != nil {
			t.Fatal(err)
		}
		m := digest.Compose(study, digest.Names{Team: team.Name})
		text := strings.Join([]string{m.Text(), m.Alt, m.Script, m.Win, m.Step.Text}, "\n")
		if found := someone.FindString(text); found != "" {
			t.Errorf("%s: got %q in the message; want nobody's id:\n%s", team.ID, found, text)
		}
		in, err := from.input(t.Context(), team.ID, week)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range m.Definitions {
			f, _ := study.Report.Figure(id)
			if got, _, err := outcome.Measure(in, id, ""); err != nil || f.Why == outcome.Shown && got != f {
				t.Errorf("%s: got %+v in the message; measured %+v, %v", team.ID, f, got, err)
			}
		}
		switch team.ID {
		case yearBreak:
			t.Logf("%s", m.Text())
			if !slices.ContainsFunc(study.Findings, func(f outcome.Finding) bool {
				return f.Kind == outcome.AssetFell && f.Change.Label == outcome.Signal
			}) {
				t.Errorf("%s: got the findings %+v; want the card that the till update broke", team.ID, study.Findings)
			}
		case "workshop":
			if study.Report.Why == outcome.Shown {
				t.Errorf("%s: got figures of four people; want them hidden", team.ID)
			}
		}
	}
}
