package search

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

const (
	// faded is what a lesson must count to be known at all: after three half-lives it is
	// gone. How fast that is, [Weights.HalfLife] says.
	faded = 0.125

	// public is how many people must have used a phrase before anybody is shown it. It is
	// a promise to those who ask, and no weight.
	public = 2
)

// Learnt is a way to ask that an asset has learnt from use.
type Learnt struct {
	Phrase  string
	Refused bool      // it does not answer what is asked so; else it does
	People  int       // who solved something with it or, if Refused, pressed Not quite
	Worth   float64   // people, less those of the other opinion, each less the longer ago
	Last    time.Time // when somebody last did
}

// wayToAsk is a way to ask as the rule leaves it: for one asset, at a time.
type wayToAsk struct {
	asset   int
	key     string // the words that matter, sorted: what tells phrases apart
	text    string // as it was last put
	refused bool   // the backers say that the asset is not what is meant
	backers map[string]float64
	against map[string]float64
	last    time.Time
}

// worth is how many people stand behind the phrase, less those of the other opinion.
func (t wayToAsk) worth() (sum float64) {
	for who, w := range t.backers {
		if t.against[who] == 0 {
			sum += w
		}
	}
	for _, w := range t.against {
		sum -= w
	}
	return sum
}

// learn draws what assets have learnt from lessons, by their order in the library
// and by phrase. It is a pure function of its arguments: the same lessons, in any
// order, teach the same.
//
// People count, not presses: of one person only the last word on a phrase of an asset
// counts, and only their latest phrases. A Not quite takes away from a phrase of its
// asset in the same words (see [Weights.Objects]), and is a phrase that the asset is
// refused for as far as those who solved something with it do not outweigh it. All of it fades
// with age. What was learnt about an asset before it was rewritten, and what a curator
// struck out, is no longer known.
func (x *Index) learn(lessons []Lesson, strikes []Strike, now time.Time) []wayToAsk {
	b := learner{Index: x, now: now, struck: x.struck(strikes), keys: map[string]string{},
		sketches: map[int]string{},
		solved:   map[int]map[string]*wayToAsk{}, refused: map[int]map[string]*wayToAsk{}}
	lessons = slices.Clone(lessons)
	// The latest first, so that a person's latest word stands and their oldest
	// phrases are the ones too many.
	slices.SortFunc(lessons, func(p, q Lesson) int {
		return cmp.Or(q.At.Compare(p.At), cmp.Compare(q.Ask, p.Ask), cmp.Compare(p.Kind, q.Kind))
	})
	type giving struct {
		asset, who string
		refused    bool
	}
	given := map[giving]int{}
	for _, l := range lessons {
		asset, ok := b.holds(l)
		if !ok || b.isStruck(l) {
			continue
		}
		g := giving{l.Asset, l.Who, l.Kind == LearntNotQuite}
		if given[g]++; given[g] <= int(b.weights.PerPerson) {
			b.add(asset, l)
		}
	}
	return b.result()
}

// holds finds the asset of a lesson, unless it is gone or was rewritten since.
func (b *learner) holds(l Lesson) (asset int, ok bool) {
	i, ok := b.place(l.Asset)
	if !ok || l.Sketch == "" {
		return i, ok
	}
	if b.sketches[i] == "" {
		b.sketches[i] = b.at(i).Sketch()
	}
	return i, sameAsset(l.Sketch, b.sketches[i], b.weights.Rewritten)
}

type learner struct {
	*Index
	now      time.Time
	struck   map[[2]string]time.Time // asset and key
	keys     map[string]string       // phrase to key
	sketches map[int]string          // of assets as they are now

	// By asset and key, what was solved and what was refused.
	solved, refused map[int]map[string]*wayToAsk
}

func (x *Index) struck(strikes []Strike) map[[2]string]time.Time {
	out := map[[2]string]time.Time{}
	for _, s := range strikes {
		k := [2]string{s.Asset, x.phraseKey(s.Phrase)}
		if k[1] == "" && s.Phrase != "" {
			continue // without a word it is no phrase, and does not stand for all of them
		}
		if at, ok := out[k]; !ok || s.At.After(at) {
			out[k] = s.At
		}
	}
	return out
}

