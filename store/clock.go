package store

import (
	"sync"
	"time"
)

// A clock never goes back. Milliseconds are enough for it, as for all that is kept.
type clock struct {
	now  func() time.Time
	mu   sync.Mutex
	read int64 // what now last said
	mark int64 // what this clock last said
}

// catchUp is by how many times slower than usual a clock goes that is ahead of what now says.
const catchUp = 2

// Now is the moment that this Store goes by. It never goes back: when the clock of the machine is set
// back, it goes at half the speed until that has caught up. So nothing happens before what led to it, no
// timer is due twice, no lease is over early, and nobody waits more than twice as long as they should.
// Whoever decides what this Store keeps goes by it too.
func (s *Store) Now() time.Time {
	c := &s.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	read := c.now().UnixMilli()
	switch gone := read - c.read; {
	case read >= c.mark:
		c.read, c.mark = read, read
	case gone < 0:
		c.read = read
	default:
		c.mark += gone / catchUp
		c.read = read - gone%catchUp
	}
	return fromMillis(c.mark)
}

// Rewind lets Now go back to what the clock shows. It is for whoever writes the past on purpose, before
// anything else uses the Store.
func (s *Store) Rewind() {
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	s.clock.mark = 0
}
