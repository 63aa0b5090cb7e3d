package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/search/review"
	"howto/store"
)

// brolly is an asset that no library has.
func brolly() search.Asset {
	day := time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	return search.Asset{ID: "stock/borrow-brolly", Title: "Borrow a brolly", Kind: search.KindSteps,
		Asks: []string{"it rains zeppelins"}, Topics: []string{"stock"}, Owner: ivo, Reviewed: day,
		Review: day.AddDate(0, 6, 0), Body: "1. Take the blue one."}
}

// publish puts an asset among what is published, as a press of a curator does.
func publish(t *testing.T, s *store.Store, a search.Asset) {
	t.Helper()
	d := review.Draft{Source: "case:" + a.ID, State: review.Published, Asset: a}
	if _, saved, err := s.SaveDraft(t.Context(), "", d, nil, nil); err != nil || saved != review.Kept {
		t.Fatalf("publish %s: %q, %v", a.ID, saved, err)
	}
}

// A press house is a process of its own: a search, and a publisher that feeds it.
type pressHouse struct {
	*publisher
	dir   string
	log   bytes.Buffer
	clock time.Time
}

func pressHouseOn(t *testing.T, data string) *pressHouse {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	p := &pressHouse{dir: libraryDir(t), clock: time.Date(2026, 11, 16, 9, 0, 0, 0, time.Local)}
	live, err := search.Follow(t.Context(), []string{p.dir}, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := live.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	p.publisher = &publisher{store: s, live: live,
		now: func() time.Time { return p.clock }, log: slog.New(slog.NewTextHandler(&p.log, nil))}
	return p
}

func (p *pressHouse) finds(t *testing.T, text string) string {
	t.Helper()
	if err := p.once(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := p.live.Find(t.Context(), search.Query{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Hits) == 0 {
		return ""
	}
	return m.Hits[0].Asset.ID
}

func TestWhatOneProcessPublishesTheOthersServe(t *testing.T) {
	data := t.TempDir()
	one, two := pressHouseOn(t, data), pressHouseOn(t, data)
	if got := two.finds(t, "brolly"); got != "" {
		t.Fatalf("found %q before it was published", got)
	}
	publish(t, one.store, brolly())
	for _, p := range []*pressHouse{one, two} {
		if got := p.finds(t, "brolly"); got != brolly().ID {
			t.Errorf("found %q, want what was published", got)
		}
	}
	// The file arrives at one of them first.
	path := filepath.Join(one.dir, brolly().ID+".md")
	if err := writeAsset(path, search.Format(brolly()), false); err != nil {
		t.Fatal(err)
	}
	if err := one.live.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := one.finds(t, "brolly"); got != brolly().ID || !strings.Contains(one.log.String(), "files took the place") {
		t.Errorf("found %q, log %s; want the file, and a word about it", got, one.log.String())
	}
	if a, _ := one.live.Asset(brolly().ID); a.Path != path {
		t.Errorf("the asset is from %q, want %q", a.Path, path)
	}
	if got := two.finds(t, "brolly"); got != "" {
		t.Errorf("the other finds %q, want nothing until it has the file too", got)
	}
}

func TestADamagedPublishedAssetIsLeftOutAndSaidOnce(t *testing.T) {
	p := pressHouseOn(t, t.TempDir())
	bad := brolly()
	bad.ID, bad.Owner = "stock/bad", "nobody"
	publish(t, p.store, brolly())
	publish(t, p.store, bad)
	for range 3 {
		if got := p.finds(t, "brolly"); got != brolly().ID {
			t.Errorf("found %q, want the good one", got)
		}
	}
	if n := strings.Count(p.log.String(), "cannot be read"); n != 1 {
		t.Errorf("said %d times that one cannot be read, want once:\n%s", n, p.log.String())
	}
}

func TestAskSearchesWhatWasPublishedToo(t *testing.T) {
	t.Parallel() // worlds share nothing
	w := newWorld(t, "socket")
	s, err := store.Open(t.Context(), store.Options{Dir: w.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	publish(t, s, brolly())
	if out := w.howto("ask", "borrow a brolly"); !strings.Contains(out, "Take the blue one") {
		t.Errorf("howto ask = %s, want what was published", out)
	}
}

func TestExportReplacesOnlyWhatItsTextWasMadeFrom(t *testing.T) {
	was := brolly()
	was.Body = "1. Take any."
	other := brolly()
	other.Body = "1. Buy one."
	spaced := strings.Replace(string(search.Format(brolly())), "kind: steps", "kind:   steps", 1)
	for _, tt := range []struct {
		rule        string
		there       []byte
		base        string
		want, after string
	}{
		{"no file", nil, "", wasWritten, "blue one"},
		{"the same file", search.Format(brolly()), "", wasThere, "blue one"},
		{"the same text, written otherwise", []byte(spaced), "", wasThere, "kind:   steps"},
		{"the file that was updated", search.Format(was), was.Fingerprint(), wasReplaced, "blue one"},
		{"a file that changed meanwhile", search.Format(other), was.Fingerprint(), leftAsIs, "Buy one"},
		{"another file", search.Format(other), "", leftAsIs, "Buy one"},
		{"a file that is no asset", []byte("x"), "", leftAsIs, "x"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "stock", "borrow-brolly.md")
		if tt.there != nil {
			if err := writeAsset(path, tt.there, false); err != nil {
				t.Fatal(err)
			}
		}
		_, done, err := exportAsset(dir, search.Published{Asset: brolly(), Base: tt.base})
		text, _ := os.ReadFile(path)
		if err != nil || done != tt.want || !strings.Contains(string(text), tt.after) {
			t.Errorf("%s: %q, %v, and the file is\n%s\nwant %q and %q", tt.rule, done, err, text, tt.want, tt.after)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "stock", ".*")); len(left) > 0 {
			t.Errorf("%s: left behind %v", tt.rule, left)
		}
	}
	away := brolly()
	away.ID = "../../away"
	if _, done, err := exportAsset(t.TempDir(), search.Published{Asset: away}); done != leftAsIs || err != nil {
		t.Errorf("an id that leads out of the folder: %q, %v; want it left", done, err)
	}
}

func TestExportSaysWhatItLeft(t *testing.T) {
	t.Parallel() // worlds share nothing
	w := newWorld(t, "socket")
	s, err := store.Open(t.Context(), store.Options{Dir: w.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	publish(t, s, brolly())
	dir := t.TempDir()
	other := brolly()
	other.Body = "1. Buy one."
	if err := writeAsset(filepath.Join(dir, brolly().ID+".md"), search.Format(other), false); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"export", "library", dir, "--config", w.conf}, program{out: &out, err: &errs, env: env()})
	ran{status, out.String(), errs.String()}.want(t, statusFault, "differs from what was published", "1 asset not written")
	status = run(t.Context(), []string{"export", "library", "--config", w.conf}, program{out: &out, err: &errs, env: env()})
	if status != statusUsage {
		t.Errorf("without a directory: status %d, want %d", status, statusUsage)
	}
}

// TestAtMostFiftyAreTold publishes what 60 people asked for, twice over.
func TestAtMostFiftyAreTold(t *testing.T) {
	t.Parallel() // worlds share nothing
	w := newWorld(t, "socket")
	s, err := store.Open(t.Context(), store.Options{Dir: w.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 120 {
		user := fmt.Sprintf("U0STAFF%02d", i%60)
		ask := outcome.Ask{ID: fmt.Sprint("ask", i), User: user, Text: "borrow a brolly", At: time.Now().Add(-time.Hour)}
		miss := outcome.Entry{Kind: outcome.NotFound}
		if _, err := s.Record(t.Context(), "", &ask, []outcome.Entry{miss}, nil); err != nil {
			t.Fatal(err)
		}
	}
	publish(t, s, brolly())
	w.await(`"people told that there is an answer now","asset":"stock/borrow-brolly","people":50[,}]`)
	rest := 0
	for i := range 60 {
		told, err := s.TellNews(t.Context(), fmt.Sprintf("U0STAFF%02d", i), brolly().ID,
			escalation.Outgoing{Key: fmt.Sprint("rest", i), Lane: "dm:U0NOBODY", NotBefore: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		if told {
			rest++
		}
	}
	if rest != 10 {
		t.Errorf("%d people had not been told, want 10", rest)
	}
}
