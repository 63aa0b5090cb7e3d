package main

import (
	"testing"
	"time"

	"howto/config"
	"howto/escalation"
	"howto/sandbox"
	"howto/search"
	"howto/store"
)

// fillSample writes the demo's two weeks into the database of a program that is not started yet.
func (w *world) fillSample() {
	w.t.Helper()
	clock := new(setClock)
	s, err := store.Open(w.t.Context(), store.Options{Dir: w.dir, Now: clock.Now})
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	cfg, err := config.Load(w.conf, env())
	if err != nil {
		w.t.Fatal(err)
	}
	roster, err := rosterOf(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	lib, _, err := search.Load(w.libraryDir())
	if err != nil {
		w.t.Fatal(err)
	}
	zone, err := time.LoadLocation(demoZone)
	if err != nil {
		w.t.Fatal(err)
	}
	err = writeSample(w.t.Context(), sampler{store: s, clock: clock, roster: roster, assets: lib.Assets()},
		time.Now(), zone)
	if err != nil {
		w.t.Fatal(err)
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
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	lib, _, err := search.Load(libraryDir(t))
	if err != nil {
		t.Fatal(err)
	}
	roster, err := escalation.NewRoster([]escalation.Team{{ID: "payments", Channel: pay}})
	if err != nil {
		t.Fatal(err)
	}
	var counts [2]int
	for i := range counts {
		clock := new(setClock)
		s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		err = writeSample(t.Context(), sampler{store: s, clock: clock, roster: roster, assets: lib.Assets()}, now, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := s.Entries(t.Context(), now.AddDate(0, 0, -21), now)
		if err != nil {
			t.Fatal(err)
		}
		counts[i] = len(entries)
	}
	if counts[0] != counts[1] || counts[0] < 800 {
		t.Errorf("two samples have %v entries, want the same number, at least 800", counts)
	}
}
