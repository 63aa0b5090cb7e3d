package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"howto/search/meaning"
	"howto/search/vectors"
)

const (
	// keptEvery is how many texts of the library are encoded between two writings of the file: what a
	// crash may cost.
	keptEvery = 1000

	// yieldFor is how long the encoding of the library waits while questions are being encoded, each
	// time that it finds one.
	yieldFor = 5 * time.Millisecond

	// mostOfPart is how many characters are encoded of a title, an ask, a line or a question, the first: room
	// for a sentence, which is what each mostly is, and a bound to what a pasted text costs. No weight moves
	// it: a question that is cut to nothing means nothing.
	mostOfPart = 160
)

// understood is the vectors of the assets of one index, by their number; nil where an asset takes no
// part because it is long.
type understood struct {
	by        *voice
	assets    []meaning.Stored
	headings  []meaning.Stored            // of their titles and asks alone; nil where nothing is read of these
	spelt     []map[uint32]string         // words that are compared, by class and term; nil for none
	words     []map[uint32]meaning.Stored // their vectors
	forgotten int                         // how often the table had forgotten all when they were looked up
}

// heard is the vectors of what one memory holds, by phrase; nil where there is none yet.
type heard struct {
	by      *voice
	memory  *memory
	phrases []meaning.Stored
}

// gist is what of an asset is encoded: all of it in short, that is its title, how people ask for it, and
// how it begins; and then each of these and of its lines. Long assets have none: what they begin with
// says too little of them.
func (w *Weights) gist(a *Asset) gist {
	body := composed(prose(a.Body))
	if utf8.RuneCountInString(body) > int(w.Long) {
		return gist{}
	}
	var g gist
	var b strings.Builder
	for _, s := range slices.Concat([]string{a.Title}, a.Asks) {
		s = composed(s)
		b.WriteString(s + ". ")
		g.headings = w.part(g.headings, s)
	}
	g.whole = oneSpaced(b.String() + beginning(body, int(w.Gist)))
	for s := range strings.SplitSeq(body, "\n") {
		if len(g.headings)+len(g.lines) < int(w.Parts) {
			g.lines = w.part(g.lines, s)
		}
	}
	return g
}

// part adds how a text begins, if there is room.
func (w *Weights) part(parts []string, s string) []string {
	if s = oneSpaced(beginning(s, mostOfPart)); s == "" || len(parts) == int(w.Parts) {
		return parts
	}
	return append(parts, s)
}

