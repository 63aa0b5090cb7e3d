package intake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"howto/search"
)

// Check reports what in dir stands against writing the files that were read from name: an asset that
// is there already, and follow-ups that name no asset, new or there. What an import that was cut short left
// there does not stand against it. Nothing is changed.
func Check(dir, name string, files []File) (faults []search.Fault) {
	cut := len(stagesIn(dir)) > 0
	written := map[string]bool{}
	for _, f := range files {
		written[f.ID] = true
	}
	for _, f := range files {
		fault := func(format string, args ...any) {
			faults = append(faults, search.Fault{File: name, Line: f.Line, Text: fmt.Sprintf(format, args...)})
		}
		if _, err := os.Lstat(target(dir, f.ID)); err == nil && (!cut || !holds(target(dir, f.ID), f.Text)) {
			fault("%s is there already: it is never overwritten", target(dir, f.ID))
		}
		for _, id := range f.next {
			if _, err := os.Stat(target(dir, id)); err != nil && !written[id] {
				fault("next %q names no asset", id)
			}
		}
	}
	return faults
}

func target(dir, id string) string { return filepath.Join(dir, filepath.FromSlash(id)+".md") }

// Write puts the files into dir, which is made if need be: all of them, or none and an error. They are
// written to a hidden folder in dir first and then given their names, so that a bot which follows dir
// never reads half a file. A file that is there already is an error, even if it came after [Check], unless
// it is what an import that was cut short left there. Once ctx is done, Write undoes what it did.
func Write(ctx context.Context, dir string, files []File) (err error) {
	u := undo{}
	defer func() {
		if err != nil {
			err = fmt.Errorf("import into %s: %w", dir, errors.Join(err, u.all()))
		}
	}()
	old := leftIn(dir)
	defer func() { err = errors.Join(err, old.release(err == nil)) }()
	if err := u.mkdir(dir); err != nil {
		return err
	}
	stage, err := newStage(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.remove()) }()
	for i, f := range files {
		if ctx.Err() != nil {
			return errStopped
		}
		if err := os.WriteFile(stage.file(i), f.Text, 0o644); err != nil {
			return err
		}
	}
	for i, f := range files {
		if ctx.Err() != nil {
			return errStopped
		}
		to := target(dir, f.ID)
		if len(old) > 0 && holds(to, f.Text) {
			continue
		}
		if err := u.mkdir(filepath.Dir(to)); err != nil {
			return err
		}
		if err := place(stage.file(i), to); err != nil {
			return err
		}
		u.made = append(u.made, to)
	}
	return nil
}

var errStopped = errors.New("stopped: nothing was written")

// place gives a file its name unless the name is taken. A link is refused when it is; not every file
// system has links.
func place(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s is there already", to)
	}
	return os.Rename(from, to)
}

// undo is what was made, in order.
type undo struct{ made []string }

// mkdir makes a folder and those above it that are missing.
func (u *undo) mkdir(dir string) error {
	var missing []string
	for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
		if _, err := os.Stat(d); err == nil || d == filepath.Dir(d) {
			break
		}
		missing = append(missing, d)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		if err := os.Mkdir(missing[i], 0o755); err != nil {
			return err
		}
		u.made = append(u.made, missing[i])
	}
	return nil
}

// all removes everything, the last first. A folder that somebody else has used meanwhile is left.
func (u *undo) all() error {
	var errs []error
	for i := len(u.made) - 1; i >= 0; i-- {
		err := os.Remove(u.made[i])
		if err != nil && !strings.HasSuffix(u.made[i], ".md") {
			continue
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
