package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"howto/escalation"
	"howto/outcome"
)

// Forget erases what is kept about the person with this Slack id: who they are, what they wrote, what
// the search learnt from them. Their entries in the ledger stay, under a name that leads to nobody, so
// that no figure of a past week changes. Their open cases are withdrawn. A tombstone stays, from which
// a restored backup is cleaned when it is opened. [outcome.ErrHasCases] when they have open cases of
// others; then nothing was erased.
//
// When it returns without an error, all is done. It is many short transactions, so that others can write
// in between, and does not end with ctx. The first one keeps that the person is to be forgotten: what was
// interrupted after it goes on with the next [Store.Sweep] or [Open], or when it is called again. What the
// person does meanwhile is somebody new's, and stays. A damaged case or draft is [ErrDamaged]; all else is
// erased then.
func (s *Store) Forget(ctx context.Context, user string) (outcome.Forgotten, error) {
	f, err := s.forget(ctx, erasure{user: user, who: s.Pseudonym(user), until: s.Now()})
	return f, prefix(err, "forget %s", s.Pseudonym(user))
}

// An erasure is what a person left behind until an instant.
type erasure struct {
	user, who string // Slack id and pseudonym
	until     time.Time
	fresh     string // the name that takes the place of the pseudonym
}

func (s *Store) forget(ctx context.Context, e erasure) (done outcome.Forgotten, err error) {
	ctx = context.WithoutCancel(ctx)
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if done, err = s.withdrawAll(ctx, t, e); err != nil {
			return err
		}
		if done.Rows, err = s.unqueue(ctx, t, e); err != nil {
			return err
		}
		e, err = s.bury(ctx, t, e)
		return err
	})
	if err != nil {
		return outcome.Forgotten{}, err
	}
	early := s.engrave(ctx) // whoever stops the program now has asked for it all the same
	rows, err := s.erase(ctx, e)
	done.Rows += rows
	if early != nil {
		early = s.engrave(ctx)
	}
	return done, errors.Join(err, early)
}

// unqueue takes out what is queued for the person, once: what is queued later is for somebody new.
func (s *Store) unqueue(ctx context.Context, t *tx, e erasure) (rows int, err error) {
	for _, x := range []statement{
		{`DELETE FROM draft_cards WHERE person = $1`, []any{e.user}},
		{`DELETE FROM outbox WHERE lane = 'dm:' || $1 AND leased_until <= $2 OR ` + answersMine,
			[]any{e.user, millis(e.until)}},
	} {
		n, err := t.exec(ctx, x.text, x.args...)
		if err != nil {
			return rows, err
		}
		rows += int(n)
	}
	return rows, nil
}

const (
	selectOpenOf = `
	SELECT ` + caseColumns + ` FROM cases c
	WHERE c.asker = $1 AND c.is_open = 1 AND c.opened_at <= $2 ORDER BY c.id`
	selectOpenHad = `
	SELECT ` + caseColumns + ` FROM cases c
	WHERE c.owner = $1 AND c.is_open = 1 AND c.opened_at <= $2 ORDER BY c.id`
)

// withdrawAll takes back the open cases of the person, so that nobody works for an answer that cannot
// arrive. In one that is damaged nobody can do anything; it is told of when it cannot be erased.
func (s *Store) withdrawAll(ctx context.Context, t *tx, e erasure) (done outcome.Forgotten, err error) {
	had, err := list(ctx, t, scanWhole, selectOpenHad, e.user, millis(e.until))
	if err != nil {
		return done, err
	}
	// One whose owner has left is free for others to take.
	if slices.ContainsFunc(had, func(c escalation.Case) bool { return c.ID != "" && !c.Left }) {
		return done, outcome.ErrHasCases
	}
	cases, err := list(ctx, t, scanWhole, selectOpenOf, e.user, millis(e.until))
	if err != nil {
		return done, err
	}
	for _, c := range cases {
		if c.ID == "" {
			continue
		}
		if _, err := s.advance(ctx, t, c, escalation.Withdraw{By: c.Asker, Forgotten: true}); err != nil {
			return done, fmt.Errorf("withdraw case %s: %w", c.ID, err)
		}
		done.Open++
	}
	return done, nil
}

