package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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
	clock := new(demoClock)
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
	w.see(mara, dm, "", "Help at work · Payments")
	w.see(mara, dm, "", "Help at work · Operations", "Went to a person:", "gift wrapping")
	w.stop()
	w.start(sandbox.ModeSocket)
	w.say(mara, dm, "", "refund without receipt")
	w.see(mara, dm, "", "Refund a card payment without a receipt")
	if got := w.count(mara, dm, "", "Help at work"); got != 2 {
		t.Errorf("Mara has %d digests after a restart, want one for each of her 2 teams", got)
	}
}

func TestDigestGoesByTheConfiguredZoneElseBySlacksElseByUTC(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket, func(c *sandbox.Config) {
		for i := range c.Users {
			c.Users[i].TZ = map[string]string{mara: "America/Chicago"}[c.Users[i].ID]
		}
	})
	conf, err := os.ReadFile(w.conf)
	if err != nil {
		t.Fatal(err)
	}
	w.write(w.conf, strings.Replace(string(conf), "zone: Europe/Berlin}]",
		"zone: Asia/Tokyo}, {user: U0MARA, teams: [it]}, {user: U0CORA, teams: [it]}]", 1))
	v, cfg := w.opened()
	for i, want := range []string{"Asia/Tokyo", "America/Chicago", "UTC"} {
		m := cfg.Digest.Managers[i]
		if got := v.schedule(t.Context(), m, m.Teams[0]).Zone.String(); got != want {
			t.Errorf("the digest of %s with the zone %q goes by %s, want %s", m.User, m.Zone, got, want)
		}
	}
}

func TestTheWeekWaitsForTheNamesOfPeople(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket)
	w.fillSample()
	w.faults(sandbox.Fault{Kind: "slow", Match: "users.list", Times: 1, MS: 500})
	w.start(sandbox.ModeSocket)
	w.see(mara, w.dm(mara), "", "Help at work · Operations", "gift wrapping")
}

func TestNamesAreWaitedForAsLongAsPatienceLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		knownAfter := func(d time.Duration) time.Duration {
			begin := time.Now()
			n := namesWait{known: func() bool { return time.Since(begin) >= d }, now: time.Now}
			if err := n.wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			return time.Since(begin)
		}
		for after, want := range map[time.Duration]time.Duration{
			0: 0, time.Minute: time.Minute, time.Hour: namesPatience,
		} {
			if got := knownAfter(after); got != want {
				t.Errorf("names known after %v are waited for %v, want %v", after, got, want)
			}
		}
	})
}

