package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"howto/search/meaning"
)

const (
	// filePrefix begins the names of tables on disk; what follows names the encoder.
	filePrefix = "vectors-"

	// head begins each file: what the rest is, and in which form.
	head = "howto vectors 1\n"

	// maxFile bounds what is read, in bytes: a million vectors.
	maxFile = 1 << 30

	// unfinished is in the names of files that are being written, abandoned the age at which the
	// writer of one must be dead, and unused the age at which a table is deleted: since it was
	// written, or last known to be in use, which is told once in touchEvery.
	unfinished = ".tmp"
	abandoned  = time.Hour
	unused     = 30 * 24 * time.Hour
	touchEvery = 24 * time.Hour
)

// Open reads the table of an encoder from a folder. A file that is damaged, or there is none, gives
// an empty table, and [Table.Rebuilt] tells of the damage. An empty dir keeps the table in memory.
func Open(dir string, e Encoder) *Table {
	t := &Table{version: e.Version(), kept: map[Key]meaning.Stored{}, passing: map[Key]meaning.Stored{}}
	if dir == "" {
		return t
	}
	sum := sha256.Sum256([]byte(e.Version()))
	t.path = filepath.Join(dir, filePrefix+hex.EncodeToString(sum[:8]))
	src, err := readBounded(t.path)
	if err == nil {
		err = t.decode(src)
	}
	switch {
	case err == nil:
		t.touch(time.Now())
	case !errors.Is(err, fs.ErrNotExist):
		t.rebuilt = err.Error()
		clear(t.kept)
	}
	return t
}

// touch tells others that the file is in use. Where that cannot be told, it is made anew one day.
func (t *Table) touch(now time.Time) {
	_ = os.Chtimes(t.path, time.Time{}, now)
	t.touched = now
}

func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s is larger than %d bytes", path, maxFile)
	}
	return os.ReadFile(path)
}

// Save writes what is kept, if it has changed, in one step: a crash or a fault leaves the file of before,
// and the next Save tries again. Files of other encoders are deleted a month after they were last used:
// where nothing has changed, Save says once a day that this one still is.
func (t *Table) Save() error {
	now := time.Now()
	t.saving.Lock()
	defer t.saving.Unlock()
	t.mu.RLock()
	changes := t.changes
	if t.path == "" || changes == t.written {
		t.mu.RUnlock()
		if t.path != "" && now.Sub(t.touched) >= touchEvery {
			t.touch(now)
		}
		return nil
	}
	src := t.encode()
	t.mu.RUnlock()
	if err := replace(t.path, src); err != nil {
		return fmt.Errorf("keep vectors: %w", err)
	}
	t.written, t.touched = changes, now
	t.tidy(now)
	return nil
}

func replace(path string, src []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+unfinished)
	if err != nil {
		return err
	}
	_, err = f.Write(src)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// tidy deletes what nobody has used for long: another encoder may be back tomorrow, and another process
// may be writing now. What cannot be deleted costs only space, and is tried again after the next change.
func (t *Table) tidy(now time.Time) {
	dir := filepath.Dir(t.path)
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if !strings.HasPrefix(e.Name(), filePrefix) || path == t.path {
			continue
		}
		most := unused
		if strings.Contains(e.Name(), unfinished) {
			most = abandoned
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > most {
			_ = os.Remove(path)
		}
	}
}

// encode is the head, the version, the size of a vector, key and vector of each text in the order of
// keys, and the SHA-256 of all that.
func (t *Table) encode() []byte {
	var b bytes.Buffer
	b.WriteString(head)
	text(&b, t.version)
	number(&b, t.size)
	number(&b, len(t.kept))
	keys := slices.SortedFunc(maps.Keys(t.kept), func(a, b Key) int { return bytes.Compare(a[:], b[:]) })
	for _, k := range keys {
		b.Write(k[:])
		b.Write(t.kept[k])
	}
	sum := sha256.Sum256(b.Bytes())
	b.Write(sum[:])
	return b.Bytes()
}

func number(b *bytes.Buffer, n int) { b.Write(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

func text(b *bytes.Buffer, s string) {
	number(b, len(s))
	b.WriteString(s)
}

// decode reads what encode wrote.
func (t *Table) decode(src []byte) error {
	if len(src) < sha256.Size {
		return errors.New("the file ends too soon")
	}
	body := src[:len(src)-sha256.Size]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:], src[len(body):]) {
		return errors.New("the file is damaged")
	}
	prefix := &bytes.Buffer{}
	prefix.WriteString(head)
	text(prefix, t.version)
	rest, ok := bytes.CutPrefix(body, prefix.Bytes())
	if !ok || len(rest) < 8 {
		return errors.New("the file is of another version")
	}
	size, n := int(binary.LittleEndian.Uint32(rest)), int(binary.LittleEndian.Uint32(rest[4:]))
	rest = rest[8:]
	if each := len(Key{}) + size; n > 0 && (size == 0 || len(rest)/each != n || len(rest)%each != 0) {
		return errors.New("the file has another length than it says")
	}
	t.size = size
	for range n {
		k := Key(rest)
		t.kept[k] = meaning.Stored(rest[len(k) : len(k)+size : len(k)+size])
		rest = rest[len(k)+size:]
	}
	return nil
}
