package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"howto/search"
	"howto/store"
)

// furnished is a data directory in which the program has been once: a database with its key and no
// rows, and the index of the sample library. Copying it takes a tenth of the time that making it does.
var furnished = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(shared, "furnished")
	if err != nil {
		return "", err
	}
	ctx, lib := context.Background(), filepath.Join(dir, "library")
	err = unpack(lib)
	if err != nil {
		return "", err
	}
	s, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return "", err
	}
	live, err := search.Follow(ctx, []string{lib}, search.Options{Dir: filepath.Join(dir, indexDir)})
	if err != nil {
		return "", errors.Join(err, s.Close())
	}
	return dir, errors.Join(live.Close(), s.Close(), os.RemoveAll(lib))
})

// furnish makes dir a data directory in which the program has been once, unless it is one already.
func furnish(t *testing.T, dir string) {
	t.Helper()
	from, err := furnished()
	if err != nil {
		t.Fatal(err)
	}
	if exists(filepath.Join(dir, databaseFile)) {
		return
	}
	err = filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, infoErr := e.Info()
		rel, err := filepath.Rel(from, path)
		if err = errors.Join(err, infoErr); err != nil {
			return err
		}
		to := filepath.Join(dir, rel)
		if e.IsDir() {
			return os.MkdirAll(to, 0o700)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, raw, info.Mode().Perm()) // nobody else may read the key
	})
	if err != nil {
		t.Fatal(err)
	}
}
