package store

import (
	"context"
	"errors"
	"time"

	"howto/escalation"
)

const (
	// Slack delivers again for minutes, a restored backup or a replayed request for longer.
	keepKeys = 7 * 24 * time.Hour
	keepSent = 7 * 24 * time.Hour
	// What could not be sent is kept long enough for somebody to look into it.
	keepDropped = 90 * 24 * time.Hour
	// A draft that nobody has submitted for so long is forgotten.
	keepLeft = 90 * 24 * time.Hour
)

// Whoever looks back further than the pages finds the entries of the ledger, which name nobody.
const (
	sweepKeys  = `DELETE FROM inbox WHERE key IN (SELECT key FROM inbox WHERE at < $1 LIMIT $2)`
	sweepPages = `
	DELETE FROM pages WHERE (case_id, person, at) IN (SELECT case_id, person, at FROM pages WHERE at < $1 LIMIT $2)`
	sweepLeft = `
	DELETE FROM drafts WHERE state = 'draft' AND id IN
		(SELECT id FROM drafts WHERE state = 'draft' AND changed_at < $1 LIMIT $2)`
	sweepSent    = `DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'sent' AND done_at < $1 LIMIT $2)`
	sweepDropped = `
	DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'dropped' AND done_at < $1 LIMIT $2)`
	sweepMarks = `DELETE FROM digest_marks WHERE mark IN (SELECT mark FROM digest_marks WHERE at < $1 LIMIT $2)`
)

// Sweep forgets what has served its purpose: keys of what came in, and rows that were sent, after 7
// days; who was asked to take a case after the [escalation.LoadWindow]; rows that were dropped, and
// drafts that nobody submitted, after 90 days. It goes on with forgetting people where that was
// interrupted. It is many short transactions, so that others can write in between, however much there is to
// remove; when ctx ends, it stops after one of them, and the next Sweep goes on. It may be called at any time and
// by several processes.
func (s *Store) Sweep(ctx context.Context) error {
	now := s.Now()
	var errs []error
	for _, d := range []struct {
		text string
		age  time.Duration
	}{
		{sweepKeys, keepKeys}, {sweepPages, escalation.LoadWindow}, {sweepLeft, keepLeft}, {sweepSent, keepSent},
		{sweepDropped, keepDropped}, {sweepMarks, keepDigestMarks},
	} {
		_, err := s.repeat(ctx, statement{d.text, []any{millis(now.Add(-d.age)), rowsAtOnce}})
		errs = append(errs, err)
	}
	errs = append(errs, s.finish(ctx), s.engrave(ctx))
	s.wipe(ctx)
	return prefix(errors.Join(errs...), "sweep")
}
