package store

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	sqlitedriver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/*.sql
var migrations embed.FS

// How often, in seconds, and how many times a starting replica asks whether another has finished
// migrating.
const (
	lockEvery = 1
	lockTries = 60
)

// migrate brings the schema up to date, or leaves a newer one alone with ErrNewer. On PostgreSQL it
// waits for another process that is at it. SQLite has no such lock: who comes second fails, sees
// that the schema has moved on, and goes on from there.
func (s *Store) migrate(ctx context.Context) error {
	p, err := s.migrator()
	if err != nil {
		return err
	}
	for seen := int64(-1); ; {
		has, knows, err := p.GetVersions(ctx)
		switch {
		case err != nil:
			return cmp.Or(s.whole(ctx), fmt.Errorf("database (%s): read the schema's version: %w", s.dialect, err))
		case has > knows:
			return newer(has, knows)
		case has == knows:
			return nil
		}
		if _, err := p.Up(ctx); err != nil && has == seen {
			return fmt.Errorf("database (%s): bring the schema up to date: %w", s.dialect, err)
		}
		seen = has
	}
}

const selectSchema = `SELECT MAX(version_id) FROM goose_db_version`

// sameSchema reports an error unless the schema is this program's. It only reads.
func (s *Store) sameSchema(ctx context.Context) error {
	p, err := s.migrator()
	if err != nil {
		return err
	}
	sources := p.ListSources()
	knows := sources[len(sources)-1].Version
	has, err := first(ctx, s.r, scanCount, selectSchema)
	var failed *sqlitedriver.Error
	switch {
	case errors.As(err, &failed) && failed.Code() != sqlite3.SQLITE_ERROR:
		return unreachable(s.dialect, s.dir, err) // only the first read finds out
	case err != nil:
		return fmt.Errorf("database (%s): no schema to be read (%w); "+
			"start `howto serve` or `howto demo` once, which makes it", s.dialect, err)
	case has > knows:
		return newer(has, knows)
	case has < knows:
		return fmt.Errorf("the database has schema %d and this program needs %d; "+
			"start `howto serve` of this version once, which brings it up to date", has, knows)
	}
	return nil
}

func newer(has, knows int64) error {
	return fmt.Errorf("%w: it has schema %d and this program knows %d; "+
		"run the newer howto, or restore a backup from before it", ErrNewer, has, knows)
}

func (s *Store) migrator() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	engine, other := goose.DialectSQLite3, postgres
	if s.dialect == postgres {
		engine, other = goose.DialectPostgres, sqlite
		l, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockEvery, lockTries))
		if err != nil {
			return nil, fmt.Errorf("migrations: %w", err)
		}
		opts = append(opts, goose.WithSessionLocker(l))
	}
	names, err := fs.Glob(dir, "*-"+string(other)+".sql")
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	opts = append(opts, goose.WithExcludeNames(names))
	p, err := goose.NewProvider(engine, s.w, dir, opts...)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return p, nil
}

// Check looks the database over, as `howto doctor` does: whether it can be read, is whole, and has
// this program's schema. On SQLite it reads the whole file.
func (s *Store) Check(ctx context.Context) error {
	if err := s.sameSchema(ctx); err != nil {
		return err
	}
	return s.whole(ctx)
}

// whole reports an error unless the database's file is sound.
func (s *Store) whole(ctx context.Context) error {
	if s.dialect == postgres {
		return nil // the server looks after its own files
	}
	faults, err := list(ctx, s.r, scanText, `PRAGMA quick_check`)
	if err != nil {
		return fmt.Errorf("database (%s): check: %w", s.dialect, advised(s.dir, err))
	}
	if found := strings.Join(faults, "; "); found != "ok" {
		return fmt.Errorf("the database is damaged (%s); restore a backup", found)
	}
	return nil
}
