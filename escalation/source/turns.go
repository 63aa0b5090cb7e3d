package source

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"howto/escalation/oncall"
)

// Turns are the revisions of a schedule that come to shifts, without what is over at now, and whom known
// does not know of those who have shifts then, each once. Shifts of one person that touch or overlap are
// one; people whose shifts overlap are on call together. Outside of all shifts nobody is.
func Turns(shifts []Shift, now time.Time, known func(Shift) (oncall.Member, bool)) (
	turns []oncall.Revision, unknown []string) {
	var edges []edge
	strangers := map[string]bool{}
	for _, s := range shifts {
		if !s.To.After(now) || !s.From.Before(s.To) {
			continue
		}
		m, ok := known(s)
		if !ok {
			strangers[s.Who] = true
			continue
		}
		edges = append(edges, edge{s.From, m, 1}, edge{s.To, m, -1})
	}
	slices.SortStableFunc(edges, func(a, b edge) int {
		return cmp.Or(a.at.Compare(b.at), strings.Compare(string(a.who), string(b.who)))
	})
	return revisions(edges), slices.Sorted(maps.Keys(strangers))
}

// An edge is the beginning or the end of a shift.
type edge struct {
	at  time.Time
	who oncall.Member
	by  int // 1 or -1: how many more shifts of theirs there are from then on
}

// revisions goes through edges in order, each revision having those who are on call until the next.
func revisions(edges []edge) (all []oncall.Revision) {
	on := map[oncall.Member]int{}
	var last []oncall.Member
	for i, e := range edges {
		on[e.who] += e.by
		if on[e.who] == 0 {
			delete(on, e.who)
		}
		if i+1 < len(edges) && edges[i+1].at.Equal(e.at) {
			continue
		}
		if members := slices.Sorted(maps.Keys(on)); !slices.Equal(members, last) {
			all = append(all, oncall.Revision{From: e.at, Layers: always(members)})
			last = members
		}
	}
	return all
}

// always are layers in which each of members is on call without an end.
func always(members []oncall.Member) (layers []oncall.Layer) {
	for _, m := range members {
		layers = append(layers, oncall.Layer{Start: oncall.Date{Year: 1970, Month: time.January, Day: 1},
			Members: []oncall.Member{m}})
	}
	return layers
}
