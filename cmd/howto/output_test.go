package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

var errFull = errors.New("no space left on device")

// full is a disk on which nothing can be written.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWhatCannotBePrintedIsAFault(t *testing.T) {
	conf := filepath.Join(t.TempDir(), "howto.yaml")
	if err := os.WriteFile(conf, []byte(rotaConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{}, {"help"}, {"help", "ask"}, {"oncall"}, {"oncall", "--days", "30"}, {"version"},
		{"check", libraryDir(t)}} {
		var errs bytes.Buffer
		status := run(t.Context(), append(args, "--config", conf), program{out: full{}, err: &errs, env: env()})
		if want := "howto: " + errFull.Error() + "\n"; status != statusFault || errs.String() != want {
			t.Errorf("%v: status %d, %q; want %d, %q", args, status, errs.String(), statusFault, want)
		}
	}
}

func TestATerminalIsGivenNoControlCharacters(t *testing.T) {
	const text = "1. Clean \x1b]0;pwn\a \u009b2J\ttill\r\n2. Größe\xc3"
	for terminal, want := range map[bool]string{false: text, true: "1. Clean �]0;pwn� �2J\ttill\r\n2. Größe\xc3"} {
		var b bytes.Buffer
		n, err := (&output{w: &b, terminal: terminal}).Write([]byte(text))
		if n != len(text) || err != nil || b.String() != want {
			t.Errorf("terminal %v: %d, %v, %q; want %d and %q", terminal, n, err, b.String(), len(text), want)
		}
	}
}
