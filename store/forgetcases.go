package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"howto/escalation"

	sqlite3 "modernc.org/sqlite/lib"
)

const (
	// rowsAtOnce is how many rows, and casesAtOnce how many cases or drafts, one transaction of forgetting
	// changes: few enough that nobody who asks meanwhile notices.
	rowsAtOnce  = 1000
	casesAtOnce = 200
	// giveWayFor is how long the file of SQLite is left to others in between. Whoever waits for it in another
	// process looks every 100 ms, at the longest, whether it is free (sqliteDefaultBusyCallback in SQLite's
	// main.c).
	giveWayFor = 110 * time.Millisecond
	// patience is how often a transaction of forgetting waits for others as long as a write may: a minute.
	patience = 12
)

// patiently is write for what can wait until others leave room.
func (s *Store) patiently(ctx context.Context, f func(context.Context, *tx) error) (err error) {
	for range patience {
		err = s.write(ctx, f)
		if ctx.Err() != nil || !isBusy(err) {
			return err
		}
	}
	return err
}

// isBusy reports whether a transaction failed only because others left it no room in time.
func isBusy(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || sqliteCode(err) == sqlite3.SQLITE_BUSY
}

// giveWay lets others write before the next of many transactions, unless ctx has ended. PostgreSQL has room for all.
func (s *Store) giveWay(ctx context.Context) error {
	if s.dialect != sqlite {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(giveWayFor):
		return nil
	}
}

// repeat runs a statement, each time in a transaction of its own, until it changes fewer than rowsAtOnce
// rows, and returns how many it changed.
func (s *Store) repeat(ctx context.Context, x statement) (rows int, err error) {
	for {
		var n int64
		err := s.patiently(ctx, func(ctx context.Context, t *tx) (err error) {
			n, err = t.exec(ctx, x.text, x.args...)
			return err
		})
		if rows += int(n); err != nil || n < rowsAtOnce {
			return rows, err
		}
		if err := s.giveWay(ctx); err != nil {
			return rows, err
		}
	}
}

// A scrubber takes a person out of one case or draft, and reports whether there was anything to do.
type scrubber func(ctx context.Context, t *tx, e erasure, id string) (bool, error)

// scrubAll runs do on all that find finds, some at a time, and returns on how many there was something to
// do. It looks without keeping others from writing, and again until there is nothing that it has not seen:
// on PostgreSQL a transaction that began before the person was buried may end after the first look.
func (s *Store) scrubAll(ctx context.Context, e erasure, find statement, do scrubber) (rows int, err error) {
	var damaged error
	seen := map[string]bool{}
	for {
		ids, err := list(unhurried(ctx), s.r, scanText, find.text, find.args...)
		if err != nil {
			return rows, err
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return seen[id] })
		if len(ids) == 0 {
			return rows, damaged
		}
		for some := range slices.Chunk(ids, casesAtOnce) {
			n, faults, err := s.scrubSome(ctx, e, some, do)
			damaged = errors.Join(damaged, faults)
			if rows += n; err != nil {
				return rows, err
			}
			for _, id := range some {
				seen[id] = true
			}
			if len(some) == casesAtOnce {
				err = s.giveWay(ctx)
			}
			if err != nil {
				return rows, err
			}
		}
	}
}

// scrubSome runs do on some in one transaction. What is damaged keeps nothing else from being scrubbed.
func (s *Store) scrubSome(
	ctx context.Context, e erasure, ids []string, do scrubber,
) (rows int, damaged, err error) {
	err = s.patiently(ctx, func(ctx context.Context, t *tx) error {
		rows, damaged = 0, nil
		for _, id := range ids {
			done, err := do(ctx, t, e, id)
			switch {
			case errors.Is(err, ErrDamaged):
				damaged = errors.Join(damaged, fmt.Errorf("%s: %w", id, err))
			case err != nil && !errors.Is(err, ErrNotFound): // a draft may be swept meanwhile
				return fmt.Errorf("%s: %w", id, err)
			case done:
				rows++
			}
		}
		return nil
	})
	if err != nil {
		return 0, nil, err
	}
	return rows, damaged, nil
}

