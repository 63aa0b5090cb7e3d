package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// additions are what an index holds beside the assets that it was opened with. Their Bleve index
// stays as it is: assets that were added are few, and are proposed from lists in memory.
type additions struct {
	base     *Index  // of the files: what Bleve has, numbered in its order
	assets   []Asset // numbered on from the files
	places   map[string]int
	postings map[uint32][]int // term to the numbers of added assets
}

// nowhere is an audience that nobody belongs to: that of a text which another has replaced.
const nowhere = "\x00"

// with returns an index of x's assets and of more, of which each takes the place of x's asset
// with its id. It shares the Bleve index of x, is of use until x is closed, and is not to be
// closed itself. It has learnt nothing yet. Without more it is x.
func (x *Index) with(more []Asset) *Index {
	if len(more) == 0 {
		return x
	}
	d := &additions{base: x, assets: slices.Clone(more), places: map[string]int{}}
	y := &Index{
		library: x.library.with(more), added: d, analyzer: x.analyzer, bleve: x.bleve,
		weights: x.weights, beside: x.beside, rebuilt: x.rebuilt, opinion: x.opinion, always: x.always,
	}
	b := continued(x.analyzer, x.corpus)
	for i := range more {
		d.places[more[i].ID] = x.library.Len() + i
		if n, ok := x.library.place(more[i].ID); ok {
			b.remove(n, &x.library.assets[n])
		}
	}
	for i := range more {
		b.add(&more[i])
	}
	b.finish()
	y.corpus = b.corpus
	y.framed = y.analyzer.framed(y.corpus)
	y.proposer = x.proposer.of(y.corpus)
	d.post(y.corpus)
	y.makeRooms()
	y.SetModel(x.Model())
	y.memory.Store(y.remember(nil))
	return y
}

// with is l with more assets, each in the place of the one with its id.
func (l Library) with(more []Asset) Library {
	out := NewLibrary(slices.Concat(more, l.assets)...).withSynonyms(l.synonyms)
	out.folders, out.targets, out.faulty = l.folders, l.targets, l.faulty
	return out
}

// at is the asset with a number of the corpus.
func (x *Index) at(number int) *Asset {
	if x.added == nil {
		return &x.library.assets[number]
	}
	if n := number - x.added.base.library.Len(); n >= 0 {
		return &x.added.assets[n]
	}
	return &x.added.base.library.assets[number]
}

// place is the number in the corpus of the asset with that id.
func (x *Index) place(id string) (int, bool) {
	if x.added == nil {
		return x.library.place(id)
	}
	if n, ok := x.added.places[id]; ok {
		return n, true
	}
	return x.added.base.library.place(id)
}

// post lists which terms the added assets have.
func (d *additions) post(c *corpus) {
	d.postings = map[uint32][]int{}
	for n := d.base.library.Len(); n < len(c.Ends); n++ {
		seq := slices.Clone(c.Seq[c.start(n):c.Ends[n][fieldCount-1]])
		slices.Sort(seq)
		for _, term := range slices.Compact(seq) {
			if term != 0 {
				d.postings[term] = append(d.postings[term], n)
			}
		}
	}
}

// having returns the added assets that the viewer may see in which the terms weigh most, at
// most so many; equal ones by number.
func (d *additions) having(v view, asked []Term, most int) []int {
	if d == nil {
		return nil
	}
	sums := map[int]float64{}
	for _, t := range asked {
		for _, n := range d.postings[t.id] {
			if t.Weight > 0 && v.sees(n) {
				sums[n] += t.Weight
			}
		}
	}
	out := slices.SortedFunc(maps.Keys(sums), func(a, b int) int {
		return cmp.Or(cmp.Compare(sums[b], sums[a]), cmp.Compare(a, b))
	})
	return out[:min(len(out), most)]
}

// of is p for a corpus that goes on from p's. It shares p's postings.
func (p *proposer) of(c *corpus) *proposer {
	q := &proposer{postings: p.postings, docs: slices.Clone(p.docs)}
	q.slates.New = func() any { return &slate{sums: make([]float32, len(q.docs))} }
	for i := range q.docs {
		q.docs[i].class = c.Class[q.docs[i].asset]
	}
	return q
}

// continued is a builder that goes on where a corpus ended, and leaves that as it is.
func continued(a *analyzer, c *corpus) *corpusBuilder {
	b := &corpusBuilder{analyzer: a, surface: map[string]uint32{}, classes: map[string]uint32{},
		corpus: &corpus{
			Terms: slices.Clip(c.Terms), Seq: slices.Clip(c.Seq), Ends: slices.Clip(c.Ends),
			Lengths: slices.Clip(c.Lengths), Class: slices.Clone(c.Class),
			Classes: slices.Clone(c.Classes), ids: maps.Clone(c.ids),
		}}
	for i := range b.Classes {
		cl := &b.Classes[i]
		cl.DF = maps.Clone(cl.DF)
		b.classes[strings.Join(cl.Audience, " ")] = uint32(i)
		words := make(map[string]int32, len(cl.Words))
		for _, w := range cl.Words {
			words[w.Text], b.surface[w.Text] = w.Count, w.Term
		}
		b.words = append(b.words, words)
	}
	return b
}

// remove takes out of all counts what an asset added to them. Its number stays, in a class that
// nobody may see.
func (b *corpusBuilder) remove(number int, a *Asset) {
	alone := newCorpus(b.analyzer, []Asset{*a}, func(int) {})
	c := b.Class[number]
	cl := &b.Classes[c]
	cl.Assets--
	for f, n := range alone.Lengths[0] {
		cl.Length[f] -= int(n)
	}
	for _, w := range alone.Classes[0].Words {
		if b.words[c][w.Text] -= w.Count; b.words[c][w.Text] <= 0 {
			delete(b.words[c], w.Text)
		}
	}
	for _, term := range alone.Terms {
		id := b.ids[term]
		if cl.DF[id]--; cl.DF[id] <= 0 {
			delete(cl.DF, id)
		}
	}
	b.Class[number] = b.classOf([]string{nowhere})
}
