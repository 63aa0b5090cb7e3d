package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/config"
	"howto/sandbox"
)

func TestDoctorNamesWhoCannotBeReachedAndTheKeyThatNamesThem(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	w.doctor(env()).want(t, statusDone, "ok     people: all ", "ok     owners of assets: all ")
	w.reschedule("schedule: {zone: Europe/Berlin, experts: [U0DANA, U0NOBODY], fallback: U0HOWTO}\n    lead: U0NOBODY")
	if err := w.Deactivate("U0MARA"); err != nil {
		t.Fatal(err)
	}
	r := w.doctor(env())
	r.want(t, statusFault,
		"MEND   teams.payments.schedule.experts, teams.payments.lead: U0NOBODY is nobody in this workspace;",
		"MEND   teams.payments.schedule.fallback: U0HOWTO is an app, not a person;",
		"MEND   digest.managers[0].user: U0MARA is deactivated;")
	if n := strings.Count(r.out, "U0NOBODY"); n != 1 {
		t.Errorf("got U0NOBODY %d times, want one line of them:\n%s", n, r.out)
	}
}

func TestDoctorCountsTheAssetsWhoseOwnerCannotBeReached(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	asset := filepath.Join(w.libraryDir(), "refunds", "no-receipt.md")
	text, err := os.ReadFile(asset)
	if err != nil {
		t.Fatal(err)
	}
	w.write(asset, strings.Replace(string(text), "owner: U0", "owner: U0LOST", 1))
	w.doctor(env()).want(t, statusFault, "MEND   owners of assets: nobody can be asked to look at 1 asset: U0LOST")
}

func TestDoctorReadsTheDirectoryOnceWhereManyAreNamed(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	many := []string{"U0DANA", "U0MARA"}
	for i := range askedSingly {
		many = append(many, fmt.Sprintf("U0GONE%d", i))
	}
	w.reschedule("schedule: {zone: Europe/Berlin, experts: [" + strings.Join(many, ", ") + "]}")
	w.faults(sandbox.Fault{Kind: "refuse", Match: "users.info", Code: "fatal_error", Times: 1000},
		sandbox.Fault{Kind: "ratelimit", Match: "users.list", MS: 1000, Times: 1})
	r := w.doctor(env())
	r.want(t, statusFault, "MEND   teams.payments.schedule.experts: U0GONE7 is nobody in this workspace;")
	if n := strings.Count(r.out, "is nobody"); n != askedSingly || strings.Contains(r.out, "U0MARA") {
		t.Errorf("%d people are said to be nobody, want the %d who are:\n%s", n, askedSingly, r.out)
	}
}

func TestDoctorAsksNothingOfWhoHasNoTurnAnyMore(t *testing.T) {
	s := config.Schedule{
		Rotation: config.Rotation{Experts: []string{"U0BEFORE"}},
		Layers:   []config.Rotation{{Experts: []string{"U0BELOW"}}},
		Revisions: []config.Revision{
			{Since: "2026-03-02", Rotation: config.Rotation{Experts: []string{"U0THEN"}}},
			{Since: "2026-05-04 09:00", Rotation: config.Rotation{Experts: []string{"U0NOW"}}},
			{Since: "2026-09-07", Layers: []config.Rotation{{Experts: []string{"U0SOON"}}}},
		},
		Overrides: []config.Override{{To: "2026-06-01 09:00", Add: "U0WAS"}, {To: "2026-06-02 09:00", Add: "U0STANDIN"}},
	}
	got := keyedPeople{}
	got.addSchedule("s", s, "2026-06-02")
	want := map[string]string{"U0NOW": "s.revisions[1].experts", "U0SOON": "s.revisions[2].layers[0].experts",
		"U0STANDIN": "s.overrides[1].add"}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for u, key := range want {
		if k := got[u]; len(k) != 1 || k[0] != key {
			t.Errorf("%s: got the keys %v, want %s alone", u, k, key)
		}
	}
	first := keyedPeople{}
	first.addSchedule("s", s, "2026-02-01")
	if first["U0BEFORE"] == nil || first["U0BELOW"] == nil {
		t.Errorf("before any revision: got %v, want those of the schedule itself too", first)
	}
}

func TestDoctorWaitsAsLongAsSlackAsksAndSaysWhatItCouldNotLearn(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	w.faults(sandbox.Fault{Kind: "ratelimit", Match: "users.info", MS: 1000, Times: 2})
	w.doctor(env()).want(t, statusDone, "ok     people: all ")
	w.faults(sandbox.Fault{Kind: "refuse", Match: "users.info", Code: "fatal_error"})
	w.doctor(env()).want(t, statusFault, "MEND   people: Slack did not say who all of them are: fatal_error;")
	w.faults(sandbox.Fault{Kind: "refuse", Match: "users.info", Code: "missing_scope"})
	w.doctor(env()).want(t, statusDone, "ok     people: not checked, it takes the scope users:read")
}
