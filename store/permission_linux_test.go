package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"howto/store"
)

// nobody is a user without rights, and its group.
const nobody = 65534

// asNobody opens a database for reading as a user who may read and write only what everybody may, if the
// test runs as root. The thread that it does it on is given up.
func asNobody(t *testing.T, dir string) error {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		if os.Getuid() == 0 {
			if err := syscall.Setfsuid(nobody); err != nil {
				done <- err
				return
			}
		}
		s, err := store.OpenReadOnly(t.Context(), store.Options{Dir: dir})
		if err == nil {
			err = s.Close()
		}
		done <- err
	}()
	return <-done
}

// closed is a data directory with a sound database, which its owner alone may get to with that mode.
func closed(t *testing.T, mode os.FileMode) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := open(t, store.Options{Dir: dir}).Close(); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]os.FileMode{filepath.Dir(filepath.Dir(dir)): 0o755,
		filepath.Dir(dir): 0o755, dir: mode} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := os.Chmod(dir, 0o700); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestADatabaseThatMayNotBeReadIsNotTakenForOneThatIsNotThere(t *testing.T) {
	dir := closed(t, 0o000)
	wantErr(t, asNobody(t, dir), "not allowed to read "+filepath.Join(dir, "howto.db"), "run as the user who runs the bot")
}

func TestOnlyADamagedDatabaseIsWorthABackup(t *testing.T) {
	dir := closed(t, 0o555)
	for name, mode := range map[string]os.FileMode{"unreadable": 0o600, "readable": 0o644} {
		t.Run(name, func(t *testing.T) {
			if err := os.Chmod(filepath.Join(dir, "howto.db"), mode); err != nil {
				t.Fatal(err)
			}
			err := asNobody(t, dir)
			wantErr(t, err, "cannot open the database", "may not read and write in "+dir)
			if strings.Contains(err.Error(), "backup") {
				t.Errorf("%v, want no word of a backup", err)
			}
		})
	}
	path := filepath.Join(dir, "howto.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database. ", 1000)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil { // to write a file leaves the mode it had
		t.Fatal(err)
	}
	wantErr(t, asNobody(t, dir), "cannot open the database", "restore a backup")
}

func TestWhatRootForgetsTheBotCanStillRead(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can do something as another user")
	}
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, store.Options{Dir: dir})
	for _, name := range []string{"forgotten", "forgotten.lock"} { // root makes both
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(all, dir) {
		if err := os.Chown(path, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	for _, user := range []string{"U1", "U2"} { // the second time the file is there
		ask(t, s, "a"+user)
		if _, err := s.Forget(t.Context(), user); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"forgotten", "forgotten.lock"} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			of := info.Sys().(*syscall.Stat_t)
			if of.Uid != nobody || of.Gid != nobody || info.Mode().Perm() != 0o600 {
				t.Errorf("after %s %s is of %d:%d with mode %04o, want %d:%d and 0600", user, name, of.Uid, of.Gid,
					info.Mode().Perm(), nobody, nobody)
			}
		}
	}
}
