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
	// halfLives is after how many half-lives a lesson is gone, and faded what it must count
	// to be known at all. How fast that is, [Weights.HalfLife] says.
	halfLives = 3
	faded     = 1. / (1 << halfLives)

	// public is how many people must have used a phrase before anybody is shown it. It is
	// a promise to those who ask, and no weight.
	public = 2

	// worthless is what a phrase must be worth more than. What is said as often as the opposite, at the
	// same times, may come to a little more than nothing by rounding.
	worthless = 1e-9
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
	worth   float64 // how many people stand behind it, less those of the other opinion
	last    time.Time

	putBy   map[string]string // who put it so, for each way to put it: the latest of them; nil once drawn
	wording string            // as others may see it: as two people put it, or what tells it apart
}

// weigh sets the worth: in a fixed order, because sums of floats depend on it.
func (t *wayToAsk) weigh() {
	t.worth = 0
	for _, who := range slices.Sorted(maps.Keys(t.backers)) {
		if t.against[who] == 0 {
			t.worth += t.backers[who]
		}
	}
	for _, who := range slices.Sorted(maps.Keys(t.against)) {
		t.worth -= t.against[who]
	}
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
		sketches: map[int]string{}, last: map[phraseOf]lastWord{}, given: map[giving]givings{},
		solved: map[int]map[string]*wayToAsk{}, refused: map[int]map[string]*wayToAsk{}}
	lessons = slices.Clone(lessons)
	// The latest first, so that a person's latest word stands and their oldest
	// phrases are the ones too many.
	slices.SortFunc(lessons, func(p, q Lesson) int {
		return cmp.Or(q.At.Compare(p.At), cmp.Compare(q.Ask, p.Ask), cmp.Compare(p.Kind, q.Kind))
	})
	for _, l := range lessons {
		asset, ok := b.holds(l)
		if ok && !b.isStruck(l) && b.standing(l) {
			b.add(asset, l)
		}
	}
	return b.result()
}

// standing reports whether what a person taught an asset still stands, when asked of all that they
// taught, the latest first: they have said nothing else of the phrase since, and it is not one too many.
func (b *learner) standing(l Lesson) bool {
	refused := l.Kind == LearntNotQuite
	of := phraseOf{giving{l.Asset, l.Who}, b.key(l.Phrase)}
	if last, ok := b.last[of]; ok {
		return last.counts && last.refused == refused
	}
	given := b.given[of.giving]
	n := &given.solved
	if refused {
		n = &given.refused
	}
	*n++
	b.given[of.giving] = given
	counts := *n <= int(b.weights.PerPerson)
	b.last[of] = lastWord{refused, counts}
	return counts
}

// giving is who taught which asset, and phraseOf by which phrase.
type (
	giving   struct{ asset, who string }
	phraseOf struct {
		giving
		key string
	}
)

// givings is how many phrases a person solved something with, by one asset, and refused it for.
type givings struct{ solved, refused int }

// lastWord is a person's last word on a phrase of an asset; it counts unless the phrase is one too many.
type lastWord struct{ refused, counts bool }

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

	// What was looked at so far.
	last  map[phraseOf]lastWord
	given map[giving]givings

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

// telling is the words of a phrase that tell it apart. Everybody behind it has used these, and the rest may
// be what one of them typed.
func (x *Index) telling(phrase string) string {
	var full []string
	for _, w := range x.analyzer.words(phrase) {
		if !x.analyzer.isStop(w.text) {
			full = append(full, w.text)
		}
	}
	if len(full) == 0 {
		return phrase
	}
	return strings.Join(full, " ")
}

func (b *learner) add(asset int, l Lesson) {
	key, weight := b.key(l.Phrase), b.fade(b.now.Sub(l.At))
	if key == "" || weight < faded {
		return
	}
	of := b.solved
	switch l.Kind {
	case LearntNotQuite:
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
			backers: map[string]float64{}, against: map[string]float64{}, putBy: map[string]string{}}
		of[asset][key] = t
	}
	if who, ok := t.putBy[l.Phrase]; !ok {
		t.putBy[l.Phrase] = l.Who
	} else if who != l.Who && t.wording == "" {
		t.wording = l.Phrase
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
				if t.weigh(); t.worth > worthless {
					t.wording, t.putBy = cmp.Or(t.wording, b.telling(t.text)), nil
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
	return math.Exp2(-max(0, age.Hours()/(day*b.weights.HalfLife)))
}

const day = 24 // hours

// KnownSince is the time before which a lesson counts nothing any more: taught without
// those before it, the search knows the same.
func (x *Index) KnownSince(now time.Time) time.Time { return x.weights.knownSince(now) }

// KnownSince is [Index.KnownSince].
func (l *Live) KnownSince(now time.Time) time.Time { return l.options.KnownSince(now) }

// KnownSince is [Index.KnownSince] of an index that is opened with these options.
func (o Options) KnownSince(now time.Time) time.Time { return o.weights().knownSince(now) }

func (w Weights) knownSince(now time.Time) time.Time {
	halfLife := time.Duration(day * w.HalfLife * float64(time.Hour))
	for range halfLives { // the longest three are no Duration
		now = now.Add(-halfLife)
	}
	return now
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
