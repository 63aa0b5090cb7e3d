package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"howto/outcome"
	"howto/search"
)

// teachAtOnce is how many lessons go into one transaction: far fewer than fit into writeTimeout, so
// that a first start on a long ledger holds nobody up.
const teachAtOnce = 500

// A person who is not in people was forgotten, and what they taught with them. Whoever was forgotten and has
// asked again is there, under the same pseudonym; but what they asked before is nobody's. An ask stays in
// the database for good: one that is not there was never asked, and teaches nothing.
const insertLesson = `
	INSERT INTO lessons (ask_id, asset, kind, phrase, who, at, sketch)
	SELECT a.id, $2, $3, $4, p.pseudonym, $6, $7 FROM asks a JOIN people p ON p.pseudonym = a.who
	WHERE a.id = $1 AND a.who = $5
	ON CONFLICT (ask_id, asset, kind) DO NOTHING`

// Teach keeps lessons and returns how many of them were new. A lesson that is there already, one of
// the same ask, asset and kind, stays as it was. One whose person has been erased is passed over, and so
// is one of an ask that is not Who's, or no longer. Who is a pseudonym, as the ledger gives it.
//
// Lessons are kept in transactions of 500. After an error some may have been kept; teaching them
// all again is right.
func (s *Store) Teach(ctx context.Context, lessons []search.Lesson) (int, error) {
	taught := 0
	for part := range slices.Chunk(lessons, teachAtOnce) {
		var fresh int64
		err := s.write(ctx, func(ctx context.Context, t *tx) error {
			fresh = 0
			for _, l := range part {
				n, err := t.exec(ctx, insertLesson, l.Ask, l.Asset, string(l.Kind), l.Phrase, l.Who,
					millis(l.At), l.Sketch)
				if err != nil {
					return fmt.Errorf("lesson of ask %s about %s: %w", l.Ask, l.Asset, err)
				}
				fresh += n
			}
			return nil
		})
		if err != nil {
			return taught, err
		}
		taught += int(fresh)
	}
	return taught, nil
}

const selectLessons = `
	SELECT ask_id, asset, kind, phrase, who, at, sketch FROM lessons
	WHERE at >= $1
	ORDER BY at, ask_id, asset, kind`

func scanLesson(row scanner) (l search.Lesson, err error) {
	var at int64
	if err := row.Scan(&l.Ask, &l.Asset, &l.Kind, &l.Phrase, &l.Who, &at, &l.Sketch); err != nil {
		return search.Lesson{}, err
	}
	known := []search.LessonKind{search.LearntSolved, search.LearntRephrased, search.LearntNotQuite}
	if at <= 0 || !slices.Contains(known, l.Kind) {
		return search.Lesson{}, fmt.Errorf("lesson of ask %s: kind %q, time %d", l.Ask, l.Kind, at)
	}
	l.At = fromMillis(at)
	return l, nil
}

// Lessons returns the lessons since since, or all when that is the zero time, oldest first, those of one
// instant always in the same order. None is ever too old to stay in the database: how long a lesson counts is
// for who reads it to say, and may be longer one day. A row
// that cannot be understood, such as one whose kind this program does not know, is left out and
// counted in skipped: a damaged lesson costs no more than itself.
func (s *Store) Lessons(
	ctx context.Context, since time.Time,
) (all []search.Lesson, skipped int, err error) {
	from := int64(math.MinInt64) // a damaged time may be any
	if !since.IsZero() {
		from = since.UnixMilli()
	}
	err = each(ctx, s.r, func(row scanner) error {
		// What breaks the reading as a whole ends it by itself.
		if l, err := scanLesson(row); err == nil {
			all = append(all, l)
		} else {
			skipped++
		}
		return nil
	}, selectLessons, from)
	if err != nil {
		return nil, 0, prefix(err, "lessons")
	}
	return all, skipped, nil
}

// Striking out everything again strikes out what was learnt in between, too.
const insertStrike = `
	INSERT INTO strikes (asset, phrase, who, at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (asset, phrase) DO UPDATE SET who = excluded.who, at = excluded.at
	WHERE strikes.phrase = '' AND strikes.at < excluded.at`

// Strike strikes a phrase out for good, in the name of the person with the Slack id by, or of nobody
// when by is empty. What was struck out before stays struck out by whoever did it first. An empty
// phrase strikes out all that the asset has learnt until strike.At, and a later one moves that time
// forward. A strike without a time is of now.
func (s *Store) Strike(ctx context.Context, strike search.Strike, by string) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		who, err := s.person(ctx, t, by)
		if err != nil {
			return err
		}
		at := strike.At
		if at.IsZero() {
			at = t.now
		}
		_, err = t.exec(ctx, insertStrike, strike.Asset, strike.Phrase, who, millis(at))
		return err
	})
	return prefix(err, "strike a phrase out of %s", strike.Asset)
}

const selectStrikes = `SELECT asset, phrase, at FROM strikes ORDER BY asset, phrase`

func scanStrike(row scanner) (x search.Strike, err error) {
	var at any // SQLite keeps what is no number as it is
	err = row.Scan(&x.Asset, &x.Phrase, &at)
	ms, _ := at.(int64)
	x.At = fromMillis(ms)
	return x, err
}

// Strikes returns all that was struck out, by asset and phrase. One whose time is damaged has the zero
// time: a phrase stays struck out whenever that was.
func (s *Store) Strikes(ctx context.Context) ([]search.Strike, error) {
	all, err := list(ctx, s.r, scanStrike, selectStrikes)
	return all, prefix(err, "strikes")
}

const selectLearntVersion = `SELECT version FROM learnt`

