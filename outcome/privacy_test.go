package outcome_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"howto/outcome"

	"pgregory.net/rapid"
)

// An atom is all that a figure can ask of one ask, so that each figure is a sum over atoms. What a
// reader knows are these sums; that some atom happened to be empty in a week is not known to them.
type atom struct {
	first  string // the first card; empty for none
	end    string // own, other (solved by something else), silent, pending or rest
	handed string // "", kept (within the promise) or late
	missed string // "", own or other
	again  bool   // it came back
}

func (a atom) solved() bool { return a.end == "own" || a.end == "other" }
func (a atom) spoke() bool {
	return a.solved() || a.handed != "" || a.missed != "" || a.again
}

func (a atom) possible() bool {
	switch {
	case a.end == "own" && a.first == "", a.missed == "own" && a.first == "":
		return false
	case a.again && !a.solved() && a.end != "rest":
		return false
	case (a.end == "silent" || a.end == "pending") && a.missed != "" && a.handed == "":
		return false
	}
	return true
}

var cards = []string{"a", "b", "c"}

func atoms() (all []atom) {
	for _, first := range append([]string{""}, cards...) {
		for _, end := range []string{"own", "other", "silent", "pending", "rest"} {
			for _, handed := range []string{"", "kept", "late"} {
				for _, missed := range []string{"", "own", "other"} {
					for _, again := range []bool{false, true} {
						if a := (atom{first, end, handed, missed, again}); a.possible() {
							all = append(all, a)
						}
					}
				}
			}
		}
	}
	return all
}

// A told ask is an ask of a made week, with the atom that it is.
type toldAsk struct {
	atom
	who string
	day int // of the week, from 0
}

// entries is the life of the ask.
func (a toldAsk) entries(id string, week outcome.Week) (es []outcome.Entry) {
	at := week.From().AddDate(0, 0, a.day).Add(9 * time.Hour)
	add := func(after time.Duration, kind outcome.Kind, who, asset string) {
		es = append(es, outcome.Entry{ID: fmt.Sprintf("%s-%02d", id, len(es)), Ask: id, At: at.Add(after),
			Kind: kind, Who: who, Asset: asset, Team: "payments"})
	}
	add(0, outcome.Asked, a.who, "")
	if a.first != "" {
		add(0, outcome.Served, "", a.first)
	} else {
		add(0, outcome.NotFound, "", "")
	}
	if a.missed != "" {
		add(minute, outcome.NotQuite, a.who, map[string]string{"own": a.first, "other": "z"}[a.missed])
	}
	if a.handed != "" {
		add(2*minute, outcome.HandedOver, a.who, "")
		add(2*minute+map[string]time.Duration{"kept": 5 * minute, "late": 40 * minute}[a.handed],
			outcome.Claimed, "x", "")
	}
	switch {
	case a.end == "own", a.end == "rest" && a.again:
		add(time.Hour, outcome.Solved, a.who, a.first)
	case a.end == "other":
		add(time.Hour, outcome.Solved, a.who, "z")
	case a.handed != "" && (a.end == "silent" || a.end == "pending"):
		add(time.Hour, outcome.Answered, "x", "")
	case a.end == "rest" && a.missed == "" && a.handed == "":
		add(time.Hour, outcome.Withdrawn, a.who, "")
	}
	if a.again && a.end == "rest" { // at once, and not before the week ended
		add(2*time.Hour, outcome.AskedAgain, a.who, "")
	} else if a.again {
		add(week.To().Sub(at)+time.Hour, outcome.AskedAgain, a.who, "")
	}
	return es
}

// anyAsks draws a week in which cells are often just under or just above the floor.
func anyAsks(r *rapid.T, all []atom) (week []toldAsk) {
	some := rapid.SliceOfN(rapid.SampledFrom(all), 1, 12).Draw(r, "atoms")
	people := rapid.IntRange(4, 16).Draw(r, "people")
	for range rapid.IntRange(0, 90).Draw(r, "asks") {
		a := toldAsk{atom: rapid.SampledFrom(some).Draw(r, "atom"),
			who: fmt.Sprintf("p%d", rapid.IntRange(0, people-1).Draw(r, "who"))}
		if a.first == "" && (a.end == "silent" || a.end == "pending") && a.handed == "" {
			a.first = "a" // what was never shown cannot be silent
		}
		if a.end == "pending" || a.again && a.end != "rest" {
			a.day = 6
		}
		week = append(week, a)
	}
	return week
}

type claim struct {
	figure outcome.Figure
	holds  func(atom) bool
}

