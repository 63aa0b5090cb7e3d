package escalation

import (
	"fmt"
	"time"
)

// A DueTimer is a timer whose moment has come, with the case that it belongs to.
type DueTimer struct {
	Case  Case
	Timer Timer
}

// key is under which the timer is taken once.
func (d DueTimer) key() string {
	return fmt.Sprintf("timer/%s/%s/%d", d.Case.ID, d.Timer.Kind, d.Timer.Epoch)
}

const (
	// firstRest is how long a timer rests that failed once. Each further time it is twice as long.
	firstRest = time.Second
	// longestRest is short enough for a case to go on soon after what stood in its way is gone.
	longestRest = 5 * time.Minute
)

// rests are the timers that could not be acted on, by key. They are kept in memory only: after a
// restart each is tried at once.
type rests map[string]rest

type rest struct {
	long  time.Duration
	until time.Time
}

func (r rests) resting(d DueTimer, now time.Time) bool { return now.Before(r[d.key()].until) }

// note keeps what became of a try.
func (r rests) note(d DueTimer, now time.Time, failed bool) {
	if !failed {
		delete(r, d.key())
		return
	}
	long := min(max(firstRest, 2*r[d.key()].long), longestRest)
	r[d.key()] = rest{long, now.Add(long)}
}

// keep forgets the timers that are not due any more.
func (r rests) keep(due []DueTimer) {
	if len(r) == 0 {
		return
	}
	still := make(map[string]bool, len(due))
	for _, d := range due {
		still[d.key()] = true
	}
	for key := range r {
		if !still[key] {
			delete(r, key)
		}
	}
}

// A Stranded case is open, and nothing would move it on.
type Stranded struct {
	Case    string
	Version int64
	Unsent  bool // the message that asks people to take it is neither sent nor on its way
}

// Lacks reports whether c, which asks by a message that is unsent or not, waits for something that
// will never come. It is what [Mend] finds.
func Lacks(c Case, unsent bool) bool {
	if !c.State.Open() {
		return false
	}
	if !c.has(TooOld) {
		return true
	}
	_, lacking := c.lacking(unsent)
	return lacking
}
