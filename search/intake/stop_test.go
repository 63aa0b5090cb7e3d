package intake_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/search/intake"
)

// A stopping context is done once it was asked so many times.
type stopping struct {
	context.Context
	left *int
}

func (s stopping) Err() error {
	if *s.left--; *s.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestAnImportThatIsStoppedUndoesWhatItDid(t *testing.T) {
	files := read(t, "x.jsonl", `{"id":"new/a","title":"A","body":"a"}`+"\n"+`{"id":"b","title":"B","body":"b"}`)
	for after := range 4 {
		dir := filepath.Join(t.TempDir(), "library")
		err := intake.Write(stopping{t.Context(), &after}, dir, files)
		if err == nil || !strings.HasSuffix(err.Error(), "stopped: nothing was written") {
			t.Errorf("stopped after %d steps: %v, want one sentence", after, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("stopped after %d steps, %s is there, want nothing left", after, dir)
		}
	}
}

func TestWhatAnImportThatWasEndedLeftDoesNotStandInTheWay(t *testing.T) {
	files := read(t, "x.jsonl", `{"id":"a","title":"A","body":"a"}`+"\n"+`{"id":"b","title":"B","body":"b"}`)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".import-123"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.md"), files[0].Text, 0o600); err != nil {
		t.Fatal(err)
	}
	if faults := intake.Check(dir, "x.jsonl", files); len(faults) > 0 {
		t.Errorf("faults %v, want none", faults)
	}
	if err := intake.Write(t.Context(), dir, files); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 {
		t.Errorf("the folder holds %v, want a.md and b.md alone", entries)
	}
	if faults := intake.Check(dir, "x.jsonl", files); len(faults) != 2 {
		t.Errorf("faults %v of the next import, want that both are there", faults)
	}
	if err := intake.Write(t.Context(), dir, files); err == nil {
		t.Error("the next import is no error although both are there with the same text, want one")
	}
}

func TestAFileWithAnotherTextStandsAgainstAnImportBesideOneThatWasEnded(t *testing.T) {
	files := read(t, "x.jsonl", `{"id":"a","title":"A","body":"a"}`)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".import-123"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if faults := intake.Check(dir, "x.jsonl", files); len(faults) != 1 {
		t.Errorf("faults %v, want one", faults)
	}
	if err := intake.Write(t.Context(), dir, files); err == nil {
		t.Error("Write is no error, want one")
	}
	if b, err := os.ReadFile(filepath.Join(dir, "a.md")); err != nil || string(b) != "mine" {
		t.Errorf("a.md reads %q, %v; want it untouched", b, err)
	}
}
