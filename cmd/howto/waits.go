package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"howto/outcome"
	"howto/store"
)

// waitFresh is how long a usual wait is believed: it is a figure of weeks, and it is wanted within a
// press.
const waitFresh = 5 * time.Minute

// waitWindow is how far back the asks go that a usual wait is taken from.
const waitWindow = 35 * 24 * time.Hour

// usualWaits remembers how long people of a team usually wait for a person.
type usualWaits struct {
	store *store.Store
	now   func() time.Time
	log   *slog.Logger
	floor int // how many people must be behind a wait that is told
	mu    sync.Mutex
	by    map[string]knownWait
}

type knownWait struct {
	wait time.Duration
	at   time.Time
}

// of is the usual wait of a team, or 0 when too few people waited lately to say.
func (u *usualWaits) of(ctx context.Context, team string) time.Duration {
	now := u.now()
	u.mu.Lock()
	k, ok := u.by[team]
	u.mu.Unlock()
	if ok && now.Sub(k.at) < waitFresh {
		return k.wait
	}
	entries, err := u.store.AskEntries(ctx, team, now.Add(-waitWindow), now)
	if err != nil {
		u.log.WarnContext(ctx, "usual wait not known", "team", team, "err", err)
		return 0
	}
	k = knownWait{at: now}
	if wait, told := outcome.UsualWait(entries, team, u.floor, now); told {
		k.wait = wait
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.by == nil {
		u.by = map[string]knownWait{}
	}
	u.by[team] = k
	return k.wait
}