// A Slack id stands in a body as a whole text and holds no character that means anything to LIKE.
const selectCasesNaming = `
	SELECT id FROM cases
	WHERE (asker = $1 OR owner = $1 OR body LIKE '%"' || $1 || '"%') AND opened_at <= $2
	ORDER BY id`

// eraseCases takes a person out of the cases that they asked, had, were asked to take, or answered before
// somebody else had them.
func (s *Store) eraseCases(ctx context.Context, e erasure) (int, error) {
	rows, err := s.scrubAll(ctx, e, statement{selectCasesNaming, []any{e.user, millis(e.until)}}, s.eraseCase)
	return rows, prefix(err, "cases")
}

// eraseCase takes the person out of a case. One of theirs that is open all the same, because somebody
// answered late, is withdrawn first.
func (s *Store) eraseCase(ctx context.Context, t *tx, e erasure, id string) (bool, error) {
	c, err := first(ctx, t, scanCase, selectCase, id)
	if err != nil {
		return false, err
	}
	if c.Asker == escalation.User(e.user) && c.State.Open() {
		step, err := s.advance(ctx, t, c, escalation.Withdraw{By: c.Asker, Forgotten: true})
		if err != nil {
			return false, fmt.Errorf("withdraw: %w", err)
		}
		c = step.Case
	}
	return true, e.scrub(ctx, t, c)
}

const (
	scrubCase = `
	UPDATE cases SET asker = $1, owner = $2, version = $3, body = $4 WHERE id = $5 AND version = $6`
	deleteAskersThreads = `DELETE FROM threads WHERE case_id = $1 AND role = 'line'`
	deleteRelays        = `DELETE FROM relays WHERE case_id = $1`
	deletePastRows      = `DELETE FROM outbox WHERE case_id = $1 AND case_id <> '' AND state <> 'waiting'`
	deleteAskersRows    = `
	DELETE FROM outbox WHERE case_id = $1 AND state = 'waiting' AND kind IN ($2, $3, $4)`
	pagedSince = `SELECT COUNT(*) FROM pages WHERE case_id = $1 AND person = $2 AND at > $3`
)

// scrub takes a person out of a case that is not open for them: where they asked, the question, the
// answers and the ways to their messages; where they answered or were asked to, their name. What they did
// since they were forgotten stays.
func (e erasure) scrub(ctx context.Context, t *tx, c escalation.Case) error {
	user, read := escalation.User(e.user), c.Version
	c.Version++
	asked := c.Asker == user
	if asked {
		c.Asker, c.Question, c.Added = "", "", nil
		c.Origin, c.Line = escalation.Place{}, escalation.Place{}
	}
	if c.Owner == user && !c.ClaimedAt.After(e.until) {
		c.Owner, c.Left = "", false
	}
	again, err := first(ctx, t, scanCount, pagedSince, c.ID, e.user, millis(e.until))
	if err != nil {
		return err
	}
	if again == 0 {
		c.OnCall = slices.DeleteFunc(c.OnCall, func(u escalation.User) bool { return u == user })
	}
	for i, a := range c.Answers {
		if a.By == user && !a.At.After(e.until) {
			c.Answers[i].By = ""
		}
		if asked {
			c.Answers[i].Message.Text = ""
		}
	}
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, scrubCase, string(c.Asker), string(c.Owner), c.Version, string(body), c.ID, read)
	if err = overtaken(n, err); err != nil || !asked {
		return err
	}
	for _, x := range []statement{
		{deleteAskersThreads, []any{c.ID}}, {deleteRelays, []any{c.ID}}, {deletePastRows, []any{c.ID}},
		{deleteAskersRows, []any{c.ID, string(escalation.OutLine), string(escalation.OutToAsker),
			string(escalation.OutNudgeAsk)}},
	} {
		if _, err := t.exec(ctx, x.text, x.args...); err != nil {
			return err
		}
	}
	return nil
}

func overtaken(n int64, err error) error {
	if err == nil && n == 0 {
		return errOvertaken
	}
	return err
}
