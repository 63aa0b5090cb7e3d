package outcome_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
)

// A past is how many of each week's asks were solved, oldest first; the last is the week looked at.
type past struct {
	asks   int
	solved []int
}

func repeat(n int, values ...int) (all []int) {
	for i := range n {
		all = append(all, values[i%len(values)])
	}
	return all
}

// entries makes each ask another person's, except that in the last week as many of the last as
// heavy says are all of one. What is not solved is missed.
func (p past) entries(heavy int) (all []outcome.Entry) {
	for w, solved := range p.solved {
		at := week47.From().AddDate(0, 0, 7*(w-len(p.solved)+1)).Add(9 * time.Hour)
		for i := range p.asks {
			id, who := fmt.Sprintf("q%02d-%03d", w, i), fmt.Sprintf("p%03d", i)
			if w == len(p.solved)-1 && i >= p.asks-heavy {
				who = "heavy"
			}
			last := outcome.Solved
			if i >= solved {
				last = outcome.NotQuite
			}
			for k, kind := range []outcome.Kind{outcome.Asked, outcome.Served, last} {
				e := outcome.Entry{ID: fmt.Sprintf("%s-%d", id, k), Ask: id, At: at.Add(time.Duration(k) * minute),
					Kind: kind, Team: "payments", Asset: "card"}
				if kind != outcome.Served {
					e.Who = who
				}
				all = append(all, e)
			}
		}
	}
	return all
}

func (p past) study(heavy int) outcome.Study {
	return outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: len(p.solved) - 1,
		Entries: p.entries(heavy)})
}

func change(t *testing.T, s outcome.Study, metric, asset string) outcome.Change {
	t.Helper()
	i := slices.IndexFunc(s.Changes, func(c outcome.Change) bool {
		return c.Metric == metric && c.Asset == asset
	})
	if i < 0 {
		t.Fatalf("no change of %s %q in %+v", metric, asset, s.Changes)
	}
	return s.Changes[i]
}

func TestEachSeriesHasItsLabel(t *testing.T) {
	for _, c := range []struct {
		what string
		past past
		want outcome.Label
	}{
		{"no past", past{60, []int{40}}, outcome.NotEnough},
		{"five weeks", past{60, append(repeat(5, 40, 42), 10)}, outcome.NotEnough},
		{"twenty-nine asks", past{29, append(repeat(14, 18, 20), 8)}, outcome.NotEnough},
		{"thirty asks", past{30, append(repeat(14, 18, 20), 7)}, outcome.Signal},
		{"nothing moves", past{60, repeat(15, 40)}, outcome.Noise},
		{"up and down as ever", past{60, repeat(15, 36, 44)}, outcome.Noise},
		{"a bad week like others", past{60, append(repeat(14, 30, 44), 30)}, outcome.Noise},
		{"a break", past{60, append(repeat(14, 40, 42), 20)}, outcome.Signal},
		{"better at a stroke", past{60, append(repeat(14, 30, 32), 50)}, outcome.Signal},
		{"outside, but limits are young", past{60, append(repeat(8, 40, 42), 20)}, outcome.Watch},
		{"outside, but chance may do it", past{60, append(repeat(14, 40), 34)}, outcome.Watch},
		{"outside, as chance often does it", past{60, append(repeat(14, 40), 36)}, outcome.Noise},
		{"near the limit once", past{60, append(repeat(14, 38, 42), 31)}, outcome.Noise},
		{"near the limit twice", past{60, append(repeat(14, 38, 42), 31, 31)}, outcome.Signal},
		{"near the limits on both sides", past{60, append(repeat(14, 38, 42), 49, 31)}, outcome.Noise},
		{"eight weeks on one side", past{60, append(repeat(10, 36, 40, 38, 42), 44, 45, 44, 46, 45, 44, 45, 44)},
			outcome.Watch},
	} {
		got := change(t, c.past.study(0), "solved_rate", "")
		if got.Label != c.want {
			t.Errorf("%s: %v, want %v: %+v", c.what, got.Label, c.want, got)
		}
	}
}

func TestAChangeSaysHowMuchAndSinceWhen(t *testing.T) {
	c := change(t, past{60, append(repeat(20, 40, 42), 20, 21)}.study(0), "solved_rate", "")
	if c.Label != outcome.Signal || !c.Worse || c.Since != week47.Prev() {
		t.Errorf("%v, worse %t, since %v, want a signal, worse, since the week before", c.Label, c.Worse, c.Since)
	}
	if c.Usual.Of != 21*60 || c.Diff > -0.25 || c.Interval.Low > c.Diff || c.Interval.High < c.Diff ||
		c.Adjusted > 0.001 || c.Adjusted < c.P {
		t.Errorf("= %+v", c)
	}
	if len(c.Weeks) != 22 || c.Weeks[21].Value != 21.0/60 || c.Weeks[0].Week != week47.Prev().Prev() &&
		c.Weeks[21].Week != week47 {
		t.Errorf("weeks = %+v", c.Weeks)
	}
	up := change(t, past{60, append(repeat(20, 30, 32), 50)}.study(0), "solved_rate", "")
	if up.Worse || up.Diff < 0.2 {
		t.Errorf("better: %+v", up)
	}
}

