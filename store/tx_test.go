package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"howto/outcome"
	"howto/store"
)

func TestWhoMustAnswerByADeadlineWaitsNoLongerToWrite(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	db, err := sql.Open("sqlite", filepath.Join(dir, "howto.db")+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	lock, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	record := func(ctx context.Context, key string) error {
		_, err := s.Record(ctx, key, nil, []outcome.Entry{{Ask: key, Kind: outcome.More, At: time.Now()}}, nil)
		return err
	}
	// SQLite would be waited for until it says that it is locked.
	if err := record(ctx, "early"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while another writes it ends with %v, want %v", err, context.DeadlineExceeded)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := record(t.Context(), "later"); err != nil {
		t.Errorf("when nobody writes any more it ends with %v, want no error", err)
	}
	all, err := s.Entries(t.Context(), time.Time{}, time.Now().Add(time.Hour))
	if err != nil || len(all) != 1 || all[0].Ask != "later" {
		t.Errorf("kept are %+v, %v; want later alone", all, err)
	}
}
