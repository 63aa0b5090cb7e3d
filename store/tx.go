package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// writeTimeout bounds a write, tries included. Slack waits three seconds for an acknowledgement;
// whoever writes before acknowledging sets a tighter limit on what they wait for.
const writeTimeout = 5 * time.Second

const (
	// answering is how much of their time is left, for the answer itself, to callers who must give one by a deadline.
	answering = time.Second
	// leastTurn is how long even those wait to write whose time is up.
	leastTurn = 200 * time.Millisecond
)

// errOvertaken says that a row changed between reading and writing it.
var errOvertaken = errors.New("changed by another at the same time")

// A tx is a transaction with the one moment at which all of it happens.
type tx struct {
	*sql.Tx
	now  time.Time
	wake bool              // something was left to do by itself
	kept map[string]string // pseudonyms of people known to be kept; nil: nobody is remembered
}

// write runs f in one transaction, again when another one was faster, so f must set what it gives
// back anew each time. It does not end with ctx: a caller who gives up must not leave behind a
// connection that was interrupted in the middle of a write. But while others keep it from beginning, a caller with a
// deadline waits no longer than they can.
func (s *Store) write(ctx context.Context, f func(context.Context, *tx) error) error {
	turn := writeTimeout
	if end, ok := ctx.Deadline(); ok {
		turn = min(turn, max(leastTurn, time.Until(end)-answering))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	for {
		err := s.try(ctx, turn, f)
		if !lost(err) || ctx.Err() != nil {
			return err
		}
	}
}

func (s *Store) try(ctx context.Context, turn time.Duration, f func(context.Context, *tx) error) (err error) {
	raw, err := s.begin(ctx, turn)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	t := &tx{Tx: raw, now: s.Now()}
	defer func() {
		if err != nil {
			// The first error is the cause; a rollback that fails too says nothing more.
			_ = raw.Rollback()
		}
	}()
	if err := f(ctx, t); err != nil {
		return err
	}
	if err := raw.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if t.wake {
		s.signal()
	}
	return nil
}

// begin begins a transaction unless others keep it from that for longer than turn. SQLite cannot be told to wait for
// less than it was opened with, so what comes later is undone.
func (s *Store) begin(ctx context.Context, turn time.Duration) (*sql.Tx, error) {
	if turn >= writeTimeout {
		return s.w.BeginTx(ctx, nil)
	}
	type begun struct {
		raw *sql.Tx
		err error
	}
	got := make(chan begun, 1)
	go func() {
		raw, err := s.w.BeginTx(ctx, nil)
		got <- begun{raw, err}
	}()
	late := time.NewTimer(turn)
	defer late.Stop()
	select {
	case b := <-got:
		return b.raw, b.err
	case <-late.C:
	}
	go func() {
		if b := <-got; b.err == nil {
			_ = b.raw.Rollback()
		}
	}()
	return nil, fmt.Errorf("others write: %w", context.DeadlineExceeded)
}

// exec runs a statement and says how many rows it changed.
func (t *tx) exec(ctx context.Context, text string, args ...any) (int64, error) {
	res, err := t.ExecContext(ctx, text, storable(args)...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// storable makes texts fit for both engines: PostgreSQL takes neither zero bytes nor invalid UTF-8,
// and people's words may hold both.
func storable(args []any) []any {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
		}
	}
	return args
}

// A querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A scanner is one row.
type scanner interface{ Scan(dest ...any) error }

// each gives every row to f. All reading goes through it, so that rows are closed, their error is looked
// at, and a connection that fell silent is given up, in one place.
func each(ctx context.Context, q querier, f func(scanner) error, text string, args ...any) (err error) {
	ctx, h := hear(ctx, q)
	defer func() { err = h.close(ctx, err) }()
	rows, err := q.QueryContext(ctx, text, storable(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		h.heard()
		err := f(rows)
		h.again()
		if err != nil {
			return err
		}
	}
	return rows.Err()
}

// list returns all rows, each read by scan.
func list[T any](
	ctx context.Context, q querier, scan func(scanner) (T, error), text string, args ...any,
) ([]T, error) {
	var all []T
	err := each(ctx, q, func(row scanner) error {
		v, err := scan(row)
		all = append(all, v)
		return err
	}, text, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// first returns the first row, or ErrNotFound.
func first[T any](
	ctx context.Context, q querier, scan func(scanner) (T, error), text string, args ...any,
) (T, error) {
	all, err := list(ctx, q, scan, text, args...)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var zero T
		return zero, err
	}
	return all[0], nil
}

func scanText(row scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

func scanCount(row scanner) (n int64, err error) {
	err = row.Scan(&n)
	return n, err
}

// millis is how a time is kept: 0 stands for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
