package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"howto/store"
)

func TestAProbeTellsWhetherAnythingCanBeStored(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for range 2 {
			if err := b.Probe(t.Context()); err != nil {
				t.Errorf("Probe = %v, want none", err)
			}
		}
		s, err := store.OpenReadOnly(t.Context(), b.options)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Probe(t.Context()), s.Close()); err == nil {
			t.Error("Probe of a database that takes no writes = nil, want an error")
		}
	})
}

func TestAProbeFindsThatTheFileIsGoneOrAnother(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a file that is open cannot be removed there")
	}
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	path := filepath.Join(dir, "howto.db")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	wantErr(t, s.Probe(t.Context()), path, "no longer the file that is open")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantErr(t, s.Probe(t.Context()), path, "no longer the file that is open")
}
