package store

import (
	"context"
	"encoding/hex"
	"time"
)

// keepDigestMarks is for how long the mark of a weekly message outlives its reader. A message is written
// until the week after its own is over, so four weeks are enough wherever the reader's clocks stand.
const keepDigestMarks = 4 * 7 * 24 * time.Hour

const (
	selectDigestsOf  = `SELECT key, at FROM digests WHERE manager = $1 AND at <= $2`
	deleteDigestsOf  = `DELETE FROM digests WHERE manager = $1 AND at <= $2`
	insertDigestMark = `INSERT INTO digest_marks (mark, at) VALUES ($1, $2) ON CONFLICT (mark) DO NOTHING`
	countDigestMarks = `SELECT COUNT(*) FROM digest_marks WHERE mark = $1`
)

// digestMark is what the key of a weekly message is remembered by when its reader is forgotten. Like a
// tombstone, only who has the key of the pseudonyms can tell whether it is of somebody they can name.
func (s *Store) digestMark(key string) string {
	return hex.EncodeToString(digest(s.key, "digest\x1f"+key))
}

// A queuedDigest is the key of a weekly message, and when it was queued in milliseconds.
type queuedDigest struct {
	key string
	at  int64
}

// eraseDigests removes the weekly messages to a person. Of those that could be written again, a mark
// stays: without it a manager who is forgotten would get this week's a second time.
func (s *Store) eraseDigests(ctx context.Context, e erasure) (rows int, err error) {
	err = s.patiently(ctx, func(ctx context.Context, t *tx) error {
		all, err := list(ctx, t, func(row scanner) (d queuedDigest, err error) {
			err = row.Scan(&d.key, &d.at)
			return d, err
		}, selectDigestsOf, e.user, millis(e.until))
		if err != nil {
			return err
		}
		for _, d := range all {
			if d.at < millis(t.now.Add(-keepDigestMarks)) {
				continue
			}
			if _, err := t.exec(ctx, insertDigestMark, s.digestMark(d.key), d.at); err != nil {
				return err
			}
		}
		n, err := t.exec(ctx, deleteDigestsOf, e.user, millis(e.until))
		rows = int(n)
		return err
	})
	return rows, prefix(err, "weekly messages")
}
