package source

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"howto/escalation/oncall"
)

const (
	// every is how often a source is read that answers, and the least time between two readings.
	every = time.Minute
	// slowest is how seldom a source is read that does not answer, and refused one that refuses.
	slowest = 15 * time.Minute
	refused = time.Hour
	// whole is how long a source may say that nothing has changed before it is read again: a calendar
	// that never changes has shifts that come into sight all the same.
	whole = 24 * time.Hour
	// oldAfter is the age from which a copy is old, even when no reading has failed.
	oldAfter = 5 * time.Minute
	// searches bounds how many people are looked for at a reading, and again is after how long somebody
	// is looked for again who was not found.
	searches = 20
	again    = time.Hour
)

// A Finder finds a Slack user by e-mail address. An error says that none can be found for now.
type Finder func(ctx context.Context, mail string) (id oncall.Member, found bool, err error)

// A Keeper keeps the copy of one source. Its exported fields are set before its first use.
type Keeper struct {
	Team   string // for the log
	Reader Reader
	Of     string            // what Fingerprint makes of the source
	File   string            // where the copy is kept
	Named  map[string]string // Slack users by e-mail address or name in lower case
	Find   Finder            // may be nil
	Log    *slog.Logger

	mu      sync.Mutex
	copy    Copy
	turns   []oncall.Revision
	unknown []string
	fault   error
	fails   int       // readings in a row
	next    time.Time // before which nothing is read
	missing map[string]time.Time
	unkept  bool // that the copy cannot be kept has been said
}

// State is how a source stands.
type State struct {
	Turns   []oncall.Revision
	At      time.Time // when the source last said so; zero: never
	Old     bool      // that is to be said to whoever reads it
	Fault   error     // of the last reading
	Unknown []string  // who has turns and is not known in Slack
}

// Load takes what an earlier process kept into use. A copy that cannot be read is as none.
func (k *Keeper) Load(ctx context.Context, now time.Time) {
	c, err := ReadCopy(k.File, k.Of)
	if err != nil {
		k.Log.WarnContext(ctx, "copy of a schedule not used", "team", k.Team, "err", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.use(ctx, c, now)
}

// State says how the source stands at now.
func (k *Keeper) State(now time.Time) State {
	k.mu.Lock()
	defer k.mu.Unlock()
	return State{Turns: k.turns, At: k.copy.At, Fault: k.fault, Unknown: k.unknown,
		Old: k.fault != nil || now.Sub(k.copy.At) > oldAfter}
}

// Refresh reads the source if it is time to; it must not be called twice at the same time. What cannot
// be read leaves everything as it was; it is logged when it begins and when it ends, not at each try.
func (k *Keeper) Refresh(ctx context.Context, now time.Time) {
	k.mu.Lock()
	c, due := k.copy, !now.Before(k.next) || k.next.Sub(now) > 24*time.Hour
	k.mu.Unlock()
	if !due {
		return
	}
	stamp := c.Stamp
	if now.Sub(c.Whole) > whole {
		stamp = Stamp{}
	}
	r, err := k.Reader.Read(ctx, stamp, now)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		k.failed(ctx, err, now)
		return
	}
	c.Of, c.At = k.Of, now
	if !r.Same {
		c.Whole, c.Stamp, c.Shifts = now, r.Stamp, r.Shifts
	}
	c.Found = k.find(ctx, c, now)
	k.read(ctx, c, now)
}

func (k *Keeper) failed(ctx context.Context, err error, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fault == nil || k.fault.Error() != err.Error() {
		k.Log.WarnContext(ctx, "schedule not read; the last copy is used", "team", k.Team,
			"as_of", k.copy.At, "err", err)
	}
	k.fault = err
	k.fails++
	k.next = now.Add(wait(err, k.fails))
}

// wait is how long to wait after so many readings have failed, the last with err.
func wait(err error, fails int) time.Duration {
	var slow slowDown
	switch {
	case errors.Is(err, ErrRefused):
		return refused
	case errors.As(err, &slow):
		return max(every, slow.after)
	}
	return min(every<<min(fails-1, 10), slowest)
}

func (k *Keeper) read(ctx context.Context, c Copy, now time.Time) {
	err := c.write(k.File)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil && !k.unkept {
		k.Log.ErrorContext(ctx, "copy of a schedule not kept", "team", k.Team, "err", err)
	}
	if k.fault != nil {
		k.Log.InfoContext(ctx, "schedule read again", "team", k.Team)
	}
	k.unkept, k.fault, k.fails, k.next = err != nil, nil, 0, now.Add(every)
	k.use(ctx, c, now)
}

// use puts c in force. The lock is held.
func (k *Keeper) use(ctx context.Context, c Copy, now time.Time) {
	turns, unknown := c.Turns(now, k.Named)
	if len(unknown) > 0 && !slices.Equal(unknown, k.unknown) {
		k.Log.WarnContext(ctx, "people with turns are not known in Slack; they are left out: name them in "+
			"schedule.source.map", "team", k.Team, "who", unknown)
	}
	k.copy, k.turns, k.unknown = c, turns, unknown
}

// find looks for the people of c in Slack whom nothing else says, and returns all that were found.
func (k *Keeper) find(ctx context.Context, c Copy, now time.Time) map[string]oncall.Member {
	if k.Find == nil {
		return c.Found
	}
	found := map[string]oncall.Member{}
	maps.Copy(found, c.Found)
	_, unknown := c.Turns(now, k.Named)
	left := searches
	for _, who := range unknown {
		if !strings.Contains(who, "@") || now.Before(k.missing[who]) || left == 0 {
			continue
		}
		left--
		id, ok, err := k.Find(ctx, who)
		if err != nil {
			return found
		}
		if ok {
			found[who] = id
			continue
		}
		if k.missing == nil {
			k.missing = map[string]time.Time{}
		}
		k.missing[who] = now.Add(again)
	}
	return found
}
