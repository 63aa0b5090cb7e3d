package search

import (
	"slices"
	"strings"
)

// corpus is what the scorer knows of every asset: its words in order, as
// numbers. It is made once from a library, kept beside the Bleve index, and
// never changes.
//
// Whatever is counted over assets is counted per class: the assets with one and
// the same audience. A viewer's numbers are the sums over the classes that the
// viewer may see, so assets that they may not see change nothing at all.
type corpus struct {
	Terms   []string             // the term with number i+1
	Seq     []uint32             // the terms of all assets; 0 parts two passages
	Ends    [][fieldCount]uint32 // per asset: where each field ends in Seq
	Lengths [][fieldCount]uint32 // per asset: words in each field
	Class   []uint32             // per asset: its class
	Classes []class

	ids map[string]uint32
}

// class is the assets with one audience, added up.
type class struct {
	Audience []string // sorted; empty for everybody
	Assets   int
	Length   [fieldCount]int
	DF       map[uint32]int32 // term to the number of assets that have it
	Words    []spelling       // every word, before stemming, by text

	shelves []shelf // the words by length
}

// spelling is a word as it is written in assets.
type spelling struct {
	Text   string
	Term   uint32
	Count  int32  // how often it is written
	Shape  uint64 // which letters it has
	Length int32  // in characters
}

// newCorpus analyses the assets in their order.
func newCorpus(a *analyzer, assets []Asset, progress func(done int)) *corpus {
	b := corpusBuilder{
		analyzer: a,
		corpus:   &corpus{ids: map[string]uint32{}},
		surface:  map[string]uint32{},
		classes:  map[string]uint32{},
	}
	for i := range assets {
		b.add(&assets[i])
		progress(i + 1)
	}
	b.finish()
	return b.corpus
}

type corpusBuilder struct {
	*analyzer
	*corpus
	surface map[string]uint32 // word to the number of its term
	classes map[string]uint32 // audience to class
	words   []map[string]int32
	last    map[uint32]struct{} // terms of the present asset
	beside  []string            // words of its title and asks that stand among its place
}

func (b *corpusBuilder) add(a *Asset) {
	c := b.classOf(a.Audience)
	b.last = map[uint32]struct{}{}
	var ends, lengths [fieldCount]uint32
	for f := field(0); f < fieldCount; f++ {
		for i, text := range passages(a, f) {
			if i > 0 {
				b.Seq = append(b.Seq, 0)
			}
			lengths[f] += b.passage(c, text, f)
		}
		if f >= fieldPlace {
			b.writeBeside(c)
		}
		ends[f] = uint32(len(b.Seq))
	}
	b.Ends = append(b.Ends, ends)
	b.Lengths = append(b.Lengths, lengths)
	b.Class = append(b.Class, c)
	cl := &b.Classes[c]
	cl.Assets++
	for f, n := range lengths {
		cl.Length[f] += int(n)
	}
	for t := range b.last {
		cl.DF[t]++
	}
}

// passages is the text of a field, in pieces that do not run into each other.
func passages(a *Asset, f field) []string {
	switch f {
	case fieldTitle:
		return []string{a.Title}
	case fieldAsks:
		return a.Asks
	case fieldPlace:
		return slices.Concat(a.Topics, []string{a.Workflow, a.Step}, a.Systems)
	case fieldSteps:
		return lines(prose(a.Body))
	}
	return []string{prose(a.More)}
}

// passage appends the terms of one text and returns how many words it has.
func (b *corpusBuilder) passage(class uint32, text string, f field) (n uint32) {
	for _, w := range b.analyzer.words(text) {
		b.write(class, w.text)
		n++
		// Someone who asks for "error 1042" means E-1042 as well.
		if d := digits(w.text); d != "" {
			b.write(class, d)
		}
		if w.joined != "" {
			b.write(class, w.joined)
		}
		if w.path != "" {
			b.beside = append(b.beside, w.path)
		}
		if f < fieldSteps || strings.Contains(w.text, " ") {
			b.beside = append(b.beside, w.parts...)
		}
	}
	return n
}

// writeBeside appends the parts of words that are one ("report.xlsx", "cash desk") and
// the words that are one with their neighbour ("File > Export") as a passage of
// their own, which counts towards no length. Those of a title or ask come with the place: a
// title is like a question by what it says, not by parts of its words.
func (b *corpusBuilder) writeBeside(class uint32) {
	if len(b.beside) == 0 {
		return
	}
	b.Seq = append(b.Seq, 0)
	for _, text := range b.beside {
		b.write(class, text)
	}
	b.beside = b.beside[:0]
}

