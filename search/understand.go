package search

import (
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
)

// understood is the vectors of the assets of one index, by their number; nil where an asset takes no
// part because it is long.
type understood struct {
	by        *voice
	assets    []meaning.Stored
	forgotten int // how often the table had forgotten all when they were looked up
}

// heard is the vectors of what one memory holds, by phrase; nil where there is none yet.
type heard struct {
	by      *voice
	memory  *memory
	phrases []meaning.Stored
}

// gist is what of an asset is encoded: its title, how people ask for it, and how it begins. Long
// assets have none: what they begin with says too little of them.
func (w *Weights) gist(a *Asset) string {
	body := prose(a.Body)
	if utf8.RuneCountInString(body) > int(w.Long) {
		return ""
	}
	if r := []rune(body); len(r) > int(w.Gist) {
		body = string(r[:int(w.Gist)])
	}
	var b strings.Builder
	for _, s := range slices.Concat([]string{a.Title}, a.Asks) {
		b.WriteString(s + ". ")
	}
	b.WriteString(body)
	return strings.Join(strings.Fields(b.String()), " ")
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
			if text := x.weights.gist(x.at(n)); text != "" {
				k = vectors.KeyOf(text)
			}
			x.keys = append(x.keys, k)
		}
	})
	return x.keys
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
// speak, it fails.
func (x *Index) UnderstandLearnt(ctx context.Context) error {
	if x.opinion == nil {
		return nil
	}
	v := x.opinion.speaker.Load()
	if v == nil || !x.knows(v) {
		return errPending
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
	if err := v.encode(ctx, x.unknownAssets(v), true, wanted); err != nil {
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
	err := v.encode(ctx, m.unknownPhrases(v), false, wanted)
	x.listen(m)
	if err != nil {
		return fmt.Errorf("encode what was learnt: %w", err)
	}
	return nil
}

// unknownAssets are the texts of the assets that have no vector yet.
func (x *Index) unknownAssets(v *voice) (texts []string) {
	for n, k := range x.gistKeys() {
		if k == (vectors.Key{}) {
			continue
		}
		if _, ok := v.table.Of(k); !ok {
			texts = append(texts, x.weights.gist(x.at(n)))
		}
	}
	return texts
}

// unknownPhrases are those that have no vector yet.
func (m *memory) unknownPhrases(v *voice) (texts []string) {
	for i := range m.phrases {
		p := &m.phrases[i]
		if _, ok := v.table.Of(p.gist); !ok {
			texts = append(texts, p.text)
		}
	}
	return texts
}

// resolve looks the vectors of all assets up; false says that one is missing.
func (x *Index) resolve(v *voice) (u *understood, ok bool) {
	u = &understood{by: v, assets: make([]meaning.Stored, x.numbers()), forgotten: v.table.Forgotten()}
	for n, k := range x.gistKeys() {
		if k == (vectors.Key{}) {
			continue
		}
		if u.assets[n], ok = v.table.Of(k); !ok {
			return nil, false
		}
	}
	return u, true
}

// listen looks the vectors of all phrases up that are known.
func (x *Index) listen(m *memory) {
	u := x.understood.Load()
	if u == nil {
		return
	}
	h := &heard{by: u.by, memory: m, phrases: make([]meaning.Stored, len(m.phrases))}
	for i := range m.phrases {
		h.phrases[i], _ = u.by.table.Of(m.phrases[i].gist)
	}
	if x.memory.Load() == m {
		x.heard.Store(h)
	}
}

// forgetAssets gives up the vectors of assets that x does not have.
func (x *Index) forgetAssets(v *voice) {
	used := map[vectors.Key]bool{}
	for _, k := range x.gistKeys() {
		used[k] = true
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

// encode gives texts their vectors, on one core, and waits before each few while a question is being
// encoded.
func (v *voice) encode(ctx context.Context, texts []string, keep bool, wanted func() bool) error {
	slices.Sort(texts)
	texts = slices.Compact(texts)
	for done := 0; done < len(texts) && wanted(); {
		some := texts[done:min(done+v.batch(), len(texts))]
		for v.asker.Busy() {
			if err := pause(ctx, yieldFor); err != nil {
				return err
			}
		}
		all, err := v.encoder.EncodeAll(ctx, some)
		if err != nil {
			return err
		}
		for i, vector := range all {
			v.table.Put(vectors.KeyOf(some[i]), vector, keep)
		}
		if done += len(some); done/keptEvery > (done-len(some))/keptEvery {
			// Whoever waits for the end writes again, and tells of a fault.
			_ = v.table.Save()
		}
	}
	return nil
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