// opened is the service of the world's configuration as it stands, without its loops.
func (w *world) opened() (*service, config.Config) {
	w.t.Helper()
	cfg, err := config.Load(w.conf, append(env(), "HOWTO_LOG_LEVEL=error"))
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := open(w.t.Context(), setup{cfg: cfg, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { v.Close() })
	return v, cfg
}

// In this workspace somebody is called what many people asked for.
func TestNoThemeIsTheNameOfAPerson(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket, func(c *sandbox.Config) { c.Users[0].RealName = "Wrapping Brown" })
	w.fillSample()
	v, _ := w.opened()
	themes := func() (n int) {
		week := outcome.Last(v.now(), weekZone(v.roster, "operations"))
		m, study, err := v.studier().message(t.Context(), "operations", week)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(m.Text()+m.Alt+m.Script, "wrapping") {
			t.Errorf("the week names a person:\n%s", m.Text())
		}
		for _, f := range study.Findings {
			if f.Kind == outcome.GapFound {
				n++
			}
		}
		return n
	}
	if n := themes(); n != 0 {
		t.Errorf("%d themes before names are known, want none", n)
	}
	if err := v.bot.ReadNames(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := themes(); n == 0 {
		t.Error("no theme once names are known; want those that are no names")
	}
}

// record keeps asks of one team, one for each kind of ledger entry and person.
func record(t *testing.T, dir, team, asset string, at time.Time, people int, kinds ...outcome.Kind) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range people {
		a := outcome.Ask{ID: s.NewID(), User: fmt.Sprint("U", i), Team: team, At: at}
		var entries []outcome.Entry
		for j, k := range kinds {
			entries = append(entries, outcome.Entry{Kind: k, Who: a.User, Asset: asset,
				At: at.Add(time.Duration(j) * time.Minute)})
		}
		if _, err := s.Record(t.Context(), "", &a, entries, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWeeksAreCutInTheZoneOfTheTeam(t *testing.T) {
	dir := t.TempDir()
	monday := time.Date(2025, 11, 17, 3, 0, 0, 0, time.UTC)
	record(t, dir, "payments", "", monday, 6, outcome.Asked)
	conf := demoConfig + fmt.Sprintf("data: {dir: %q}\nlibrary: {dirs: [%q]}\n", dir, libraryDir(t))
	// Six people ask when it is Monday in Berlin and still Sunday in Chicago.
	for zone, want := range map[string]string{
		"America/Chicago": "too few people asked", "Europe/Berlin": "6 asks from 6 people",
	} {
		conf := strings.ReplaceAll(conf, "zone: Europe/Berlin", "zone: "+zone)
		runIn(t, conf, "digest", "--team", "payments", "--week", "2025-W47").want(t, statusDone, want)
	}
}

func TestAWeekThatIsNotOverIsNotShown(t *testing.T) {
	dir, last := t.TempDir(), outcome.Last(time.Now(), berlin)
	record(t, dir, "payments", "", last.Next().From().Add(time.Minute), 6, outcome.Asked, outcome.Served)
	conf := demoConfig + fmt.Sprintf("data: {dir: %q}\nlibrary: {dirs: [%q]}\n", dir, libraryDir(t))
	for _, args := range [][]string{{"digest"}, {"digest", "--post"}, {"metric", "asks"}} {
		r := runIn(t, conf, append(args, "--team", "payments", "--week", last.Next().String())...)
		r.want(t, statusUsage, fmt.Sprintf("week %s is not over yet; the last complete one is %s", last.Next(), last))
		if r.out != "" {
			t.Errorf("%v prints %q, want nothing of that week", args, r.out)
		}
	}
}

// unsound records a week whose asks were handed over to nobody: no case is beside them.
func unsound(t *testing.T) (conf string, week outcome.Week) {
	t.Helper()
	dir, week := t.TempDir(), outcome.Last(time.Now(), berlin)
	record(t, dir, "payments", "", week.At(time.Tuesday, 9, 0), 6, outcome.Asked, outcome.HandedOver)
	return demoConfig + fmt.Sprintf("data: {dir: %q}\nlibrary: {dirs: [%q]}\n", dir, libraryDir(t)), week
}

func TestNoWeekThatDoesNotAddUpIsPosted(t *testing.T) {
	conf, week := unsound(t)
	runIn(t, conf, "digest", "--team", "payments").want(t, statusDone, "does not add up, so no figures are shown")
	r := runIn(t, conf, "digest", "--team", "payments", "--post")
	r.want(t, statusFault, "not sent: the stored data of "+week.String()+" does not add up; see howto metric recon_delta "+
		"--team payments --week "+week.String())
	if strings.Contains(r.err, "queued") {
		t.Errorf("it says %q, want that nobody is sent it", r.err)
	}
}

func TestAFigureOfAWeekThatDoesNotAddUpIsSaidToBeDoubtful(t *testing.T) {
	doubtful, week := unsound(t)
	dir := t.TempDir()
	record(t, dir, "payments", "", week.At(time.Tuesday, 9, 0), 6, outcome.Asked)
	sound := demoConfig + fmt.Sprintf("data: {dir: %q}\nlibrary: {dirs: [%q]}\n", dir, libraryDir(t))
	for conf, want := range map[string]bool{doubtful: true, sound: false} {
		for _, form := range [][]string{nil, {"--json"}} {
			r := runIn(t, conf, append([]string{"metric", "asks", "--team", "payments"}, form...)...)
			r.want(t, statusDone, "6")
			said := strings.Contains(r.err, "the stored data of "+week.String()+" does not add up")
			if got := strings.Contains(r.out, `"doubtful": true`); said != want || got != (want && form != nil) {
				t.Errorf("%v prints\n%s%swant it to be doubtful: %v", form, r.out, r.err, want)
			}
		}
	}
}

func TestNobodyWhoPressedStopIsPostedAWeek(t *testing.T) {
	dir := t.TempDir()
	record(t, dir, "payments", "", outcome.Last(time.Now(), berlin).At(time.Tuesday, 9, 0), 6, outcome.Asked)
	conf := demoConfig + fmt.Sprintf("data: {dir: %q}\nlibrary: {dirs: [%q]}\n", dir, libraryDir(t))
	for i, c := range []struct {
		wish outcome.Wish
		want string
	}{{outcome.NoMore, mara + " wants no more of these"}, {outcome.EachMonth, "queued for " + mara}} {
		s, err := store.Open(t.Context(), store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.WishDigest(t.Context(), fmt.Sprint("press", i), outcome.TeamWish{Manager: mara, Team: "payments",
			Wish: c.wish, At: time.Now()})
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
		r := runIn(t, conf, "digest", "--team", "payments", "--post")
		r.want(t, statusDone, c.want)
		if c.wish == outcome.NoMore && strings.Contains(r.err, "queued") {
			t.Errorf("after Stop it says %q, want nothing queued", r.err)
		}
	}
}

func TestDigestNamesNoAssetThatNotEverybodyMaySee(t *testing.T) {
	week := outcome.Last(time.Now(), berlin)
	for audience, want := range map[string]string{
		"audience: [S0AVIARY]\n": "the owner of “an asset that not everybody may see”",
		"":                       "the owner of “Refund a payment”",
	} {
		dir, lib := t.TempDir(), t.TempDir()
		asset := strings.Replace(overdueAsset, "owner:", audience+"owner:", 1)
		if err := os.WriteFile(filepath.Join(lib, "overdue.md"), []byte(asset), 0o600); err != nil {
			t.Fatal(err)
		}
		record(t, dir, "payments", "overdue", week.At(time.Tuesday, 9, 0), 6, outcome.Asked, outcome.Served, outcome.NotQuite)
		record(t, dir, "payments", "", week.At(time.Wednesday, 9, 0), 6, outcome.Asked, outcome.NotFound)
		conf := demoConfig + fmt.Sprintf("data: {dir: %q}\nlibrary: {dirs: [%q]}\n", dir, lib)
		r := runIn(t, conf, "digest", "--team", "payments", "--week", week.String())
		r.want(t, statusDone, want)
		if audience != "" && strings.Contains(r.out, "Refund a payment") {
			t.Errorf("the digest names the asset:\n%s", r.out)
		}
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
