package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"howto/outcome"
)

// What an ask began with stays. Case, Closed and Missing, once set, are not emptied by somebody who writes
// back an ask that they read before; nor is one that is with people taken back to the team it came from.
const upsertAsk = `
	INSERT INTO asks (id, who, question, at, door, team, channel, thread, hits, shown, confidence,
		case_id, closed, closed_at, missing)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
	ON CONFLICT (id) DO UPDATE SET
		team = CASE WHEN asks.case_id = '' THEN excluded.team ELSE asks.team END,
		channel = excluded.channel, thread = excluded.thread,
		hits = excluded.hits, shown = excluded.shown, confidence = excluded.confidence,
		missing = CASE WHEN excluded.missing = '' THEN asks.missing ELSE excluded.missing END,
		case_id = CASE WHEN excluded.case_id = '' THEN asks.case_id ELSE excluded.case_id END,
		closed_at = CASE WHEN excluded.closed = '' THEN asks.closed_at ELSE excluded.closed_at END,
		closed = CASE WHEN excluded.closed = '' THEN asks.closed ELSE excluded.closed END`

func (s *Store) putAsk(ctx context.Context, t *tx, a outcome.Ask) error {
	if a.User != "" {
		who, err := s.person(ctx, t, a.User)
		if err != nil {
			return err
		}
		a.Who = who
	}
	if a.At.IsZero() {
		a.At = t.now
	}
	hits, err := json.Marshal(a.Hits)
	if err != nil {
		return fmt.Errorf("ask %s: %w", a.ID, err)
	}
	_, err = t.exec(ctx, upsertAsk, a.ID, a.Who, a.Text, millis(a.At), string(a.Door), a.Team,
		a.Channel, a.Thread, string(hits), a.Shown, a.Confidence, a.Case, string(a.Closed),
		millis(a.ClosedAt), a.Missing)
	return prefix(err, "ask %s", a.ID)
}

const askColumns = `
	a.id, a.who, COALESCE(p.slack_id, ''), a.question, a.at, a.door, a.team, a.channel, a.thread,
	a.hits, a.shown, a.confidence, a.case_id, a.closed, a.closed_at, a.missing`

func scanAsk(row scanner) (a outcome.Ask, err error) {
	var at, closedAt int64
	var hits []byte
	err = row.Scan(&a.ID, &a.Who, &a.User, &a.Text, &at, &a.Door, &a.Team, &a.Channel, &a.Thread,
		&hits, &a.Shown, &a.Confidence, &a.Case, &a.Closed, &closedAt,
		&a.Missing)
	if err != nil {
		return outcome.Ask{}, err
	}
	a.At, a.ClosedAt = fromMillis(at), fromMillis(closedAt)
	if err := json.Unmarshal(hits, &a.Hits); err != nil {
		return a, fmt.Errorf("ask %s: %w: hits: %w", a.ID, ErrDamaged, err)
	}
	return a, nil
}

const selectAsk = `
	SELECT ` + askColumns + `
	FROM asks a LEFT JOIN people p ON p.pseudonym = a.who
	WHERE a.id = $1`

// Ask returns the ask with this id, or ErrNotFound or ErrDamaged. User is empty when the person was erased.
func (s *Store) Ask(ctx context.Context, id string) (outcome.Ask, error) {
	a, err := first(ctx, s.r, scanAsk, selectAsk, id)
	return a, prefix(err, "ask %s", id)
}

const selectAsksOf = `
	SELECT ` + askColumns + `
	FROM asks a LEFT JOIN people p ON p.pseudonym = a.who
	WHERE a.who = $1
	ORDER BY a.at DESC, a.id DESC
	LIMIT $2`

// AsksOf returns at most limit asks of the person with this Slack id, newest first. Damaged ones are left
// out and logged.
func (s *Store) AsksOf(ctx context.Context, user string, limit int) ([]outcome.Ask, error) {
	who := s.Pseudonym(user)
	all, err := sound(ctx, s, scanAsk, selectAsksOf, who, limit)
	return all, prefix(err, "asks of %s", who)
}

// fromNameless finds nobody, since no pseudonym is empty. With ON FALSE, SQLite would go through all
// people for each ask.
const fromNameless = `
	FROM asks a LEFT JOIN people p ON p.pseudonym = ''`

