package store

import (
	"context"
	"path/filepath"
)

// wipeWait is how long emptying the log waits for readers, in milliseconds: whoever wants to write waits
// with it.
const wipeWait = "_pragma=busy_timeout(100)"

// wipe brings all that was written into the file of SQLite and empties the log of writes, which holds
// earlier states of pages. While somebody reads an earlier state that cannot be; the next [Store.Sweep]
// tries again.
func (s *Store) wipe(ctx context.Context) {
	if s.dialect != sqlite {
		return
	}
	path, err := filepath.Abs(filepath.Join(s.dir, dbFile))
	if err != nil {
		s.log.WarnContext(ctx, "log of writes not emptied", "err", err)
		return
	}
	// The writer keeps its settings and is not held up.
	one, err := pool(path, 1, wipeWait)
	if err != nil {
		s.log.WarnContext(ctx, "log of writes not emptied", "err", err)
		return
	}
	defer one.Close()
	busy, err := first(ctx, one, scanBusy, `PRAGMA wal_checkpoint(TRUNCATE)`)
	if err != nil || busy {
		s.log.DebugContext(ctx, "log of writes not emptied yet", "busy", busy, "err", err)
	}
}

// scanBusy reads whether a checkpoint was kept from its end.
func scanBusy(row scanner) (busy bool, err error) {
	var frames, moved int64
	err = row.Scan(&busy, &frames, &moved)
	return busy, err
}
