package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"howto/config"
)

// namesIn are what stands in a folder.
func namesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestADemoClearsItsOwnFolderAndNobodyElses(t *testing.T) {
	for _, c := range []struct {
		name        string
		files, left []string
		refused     bool
	}{
		{"an empty one", nil, []string{lockFile}, false},
		{"one of an earlier demo", []string{demoFile, "howto.db", "library"}, []string{lockFile}, false},
		{"one whose removal was interrupted", []string{demoFile}, []string{lockFile}, false},
		{"somebody's", []string{"thesis.txt"}, []string{lockFile, "thesis.txt"}, true},
		{"somebody's with a configuration", []string{"thesis.txt", "mine.yaml"},
			[]string{demoFile, lockFile, "thesis.txt"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range c.files {
				text := "mine"
				switch name {
				case demoFile:
					text = demoMark + "log: {}\n"
				case "mine.yaml":
					name = demoFile
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := freshData(dir); (err != nil) != c.refused {
				t.Errorf("freshData = %v, want an error: %t", err, c.refused)
			}
			if left := namesIn(t, dir); !slices.Equal(left, c.left) {
				t.Errorf("%v are left, want %v", left, c.left)
			}
		})
	}
}

func TestADemoOfALibraryThatItCannotServeLeavesTheLastDemoAlone(t *testing.T) {
	data := t.TempDir()
	dir := filepath.Join(data, demoDir)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, demoFile), []byte(demoMark), 0o600); err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf("data: {dir: %q}", data)
	runIn(t, conf, "demo", "--library", filepath.Join(data, "nosuch")).want(t, statusFault, "nosuch")
	runIn(t, conf, "demo", "--library", dir).want(t, statusFault, "copy it elsewhere first")
	if left := namesIn(t, dir); !slices.Equal(left, []string{demoFile}) {
		t.Errorf("%v are left, want what was there", left)
	}
}

func TestWhatTheDemoLeftIsNamedWhereNoDatabaseIs(t *testing.T) {
	data := t.TempDir()
	dir := filepath.Join(data, demoDir)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, databaseFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf("data: {dir: %q}\nteams: {pay: {channel: C0PAY, catch_all: true}}\n", data)
	runIn(t, conf, "export").want(t, statusFault, "--config "+filepath.Join(dir, demoFile))
}

func TestAYearThatWasNotWrittenToItsEndIsNotReadAsOne(t *testing.T) {
	data := t.TempDir()
	conf := filepath.Join(t.TempDir(), "howto.yaml")
	if err := os.WriteFile(conf, fmt.Appendf(nil, "data: {dir: %q}\n", data), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	errs, ended := newLines(), make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"demo", "--year", "--listen", "127.0.0.1:0", "--config", conf},
			program{out: io.Discard, err: errs, env: []string{"HOWTO_SEARCH_MEANING=" + config.MeaningOff}})
	}()
	wait, done := context.WithTimeout(t.Context(), patience)
	defer done()
	if _, err := errs.await(wait, "writing the year .* about a minute"); err != nil {
		t.Fatal(err)
	}
	set := fmt.Sprintf("data: {dir: %q}\n", data)
	runIn(t, set, "export").want(t, statusFault, "has not written all of its past")
	stop()
	if got := <-ended; got != statusFault {
		t.Errorf("a demo that was interrupted ends with %d, want %d:\n%s", got, statusFault, errs)
	}
	runIn(t, set, "export").want(t, statusFault, "has not written all of its past", "start it again")
	if err := freshData(filepath.Join(data, demoDir)); err != nil {
		t.Errorf("the next demo refuses what an interrupted one left: %v", err)
	}
}
