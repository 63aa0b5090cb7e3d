package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"howto/escalation"
	"howto/outcome"
)

const insertKey = `INSERT INTO inbox (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`

// takeIn remembers key and reports whether it was new. The empty key is always new.
func takeIn(ctx context.Context, t *tx, key string) (bool, error) {
	if key == "" {
		return true, nil
	}
	n, err := t.exec(ctx, insertKey, key, millis(t.now))
	if err != nil {
		return false, fmt.Errorf("take in: %w", err)
	}
	return n == 1, nil
}

// Record keeps, all or nothing, an ask (when not nil: new or changed), ledger entries and rows for
// the outbox. It reports false, and keeps nothing, when key was recorded before; the empty key
// never was.
//
// An ask with User set is kept under that person's pseudonym. Entry.Who is a Slack id and is kept
// as a pseudonym. What an entry lacks is filled in: ID, At (now), and Ask and Team from the ask. An
// entry whose ID is there already is not written again. An outgoing row without an ID gets one, and
// one without a key gets its ID as key.
func (s *Store) Record(
	ctx context.Context, key string, ask *outcome.Ask, entries []outcome.Entry,
	out []escalation.Outgoing,
) (fresh bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if fresh, err = takeIn(ctx, t, key); err != nil || !fresh {
			return err
		}
		if ask != nil {
			if err := s.putAsk(ctx, t, *ask); err != nil {
				return err
			}
		}
		for _, e := range entries {
			if ask != nil {
				e.Ask = cmp.Or(e.Ask, ask.ID)
			}
			if err := s.append(ctx, t, e); err != nil {
				return err
			}
		}
		for _, o := range out {
			if err := s.enqueue(ctx, t, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, prefix(err, "record %q", key)
	}
	return fresh, nil
}

const insertEntry = `
	INSERT INTO ledger (id, ask_id, at, kind, who, asset, team, case_id, door, confidence, mode, took)
	VALUES ($1, $2, $3, $4, $5, $6,
		COALESCE(NULLIF($7, ''), (SELECT team FROM asks WHERE id = $2), ''), $8, $9, $10, $11, $12)
	ON CONFLICT (id) DO NOTHING`

// append adds e to the ledger. The database refuses to change or delete what is there.
func (s *Store) append(ctx context.Context, t *tx, e outcome.Entry) error {
	_, err := s.add(ctx, t, e)
	return err
}

// add is append, and reports whether e was not there yet.
func (s *Store) add(ctx context.Context, t *tx, e outcome.Entry) (fresh bool, err error) {
	who, err := s.person(ctx, t, e.Who)
	if err != nil {
		return false, err
	}
	if e.ID == "" {
		e.ID = s.NewID()
	}
	if e.At.IsZero() {
		e.At = t.now
	}
	n, err := t.exec(ctx, insertEntry, e.ID, e.Ask, millis(e.At), string(e.Kind), who, e.Asset, e.Team,
		e.Case, string(e.Door), e.Confidence, string(e.Mode), e.Took.Milliseconds())
	if err == nil {
		err = lapseAfter(ctx, t, e)
	}
	return n > 0, prefix(err, "ledger: %s of ask %s", e.Kind, e.Ask)
}

const entryColumns = `
	e.id, e.ask_id, e.at, e.kind, e.who, e.asset, e.team, e.case_id, e.door, e.confidence,
	e.mode, e.took`

func scanEntry(row scanner) (e outcome.Entry, err error) {
	var at, took int64
	err = row.Scan(&e.ID, &e.Ask, &at, &e.Kind, &e.Who, &e.Asset, &e.Team, &e.Case, &e.Door,
		&e.Confidence, &e.Mode, &took)
	e.At, e.Took = fromMillis(at), time.Duration(took)*time.Millisecond
	return e, err
}

const selectEntries = `
	SELECT ` + entryColumns + ` FROM ledger e
	WHERE e.at >= $1 AND e.at < $2
	ORDER BY e.at, e.id`

// Entries returns what happened from from until just before to, oldest first.
func (s *Store) Entries(ctx context.Context, from, to time.Time) ([]outcome.Entry, error) {
	all, err := list(unhurried(ctx), s.r, scanEntry, selectEntries, from.UnixMilli(), to.UnixMilli())
	return all, prefix(err, "ledger")
}

// A case may go to another team, so an ask is of every team that it was asked of or went to; whose it
// was in the end is for the reader to tell. The condition on the kind is that of the index on teams. The
// join is taken as it is written: the asks in the order of time, which is about how rows lie on the
// disk, and for each its entries. Columns cost more than rows: none is read that is not needed.
const (
	selectAskEntries = `
	SELECT e.id, e.ask_id, e.at, e.kind, e.who, e.asset, e.team, e.mode, e.took
	FROM (SELECT DISTINCT ask_id FROM ledger
		WHERE kind IN ('asked', 'rerouted') AND at >= $1 AND at < $2%s) a
	CROSS JOIN ledger e
	WHERE e.ask_id = a.ask_id AND e.kind NOT IN (%s)`
	ofTeam = ` AND team = $3`
)

// AskEntries returns what figures are made of: the entries, whenever they were written, of the asks that
// came in from from until just before to, or went to another team then; those that were asked of team
// or went to it, or all where team is empty. They come in no particular order, without those of
// [outcome.Unmeasured], and Case, Door and Confidence are not set.
func (s *Store) AskEntries(
	ctx context.Context, team string, from, to time.Time,
) ([]outcome.Entry, error) {
	of, args := "", []any{from.UnixMilli(), to.UnixMilli()}
	if team != "" {
		of, args = ofTeam, append(args, team)
	}
	var row measured
	all, err := list(unhurried(ctx), s.r, row.scan, fmt.Sprintf(selectAskEntries, of, unmeasured()), args...)
	return all, prefix(err, "ledger of team %q", team)
}

// unmeasured is a list of texts in SQL.
func unmeasured() string {
	var kinds []string
	for _, k := range outcome.Unmeasured() {
		kinds = append(kinds, "'"+string(k)+"'")
	}
	return strings.Join(kinds, ", ")
}

// A measured row is used again for the next: a report reads thousands.
type measured struct {
	outcome.Entry
	kind, mode string
	at, took   int64
}

func (m *measured) scan(row scanner) (outcome.Entry, error) {
	err := row.Scan(&m.ID, &m.Ask, &m.at, &m.kind, &m.Who, &m.Asset, &m.Team, &m.mode, &m.took)
	m.Kind, m.Mode = outcome.Kind(m.kind), outcome.Mode(m.mode)
	m.At, m.Took = fromMillis(m.at), time.Duration(m.took)*time.Millisecond
	return m.Entry, err
}

// That an ask is a trial or practice stands with its first entry alone. The condition on the kind is that
// of the index on teams.
const selectAskedBefore = `
	SELECT e.id FROM ledger e
	WHERE e.kind IN ('asked', 'rerouted') AND e.at < $1 AND e.mode = ''%s
		AND NOT EXISTS (SELECT 1 FROM ledger q WHERE q.ask_id = e.ask_id AND q.kind = 'asked' AND q.mode <> '')
	LIMIT 1`

// AskedBefore reports whether any ask of team ("" means all teams) came in before an instant, or went to
// it from another team. Trials and practice do not count, as in figures.
func (s *Store) AskedBefore(ctx context.Context, team string, before time.Time) (bool, error) {
	of, args := "", []any{before.UnixMilli()}
	if team != "" {
		of, args = " AND e.team = $2", append(args, team)
	}
	found, err := list(ctx, s.r, scanText, fmt.Sprintf(selectAskedBefore, of), args...)
	return len(found) > 0, prefix(err, "ledger of team %q", team)
}

const selectEntriesSince = `
	SELECT ` + entryColumns + ` FROM ledger e
	WHERE e.at >= $1
	ORDER BY e.at, e.id`

// EachEntry gives f every entry since since, oldest first, and stops at f's first error, which it
// returns as it is. It holds one row at a time, however long the ledger.
func (s *Store) EachEntry(
	ctx context.Context, since time.Time, f func(outcome.Entry) error,
) error {
	var stop error
	err := each(unhurried(ctx), s.r, func(row scanner) error {
		e, err := scanEntry(row)
		if err != nil {
			return err
		}
		stop = f(e)
		return stop
	}, selectEntriesSince, since.UnixMilli())
	if stop != nil {
		return stop
	}
	return prefix(err, "ledger")
}
