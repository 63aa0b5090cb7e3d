package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"howto/outcome"
)

const (
	// againOverlap is how far back is looked again each time: an ask is of the moment it came in, and
	// kept a little later.
	againOverlap = 10 * time.Minute
	// againSpan is of how much time asks are looked at in one go: all that the first call looks back at. For
	// each, all are read that its asker had solved in the week before.
	againSpan = outcome.AgainWithin
	// againAtOnce is how many entries are given in one transaction: few enough that nobody who asks at the
	// same time waits for it.
	againAtOnce = 200
)

const (
	selectAgainUpTo = `SELECT value FROM meta WHERE name = 'asked again up to'`
	upsertAgainUpTo = `
	INSERT INTO meta (name, value) VALUES ('asked again up to', $1)
	ON CONFLICT (name) DO UPDATE SET value = excluded.value`
	// Of everybody who asked or came to an asset in that time: those asks, which may be much older, and the
	// ones solved within $3 before the first of them. SQLite takes the joins as they are written. What else
	// an ask holds is not read, and may be damaged.
	selectAgain = `
	SELECT a.id, a.who, a.question, a.case_id, a.at, CASE WHEN a.closed IN ('solved', 'resolved')
		THEN a.closed_at ELSE 0 END, e.at, e.kind, e.asset, e.mode
	FROM (SELECT l.who, MIN(l.at) AS since FROM ledger n JOIN asks l ON l.id = n.ask_id
		WHERE n.kind IN ('asked', 'served', 'chose') AND n.at >= $1 AND n.at < $2 AND l.who <> ''
		GROUP BY l.who) p
	CROSS JOIN asks a CROSS JOIN ledger e
	WHERE a.who = p.who AND a.at < $2 AND (a.at >= p.since
			OR a.closed IN ('solved', 'resolved') AND a.closed_at >= p.since - $3)
		AND e.ask_id = a.id
	ORDER BY a.at, a.id, e.at, e.id`
)

// AskedAgain gives every ask that was solved and then asked again, by the same person and within
// [outcome.AgainWithin], an entry of the kind AskedAgain, and returns how many it gave: see
// [outcome.SameTask]. The entry is of the moment at which that could be known: when the later ask came in,
// or came to what shows that it is for the same. So no figure changes of a week that was over by then.
// Each ask gets one at most, also when several processes are at it. It goes on where the last call ended;
// the first one looks back a week.
func (s *Store) AskedAgain(ctx context.Context) (int, error) {
	now := s.Now()
	since, err := s.againUpTo(ctx, now)
	if err != nil {
		return 0, prefix(err, "asked again")
	}
	found, end := 0, now.Add(time.Millisecond)
	for from := since.Add(-againOverlap); from.Before(end); from = from.Add(againSpan) {
		to := from.Add(againSpan)
		if to.After(end) {
			to = end
		}
		n, err := s.againIn(ctx, from, to)
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

// againIn looks at the asks that came in, or to an asset, from from until just before to.
func (s *Store) againIn(ctx context.Context, from, to time.Time) (found int, err error) {
	all, err := s.askedAround(ctx, from, to)
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(repeated(all), againAtOnce) {
		n, err := s.give(ctx, some)
		if found += n; err != nil {
			return found, err
		}
	}
	return found, nil
}

// give adds entries in one transaction, and returns how many of them were not there.
func (s *Store) give(ctx context.Context, entries []outcome.Entry) (given int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		given = 0
		for _, e := range entries {
			fresh, err := s.add(ctx, t, e)
			if err != nil {
				return err
			}
			if fresh {
				given++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return given, nil
}

// An againAsk is what there is to know of an ask to tell whether it was asked again, or asks again.
type againAsk struct {
	outcome.Ask // ClosedAt is zero unless it was solved
	entries     []outcome.Entry
	came        bool // in the time that is looked at
	marked      bool // it has its entry
}

// until are the entries of the ask that were there at a moment.
func (a againAsk) until(t time.Time) []outcome.Entry {
	return slices.DeleteFunc(slices.Clone(a.entries), func(e outcome.Entry) bool { return e.At.After(t) })
}

// knownAt is the first moment, not before later came in, at which the two were for the same. Now they are.
func knownAt(earlier, later againAsk) time.Time {
	moments := []time.Time{later.At}
	for _, e := range slices.Concat(earlier.entries, later.entries) {
		if e.At.After(later.At) {
			moments = append(moments, e.At)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	i := slices.IndexFunc(moments, func(t time.Time) bool {
		return outcome.SameTask(earlier.Ask, later.Ask, earlier.until(t), later.until(t))
	})
	return moments[i] // the last of them at the latest, when all entries are there
}

// askedAround are the asks of everybody who asked from from until just before to, oldest first.
func (s *Store) askedAround(ctx context.Context, from, to time.Time) (all []againAsk, err error) {
	err = each(ctx, s.r, func(row scanner) error {
		var a againAsk
		var e outcome.Entry
		var asked, closed, at int64
		if err := row.Scan(&a.ID, &a.Who, &a.Text, &a.Case, &asked, &closed, &at, &e.Kind, &e.Asset,
			&e.Mode); err != nil {
			return err
		}
		if n := len(all); n == 0 || all[n-1].ID != a.ID {
			a.At, a.ClosedAt = fromMillis(asked), fromMillis(closed)
			all = append(all, a)
		}
		last := &all[len(all)-1]
		e.At = fromMillis(at)
		last.entries = append(last.entries, e)
		switch e.Kind {
		case outcome.Asked, outcome.Served, outcome.Chose:
			last.came = last.came || at >= millis(from) && at < millis(to)
		case outcome.AskedAgain:
			last.marked = true
		}
		return nil
	}, selectAgain, millis(from), millis(to), outcome.AgainWithin.Milliseconds())
	return all, err
}

// repeated are the entries of the asks that were solved and then asked again.
func repeated(all []againAsk) (given []outcome.Entry) {
	solved := map[string][]*againAsk{}
	for i := range all {
		if a := &all[i]; !a.ClosedAt.IsZero() && !a.marked {
			solved[a.Who] = append(solved[a.Who], a)
		}
	}
	for _, later := range all {
		if !later.came || later.entries[0].Mode != outcome.OnTheJob {
			continue
		}
		for _, a := range solved[later.Who] {
			ago := later.At.Sub(a.ClosedAt)
			if a.marked || ago <= 0 || ago > outcome.AgainWithin ||
				!outcome.SameTask(a.Ask, later.Ask, a.entries, later.entries) {
				continue
			}
			a.marked = true
			given = append(given, outcome.Entry{ID: "again/" + a.ID, Ask: a.ID, At: knownAt(*a, later),
				Kind: outcome.AskedAgain, Case: a.Case})
		}
	}
	return given
}
