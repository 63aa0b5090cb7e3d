package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"howto/outcome"
	"howto/store"
)

// large makes the database so large that copying it takes long enough for others to write meanwhile.
func large(t *testing.T, b *bench) {
	t.Helper()
	asks := 40_000
	if raceEnabled {
		asks = 8_000
	}
	force(t, b, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < `+strconv.Itoa(asks)+`)
		INSERT INTO asks (id, who, question, at, door, team, channel, thread, hits, shown, confidence, case_id, closed, closed_at)
		SELECT hex(randomblob(8)) || i, 'p_' || (i % 500), hex(randomblob(200)), i, '', 'payments', '', '', '[]', 0, '', '', '', 0 FROM n`)
}

// A writer keeps one ask after the other, as fast as it can.
type writer struct {
	kept atomic.Int64 // how many were acknowledged: w0, w1, ...
	stop func()
}

func writing(t *testing.T, b *bench) *writer {
	t.Helper()
	w := &writer{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	w.stop = func() { cancel(); <-done }
	go func() {
		defer close(done)
		for n := 0; ctx.Err() == nil; n++ {
			user := fmt.Sprint("U0P", n%50)
			a := outcome.Ask{ID: fmt.Sprint("w", n), User: user, Team: "payments", Text: strings.Repeat("question ", 40), At: b.Now()}
			entries := []outcome.Entry{{Kind: outcome.Asked, Who: user}, {Kind: outcome.Served, Asset: "x"}}
			if _, err := b.Record(context.WithoutCancel(ctx), fmt.Sprint("k", n), &a, entries, nil); err != nil {
				t.Error(err)
				return
			}
			w.kept.Add(1)
		}
	}()
	return w
}

// restore puts a copy in the place of the database, as docs/operating.md says.
func restore(t *testing.T, b *bench, file string) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(filepath.Join(b.options.Dir, "howto.db"), raw, 0o600)
	}
	for _, end := range []string{"-wal", "-shm"} {
		if gone := os.Remove(filepath.Join(b.options.Dir, "howto.db"+end)); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	b.Store = b.again(t)
}

// names are the files of a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestABackupMadeWhileOthersWriteIsWholeAndHoldsAllThatWasThere(t *testing.T) {
	b := onFile(t)
	large(t, b)
	opened(t, b.Store, "amira1")
	w := writing(t, b)
	to := filepath.Join(t.TempDir(), "copy.db")
	for w.kept.Load() < 20 {
		runtime.Gosched()
	}
	before := w.kept.Load()
	size, err := store.Backup(t.Context(), b.options, to)
	after := w.kept.Load()
	w.stop()
	info, errInfo := os.Stat(to)
	if err := errors.Join(err, errInfo); err != nil || info.Size() != size || info.Mode().Perm() != 0o600 {
		t.Fatalf("Backup = %d, %v, and the file is %+v; want one of that size for its owner alone", size, err, info)
	}
	if got, want := names(t, filepath.Dir(to)), []string{"copy.db"}; !slices.Equal(got, want) {
		t.Errorf("the folder has %q, want %q", got, want)
	}
	if after <= before {
		t.Errorf("%d asks were kept before the copy and %d after it, want some meanwhile", before, after)
	}
	if _, err := b.Forget(t.Context(), "U0AMIRA"); err != nil {
		t.Fatal(err)
	}
	restore(t, b, to)
	if said, err := b.Texts(t.Context(), `PRAGMA integrity_check`); err != nil || !slices.Equal(said, []string{"ok"}) {
		t.Errorf("integrity_check of what was restored = %q, %v; want ok", said, err)
	}
	for n := range before {
		if _, err := b.Ask(t.Context(), fmt.Sprint("w", n)); err != nil {
			t.Fatalf("ask %d of %d that were acknowledged before the copy: %v", n, before, err)
		}
	}
	if held, err := b.HowMuch(t.Context(), "U0AMIRA"); err != nil || len(held) != 0 {
		t.Errorf("of somebody who was forgotten after the copy %+v is kept, %v; want nothing", held, err)
	}
	if _, err := b.Record(t.Context(), "", &outcome.Ask{ID: "new", User: "U0P1", At: b.Now()}, nil, nil); err != nil {
		t.Errorf("what was restored takes no ask: %v", err)
	}
}

func TestABackupNeverTakesThePlaceOfAFile(t *testing.T) {
	b := onFile(t)
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(to, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Backup(t.Context(), b.options, to)
	wantErr(t, err, to, "there is a file of that name already")
	if raw, err := os.ReadFile(to); err != nil || string(raw) != "mine" {
		t.Errorf("the file holds %q, %v; want it untouched", raw, err)
	}
	if got := names(t, filepath.Dir(to)); len(got) != 1 {
		t.Errorf("the folder has %q, want the file alone", got)
	}
}

func TestABackupThatIsInterruptedLeavesNothing(t *testing.T) {
	b := onFile(t)
	large(t, b)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { // as soon as the copy has begun
		for ctx.Err() == nil {
			entries, _ := os.ReadDir(dir)
			for _, e := range entries {
				if info, err := e.Info(); err == nil && info.Size() > 0 {
					cancel()
				}
			}
		}
	}()
	if _, err := store.Backup(ctx, b.options, filepath.Join(dir, "copy.db")); err == nil {
		t.Error("no error of a copy that was interrupted")
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("the folder has %q, want nothing", got)
	}
}

func TestABackupOfWhatCannotBeReadSaysSoAndLeavesNothing(t *testing.T) {
	damaged := onFile(t)
	large(t, damaged)
	if err := damaged.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(damaged.options.Dir, "howto.db")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for at := len(raw) / 2; at < len(raw)/2+64<<10; at++ {
		raw[at] = 0xa5
	}
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	empty, bare := store.Options{Dir: t.TempDir()}, store.Options{Dir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(empty.Dir, "howto.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tables := open(t, bare)
	if err := errors.Join(tables.Exec(t.Context(), `DELETE FROM meta`), tables.Close()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		from store.Options
		to   string
		want []string
	}{
		{"empty", empty, "copy.db", []string{"copy.db: there is nothing in the database; is data.dir right?"}},
		{"nothing but tables", bare, "copy.db", []string{"copy.db: there is nothing in the database; is data.dir right?"}},
		{"none", store.Options{Dir: t.TempDir()}, "copy.db", []string{"run `howto serve` or `howto demo` first"}},
		{"damaged", damaged.options, "copy.db", []string{"the file is damaged: restore a backup"}},
		{"no folder", onFile(t).options, "no/copy.db", []string{"no/copy.db", "cannot write to its folder", "no such file"}},
		{"PostgreSQL", store.Options{URL: "postgres://localhost/howto", Dir: t.TempDir()}, "copy.db", []string{"pg_dump"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := store.Backup(t.Context(), c.from, filepath.Join(dir, c.to))
			wantErr(t, err, c.want...)
			if got := names(t, dir); len(got) != 0 {
				t.Errorf("the folder has %q, want nothing", got)
			}
		})
	}
}
