package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"howto/escalation"
	"howto/outcome"
)

// forgetAtOnce is how many entries of the ledger are renamed in one transaction.
const forgetAtOnce = 5000

// Forget erases what is kept about the person with this Slack id: who they are, what they wrote, what
// the search learnt from them. Their entries in the ledger stay, under a name that leads to nobody, so
// that no figure of a past week changes. Their open cases are withdrawn. A tombstone stays, from which
// a restored backup is cleaned when it is opened. It may be called again, and goes on where it was
// interrupted. [outcome.ErrHasCases] when they have open cases of others; then nothing was erased.
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
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if done, err = s.withdrawAll(ctx, t, e); err != nil {
			return err
		}
		if e.fresh, err = s.bury(ctx, t, e); err != nil {
			return err
		}
		n, err := s.erase(ctx, t, e)
		done.Rows += n
		return err
	})
	if err != nil {
		return outcome.Forgotten{}, err
	}
	n, err := s.rename(ctx, e)
	done.Rows += n
	if err == nil {
		err = s.engrave(ctx)
	}
	return done, err
}

const (
	selectCasesOf = `
	SELECT ` + caseColumns + ` FROM cases c WHERE c.asker = $1 AND c.opened_at <= $2 ORDER BY c.id`
	selectCasesHad = `
	SELECT ` + caseColumns + ` FROM cases c WHERE c.owner = $1 AND c.opened_at <= $2 ORDER BY c.id`
)

// withdrawAll takes back the open cases of the person, so that nobody works for an answer that cannot
// arrive.
func (s *Store) withdrawAll(ctx context.Context, t *tx, e erasure) (done outcome.Forgotten, err error) {
	had, err := list(ctx, t, scanCase, selectCasesHad, e.user, millis(e.until))
	if err != nil {
		return done, err
	}
	// One whose owner has left is free for others to take.
	if slices.ContainsFunc(had, func(c escalation.Case) bool { return c.State.Open() && !c.Left }) {
		return done, outcome.ErrHasCases
	}
	cases, err := list(ctx, t, scanCase, selectCasesOf, e.user, millis(e.until))
	if err != nil {
		return done, err
	}
	for _, c := range cases {
		if c.State.Open() {
			if _, err := s.advance(ctx, t, c, escalation.Withdraw{By: c.Asker}); err != nil {
				return done, fmt.Errorf("withdraw case %s: %w", c.ID, err)
			}
			done.Open++
		}
	}
	return done, nil
}

const (
	upsertTombstone = `
	INSERT INTO tombstones (mark, at, who, fresh) VALUES ($1, $2, $3, $4)
	ON CONFLICT (mark) DO UPDATE SET who = excluded.who,
		at = CASE WHEN excluded.at > tombstones.at THEN excluded.at ELSE tombstones.at END,
		fresh = CASE WHEN tombstones.fresh = '' THEN excluded.fresh ELSE tombstones.fresh END`
	selectFresh = `SELECT fresh FROM tombstones WHERE mark = $1`
)

// bury keeps the tombstone, and returns the name under which the entries go on: the same one when an
// earlier attempt was interrupted, so that one person does not become two.
func (s *Store) bury(ctx context.Context, t *tx, e erasure) (string, error) {
	raw := make([]byte, pseudonymSize)
	rand.Read(raw) // never fails: the runtime ends the program instead
	mark := s.grave(e.who)
	_, err := t.exec(ctx, upsertTombstone, mark, millis(e.until), e.who, "x_"+hex.EncodeToString(raw))
	if err != nil {
		return "", fmt.Errorf("tombstone: %w", err)
	}
	return first(ctx, t, scanText, selectFresh, mark)
}

// grave is what a pseudonym is remembered by when it is forgotten.
func (s *Store) grave(who string) string {
	return hex.EncodeToString(digest(s.key, "forgotten\x1f"+who))
}