// claimsOf is what figures tell of the asks of a week: that so many of them are in.
func claimsOf(r outcome.Report) (all []claim) {
	in := map[string]func(atom) bool{
		"asks":           func(atom) bool { return true },
		"match_rate":     func(a atom) bool { return a.first != "" },
		"solved_rate":    atom.solved,
		"solved_bounds":  func(a atom) bool { return a.solved() || a.end == "silent" || a.end == "pending" },
		"silent":         func(a atom) bool { return a.end == "silent" },
		"pending":        func(a atom) bool { return a.end == "pending" },
		"response_rate":  atom.spoke,
		"not_quite_rate": func(a atom) bool { return a.missed != "" },
		"handoff_rate":   func(a atom) bool { return a.handed != "" },
		"sme_sla":        func(a atom) bool { return a.handed == "kept" },
	}
	for _, f := range r.Figures {
		holds, counts := in[f.Metric]
		if f.Asset != "" {
			holds = map[string]func(atom) bool{
				"asks":           func(a atom) bool { return a.first == f.Asset },
				"solved_rate":    func(a atom) bool { return a.first == f.Asset && a.end == "own" },
				"card_effect":    func(a atom) bool { return a.first == f.Asset && a.end == "own" },
				"not_quite_rate": func(a atom) bool { return a.first == f.Asset && a.missed == "own" },
			}[f.Metric]
		}
		if f.Why == outcome.Shown && counts || f.Asset != "" && f.Why == outcome.Shown {
			all = append(all, claim{f, holds})
		}
	}
	return all
}

// secrets are sets of asks that a reader may try to find the size of: all that one or two properties
// tell apart.
func secrets() (all []func(atom) bool) {
	single := []func(atom) bool{
		atom.solved, atom.spoke,
		func(a atom) bool { return a.again }, func(a atom) bool { return a.again && a.solved() },
		func(a atom) bool { return a.handed != "" }, func(a atom) bool { return a.handed == "kept" },
		func(a atom) bool { return a.handed == "late" }, func(a atom) bool { return a.missed != "" },
		func(a atom) bool { return a.missed == "own" }, func(a atom) bool { return a.missed == "other" },
	}
	for _, first := range append([]string{""}, cards...) {
		single = append(single, func(a atom) bool { return a.first == first })
	}
	for _, end := range []string{"own", "other", "silent", "pending", "rest"} {
		single = append(single, func(a atom) bool { return a.end == end })
	}
	for _, p := range slices.Clone(single) {
		single = append(single, func(a atom) bool { return !p(a) })
	}
	for i, p := range single {
		for _, q := range single[:i+1] {
			all = append(all, func(a atom) bool { return p(a) && q(a) },
				func(a atom) bool { return p(a) || q(a) })
		}
	}
	return all
}

// Whether a few were shown an asset, or nobody was, makes no difference to what can be had of it: not to
// how much is hidden, and not to what is said of any asset by name.
func TestWhatIsHiddenOfAssetsTellsNothingOfTheFew(t *testing.T) {
	in := outcome.Input{Team: "payments", Week: week47, Promise: 15 * minute,
		Assets: []outcome.AssetFact{{ID: "big"}, {ID: "small"}}}
	for i := range 8 {
		in.Assets = append(in.Assets, outcome.AssetFact{ID: fmt.Sprint("rare", i)})
	}
	var want string
	for _, assets := range []int{4, 8} { // that 16 people ask for
		in.Entries = onAsset(entriesOf(made{40, solved}, made{20, missed}, made{20, silent}), "big")
		for i := range 36 {
			id := fmt.Sprint("rare", i%assets)
			if i >= 16 {
				id = "small"
			}
			in.Entries = append(in.Entries, onAsset(history(fmt.Sprintf("r%02d", i), asker(solved, i)...), id)...)
		}
		s := outcome.Examine(in)
		got := fmt.Sprint(s.Hidden, s.Cells, s.Untold, figure(t, s.Report, "hidden_cells", ""))
		for _, a := range in.Assets[2:] {
			f, w, err := outcome.Measure(in, "asks", a.ID)
			got += fmt.Sprint("\n", a.ID, f, w.Steps, err)
		}
		if s.Untold < 8 {
			t.Errorf("%d assets without figures, want the eight rare ones among them", s.Untold)
		}
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("16 asks on %d assets:\n%s\nwant as on four:\n%s", assets, got, want)
		}
	}
}

// Whether few asked for an asset, one person most of all, or many beside whom few are left, is not told apart.
func TestWhyAnAssetIsHiddenTellsNothingOfItsPeople(t *testing.T) {
	entries := onAsset(entriesOf(made{40, solved}), "a")
	add := func(asset string, people ...int) {
		for _, p := range people {
			id := fmt.Sprintf("%s%d", asset, len(entries))
			entries = append(entries, onAsset(history(id, asker(solved, p)...), asset)...)
		}
	}
	for p := range 20 {
		add("b", p)
	}
	add("c", 1, 2)
	add("d", 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)
	in := outcome.Input{Team: "payments", Week: week47, Entries: entries,
		Assets: []outcome.AssetFact{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}}}
	const want = "not shown: too few people, or it would tell of single ones"
	for _, asset := range []string{"b", "c", "d", "e"} {
		for _, id := range []string{"asks", "solved_rate", "card_effect", "not_quite_rate"} {
			f, w, err := outcome.Measure(in, id, asset)
			if err != nil || len(w.Steps) != 1 || w.Steps[0] != want || f.Count != 0 || f.Value != 0 {
				t.Errorf("%s of %s: %+v, %q, %v, want %q", id, asset, f, w.Steps, err, want)
			}
		}
	}
	if s := outcome.Examine(in); s.Untold != 4 {
		t.Errorf("%d assets without figures, want 4: %+v", s.Untold, s.Report)
	}
}

