package search

import "time"

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
// the same person, minutes before, that meant the same; NotQuite says that the asset is not
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