// scanWhole reads a case, or one without an id where it is damaged.
func scanWhole(row scanner) (escalation.Case, error) {
	c, err := scanCase(row)
	if errors.Is(err, ErrDamaged) {
		return escalation.Case{}, nil
	}
	return c, err
}

const (
	upsertTombstone = `
	INSERT INTO tombstones (mark, at, who, fresh) VALUES ($1, $2, $3, $4)
	ON CONFLICT (mark) DO UPDATE SET who = excluded.who,
		at = CASE WHEN excluded.at > tombstones.at THEN excluded.at ELSE tombstones.at END,
		fresh = CASE WHEN tombstones.fresh = '' THEN excluded.fresh ELSE tombstones.fresh END`
	selectTombstone = `SELECT fresh, at FROM tombstones WHERE mark = $1`
)

// bury keeps the tombstone, and who it is until all is done. It gives e the name under which the entries go
// on: the same one when an earlier attempt was interrupted, so that one person does not become two.
func (s *Store) bury(ctx context.Context, t *tx, e erasure) (erasure, error) {
	raw := make([]byte, pseudonymSize)
	rand.Read(raw) // never fails: the runtime ends the program instead
	mark := s.grave(e.who)
	_, err := t.exec(ctx, upsertTombstone, mark, millis(e.until), e.who, "x_"+hex.EncodeToString(raw))
	if err != nil {
		return e, fmt.Errorf("tombstone: %w", err)
	}
	if _, err := s.person(ctx, t, e.user); err != nil {
		return e, err
	}
	return first(ctx, t, func(row scanner) (erasure, error) {
		var at int64
		err := row.Scan(&e.fresh, &at)
		e.until = fromMillis(at)
		return e, err
	}, selectTombstone, mark)
}

// grave is what a pseudonym is remembered by when it is forgotten.
func (s *Store) grave(who string) string {
	return hex.EncodeToString(digest(s.key, "forgotten\x1f"+who))
}

// erase does all that is left of forgetting somebody who is buried, and may be done again and by several
// at a time. Something damaged is told in the end; the tombstone stays open then.
func (s *Store) erase(ctx context.Context, e erasure) (rows int, err error) {
	var damaged error
	steps := []func(context.Context, erasure) (int, error){s.eraseCases, s.eraseDrafts, s.eraseDigests,
		s.eraseRows, s.rename}
	if e.user == "" {
		steps = steps[len(steps)-1:] // a release before this one has done the rest
	}
	for _, step := range steps {
		n, err := step(ctx, e)
		switch rows += n; {
		case errors.Is(err, ErrDamaged):
			damaged = errors.Join(damaged, err)
		case err != nil:
			return rows, err
		}
	}
	if damaged == nil {
		err = s.patiently(ctx, func(ctx context.Context, t *tx) error { return s.letGo(ctx, t, e) })
	}
	s.wipe(ctx)
	return rows, errors.Join(damaged, err)
}

type statement struct {
	text string
	args []any
}

// answersMine is true of a row by which a person, $1, is answered what is stored about them. Such an answer
// goes its own way, so that it does not wait for their direct messages, and may be read, and "Forget me"
// pressed in it, before it is known to be sent.
const answersMine = `kind = '` + string(escalation.OutMine) + `' AND body LIKE '%"' || $1 || '"%'`

// takeFromHandoffs takes a person out of the lists of who was on call, as [Store.Handoff] writes them. The
// lists stay: without one, whoever comes on next would be told nothing.
const takeFromHandoffs = `
	UPDATE handoffs SET members = REPLACE(REPLACE(REPLACE(members,
		',"' || $1 || '"', ''), '"' || $1 || '",', ''), '"' || $1 || '"', '')
	WHERE members LIKE '%"' || $1 || '"%' AND since <= $2`