// isStruck reports whether a curator struck the phrase out, or everything that the
// asset had learnt until then.
func (b *learner) isStruck(l Lesson) bool {
	if at, ok := b.struck[[2]string{l.Asset, ""}]; ok && !l.At.After(at) {
		return true
	}
	_, ok := b.struck[[2]string{l.Asset, b.key(l.Phrase)}]
	return ok
}

func (b *learner) key(phrase string) string {
	k, ok := b.keys[phrase]
	if !ok {
		k = b.phraseKey(phrase)
		b.keys[phrase] = k
	}
	return k
}

// phraseKey is what tells phrases apart: their full words, each once, in whatever
// order and inflection; the stop words of a phrase that has no other.
func (x *Index) phraseKey(phrase string) string {
	var full, stop []string
	for _, w := range x.analyzer.words(phrase) {
		if x.analyzer.isStop(w.text) {
			stop = append(stop, x.analyzer.term(w.text))
		} else {
			full = append(full, x.analyzer.term(w.text))
		}
	}
	if len(full) == 0 {
		full = stop
	}
	slices.Sort(full)
	return strings.Join(slices.Compact(full), " ")
}

func (b *learner) add(asset int, l Lesson) {
	key, weight := b.key(l.Phrase), b.fade(b.now.Sub(l.At))
	if key == "" || weight < faded {
		return
	}
	of := b.solved
	switch l.Kind {
	case LearntNotQuite:
		if t := b.solved[asset][key]; t != nil && t.backers[l.Who] > 0 {
			return // their later word is another
		}
		of = b.refused
	case LearntRephrased:
		weight *= b.weights.Rephrased
	}
	if weight == 0 {
		return // set to count nothing: who said it stands behind nothing
	}
	if of[asset] == nil {
		of[asset] = map[string]*wayToAsk{}
	}
	t := of[asset][key]
	if t == nil {
		t = &wayToAsk{asset: asset, key: key, text: l.Phrase, last: l.At, refused: l.Kind == LearntNotQuite,
			backers: map[string]float64{}, against: map[string]float64{}}
		of[asset][key] = t
	}
	t.backers[l.Who] = max(t.backers[l.Who], weight)
}

// result sets what was solved and what was refused against each other, and gives back what is still worth
// something.
func (b *learner) result() []wayToAsk {
	var out []wayToAsk
	for _, of := range []map[int]map[string]*wayToAsk{b.solved, b.refused} {
		for _, asset := range slices.Sorted(maps.Keys(of)) {
			for _, key := range slices.Sorted(maps.Keys(of[asset])) {
				t := of[asset][key]
				b.oppose(t)
				if t.worth() > 0 {
					out = append(out, *t)
				}
			}
		}
	}
	return out
}

// oppose gathers who said the opposite of the same asset in as like words as [Weights.Objects] says.
func (b *learner) oppose(t *wayToAsk) {
	others := b.refused[t.asset]
	if t.refused {
		others = b.solved[t.asset]
	}
	if o := others[t.key]; o != nil {
		t.opposedBy(o, 1)
	}
	if b.weights.Objects == 1 {
		return // the same words are the same key: there is no need to go through all of a busy asset
	}
	for key, o := range others {
		if alike := common(t.key, key); alike >= b.weights.Objects {
			t.opposedBy(o, alike)
		}
	}
}

// opposedBy counts who stands behind another phrase, so like this one, against it. Who refused this very phrase
// stands by that, whatever they solved with another.
func (t *wayToAsk) opposedBy(o *wayToAsk, alike float64) {
	for who, weight := range o.backers {
		if !t.refused || t.backers[who] == 0 {
			t.against[who] = max(t.against[who], alike*weight)
		}
	}
}

// fade is what something counts that is so old.
func (b *learner) fade(age time.Duration) float64 {
	const day = 24 // hours
	return math.Exp2(-max(0, age.Hours()/(day*b.weights.HalfLife)))
}

// common is the share of the words of two keys that both have.
func common(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := strings.Fields(a), strings.Fields(b)
	both := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}
