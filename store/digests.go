package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"howto/escalation"
	"howto/outcome"
)

// A Digest is one weekly message to one manager, and what was left out of it.
type Digest struct {
	Key           string // names manager, team and week
	Manager, Team string // Slack id, id of the team
	Week          outcome.Week
	At            time.Time // when it was queued
	Cells, Hidden int       // groups of people that it could speak of, and those too small to be shown
	Label         string    // how sure its finding is
	Pressed       bool      // the manager pressed something in it; set by Digests only
	Body          json.RawMessage
}

// A Finding is something that was found in a team's weeks, from the week when it was first found to
// the week when it was found last. Weeks are written as 2026-W47.
type Finding struct{ Key, Since, Last, State string }

const insertDigest = `
	INSERT INTO digests (key, manager, team, week, at, cells, hidden, label, body)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (key) DO NOTHING`

// What an earlier week found says nothing about a later one.
const upsertFinding = `
	INSERT INTO findings (team, key, first_week, last_week, state) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (team, key) DO UPDATE SET first_week = excluded.first_week,
		last_week = excluded.last_week, state = excluded.state
	WHERE findings.last_week <= excluded.last_week`

// QueueDigest keeps a weekly message, what it found, and the row that sends it, in one transaction. It
// reports false, and keeps nothing, when there was a message under that key before, however long ago; four
// weeks where its reader was forgotten since.
func (s *Store) QueueDigest(
	ctx context.Context, d Digest, found []Finding, o escalation.Outgoing,
) (fresh bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		fresh = false
		if known, err := s.digestKnown(ctx, t, d.Key); err != nil || known {
			return err
		}
		n, err := t.exec(ctx, insertDigest, d.Key, d.Manager, d.Team, d.Week.String(), millis(t.now),
			d.Cells, d.Hidden, d.Label, string(d.Body))
		if fresh = n == 1; err != nil || !fresh {
			return err
		}
		if err := putFindings(ctx, t, d.Team, found); err != nil {
			return err
		}
		return s.enqueue(ctx, t, o)
	})
	if err != nil {
		return false, prefix(err, "queue %s", d.Key)
	}
	return fresh, nil
}

func putFindings(ctx context.Context, t *tx, team string, found []Finding) error {
	for _, f := range found {
		if _, err := t.exec(ctx, upsertFinding, team, f.Key, f.Since, f.Last, f.State); err != nil {
			return prefix(err, "finding %s", f.Key)
		}
	}
	return nil
}

const (
	examined       = "examined/" // and the team
	selectExamined = `SELECT value FROM meta WHERE name = $1`
	upsertExamined = `
	INSERT INTO meta (name, value) VALUES ($1, $2)
	ON CONFLICT (name) DO UPDATE SET value = excluded.value`
)

// Examined returns the week of a team that was examined last, such as 2026-W47; empty if none was.
func (s *Store) Examined(ctx context.Context, team string) (string, error) {
	week, err := first(ctx, s.r, scanText, selectExamined, examined+team)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return week, prefix(err, "team %q", team)
}

// KeepExamined keeps that a week of a team was examined, and what was found in it.
func (s *Store) KeepExamined(
	ctx context.Context, team string, week outcome.Week, found []Finding,
) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		if err := putFindings(ctx, t, team, found); err != nil {
			return err
		}
		_, err := t.exec(ctx, upsertExamined, examined+team, week.String())
		return err
	})
	return prefix(err, "team %q, week %s", team, week)
}

const selectFindings = `
	SELECT key, first_week, last_week, state FROM findings WHERE team = $1 ORDER BY key`

// Findings returns all that was ever found in the weeks of a team, by key.
func (s *Store) Findings(ctx context.Context, team string) ([]Finding, error) {
	all, err := list(ctx, s.r, func(row scanner) (f Finding, err error) {
		err = row.Scan(&f.Key, &f.Since, &f.Last, &f.State)
		return f, err
	}, selectFindings, team)
	return all, prefix(err, "findings of team %q", team)
}

const selectDigests = `
	SELECT d.key, d.manager, d.team, d.week, d.at, d.cells, d.hidden, d.label,
		EXISTS (SELECT 1 FROM digest_presses p WHERE p.digest = d.key)
	FROM digests d
	WHERE d.manager = $1 AND d.team = $2
	ORDER BY d.at DESC, d.key DESC LIMIT $3`

// Digests returns the last messages to a manager about a team, at most limit, the latest first,
// without their bodies.
func (s *Store) Digests(ctx context.Context, manager, team string, limit int) ([]Digest, error) {
	all, err := list(ctx, s.r, func(row scanner) (d Digest, err error) {
		var at int64
		var week string
		err = row.Scan(&d.Key, &d.Manager, &d.Team, &week, &at, &d.Cells, &d.Hidden, &d.Label, &d.Pressed)
		if err != nil {
			return d, err
		}
		d.At = fromMillis(at)
		d.Week, err = outcome.ParseWeek(week, nil)
		return d, err
	}, selectDigests, manager, team, limit)
	return all, prefix(err, "digests of team %q", team)
}

