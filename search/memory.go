package search

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"howto/search/vectors"
)

// memory is what assets have learnt, made ready for searching: beside the corpus,
// which knows only what stands in assets. It never changes; learning puts another
// in its place.
type memory struct {
	corpus   *corpus
	terms    []string          // words that stand in no asset; numbered on from the corpus
	ids      map[string]uint32 // their numbers
	phrases  []phrase
	postings map[uint32][]int32         // term to phrases, in their order
	of       map[int][]int32            // asset to its phrases
	refused  map[int][]int32            // asset to those that it is refused for
	words    map[int]map[uint32]float32 // asset to the people who said each term
	lengths  map[int]float64            // asset to all of these, added up
	classes  []memoryClass              // as the corpus has them
}

// memoryClass is the phrases of the assets with one audience, added up.
type memoryClass struct {
	phrases int
	refused int              // phrases beside these that assets are refused for
	assets  int              // that have any of the first
	length  float64          // of these
	df      map[uint32]int32 // term to phrases
	learnt  map[uint32]int32 // term to assets
}

// phrase is a way to ask that an asset has learnt, or is refused for.
type phrase struct {
	wayToAsk
	words []uint32 // its terms, each once, by number
	who   []uint32 // those people, as numbers
	gist  vectors.Key
}

// counted is what the phrase counts: that of one person all of it, unless it has
// faded or was disputed, and that of more no more.
func (p *phrase) counted() float64 { return min(1, p.worth) }

// remember makes a memory of what was learnt.
func (x *Index) remember(list []wayToAsk) *memory {
	m := blank(x.corpus)
	m.ids, m.postings, m.of = map[string]uint32{}, map[uint32][]int32{}, map[int][]int32{}
	m.refused, m.words, m.lengths = map[int][]int32{}, map[int]map[uint32]float32{}, map[int]float64{}
	for i := range m.classes {
		m.classes[i] = memoryClass{df: map[uint32]int32{}, learnt: map[uint32]int32{}}
	}
	people := map[string]uint32{}
	spell := x.speller(list)
	for _, t := range list {
		p := phrase{wayToAsk: t}
		if x.opinion != nil {
			p.gist = vectors.KeyOf(t.text)
		}
		for _, w := range x.analyzer.words(t.text) {
			p.words = append(p.words, m.numbered(spell.term(t.asset, w.text)))
		}
		slices.Sort(p.words)
		p.words = slices.Compact(p.words)
		for _, who := range slices.Sorted(maps.Keys(t.backers)) {
			if _, ok := people[who]; !ok {
				people[who] = uint32(len(people))
			}
			p.who = append(p.who, people[who])
		}
		m.add(p)
	}
	for _, asset := range slices.Sorted(maps.Keys(m.of)) { // see addWords
		m.addWords(asset)
	}
	return m
}

// blank is a memory of nothing, which nothing can be added to.
func blank(c *corpus) *memory {
	return &memory{corpus: c, classes: make([]memoryClass, len(c.Classes))}
}

// numbered is the number of a term, a new one if no asset has it.
func (m *memory) numbered(term string) uint32 {
	if id := m.id(term); id > 0 {
		return id
	}
	m.terms = append(m.terms, term)
	id := uint32(len(m.corpus.Terms) + len(m.terms))
	m.ids[term] = id
	return id
}

// id is the number of a term that stands in an asset or in what was learnt; or 0.
func (m *memory) id(term string) uint32 {
	if id := m.corpus.ids[term]; id > 0 {
		return id
	}
	return m.ids[term]
}

func (m *memory) add(p phrase) {
	n := int32(len(m.phrases))
	c := &m.classes[m.corpus.Class[p.asset]]
	m.phrases = append(m.phrases, p)
	for _, id := range p.words {
		m.postings[id] = append(m.postings[id], n)
	}
	// What an asset is refused for says nothing of how words are used for it.
	if p.refused {
		c.refused++
		m.refused[p.asset] = append(m.refused[p.asset], n)
		return
	}
	c.phrases++
	m.of[p.asset] = append(m.of[p.asset], n)
	for _, id := range p.words {
		c.df[id]++
	}
}

// addWords counts for each word that an asset has learnt the people who said it:
// one who asks in ten ways counts once.
func (m *memory) addWords(asset int) {
	type saying struct {
		id, who uint32
	}
	said := map[saying]float64{}
	for _, n := range m.of[asset] {
		p := &m.phrases[n]
		for _, id := range p.words {
			for _, who := range p.who {
				said[saying{id, who}] = max(said[saying{id, who}], p.counted())
			}
		}
	}
	words := map[uint32]float32{}
	// In a fixed order, because sums of floats depend on it.
	for _, s := range slices.SortedFunc(maps.Keys(said), func(a, b saying) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.who, b.who))
	}) {
		words[s.id] += float32(said[s])
	}
	c := &m.classes[m.corpus.Class[asset]]
	c.assets++
	for _, id := range slices.Sorted(maps.Keys(words)) {
		m.lengths[asset] += float64(words[id])
		c.learnt[id]++
	}
	c.length += m.lengths[asset]
	m.words[asset] = words
}

// seen adds up the given classes.
func (m *memory) seen(classes []uint32) (sum memoryClass) {
	for _, c := range classes {
		sum.phrases += m.classes[c].phrases
		sum.refused += m.classes[c].refused
		sum.assets += m.classes[c].assets
		sum.length += m.classes[c].length
	}
	return sum
}

// Teach makes x know what the lessons taught, at once and instead of what it knew
// before; now is the time by which they fade. It never fails: a lesson about an
// asset that is gone teaches nothing. Searches that run go on with what was known.
func (x *Index) Teach(lessons []Lesson, strikes []Strike, now time.Time) {
	m := x.remember(x.learn(lessons, strikes, now))
	x.memory.Store(m)
	x.listen(m)
}

// Learnt is what the asset with that id has learnt, and is refused for, the worthiest
// first, as far as at least two people have said it: what one person typed is theirs
// alone. Where no two have put it alike, a phrase is the words that all of them used. hidden is how many phrases are left out for that.
func (x *Index) Learnt(id string) (shown []Learnt, hidden int) {
	asset, ok := x.place(id)
	if !ok {
		return nil, 0
	}
	m := x.memory.Load()
	for _, n := range slices.Concat(m.of[asset], m.refused[asset]) {
		if p := &m.phrases[n]; p.public() {
			shown = append(shown, p.shown())
		} else {
			hidden++
		}
	}
	slices.SortStableFunc(shown, func(a, b Learnt) int { return cmp.Compare(b.Worth, a.Worth) })
	return shown, hidden
}

// public reports whether enough people have said the phrase for others to see it.
func (p *phrase) public() bool { return len(p.backers) >= public }

func (p *phrase) shown() Learnt {
	return Learnt{Phrase: p.wording, Refused: p.refused, People: len(p.backers), Worth: p.worth, Last: p.last}
}
