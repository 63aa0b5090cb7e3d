package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/search"
	"howto/store"
)

// put writes a file of the library and has the process read its folder.
func (p *pressHouse) put(t *testing.T, id, text string) {
	t.Helper()
	path := filepath.Join(p.dir, filepath.FromSlash(id)+".md")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.live.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// slipped is the file of brolly as a curator means to restrict it, with a slip in the restriction.
func slipped() string {
	secret := brolly()
	secret.Audience = []string{"S0MANAGERS"}
	return strings.Replace(string(search.Format(secret)), "- S0MANAGERS", "- '#managers'", 1)
}

func TestARestrictionWithASlipIsNotServedToEverybody(t *testing.T) {
	p := pressHouseOn(t, t.TempDir())
	publish(t, p.store, brolly())
	if got := p.finds(t, "brolly"); got != brolly().ID {
		t.Fatalf("found %q, want what was published", got)
	}
	p.put(t, brolly().ID, slipped())
	for range 2 {
		if got := p.finds(t, "brolly"); got != "" {
			t.Errorf("found %q while the file has a fault, want nothing", got)
		}
	}
	if n := strings.Count(p.log.String(), "not served while their files have a fault"); n != 1 {
		t.Errorf("the log says %d times that it is held back, want once:\n%s", n, p.log.String())
	}
	if all, _, err := p.store.Published(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("published are %v, %v; want it kept", all, err)
	}
	if err := os.Remove(filepath.Join(p.dir, brolly().ID+".md")); err != nil {
		t.Fatal(err)
	}
	if err := p.live.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := p.finds(t, "brolly"); got != brolly().ID {
		t.Errorf("found %q when the file was gone, want what was published", got)
	}
}

func TestCheckSaysWhatAFaultHoldsBack(t *testing.T) {
	t.Parallel() // worlds share nothing
	w := prepare(t, "socket")
	furnish(t, w.dir)
	s, err := store.Open(t.Context(), store.Options{Dir: w.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	publish(t, s, brolly())
	w.write(filepath.Join(w.libraryDir(), brolly().ID+".md"), slipped())
	status, printed := w.checks()
	want := "note: stock/borrow-brolly: published in Slack, and not served while its file has a fault"
	if status != statusFault || !strings.Contains(printed, want) {
		t.Errorf("check ends with %d, want %d, and says\n%s\nwant %q", status, statusFault, printed, want)
	}
}

// checks runs howto check, and returns how it ended and all that it printed.
func (w *world) checks(dirs ...string) (status int, printed string) {
	w.t.Helper()
	var out bytes.Buffer
	status = run(w.t.Context(), append([]string{"check", "--config", w.conf}, dirs...), program{out: &out, err: &out, env: env()})
	return status, out.String()
}
