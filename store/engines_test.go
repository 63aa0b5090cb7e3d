package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
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
	stop, err := startCluster()
	if err != nil {
		fmt.Fprintln(os.Stderr, "store: private PostgreSQL:", err)
		os.Exit(1)
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// startCluster makes a PostgreSQL of its own: in a temporary directory, on a socket, without TCP,
// and without waiting for the disk.
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
	data := filepath.Join(dir, "data")
	ctl := filepath.Join(bin, "pg_ctl")
	remove := func() { os.RemoveAll(dir) }
	if err := giveToPostgres(dir); err != nil {
		remove()
		return nil, err
	}
	if err := asPostgres(filepath.Join(bin, "initdb"), "-D", data, "-U", "howto", "-A", "trust",
		"-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		remove()
		return nil, err
	}
	settings := "-c listen_addresses='' -c fsync=off -c max_connections=200 -k " + dir
	if err := asPostgres(ctl, "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", settings,
		"start"); err != nil {
		remove()
		return nil, err
	}
	cluster.dir = dir
	return func() {
		if err := asPostgres(ctl, "-D", data, "-m", "immediate", "stop"); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		remove()
	}, nil
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

// PostgreSQL refuses to run as root; then its programs run as the user that its package made.
func asPostgres(program string, args ...string) error {
	if os.Getuid() == 0 {
		args = append([]string{"--reuid=postgres", "--regid=postgres", "--clear-groups", "--",
			program}, args...)
		program = "setpriv"
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/"
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	// The server inherits the output; do not wait for it to end.
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		return fmt.Errorf("%s: %w\n%s", cmd, err, out.String())
	}
	return nil
}

func giveToPostgres(dir string) error {
	if os.Getuid() != 0 {
		return nil
	}
	out, err := exec.Command("chown", "postgres:postgres", dir).CombinedOutput()
	if err != nil {
		return fmt.Errorf("chown: %w: %s", err, out)
	}
	return nil
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
