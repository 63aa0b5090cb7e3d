package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"howto/escalation"
)

// OpenCase makes a case of an ask that was recorded before, takes it through ev, and keeps what
// follows, all in one transaction; c.ID is filled in when empty. An ask has one case: when there is
// one already it is given back with Refuse{OpenAlready}. A key that was taken in before gives it
// back with Repeated. An ask that is not there is ErrNotFound. The rows of also are kept only with a
// case that opens.
func (s *Store) OpenCase(
	ctx context.Context, key string, c escalation.Case, ev escalation.Opened,
	also ...escalation.Outgoing,
) (step escalation.Step, err error) {
	if c.ID == "" {
		c.ID = s.NewID()
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		step = escalation.Step{}
		fresh, err := takeIn(ctx, t, key)
		if err != nil {
			return err
		}
		present, err := first(ctx, t, scanCase, selectCaseOfAsk, c.Ask)
		switch {
		case err == nil && fresh:
			refuse := escalation.Refuse{To: c.Asker, Why: escalation.OpenAlready}
			step = escalation.Step{Case: present, Effects: []escalation.Effect{refuse}}
			return nil
		case err == nil:
			step = escalation.Step{Case: present, Repeated: true}
			return nil
		case !errors.Is(err, ErrNotFound) || !fresh:
			return err
		}
		next, effects := escalation.Next(c, ev, t.now)
		step = escalation.Step{Case: next, Effects: effects}
		if err := s.open(ctx, t, &step); err != nil {
			return err
		}
		return s.also(ctx, t, step, also)
	})
	if err != nil {
		return escalation.Step{}, prefix(err, "open a case of ask %s", c.Ask)
	}
	return step, nil
}

func (s *Store) open(ctx context.Context, t *tx, step *escalation.Step) error {
	if _, refused := step.Refused(); refused {
		return nil
	}
	c := &step.Case
	n, err := t.exec(ctx, setAskCase, c.ID, c.Ask)
	if err != nil {
		return err
	}
	if n == 0 {
		return s.notOpened(ctx, t, step)
	}
	if err := insertCase(ctx, t, c); err != nil {
		return err
	}
	if c.Origin.Thread != "" {
		if err := putThread(ctx, t, c.Origin, c.ID, lineRole); err != nil {
			return err
		}
	}
	return s.follow(ctx, t, "", *c, step.Effects)
}

// notOpened says why an ask did not become a case: it is closed, or it is not there.
func (s *Store) notOpened(ctx context.Context, t *tx, step *escalation.Step) error {
	n, err := first(ctx, t, scanCount, countAsk, step.Case.Ask)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("ask: %w", ErrNotFound)
	}
	refuse := escalation.Refuse{To: step.Case.Asker, Why: escalation.ClosedCase}
	*step = escalation.Step{Case: step.Case, Effects: []escalation.Effect{refuse}}
	return nil
}

// Advance takes the case through ev at the present moment and keeps all that follows in one
// transaction: the case, its timers, ledger entries for Record effects, outbox rows for the effects
// that people see, and the end of the ask when the case ends. Of two at the same time the second
// sees what the first left. A refusal is returned and nothing is kept but the key. A key that was
// taken in before gives the case as it is now with Repeated. ErrNotFound: there is no such case. The
// rows of also are kept with the rest, and not with a refusal or a repetition.
func (s *Store) Advance(
	ctx context.Context, key, id string, ev escalation.Event, also ...escalation.Outgoing,
) (step escalation.Step, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		step = escalation.Step{}
		fresh, err := takeIn(ctx, t, key)
		if err != nil {
			return err
		}
		c, err := first(ctx, t, scanCase, selectCase, id)
		if err != nil {
			return err
		}
		if !fresh {
			step = escalation.Step{Case: c, Repeated: true}
			return nil
		}
		if step, err = s.advance(ctx, t, c, ev); err != nil {
			return err
		}
		return s.also(ctx, t, step, also)
	})
	if err != nil {
		return escalation.Step{}, prefix(err, "case %s", id)
	}
	return step, nil
}

// also keeps what a step brings with it, unless it was refused.
func (s *Store) also(
	ctx context.Context, t *tx, step escalation.Step, rows []escalation.Outgoing,
) error {
	if _, refused := step.Refused(); refused {
		return nil
	}
	return s.enqueueAll(ctx, t, rows)
}

