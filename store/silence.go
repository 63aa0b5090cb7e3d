package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	// readSilence is how long a read waits for PostgreSQL to say anything. A connection that a firewall or a NAT has
	// forgotten stays silent for ever, and whoever reads by it with it: no timer of a case would fire. The longest read that
	// a running bot makes takes about a second.
	readSilence = 10 * time.Second
	// longSilence is the same for reads of whole tables, which on a large database take a while to begin.
	longSilence = 5 * time.Minute
	// connectWait bounds how long a connection to PostgreSQL is being made, where store.url does not say.
	connectWait = 10 * time.Second
	// deadAfter is how long the other end of a connection may leave packets unanswered until the system gives it up. A
	// write is given up earlier; this is for a migration, which may take its time, and for connections that nobody uses.
	deadAfter = 30 * time.Second
)

// longRead marks reads that may be silent for [longSilence].
type longRead struct{}

// unhurried is a context for reads of whole tables.
func unhurried(ctx context.Context) context.Context { return context.WithValue(ctx, longRead{}, true) }

// A hush ends a read when the database is silent for too long. Time that the reader takes for itself does not count. It
// is nil where there is no network between.
type hush struct {
	timer *time.Timer
	limit time.Duration
	end   context.CancelCauseFunc
}

// hear returns a context that ends when q says nothing for too long, and must be closed.
func hear(ctx context.Context, q querier) (context.Context, *hush) {
	db, _ := q.(*sql.DB) // a transaction has the deadline of a write
	if db == nil {
		return ctx, nil
	}
	if _, far := db.Driver().(*stdlib.Driver); !far {
		return ctx, nil
	}
	h := &hush{limit: readSilence}
	if ctx.Value(longRead{}) != nil {
		h.limit = longSilence
	}
	ctx, h.end = context.WithCancelCause(ctx)
	why := fmt.Errorf("the database said nothing for %v: %w", h.limit, context.DeadlineExceeded)
	h.timer = time.AfterFunc(h.limit, func() { h.end(why) })
	return ctx, h
}

// close ends the context, and returns why the read failed with err.
func (h *hush) close(ctx context.Context, err error) error {
	if h == nil {
		return err
	}
	h.timer.Stop()
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, context.DeadlineExceeded) {
		err = cause
	}
	h.end(nil)
	return err
}

// heard says that a row came.
func (h *hush) heard() {
	if h != nil {
		h.timer.Stop()
	}
}

// again waits for the next row.
func (h *hush) again() {
	if h != nil {
		h.timer.Reset(h.limit)
	}
}

// dialer makes connections on which a silent end is noticed.
func dialer(cfg *pgx.ConnConfig) {
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectWait
	}
	d := net.Dialer{Timeout: cfg.ConnectTimeout, Control: giveUpUnanswered, KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: deadAfter / 2, Interval: deadAfter / 6, Count: 3}}
	cfg.DialFunc = d.DialContext
}
