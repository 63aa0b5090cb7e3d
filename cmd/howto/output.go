package main

import (
	"errors"
	"io"
	"sync"
	"unicode/utf8"

	"howto/search"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// An output is what a command prints on. It remembers the first fault, so that a command need not look at
// each line that it prints. On a terminal it prints no control characters but those of plain text: what comes
// from assets and rows is other people's, and terminals obey.
type output struct {
	w        io.Writer
	terminal bool

	mu  sync.Mutex // the demo and its bot print beside each other
	err error
}

// Write prints p.
func (o *output) Write(p []byte) (int, error) {
	text := p
	if o.terminal {
		text = tame(p)
	}
	n, err := o.w.Write(text)
	if err == nil {
		return len(p), nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = err
	}
	return min(n, len(p)), err
}

// tame puts a replacement character for each control character that plain text does not need. Parts of a
// character, which a buffer may have cut, stay as they are.
func tame(p []byte) []byte {
	out := make([]byte, 0, len(p))
	for len(p) > 0 {
		c, n := utf8.DecodeRune(p)
		if search.Unprintable(c) {
			out = utf8.AppendRune(out, utf8.RuneError)
		} else {
			out = append(out, p[:n]...)
		}
		p = p[n:]
	}
	return out
}

// isTerminal reports whether somebody reads along.
func isTerminal(w io.Writer) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
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
