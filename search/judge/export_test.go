package judge

import "howto/search"

// Graded is so many results with the same confidence.
type Graded struct {
	Times                        int
	Confidence                   float64
	Right, Settled, Unanswerable bool
}

// Kept is kept of results of one collection after a second opinion.
func Kept(list []Graded, precision, falsely float64) float64 {
	var all []weighed
	for _, g := range list {
		r := Result{Confidence: g.Confidence, Hits: []Hit{{ID: "a"}}, Signals: search.Signals{Second: !g.Settled}}
		switch {
		case g.Right:
			r.Question.Right = map[string]int{"a": 1}
		case !g.Unanswerable:
			r.Question.Right = map[string]int{"b": 1}
		}
		for range g.Times {
			all = append(all, weighed{Result: r, weight: 1, alone: 1, settled: g.Settled})
		}
	}
	return promise{precision, falsely}.kept(all)
}

// CollectionOf is the collection that a set counts to when a promise is kept.
func CollectionOf(s Set) string { return s.collection() }
