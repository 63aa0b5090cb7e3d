package vectors

import (
	"crypto/sha256"
	"maps"
	"sync"

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

	mu      sync.RWMutex
	kept    map[Key]meaning.Stored
	passing map[Key]meaning.Stored
	changed bool // kept is not as it is in the file
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

// Put adds the vector of a text, to the file as well if keep says so.
func (t *Table) Put(k Key, v meaning.Vector, keep bool) {
	s := v.Store()
	t.mu.Lock()
	defer t.mu.Unlock()
	if !keep {
		t.passing[k] = s
		return
	}
	t.kept[k], t.changed = s, true
}

// Only forgets all vectors but those that used names.
func (t *Table) Only(used map[Key]bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	gone := func(k Key, _ meaning.Stored) bool { return !used[k] }
	before := len(t.kept)
	maps.DeleteFunc(t.kept, gone)
	maps.DeleteFunc(t.passing, gone)
	t.changed = t.changed || len(t.kept) != before
}

// Len is how many vectors there are.
func (t *Table) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.kept) + len(t.passing)
}

// Rebuilt says why the file of the table could not be used, or "" if it could, or if there was none.
func (t *Table) Rebuilt() string { return t.rebuilt }