// beginning is at most the first characters of a text.
func beginning(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

func oneSpaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// gist is the texts that stand for what is encoded: the whole and, of an asset, its parts.
type gist struct {
	whole           string
	headings, lines []string
}

// size is how many texts it has.
func (g gist) size() int { return 1 + len(g.headings) + len(g.lines) }

func (g gist) texts() []string { return slices.Concat([]string{g.whole}, g.headings, g.lines) }

// key names the vector of all of it. No text is empty, so that headings and lines cannot be mixed up.
func (g gist) key() vectors.Key {
	if len(g.headings) == 0 {
		return vectors.KeyOf(g.whole)
	}
	return vectors.KeyOf(strings.Join(slices.Concat([]string{g.whole}, g.headings, []string{""}, g.lines), "\n"))
}

// headingsKey names the vector of the headings beside that of all of it.
func headingsKey(all vectors.Key) vectors.Key { return vectors.KeyOf("headings of " + string(all[:])) }

// compare orders gists; equal ones have the same texts.
func (g gist) compare(h gist) int {
	return cmp.Or(cmp.Compare(g.whole, h.whole), slices.Compare(g.headings, h.headings), slices.Compare(g.lines, h.lines))
}

// put adds the vectors of g, of which the texts have these, to a table. That of an asset is half what the whole means, and
// half what the parts mean taken together: a part that stands out in the one is one of many in the other.
func put(into *vectors.Table, g gist, of []meaning.Vector, keep bool) {
	k := g.key()
	if len(g.headings) == 0 {
		into.Put(k, of[0], keep)
		return
	}
	into.Put(k, meaning.Mean(of[0], meaning.Mean(of[1:]...)), keep)
	into.Put(headingsKey(k), meaning.Mean(of[1:1+len(g.headings)]...), keep)
}

// numbers is how many numbers of assets there are in the corpus.
func (x *Index) numbers() int { return len(x.corpus.Ends) }

// gistKeys are the keys of what is encoded of the assets, by their number; zero for nothing. They are
// made once for an index, and those of assets in files once for all editions of the same files.
func (x *Index) gistKeys() []vectors.Key {
	x.keyed.Do(func() {
		if x.added != nil {
			x.keys = slices.Clone(x.added.base.gistKeys())
		}
		for n := len(x.keys); n < x.numbers(); n++ {
			var k vectors.Key
			if g := x.weights.gist(x.at(n)); g.whole != "" {
				k = g.key()
			}
			x.keys = append(x.keys, k)
		}
		for i := range x.corpus.Classes {
			x.spelt = append(x.spelt, x.analyzer.spoken(&x.corpus.Classes[i]))
		}
	})
	return x.keys
}

// words are those of assets that are compared by what they mean, by class and term; nil where v is not to
// be asked about single words.
func (x *Index) words(v *voice) []map[uint32]string {
	if v.lexicon() == nil {
		return nil
	}
	x.gistKeys()
	return x.spelt
}

// Understand has the second opinion encode what it does not know yet of the assets and of what they
// have learnt, and then takes part in searches with it: before, they go by words alone. Without a
// second opinion it does nothing. It may take minutes. Vectors that cannot be written to disk are no
// error: they are of use all the same, and computed again another time.
func (x *Index) Understand(ctx context.Context) error {
	if x.opinion == nil {
		return nil
	}
	v := x.opinion.speaker.Load()
	if v == nil {
		return nil
	}
	err := x.understand(ctx, v, func() bool { return true })
	_ = v.table.Save()
	return err
}

// UnderstandLearnt is [Index.Understand] for the phrases that x has learnt alone: another index of the
// same library has its assets encoded, once for all. Until that is through, or while no encoder can
// speak, it gives [ErrPending].
func (x *Index) UnderstandLearnt(ctx context.Context) error {
	if x.opinion == nil {
		return nil
	}
	v := x.opinion.speaker.Load()
	if v == nil || !x.knows(v) {
		return ErrPending
	}
	return x.understandLearnt(ctx, v, func() bool { return true })
}

// knows reports whether the vectors of the assets are at hand, by v.
func (x *Index) knows(v *voice) bool {
	u := x.understood.Load()
	return u != nil && u.by == v && u.forgotten == v.table.Forgotten()
}

// understand is Understand by one encoder, for as long as it is wanted, without what is on disk in the
// end.
func (x *Index) understand(ctx context.Context, v *voice, wanted func() bool) error {
	// Any text may show that another model answers than before, and all is forgotten: then once more.
	for range 2 {
		if err := x.understandAssets(ctx, v, wanted); err != nil || !wanted() {
			return err
		}
		// After the assets: they are of use without these.
		if err := x.understandLearnt(ctx, v, wanted); err != nil || x.knows(v) || !wanted() {
			return err
		}
	}
	return errOtherSize // models take turns
}

// understandAssets is the part of understand that concerns assets.
func (x *Index) understandAssets(ctx context.Context, v *voice, wanted func() bool) error {
	if x.knows(v) {
		return nil
	}
	if err := v.encode(ctx, slices.Concat(x.unknownAssets(v), x.unknownWords(v)), v.table, true, wanted); err != nil {
		return fmt.Errorf("encode assets: %w", err)
	}
	if u, ok := x.resolve(v); ok {
		x.understood.Store(u)
	}
	return nil
}

// understandLearnt is the part of understand that concerns phrases.
func (x *Index) understandLearnt(ctx context.Context, v *voice, wanted func() bool) error {
	m := x.memory.Load()
	table := x.phraseTable(v)
	err := v.encode(ctx, m.unknownPhrases(v, table), table, false, wanted)
	x.listen(m)
	if err != nil {
		return fmt.Errorf("encode what was learnt: %w", err)
	}
	return nil
}

// unknownAssets are what is encoded of the assets that have no vector yet.
func (x *Index) unknownAssets(v *voice) (gists []gist) {
	for n, k := range x.gistKeys() {
		if k == (vectors.Key{}) {
			continue
		}
		if _, ok := v.table.Of(k); !ok {
			gists = append(gists, x.weights.gist(x.at(n)))
		}
	}
	return gists
}

// unknownWords are the words of the library that have no vector yet.
func (x *Index) unknownWords(v *voice) (gists []gist) {
	for _, words := range x.words(v) {
		for _, w := range words {
			if _, ok := v.table.Of(vectors.KeyOf(w)); !ok {
				gists = append(gists, gist{whole: w})
			}
		}
	}
	return gists
}

// phraseTable is where x has the vectors of phrases by v: an index apart in a table of its own, because in
// that of v the index in force forgets what it has not learnt itself.
func (x *Index) phraseTable(v *voice) *vectors.Table {
	if !x.apart {
		return v.table
	}
	if own := x.own.Load(); own != nil && own.by == v && own.forgotten == v.table.Forgotten() {
		return own.table
	}
	own := &ownPhrases{by: v, forgotten: v.table.Forgotten(), table: vectors.Open("", v.encoder)}
	x.own.Store(own)
	return own.table
}

// ownPhrases is the vectors of phrases of an index apart.
type ownPhrases struct {
	by        *voice
	forgotten int // see understood
	table     *vectors.Table
}

// unknownPhrases are those that have no vector in a table yet, nor one by v that it can take.
func (m *memory) unknownPhrases(v *voice, table *vectors.Table) (gists []gist) {
	for i := range m.phrases {
		p := &m.phrases[i]
		if _, ok := table.Of(p.gist); !ok && !table.Take(p.gist, v.table) {
			gists = append(gists, gist{whole: p.text})
		}
	}
	return gists
}

// resolve looks the vectors of all assets and words up; false says that one is missing.
func (x *Index) resolve(v *voice) (u *understood, ok bool) {
	u = &understood{by: v, forgotten: v.table.Forgotten(),
		assets: make([]meaning.Stored, x.numbers()), headings: make([]meaning.Stored, x.numbers())}
	for n, k := range x.gistKeys() {
		if k == (vectors.Key{}) {
			continue
		}
		if u.assets[n], ok = v.table.Of(k); !ok {
			return nil, false
		}
		u.headings[n], _ = v.table.Of(headingsKey(k))
	}
	u.spelt = x.words(v)
	for _, words := range u.spelt {
		known := make(map[uint32]meaning.Stored, len(words))
		for term, w := range words {
			if known[term], ok = v.table.Of(vectors.KeyOf(w)); !ok {
				return nil, false
			}
		}
		u.words = append(u.words, known)
	}
	return u, true
}

// listen looks the vectors of all phrases up that are known.
func (x *Index) listen(m *memory) {
	u := x.understood.Load()
	if u == nil {
		return
	}
	h, table := &heard{by: u.by, memory: m, phrases: make([]meaning.Stored, len(m.phrases))}, x.phraseTable(u.by)
	for i := range m.phrases {
		h.phrases[i], _ = table.Of(m.phrases[i].gist)
	}
	if x.memory.Load() == m {
		x.heard.Store(h)
	}
}

// forgetAssets gives up the vectors of assets that x does not have.
func (x *Index) forgetAssets(v *voice) {
	used := map[vectors.Key]bool{}
	for _, k := range x.gistKeys() {
		used[k], used[headingsKey(k)] = true, true
	}
	for _, words := range x.words(v) {
		for _, w := range words {
			used[vectors.KeyOf(w)] = true
		}
	}
	v.table.OnlyKept(used)
}

// forgetPhrases gives up the vectors of phrases that x has not learnt, or not any more.
func (x *Index) forgetPhrases(v *voice) {
	m, used := x.memory.Load(), map[vectors.Key]bool{}
	for i := range m.phrases {
		used[m.phrases[i].gist] = true
	}
	v.table.OnlyPassing(used)
	if h := x.heard.Load(); h != nil && h.memory != m {
		x.heard.CompareAndSwap(h, nil)
	}
}

// batch is how many texts are encoded between two looks at whether that is still wanted.
func (v *voice) batch() int {
	if b, ok := v.encoder.(interface{ Batch() int }); ok {
		return b.Batch()
	}
	return 1
}

// encode gives gists their vectors in a table, on one core, and waits before each few while a question is
// being encoded.
func (v *voice) encode(ctx context.Context, gists []gist, into *vectors.Table, keep bool, wanted func() bool) error {
	slices.SortFunc(gists, gist.compare)
	gists = slices.CompactFunc(gists, func(g, h gist) bool { return g.compare(h) == 0 })
	for done := 0; done < len(gists) && wanted(); {
		some := gists[done:v.upTo(gists, done)]
		var texts []string
		for _, g := range some {
			texts = append(texts, g.texts()...)
		}
		for v.asker.Busy() {
			if err := pause(ctx, yieldFor); err != nil {
				return err
			}
		}
		all, err := v.encoder.EncodeAll(ctx, texts)
		if err != nil {
			return err
		}
		if into != v.table {
			v.table.Fit(all[0]) // another model is noticed there
		}
		for _, g := range some {
			put(into, g, all[:g.size()], keep)
			all = all[g.size():]
		}
		if done += len(some); done/keptEvery > (done-len(some))/keptEvery {
			// Whoever waits for the end writes again, and tells of a fault.
			_ = v.table.Save()
		}
	}
	return nil
}

// upTo is how far the gists go from one on that are encoded together: as many texts as a batch has, and
// one gist at least.
func (v *voice) upTo(gists []gist, from int) int {
	texts := gists[from].size()
	to := from + 1
	for ; to < len(gists) && texts+gists[to].size() <= v.batch(); to++ {
		texts += gists[to].size()
	}
	return to
}

// pause waits, or gives the error of ctx.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
