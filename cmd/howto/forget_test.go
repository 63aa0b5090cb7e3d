package main

import (
	"fmt"
	"testing"
	"time"

	"howto/outcome"
	"howto/store"
)

func TestForgetShowsWhatItWouldEraseAndErasesItWhenToldTo(t *testing.T) {
	dir := t.TempDir()
	record(t, dir, "payments", "", time.Now(), 2, outcome.Asked)
	conf := demoConfig + fmt.Sprintf("data: {dir: %q}\n", dir)
	runIn(t, conf, "forget", "U0").want(t, statusDone, "asks", "What you asked", "nothing was changed")
	runIn(t, conf, "forget", "U0").want(t, statusDone, "asks", "nothing was changed")
	runIn(t, conf, "forget", "U0", "--yes").want(t, statusDone, "U0 is forgotten", "0 open questions withdrawn")
	runIn(t, conf, "forget", "U0").want(t, statusDone, "nothing is kept about U0")
	runIn(t, conf, "forget", "amira").want(t, statusUsage, "no user's id")
	s, err := store.OpenReadOnly(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if asks, err := s.AsksOf(t.Context(), "U1", 5); err != nil || len(asks) != 1 {
		t.Errorf("the other person has %d asks, %v; want one", len(asks), err)
	}
}
