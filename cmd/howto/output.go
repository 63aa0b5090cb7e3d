package main

import (
	"errors"
	"io"
	"sync"

	"github.com/spf13/cobra"
)

// An output is what a command prints on. It remembers the first fault, so that a command need not look at
// each line that it prints.
type output struct {
	w io.Writer

	mu  sync.Mutex // the demo and its bot print beside each other
	err error
}

// Write prints p.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.err == nil {
			o.err = err
		}
	}
	return n, err
}

// fault is the first thing that could not be printed, as on a full disk; nil when all was.
func (o *output) fault() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// watch has each command below cmd, and cmd itself, fail when not all was printed. What --help alone prints
// cannot fail: cobra runs no command for it.
func (o *output) watch(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		o.watch(c)
	}
	run, runSure := cmd.RunE, cmd.Run
	if run == nil && runSure == nil {
		return
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if run != nil {
			err = run(cmd, args)
		} else {
			runSure(cmd, args)
		}
		if fault := o.fault(); fault != nil && (err == nil || errors.Is(err, errSaid)) {
			return fault
		}
		return err
	}
}
