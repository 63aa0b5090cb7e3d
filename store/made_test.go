package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/store"
)

func TestADatabaseThatIsMadeSaysSoAndWarnsBesideAnOlderKey(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		// The database is moved away, or another and empty one is named; the key stays.
		elsewhere := b.options
		if b.options.URL != "" {
			elsewhere.URL = newDatabase(t)
		}
		said := func(o store.Options) (text string) {
			var log bytes.Buffer
			o.Log = slog.New(slog.NewTextHandler(&log, nil))
			s := open(t, o)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return log.String()
		}
		if got := said(b.options); got != "" {
			t.Errorf("a database that is there is opened with %q, want nothing said", got)
		}
		fresh := store.Options{Dir: t.TempDir()}
		if got := said(fresh); !strings.Contains(got, "database made") || strings.Contains(got, "WARN") {
			t.Errorf("a new installation begins with %q, want \"database made\" and no warning", got)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		if b.options.URL == "" {
			for _, name := range []string{"howto.db", "howto.db-wal", "howto.db-shm"} {
				gone := os.Rename(filepath.Join(b.options.Dir, name), filepath.Join(t.TempDir(), name))
				if gone != nil && !errors.Is(gone, fs.ErrNotExist) {
					t.Fatal(gone)
				}
			}
		}
		got := said(elsewhere)
		for _, want := range []string{"level=INFO msg=\"database made\"", "level=WARN", "restore a backup", b.options.Dir} {
			if !strings.Contains(got, want) {
				t.Errorf("an empty database beside an older key begins with %q, want %q in it", got, want)
			}
		}
		if got := said(elsewhere); got != "" {
			t.Errorf("its second start says %q, want nothing", got)
		}
	})
}