// A team's asks are a range of the index on teams. Asked of each ask by itself whether it is the team's,
// SQLite would go through all that the team was ever asked.
const (
	selectUnfound = `
	SELECT ` + askColumns + fromNameless + `
	WHERE a.at >= $1 AND a.at < $2%s
		AND EXISTS (SELECT 1 FROM ledger e WHERE e.ask_id = a.id AND e.kind = 'not found')
	ORDER BY a.at, a.id`
	unfoundOfTeam = ` AND a.id IN (SELECT ask_id FROM ledger
		WHERE kind IN ('asked', 'rerouted') AND team = $3 AND at >= $1)`
)

// Unfound returns the asks from from until just before to, asked of team or gone to it ("" means all
// teams), whose askers were told that nothing fitted, oldest first. They carry the pseudonym of the asker
// but not the Slack id. Damaged ones are left out and logged.
func (s *Store) Unfound(
	ctx context.Context, team string, from, to time.Time,
) ([]outcome.Ask, error) {
	of, args := "", []any{from.UnixMilli(), to.UnixMilli()}
	if team != "" {
		of, args = unfoundOfTeam, append(args, team)
	}
	all, err := sound(ctx, s, scanAsk, fmt.Sprintf(selectUnfound, of), args...)
	return all, prefix(err, "asks of team %q that found nothing", team)
}

// trial begins what is true of an ask that was not made on the job; its id and a bracket end it.
const trial = `EXISTS (SELECT 1 FROM ledger q WHERE q.kind = 'asked' AND q.mode <> '' AND q.ask_id = `

const selectAsksBy = `
	SELECT ` + askColumns + fromNameless + `
	WHERE a.who = $1 AND a.at >= $2 AND a.at < $3 AND NOT ` + trial + `a.id)
	ORDER BY a.at, a.id`

// AsksBy returns what the person with this pseudonym asked on the job from from until just before to,
// oldest first. They carry the pseudonym but not the Slack id. When one of them is damaged it returns
// none, and ErrDamaged.
func (s *Store) AsksBy(
	ctx context.Context, who string, from, to time.Time,
) ([]outcome.Ask, error) {
	all, err := list(ctx, s.r, scanAsk, selectAsksBy, who, millis(from), millis(to))
	return all, prefix(err, "asks of %s", who)
}

const selectAsksAfter = `
	SELECT ` + askColumns + fromNameless + `
	WHERE a.at >= $1 AND (a.at > $1 OR a.id > $2) AND a.at < $3 AND NOT ` + trial + `a.id)
	ORDER BY a.at, a.id
	LIMIT $4`

// anyAsk is an ask, or what of it can still be read.
type anyAsk struct {
	outcome.Ask
	damaged error
}

func scanAnyAsk(row scanner) (a anyAsk, err error) {
	a.Ask, err = scanAsk(row)
	if errors.Is(err, ErrDamaged) {
		a.damaged, err = err, nil
	}
	return a, err
}

// asksAtOnce is how many asks are read in one go.
const asksAtOnce = 500

// AsksBetween gives f every ask on the job from from until just before to, oldest first, and stops at
// f's first error, which it returns as it is. It holds some hundred asks at a time, and no rows stay
// open while f runs: f may take its time and use the store. They carry the pseudonym of the asker but
// not the Slack id; Text is empty where it was erased. With one that is damaged f gets ErrDamaged as
// well: it ends nothing unless f returns it.
func (s *Store) AsksBetween(
	ctx context.Context, from, to time.Time, f func(a outcome.Ask, damaged error) error,
) error {
	after := ""
	for {
		page, err := list(ctx, s.r, scanAnyAsk, selectAsksAfter, millis(from), after, millis(to), asksAtOnce)
		if err != nil {
			return prefix(err, "asks")
		}
		for _, a := range page {
			if err := f(a.Ask, a.damaged); err != nil {
				return err
			}
			from, after = a.At, a.ID
		}
		if len(page) < asksAtOnce {
			return nil
		}
	}
}

// An ask that its asker has closed becomes no case any more.
const setAskCase = `UPDATE asks SET case_id = $1 WHERE id = $2 AND closed = ''`

// Who presses a button of the card from now on does so for the team that the case went to.
const moveAsk = `UPDATE asks SET team = $1 WHERE id = $2`

const countAsk = `SELECT COUNT(*) FROM asks WHERE id = $1`

// The first word of the asker on whether it helped stands; an end without their word gives way to it.
const closeAsk = `
	UPDATE asks SET closed = $1, closed_at = $2
	WHERE id = $3 AND closed IN ('', 'settled', 'unanswered')`

// A case that goes on opens its ask again, unless the asker ended it by other means.
const openAsk = `
	UPDATE asks SET closed = '', closed_at = 0
	WHERE id = $1 AND closed IN ('resolved', 'settled', 'unanswered')`
