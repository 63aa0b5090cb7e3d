package store

import (
	"context"
	"time"

	"howto/outcome"
)

// A check counts, of one kind of row of a week, how many there are and how many are at fault.
type check struct {
	name    string
	between bool // it compares the ledger with a table beside it
	text    string
}

// checks are taken over rows from $1 until just before $2. Each walks one index by time and looks up what
// belongs to each row by its key.
func checks() []check {
	return []check{
		{"every entry that was asked has its ask, of the same person", true, `
			SELECT COUNT(*), COUNT(CASE WHEN a.id IS NULL OR a.who <> e.who THEN 1 END)
			FROM ledger e LEFT JOIN asks a ON a.id = e.ask_id
			WHERE e.kind = 'asked' AND e.at >= $1 AND e.at < $2`},
		{"every ask has one entry that it was asked", true, `
			SELECT COUNT(*), COUNT(CASE WHEN (SELECT COUNT(*) FROM ledger e
				WHERE e.ask_id = a.id AND e.kind = 'asked') <> 1 THEN 1 END)
			FROM asks a WHERE a.at >= $1 AND a.at < $2`},
		{"every entry that was handed over has its case", true, `
			SELECT COUNT(*), COUNT(CASE WHEN c.id IS NULL OR c.id <> e.case_id THEN 1 END)
			FROM ledger e LEFT JOIN cases c ON c.ask_id = e.ask_id
			WHERE e.kind = 'handed over' AND e.at >= $1 AND e.at < $2`},
		{"every ask that has a case was handed over", true, `
			SELECT COUNT(*), COUNT(CASE WHEN NOT EXISTS (SELECT 1 FROM ledger e
				WHERE e.ask_id = a.id AND e.kind = 'handed over') THEN 1 END)
			FROM asks a WHERE a.at >= $1 AND a.at < $2 AND a.case_id <> ''`},
		{"every ask that is closed has the entry that closed it", true, `
			SELECT COUNT(*), COUNT(CASE WHEN NOT EXISTS (SELECT 1 FROM ledger e
				WHERE e.ask_id = a.id AND e.kind = a.closed) THEN 1 END)
			FROM asks a WHERE a.at >= $1 AND a.at < $2 AND a.closed <> ''`},
		{"nothing happened to an ask before it was asked", false, `
			SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM ledger b
				WHERE b.ask_id = e.ask_id AND b.at < e.at) THEN 1 END)
			FROM ledger e WHERE e.kind = 'asked' AND e.at >= $1 AND e.at < $2`},
		{"every press of an asker is the asker's", false, `
			SELECT COUNT(*), COUNT(CASE WHEN p.who <> e.who THEN 1 END)
			FROM ledger e JOIN ledger p ON p.ask_id = e.ask_id AND p.kind = 'solved'
			WHERE e.kind = 'asked' AND e.at >= $1 AND e.at < $2`},
	}
}

// Reconcile compares what is stored of the time from from until just before to, of all teams, as it is now, and
// returns how many checks there are and passed, and of how many rows the ledger and the tables beside it
// disagree. The rest of the counts is zero.
func (s *Store) Reconcile(ctx context.Context, from, to time.Time) (n outcome.Counts, err error) {
	ctx = unhurried(ctx)
	for _, c := range checks() {
		of, err := first(ctx, s.r, func(row scanner) (of [2]int, err error) {
			err = row.Scan(&of[0], &of[1])
			return of, err
		}, c.text, millis(from), millis(to))
		if err != nil {
			return n, prefix(err, "check that %s", c.name)
		}
		if n.Checks++; of[1] == 0 {
			n.Passed++
		}
		if c.between {
			n.Ledger, n.Differs = n.Ledger+of[0], n.Differs+of[1]
		}
	}
	return n, nil
}
