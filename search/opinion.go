package search

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"howto/search/meaning"
	"howto/search/vectors"
)

const (
	// opinionWait is how long a question waits for the second opinion. People notice delays from
	// about then.
	opinionWait = 150 * time.Millisecond

	// opinionsKept is how many of the last questions keep their vectors: two megabytes.
	opinionsKept = 1000

	// encoderRest is how long an encoder that failed is left alone.
	encoderRest = 30 * time.Second

	// encodedAtOnce is how many texts of the library are encoded between two looks at whether that is
	// still wanted, and keptEvery how many between two writings of the file: what a crash may cost.
	encodedAtOnce = 8
	keptEvery     = 1000

	// yieldFor is how long the encoding of the library waits while questions are being encoded, each
	// time that it finds one.
	yieldFor = 5 * time.Millisecond
)

// Opinion is the second opinion of a search: an encoder that knows what texts mean, asked only where
// the words leave a doubt. One is made for a folder of indexes and given to all that search there.
type Opinion struct {
	encoder vectors.Encoder
	table   *vectors.Table
	asker   *vectors.Asker
	patient bool
}

// NewOpinion returns a second opinion by an encoder. dir is where the vectors of assets are kept,
// beside the indexes; empty keeps them in memory. counted, if set, is told what became of each
// question that was to be encoded.
func NewOpinion(e vectors.Encoder, dir string, counted func(vectors.Result)) *Opinion {
	return &Opinion{encoder: e, table: vectors.Open(dir, e), asker: vectors.NewAsker(e, vectors.AskerOptions{
		AtOnce: runtime.GOMAXPROCS(0), Wait: opinionWait, Remember: opinionsKept, Rest: encoderRest,
		Counted: counted,
	})}
}

// Patiently is the same second opinion for questions that nobody waits for, such as those of a rerun:
// each gets it however long it takes, and none takes the place of one that somebody waits for.
func (o *Opinion) Patiently() *Opinion {
	if o == nil {
		return nil
	}
	p := *o
	p.patient = true
	return &p
}

// ask returns the vector of a question, or false if it has to go without.
func (o *Opinion) ask(ctx context.Context, text string) (meaning.Vector, bool) {
	if !o.patient {
		return o.asker.Ask(ctx, text)
	}
	all, err := o.encoder.EncodeAll(ctx, []string{strings.Join(strings.Fields(text), " ")})
	if err != nil {
		return nil, false
	}
	return all[0], true
}

// Rebuilt says why the vectors on disk could not be used, or "" if they could, or if there were none.
func (o *Opinion) Rebuilt() string { return o.table.Rebuilt() }

// understood is the vectors of the assets of one index, by their number; nil where an asset takes no
// part because it is long.
type understood struct {
	assets []meaning.Stored
}