// safe says whether the number of these asks may be known.
func safe(week []toldAsk, in func(atom) bool) bool {
	by, asks := map[string]int{}, 0
	for _, a := range week {
		if in(a.atom) {
			by[a.who]++
			asks++
		}
	}
	most := 0
	for _, n := range by {
		most = max(most, n)
	}
	return len(by) >= outcome.Floor && 2*most <= asks
}

const prime = 1<<31 - 1

// A span is what can be worked out from sums by adding and subtracting: vectors over the atoms, each
// with a 1 where no other has anything.
type span struct {
	rows  [][]int64
	pivot []int
}

// rest is what of v the span does not tell.
func (s *span) rest(v []int64) []int64 {
	v = slices.Clone(v)
	for i, row := range s.rows {
		if f := v[s.pivot[i]]; f != 0 {
			for j := range v {
				v[j] = ((v[j]-f*row[j])%prime + prime) % prime
			}
		}
	}
	return v
}

func (s *span) add(v []int64) {
	v = s.rest(v)
	at := slices.IndexFunc(v, func(x int64) bool { return x != 0 })
	if at < 0 {
		return
	}
	inverse := power(v[at], prime-2)
	for j := range v {
		v[j] = v[j] * inverse % prime
	}
	s.rows, s.pivot = append(s.rows, v), append(s.pivot, at)
}

func (s *span) holds(v []int64) bool {
	return !slices.ContainsFunc(s.rest(v), func(x int64) bool { return x != 0 })
}

func power(b, e int64) int64 {
	out := int64(1)
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			out = out * b % prime
		}
		b = b * b % prime
	}
	return out
}

func vector(all []atom, in func(atom) bool) []int64 {
	v := make([]int64, len(all))
	for i, a := range all {
		if in(a) {
			v[i] = 1
		}
	}
	return v
}

// Two weeks are published and read together, with all that the second one tells of the first. No set
// of asks of too few people may follow from totals, complements, sums and differences.
func TestNoHiddenCellCanBeWorkedOut(t *testing.T) {
	all, tried := atoms(), secrets()
	shown, hidden := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		first, second := anyAsks(r, all), anyAsks(r, all)
		var entries []outcome.Entry
		for i, a := range first {
			entries = append(entries, a.entries(fmt.Sprintf("v%d", i), week47.Prev())...)
		}
		for i, a := range second {
			entries = append(entries, a.entries(fmt.Sprintf("w%d", i), week47)...)
		}
		s := outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: 1, Entries: entries,
			Promise: 15 * minute})
		shown, hidden = shown+s.Cells-s.Hidden, hidden+s.Hidden
		known := claimsOf(s.Past[0])
		if f := figure(r, s.Report, "repeat_ask_7d", ""); f.Why == outcome.Shown {
			known = append(known, claim{f, func(a atom) bool { return a.again }})
		}
		mustHide(r, all, tried, first, known)
		mustHide(r, all, tried, second, claimsOf(s.Report))
	})
	t.Logf("%d figures were shown, %d hidden", shown, hidden)
	if shown == 0 || hidden == 0 {
		t.Error("want both figures that are shown and figures that are hidden")
	}
}

func mustHide(r *rapid.T, all []atom, tried []func(atom) bool, week []toldAsk, known []claim) {
	var s span
	var told []func(atom) bool
	for _, c := range known {
		n := 0
		for _, a := range week {
			if c.holds(a.atom) {
				n++
			}
		}
		if n != c.figure.Count {
			r.Fatalf("%s of %q counts %d asks, want %d", c.figure.Metric, c.figure.Asset, c.figure.Count, n)
		}
		if !safe(week, c.holds) {
			r.Fatalf("%s of %q is shown: %+v", c.figure.Metric, c.figure.Asset, c.figure)
		}
		s.add(vector(all, c.holds))
		if c.figure.Metric == "asks" && c.figure.Asset != "" {
			told = append(told, c.holds)
		}
	}
	if len(known) == 0 {
		return
	}
	others := func(a atom) bool { // what is left of the asks when the assets told are taken away
		return !slices.ContainsFunc(told, func(in func(atom) bool) bool { return in(a) })
	}
	carded := func(a atom) bool { return a.first != "" && others(a) }
	for i, in := range append(slices.Clone(tried), others, carded) {
		if v := vector(all, in); s.holds(v) && slices.Contains(v, 1) && !safe(week, in) {
			r.Fatalf("secret %d can be worked out from %v", i, figures(known))
		}
	}
}

func figures(known []claim) (list []string) {
	for _, c := range known {
		list = append(list, fmt.Sprintf("%s %s %d of %d", c.figure.Metric, c.figure.Asset, c.figure.Count,
			c.figure.Of))
	}
	return list
}
