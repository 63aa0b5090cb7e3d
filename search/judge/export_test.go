package judge

// Graded is so many results with the same confidence.
type Graded struct {
	Times          int
	Confidence     float64
	Right, Settled bool
}

// Keeps is keeps of results of one collection.
func Keeps(list []Graded, precision float64) float64 {
	var all []weighed
	for _, g := range list {
		r := Result{Confidence: g.Confidence, Hits: []Hit{{ID: "a"}}, Question: Question{Right: map[string]int{"b": 1}}}
		if g.Right {
			r.Question.Right = map[string]int{"a": 1}
		}
		for range g.Times {
			all = append(all, weighed{r, 1, g.Settled})
		}
	}
	return keeps(all, precision)
}
