package search

import "slices"

// A Doubt is that a text has not helped lately. It is about that text alone: an asset that says
// something else is not in doubt.
type Doubt struct {
	Asset string
	Text  string // the [Asset.Fingerprint] of what did not help
	Out   bool   // the asset is not found at all; else it ranks lower, by [Weights.Doubted]
}

// Doubt makes known which texts are in doubt, from now on and instead of what was given before. Those
// of assets that are gone or say something else by now are passed over. It may be called while the
// index is searched.
func (x *Index) Doubt(all []Doubt) {
	doubts := map[int]bool{}
	for _, d := range all {
		if i, ok := x.place(d.Asset); ok && x.at(i).Fingerprint() == d.Text {
			doubts[i] = doubts[i] || d.Out
		}
	}
	x.doubts.Store(&doubts)
}

// doubted are the assets in doubt, and whether each is left out.
func (x *Index) doubted() map[int]bool {
	if known := x.doubts.Load(); known != nil {
		return *known
	}
	return nil
}

// Doubt is [Index.Doubt]; what is in doubt stays so when the library changes.
func (l *Live) Doubt(all []Doubt) {
	l.teaching.Lock()
	defer l.teaching.Unlock()
	l.doubts = slices.Clone(all)
	e := l.acquire()
	defer e.readers.Done()
	e.index.Doubt(all)
}

// without takes the assets out that are left out.
func without(assets []int, doubts map[int]bool) []int {
	return slices.DeleteFunc(assets, func(a int) bool { return doubts[a] })
}

// lower takes its share from the score of what is in doubt, from what use taught as from the rest, and
// sorts the ranking again.
func (s *scorer) lower(list []ranked) {
	doubts := s.index.doubted()
	if len(doubts) == 0 {
		return
	}
	for i := range list {
		r := &list[i]
		if _, in := doubts[r.asset]; in {
			own := r.score - r.learnt
			r.score *= s.weights.Doubted
			if own <= 0 {
				r.learnt = r.score - own // all that it has, and so all that it can lose
				continue
			}
			r.learnt *= s.weights.Doubted
			r.doubted = own - (r.score - r.learnt)
		}
	}
	slices.SortFunc(list, byScore)
}

// Served returns the asset with that id, whoever may see it, unless it was taken out of the answers.
func (x *Index) Served(id string) (Asset, bool) {
	i, ok := x.place(id)
	if !ok || x.doubted()[i] {
		return Asset{}, false
	}
	return *x.at(i), true
}

// Served is [Index.Served] in the library now in force.
func (l *Live) Served(id string) (Asset, bool) {
	e := l.acquire()
	defer e.readers.Done()
	return e.index.Served(id)
}
