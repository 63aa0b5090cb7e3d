package search

import (
	"slices"
	"time"
)

const (
	// topical is the share of assets that a word stands in at most for it to say what a question is
	// about: those that more have ("till", "customer") are what a library is about. Of two questions about
	// different things 18 in 1,000 (assistant intents) and 58 in 1,000 (a help forum) share one that fewer
	// have; of two about the same, 688 and 905.
	topical = 0.1

	// fewAssets is how many assets may have such a word however small the library is.
	fewAssets = 3
)

// A Lesson is what one press taught: that a question meant an asset, or did not.
type Lesson struct {
	// Ask is the id of the ask whose question it is. Together with Asset and Kind it
	// tells lessons apart.
	Ask string

	// Asset is the id of the asset.
	Asset string

	Kind LessonKind

	// Phrase is the question as [Index.Phrase] leaves it: without numbers, addresses
	// and names of people.
	Phrase string

	// Who is the pseudonym of the person who pressed.
	Who string

	At time.Time

	// Sketch is what the asset was like then, as [Asset.Sketch] gives it. A lesson
	// about an asset that has been rewritten since holds no more.
	Sketch string
}

// A LessonKind is what a lesson says.
type LessonKind string

// The kinds. Solved is said of the ask that was solved; Rephrased of an earlier ask of
// the same person, minutes before, that meant the same, see [Index.SameSubject]; NotQuite says that the asset is not
// what the question means.
const (
	LearntSolved    LessonKind = "solved"
	LearntRephrased LessonKind = "rephrased"
	LearntNotQuite  LessonKind = "not quite"
)

// A Strike takes a phrase away from an asset for good: a curator struck it out. An
// empty Phrase stands for all that the asset had learnt until At.
type Strike struct {
	Asset, Phrase string
	At            time.Time
}

// SameSubject reports whether two phrases, as [Index.Phrase] leaves them, are about one thing by their
// words: they are the same but for order, inflection and synonyms, or they share a word that says what
// they are about. That is no stop word and no framing word, and stands in at most a tenth of the assets,
// or in three, or in none. What they mean is not compared: in homogeneous libraries questions about
// different things are as near to each other as those about one.
func (x *Index) SameSubject(one, other string) bool {
	if key := x.phraseKey(one); key != "" && key == x.phraseKey(other) {
		return true
	}
	subjects := x.subjects(other)
	return slices.ContainsFunc(x.subjects(one), func(term string) bool { return slices.Contains(subjects, term) })
}

// SameSubject is [Index.SameSubject] in the library now in force.
func (l *Live) SameSubject(one, other string) bool {
	e := l.acquire()
	defer e.readers.Done()
	return e.index.SameSubject(one, other)
}

// subjects are the terms of a phrase that say what it is about.
func (x *Index) subjects(phrase string) (terms []string) {
	most := max(fewAssets, topical*float64(x.Len()))
	for _, w := range x.analyzer.words(phrase) {
		if x.analyzer.isStop(w.text) || x.analyzer.frames(w.text) {
			continue
		}
		if term := x.analyzer.term(w.text); float64(x.having(term)) <= most {
			terms = append(terms, term)
		}
	}
	return terms
}

// having is how many assets have a term, whoever may see them.
func (x *Index) having(term string) (n int) {
	id := x.corpus.ids[term] // 0 for a word that none has
	for i := range x.corpus.Classes {
		n += int(x.corpus.Classes[i].DF[id])
	}
	return n
}
