package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/search"
	"howto/search/review"
)

func TestAFileTakesAnUpdatesPlaceOnlyAfterItDifferedForLong(t *testing.T) {
	begun := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	last := asideAfter - time.Second
	update := func(why search.Why) []search.Aside { return []search.Aside{{ID: "a", Base: "print", Why: why}} }
	for _, tt := range []struct {
		rule  string
		looks map[time.Duration][]search.Aside // after how long what was aside
		want  bool                             // set aside at the end
	}{
		{"a new asset is done with at once", map[time.Duration][]search.Aside{0: {{ID: "a", Why: search.WhyFile}}}, true},
		{"a file that differs now", map[time.Duration][]search.Aside{0: update(search.WhyDiffers)}, false},
		{"for nearly long enough", map[time.Duration][]search.Aside{0: update(search.WhyDiffers), last: update(search.WhyDiffers)}, false},
		{"for long enough", map[time.Duration][]search.Aside{0: update(search.WhyDiffers), asideAfter: update(search.WhyDiffers)}, true},
		{"put back in between", map[time.Duration][]search.Aside{
			0: update(search.WhyDiffers), time.Second: nil, asideAfter: update(search.WhyDiffers)}, false},
		{"with a fault in between", map[time.Duration][]search.Aside{
			0: update(search.WhyDiffers), time.Second: update(search.WhyFault), asideAfter: update(search.WhyDiffers)}, false},
		{"published anew in between", map[time.Duration][]search.Aside{
			0: {{ID: "a", Base: "other", Why: search.WhyDiffers}}, asideAfter: update(search.WhyDiffers)}, false},
		{"gone for ever", map[time.Duration][]search.Aside{0: update(search.WhyGone), 1000 * time.Hour: update(search.WhyGone)}, false},
		{"faulty for ever", map[time.Duration][]search.Aside{0: update(search.WhyFault), 1000 * time.Hour: update(search.WhyFault)}, false},
	} {
		var l lasting
		var placed []search.Aside
		for _, after := range slices.Sorted(func(yield func(time.Duration) bool) {
			for d := range tt.looks {
				if !yield(d) {
					return
				}
			}
		}) {
			placed, l = l.decide(begun.Add(after), tt.looks[after])
		}
		if got := len(placed) > 0; got != tt.want {
			t.Errorf("%s: set aside %v, want %v", tt.rule, got, tt.want)
		}
	}
}

const updated = "refunds/no-receipt" // of the sample library

// update publishes a new text for a file of the library, and returns the file as it is.
func (p *pressHouse) update(t *testing.T) (file string) {
	t.Helper()
	a, ok := p.live.Asset(updated)
	if !ok {
		t.Fatalf("no %s in the library", updated)
	}
	src, err := os.ReadFile(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	d := review.Draft{Source: "case:" + updated, State: review.Published, Updates: updated, Base: a.Fingerprint(), Asset: a}
	d.Asset.Body += "\n\nOn Sundays the zeppelin desk does it."
	if _, saved, err := p.store.SaveDraft(t.Context(), "", d, nil, nil); err != nil || saved != review.Kept {
		t.Fatalf("publish: %q, %v", saved, err)
	}
	if got := p.finds(t, "zeppelin"); got != updated {
		t.Fatalf("found %q, want the update", got)
	}
	return string(src)
}

func TestAnUpdateOutlivesAPassingFaultAndAFileThatWasAway(t *testing.T) {
	p := pressHouseOn(t, t.TempDir())
	file := p.update(t)
	p.put(t, updated, strings.Replace(file, "kind:", "kindd:", 1))
	for range 2 {
		if got := p.finds(t, "zeppelin"); got != "" {
			t.Errorf("found %q while the file has a fault, want nothing", got)
		}
		p.clock = p.clock.Add(2 * asideAfter)
	}
	p.put(t, updated, file)
	if got := p.finds(t, "zeppelin"); got != updated || !strings.Contains(p.log.String(), "a published asset is served again") {
		t.Errorf("found %q when the file was as before, want the update and a word about it:\n%s", got, p.log.String())
	}
	if err := os.Remove(filepath.Join(p.dir, updated+".md")); err != nil {
		t.Fatal(err)
	}
	if err := p.live.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := p.finds(t, "zeppelin"); got != "" {
			t.Errorf("found %q without the file, want nothing", got)
		}
		p.clock = p.clock.Add(2 * asideAfter)
	}
	p.put(t, updated, file)
	if got := p.finds(t, "zeppelin"); got != updated {
		t.Errorf("found %q when the file was back, want the update", got)
	}
}

