package intake

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

const (
	stagePrefix = ".import-"
	stageLock   = "lock"
)

// A stage is the hidden folder in which an import writes its files before it gives them their names. It is
// locked as long as the import runs: one that is not locked was left by an import that was ended.
type stage struct {
	dir  string
	lock *flock.Flock
}

func newStage(in string) (stage, error) {
	dir, err := os.MkdirTemp(in, stagePrefix)
	if err != nil {
		return stage{}, err
	}
	s := stage{dir, flock.New(filepath.Join(dir, stageLock))}
	if _, err := s.lock.TryLock(); err != nil {
		return stage{}, errors.Join(err, s.remove())
	}
	return s, nil
}

func (s stage) file(i int) string { return filepath.Join(s.dir, fmt.Sprint(i)) }

func (s stage) remove() error { return errors.Join(s.lock.Close(), os.RemoveAll(s.dir)) }

// stagesIn are the folders of imports in dir, whether they run or not. What cannot be read has none: whoever
// writes there next says why.
func stagesIn(dir string) (all []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), stagePrefix) {
			all = append(all, filepath.Join(dir, e.Name()))
		}
	}
	return all
}

// left are the folders of imports that were ended before they could undo what they did, each locked.
type left []stage

func leftIn(dir string) (all left) {
	for _, found := range stagesIn(dir) {
		s := stage{found, flock.New(filepath.Join(found, stageLock))}
		// What another user left is none of ours, and what matters of it stands against Write by itself.
		if mine, err := s.lock.TryLock(); err == nil && mine {
			all = append(all, s)
		}
	}
	return all
}

// release unlocks the folders, and removes them when they are not needed any more. As long as files of that
// import are there which no other has taken over, they are.
func (l left) release(done bool) error {
	var errs []error
	for _, s := range l {
		if done {
			errs = append(errs, s.remove())
		} else {
			errs = append(errs, s.lock.Close())
		}
	}
	return errors.Join(errs...)
}

// holds reports whether a file has that text already.
func holds(path string, text []byte) bool {
	b, err := os.ReadFile(path)
	return err == nil && bytes.Equal(b, text)
}
