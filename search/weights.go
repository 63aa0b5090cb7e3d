package search

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Weights are the numbers that decide the ranking. [DefaultWeights] were measured
// on public collections of judged questions (task cards, help forums, assistant
// intents, passages of articles) and hold across them; [Match.Explain] shows them
// at work. Each has a name under which [NewWeights] takes another value for it.
type Weights struct {
	// Title, Asks, Place, Steps and More are what a word counts in each part of an
	// asset. Titles are chosen with care and short; asks are how people speak; Place
	// is topics, workflow, step and systems; what opens with More is seldom meant.
	Title, Asks, Place, Steps, More float64

	// Saturation (k1) and LengthPenalty (b) of BM25F: how soon a repeated word stops
	// counting, and how much a long field is discounted.
	Saturation, LengthPenalty float64

	// Stop is what words like "how" and "the" count of a full word. None would lose
	// questions such as "who are you"; all would drown long ones.
	Stop float64

	// Repair is what a word counts whose spelling was a guess.
	Repair float64

	// Near is the most that two words of the question add, as a share of the lesser
	// of them, when they stand together in the asset as well. Pairs further apart
	// than NearWindow words add nothing.
	Near, NearWindow float64

	// Framing is what words such as "need" and "possible" count of a full word: they
	// stand in questions about anything.
	Framing float64

	// Like is what a title, an ask or a line of the steps that says just what the
	// question says adds, as a share of the weight of the whole question; Runs what a
	// line adds that has all its words side by side; Letters what a title adds that has
	// all its groups of three letters. More of Letters helps where titles are questions
	// and lets chance decide in large libraries.
	Like, Runs, Letters float64

	// Learnt is what a word counts that an asset has learnt from use.
	Learnt float64

	// Nearest is the most that a learnt phrase just like the question adds to its
	// asset, as a share of the weight of the whole question; Extra is what a word
	// of such a phrase that is not in the question speaks against it; Backing is how many
	// people bring half of what any number could bring.
	Nearest, Extra, Backing float64

	// Few is how many people more it takes to lift an asset above one whose title or
	// asks have Headed of the weight of the question.
	Few, Headed float64

	// HalfLife is the days in which what was learnt counts half as much: work, and the
	// words for it, change within a year or two.
	HalfLife float64

	// Rephrased is what an earlier ask counts that was followed within minutes by one
	// that was solved: mostly it meant the same.
	Rephrased float64

	// PerPerson is how many phrases one person may teach one asset; the latest count. It
	// is more than anybody needs, and keeps a habit of pressing from filling an asset.
	PerPerson float64

	// Objects is the share of their words that a Not quite and a phrase must have in
	// common for the one to speak against the other. What is refused in other words is
	// a phrase of its own.
	Objects float64

	// Rewritten is the share of its words that an asset must keep for what it has learnt
	// to hold. Mended typing, a new link or one step more leaves far more than half.
	Rewritten float64

	// Doubted is the share of its score that an asset keeps which did not help lately, until its
	// owner has looked at it: a rival that is nearly as good goes first, a worse one does not.
	Doubted float64

	// Boost is the most that the asker's situation adds to an asset, as a share of its
	// score. Of the sample library's questions one in eight has two assets that are so
	// near to each other, and then the second is right as often as the first.
	Boost float64

	// Meaning is what the second opinion adds to an asset whose meaning is as near to the
	// question's as can be, as a share of the most that the question could score. What an asset
	// counts that takes no part in it is what the Nearby nearest have on average.
	Meaning, Nearby float64

	// Gist is how many characters of the steps are read for what an asset means as a whole, beside its
	// title and asks; Parts is how many of title, asks and lines are read one by one, which counts as
	// much; and Long is how many characters the steps may have for an asset to take part.
	Gist, Parts, Long float64

	// Meant is how many assets nearest in meaning are scored beside those with the same words.
	Meant float64

	// Kin is what a word of the question counts where an asset has no such word, but one that means
	// just the same, and KinFrom the nearness in meaning from which one counts at all.
	Kin, KinFrom float64

	// SecondLike and SecondLetters take the place of Like and Letters beside a second opinion: what is
	// worded like the question counts more, and letters less that stand in for other forms of a word.
	SecondLike, SecondLetters float64

	// Heard is the share of meaning, beside a second opinion, in how alike the question and a learnt
	// phrase are; the rest is the words that they share. HeardFrom is the nearness in meaning from which
	// it counts at all.
	Heard, HeardFrom float64

	// SecondLearnt is how many times as much the words that an asset has learnt add beside a second
	// opinion: its own words are helped there by what they mean.
	SecondLearnt float64

	// Candidates is how many assets Bleve proposes. Scoring more than a hundred found
	// nothing that a hundred missed.
	Candidates float64

	// Recalled is how many assets with learnt phrases like the question are scored beside
	// them: the rest are less like it than what Bleve proposes.
	Recalled float64

	// Closely is how many of the best are looked at for words that stand together and for
	// wording like the question's. Fifty put no more right assets first than twenty.
	Closely float64

	// Informative is how many words Bleve is asked for, the rarest first: the cost of
	// its search grows with the number of assets that match.
	Informative float64

	// Common is the share of all assets beyond which a word is too common to propose
	// candidates, as long as EnoughRare rarer ones do.
	Common, EnoughRare float64

	// Postings is how many entries of Bleve's index are read for a question, as long
	// as EnoughRare words are: it bounds the cost in a large library.
	Postings float64
}

