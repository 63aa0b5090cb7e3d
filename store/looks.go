package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"howto/escalation"
	"howto/outcome"
)

// A WaitingLook is a look at an asset with the fingerprint of the text that it is about: once the asset
// says something else, the look means nothing any more.
type WaitingLook struct {
	outcome.Look
	Text string
}

const (
	insertLook = `
	INSERT INTO looks (id, asset, text_hash, cause, since, state) VALUES ($1, $2, $3, $4, $5, 'open')
	ON CONFLICT (asset) WHERE state IN ('open', 'fixing') DO NOTHING`
	raiseLooking = `UPDATE looking SET version = version + 1`
)

// OpenLook keeps a look at an asset with the row that tells of it, unless somebody has been asked to look
// at that asset and has not said anything; then it reports false and keeps nothing. What the look lacks
// is filled in: Since (now). Its state is open.
func (s *Store) OpenLook(
	ctx context.Context, l WaitingLook, also ...escalation.Outgoing,
) (fresh bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		if l.Since.IsZero() {
			l.Since = t.now
		}
		n, err := t.exec(ctx, insertLook, l.ID, l.Asset, l.Text, string(l.Cause), millis(l.Since))
		if fresh = n == 1; err != nil || !fresh {
			return err
		}
		if _, err := t.exec(ctx, raiseLooking); err != nil {
			return err
		}
		return s.enqueueAll(ctx, t, also)
	})
	if err != nil {
		return false, prefix(err, "look at %s", l.Asset)
	}
	return fresh, nil
}

const (
	lookColumns = `
	l.id, l.asset, l.text_hash, l.cause, l.since, l.state, COALESCE(p.slack_id, ''), l.at`
	fromLooks = `
	FROM looks l LEFT JOIN people p ON p.pseudonym = l.who`
	selectLook  = `SELECT ` + lookColumns + fromLooks + ` WHERE l.id = $1`
	selectLooks = `SELECT ` + lookColumns + fromLooks + `
	WHERE l.state IN ('open', 'fixing', 'retired') ORDER BY l.asset, l.since, l.id`
	selectLastLooks = `SELECT ` + lookColumns + fromLooks + `
	WHERE NOT EXISTS (SELECT 1 FROM looks m WHERE m.asset = l.asset AND m.since > l.since)
	ORDER BY l.asset, l.id`
)

func scanLook(row scanner) (l WaitingLook, err error) {
	var since, at int64
	err = row.Scan(&l.ID, &l.Asset, &l.Text, &l.Cause, &since, &l.State, &l.By, &at)
	l.Since, l.At = fromMillis(since), fromMillis(at)
	return l, err
}

// Look returns the look with this id, or ErrNotFound. By is empty when the person was erased.
func (s *Store) Look(ctx context.Context, id string) (outcome.Look, error) {
	l, err := first(ctx, s.r, scanLook, selectLook, id)
	return l.Look, prefix(err, "look %s", id)
}

// Looks returns the looks that the search goes by: those that are open or being fixed, and those that
// took an asset out of the answers, by asset.
func (s *Store) Looks(ctx context.Context) ([]WaitingLook, error) {
	all, err := list(ctx, s.r, scanLook, selectLooks)
	return all, prefix(err, "looks")
}

// LastLooks returns the latest look at each asset that has ever been looked at.
func (s *Store) LastLooks(ctx context.Context) ([]WaitingLook, error) {
	all, err := list(ctx, s.r, scanLook, selectLastLooks)
	return all, prefix(err, "looks")
}

const selectLookingVersion = `SELECT version FROM looking`

// LooksVersion returns a text that differs from every earlier one once [Store.Looks] gives something
// else, whichever process brought that about. Ask before reading the looks, not after.
func (s *Store) LooksVersion(ctx context.Context) (string, error) {
	n, err := first(ctx, s.r, scanCount, selectLookingVersion)
	if err != nil {
		return "", fmt.Errorf("version of the looks: %w", err)
	}
	return strconv.FormatInt(n, 10), nil
}

const answerLook = `
	UPDATE looks SET state = $1, who = $2, at = $3
	WHERE id = $4 AND (state = 'open' OR state = 'fixing' AND $1 <> 'fixing')`

// AnswerLook keeps what somebody did about a look, with rows for the outbox, and returns the look as it is
// then. When it was answered before, it keeps nothing and reports false; one that is being fixed may still
// be found right or be retired. l needs ID, State and By, which may be empty; an answer without a time is
// of now.
func (s *Store) AnswerLook(
	ctx context.Context, l outcome.Look, also ...escalation.Outgoing,
) (now outcome.Look, fresh bool, err error) {
	if l.State == outcome.LookOpen {
		return l, false, errors.New("answer a look: it cannot be opened again")
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		who, err := s.person(ctx, t, l.By)
		if err != nil {
			return err
		}
		if l.At.IsZero() {
			l.At = t.now
		}
		n, err := t.exec(ctx, answerLook, string(l.State), who, millis(l.At), l.ID)
		if err != nil {
			return err
		}
		held, err := first(ctx, t, scanLook, selectLook, l.ID)
		now, fresh = held.Look, n == 1
		if err != nil || !fresh {
			return err
		}
		if _, err := t.exec(ctx, raiseLooking); err != nil {
			return err
		}
		return s.enqueueAll(ctx, t, also)
	})
	if err != nil {
		return outcome.Look{}, false, prefix(err, "look %s", l.ID)
	}
	return now, fresh, nil
}

const endLook = `UPDATE looks SET state = 'right', at = $1 WHERE id = $2 AND state = $3`

// EndLooks ends looks, and takes assets back into the answers that were retired, because their text is
// another one now. Nobody is named for it. Doing it again does no harm.
func (s *Store) EndLooks(ctx context.Context, looks []WaitingLook) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		changed := int64(0)
		for _, l := range looks {
			n, err := t.exec(ctx, endLook, millis(t.now), l.ID, string(l.State))
			if err != nil {
				return err
			}
			changed += n
		}
		if changed == 0 {
			return nil
		}
		_, err := t.exec(ctx, raiseLooking)
		return err
	})
	return prefix(err, "end looks")
}