// A week that is not shown says nothing: what looked the same before it and after is one stretch.
func TestAHiddenWeekIsNoBreak(t *testing.T) {
	for _, c := range []struct {
		what   string
		solved []int
		want   outcome.Label
		since  outcome.Week
	}{
		{"on one side of the mean", append(repeat(10, 36, 40, 38, 42), 44, 45, 44, 46, 45, 44, 45, 0, 44), outcome.Watch,
			week47.Plus(-8)},
		{"beyond the limits", append(repeat(14, 40, 42), 20, 0, 21), outcome.Signal, week47.Plus(-2)},
		{"back within them before", append(repeat(14, 40, 42), 20, 41, 0, 21), outcome.Signal, week47},
	} {
		p := past{60, c.solved}
		hidden := fmt.Sprintf("q%02d-", len(c.solved)-2)
		entries := slices.DeleteFunc(p.entries(0), func(e outcome.Entry) bool { return strings.HasPrefix(e.Ask, hidden) })
		got := change(t, outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: len(c.solved) - 1,
			Entries: entries}), "solved_rate", "")
		if got.Label != c.want || got.Since != c.since {
			t.Errorf("%s: %v since %v, want %v since %v", c.what, got.Label, got.Since, c.want, c.since)
		}
	}
}

// One person with a quarter of the asks, none of them solved this week, is one unlucky person.
func TestOneHeavyUserMovesNothing(t *testing.T) {
	p := past{60, append(repeat(14, 40, 42), 30)}
	alone, heavy := change(t, p.study(0), "solved_rate", ""), change(t, p.study(15), "solved_rate", "")
	if alone.Label != outcome.Signal || heavy.Label == outcome.Signal {
		t.Errorf("of sixty people %v, of one with 15 asks %v, want a signal and none", alone.Label, heavy.Label)
	}
	if heavy.P < 10*alone.P || heavy.Now.Effective > 30 {
		t.Errorf("p = %v and %v, effective %v, want the heavy user to count for little",
			alone.P, heavy.P, heavy.Now.Effective)
	}
}

func TestAnAssetThatFellIsFound(t *testing.T) {
	p := past{60, append(repeat(14, 40, 42), 20)}
	entries := p.entries(0)
	for i, e := range entries { // one person each was shown something else; some found nothing
		if e.Asset != "" && e.Ask[4:] < "005" {
			entries[i].Asset = "rare" + e.Ask[4:]
		}
		if e.Kind == outcome.Served && e.Ask[4:] >= "005" && e.Ask[4:] < "013" {
			entries[i].Kind, entries[i].Asset = outcome.NotFound, ""
		}
	}
	s := outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: 14, Entries: entries})
	if len(s.Findings) == 0 || s.Findings[0].Key != "fell/card" || s.Findings[0].Change.Label != outcome.Signal {
		t.Errorf("findings = %+v, want the card that fell first", s.Findings)
	}
	if c := change(t, s, "solved_rate", "card"); c.Now.Why != outcome.Shown || c.Label != outcome.Signal {
		t.Errorf("change = %+v, want a signal", c)
	}
}

// When hardly anybody is solved the number itself is hidden; that it is a break is told all the same,
// from nothing but that.
func TestABreakThatHidesItsNumberIsFound(t *testing.T) {
	var studies []outcome.Study
	for _, left := range []int{16, 17} { // three or four of them solved by the card
		p := past{60, append(repeat(14, 40, 42), left)}
		entries := p.entries(0)
		for i, e := range entries {
			if e.Asset != "" && e.Ask[4:] < "005" {
				entries[i].Asset = "rare" + e.Ask[4:]
			}
			if e.Kind == outcome.Served && e.Ask[4:] >= "005" && e.Ask[4:] < "013" {
				entries[i].Kind, entries[i].Asset = outcome.NotFound, ""
			}
		}
		studies = append(studies, outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: 14,
			Entries: entries}))
	}
	var told []string
	for _, s := range studies {
		c := change(t, s, "solved_rate", "card")
		if c.Now.Why != outcome.TooFew || c.Now.Count != 0 || c.Label != outcome.Signal || !c.Worse {
			t.Errorf("= %+v, want a hidden number and a signal", c)
		}
		told = append(told, fmt.Sprint(c.Diff, c.Interval, c.P))
	}
	if told[0] != told[1] {
		t.Errorf("three solved: %s\nfour solved: %s\nwant the same", told[0], told[1])
	}
}