// LearntVersion returns a text that differs from every earlier one once lessons or strikes were
// added, changed or removed, by whichever process, and stays the same otherwise. It reads one small
// row, so it may be asked for every second. Ask before reading the lessons, not after: a lesson that
// comes between is then read twice instead of missed.
func (s *Store) LearntVersion(ctx context.Context) (string, error) {
	n, err := first(ctx, s.r, scanCount, selectLearntVersion)
	if err != nil {
		return "", fmt.Errorf("version of the lessons: %w", err)
	}
	return strconv.FormatInt(n, 10), nil
}

const selectLearntUpTo = `SELECT up_to FROM learnt`

// LearntUpTo returns what SetLearntUpTo set last: lessons have been drawn from all presses until
// then. It is the zero time before the first.
func (s *Store) LearntUpTo(ctx context.Context) (time.Time, error) {
	ms, err := first(ctx, s.r, scanCount, selectLearntUpTo)
	if err != nil {
		return time.Time{}, fmt.Errorf("time of the last lesson: %w", err)
	}
	return fromMillis(ms), nil
}

const setLearntUpTo = `UPDATE learnt SET up_to = $1`

// SetLearntUpTo remembers that lessons have been drawn from all presses until an instant. It may go
// back, and the zero time begins anew: drawing a lesson twice does no harm.
func (s *Store) SetLearntUpTo(ctx context.Context, until time.Time) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, setLearntUpTo, millis(until))
		return err
	})
	return prefix(err, "time of the last lesson")
}

// Each kind is read by itself along ledger_kind and in order: reading all at once would sort all presses
// since then for every page. Where a kind is given whole, that ends at the limit; of handing over it goes on
// until enough of them are found that count. Those count by what came before them, so that they say the
// same whenever they are read.
const (
	pressesOfKind = `
		SELECT * FROM (
			SELECT ` + entryColumns + ` FROM ledger e
			WHERE e.at >= $1 AND (e.at > $1 OR e.id > $2) AND NOT ` + trial + `e.ask_id) AND e.kind = `
	upToLimit = `
			ORDER BY e.at, e.id LIMIT $3) `
	eachPress = pressesOfKind + `$4` + upToLimit + `solved
		UNION ALL` +
		pressesOfKind + `$5` + upToLimit + `not_quite`
	inOrder = `
	) e
	ORDER BY e.at, e.id LIMIT $3`

	selectPresses = `SELECT ` + entryColumns + ` FROM (` + eachPress + inOrder
	selectSaid    = `SELECT ` + entryColumns + ` FROM (` + eachPress + `
		UNION ALL` +
		pressesOfKind + `$6
			AND EXISTS (SELECT 1 FROM ledger o WHERE o.ask_id = e.ask_id AND o.kind = $7 AND o.at <= e.at)
			AND NOT EXISTS (
				SELECT 1 FROM ledger c WHERE c.ask_id = e.ask_id AND c.kind IN ($8, $9) AND c.at <= e.at)` +
		upToLimit + `none_of_these` + inOrder
)

// Presses returns at most limit ledger entries of the kinds Solved and NotQuite of asks on the job,
// oldest first: those since since, without those of that very instant whose ID is not greater than
// after. It begins with an empty after, and goes on with the At and ID of the last entry that it
// returned; fewer than limit means that there are no more. What was tried out or practised says nothing.
func (s *Store) Presses(
	ctx context.Context, since time.Time, after string, limit int,
) ([]outcome.Entry, error) {
	all, err := list(ctx, s.r, scanEntry, selectPresses, millis(since), after, limit,
		string(outcome.Solved), string(outcome.NotQuite))
	return all, prefix(err, "presses")
}

const selectPressesOn = `
	SELECT ` + entryColumns + ` FROM ledger e
	WHERE e.ask_id = $1 AND e.kind IN ($2, $3)
	ORDER BY e.at, e.id`

// PressesOn returns the ledger entries of the kinds Solved and NotQuite of one ask, oldest first.
func (s *Store) PressesOn(ctx context.Context, ask string) ([]outcome.Entry, error) {
	all, err := list(ctx, s.r, scanEntry, selectPressesOn, ask,
		string(outcome.Solved), string(outcome.NotQuite))
	return all, prefix(err, "presses on ask %s", ask)
}

// Said is [Store.Presses] with one kind more: HandedOver, of asks whose asker had been offered
// choices, had taken none of them and had been shown no other card. They said that none of these is it; a
// card that they are shown later takes nothing back.
func (s *Store) Said(
	ctx context.Context, since time.Time, after string, limit int,
) ([]outcome.Entry, error) {
	all, err := list(ctx, s.r, scanEntry, selectSaid, millis(since), after, limit,
		string(outcome.Solved), string(outcome.NotQuite), string(outcome.HandedOver), string(outcome.Offered),
		string(outcome.Chose), string(outcome.Served))
	return all, prefix(err, "what was said")
}

// An Origin is whose ask taught a lesson, and when it was asked.
type Origin struct {
	Ask, Who string // Who is a pseudonym
	At       time.Time
}

const selectOrigins = `
	SELECT a.id, a.who, a.at FROM asks a
	WHERE a.id IN (SELECT ask_id FROM lessons)`

func scanOrigin(row scanner) (o Origin, err error) {
	var at int64
	err = row.Scan(&o.Ask, &o.Who, &at)
	o.At = fromMillis(at)
	return o, err
}

// Origins returns the origin of every ask that taught a lesson, each once, in no order.
func (s *Store) Origins(ctx context.Context) ([]Origin, error) {
	all, err := list(ctx, s.r, scanOrigin, selectOrigins)
	return all, prefix(err, "asks that taught")
}
