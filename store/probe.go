package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

const upsertProbe = `
	INSERT INTO meta (name, value) VALUES ('probe', $1) ON CONFLICT (name) DO UPDATE SET value = $1`

// Probe reports why nothing can be stored, by storing something small: a full disk takes no writes and can still be
// read. A file of SQLite that was deleted or replaced takes them, and all would be gone with the next start: that is an
// error too. It waits for others to write, and takes 5 seconds at most.
func (s *Store) Probe(ctx context.Context) error {
	if s.file != nil {
		path := filepath.Join(s.dir, dbFile)
		if now, err := os.Stat(path); err != nil || !os.SameFile(s.file, now) {
			return fmt.Errorf("probe: %s is no longer the file that is open: start the bot anew", path)
		}
	}
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, upsertProbe, fmt.Sprint(millis(t.now)))
		return err
	})
	return prefix(err, "probe")
}
