package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// runAsNobody runs a command as a user who may read and write only what everybody may, if the tests run as
// root. The thread that it runs on is given up.
func runAsNobody(t *testing.T, args ...string) ran {
	t.Helper()
	done := make(chan ran)
	go func() {
		runtime.LockOSThread()
		if os.Getuid() == 0 {
			if err := syscall.Setfsuid(65534); err != nil {
				t.Error(err)
			}
		}
		var out, errs bytes.Buffer
		status := run(t.Context(), args, program{out: &out, err: &errs, env: env()})
		done <- ran{status, out.String(), errs.String()}
	}()
	return <-done
}

func TestADatabaseThatMayNotBeReadIsSaidAndNotTakenForNone(t *testing.T) {
	dir := t.TempDir()
	data, conf := filepath.Join(dir, "data"), filepath.Join(dir, "howto.yaml")
	if err := os.WriteFile(conf, []byte(rotaConfig+"\ndata: {dir: "+data+"}\nslack: {api_url: \"http://127.0.0.1:1/api/\"}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(data, 0o000); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]os.FileMode{filepath.Dir(dir): 0o755, dir: 0o755, conf: 0o644} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	want := "not allowed to read " + filepath.Join(data, "howto.db") + ": run as the user who runs the bot"
	r := runAsNobody(t, "oncall", "--config", conf)
	r.want(t, statusDone, "payments: ")
	if !strings.Contains(r.err, want) {
		t.Errorf("oncall says %q on standard error, want %q", r.err, want)
	}
	runAsNobody(t, "doctor", "--config", conf).want(t, statusFault, "MEND   database: "+want)
}
