package store

import (
	"context"
	"fmt"
	"time"

	"howto/outcome"
)

// lapsesAtOnce is how many asks are looked at in one transaction: few enough that nobody who asks at
// the same time waits for it.
const lapsesAtOnce = 200

const setLapse = `UPDATE asks SET lapse_at = $1 WHERE id = $2 AND lapse_at < $1`

// lapseAfter sets the timer of an ask that something was shown for.
func lapseAfter(ctx context.Context, t *tx, e outcome.Entry) error {
	switch e.Kind {
	case outcome.Served, outcome.Offered, outcome.Chose:
		_, err := t.exec(ctx, setLapse, millis(e.At.Add(outcome.SilentAfter)), e.Ask)
		return err
	}
	return nil
}

const (
	selectLapsing = `
	SELECT id, lapse_at FROM asks WHERE lapse_at > 0 AND lapse_at <= $1 ORDER BY lapse_at LIMIT $2`
	selectEntriesOf = `
	SELECT ` + entryColumns + ` FROM ledger e WHERE e.ask_id = $1 ORDER BY e.at, e.id`
	// Whoever showed something meanwhile has set the timer anew.
	moveLapse = `UPDATE asks SET lapse_at = $1 WHERE id = $2 AND lapse_at = $3`
)

type lapsing struct {
	ask string
	at  int64
}

func scanLapsing(row scanner) (l lapsing, err error) {
	err = row.Scan(&l.ask, &l.at)
	return l, err
}

// Lapse gives every ask that has had no verdict for [outcome.SilentAfter] an entry of the kind
// Lapsed, and returns how many it gave. The entry is of the moment at which the ask fell due, however
// late it is written, and each ask gets one at most, also when several processes are at it. The ask
// itself stays open for what its asker may still say. With nothing due it reads one row of an index.
func (s *Store) Lapse(ctx context.Context) (int, error) {
	lapsed := 0
	for {
		n, more, err := s.lapseSome(ctx)
		lapsed += n
		if err != nil || !more {
			return lapsed, prefix(err, "lapse")
		}
		if err := ctx.Err(); err != nil {
			return lapsed, err
		}
	}
}

// lapseSome looks at some asks whose timer is over, and reports whether there are more.
func (s *Store) lapseSome(ctx context.Context) (lapsed int, more bool, err error) {
	due, err := list(ctx, s.r, scanLapsing, selectLapsing, millis(s.Now()), lapsesAtOnce)
	if err != nil || len(due) == 0 {
		return 0, false, err
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		lapsed = 0
		for _, l := range due {
			silent, err := s.lapse(ctx, t, l)
			if err != nil {
				return fmt.Errorf("ask %s: %w", l.ask, err)
			}
			if silent {
				lapsed++
			}
		}
		return nil
	})
	if err != nil {
		return 0, false, err
	}
	return lapsed, len(due) == lapsesAtOnce, nil
}

// lapse decides about one ask as its entries are now.
func (s *Store) lapse(ctx context.Context, t *tx, l lapsing) (bool, error) {
	entries, err := list(ctx, t, scanEntry, selectEntriesOf, l.ask)
	if err != nil {
		return false, err
	}
	due, silent := outcome.Due(entries)
	next := time.Time{}
	if silent && due.After(t.now) {
		next, silent = due, false
	}
	n, err := t.exec(ctx, moveLapse, millis(next), l.ask, l.at)
	if err != nil || n == 0 || !silent {
		return false, err
	}
	return true, s.append(ctx, t, outcome.Entry{ID: "lapsed/" + l.ask, Ask: l.ask, At: due,
		Kind: outcome.Lapsed})
}
