package search_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"howto/search"
	"howto/search/searchtest"
)

// indexFiles lists the files of the one index in dir.
func indexFiles(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// reopen opens the index of shop in dir, asks it something and closes it again.
func reopen(t *testing.T, dir string) (rebuilt string) {
	t.Helper()
	x, err := search.Open(t.Context(), search.NewLibrary(shop()...), search.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if got := first(find(t, x, "refund a card payment")); got != "refund" {
		t.Errorf("found %q, want %q", got, "refund")
	}
	return x.Rebuilt()
}

func TestIndexOnDiskIsOpenedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	if got := reopen(t, dir); !strings.Contains(got, "there was none") {
		t.Errorf("first: rebuilt %q, want that there was none", got)
	}
	if got := reopen(t, dir); got != "" {
		t.Errorf("again: rebuilt %q, want it opened as it was", got)
	}
}

func TestIndexOfAnotherLibraryIsReplaced(t *testing.T) {
	dir := t.TempDir()
	reopen(t, dir)
	x := open(t, shop()[:3], search.Options{Dir: dir})
	if x.Rebuilt() == "" || x.Len() != 3 {
		t.Errorf("rebuilt %q with %d assets, want a new one with 3", x.Rebuilt(), x.Len())
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d entries in the cache (%v), want the new index alone", len(entries), err)
	}
}

func TestDamagedIndexIsRebuilt(t *testing.T) {
	damages := map[string]func(path string) error{
		"deleted":   os.Remove,
		"truncated": func(path string) error { return os.Truncate(path, 1) },
		"flipped":   func(path string) error { return flip(path, 0) },
		"no folder": func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
	}
	dir := t.TempDir()
	reopen(t, dir)
	kinds := map[string]bool{}
	for i := range len(indexFiles(t, dir)) {
		for name, damage := range damages {
			path := indexFiles(t, dir)[i]
			kinds[filepath.Ext(path)] = true
			if err := damage(path); err != nil {
				t.Fatal(err)
			}
			if got := reopen(t, dir); got == "" {
				t.Errorf("%s %s: opened as if nothing had happened", path, name)
			}
		}
	}
	if !kinds[".zap"] || !kinds[".bolt"] {
		t.Errorf("damaged only %v, want a segment and the root among them", kinds)
	}
}

func TestRandomDamageNeverStopsTheStart(t *testing.T) {
	dir, r := t.TempDir(), rand.New(rand.NewPCG(3, 5))
	reopen(t, dir)
	for range 40 {
		files := indexFiles(t, dir)
		path := files[r.IntN(len(files))]
		if err := flip(path, r.Int64()); err != nil {
			t.Fatal(err)
		}
		if got := reopen(t, dir); got == "" {
			t.Errorf("%s: a changed bit was not noticed", path)
		}
	}
}

// flip changes one bit of a file.
func flip(path string, seed int64) error {
	b, err := os.ReadFile(path)
	if err != nil || len(b) == 0 {
		return errors.Join(err, os.WriteFile(path, []byte{1}, 0o600))
	}
	b[int(seed%int64(len(b)))] ^= 1 << (seed % 8)
	return os.WriteFile(path, b, 0o600)
}

func TestLockedIndexIsRebuiltInTime(t *testing.T) {
	dir := t.TempDir()
	reopen(t, dir)
	files := indexFiles(t, dir)
	root := files[slices.IndexFunc(files, func(f string) bool {
		return filepath.Base(f) == "root.bolt"
	})]
	db, err := bbolt.Open(root, 0o600, &bbolt.Options{NoFreelistSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if got := reopen(t, dir); got == "" {
		t.Error("opened an index that another process holds")
	}
}

func TestSeveralProcessesMayReadOneIndex(t *testing.T) {
	dir := t.TempDir()
	one := open(t, shop(), search.Options{Dir: dir})
	two := open(t, shop(), search.Options{Dir: dir})
	if two.Rebuilt() != "" {
		t.Errorf("second rebuilt: %q", two.Rebuilt())
	}
	for _, x := range []*search.Index{one, two} {
		if got := first(find(t, x, "vpn")); got != "vpn" {
			t.Errorf("found %q, want vpn", got)
		}
	}
}

func TestSeveralProcessesMayBuildAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			x, err := search.Open(t.Context(), search.NewLibrary(shop()...), search.Options{Dir: dir})
			if err != nil {
				t.Error(err)
				return
			}
			defer x.Close()
			if got := first(find(t, x, "vpn")); got != "vpn" {
				t.Errorf("found %q, want vpn", got)
			}
		})
	}
	wg.Wait()
}

func TestOnlyTheFolderThatWasTriedIsDeleted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "idx")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	tried, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	// Kept under another name, so that the new folder cannot get its number.
	if err := errors.Join(os.Rename(path, path+".old"), os.Mkdir(path, 0o700)); err != nil {
		t.Fatal(err)
	}
	for name, was := range map[string]fs.FileInfo{"nothing": nil, "another": tried} {
		if err := search.RemoveSame(path, was); err != nil {
			t.Errorf("%s was tried: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s was tried, and the index is gone: %v", name, err)
		}
	}
	if err := search.RemoveSame(path+".old", tried); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path + ".old"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder that was tried: %v, want it gone", err)
	}
}

func TestMemoryAndDiskAgree(t *testing.T) {
	w := searchtest.New(300)
	disk := open(t, w.Assets, search.Options{Dir: t.TempDir()})
	memory := open(t, w.Assets, search.Options{})
	for _, q := range w.Questions[:50] {
		a, b := find(t, disk, q, "C3"), find(t, memory, q, "C3")
		if a.Explain() != b.Explain() {
			t.Fatalf("Find(%q) on disk:\n%s\nin memory:\n%s", q, a.Explain(), b.Explain())
		}
	}
}

func TestProgressEndsWithTheTotal(t *testing.T) {
	var steps []string
	open(t, searchtest.New(1100).Assets, search.Options{Dir: t.TempDir(), Progress: func(done, total int) {
		steps = append(steps, fmt.Sprintf("%d/%d", done, total))
	}})
	if got, want := strings.Join(steps, " "), "500/1100 1000/1100 1100/1100"; got != want {
		t.Errorf("progress %q, want %q", got, want)
	}
}

func TestIndexIsKeptInMemoryWhereNothingCanBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	x := open(t, shop(), search.Options{Dir: file})
	if got := first(find(t, x, "vpn")); got != "vpn" {
		t.Errorf("found %q, want vpn", got)
	}
	if got := x.Rebuilt(); !strings.Contains(got, "could not be kept on disk") {
		t.Errorf("rebuilt %q, want that it could not be kept", got)
	}
}

func TestOpenEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	lib := search.NewLibrary(shop()...)
	_, err := search.Open(ctx, lib, search.Options{Dir: t.TempDir()})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

func TestEmptyLibraryFindsNothing(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		x := open(t, nil, search.Options{Dir: dir})
		if m := find(t, x, "refund"); len(m.Hits) != 0 || m.Confidence != search.None {
			t.Errorf("dir %q: %d hits, %v", dir, len(m.Hits), m.Confidence)
		}
	}
}

func TestTheFormatNamesTheBleveThatWrites(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(mod), "github.com/blevesearch/bleve/v2 v")
	version, _, _ := strings.Cut(rest, "\n")
	if version = strings.TrimSpace(version); version == "" || !strings.HasSuffix(search.IndexFormat, " bleve-"+version) {
		t.Errorf("the format is %q, want it to name Bleve %q of go.mod: another may not read what this one wrote",
			search.IndexFormat, version)
	}
}