func (b *corpusBuilder) write(class uint32, text string) {
	id, ok := b.surface[text]
	if !ok {
		id = b.id(b.term(text))
		b.surface[text] = id
	}
	b.words[class][text]++
	b.Seq = append(b.Seq, id)
	b.last[id] = struct{}{}
}

func (b *corpusBuilder) id(term string) uint32 {
	id, ok := b.ids[term]
	if !ok {
		b.Terms = append(b.Terms, term)
		id = uint32(len(b.Terms))
		b.ids[term] = id
	}
	return id
}

func (b *corpusBuilder) classOf(audience []string) uint32 {
	sorted := slices.Compact(slices.Sorted(slices.Values(audience)))
	key := strings.Join(sorted, " ")
	c, ok := b.classes[key]
	if !ok {
		c = uint32(len(b.Classes))
		b.classes[key] = c
		b.Classes = append(b.Classes, class{Audience: sorted, DF: map[uint32]int32{}})
		b.words = append(b.words, map[string]int32{})
	}
	return c
}

func (b *corpusBuilder) finish() {
	for c, words := range b.words {
		list := make([]spelling, 0, len(words))
		for text, n := range words {
			list = append(list, spelling{
				Text: text, Term: b.surface[text], Count: n,
				Shape: shape(text), Length: int32(len([]rune(text))),
			})
		}
		slices.SortFunc(list, func(x, y spelling) int { return strings.Compare(x.Text, y.Text) })
		b.Classes[c].Words = list
		b.Classes[c].shelve()
	}
	b.Seq = slices.Clip(b.Seq)
}

// index makes the lookups that are not kept on disk.
func (c *corpus) index() {
	c.ids = make(map[string]uint32, len(c.Terms))
	for i, t := range c.Terms {
		c.ids[t] = uint32(i + 1)
	}
	for i := range c.Classes {
		c.Classes[i].shelve()
	}
}

// start is where the terms of an asset begin in Seq.
func (c *corpus) start(asset int) uint32 {
	if asset == 0 {
		return 0
	}
	return c.Ends[asset-1][fieldCount-1]
}

// view is the corpus as one viewer may see it.
type view struct {
	*corpus
	memory  *memory
	classes []uint32
	assets  int
	average [fieldCount]float64 // words in a field, over these assets
	all     bool                // nothing is hidden
	learnt  memoryClass         // what these assets have learnt; without its maps
}

func (x *Index) view(v Viewer) view {
	out := x.corpusView(v)
	out.memory = x.memory.Load()
	out.learnt = out.memory.seen(out.classes)
	return out
}

// corpusView is what each of some viewers may see, without a memory.
func (x *Index) corpusView(viewers ...Viewer) view {
	c := x.corpus
	out := view{corpus: c}
	var length [fieldCount]int
	for i := range c.Classes {
		cl := &c.Classes[i]
		a := Asset{Audience: cl.Audience}
		if slices.ContainsFunc(viewers, func(v Viewer) bool { return !a.VisibleTo(v) }) {
			continue
		}
		out.classes = append(out.classes, uint32(i))
		out.assets += cl.Assets
		for f, n := range cl.Length {
			length[f] += n
		}
	}
	for f, n := range length {
		if out.assets > 0 {
			out.average[f] = float64(n) / float64(out.assets)
		}
	}
	out.all = len(out.classes) == len(c.Classes)
	return out
}

// sees reports whether the asset is in a class that the viewer may see.
func (v view) sees(asset int) bool { return slices.Contains(v.classes, v.Class[asset]) }

// df is the number of assets that have a term or, where none has it, that have learnt it. What stands
// in hidden assets alone is as new as what stands in none.
func (v view) df(id uint32) int {
	if n := v.standing(id); n > 0 {
		return n
	}
	n := 0
	for _, c := range v.classes {
		n += int(v.memory.classes[c].learnt[id])
	}
	return n
}

// standing is the number of assets that have a term.
func (v view) standing(id uint32) (n int) {
	for _, c := range v.classes {
		n += int(v.Classes[c].DF[id])
	}
	return n
}

// text is the term with a number.
func (v view) text(id uint32) string {
	if own := int(id) - len(v.Terms); own > 0 {
		return v.memory.terms[own-1]
	}
	return v.Terms[id-1]
}
