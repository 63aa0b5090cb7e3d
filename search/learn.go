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
	Phrase string
	People int       // who solved something with it
	Worth  float64   // people, less those who objected, each less the longer ago
	Last   time.Time // when somebody last did
}

// wayToAsk is a way to ask as the rule leaves it: for one asset, at a time.
type wayToAsk struct {
	asset   int
	key     string // the words that matter, sorted: what tells phrases apart
	text    string // as it was last put
	backers map[string]float64
	against map[string]float64
	last    time.Time
}

// worth is how many people stand behind the phrase, less those who object.
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
// counts, and only their latest phrases. A Not quite takes away from each phrase of
// its asset that is much like it. All of it fades with age. What was learnt about
// an asset before it was rewritten, and what a curator struck out, is no longer known.
func (x *Index) learn(lessons []Lesson, strikes []Strike, now time.Time) []wayToAsk {
	b := learner{Index: x, now: now, struck: x.struck(strikes), keys: map[string]string{},
		sketches: map[int]string{},
		all:      map[int]map[string]*wayToAsk{}, objections: map[int][]objection{}}
	lessons = slices.Clone(lessons)
	// The latest first, so that a person's latest word stands and their oldest
	// phrases are the ones too many.
	slices.SortFunc(lessons, func(p, q Lesson) int {
		return cmp.Or(q.At.Compare(p.At), cmp.Compare(q.Ask, p.Ask), cmp.Compare(p.Kind, q.Kind))
	})
	given := map[[2]string]int{}
	for _, l := range lessons {
		asset, ok := b.holds(l)
		if !ok || b.isStruck(l) {
			continue
		}
		if l.Kind != LearntNotQuite {
			who := [2]string{l.Asset, l.Who}
			if given[who]++; given[who] > int(b.weights.PerPerson) {
				continue
			}
		}
		b.add(asset, l)
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
	now        time.Time
	struck     map[[2]string]time.Time // asset and key
	keys       map[string]string       // phrase to key
	sketches   map[int]string          // of assets as they are now
	all        map[int]map[string]*wayToAsk
	objections map[int][]objection
}

// objection is a Not quite.
type objection struct {
	key, who string
	weight   float64
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
	t := b.all[asset][key]
	if l.Kind == LearntNotQuite {
		if t != nil && t.backers[l.Who] > 0 {
			return // their later word is another
		}
		b.objections[asset] = append(b.objections[asset], objection{key, l.Who, weight})
		return
	}
	if l.Kind == LearntRephrased {
		weight *= b.weights.Rephrased
	}
	if weight == 0 {
		return // set to count nothing: who said it stands behind nothing
	}
	if b.all[asset] == nil {
		b.all[asset] = map[string]*wayToAsk{}
	}
	if t == nil {
		t = &wayToAsk{asset: asset, key: key, text: l.Phrase, last: l.At,
			backers: map[string]float64{}, against: map[string]float64{}}
		b.all[asset][key] = t
	}
	t.backers[l.Who] = max(t.backers[l.Who], weight)
}

// result weighs the objections and gives back what is still worth something.
func (b *learner) result() []wayToAsk {
	var out []wayToAsk
	for _, asset := range slices.Sorted(maps.Keys(b.all)) {
		for _, key := range slices.Sorted(maps.Keys(b.all[asset])) {
			t := b.all[asset][key]
			for _, o := range b.objections[asset] {
				if alike := common(key, o.key); alike >= b.weights.Objects {
					t.against[o.who] = max(t.against[o.who], alike*o.weight)
				}
			}
			if t.worth() > 0 {
				out = append(out, *t)
			}
		}
	}
	return out
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