// statements erase what is found by name. Of what there may be very much, each takes no more than
// rowsAtOnce rows, and where several forget at a time none that another has: held. They find nothing the second
// time.
func (e erasure) statements(held string) []statement {
	until := millis(e.until)
	return []statement{
		{`UPDATE asks SET who = $1, question = '', missing = '', channel = '', thread = ''
			WHERE id IN (SELECT id FROM asks WHERE who = $2 AND at <= $3 LIMIT $4` + held + `)`,
			[]any{e.fresh, e.who, until, rowsAtOnce}},
		{`DELETE FROM lessons WHERE who = $1 AND at <= $2 AND ask_id IN (
			SELECT ask_id FROM lessons WHERE who = $1 AND at <= $2 LIMIT $3` + held + `)`, []any{e.who, until, rowsAtOnce}},
		{`DELETE FROM told WHERE who = $1 AND at <= $2`, []any{e.who, until}},
		{`DELETE FROM untold WHERE who = $1 AND at <= $2`, []any{e.who, until}},
		{`UPDATE strikes SET who = $1 WHERE who = $2 AND at <= $3`, []any{e.fresh, e.who, until}},
		{`UPDATE looks SET who = $1 WHERE who = $2 AND at <= $3`, []any{e.fresh, e.who, until}},
		{`DELETE FROM pages WHERE person = $1 AND at <= $2`, []any{e.user, until}},
		{`DELETE FROM overrides WHERE (adds = $1 OR removes = $1 OR made_by = $1) AND ends <= $2`,
			[]any{e.user, until}},
		{takeFromHandoffs, []any{e.user, until}},
		{`DELETE FROM digest_wishes WHERE manager = $1 AND at <= $2`, []any{e.user, until}},
		{`DELETE FROM digest_presses WHERE (presser = $1 OR recipient = $1) AND at <= $2`,
			[]any{e.user, until}},
	}
}

// eraseRows runs the statements, each as often as it finds something to do.
func (s *Store) eraseRows(ctx context.Context, e erasure) (rows int, err error) {
	for _, x := range e.statements(s.held()) {
		n, err := s.repeat(ctx, x)
		if rows += n; err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// What forgetting itself writes, such as that a case was withdrawn, is later than the rest, and about an
// ask that was given to nobody.
const renameEntries = `
	UPDATE ledger SET who = $1 WHERE id IN (
		SELECT id FROM ledger WHERE who = $2 AND who <> ''
			AND (at <= $3 OR ask_id IN (SELECT id FROM asks WHERE who = $1)) LIMIT $4%s)`

// held makes a choice of rows wait for whoever changes them, and look at them again then. SQLite has one writer.
func (s *Store) held() string {
	if s.dialect == postgres {
		return " FOR UPDATE"
	}
	return ""
}

// rename gives the entries of a person to nobody.
func (s *Store) rename(ctx context.Context, e erasure) (rows int, err error) {
	rows, err = s.repeat(ctx, statement{fmt.Sprintf(renameEntries, s.held()),
		[]any{e.fresh, e.who, millis(e.until), rowsAtOnce}})
	return rows, prefix(err, "entries")
}

const (
	closeTombstone = `UPDATE tombstones SET who = '', fresh = '' WHERE mark = $1 AND at = $2 AND fresh <> ''`
	deletePerson   = `
	DELETE FROM people WHERE pseudonym = $1 AND NOT EXISTS (SELECT 1 FROM asks a WHERE a.who = $1)
		AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.who = $1 AND l.who <> '')`
)

// letGo lets go of what led from one name to the other, when all is done: of who it was, and with that of
// what belongs to them, unless they are back as somebody new. Where they were forgotten a second time
// meanwhile, that is still to be done and ends it.
func (s *Store) letGo(ctx context.Context, t *tx, e erasure) error {
	n, err := t.exec(ctx, closeTombstone, s.grave(e.who), millis(e.until))
	if err != nil || n == 0 {
		return err
	}
	_, err = t.exec(ctx, deletePerson, e.who)
	return err
}
