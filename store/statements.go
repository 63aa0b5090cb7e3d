package store

import (
	"context"
	"database/sql/driver"
	"errors"
)

// A keeper opens connections to a SQLite file. Each keeps the statements it has run, parsed and
// planned: for a row or two, parsing takes longer than running. The driver for PostgreSQL does the
// same by itself.
type keeper struct{ driver.Connector }

// Connect opens one more connection.
func (k keeper) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &keptConn{sqliteConn: c.(sqliteConn), kept: map[string]keptStmt{}}, nil
}

// A sqliteConn is what the driver's connection can do and database/sql makes use of.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// A keptStmt is a parsed statement; no two uses of it may overlap.
type keptStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// A keptConn is a connection with its parsed statements. The program has some dozens of texts, none
// of them with values in it, so there is no need to let go of any before the end.
type keptConn struct {
	sqliteConn
	kept map[string]keptStmt // by text; what is in use is not in it
}

// take gives the statement to the caller alone, parsed now when it is not kept.
func (c *keptConn) take(ctx context.Context, text string) (keptStmt, error) {
	if s, ok := c.kept[text]; ok {
		delete(c.kept, text)
		return s, nil
	}
	s, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.(keptStmt), nil
}

// keep takes a statement back.
func (c *keptConn) keep(text string, s keptStmt) error {
	if _, ok := c.kept[text]; ok {
		return s.Close() // somebody ran the same text meanwhile
	}
	c.kept[text] = s
	return nil
}

// ExecContext runs a statement that gives no rows.
func (c *keptConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	r, err := s.ExecContext(ctx, args)
	return r, errors.Join(err, c.keep(text, s))
}

// QueryContext runs a statement, which is kept again when its rows are closed.
func (c *keptConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, c.keep(text, s))
	}
	return keptRows{rows, func() error { return c.keep(text, s) }}, nil
}

// Close lets go of the statements, without which SQLite would leave the file open, and closes the
// connection.
func (c *keptConn) Close() error {
	var errs []error
	for _, s := range c.kept {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}

// keptRows are rows that give their statement back.
type keptRows struct {
	driver.Rows
	back func() error
}

// Close ends the rows.
func (r keptRows) Close() error { return errors.Join(r.Rows.Close(), r.back()) }
