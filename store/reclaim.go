package store

import "context"

const releaseLeases = `
	UPDATE outbox SET leased_until = 0, unsure_at = $1 WHERE state = 'waiting' AND leased_until > 0`

// Reclaim hands back the rows that a process which has died had taken for sending, so that they need
// not wait for their leases to lapse. They may have been sent. Only a process that knows itself alone
// with the database may call it, before it sends: whoever holds the lock of the data directory of an
// SQLite file.
func (s *Store) Reclaim(ctx context.Context) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, releaseLeases, millis(t.now))
		t.wake = n > 0
		return err
	})
	return prefix(err, "outbox: leases of an earlier process")
}