// DefaultWeights returns the shipped numbers.
func DefaultWeights() Weights {
	return Weights{
		Title: 3, Asks: 2.5, Place: 1, Steps: 1, More: 0.5,
		Saturation: 2, LengthPenalty: 0.4,
		Stop: 0.25, Repair: 0.8,
		Framing: 0.5, Near: 0.25, NearWindow: 5, Like: 0.4, Runs: 0.1, Letters: 0.2,
		Learnt: 2, Nearest: 0.5, Extra: 0.5, Backing: 2, Few: 4, Headed: 0.7,
		HalfLife: 365, Rephrased: 0.5, PerPerson: 10, Objects: 1, Rewritten: 0.5,
		Boost: 0.05, Doubted: 0.8,
		Meaning: 0.7, Nearby: 10, Gist: 160, Parts: 8, Long: 600, Meant: 30, Heard: 0.5, HeardFrom: 0.5,
		Kin: 0.5, KinFrom: 0.5, SecondLike: 0.6, SecondLetters: 0.1, SecondLearnt: 1.3,
		Candidates: 100, Recalled: 20, Closely: 25, Informative: 8, Common: 0.1, EnoughRare: 2,
		Postings: 20_000,
	}
}

// second is w as it counts beside a second opinion.
func (w *Weights) second() *Weights {
	beside := *w
	beside.Like, beside.Letters = w.SecondLike, w.SecondLetters
	return &beside
}

// knob is one weight with its name and the values that make sense.
type knob struct {
	name        string
	value       *float64
	least, most float64
}

