package main

import (
	"errors"
	"fmt"
	"os"

	"howto/search/judge"
)

// A runFile is where the run of an evaluation will be. It is opened before anything is asked, so that a
// wrong path costs no time, and what it holds stays until there is something to write. Nil writes nothing.
type runFile struct {
	*os.File
	made    bool // by opening it
	written bool
}

// openRun opens the file of that name, if any is named.
func openRun(path string) (*runFile, error) {
	if path == "" {
		return nil, nil
	}
	made := !exists(path)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fmt.Errorf("write run: %w", err)
	}
	return &runFile{File: f, made: made}, nil
}

// write puts the results in the place of what the file holds.
func (r *runFile) write(results []judge.Result) error {
	if r == nil {
		return nil
	}
	r.written = true
	if info, err := r.Stat(); err != nil || info.Mode().IsRegular() {
		if err := errors.Join(err, r.Truncate(0)); err != nil {
			return fmt.Errorf("write run: %w", err)
		}
	}
	return judge.Write(r, results)
}

// close closes the file, and removes it if it was made in vain.
func (r *runFile) close() error {
	if r == nil {
		return nil
	}
	err := r.Close()
	if r.made && !r.written {
		err = errors.Join(err, os.Remove(r.Name()))
	}
	return err
}
