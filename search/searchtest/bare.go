package searchtest

import (
	"context"
	"fmt"

	"howto/search"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
)

// batch is how many documents go to Bleve at a time.
const batch = 1000

// A Bare is what Bleve alone costs: an index of title and body with English analysis,
// on disk, without anything that a search of it does not need.
type Bare struct{ index bleve.Index }

// OpenBare indexes lib into dir, which must not exist.
func OpenBare(dir string, lib search.Library) (*Bare, error) {
	text := mapping.NewTextFieldMapping()
	text.Analyzer, text.Store, text.DocValues, text.IncludeInAll = en.AnalyzerName, false, false, false
	text.IncludeTermVectors = false
	doc := mapping.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt("title", text)
	doc.AddFieldMappingsAt("body", text)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = doc
	x, err := bleve.NewUsing(dir, m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("bare index in %s: %w", dir, err)
	}
	b := x.NewBatch()
	for i, a := range lib.Assets() {
		if err := b.Index(a.ID, map[string]string{"title": a.Title, "body": a.Body + "\n" + a.More}); err != nil {
			return nil, fmt.Errorf("bare index: asset %s: %w", a.ID, err)
		}
		if i%batch == batch-1 || i == lib.Len()-1 {
			if err := x.Batch(b); err != nil {
				return nil, fmt.Errorf("bare index in %s: %w", dir, err)
			}
			b.Reset()
		}
	}
	return &Bare{x}, nil
}

// Find is the search to measure against: any word of text in title or body, ten hits.
func (b *Bare) Find(ctx context.Context, text string) error {
	var any []query.Query
	for _, field := range []string{"title", "body"} {
		q := query.NewMatchQuery(text)
		q.SetField(field)
		any = append(any, q)
	}
	req := bleve.NewSearchRequestOptions(query.NewDisjunctionQuery(any), 10, 0, false)
	_, err := b.index.SearchInContext(ctx, req)
	return err
}

// Close closes the index.
func (b *Bare) Close() error { return b.index.Close() }