// advance takes c through ev in a transaction that has begun, and keeps what follows.
func (s *Store) advance(
	ctx context.Context, t *tx, c escalation.Case, ev escalation.Event,
) (escalation.Step, error) {
	next, effects := escalation.Next(c, ev, t.now)
	step := escalation.Step{Case: next, Effects: effects}
	if _, refused := step.Refused(); refused {
		step.Case = c
		return step, nil
	}
	if err := updateCase(ctx, t, &step.Case); err != nil {
		return step, err
	}
	return step, s.follow(ctx, t, c.State, step.Case, effects)
}

const insertCaseRow = `
	INSERT INTO cases (id, ask_id, team, state, is_open, asker, opened_at, version, body, owner)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
	ON CONFLICT (ask_id) DO NOTHING`

// insertCase keeps a new case. Somebody who opened one for the same ask in the meantime wins.
func insertCase(ctx context.Context, t *tx, c *escalation.Case) error {
	c.Version = 1
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, insertCaseRow, c.ID, c.Ask, c.Team, string(c.State), flag(c.State.Open()),
		string(c.Asker), millis(c.OpenedAt), c.Version, string(body), string(c.Owner))
	if err != nil {
		return err
	}
	if n == 0 {
		return errOvertaken
	}
	return putTimers(ctx, t, *c)
}

const updateCaseRow = `
	UPDATE cases SET team = $1, state = $2, is_open = $3, version = $4, body = $5, owner = $6
	WHERE id = $7 AND version = $8`

// updateCase keeps a changed case, unless it changed since it was read.
func updateCase(ctx context.Context, t *tx, c *escalation.Case) error {
	read := c.Version
	c.Version++
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, updateCaseRow, c.Team, string(c.State), flag(c.State.Open()), c.Version,
		string(body), string(c.Owner), c.ID, read)
	if err != nil {
		return err
	}
	if n == 0 {
		return errOvertaken
	}
	return putTimers(ctx, t, *c)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

const caseColumns = `c.version, c.body`

func scanCase(row scanner) (c escalation.Case, err error) {
	var version int64
	var body []byte
	if err := row.Scan(&version, &body); err != nil {
		return c, err
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return c, fmt.Errorf("read the case's body: %w: %w", ErrDamaged, err)
	}
	c.Version = version
	return c, nil
}

const (
	selectCase      = `SELECT ` + caseColumns + ` FROM cases c WHERE c.id = $1`
	selectCaseOfAsk = `SELECT ` + caseColumns + ` FROM cases c WHERE c.ask_id = $1`
)

// Case returns the case with this id, or ErrNotFound.
func (s *Store) Case(ctx context.Context, id string) (escalation.Case, error) {
	c, err := first(ctx, s.r, scanCase, selectCase, id)
	return c, prefix(err, "case %s", id)
}

const selectCaseAt = `
	SELECT ` + caseColumns + `
	FROM threads h JOIN cases c ON c.id = h.case_id
	WHERE h.channel = $1 AND h.ts = $2
	ORDER BY CASE WHEN h.role = 'root' THEN 0 ELSE 1 END, CASE WHEN c.asker = $3 THEN 0 ELSE 1 END,
		c.is_open DESC, c.opened_at DESC, c.id DESC
	LIMIT 1`

// CaseAt returns the case that a message in this thread is about, or ErrNotFound: by its root
// message in the team's channel, or by the thread where the asker reads, which is the one they
// asked in or else the thread of their status line. Where several cases share a thread it is the one
// whose root message it is, then one that by asked, also when it has ended: their words may open it again.
// Then it is an open one before a closed one, and the newest.
func (s *Store) CaseAt(
	ctx context.Context, p escalation.Place, by escalation.User,
) (escalation.Case, error) {
	c, err := first(ctx, s.r, scanCase, selectCaseAt, p.Channel, p.Thread, string(by))
	return c, prefix(err, "case at %s/%s", p.Channel, p.Thread)
}

const selectRootThreads = `
	SELECT h.ts FROM threads h WHERE h.case_id = $1 AND h.channel = $2 AND h.role = 'root'
	ORDER BY h.ts DESC`

// RootThreads returns the threads of a case in a channel in which experts answer, the newest first: those
// of its root messages, the earlier ones included, and in direct messages those of the cards of people
// who were asked there.
func (s *Store) RootThreads(ctx context.Context, id, channel string) ([]string, error) {
	all, err := list(ctx, s.r, scanText, selectRootThreads, id, channel)
	return all, prefix(err, "threads of case %s in %s", id, channel)
}

const selectOpenCases = `
	SELECT ` + caseColumns + ` FROM cases c WHERE c.is_open = 1
	ORDER BY c.opened_at, c.id`

// OpenCases returns the cases in which something can still happen, oldest first. Damaged ones are left
// out and logged.
func (s *Store) OpenCases(ctx context.Context) ([]escalation.Case, error) {
	all, err := sound(ctx, s, scanCase, selectOpenCases)
	return all, prefix(err, "open cases")
}

