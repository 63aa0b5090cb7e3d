package store

import (
	"context"
	"encoding/hex"
	"strings"
	"time"

	"howto/escalation"
)

// A Backlog is what waits in a database at one moment.
type Backlog struct {
	Cases   map[Standing]int // open ones
	Overdue int              // timers whose time has come and that nothing has taken yet
	Waiting int              // rows of the outbox that are to be sent by now
	Oldest  time.Time        // when the oldest of those was written; zero without one
	Dropped int              // rows that were given up within the last 90 days
}

// A Standing is where cases stand: with which team, and in which state.
type Standing struct {
	Team  string
	State escalation.State
}

const (
	countStanding = `SELECT team, state, COUNT(*) FROM cases WHERE is_open = 1 GROUP BY team, state`
	countOverdue  = `SELECT COUNT(*) FROM timers WHERE due <= $1`
	oldestWaiting = `
	SELECT COUNT(*), COALESCE(MIN(id), '') FROM outbox WHERE state = 'waiting' AND not_before <= $1`
	// Rows that became useless while they waited were not given up.
	countDropped = `SELECT COUNT(*) FROM outbox WHERE state = 'dropped' AND reason <> 'expired'`
)

// Backlog counts what waits now.
func (s *Store) Backlog(ctx context.Context) (b Backlog, err error) {
	b.Cases = map[Standing]int{}
	now := millis(s.Now())
	err = each(ctx, s.r, func(row scanner) error {
		var of Standing
		var n int
		err := row.Scan(&of.Team, &of.State, &n)
		b.Cases[of] = n
		return err
	}, countStanding)
	if err != nil {
		return b, prefix(err, "backlog: cases")
	}
	err = each(ctx, s.r, func(row scanner) error {
		var oldest string
		err := row.Scan(&b.Waiting, &oldest)
		b.Oldest = madeAt(oldest)
		return err
	}, oldestWaiting, now)
	if err != nil {
		return b, prefix(err, "backlog: outbox")
	}
	overdue, err := first(ctx, s.r, scanCount, countOverdue, now)
	if err != nil {
		return b, prefix(err, "backlog: timers")
	}
	dropped, err := first(ctx, s.r, scanCount, countDropped)
	b.Overdue, b.Dropped = int(overdue), int(dropped)
	return b, prefix(err, "backlog: outbox")
}

// madeAt is when an id of [Store.NewID] was made, by the milliseconds at its head (RFC 9562, version
// 7); zero for any other text.
func madeAt(id string) time.Time {
	raw, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(raw) != 16 || raw[6]>>4 != 7 {
		return time.Time{}
	}
	var ms int64
	for _, b := range raw[:6] {
		ms = ms<<8 | int64(b)
	}
	return fromMillis(ms)
}
