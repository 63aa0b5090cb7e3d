package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"howto/outcome"
)

const (
	// againOverlap is how far back is looked again each time: an ask is of the moment it came in, and
	// kept a little later.
	againOverlap = 10 * time.Minute
	// againAtOnce is how many entries are read in one go.
	againAtOnce = 500
)

const (
	selectAgainUpTo = `SELECT value FROM meta WHERE name = 'asked again up to'`
	upsertAgainUpTo = `
	INSERT INTO meta (name, value) VALUES ('asked again up to', $1)
	ON CONFLICT (name) DO UPDATE SET value = excluded.value`
	selectArrivals = `
	SELECT ` + entryColumns + ` FROM ledger e
	WHERE e.kind = $1 AND e.at >= $2 AND (e.at > $2 OR e.id > $3) AND e.at < $4
	ORDER BY e.at, e.id LIMIT $5`
	selectSolvedOf = `
	SELECT ` + askColumns + fromNameless + `
	WHERE a.who = $1 AND a.closed IN ('solved', 'resolved') AND a.closed_at >= $2 AND a.closed_at < $3
	ORDER BY a.at, a.id`
)

// AskedAgain gives every ask that was solved and then asked again, by the same person and within
// [outcome.AgainWithin], an entry of the kind AskedAgain, and returns how many it gave: see
// [outcome.SameTask]. The entry is of the moment of the later ask. Each ask gets one at most, also when
// several processes are at it. It goes on where the last call ended; the first one looks back a week.
func (s *Store) AskedAgain(ctx context.Context) (int, error) {
	now := s.Now()
	since, err := s.againUpTo(ctx, now)
	if err != nil {
		return 0, prefix(err, "asked again")
	}
	found := 0
	for _, kind := range []outcome.Kind{outcome.Asked, outcome.Served, outcome.Chose} {
		n, err := s.againFrom(ctx, kind, since.Add(-againOverlap), now)
		if found += n; err != nil {
			return found, prefix(err, "asked again")
		}
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, upsertAgainUpTo, strconv.FormatInt(millis(now), 10))
		return err
	})
	return found, prefix(err, "asked again")
}

// againUpTo is until when arrivals have been looked at. A clock that was ahead once must not hide what
// is asked now.
func (s *Store) againUpTo(ctx context.Context, now time.Time) (time.Time, error) {
	text, err := first(ctx, s.r, scanText, selectAgainUpTo)
	if errors.Is(err, ErrNotFound) {
		return now.Add(-outcome.AgainWithin), nil
	}
	if err != nil {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if at := fromMillis(ms); err == nil && at.Before(now) {
		return at, nil
	}
	return now, err
}

// againFrom looks at the asks that entries of one kind are about.
func (s *Store) againFrom(ctx context.Context, kind outcome.Kind, since, now time.Time) (found int, err error) {
	for after := ""; ; {
		page, err := list(ctx, s.r, scanEntry, selectArrivals, string(kind), millis(since), after,
			millis(now)+1, againAtOnce)
		if err != nil {
			return found, err
		}
		for _, e := range page {
			n, err := s.again(ctx, e.Ask)
			if err != nil {
				return found, fmt.Errorf("ask %s: %w", e.Ask, err)
			}
			found += n
			since, after = e.At, e.ID
		}
		if len(page) < againAtOnce {
			return found, nil
		}
	}
}

// again looks whether one ask repeats others of the same person.
func (s *Store) again(ctx context.Context, id string) (found int, err error) {
	later, err := first(ctx, s.r, scanAsk, selectAsk, id)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrDamaged) || err == nil && later.Who == "" {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	solved, err := list(ctx, s.r, scanAsk, selectSolvedOf, later.Who,
		millis(later.At.Add(-outcome.AgainWithin)), millis(later.At))
	if err != nil || len(solved) == 0 {
		return 0, err
	}
	entries, err := list(ctx, s.r, scanEntry, selectEntriesOf, id)
	if err != nil || len(entries) == 0 || entries[0].Mode != outcome.OnTheJob {
		return 0, err
	}
	for _, earlier := range solved {
		n, err := s.againTo(ctx, earlier, later, entries)
		if found += n; err != nil {
			return found, err
		}
	}
	return found, nil
}

const insertAgain = `
	INSERT INTO ledger (id, ask_id, at, kind, who, asset, team, case_id, door, confidence)
	SELECT $1, $2, $3, $4, '', '', a.team, a.case_id, '', '' FROM asks a WHERE a.id = $2
	ON CONFLICT (id) DO NOTHING`

// againTo keeps that later repeats earlier, if it does.
func (s *Store) againTo(
	ctx context.Context, earlier, later outcome.Ask, entries []outcome.Entry,
) (found int, err error) {
	id := "again/" + earlier.ID
	had, err := list(ctx, s.r, scanEntry, selectEntriesOf, earlier.ID)
	if err != nil || !outcome.SameTask(earlier, later, had, entries) {
		return 0, err
	}
	for _, e := range had {
		if e.ID == id {
			return 0, nil
		}
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, insertAgain, id, earlier.ID, millis(later.At), string(outcome.AskedAgain))
		found = int(n)
		return err
	})
	return found, err
}
