package judge

import (
	"hash/fnv"
	"slices"
)

// enoughPaths is how many paths there must be for each to be judged by the others: what one says
// of another is mostly how they differ.
const enoughPaths = 3

// parts are paths where there are enough of them, or folds.
func (o FitOptions) parts(sets []Set) (parts []choice) {
	var names []string
	for _, s := range sets {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	for _, name := range names {
		parts = append(parts, func(s Set, _ Result) bool { return s.Name == name })
	}
	if len(names) >= enoughPaths {
		return parts
	}
	return o.folds()
}

// folds are parts in which groups stay together.
func (o FitOptions) folds() (parts []choice) {
	for k := range o.Folds {
		parts = append(parts, func(_ Set, r Result) bool { return foldOf(r.Question.Group, o.Folds) == k })
	}
	return parts
}

// choice says whether a result of a set is one to hold back.
type choice func(Set, Result) bool

// part parts the results to hold back from the rest.
func part(sets []Set, back choice) (rest, held []Set) {
	for _, s := range sets {
		in, out := s, s
		in.Results, out.Results = nil, nil
		for _, r := range s.Results {
			if back(s, r) {
				out.Results = append(out.Results, r)
			} else {
				in.Results = append(in.Results, r)
			}
		}
		rest, held = append(rest, in), append(held, out)
	}
	return rest, held
}

// foldOf draws a fold for a group, the same in every fit.
func foldOf(group string, folds int) int {
	h := fnv.New64a()
	h.Write([]byte(group))
	// The low bits of this hash follow the last letters too closely.
	return int((h.Sum64() >> 20) % uint64(folds))
}
