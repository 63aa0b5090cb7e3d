package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	sqlite3 "modernc.org/sqlite/lib"
)

// ErrNoFile says that the database is PostgreSQL's: there is no file to copy.
var ErrNoFile = errors.New("the database is PostgreSQL's, which has its own way: back it up with pg_dump")

const (
	vacuumInto     = `VACUUM INTO $1`
	integrityCheck = `PRAGMA integrity_check(1)`
)

// Backup writes what is committed in the SQLite database of o.Dir into a new file, also while others write
// to the database, and returns its length in bytes. They do not wait for it. The file is readable by its
// owner alone; it appears under its name when it is whole, checked and on the disk, or not at all, and it
// never takes the place of another. The database may be of any schema; one with nothing in it is an error. With PostgreSQL it gives [ErrNoFile].
func Backup(ctx context.Context, o Options, file string) (size int64, err error) {
	if o.URL != "" {
		return 0, ErrNoFile
	}
	if file, err = filepath.Abs(file); err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	if _, err := os.Lstat(file); err == nil {
		return 0, taken(file)
	}
	made, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*") // made with mode 0600
	if err != nil {
		return 0, fmt.Errorf("backup %s: cannot write to its folder (%w); name a file elsewhere", file, plain(err))
	}
	part := made.Name()
	defer func() {
		// The journal is there only where something went wrong in the middle.
		for _, name := range []string{part, part + "-journal"} {
			if gone := os.Remove(name); !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}()
	if err := errors.Join(made.Close(), copyInto(ctx, o.Dir, part)); err != nil {
		return 0, err
	}
	if err := holds(ctx, part); err != nil {
		return 0, fmt.Errorf("backup %s: %w", file, err)
	}
	if size, err = name(part, file); err != nil {
		return 0, err
	}
	return size, nil
}

func taken(file string) error {
	return fmt.Errorf("backup %s: there is a file of that name already; name a new one, or remove that one first", file)
}

// copyInto fills an empty file with the database of a data directory, in one read: later commits are not
// in it. The connection may not be one that only queries, which takes the new file for the old one.
func copyInto(ctx context.Context, dir, part string) (err error) {
	path, err := filepath.Abs(filepath.Join(dir, dbFile))
	if err != nil {
		return fmt.Errorf("database in %s: %w", dir, err)
	}
	if _, err := os.Stat(path); err != nil {
		return unread(dir, path, err)
	}
	db, err := pool(path, 1, "mode=ro")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := reach(ctx, db); err != nil {
		return unreachable(sqlite, dir, err)
	}
	_, err = db.ExecContext(ctx, vacuumInto, part)
	if sqliteCode(err) == sqlite3.SQLITE_FULL {
		return fmt.Errorf("backup: no room in %s; make some, or name a file elsewhere", filepath.Dir(part))
	}
	return prefix(advised(dir, err), "backup of %s", path)
}

// holds makes sure that a copy holds together and is of a database that was in use: an empty file is whole too.
func holds(ctx context.Context, part string) (err error) {
	db, err := pool(part, 1, "mode=ro")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	said, err := first(ctx, db, scanText, integrityCheck)
	if err == nil && said != "ok" {
		err = fmt.Errorf("the copy does not hold together (%s); the disk may be failing: try another", said)
	}
	if err != nil {
		return err
	}
	_, err = first(ctx, db, scanText, selectMark)
	if errors.Is(err, ErrNotFound) || sqliteCode(err) == sqlite3.SQLITE_ERROR { // there is no such table
		return errors.New("there is nothing in the database; is data.dir right? If it is, restore an older backup")
	}
	return err
}

// name brings a copy to the disk and gives it its name. A link never takes the place of a file that came
// meanwhile; where the file system has none, the name is looked at once more.
func name(part, file string) (size int64, err error) {
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	info, err := f.Stat()
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	if err = os.Link(part, file); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, err = os.Lstat(file); errors.Is(err, fs.ErrNotExist) {
			err = os.Rename(part, file)
		} else {
			err = fs.ErrExist
		}
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return 0, taken(file)
	case err != nil:
		return 0, fmt.Errorf("backup: %w", err)
	}
	return info.Size(), prefix(syncDir(filepath.Dir(file)), "backup %s is whole, but a loss of power may take it", file)
}

// syncDir brings the names in a folder to the disk. Windows does so by itself and has no call for it.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Beside are the files of the data directory that a backup of the database is not whole without, as far
// as they are there: the key of the pseudonyms and who was forgotten.
func Beside(dir string) (files []string) {
	for _, name := range []string{keyFile, graveFile} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return files
}
