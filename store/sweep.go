package store

import (
	"context"
	"time"
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
)

// Sweep forgets what has served its purpose: keys of what came in, and rows that were sent, after 7
// days; rows that were dropped, and drafts that nobody submitted, after 90. It may be called at any
// time and by several processes.
func (s *Store) Sweep(ctx context.Context) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, deleteKeys, millis(t.now.Add(-keepKeys))); err != nil {
			return err
		}
		if _, err := t.exec(ctx, deleteLeft, millis(t.now.Add(-keepLeft))); err != nil {
			return err
		}
		if _, err := t.exec(ctx, deleteDone, "sent", millis(t.now.Add(-keepSent))); err != nil {
			return err
		}
		_, err := t.exec(ctx, deleteDone, "dropped", millis(t.now.Add(-keepDropped)))
		return err
	})
	return prefix(err, "sweep")
}