// A few people ask a lot and are mostly solved, many ask once and are not. That only four of those few
// ask in one week is no change: people are compared with people and not with asks. Where most people are
// among them, it is a change that nobody is solved.
func TestAHiddenNumberIsComparedInPeople(t *testing.T) {
	for _, r := range []regulars{{usual: 6, came: 4, solved: 4}, {usual: 12, came: 12}} {
		c := change(t, outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: 14,
			Entries: r.entries(15)}), "solved_rate", "card")
		if c.Now.Why != outcome.TooFew || c.Limits == (outcome.Limits{}) || c.Usual.Of <= 0 {
			t.Errorf("%+v: %+v, want a hidden number beside limits and usual ones", r, c)
		}
		switch worse := c.Label == outcome.Signal || c.Label == outcome.Watch; {
		case r.solved > 0 && c.Label != outcome.NotEnough:
			t.Errorf("%+v: %+v, want nothing said of it", r, c)
		case r.solved == 0 && (!worse || !c.Worse):
			t.Errorf("%+v: %+v, want it said that it got worse", r, c)
		}
	}
}

// regulars are those of 20 people who ask a lot: how many, or up to two more, come and are solved in a usual
// week, and how many come and are solved in the last.
type regulars struct{ usual, came, solved int }

// entries are so many weeks, the last of which is that of r.
func (r regulars) entries(weeks int) (entries []outcome.Entry) {
	for w := range weeks {
		often, solved, asks := r.usual+w%3, r.usual+w%3, 4
		if w == weeks-1 {
			often, solved, asks = r.came, r.solved, 6
		}
		for i := range 20 {
			for k := range asks {
				end := outcome.NotQuite
				if i < solved && k > 0 {
					end = outcome.Solved
				}
				if i < often || k == 0 {
					entries = append(entries, asked(w-weeks+1, fmt.Sprintf("p%02d", i), k, "card", end)...)
				}
			}
		}
		for i := range 13 { // what the partitions need beside it
			who := fmt.Sprintf("o%02d", i)
			if i < 5 {
				entries = append(entries, asked(w-weeks+1, who, 0, "rare"+who, outcome.Solved)...)
			} else {
				entries = append(entries, asked(w-weeks+1, who, 0, "", outcome.NotFound)...)
			}
		}
	}
	return entries
}

// asked is one ask so many weeks from week 47, what was shown and how it ended.
func asked(weeks int, who string, k int, asset string, end outcome.Kind) (all []outcome.Entry) {
	id := fmt.Sprintf("q%d-%s-%d", weeks, who, k)
	at := week47.From().AddDate(0, 0, 7*weeks).Add(9 * time.Hour)
	for i, kind := range []outcome.Kind{outcome.Asked, outcome.Served, end} {
		e := outcome.Entry{ID: fmt.Sprintf("%s-%d", id, i), Ask: id, At: at.Add(time.Duration(i) * minute),
			Kind: kind, Team: "payments", Asset: asset, Who: who}
		if kind == outcome.Served && asset == "" {
			continue
		}
		all = append(all, e)
	}
	return all
}

// A week in which nobody came has no typical wait. It is the worst there is, once half have waited
// for longer than is usual.
func TestAWeekInWhichNobodyCameIsAChange(t *testing.T) {
	for _, c := range []struct {
		what string
		left time.Duration // of this week when they asked
		want outcome.Label
	}{{"on Monday", 159 * time.Hour, outcome.Signal}, {"minutes before the end", 9 * minute, outcome.NotEnough}} {
		var entries []outcome.Entry
		const weeks = 15
		for w := range weeks {
			for i := range 40 {
				who, end := fmt.Sprintf("p%02d", i), outcome.Solved
				if i < 15 {
					end = outcome.HandedOver
				}
				one := asked(w-weeks+1, who, 0, "card", end)
				switch now := w >= weeks-2; {
				case i < 15 && !now:
					last := one[len(one)-1]
					last.ID, last.Kind, last.Who = last.ID+"x", outcome.Claimed, "expert"
					last.At = last.At.Add(time.Duration(20+i%5+w%3) * minute)
					one = append(one, last)
				case i < 15 && w == weeks-1:
					for k := range one {
						one[k].At = one[k].At.Add(159*time.Hour - c.left)
					}
				}
				entries = append(entries, one...)
			}
		}
		s := outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: weeks - 1, Entries: entries})
		got := change(t, s, "t_sme_first", "")
		if got.Now.Why != outcome.Shown || got.Now.Value != 0 || got.Label != c.want {
			t.Errorf("%s: %v, want %v: %+v", c.what, got.Label, c.want, got)
		}
		if c.want == outcome.Signal && (!got.Worse || got.Since != week47.Prev() || got.Diff < 24*3600) {
			t.Errorf("%s: worse %t, since %v, by %v s; want a wait of days, since the week before", c.what,
				got.Worse, got.Since, got.Diff)
		}
	}
}

func TestTheOrderOfEntriesDoesNotMatter(t *testing.T) {
	p := past{60, append(repeat(13, 40, 42), 20)}
	entries := p.entries(7)
	in := outcome.Input{Team: "payments", Week: week47, Weeks: 13, Entries: entries}
	want := outcome.Examine(in)
	in.Entries = slices.Clone(entries)
	slices.Reverse(in.Entries)
	in.Entries = append(in.Entries, entries[:50]...) // some twice
	if got := outcome.Examine(in); !reflect.DeepEqual(got, want) {
		t.Errorf("reversed:\n%+v\nwant\n%+v", got, want)
	}
}
