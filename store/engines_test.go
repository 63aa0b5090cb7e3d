package store_test

import (
	"bufio"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"howto/store"
)

// cluster is the PostgreSQL that TestMain started for this run, or why there is none.
var cluster struct {
	dir     string // the socket is in it
	missing string
	made    atomic.Int64
}

func TestMain(m *testing.M) {
	if os.Getenv(childDir) != "" {
		os.Exit(m.Run()) // its parent has the cluster
	}
	// Each step of a course is a commit on a real disk.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	stop, err := startCluster()
	if err != nil {
		fmt.Fprintln(os.Stderr, "store: private PostgreSQL:", err)
		os.Exit(1)
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// clusterScript makes a PostgreSQL of its own: in directory $2, on a socket, without TCP, and
// without waiting for the disk. It ends and removes it when its input ends, which it does even when
// the tests are killed.
const clusterScript = `
	trap '' INT TERM HUP
	cd "$2" || exit 1
	{ "$1/initdb" -D data -U howto -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
		"$1/pg_ctl" -D data -w -l log start \
			-o "-c listen_addresses='' -c fsync=off -c max_connections=200 -k '$2'"
	} >setup 2>&1 && echo ready || { cat setup; cd / && rm -rf "$2"; exit 1; }
	read -r line
	"$1/pg_ctl" -D data -m immediate stop >/dev/null 2>&1
	cd / && rm -rf "$2"`

func startCluster() (stop func(), err error) {
	bin := postgresBin()
	if bin == "" {
		cluster.missing = "no initdb, pg_ctl and postgres in PATH or /usr/lib/postgresql"
		return func() {}, nil
	}
	dir, err := os.MkdirTemp("", "howto-pg")
	if err != nil {
		return nil, err
	}
	args := []string{"sh", "-c", clusterScript, "sh", bin, dir}
	if os.Getuid() == 0 {
		// PostgreSQL refuses to run as root; its package made a user for it.
		if out, err := exec.Command("chown", "postgres:", dir).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("chown: %w: %s", err, out)
		}
		args = append([]string{"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"},
			args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		return nil, err
	}
	stop = func() {
		in.Close()
		// The script's last word is the exit status of rm; the next run does not depend on it.
		_ = cmd.Wait()
	}
	lines, said := bufio.NewScanner(out), ""
	for lines.Scan() {
		if lines.Text() == "ready" {
			cluster.dir = dir
			return stop, nil
		}
		said += lines.Text() + "\n"
	}
	stop()
	return nil, errors.New(said)
}

func postgresBin() string {
	var dirs []string
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	installed, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, dir := range append(dirs, installed...) {
		if hasAll(dir, "initdb", "pg_ctl", "postgres") {
			return dir
		}
	}
	return ""
}

func hasAll(dir string, names ...string) bool {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// newDatabase makes a database of its own for t and returns its address.
func newDatabase(t *testing.T) string {
	t.Helper()
	if cluster.missing != "" {
		if os.Getenv("HOWTO_TEST_ALL") == "1" {
			t.Fatalf("PostgreSQL: %s", cluster.missing)
		}
		t.Skipf("not run on PostgreSQL: %s", cluster.missing)
	}
	admin, err := sql.Open("pgx", clusterURL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := fmt.Sprintf("t%d", cluster.made.Add(1))
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return clusterURL(name)
}

func clusterURL(name string) string {
	return "postgres://howto@/" + name + "?host=" + url.QueryEscape(cluster.dir)
}

// A clock is set by hand.
type clock struct{ ms atomic.Int64 }

func (c *clock) Now() time.Time          { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// start is the Monday on which these tests play.
var start = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// A bench is an empty database of one engine, with the clock that its stores go by.
type bench struct {
	*store.Store
	clock   *clock
	options store.Options
}

// engines runs f once on each engine, each time with an empty database.
func engines(t *testing.T, f func(t *testing.T, b *bench)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			o := store.Options{Dir: t.TempDir()}
			if engine == "postgres" {
				o.URL = newDatabase(t)
			}
			c := &clock{}
			c.ms.Store(start.UnixMilli())
			o.Now = c.Now
			b := &bench{Store: open(t, o), clock: c, options: o}
			if b.Engine() != engine {
				t.Fatalf("Engine() = %q, want %q", b.Engine(), engine)
			}
			f(t, b)
		})
	}
}

func open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// again opens the same database a second time, as another process would.
func (b *bench) again(t *testing.T) *store.Store {
	t.Helper()
	return open(t, b.options)
}

func wantErr(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q, want it to contain %q", err, part)
		}
	}
}
