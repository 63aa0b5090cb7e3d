package store

import "context"

const selectSending = `
	SELECT COUNT(*) FROM outbox
	WHERE lane = $1 AND state = 'waiting' AND tries > 0`

// Sending reports whether a row of the lane is on its way, or was tried and is to be tried again: Slack
// may show the message already while the store does not know it yet.
func (s *Store) Sending(ctx context.Context, lane string) (bool, error) {
	n, err := first(ctx, s.r, scanCount, selectSending, lane)
	return n > 0, prefix(err, "outbox: lane %s", lane)
}
