package search_test

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"howto/search"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	_ "modernc.org/sqlite"
)

// openPlain indexes the library with Bleve as it comes, and returns a search of it.
func openPlain(b *testing.B, lib search.Library) func(text string) error {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "plain")
	x, err := bleve.NewUsing(dir, bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Close() })
	batch := x.NewBatch()
	for i, a := range lib.Assets() {
		doc := map[string]string{"title": a.Title, "body": a.Body + "\n" + a.More}
		if err := batch.Index(a.ID, doc); err != nil {
			b.Fatal(err)
		}
		if i%1000 == 999 || i == lib.Len()-1 {
			if err := x.Batch(batch); err != nil {
				b.Fatal(err)
			}
			batch.Reset()
		}
	}
	return func(text string) error {
		req := bleve.NewSearchRequestOptions(bleve.NewMatchQuery(text), 10, 0, false)
		_, err := x.SearchInContext(b.Context(), req)
		return err
	}
}

// openFTS indexes the library with SQLite FTS5, and returns a search of it.
func openFTS(b *testing.B, lib search.Library) func(text string) error {
	b.Helper()
	db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "fts.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	fillFTS(b, db, lib)
	words := regexp.MustCompile(`[\pL\pN]+`)
	return func(text string) error {
		any := `"` + strings.Join(words.FindAllString(text, -1), `" OR "`) + `"`
		rows, err := db.QueryContext(b.Context(), `SELECT id FROM assets WHERE assets MATCH $1
			ORDER BY bm25(assets, 0, 3, 1) LIMIT 10`, any)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

func fillFTS(b *testing.B, db *sql.DB, lib search.Library) {
	b.Helper()
	if _, err := db.ExecContext(b.Context(), `CREATE VIRTUAL TABLE assets
		USING fts5(id UNINDEXED, title, body, tokenize = 'porter unicode61')`); err != nil {
		b.Fatal(err)
	}
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	for _, a := range lib.Assets() {
		_, err := tx.ExecContext(b.Context(), `INSERT INTO assets VALUES ($1, $2, $3)`,
			a.ID, a.Title, a.Body+"\n"+a.More)
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
