package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const (
	keyFile = "pseudonym.key"
	keySize = 32
	// pseudonymSize is 96 bits: no two of any number of people a company has will share one.
	pseudonymSize = 12
)

// Pseudonym returns the name under which a person is kept in the ledger: "p_" and the first 96 bits
// of HMAC-SHA-256 (RFC 2104) of the Slack id under this installation's key, in hex. Nobody has one:
// the empty id gives the empty name.
func (s *Store) Pseudonym(user string) string {
	if user == "" {
		return ""
	}
	return pseudonym(s.key, user)
}

func pseudonym(key []byte, user string) string {
	return "p_" + hex.EncodeToString(digest(key, user)[:pseudonymSize])
}

func digest(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text)) // a hash never fails to write
	return mac.Sum(nil)
}

const insertPerson = `
	INSERT INTO people (pseudonym, slack_id) VALUES ($1, $2)
	ON CONFLICT DO NOTHING`

// person returns user's pseudonym and keeps the way back.
func (s *Store) person(ctx context.Context, t *tx, user string) (string, error) {
	if user == "" {
		return "", nil
	}
	if who, ok := t.kept[user]; ok {
		return who, nil
	}
	who := s.Pseudonym(user)
	if _, err := t.exec(ctx, insertPerson, who, user); err != nil {
		return "", fmt.Errorf("keep person %s: %w", who, err)
	}
	if t.kept != nil {
		t.kept[user] = who
	}
	return who, nil
}

const (
	insertMark = `INSERT INTO meta (name, value) VALUES ('pseudonym key', $1) ON CONFLICT DO NOTHING`
	selectMark = `SELECT value FROM meta WHERE name = 'pseudonym key'`
)

// adoptKey reads the key, or makes one for a database that has none yet. The database remembers a
// mark of its key, because under another key everybody would silently become somebody else.
func (s *Store) adoptKey(ctx context.Context, dir string) error {
	_, err := first(ctx, s.w, scanText, selectMark)
	isNew, older := errors.Is(err, ErrNotFound), false
	if isNew {
		older, err = makeKey(dir)
	}
	if err != nil {
		return err
	}
	if s.key, err = readKey(dir); err != nil {
		return err
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, insertMark, s.mark())
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the mark of the pseudonym key: %w", err)
	}
	if isNew {
		s.sayMade(ctx, dir, older)
	}
	return s.knowKey(ctx, dir)
}

// sayMade says that a database was begun. Beside a key that was there before, it may stand where a full one
// was expected: moved away, lost, or under another address.
func (s *Store) sayMade(ctx context.Context, dir string, older bool) {
	s.log.InfoContext(ctx, "database made", "engine", s.Engine(), "dir", dir)
	if older {
		s.log.WarnContext(ctx, "this database is new and empty, but its key was there already; if this is not a new "+
			"installation, stop the bot, and correct store.url or data.dir or restore a backup", "dir", dir)
	}
}

// knowKey reads the key and makes sure that it is the one this database was written with.
func (s *Store) knowKey(ctx context.Context, dir string) error {
	key, err := readKey(dir)
	if err != nil {
		return err
	}
	s.key = key
	mark, err := first(ctx, s.w, scanText, selectMark)
	if err != nil {
		return fmt.Errorf("read the mark of the pseudonym key: %w", err)
	}
	if mark != s.mark() {
		return fmt.Errorf("%s is not the key that this database was written with; "+
			"put the right file back, from the backup or from another replica's data directory",
			filepath.Join(dir, keyFile))
	}
	return nil
}

func (s *Store) mark() string { return hex.EncodeToString(digest(s.key, "mark")) }

func readKey(dir string) ([]byte, error) {
	path := filepath.Join(dir, keyFile)
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("pseudonym key %s: %v; put the file back that belongs to this "+
			"database, from the backup or from another replica's data directory", path, plain(err))
	}
	// Windows keeps its permissions elsewhere and shows every file as readable by all.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("pseudonym key %s can be read by others (mode %04o); "+
			"run: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("pseudonym key %s: %w", path, plain(err))
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("pseudonym key %s: want %d hexadecimal digits; "+
			"put the right file back from the backup", path, 2*keySize)
	}
	return key, nil
}

// makeKey makes the key file unless there is one, and reports whether there was. The file appears whole or not
// at all: it is written under another name first, and linking never replaces a file that somebody else made.
func makeKey(dir string) (there bool, err error) {
	path := filepath.Join(dir, keyFile)
	if _, err := os.Stat(path); err == nil {
		return true, nil
	}
	f, err := os.CreateTemp(dir, "."+keyFile+"-*") // made with mode 0600
	if err != nil {
		return false, unwritable(dir, err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	key := make([]byte, keySize)
	rand.Read(key) // never fails: the runtime ends the program instead
	_, werr := f.WriteString(hex.EncodeToString(key) + "\n")
	if err := errors.Join(werr, f.Sync(), f.Close()); err != nil {
		return false, unwritable(dir, err)
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return false, unwritable(dir, err)
	}
	return false, nil
}
