package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	sqlitedriver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A dialect is one of the two engines, named as people know it.
type dialect string

const (
	sqlite   dialect = "sqlite"
	postgres dialect = "postgres"
)

// A mode says what may be done with the database.
type mode int

const (
	readWrite mode = iota
	readOnly
)

const (
	dbFile        = "howto.db"
	sqliteReaders = 4
	postgresConns = 10
)

// prepareDir makes the data directory and finds out whether files can be made in it, so that the
// operator reads of the directory and not of whatever would fail first.
func prepareDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(dir, err)
	}
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return unwritable(dir, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func unwritable(dir string, err error) error {
	return fmt.Errorf("data directory %s: cannot write to it (%v); "+
		"set data.dir to a directory that this program may write to", dir, plain(err))
}

// plain takes the path out of a file error where the sentence names it already.
func plain(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// openSQLite opens one writer, because SQLite has only one, and readers that do not wait for it.
// Settings travel in the address: a PRAGMA sent as a statement would reach one connection only.
// Transactions are immediate, because one that reads first and then writes fails at once when
// another writes between.
func openSQLite(dir string, m mode) (w, r *sql.DB, err error) {
	path, err := filepath.Abs(filepath.Join(dir, dbFile))
	if err != nil {
		return nil, nil, fmt.Errorf("database in %s: %w", dir, err)
	}
	if _, err := os.Stat(path); err != nil && m == readOnly {
		return nil, nil, unread(dir, path, err)
	}
	if m == readWrite {
		if err := makePrivate(path); err != nil {
			return nil, nil, err
		}
	}
	if r, err = pool(path, sqliteReaders, "mode=ro", "_pragma=query_only(1)"); err != nil || m == readOnly {
		return r, r, err
	}
	w, err = pool(path, 1, "_pragma=journal_mode(WAL)", "_txlock=immediate")
	if err != nil {
		return nil, nil, errors.Join(err, r.Close())
	}
	return w, r, nil
}

// unread says why there is no database to be read: it may be there and kept from this user.
func unread(dir, path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("not allowed to read %s: run as the user who runs the bot", filepath.Join(dir, dbFile))
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("database %s: %w; run `howto serve` or `howto demo` first, or set data.dir", path, plain(err))
	}
	return fmt.Errorf("database %s: %w; set data.dir", path, plain(err))
}

func pool(path string, most int, settings ...string) (*sql.DB, error) {
	c, err := sqlitedriver.NewConnector(address(path, settings...))
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	db := sql.OpenDB(keeper{c})
	db.SetMaxOpenConns(most)
	return db, nil
}

// makePrivate makes an empty file that only its owner can read; SQLite gives the files beside it the
// same permissions. A file that is there already is not touched: closing it would drop the locks
// that this process has on it.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return unwritable(filepath.Dir(path), err)
	}
	return prefix(f.Close(), "database %s", path)
}

// address is a file: address, since SQLite takes settings only with one.
func address(path string, settings ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows drive
	}
	const wait = "_pragma=busy_timeout("
	if !slices.ContainsFunc(settings, func(s string) bool { return strings.HasPrefix(s, wait) }) {
		settings = append(settings, wait+"5000)")
	}
	// Sorts that are too large for the cache stay in memory: a container may have no /tmp. What is erased is
	// overwritten: else the words of who is forgotten could be read in the file until their place is needed.
	settings = append(settings, "_pragma=temp_store(2)", "_pragma=synchronous(FULL)", "_pragma=foreign_keys(1)",
		"_pragma=secure_delete(1)")
	u := url.URL{Scheme: "file", Path: path, RawQuery: strings.Join(settings, "&")}
	return u.String()
}

func openPostgres(address string, m mode) (w, r *sql.DB, err error) {
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		// pgx leaves the password out of what it says.
		return nil, nil, fmt.Errorf("store.url: %w", err)
	}
	dialer(cfg)
	cfg.RuntimeParams["application_name"] = "howto"
	if m == readOnly {
		cfg.RuntimeParams["default_transaction_read_only"] = "on"
	}
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresConns)
	return db, db, nil
}

const (
	// reachWithin is how long a database that is busy is tried again, and reachAgain how long until then each time.
	reachWithin = 5 * time.Second
	reachAgain  = 5 * time.Millisecond
)

// reach makes sure that there is a database. Where several bring a new one into WAL mode together, SQLite tells
// those that come second that it is busy and does not wait as it was told to: they try again.
func reach(ctx context.Context, db *sql.DB) error {
	given := time.After(reachWithin)
	for {
		err := db.PingContext(ctx)
		if sqliteCode(err) != sqlite3.SQLITE_BUSY {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-given:
			return err
		case <-time.After(reachAgain):
		}
	}
}

func unreachable(d dialect, dir string, err error) error {
	if d == postgres {
		return fmt.Errorf("cannot reach the database: %w; "+
			"check store.url and that the server is running", err)
	}
	return prefix(advised(dir, err), "cannot open the database %s", filepath.Join(dir, dbFile))
}

// sqliteCode is SQLite's primary result code of an error, or SQLITE_OK where the error is not SQLite's.
func sqliteCode(err error) int {
	var failed *sqlitedriver.Error
	if !errors.As(err, &failed) {
		return sqlite3.SQLITE_OK
	}
	return failed.Code() & 0xff
}

// advised adds to an error of SQLite what to do about it. Only what is damaged is worth a backup: to put
// one back for anything else would lose what is there.
func advised(dir string, err error) error {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w; the file is damaged: restore a backup", err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w; another program is writing to it: try again in a moment", err)
	case sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH:
		return fmt.Errorf("%w; this user may not read and write in %s: run as the user who runs the bot", err, dir)
	}
	return err
}

// The two ways in which PostgreSQL says that a transaction lost against another and may simply be
// tried again.
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
)

// lost reports whether a transaction failed only because another one was faster.
func lost(err error) bool {
	if errors.Is(err, errOvertaken) {
		return true
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == serializationFailure || pg.Code == deadlockDetected)
}
