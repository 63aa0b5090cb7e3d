package judge

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"

	"howto/search"
)

// Without is c with one of so many parts of its assets taken out, drawn by their ids and the seed alone, and the
// questions that nothing answers then: those whose right assets are all out. They are also among the questions
// of left, under the same ids. Few collections have many questions without an answer, and these are as near to
// what is there as any that people ask of a library that has a gap.
func (c Collection) Without(part, parts int, seed uint64) (left Collection, orphans []Question) {
	out := func(id string) bool { return draw(id, parts, seed) == part }
	left = Collection{Library: c.Library.Without(out), Faults: c.Faults}
	for _, q := range c.Questions {
		before, after := q.rightIn(c.Library), q.rightIn(left.Library)
		q.Right = after
		left.Questions = append(left.Questions, q)
		if len(before) > 0 && len(after) == 0 {
			orphans = append(orphans, q)
		}
	}
	return left, orphans
}

// rightIn is Right of the assets that are there.
func (q Question) rightIn(l search.Library) map[string]int {
	right := maps.Clone(q.Right)
	maps.DeleteFunc(right, func(id string, _ int) bool { _, ok := l.Asset(id); return !ok })
	return right
}

// draw is one of n, by a name and a seed alone.
func draw(name string, n int, seed uint64) int {
	h := fnv.New64a()
	fmt.Fprint(h, seed, " ", name)
	return rand.New(rand.NewPCG(h.Sum64(), seed)).IntN(n)
}
