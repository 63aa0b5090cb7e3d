package vectors

import (
	"crypto/sha256"
	"maps"
	"sync"
	"time"

	"howto/search/meaning"
)

// A Key names a text without holding it.
type Key [16]byte

// KeyOf is the key of a text.
func KeyOf(text string) (k Key) {
	sum := sha256.Sum256([]byte(text))
	copy(k[:], sum[:])
	return k
}

// A Table is the vectors of texts. Those that are kept are written to its file by [Table.Save]; the
// others, of what people asked, stay in memory and go with the process.
type Table struct {
	version string
	path    string // empty: in memory only
	rebuilt string

	saving  sync.Mutex // one writing at a time; guards written and touched
	touched time.Time  // when the file was last said to be in use

	mu        sync.RWMutex
	size      int // how long all vectors are as they are stored; 0 before the first
	kept      map[Key]meaning.Stored
	passing   map[Key]meaning.Stored
	forgotten int // see Forgotten
	changes   int // how often kept has changed
	written   int // how many of these changes are in the file
}

// Of returns the vector of a text.
func (t *Table) Of(k Key) (meaning.Stored, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if v, ok := t.kept[k]; ok {
		return v, true
	}
	v, ok := t.passing[k]
	return v, ok
}

// Put adds the vector of a text, to the file as well if keep says so. Vectors of another size were made
// by another model, whatever it calls itself: they are forgotten.
func (t *Table) Put(k Key, v meaning.Vector, keep bool) {
	s := v.Store()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fit(len(s))
	if !keep {
		t.passing[k] = s
		return
	}
	t.kept[k] = s
	t.changes++
}

// Take adds the vector of a text, not to the file, that another table of the same encoder has; false says that
// it has none.
func (t *Table) Take(k Key, from *Table) bool {
	s, ok := from.Of(k)
	if ok {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.fit(len(s))
		t.passing[k] = s
	}
	return ok
}

// Fit forgets all vectors of another size than v.
func (t *Table) Fit(v meaning.Vector) {
	s := v.Store()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fit(len(s))
}

func (t *Table) fit(size int) {
	if t.size != 0 && t.size != size {
		clear(t.kept)
		clear(t.passing)
		t.changes++
		t.forgotten++
	}
	t.size = size
}

// Forgotten is how often all vectors were forgotten because one of another size came: what was looked up
// before the last time is of another model.
func (t *Table) Forgotten() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.forgotten
}

// OnlyKept forgets all vectors that are kept but those that used names.
func (t *Table) OnlyKept(used map[Key]bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := len(t.kept)
	maps.DeleteFunc(t.kept, func(k Key, _ meaning.Stored) bool { return !used[k] })
	if len(t.kept) != before {
		t.changes++
	}
}

// OnlyPassing forgets all vectors that are not kept but those that used names.
func (t *Table) OnlyPassing(used map[Key]bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	maps.DeleteFunc(t.passing, func(k Key, _ meaning.Stored) bool { return !used[k] })
}

// Len is how many vectors there are.
func (t *Table) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.kept) + len(t.passing)
}

// Rebuilt says why the file of the table could not be used, or "" if it could, or if there was none.
func (t *Table) Rebuilt() string { return t.rebuilt }
