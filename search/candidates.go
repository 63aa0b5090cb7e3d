package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
)

// proposer asks Bleve which assets have the words of a question. It reads Bleve's
// postings itself: Bleve's own collector looks up each document that matches, keeps
// its score with an explanation and sorts by text keys, which costs several times
// what the postings do.
type proposer struct {
	postings *postings
	docs     []doc     // by their number in Bleve, so that postings go through in order
	slates   sync.Pool // *slate, for these documents
}

// slate is what a question writes on, clean again after each.
type slate struct {
	sums    []float32 // per document
	touched []uint32  // the documents whose sum is above zero
}

func (s *slate) clean() {
	for _, number := range s.touched {
		s.sums[number] = 0
	}
	s.touched = s.touched[:0]
}

// doc is what is asked of an asset while postings are read.
type doc struct {
	asset, class uint32
	length       float32 // how many words Bleve was given
}

// newProposer prepares to read from x, which holds the assets of c.
func newProposer(ctx context.Context, x bleve.Index, c *corpus) (*proposer, error) {
	advanced, err := x.Advanced()
	if err != nil {
		return nil, err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, err
	}
	p := &proposer{postings: &postings{reader: reader}}
	p.slates.New = func() any { return &slate{sums: make([]float32, len(p.docs))} }
	if err := p.number(ctx, reader, c); err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	return p, nil
}

// copied is how many words Bleve is given of fields with so many.
func copied[N uint32 | float64](words []N) (sum float32) {
	for f, n := range words {
		sum += float32(n) * float32(field(f).copies())
	}
	return sum
}

// number finds out which document is which asset.
func (p *proposer) number(ctx context.Context, reader index.IndexReader, c *corpus) error {
	ids, err := reader.DocIDReaderAll()
	if err != nil {
		return err
	}
	defer ids.Close()
	for done := 0; ; done++ {
		id, err := ids.Next()
		if err != nil || id == nil {
			return err
		}
		if done%stride == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		name, err := reader.ExternalID(id)
		if err != nil {
			return err
		}
		asset, err := strconv.Atoi(name)
		if err != nil || asset < 0 || asset >= len(c.Ends) {
			return fmt.Errorf("index holds an unknown document %q", name)
		}
		number := int(id.Value())
		if number >= len(p.docs) {
			p.docs = append(p.docs, make([]doc, number+1-len(p.docs))...)
		}
		p.docs[number] = doc{uint32(asset), c.Class[asset], copied(c.Lengths[asset][:])}
	}
}

// propose returns the assets, of those that the viewer may see, in which the terms
// weigh most: the score is near to that of the scorer, but takes all fields for one.
// Equal ones come by number.
func (p *proposer) propose(ctx context.Context, v view, asked []Term, w *Weights) ([]int, error) {
	s := proposal{proposer: p, slate: p.slates.Get().(*slate), view: v, seen: v.seen()}
	defer func() {
		s.clean()
		p.slates.Put(s.slate)
	}()
	s.saturation, s.base = float32(w.Saturation), 1-float32(w.LengthPenalty)
	s.perWord = float32(w.LengthPenalty) / copied(v.average[:])
	for _, t := range asked {
		if t.Weight <= 0 {
			continue // set to count nothing: it speaks for no asset
		}
		if err := s.read(ctx, t); err != nil {
			return nil, err
		}
	}
	out := s.best(int(w.Candidates))
	// Only these were read; what must not be shown is checked twice.
	return slices.DeleteFunc(out, func(asset int) bool { return !v.sees(asset) }), nil
}

// proposal adds up what each term of a question weighs in each asset.
type proposal struct {
	*proposer
	*slate
	view view
	seen []bool // per class, whether the viewer may see it; nil for all

	// A term that stands n times in an asset of so many words counts
	// n / (base + perWord*words) before saturation.
	saturation, base, perWord float32
}

// seen tells the classes that the viewer may see; nil stands for all.
func (v view) seen() []bool {
	if v.all {
		return nil
	}
	seen := make([]bool, len(v.Classes))
	for _, c := range v.classes {
		seen[c] = true
	}
	return seen
}

// read adds one term to the assets that have it.
func (s *proposal) read(ctx context.Context, t Term) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	weight := float32(t.Weight)
	return s.postings.each(ctx, s.view.Terms[t.id-1], func(number uint32, n uint16) {
		s.add(number, float32(n), weight)
	})
}

func (s *proposal) add(number uint32, n, weight float32) {
	d := &s.docs[number]
	if s.seen != nil && !s.seen[d.class] {
		return
	}
	if s.sums[number] == 0 {
		s.touched = append(s.touched, number)
	}
	n /= s.base + s.perWord*d.length
	s.sums[number] += weight * n / (s.saturation + n)
}

// best returns the limit assets with the greatest sums; equal ones by number.
func (s *proposal) best(limit int) []int {
	first := func(a, b uint32) int {
		return cmp.Or(cmp.Compare(s.sums[b], s.sums[a]), cmp.Compare(s.docs[a].asset, s.docs[b].asset))
	}
	few := make([]uint32, 0, min(len(s.touched), 4*limit))
	floor := float32(0) // what the last of the best so far has
	for _, number := range s.touched {
		if s.sums[number] < floor {
			continue
		}
		if few = append(few, number); len(few) == 4*limit {
			slices.SortFunc(few, first)
			few = few[:limit]
			floor = s.sums[few[limit-1]]
		}
	}
	slices.SortFunc(few, first)
	out := make([]int, 0, limit)
	for _, number := range few[:min(len(few), limit)] {
		out = append(out, int(s.docs[number].asset))
	}
	return out
}
