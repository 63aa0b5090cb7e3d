package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"howto/config"
	"howto/store"

	"github.com/gofrs/flock"
)

func storeFinding(ctx context.Context, cfg config.Config) finding {
	if cfg.Store.URL.Reveal() == "" && !exists(filepath.Join(cfg.Data.Dir, databaseFile)) {
		return finding{what: "database", note: "not there yet; serve makes it in " + cfg.Data.Dir}
	}
	s, err := store.OpenReadOnly(ctx, store.Options{URL: cfg.Store.URL.Reveal(), Dir: cfg.Data.Dir})
	if err != nil {
		return of("database", err, "")
	}
	return of("database", errors.Join(s.Check(ctx), s.Close()), s.Engine()+", sound")
}

// leastRoom is how many bytes must be free where the data is: with less, SQLite soon has no room for its log, and
// nothing can be stored.
const leastRoom = 16 << 20

// roomFindings say how much room is left where the data is, if the system tells.
func roomFindings(dir string) []finding {
	free, ok := freeBytes(dir)
	if !ok {
		return nil
	}
	return []finding{roomFinding(dir, free)}
}

func roomFinding(dir string, free uint64) finding {
	f := finding{what: "room", note: fmt.Sprintf("%d MB free for %s", free>>20, dir)}
	if free < leastRoom {
		f.bad = f.note + ": soon nothing can be stored; make room, or give it a larger disk"
	}
	return f
}

// botFindings ask the bot that uses the data directory, if one runs, whether it is ready: it alone knows whether it
// is connected, and whether it can write to the very file that it has open.
func botFindings(ctx context.Context, cfg config.Config) []finding {
	host := loopback(cfg.HTTP.Listen)
	if _, port, err := net.SplitHostPort(host); err != nil || port == "0" || !inUse(cfg.Data.Dir) {
		return nil
	}
	f := finding{what: "running bot"}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	status, said, err := get(ctx, "http://"+host+"/readyz")
	switch {
	case err != nil:
		f.note = "not asked, it does not answer at " + host + " (http.listen) from here"
	case status == http.StatusOK:
		f.note = "it is ready"
	case status == http.StatusServiceUnavailable:
		f.bad = "it is not ready: " + said + "; its log says why"
	default:
		f.note = fmt.Sprintf("not known, what answers at %s (http.listen) says %d", host, status)
	}
	return []finding{f}
}

// readyWithin is longer than a bot takes to find out that nothing can be stored.
const readyWithin = 8 * time.Second

// get asks for an address on this machine, and returns the status and the first words of the answer.
func get(ctx context.Context, address string) (status int, said string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	resp, err := direct().Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 200))
	return resp.StatusCode, strings.TrimSpace(string(text)), err
}

// inUse reports whether a bot runs on the data directory. Where there is no lock yet, none is made.
func inUse(dir string) bool {
	file := filepath.Join(dir, lockFile)
	if !exists(file) {
		return false
	}
	lock := flock.New(file)
	free, err := lock.TryRLock()
	return errors.Join(err, lock.Close()) == nil && !free
}