func TestAnOlderFolderOfOneProcessTakesNoUpdateFromTheOthers(t *testing.T) {
	data := t.TempDir()
	one, two := pressHouseOn(t, data), pressHouseOn(t, data)
	file := one.update(t)
	older := strings.Replace(file, "title: ", "title: Formerly ", 1)
	two.put(t, updated, older)
	if got := two.finds(t, "zeppelin"); got != "" {
		t.Errorf("the one with the older file finds %q, want what its file says", got)
	}
	if log, want := two.log.String(), "at=09:15"; !strings.Contains(log, want) || !strings.Contains(log, "unless it is put back") {
		t.Errorf("its log is\n%s\nwant %q and what it waits for", log, want)
	}
	two.clock = two.clock.Add(asideAfter - time.Second)
	two.finds(t, "zeppelin")
	if got := one.finds(t, "zeppelin"); got != updated {
		t.Errorf("the other finds %q, want the update", got)
	}
	two.put(t, updated, file)
	if got := two.finds(t, "zeppelin"); got != updated {
		t.Errorf("with the file brought up to date it finds %q, want the update", got)
	}
	two.put(t, updated, older)
	two.finds(t, "zeppelin")
	two.clock = two.clock.Add(asideAfter)
	two.finds(t, "zeppelin")
	if got := one.finds(t, "zeppelin"); got != "" || !strings.Contains(two.log.String(), "files took the place") {
		t.Errorf("after it differed for %v the others find %q, want the files' text; log\n%s", asideAfter, got, two.log.String())
	}
}

// TestExportWritesWhatWasSetAside takes the place of two published assets, and keeps a third.
func TestExportWritesWhatWasSetAside(t *testing.T) {
	t.Parallel() // worlds share nothing
	w := prepare(t, "socket")
	furnish(t, w.dir)
	p := pressHouseOn(t, w.dir)
	p.update(t)
	other := brolly()
	other.ID, other.Title = "stock/other", "Borrow another brolly"
	publish(t, p.store, brolly())
	publish(t, p.store, other)
	// The library of the commands is another copy of the same folder.
	w.write(filepath.Join(w.libraryDir(), brolly().ID+".md"), string(search.Format(brolly())))
	if err := p.store.SetAside(t.Context(), []search.Aside{{ID: brolly().ID}}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(w.libraryDir(), updated+".md")); err != nil {
		t.Fatal(err)
	}
	dir, aside := t.TempDir(), t.TempDir()
	export := func(want string, lacks string, args ...string) {
		t.Helper()
		if out := w.howto(append([]string{"export", "library"}, args...)...); !strings.Contains(out, want) || strings.Contains(out, lacks) {
			t.Errorf("export %v says\n%s\nwant %q and not %q", args, out, want, lacks)
		}
	}
	export(updated+": its file is gone", "no-receipt.md", dir)
	export("other.md: there already", "borrow-brolly.md", dir)
	export("no-receipt.md: written", "brolly.md", "--aside", aside)
	export("no-receipt.md: there already\n1 published asset", "other.md", aside, "--aside")
	if src, err := os.ReadFile(filepath.Join(aside, updated+".md")); err != nil || !bytes.Contains(src, []byte("zeppelin desk")) {
		t.Errorf("it wrote %s, %v; want the update", src, err)
	}
	// A file that says something else brings the text of what it took the place of.
	changed := brolly()
	changed.Body = "1. Buy one."
	w.write(filepath.Join(w.libraryDir(), brolly().ID+".md"), string(search.Format(changed)))
	export("borrow-brolly.md: written", "other.md", "--aside", aside)
}
