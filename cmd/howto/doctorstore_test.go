package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"testing"

	"howto/config"

	"github.com/gofrs/flock"
)

func TestDoctorSaysWhereThereIsTooLittleRoom(t *testing.T) {
	for free, bad := range map[uint64]bool{0: true, leastRoom - 1: true, leastRoom: false, 1 << 40: false} {
		if got := roomFinding("data", free); (got.bad != "") != bad {
			t.Errorf("of %d bytes free the doctor says %+v, want a fault: %v", free, got, bad)
		}
	}
	if _, ok := freeBytes(t.TempDir()); !ok && runtime.GOOS == "linux" {
		t.Error("how much room there is is not known, want it known on Linux")
	}
	if got := roomFindings(filepath.Join(t.TempDir(), "none")); got != nil {
		t.Errorf("of a folder that is not there the doctor says %+v, want nothing", got)
	}
}

func TestDoctorAsksTheRunningBotWhetherItIsReady(t *testing.T) {
	status, said := http.StatusOK, "ready"
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("the doctor asks for %s, want /readyz", r.URL.Path)
		}
		http.Error(w, said, status)
	}))
	defer bot.Close()
	var cfg config.Config
	cfg.Data.Dir, cfg.HTTP.Listen = t.TempDir(), bot.Listener.Addr().String()
	if got := botFindings(t.Context(), cfg); got != nil {
		t.Errorf("of a directory that nobody uses the doctor says %+v, want nothing", got)
	}
	if exists(filepath.Join(cfg.Data.Dir, lockFile)) {
		t.Error("the doctor made a lock, want nothing made")
	}
	lock := flock.New(filepath.Join(cfg.Data.Dir, lockFile))
	if held, err := lock.TryLock(); !held || err != nil {
		t.Fatal(held, err)
	}
	for _, c := range []struct {
		status int
		said   string
		want   finding
	}{
		{http.StatusOK, "ready", finding{note: "it is ready"}},
		{http.StatusServiceUnavailable, "nothing can be stored", finding{bad: "it is not ready: nothing can be stored; its log says why"}},
		{http.StatusNotFound, "", finding{note: "not known, what answers at " + cfg.HTTP.Listen + " (http.listen) says 404"}},
	} {
		status, said = c.status, c.said
		c.want.what = "running bot"
		if got := botFindings(t.Context(), cfg); len(got) != 1 || got[0] != c.want {
			t.Errorf("of a bot that answers %d %q the doctor says %+v, want %+v", c.status, c.said, got, c.want)
		}
	}
	bot.Close()
	want := finding{what: "running bot", note: "not asked, it does not answer at " + cfg.HTTP.Listen + " (http.listen) from here"}
	if got := botFindings(t.Context(), cfg); len(got) != 1 || got[0] != want {
		t.Errorf("of a bot that does not answer the doctor says %+v, want %+v", got, want)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if got := botFindings(t.Context(), cfg); got != nil {
		t.Errorf("of a bot that was stopped the doctor says %+v, want nothing", got)
	}
}
