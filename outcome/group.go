package outcome

import (
	"cmp"
	"maps"
	"slices"
)

// A group is some asks of a week, by person: their number in the order of their marks. 0 is nobody.
type group struct {
	asks int
	by   []int // of how many asks; what is beyond its end has none
}

func groupOf(asks []*Fate, in func(*Fate) bool) group {
	last := 0
	for _, f := range asks {
		last = max(last, f.person)
	}
	g := group{by: make([]int, last+1)}
	for _, f := range asks {
		if in(f) {
			g.asks++
			g.by[f.person]++
		}
	}
	g.by[0] = 0
	return g
}

// number gives the asks the numbers of those who asked.
func number(cuts []cut) {
	order := make(map[string]int)
	for _, c := range cuts {
		for _, f := range c.asks {
			order[f.Who] = 0
		}
	}
	delete(order, "")
	for i, who := range slices.Sorted(maps.Keys(order)) {
		order[who] = i + 1
	}
	for _, c := range cuts {
		for _, f := range c.asks {
			f.person = order[f.Who]
		}
	}
}

func (g group) people() (n int) {
	for _, asks := range g.by {
		if asks > 0 {
			n++
		}
	}
	return n
}

// of is how many of the asks are that person's.
func (g group) of(person int) float64 {
	if person >= len(g.by) {
		return 0
	}
	return float64(g.by[person])
}

// with is the asks of both. No ask is in both.
func (g group) with(other group) group {
	if len(g.by) < len(other.by) {
		g, other = other, g
	}
	sum := group{asks: g.asks + other.asks, by: slices.Clone(g.by)}
	for who, n := range other.by {
		sum.by[who] += n
	}
	return sum
}

// why says whether how many asks these are may be told.
func (g group) why(floor int) Reason {
	if g.people() < floor {
		return TooFew
	}
	for _, n := range g.by {
		if 2*n > g.asks {
			return OnePerson
		}
	}
	return Shown
}

// A cell is one part of a partition of asks.
type cell struct {
	name string
	group
	why Reason
}

// untold is the reason of a cell that no figure is about. It is still known to those who know all
// the others, and their sum.
const untold Reason = "untold"

// protect decides which cells of a partition may be told, when the number of asks in all of them
// together is. A cell of too few people or of mostly one person is hidden. What is hidden is known
// as a whole, the sum less all that is told: so the next smallest cell is hidden too, until the
// whole is safe to know. Cells that come with a reason stay hidden.
func protect(cells []cell, floor int) {
	for i := range cells {
		if cells[i].why == Shown {
			cells[i].why = cells[i].group.why(floor)
		}
	}
	for {
		var hidden group
		some, least := false, -1
		for i, c := range cells {
			switch {
			case c.why != Shown:
				some, hidden = true, hidden.with(c.group)
			case least < 0 || c.smaller(cells[least]):
				least = i
			}
		}
		if !some || least < 0 || hidden.why(floor) == Shown {
			return
		}
		cells[least].why = Remainder
	}
}

func (c cell) smaller(other cell) bool {
	return cmp.Or(c.people()-other.people(), c.asks-other.asks, cmp.Compare(c.name, other.name)) < 0
}

// whyOf is the reason of the cell of that name.
func whyOf(cells []cell, name string) Reason {
	return cells[slices.IndexFunc(cells, func(c cell) bool { return c.name == name })].why
}

// split is the reason why it may not be told how many of the asks are in; the others are known with
// them.
func split(asks []*Fate, in func(*Fate) bool, floor int) Reason {
	cells := []cell{{name: "in", group: groupOf(asks, in)},
		{name: "out", group: groupOf(asks, not(in)), why: untold}}
	protect(cells, floor)
	return cells[0].why
}

func not(in func(*Fate) bool) func(*Fate) bool { return func(f *Fate) bool { return !in(f) } }

func where(asks []*Fate, in func(*Fate) bool) []*Fate {
	var kept []*Fate
	for _, f := range asks {
		if in(f) {
			kept = append(kept, f)
		}
	}
	return kept
}
