package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/sandbox"
	"howto/store"
)

func TestBackupCopiesBesideARunningBotAndNamesWhatElseToKeep(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket)
	w.say(amira, w.dm(amira), "", "refund without receipt")
	w.see(amira, w.dm(amira), "", "Refund a card payment without a receipt")
	w.howto("forget", ben, "--yes")
	file := filepath.Join(t.TempDir(), "copy.db")
	said := w.howto("backup", file)
	for _, want := range []string{file + ": the database, ", " MB, whole and checked\n", fmt.Sprintf("keep with it: %s and %s\n",
		filepath.Join(w.dir, "pseudonym.key"), filepath.Join(w.dir, "forgotten"))} {
		if !strings.Contains(said, want) {
			t.Errorf("backup says %q, want %q in it", said, want)
		}
	}
	conf, err := os.ReadFile(w.conf)
	if err != nil {
		t.Fatal(err)
	}
	runIn(t, string(conf), "backup", file).want(t, statusFault, file, "there is a file of that name already")
	// On another machine the copy and the files that were named are all that is needed.
	dir := t.TempDir()
	for from, to := range map[string]string{file: databaseFile, filepath.Join(w.dir, "pseudonym.key"): "pseudonym.key",
		filepath.Join(w.dir, "forgotten"): "forgotten"} {
		raw, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		w.write(filepath.Join(dir, to), string(raw))
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if asks, err := s.AsksOf(t.Context(), amira, 5); err != nil || len(asks) != 1 {
		t.Errorf("in the copy Amira has %d asks, %v; want the one that she made", len(asks), err)
	}
}

func TestBackupSaysWhatToDoWhereItCannot(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.db")
	conf := demoConfig + fmt.Sprintf("data: {dir: %q}\n", dir)
	runIn(t, conf, "backup", file).want(t, statusFault, "run `howto serve` or `howto demo` first")
	runIn(t, conf, "backup").want(t, statusUsage, "one file to write")
	runIn(t, conf+"store: {url: \"postgres://localhost/howto\"}\n", "backup", file).want(t, statusFault, "back it up with pg_dump")
	if exists(file) {
		t.Error("there is a file of no backup")
	}
}
