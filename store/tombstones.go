package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"howto/outcome"

	"github.com/gofrs/flock"
)

const (
	// graveFile lists who was forgotten, in the data directory: a backup of the database that is older than
	// that does not know it.
	graveFile = "forgotten"
	// graveLock is held by whoever brings that file up to date. It is a file of its own, and stays: the other
	// is replaced each time.
	graveLock = "forgotten.lock"
	// graveAgain is how often somebody who waits for it tries.
	graveAgain = 5 * time.Millisecond
)

// A tombstone is who was forgotten, under a keyed mark, and until when in milliseconds.
type tombstone struct {
	mark string
	at   int64
}

const selectTombstones = `SELECT mark, at FROM tombstones ORDER BY mark`

func (s *Store) tombstones(ctx context.Context) (map[string]int64, error) {
	all, err := list(ctx, s.w, func(row scanner) (g tombstone, err error) {
		err = row.Scan(&g.mark, &g.at)
		return g, err
	}, selectTombstones)
	known := make(map[string]int64, len(all))
	for _, g := range all {
		known[g.mark] = g.at
	}
	return known, err
}

// engrave brings the file up to date: it holds all that the table holds, and what it held before. The
// file appears whole or not at all. One at a time does so, over all processes: with a table that was read
// before another's tombstone came, the file would be without it.
func (s *Store) engrave(ctx context.Context) (err error) {
	lock := flock.New(filepath.Join(s.dir, graveLock))
	if _, err := lock.TryLockContext(ctx, graveAgain); err != nil {
		return fmt.Errorf("who was forgotten, %s: %w", lock.Path(), plain(err))
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if err := likeKey(lock.Path()); err != nil {
		return fmt.Errorf("who was forgotten, %s: %w", lock.Path(), plain(err))
	}
	known, err := s.tombstones(ctx)
	if err != nil {
		return fmt.Errorf("tombstones: %w", err)
	}
	graves, err := readGraves(s.dir)
	if err != nil {
		return err
	}
	changed := false
	for mark, at := range known {
		if graves[mark] < at {
			graves[mark], changed = at, true
		}
	}
	if !changed {
		return nil
	}
	var text strings.Builder
	for mark, at := range graves {
		fmt.Fprintf(&text, "%s %d\n", mark, at)
	}
	return writeWhole(filepath.Join(s.dir, graveFile), text.String())
}

func writeWhole(path, text string) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*") // made with mode 0600
	if err != nil {
		return unwritable(dir, err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close(), likeKey(f.Name())); err != nil {
		return errors.Join(unwritable(dir, err), os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

// readGraves reads the file. A line that cannot be read is an error: to pass over it could bring
// somebody back.
func readGraves(dir string) (map[string]int64, error) {
	graves := map[string]int64{}
	path := filepath.Join(dir, graveFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return graves, nil
	}
	if err != nil {
		return nil, fmt.Errorf("who was forgotten, %s: %w", path, plain(err))
	}
	for i, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		mark, rest, _ := strings.Cut(line, " ")
		at, err := strconv.ParseInt(rest, 10, 64)
		if err != nil || len(mark) != 64 {
			return nil, fmt.Errorf("who was forgotten, %s: line %d cannot be read; put the file back "+
				"from another copy of the data directory, or take the line out", path, i+1)
		}
		graves[mark] = max(graves[mark], at)
	}
	return graves, nil
}

const (
	selectPeople   = `SELECT pseudonym, slack_id FROM people`
	selectHalfGone = `
	SELECT t.who, t.fresh, t.at, COALESCE((SELECT p.slack_id FROM people p WHERE p.pseudonym = t.who), '')
	FROM tombstones t WHERE t.fresh <> ''`
)

// lay finishes what was begun of forgetting people, and forgets again who is in the file and came back
// with a backup. Usually there is nothing to do but to read both lists.
func (s *Store) lay(ctx context.Context) error {
	if err := errors.Join(s.finish(ctx), s.layAgain(ctx)); err != nil {
		return fmt.Errorf("forget who was forgotten: %w", err)
	}
	return s.engrave(ctx)
}

// finish goes on with forgetting people where it was interrupted.
func (s *Store) finish(ctx context.Context) error {
	half, err := list(ctx, s.w, func(row scanner) (e erasure, err error) {
		var at int64
		err = row.Scan(&e.who, &e.fresh, &at, &e.user)
		e.until = fromMillis(at)
		return e, err
	}, selectHalfGone)
	if err != nil {
		return err
	}
	for _, e := range half {
		s.log.InfoContext(ctx, "forgetting somebody goes on where it was interrupted")
		_, err := s.erase(ctx, e)
		if err := s.excuse(ctx, err); err != nil {
			return err
		}
	}
	return nil
}

// excuse logs what keeps somebody from being forgotten again, and returns what the program cannot go on
// with. Going on is right: it is tried again, and a bot that does not start helps nobody.
func (s *Store) excuse(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, outcome.ErrHasCases):
		s.log.WarnContext(ctx, "somebody who was forgotten is back with a backup and has open cases")
	case errors.Is(err, ErrDamaged):
		s.log.ErrorContext(ctx, "somebody who was forgotten is back with a backup, or was interrupted, and cannot "+
			"be forgotten", "err", err)
	case isBusy(err) && ctx.Err() == nil:
		s.log.WarnContext(ctx, "somebody who was forgotten is not erased yet: the database is busy", "err", err)
	default:
		return err
	}
	return nil
}

func (s *Store) layAgain(ctx context.Context) error {
	graves, err := readGraves(s.dir)
	if err != nil || len(graves) == 0 {
		return err
	}
	known, err := s.tombstones(ctx)
	if err != nil {
		return err
	}
	for mark, at := range graves {
		if known[mark] >= at {
			delete(graves, mark)
		}
	}
	if len(graves) == 0 {
		return nil
	}
	people, err := list(ctx, s.w, func(row scanner) (e erasure, err error) {
		err = row.Scan(&e.who, &e.user)
		return e, err
	}, selectPeople)
	if err != nil {
		return err
	}
	for _, e := range people {
		at, buried := graves[s.grave(e.who)]
		if !buried {
			continue
		}
		e.until = fromMillis(at)
		_, err := s.forget(ctx, e)
		if err := s.excuse(ctx, err); err != nil {
			return err
		}
	}
	return nil
}
