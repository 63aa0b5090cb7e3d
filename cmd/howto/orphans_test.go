package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
	"howto/search"
	"howto/store"
)

func TestWhatIsKeptForAnIDThatNoAssetHasIsSaid(t *testing.T) {
	was, now, moved := brolly(), brolly(), brolly()
	now.ID, now.Title = "rain/brollies", "Lend our brolly"
	moved.ID, moved.Title, moved.Asks, moved.Body = "tills/open-till", "Open the till", nil, "Turn the key."
	lib := search.NewLibrary(now, moved)
	lesson := func(id, sketch string) search.Lesson { return search.Lesson{Asset: id, Sketch: sketch} }
	retired := func(id string, text search.Asset) store.WaitingLook {
		text.ID = id
		return store.WaitingLook{Look: outcome.Look{Asset: id, State: outcome.LookRetired}, Text: text.Fingerprint()}
	}
	if now.Sketch() == was.Sketch() {
		t.Fatal("the text has not changed, want nearly the same one")
	}
	for _, tt := range []struct {
		rule    string
		lessons []search.Lesson
		strikes []search.Strike
		looks   []store.WaitingLook
		want    []string
	}{
		{"an id that an asset has", []search.Lesson{lesson(now.ID, "")}, []search.Strike{{Asset: moved.ID}}, nil, nil},
		{"nearly the same text", []search.Lesson{lesson(was.ID, was.Sketch()), lesson(was.ID, "")}, []search.Strike{{Asset: was.ID}}, nil,
			[]string{"stock/borrow-brolly: no asset has this id any more, and 2 lessons, 1 strike are kept for it; " +
				"if it is rain/brollies now, only its old name brings that back"}},
		{"the text that was retired", nil, nil, []store.WaitingLook{retired("x/y", now)},
			[]string{"x/y: no asset has this id any more, and its retirement is kept for it; if it is rain/brollies now, only its old name brings that back"}},
		{"a look that is open is no retirement", nil, nil,
			[]store.WaitingLook{{Look: outcome.Look{Asset: "x/y", State: outcome.LookOpen}}}, nil},
		{"the same name in another folder", nil, []search.Strike{{Asset: "shop/open-till"}}, nil,
			[]string{"shop/open-till: no asset has this id any more, and 1 strike is kept for it; if it is tills/open-till now, only its old name brings that back"}},
		{"nothing like it, after what has something", []search.Lesson{lesson("a/gone", search.Asset{Title: "Wind the clock"}.Sketch())},
			[]search.Strike{{Asset: "shop/open-till"}}, nil,
			[]string{"shop/open-till: no asset has this id any more, and 1 strike is kept for it; if it is tills/open-till now, only its old name brings that back",
				"a/gone: no asset has this id any more, and 1 lesson is kept for it"}},
	} {
		if got := orphansIn(lib, tt.lessons, tt.strikes, tt.looks); !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n%s\nwant\n%s", tt.rule, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
	}
	var many []search.Strike
	for i := range orphansMost + 5 {
		many = append(many, search.Strike{Asset: fmt.Sprintf("gone/%02d", i)})
	}
	got := orphansIn(lib, nil, many, nil)
	if len(got) != orphansMost || !strings.HasSuffix(got[len(got)-1], "and 5 ids more like these") {
		t.Errorf("%d lines, the last %q; want %d, and how many more there are", len(got), got[len(got)-1], orphansMost)
	}
}

func TestCheckSaysWhatARenameLeavesBehind(t *testing.T) {
	t.Parallel() // worlds share nothing
	w := prepare(t, "socket")
	furnish(t, w.dir)
	s := w.beside()
	file := filepath.Join(w.libraryDir(), updated+".md")
	lib, _, err := search.Load(w.libraryDir())
	if err != nil {
		t.Fatal(err)
	}
	a, ok := lib.Asset(updated)
	if !ok {
		t.Fatalf("no %s in the library", updated)
	}
	ask := outcome.Ask{ID: "ask1", User: amira, Text: "money back", At: time.Now()}
	if _, err := s.Record(t.Context(), "", &ask, nil, nil); err != nil {
		t.Fatal(err)
	}
	lesson := search.Lesson{Ask: "ask1", Asset: updated, Kind: search.LearntSolved, Phrase: "money back",
		Who: s.Pseudonym(amira), At: time.Now(), Sketch: a.Sketch()}
	if n, err := s.Teach(t.Context(), []search.Lesson{lesson}); err != nil || n != 1 {
		t.Fatalf("taught %d, %v; want 1", n, err)
	}
	const words = "no asset has this id any more"
	if out := w.howto("check"); strings.Contains(out, words) {
		t.Errorf("check says\n%s\nwant nothing while the file has its name", out)
	}
	if err := os.Rename(file, strings.Replace(file, "no-receipt", "without-slip", 1)); err != nil {
		t.Fatal(err)
	}
	// Other assets that lead on to the file under its old name have a fault now, which is not the matter here.
	_, checked := w.checks()
	if want := updated + ": " + words + ", and 1 lesson is kept for it; if it is refunds/without-slip now"; !strings.Contains(checked, want) {
		t.Errorf("check says\n%s\nwant %q", checked, want)
	}
	if _, other := w.checks(w.libraryDir()); strings.Contains(other, words) {
		t.Errorf("check of a directory says\n%s\nwant nothing: it need not be all of the library", other)
	}
}
