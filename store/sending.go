package store

import "context"

const selectSending = `
	SELECT COUNT(*) FROM outbox
	WHERE lane = $1 AND state = 'waiting' AND kind IN ('root', 'line') AND leased_until > $2`

// Sending reports whether the first message of a case's thread is on its way in the lane: Slack may
// show it already while the store does not know it yet.
func (s *Store) Sending(ctx context.Context, lane string) (bool, error) {
	n, err := first(ctx, s.r, scanCount, selectSending, lane, millis(s.Now()))
	return n > 0, prefix(err, "outbox: lane %s", lane)
}
