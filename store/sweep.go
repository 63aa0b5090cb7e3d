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

const (
	deleteKeys = `DELETE FROM inbox WHERE at < $1`
	deleteLeft = `DELETE FROM drafts WHERE state = 'draft' AND changed_at < $1`
	deleteDone = `DELETE FROM outbox WHERE state = $1 AND done_at < $2`
	// Whoever looks back further finds the entries of the ledger, which name nobody.
	deletePages = `DELETE FROM pages WHERE at < $1`
)

// Sweep forgets what has served its purpose: keys of what came in, and rows that were sent, after 7
// days; who was asked to take a case after the [escalation.LoadWindow]; rows that were dropped, and
// drafts that nobody submitted, after 90 days. It goes on with forgetting people where that was
// interrupted. It may be called at any time and by several processes.
func (s *Store) Sweep(ctx context.Context) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		before := func(age time.Duration) int64 { return millis(t.now.Add(-age)) }
		for _, d := range []struct {
			text string
			args []any
		}{
			{deleteKeys, []any{before(keepKeys)}},
			{deletePages, []any{before(escalation.LoadWindow)}},
			{deleteLeft, []any{before(keepLeft)}},
			{deleteDone, []any{"sent", before(keepSent)}},
			{deleteDone, []any{"dropped", before(keepDropped)}},
			{deleteOldMarks, []any{before(keepDigestMarks)}},
		} {
			if _, err := t.exec(ctx, d.text, d.args...); err != nil {
				return err
			}
		}
		return nil
	})
	err = errors.Join(err, s.finish(ctx), s.engrave(ctx))
	s.wipe(ctx)
	return prefix(err, "sweep")
}
