// Package judge says how good a search is, from questions whose right answers people have named.
//
// [Read] reads the documents and the [Question] list of a library or of a collection; the caller asks
// each question and hands the [Result] list to [Measure], whose [Report] holds every figure; [Compare]
// sets two runs beside each other, question by question.
//
// The same questions choose the numbers of confidence: [Fit] makes a [search.Model] of
// judged questions, and [Recalibrate] corrects one by the [Outcome] list of an installation.
//
// The package searches nothing and puts nothing in force: it reads files and computes. The
// same results always give the same report and the same model, the intervals included. A
// figure that has nothing to be computed from is nil, never zero and never NaN.
package judge

import "howto/search"

// Depth is how many hits of a question are looked at.
const Depth = 10

// Question is one judged question.
type Question struct {
	ID, Text string

	// Right holds the grade, above zero, of each asset that answers the question. It is empty when no
	// asset does.
	Right map[string]int

	// Group is shared by questions that rephrase each other; never empty. Where the file names none, it
	// is the right asset, or without one the question itself.
	Group string
}

// Answerable reports whether any asset answers the question.
func (q Question) Answerable() bool { return len(q.Right) > 0 }

// Collection is documents with judged questions about them.
type Collection struct {
	Library   search.Library
	Faults    []search.Fault // of the assets that were left out of Library
	Questions []Question     // in the order of the file
}

// Hit is one asset that was found.
type Hit struct {
	ID    string  `json:"id"`
	Score float64 `json:"score"`
}

// Result is what a search gave for one question.
type Result struct {
	Question Question

	// Hits are best first; only the first [Depth] count.
	Hits []Hit

	// Confidence is the probability, from 0 to 1, that the search gives to its first hit.
	Confidence float64

	Tier search.Confidence

	// Signals are what the confidence was computed from; only [Fit] looks at them.
	Signals search.Signals

	// ByWords is the result before a second opinion, nil where none was had; only [Fit] looks at it.
	ByWords *Result
}

// Rank is the place of the first right asset among the first [Depth] hits, from 1; 0 if there is none.
func (r Result) Rank() int { return r.Question.rank(r.Hits) }

func (q Question) rank(hits []Hit) int {
	for i, h := range hits[:min(len(hits), Depth)] {
		if q.Right[h.ID] > 0 {
			return i + 1
		}
	}
	return 0
}

// right reports whether the first hit answers the question.
func (r Result) right() bool { return r.Rank() == 1 }
