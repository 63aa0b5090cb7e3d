package search

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"

	index "github.com/blevesearch/bleve_index_api"
)

const (
	// rememberedFrom is how many documents must have a word for its postings to be remembered: those of
	// rarer words are soon read.
	rememberedFrom = 256

	// mostRemembered is how many postings of one index are remembered at most: 12 MB.
	mostRemembered = 2 << 20

	// stride is how many postings are read between two looks at the context.
	stride = 4096
)

// postings reads from Bleve which documents have a word. Bleve takes its lists apart anew for each
// question. Those of common words cost the most and are asked for again and again, so they are
// remembered, as long as there is room: a word that comes later is read each time.
type postings struct {
	reader     index.IndexReader
	remembered sync.Map // term to *posted
	taken      atomic.Int64
}

// posted is the documents that have a word, and how often each has it.
type posted struct {
	numbers []uint32
	counts  []uint16
}

func (p *posted) add(number uint32, n uint16) {
	p.numbers, p.counts = append(p.numbers, number), append(p.counts, n)
}

func (p *posted) each(give func(number uint32, n uint16)) {
	for i, number := range p.numbers {
		give(number, p.counts[i])
	}
}

// each gives every document that has the term, with how often it has it.
func (p *postings) each(ctx context.Context, term string, give func(number uint32, n uint16)) (err error) {
	if known, ok := p.remembered.Load(term); ok {
		known.(*posted).each(give)
		return nil
	}
	list, err := p.reader.TermFieldReader(ctx, []byte(term), termsField, true, false, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, list.Close()) }()
	n := int64(list.Count())
	if n < rememberedFrom || !p.take(n) {
		return drain(ctx, list, give)
	}
	all := &posted{make([]uint32, 0, n), make([]uint16, 0, n)}
	if err := drain(ctx, list, all.add); err != nil {
		p.taken.Add(-n)
		return err
	}
	if _, before := p.remembered.LoadOrStore(term, all); before {
		p.taken.Add(-n)
	}
	all.each(give)
	return nil
}

// take takes room for n postings, if there is so much.
func (p *postings) take(n int64) bool {
	if p.taken.Add(n) <= mostRemembered {
		return true
	}
	p.taken.Add(-n)
	return false
}

// drain gives what is in the list.
func drain(ctx context.Context, list index.TermFieldReader, give func(number uint32, n uint16)) error {
	var d index.TermFieldDoc
	for n := 1; ; n++ {
		next, err := list.Next(&d)
		if err != nil || next == nil {
			return err
		}
		if n%stride == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		give(uint32(d.ID.Value()), uint16(min(d.Freq, math.MaxUint16)))
	}
}