const (
	selectQueued = `SELECT COUNT(*) FROM digests WHERE key = $1`
	selectBody   = `SELECT body FROM digests WHERE key = $1`
)

// DigestQueued reports whether there was a message under a key, as [Store.QueueDigest] goes by it.
func (s *Store) DigestQueued(ctx context.Context, key string) (bool, error) {
	known, err := s.digestKnown(ctx, s.r, key)
	return known, prefix(err, "%s", key)
}

func (s *Store) digestKnown(ctx context.Context, q querier, key string) (bool, error) {
	for _, x := range []statement{{selectQueued, []any{key}}, {countDigestMarks, []any{s.digestMark(key)}}} {
		n, err := first(ctx, q, scanCount, x.text, x.args...)
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// DigestBody returns what was sent under a key, without its picture, or ErrNotFound.
func (s *Store) DigestBody(ctx context.Context, key string) (json.RawMessage, error) {
	body, err := first(ctx, s.r, scanText, selectBody, key)
	return json.RawMessage(body), prefix(err, "%s", key)
}

const (
	insertPress = `
	INSERT INTO digest_presses (digest, button, presser, recipient, at) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (digest, button) DO NOTHING`
	selectPress = `
	SELECT digest, button, presser, recipient, at FROM digest_presses WHERE digest = $1 AND button = $2`
)

func scanPress(row scanner) (p outcome.Press, err error) {
	var at int64
	err = row.Scan(&p.Digest, &p.Button, &p.By, &p.To, &at)
	p.At = fromMillis(at)
	return p, err
}

// PressDigest keeps a press in a weekly message together with rows for the outbox. When that button of
// that message was pressed before, it keeps nothing, reports false and returns the first press. A press
// without a time is of now.
func (s *Store) PressDigest(
	ctx context.Context, p outcome.Press, also ...escalation.Outgoing,
) (held outcome.Press, fresh bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if p.At.IsZero() {
			p.At = t.now
		}
		n, err := t.exec(ctx, insertPress, p.Digest, string(p.Button), p.By, p.To, millis(p.At))
		if err != nil {
			return err
		}
		if held, err = first(ctx, t, scanPress, selectPress, p.Digest, string(p.Button)); err != nil {
			return err
		}
		if fresh = n == 1; !fresh {
			return nil
		}
		return s.enqueueAll(ctx, t, also)
	})
	if err != nil {
		return outcome.Press{}, false, prefix(err, "press in %s", p.Digest)
	}
	return held, fresh, nil
}

const (
	upsertWish = `
	INSERT INTO digest_wishes (manager, team, wish, at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (manager, team) DO UPDATE SET wish = excluded.wish, at = excluded.at`
	selectWish = `SELECT wish, at FROM digest_wishes WHERE manager = $1 AND team = $2`
)

// WishDigest keeps how often a manager wants the weekly message of a team, with rows for the outbox, and
// reports false, keeping nothing, when key was taken in before. The last wish counts.
func (s *Store) WishDigest(
	ctx context.Context, key string, w outcome.TeamWish, also ...escalation.Outgoing,
) (fresh bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if fresh, err = takeIn(ctx, t, key); err != nil || !fresh {
			return err
		}
		if w.At.IsZero() {
			w.At = t.now
		}
		if _, err := t.exec(ctx, upsertWish, w.Manager, w.Team, string(w.Wish), millis(w.At)); err != nil {
			return err
		}
		return s.enqueueAll(ctx, t, also)
	})
	if err != nil {
		return false, prefix(err, "wish for team %q", w.Team)
	}
	return fresh, nil
}

// DigestWish returns how often a manager wants the weekly message of a team: weekly, at no time, for
// one who never said.
func (s *Store) DigestWish(ctx context.Context, manager, team string) (outcome.TeamWish, error) {
	w, err := first(ctx, s.r, func(row scanner) (w outcome.TeamWish, err error) {
		var at int64
		err = row.Scan(&w.Wish, &at)
		w.At = fromMillis(at)
		return w, err
	}, selectWish, manager, team)
	if errors.Is(err, ErrNotFound) {
		w.Wish, err = outcome.EachWeek, nil
	}
	w.Manager, w.Team = manager, team
	return w, prefix(err, "wish for team %q", team)
}

const countDigests = `
	SELECT COUNT(DISTINCT d.manager), COUNT(DISTINCT CASE WHEN EXISTS (
		SELECT 1 FROM digest_presses p WHERE p.digest = d.key AND p.button = $1 AND p.at < $2)
		THEN d.manager END)
	FROM digests d WHERE d.at >= $3 AND d.at < $2 AND d.body <> ''`

// DigestCounts returns how many managers messages were queued for from from until just before to, of all
// teams together, and how many of them pressed a button in one of these before to.
func (s *Store) DigestCounts(
	ctx context.Context, from, to time.Time, button outcome.Button,
) (managers, pressed int, err error) {
	n, err := first(ctx, s.r, func(row scanner) (n [2]int, err error) {
		err = row.Scan(&n[0], &n[1])
		return n, err
	}, countDigests, string(button), millis(to), millis(from))
	return n[0], n[1], prefix(err, "digests")
}