const selectOpenCasesOf = `
	SELECT ` + caseColumns + ` FROM cases c WHERE c.asker = $1 AND c.is_open = 1
	ORDER BY c.opened_at, c.id`

// OpenCasesOf returns the open cases that this person asked, oldest first. Damaged ones are left out and
// logged.
func (s *Store) OpenCasesOf(ctx context.Context, u escalation.User) ([]escalation.Case, error) {
	all, err := sound(ctx, s, scanCase, selectOpenCasesOf, string(u))
	return all, prefix(err, "open cases of their asker")
}

const selectCasesAround = `
	SELECT ` + caseColumns + ` FROM cases c WHERE c.is_open = 1 OR c.owner = $1 OR c.asker = $1
	ORDER BY c.opened_at, c.id`

// CasesAround returns the open cases and those, however long ago they ended, that this person asked
// or had last, oldest first. Damaged ones are left out and logged.
func (s *Store) CasesAround(ctx context.Context, u escalation.User) ([]escalation.Case, error) {
	all, err := sound(ctx, s, scanCase, selectCasesAround, string(u))
	return all, prefix(err, "cases around somebody")
}

// sound lists what is not damaged: one must not hide the others.
func sound[T any](
	ctx context.Context, s *Store, scan func(scanner) (T, error), text string, args ...any,
) (all []T, err error) {
	err = each(ctx, s.r, func(row scanner) error {
		v, err := scan(row)
		if errors.Is(err, ErrDamaged) {
			s.log.ErrorContext(ctx, "damaged and left out", "err", err)
			return nil
		}
		all = append(all, v)
		return err
	}, text, args...)
	return all, err
}

const (
	selectTimerKinds = `SELECT kind FROM timers WHERE case_id = $1`
	deleteTimer      = `DELETE FROM timers WHERE case_id = $1 AND kind = $2`
	putTimer         = `
	INSERT INTO timers (case_id, kind, epoch, due) VALUES ($1, $2, $3, $4)
	ON CONFLICT (case_id, kind) DO UPDATE SET epoch = excluded.epoch, due = CASE
		WHEN timers.epoch = excluded.epoch AND timers.due < excluded.due THEN timers.due ELSE excluded.due END`
)

// putTimers keeps the timers of c and no others. One that a hand-off has brought forward, of which c does not know, stays
// so until c arms another.
func putTimers(ctx context.Context, t *tx, c escalation.Case) error {
	kinds, err := list(ctx, t, scanText, selectTimerKinds, c.ID)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		has := func(timer escalation.Timer) bool { return string(timer.Kind) == kind }
		if slices.ContainsFunc(c.Timers, has) {
			continue
		}
		if _, err := t.exec(ctx, deleteTimer, c.ID, kind); err != nil {
			return fmt.Errorf("timer %q: %w", kind, err)
		}
	}
	for _, timer := range c.Timers {
		_, err := t.exec(ctx, putTimer, c.ID, string(timer.Kind), timer.Epoch, millis(timer.Due))
		if err != nil {
			return fmt.Errorf("timer %q: %w", timer.Kind, err)
		}
		t.wake = true
	}
	return nil
}

const selectDueTimers = `
	SELECT ` + caseColumns + `, t.case_id, t.kind, t.epoch, t.due
	FROM timers t JOIN cases c ON c.id = t.case_id
	WHERE t.due <= $1
	ORDER BY t.due, t.case_id
	LIMIT $2`

func scanDueTimer(row scanner) (d escalation.DueTimer, err error) {
	var id string
	var due int64
	d.Case, err = scanCase(behind{row, []any{&id, &d.Timer.Kind, &d.Timer.Epoch, &due}})
	d.Timer.Due = fromMillis(due)
	if errors.Is(err, ErrDamaged) {
		d.Case, err = escalation.Case{ID: id}, nil
	}
	return d, err
}

// behind reads further columns after those that its reader knows.
type behind struct {
	row  scanner
	more []any
}

func (b behind) Scan(dest ...any) error { return b.row.Scan(append(dest, b.more...)...) }

// DueTimers returns at most limit timers that are due at now, the longest due first. A timer stays
// due until the case has moved on; several who act on one are told apart by Advance. Of a damaged case
// no more than its id is given: Advance says what is wrong with it.
func (s *Store) DueTimers(
	ctx context.Context, now time.Time, limit int,
) ([]escalation.DueTimer, error) {
	all, err := list(ctx, s.r, scanDueTimer, selectDueTimers, now.UnixMilli(), limit)
	return all, prefix(err, "due timers")
}
