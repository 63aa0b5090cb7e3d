package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
)

// ErrNotFound says that nothing is kept under the id that was asked for, or under none any more.
var ErrNotFound = errors.New("not found")

// ErrDamaged says that there is an ask, a case or a draft, but not as this program writes them.
var ErrDamaged = errors.New("damaged")

// ErrNewer says that the database has a schema that this program does not know yet. Nothing was
// changed in it.
var ErrNewer = errors.New("the database was written by a newer howto")

// Options say which database to open.
type Options struct {
	// URL is a postgres:// address; when it is empty, the database is the file howto.db in Dir.
	URL string
	// Dir is the data directory. It holds the key of the pseudonyms with PostgreSQL too.
	Dir string
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log hears of what goes on all the same, such as a completion that came too late; it may be nil.
	Log *slog.Logger
}

// A Store is an open database. [Open] and [OpenReadOnly] make one.
type Store struct {
	dialect dialect
	dir     string      // the data directory
	file    os.FileInfo // of the database, for SQLite
	w, r    *sql.DB     // one pool on PostgreSQL
	key     []byte
	clock   clock
	log     *slog.Logger
	wake    chan struct{}
	sender  string // names this Store in the leases it takes
}

// Open opens the database for reading and writing. What is missing is made: the data directory, the
// file, the key of the pseudonyms, the tables. A database newer than the program gives [ErrNewer]. Who
// was forgotten and came back with a backup is forgotten again; where that cannot be, because others wait
// for them or something is damaged, the log says so.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := prepareDir(o.Dir); err != nil {
		return nil, err
	}
	s, err := connect(ctx, o, readWrite)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.adoptKey(ctx, o.Dir); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.lay(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// OpenReadOnly opens the database beside a program that serves. It makes and migrates nothing: a
// database that is not there, or that has another schema than this program's, is an error, and
// every write on the Store is one.
func OpenReadOnly(ctx context.Context, o Options) (*Store, error) {
	s, err := connect(ctx, o, readOnly)
	if err != nil {
		return nil, err
	}
	if err := s.sameSchema(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.knowKey(ctx, o.Dir); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// connect opens the pools and makes sure that there is a database behind them.
func connect(ctx context.Context, o Options, m mode) (*Store, error) {
	s := &Store{
		dir:  o.Dir,
		log:  cmp.Or(o.Log, slog.New(slog.DiscardHandler)),
		wake: make(chan struct{}, 1),
	}
	if s.clock.now = o.Now; o.Now == nil {
		s.clock.now = time.Now
	}
	s.sender = s.NewID()
	var err error
	if o.URL == "" {
		s.dialect = sqlite
		s.w, s.r, err = openSQLite(o.Dir, m)
	} else {
		s.dialect = postgres
		s.w, s.r, err = openPostgres(o.URL, m)
	}
	if err != nil {
		return nil, err
	}
	if err := reach(ctx, s.w); err != nil {
		return nil, errors.Join(unreachable(s.dialect, o.Dir, err), s.Close())
	}
	if s.dialect == sqlite {
		path := filepath.Join(o.Dir, dbFile)
		if s.file, err = os.Stat(path); err != nil {
			return nil, errors.Join(unread(o.Dir, path, err), s.Close())
		}
	}
	return s, nil
}

// Close ends all work on the database. What was written stays written.
func (s *Store) Close() error {
	if s.r == s.w {
		return s.w.Close()
	}
	return errors.Join(s.r.Close(), s.w.Close())
}

// Engine names the database engine: "sqlite" or "postgres".
func (s *Store) Engine() string { return string(s.dialect) }

// NewID returns an id that is unique everywhere and sorts after all that this process made before.
func (s *Store) NewID() string {
	// NewV7 fails only when the system has no randomness, which the Go runtime treats as fatal.
	return uuid.Must(uuid.NewV7()).String()
}

// Wake gives a value after a commit that left something to do by itself: rows to send, or timers.
// Several commits may give one value, so the receiver looks for everything that is due. It hears
// only of this Store's commits: with several processes, look regularly as well.
func (s *Store) Wake() <-chan struct{} { return s.wake }

func (s *Store) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func prefix(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
