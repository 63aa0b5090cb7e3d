package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"howto/config"
	"howto/outcome"
	"howto/sandbox"
	"howto/search"
	"howto/store"
)

// sampleData is a data directory with the demo's two weeks in it. It is made once: there are thousands
// of commits in it.
var sampleData = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(shared, "sample")
	if err != nil {
		return "", err
	}
	cfg, err := writtenConfig(dir)
	if err != nil {
		return "", err
	}
	roster, err := rosterOf(cfg)
	if err != nil {
		return "", err
	}
	from := filepath.Join(dir, "library")
	if err := unpack(from); err != nil {
		return "", err
	}
	lib, _, err := search.Load(from)
	if err != nil {
		return "", err
	}
	zone, err := time.LoadLocation(demoZone)
	if err != nil {
		return "", err
	}
	clock := new(setClock)
	s, err := store.Open(context.Background(), store.Options{Dir: filepath.Join(dir, "data"), Now: clock.Now})
	if err != nil {
		return "", err
	}
	err = writeSample(context.Background(), sampler{store: s, clock: clock, roster: roster, assets: lib.Assets()},
		time.Now(), zone)
	return filepath.Join(dir, "data"), errors.Join(err, s.Close())
})

// writtenConfig is the configuration of the demo.
func writtenConfig(dir string) (config.Config, error) {
	if err := writeDemoConfig(dir, demoRun{mode: config.ModeSocket}); err != nil {
		return config.Config{}, err
	}
	return demoSettings(dir, "http://127.0.0.1", testTokens)
}

// fillSample gives a program that is not started yet a database with the demo's two weeks.
func (w *world) fillSample() {
	w.t.Helper()
	from, err := sampleData()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, file := range []string{databaseFile, "pseudonym.key"} {
		raw, err := os.ReadFile(filepath.Join(from, file))
		if err != nil {
			w.t.Fatal(err)
		}
		w.write(filepath.Join(w.dir, file), string(raw))
	}
}

func TestDigestIsSentOnceForEachTeamEvenAfterARestart(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket)
	w.fillSample()
	w.start(sandbox.ModeSocket)
	dm := w.dm(mara)
	w.see(mara, dm, "", "Help at work · Payments", "Solved:", "Typical wait")
	w.see(mara, dm, "", "Help at work · Operations", "gift wrapping")
	w.stop()
	w.start(sandbox.ModeSocket)
	w.say(mara, dm, "", "refund without receipt")
	w.see(mara, dm, "", "Refund a card payment without a receipt")
	if got := w.count(mara, dm, "", "Help at work"); got != 2 {
		t.Errorf("Mara has %d digests after a restart, want one for each of her 2 teams", got)
	}
}

func TestUsualWaitIsSaidOnceEnoughPeopleWaited(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket)
	w.fillSample()
	w.start(sandbox.ModeSocket)
	w.command(amira, chanFloor, "zeppelin mooring permit")
	w.press(amira, w.see(amira, chanFloor, "", "zeppelin", "usually takes"), "ask_expert")
	w.see(amira, w.dm(amira), "", "Ivo Petrov", "usually takes")
}

func TestSampleIsTheSameOnEveryMachine(t *testing.T) {
	lib, _, err := search.Load(libraryDir(t))
	if err != nil {
		t.Fatal(err)
	}
	week := outcome.Week{Year: 2026, Number: 46, Zone: time.UTC}
	var weeks [2][]moment
	for i := range weeks {
		s := newSampler(sampler{assets: lib.Assets()})
		weeks[i] = s.moments(week)
	}
	same := slices.EqualFunc(weeks[0], weeks[1], func(a, b moment) bool {
		return a.at.Equal(b.at) && a.user == b.user && a.text == b.text
	})
	if !same || len(weeks[0]) != sampleAsks {
		t.Errorf("two samples of the same week differ, or have %d asks; want the same %d", len(weeks[0]), sampleAsks)
	}
}