// erase removes and scrubs all but the ledger.
func (s *Store) erase(ctx context.Context, t *tx, e erasure) (rows int, err error) {
	for _, text := range []string{selectCasesOf, selectCasesHad} {
		cases, err := list(ctx, t, scanCase, text, e.user, millis(e.until))
		if err != nil {
			return rows, err
		}
		for _, c := range cases {
			if err := scrub(ctx, t, c, escalation.User(e.user)); err != nil {
				return rows, fmt.Errorf("case %s: %w", c.ID, err)
			}
		}
		rows += len(cases)
	}
	named, err := s.eraseNamed(ctx, t, e)
	if rows += named; err != nil {
		return rows, err
	}
	for _, x := range e.statements() {
		n, err := t.exec(ctx, x.text, x.args...)
		if err != nil {
			return rows, err
		}
		rows += int(n)
	}
	return rows, nil
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

// statements erase what is not a case. Those on asks come before the one that takes the person away,
// which takes what belongs to them along.
func (e erasure) statements() []statement {
	until := millis(e.until)
	return []statement{
		{`UPDATE asks SET who = $1, question = '', missing = '', channel = '', thread = ''
			WHERE who = $2 AND at <= $3`, []any{e.fresh, e.who, until}},
		{`DELETE FROM lessons WHERE who = $1 AND at <= $2`, []any{e.who, until}},
		{`DELETE FROM told WHERE who = $1 AND at <= $2`, []any{e.who, until}},
		{`DELETE FROM untold WHERE who = $1 AND at <= $2`, []any{e.who, until}},
		{`UPDATE strikes SET who = $1 WHERE who = $2 AND at <= $3`, []any{e.fresh, e.who, until}},
		{`UPDATE looks SET who = $1 WHERE who = $2 AND at <= $3`, []any{e.fresh, e.who, until}},
		{`DELETE FROM pages WHERE person = $1 AND at <= $2`, []any{e.user, until}},
		{`DELETE FROM overrides WHERE (adds = $1 OR removes = $1 OR made_by = $1) AND ends <= $2`,
			[]any{e.user, until}},
		{`DELETE FROM draft_cards WHERE person = $1`, []any{e.user}},
		{takeFromHandoffs, []any{e.user, until}},
		{`DELETE FROM digests WHERE manager = $1 AND at <= $2`, []any{e.user, until}},
		{`DELETE FROM digest_wishes WHERE manager = $1 AND at <= $2`, []any{e.user, until}},
		{`DELETE FROM digest_presses WHERE (presser = $1 OR recipient = $1) AND at <= $2`,
			[]any{e.user, until}},
		{`DELETE FROM outbox WHERE lane = 'dm:' || $1 AND leased_until <= $2 OR ` + answersMine,
			[]any{e.user, until}},
		{`DELETE FROM people WHERE pseudonym = $1
			AND NOT EXISTS (SELECT 1 FROM asks a WHERE a.who = $1)`, []any{e.who}},
	}
}

const (
	scrubCase = `
	UPDATE cases SET asker = $1, owner = $2, version = $3, body = $4 WHERE id = $5 AND version = $6`
	deleteAskersThreads = `DELETE FROM threads WHERE case_id = $1 AND role = 'line'`
	deleteRelays        = `DELETE FROM relays WHERE case_id = $1`
	deleteAskersRows    = `
	DELETE FROM outbox WHERE case_id = $1 AND (state <> 'waiting' OR kind IN ($2, $3, $4))`
)

// scrub takes a person out of a case that is not open for them: where they asked, the question, the
// answers and the ways to their messages; where they answered or were asked to, their name.
func scrub(ctx context.Context, t *tx, c escalation.Case, user escalation.User) error {
	read := c.Version
	c.Version++
	asked := c.Asker == user
	if asked {
		c.Asker, c.Question, c.Added = "", "", nil
		c.Origin, c.Line = escalation.Place{}, escalation.Place{}
	}
	if c.Owner == user {
		c.Owner, c.Left = "", false
	}
	c.OnCall = slices.DeleteFunc(c.OnCall, func(u escalation.User) bool { return u == user })
	for i := range c.Answers {
		if c.Answers[i].By == user {
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
		{deleteAskersThreads, []any{c.ID}}, {deleteRelays, []any{c.ID}},
		{deleteAskersRows, []any{c.ID, string(escalation.OutLine), string(escalation.OutToAsker),
			string(escalation.OutNudgeAsk)}},
	} {
		if _, err := t.exec(ctx, x.text, x.args...); err != nil {
			return err
		}
	}
	return nil
}

// What forgetting itself writes, such as that a case was withdrawn, is later than the rest, and about an
// ask that was given to nobody.
const (
	renameEntries = `
	UPDATE ledger SET who = $1 WHERE id IN (
		SELECT id FROM ledger WHERE who = $2 AND who <> ''
			AND (at <= $3 OR ask_id IN (SELECT id FROM asks WHERE who = $1)) LIMIT $4)`
	closeTombstone = `UPDATE tombstones SET who = '', fresh = '' WHERE mark = $1`
)

// rename gives the entries of a person to nobody, some thousand at a time, and lets go of what led from
// one name to the other.
func (s *Store) rename(ctx context.Context, e erasure) (rows int, err error) {
	for {
		var n int64
		err := s.write(ctx, func(ctx context.Context, t *tx) error {
			var err error
			n, err = t.exec(ctx, renameEntries, e.fresh, e.who, millis(e.until), forgetAtOnce)
			if err == nil && n < forgetAtOnce {
				_, err = t.exec(ctx, closeTombstone, s.grave(e.who))
			}
			return err
		})
		if rows += int(n); err != nil || n < forgetAtOnce {
			return rows, prefix(err, "entries")
		}
	}
}
