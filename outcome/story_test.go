package outcome_test

import (
	"fmt"
	"time"

	"howto/outcome"
)

// A made week: what n different people's asks went through. Person 0 is p0 in every story.
type made struct {
	n     int
	story []did
}

func entriesOf(stories ...made) []outcome.Entry {
	var entries []outcome.Entry
	ask := 0
	for _, s := range stories {
		for p := range s.n {
			entries = append(entries, history(fmt.Sprintf("q%03d", ask), asker(s.story, p)...)...)
			ask++
		}
	}
	return entries
}

func asker(story []did, p int) []did {
	own := []did{{0, outcome.Asked, fmt.Sprintf("p%d", p)}}
	for _, d := range story {
		if d.who == "a" {
			d.who = fmt.Sprintf("p%d", p)
		}
		own = append(own, d)
	}
	return own
}

const minute = time.Minute

var (
	solved  = []did{{0, outcome.Served, ""}, {minute, outcome.Solved, "a"}}
	silent  = []did{{0, outcome.Served, ""}}
	missed  = []did{{0, outcome.Served, ""}, {minute, outcome.NotQuite, "a"}}
	nothing = []did{{0, outcome.NotFound, ""}}
	person  = []did{{0, outcome.NotFound, ""}, {0, outcome.HandedOver, "a"}, {4 * minute, outcome.Claimed, "x"},
		{9 * minute, outcome.Answered, "x"}, {20 * minute, outcome.Resolved, "a"}}
	waiting = []did{{0, outcome.NotFound, ""}, {0, outcome.HandedOver, "a"}, {0, outcome.Paged, ""}}
)