// heard is the vectors of what one memory holds, by phrase; nil where there is none yet.
type heard struct {
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

// Understand has the second opinion encode what it does not know yet of the assets and of what they
// have learnt, and then takes part in searches with it: before, they go by words alone. Without a
// second opinion it does nothing. It may take minutes.
func (x *Index) Understand(ctx context.Context) error {
	_, err := x.understand(ctx, func() bool { return true })
	return err
}

// understand is Understand for as long as it is wanted. It returns the texts that x needs.
func (x *Index) understand(ctx context.Context, wanted func() bool) (map[vectors.Key]bool, error) {
	if x.opinion == nil {
		return nil, nil
	}
	w := work{Opinion: x.opinion, wanted: wanted}
	for n := range x.numbers() {
		w.need(x.weights.gist(x.at(n)), true)
	}
	err := w.do(ctx)
	if err == nil && wanted() {
		x.understood.Store(x.resolve())
	}
	// After the assets: they are of use without these.
	m := x.memory.Load()
	for i := range m.phrases {
		w.need(m.phrases[i].text, false)
	}
	if err == nil {
		err = w.do(ctx)
	}
	x.listen(m)
	if err != nil {
		return nil, fmt.Errorf("encode assets: %w", err)
	}
	return w.used, nil
}

// work is texts that want a vector.
type work struct {
	*Opinion
	wanted  func() bool
	texts   []string
	keep    []bool
	used    map[vectors.Key]bool
	unsaved int
}

// need notes a text, unless it is known already.
func (w *work) need(text string, keep bool) {
	if text == "" {
		return
	}
	if w.used == nil {
		w.used = map[vectors.Key]bool{}
	}
	k := vectors.KeyOf(text)
	if _, ok := w.table.Of(k); !ok && !w.used[k] {
		w.texts, w.keep = append(w.texts, text), append(w.keep, keep)
	}
	w.used[k] = true
}

// do encodes the texts, on one core, and waits before each few while a question is being encoded.
func (w *work) do(ctx context.Context) error {
	for len(w.texts) > 0 && w.wanted() {
		n := min(encodedAtOnce, len(w.texts))
		for w.asker.Busy() {
			if err := pause(ctx, yieldFor); err != nil {
				return err
			}
		}
		all, err := w.encoder.EncodeAll(ctx, w.texts[:n])
		if err != nil {
			return err
		}
		for i, v := range all {
			w.table.Put(vectors.KeyOf(w.texts[i]), v, w.keep[i])
		}
		w.texts, w.keep = w.texts[n:], w.keep[n:]
		if w.unsaved += n; w.unsaved >= keptEvery {
			w.unsaved = 0
			if err := w.table.Save(); err != nil {
				return err
			}
		}
	}
	return w.table.Save()
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

// resolve looks the vectors of all assets up, or gives nil if one is missing.
func (x *Index) resolve() *understood {
	u := &understood{assets: make([]meaning.Stored, x.numbers())}
	for n := range u.assets {
		text := x.weights.gist(x.at(n))
		if text == "" {
			continue
		}
		v, ok := x.opinion.table.Of(vectors.KeyOf(text))
		if !ok {
			return nil
		}
		u.assets[n] = v
	}
	return u
}

// listen looks the vectors of all phrases up that are known.
func (x *Index) listen(m *memory) {
	if x.opinion == nil {
		return
	}
	h := &heard{memory: m, phrases: make([]meaning.Stored, len(m.phrases))}
	for i := range m.phrases {
		h.phrases[i], _ = x.opinion.table.Of(vectors.KeyOf(m.phrases[i].text))
	}
	if x.memory.Load() == m {
		x.heard.Store(h)
	}
}

// nearness is what the encoder says of one question.
type nearness struct {
	cosines []float32 // by number of asset; absent where one takes no part
	phrases []float32 // by phrase; absent where it is not known
	neutral float64   // what counts neither for an asset nor against it

	// The first assets by words alone, and how probably the very first is right.
	head        []int
	probability float64
}

// takePart reports whether at least half of the assets have a vector: of what is mostly long, an
// opinion on the rest says nothing.
func (u *understood) takePart(assets []int) bool {
	with := 0
	for _, a := range assets {
		if u.assets[a] != nil {
			with++
		}
	}
	return 2*with >= len(assets)
}

// absent stands for the cosine of what has no vector: no cosine is so low.
const absent = -2

// opine asks for the second opinion on a question whose first assets by words are head, or gives nil
// where there is none to have now.
func (x *Index) opine(ctx context.Context, v view, text string, head []int) *nearness {
	if x.opinion == nil {
		return nil
	}
	u := x.understood.Load()
	if u == nil || v.assets == 0 || !u.takePart(head) {
		return nil
	}
	q, ok := x.opinion.ask(ctx, clip(text))
	if !ok {
		return nil
	}
	o := &nearness{head: head, cosines: make([]float32, len(u.assets))}
	for n, s := range u.assets {
		o.cosines[n] = absent
		if s != nil && v.sees(n) {
			o.cosines[n] = s.Cosine(q)
		}
	}
	near := o.nearest(int(x.weights.Nearby))
	for _, n := range near {
		o.neutral += float64(o.cosines[n]) / float64(len(near))
	}
	if h := x.heard.Load(); h != nil && h.memory == v.memory {
		o.phrases = make([]float32, len(h.phrases))
		for n, s := range h.phrases {
			o.phrases[n] = absent
			if s != nil && v.sees(v.memory.phrases[n].asset) {
				o.phrases[n] = s.Cosine(q)
			}
		}
	}
	return o
}

// nearest lists the most assets with the greatest cosines; equal ones by number.
func (o *nearness) nearest(most int) []int {
	var near []int
	after := func(a, b int) int {
		return cmp.Or(cmp.Compare(o.cosines[b], o.cosines[a]), cmp.Compare(a, b))
	}
	floor := float32(absent)
	for n, c := range o.cosines {
		if c <= floor {
			continue
		}
		if near = append(near, n); len(near) == 4*most {
			slices.SortFunc(near, after)
			near = near[:most]
			floor = o.cosines[near[most-1]]
		}
	}
	slices.SortFunc(near, after)
	return near[:min(len(near), most)]
}