func (w *Weights) knobs() []knob {
	return []knob{
		{"title", &w.Title, 0, 100},
		{"asks", &w.Asks, 0, 100},
		{"place", &w.Place, 0, 100},
		{"steps", &w.Steps, 0, 100},
		{"more", &w.More, 0, 100},
		{"saturation", &w.Saturation, 0.01, 100},
		{"length_penalty", &w.LengthPenalty, 0, 1},
		{"stop", &w.Stop, 0, 1},
		{"repair", &w.Repair, 0, 1},
		{"near", &w.Near, 0, 10},
		{"near_window", &w.NearWindow, 1, 100},
		{"framing", &w.Framing, 0, 1},
		{"like", &w.Like, 0, 10},
		{"runs", &w.Runs, 0, 10},
		{"letters", &w.Letters, 0, 10},
		{"learnt", &w.Learnt, 0, 100},
		{"nearest", &w.Nearest, 0, 10},
		{"extra", &w.Extra, 0, 1},
		{"backing", &w.Backing, 0, 100},
		{"few", &w.Few, 0, 1000},
		{"headed", &w.Headed, 0, 1},
		{"half_life", &w.HalfLife, 1, 36_500},
		{"rephrased", &w.Rephrased, 0, 1},
		{"per_person", &w.PerPerson, 1, 1000},
		{"objects", &w.Objects, 0, 1},
		{"rewritten", &w.Rewritten, 0, 1},
		{"doubted", &w.Doubted, 0, 1},
		{"boost", &w.Boost, 0, 0.2},
		{"meaning", &w.Meaning, 0, 10},
		{"nearby", &w.Nearby, 1, 10_000},
		{"gist", &w.Gist, 0, 10_000},
		{"parts", &w.Parts, 0, 30},
		{"long", &w.Long, 0, 1e9},
		{"meant", &w.Meant, 0, 1000},
		{"kin", &w.Kin, 0, 1},
		{"kin_from", &w.KinFrom, 0, 0.99},
		{"second_like", &w.SecondLike, 0, 10},
		{"second_letters", &w.SecondLetters, 0, 10},
		{"second_learnt", &w.SecondLearnt, 0, 10},
		{"heard", &w.Heard, 0, 1},
		{"heard_from", &w.HeardFrom, 0, 0.99},
		{"candidates", &w.Candidates, 10, 10_000},
		{"recalled", &w.Recalled, 0, 10_000},
		{"closely", &w.Closely, 1, 10_000},
		{"informative", &w.Informative, 1, maxWords},
		{"common", &w.Common, 0, 1},
		{"enough_rare", &w.EnoughRare, 1, maxWords},
		{"postings", &w.Postings, 100, 1e9},
	}
}

// NewWeights returns the shipped numbers with those in set in their place. The
// error names every key that is not known and every value out of range.
func NewWeights(set map[string]float64) (Weights, error) {
	w := DefaultWeights()
	known := map[string]knob{}
	for _, k := range w.knobs() {
		known[k.name] = k
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(set)) {
		k, ok := known[name]
		switch v := set[name]; {
		case !ok:
			faults = append(faults, fmt.Errorf("%q is not a weight; they are %s",
				name, strings.Join(slices.Sorted(maps.Keys(known)), ", ")))
		case math.IsNaN(v) || v < k.least || v > k.most:
			faults = append(faults, fmt.Errorf("%s is %g; it must be from %g to %g",
				name, v, k.least, k.most))
		default:
			*k.value = v
		}
	}
	return w, errors.Join(faults...)
}

const (
	// These are no weights and cannot be set: they bound what a question may cost, or
	// decide how the index is laid out.

	// maxWords and maxBytes bound what is read of a question. A question is
	// clear long before, and a pasted log must not cost a second.
	maxWords = 48
	maxBytes = 2 << 10

	// shortestRepair and longRepair are the letters that a word needs before one
	// letter, or two, may be mended in it. In shorter words every neighbour is
	// another word; what has more than longestRepair is no word. What a mended word
	// counts, [Weights.Repair] says.
	shortestRepair = 4
	longRepair     = 7
	longestRepair  = 40

	// leastDiscount is what the shortest field is divided by. The shipped length penalty
	// never comes so low.
	leastDiscount = 0.01

	// defaultLimit is how many hits a query without a limit gets.
	defaultLimit = 3
)

// field is a part of an asset that is searched with a weight of its own.
type field int

const (
	fieldTitle field = iota
	fieldAsks
	fieldPlace // topics, workflow, step, systems
	fieldSteps
	fieldMore
	fieldCount
)

// of is how much a word in the field counts.
func (w *Weights) of(f field) float64 {
	switch f {
	case fieldTitle:
		return w.Title
	case fieldAsks:
		return w.Asks
	case fieldPlace:
		return w.Place
	case fieldSteps:
		return w.Steps
	}
	return w.More
}

// copies is how often Bleve is given each word of the field, so that its own order
// of candidates is near to ours.
func (f field) copies() int {
	switch f {
	case fieldTitle:
		return 3
	case fieldAsks:
		return 2
	}
	return 1
}

// learntField is the name of what an asset has learnt, beside those of its fields.
const learntField = "learnt"

func (f field) String() string {
	switch f {
	case fieldTitle:
		return "title"
	case fieldAsks:
		return "asks"
	case fieldPlace:
		return "topics"
	case fieldSteps:
		return "steps"
	}
	return "more"
}
