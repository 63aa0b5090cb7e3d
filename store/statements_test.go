package store_test

import (
	"os"
	"slices"
	"testing"

	"howto/store"
)

const twoWords = `SELECT 'one' UNION ALL SELECT 'two'`

func TestAStatementRunsAgainInsideItsOwnRows(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	for range 2 { // parsed, then kept
		got, err := s.TextsWithin(t.Context(), twoWords)
		if err != nil || len(got) != 2 || len(got[0]) != 2 || !slices.Equal(got[0], got[1]) {
			t.Errorf("TextsWithin = %q, %v; want one and two, twice", got, err)
		}
	}
}

func TestAStatementThatFailedRunsAgain(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	const insert = `INSERT INTO outbox (id, key, lane, kind, case_id, body, not_before, expires)
		VALUES ($1, $2, '', '', '', '', 0, 0)`
	for _, c := range []struct {
		key  string
		good bool
	}{{"a", true}, {"a", false}, {"b", true}} {
		if err := s.Exec(t.Context(), insert, s.NewID(), c.key); (err == nil) != c.good {
			t.Errorf("insert %s: %v, want it to go well: %v", c.key, err, c.good)
		}
	}
}

func TestAKeptStatementSeesANewSchema(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	const all = `SELECT word FROM words`
	for _, text := range []string{"CREATE TABLE words (word TEXT)", "INSERT INTO words VALUES ('one')"} {
		if err := s.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.ReaderTexts(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"DROP TABLE words", "CREATE TABLE words (n INT, word TEXT)",
		"INSERT INTO words VALUES (1, 'two')"} {
		if err := s.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.ReaderTexts(t.Context(), all); err != nil || !slices.Equal(got, []string{"two"}) {
		t.Errorf("words = %q, %v; want two", got, err)
	}
}

func TestNothingIsLeftOpenAfterClose(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	if _, err := s.Texts(t.Context(), twoWords); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// The last connection to go takes the log of writes with it.
	if _, err := os.Stat(dir + "/howto.db-wal"); !os.IsNotExist(err) {
		t.Errorf("howto.db-wal: %v, want it gone", err)
	}
}
