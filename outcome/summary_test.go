package outcome_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"howto/outcome"

	"pgregory.net/rapid"
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

func summary(entries []outcome.Entry, questions ...outcome.Question) outcome.Summary {
	return outcome.Summarise(outcome.Input{Team: "payments", Week: outcome.WeekOf(monday, time.UTC),
		Entries: entries, Questions: questions, Now: monday.AddDate(0, 0, 7)})
}

func TestSummaryAddsUpTheWeek(t *testing.T) {
	entries := entriesOf(made{9, solved}, made{5, silent}, made{6, missed}, made{3, nothing},
		made{5, person}, made{2, waiting})
	s := summary(entries)
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"asks", s.Asks, 30}, {"people", s.People, 9},
		{"solved", [2]int{s.Solved.Count, s.Solved.Of}, [2]int{14, 30}},
		{"by card", s.ByCard, 9}, {"by person", s.ByPerson, 5},
		{"silent", s.Silent.Count, 5}, {"best case", s.BestCase, 19.0 / 30},
		{"not quite", s.NotQuite.Count, 6}, {"handed over", s.HandedOver.Count, 7},
		{"waiting", s.Waiting, 2}, {"median wait", s.MedianWait, 4 * minute}, {"wait known", s.WaitKnown, true},
		{"hidden", s.Hidden || s.Quiet || s.HandOversHidden || s.NotQuiteHidden, false},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s = %v, want %v", c.what, c.got, c.want)
		}
	}
	// Wilson 95 % for 14 of 30, worked by hand: (0.46667 + 0.06403 ± 0.18965) / 1.12805.
	if i := s.Solved.Interval; math.Abs(i.Low-0.30232) > 5e-5 || math.Abs(i.High-0.63858) > 5e-5 {
		t.Errorf("interval of solved = %+v, want 0.3023 to 0.6386", i)
	}
}

func TestSummaryCountsOnlyItsTeamAndWeek(t *testing.T) {
	entries := entriesOf(made{6, solved})
	other := entriesOf(made{7, solved})
	for i := range other {
		other[i].Ask, other[i].ID = "it"+other[i].Ask, "it"+other[i].ID
		other[i].Team = "it"
	}
	late := entriesOf(made{8, solved})
	for i := range late {
		late[i].Ask, late[i].ID = "late"+late[i].Ask, "late"+late[i].ID
		late[i].At = late[i].At.AddDate(0, 0, 7)
	}
	unasked := history("old", did{0, outcome.Solved, "p9"})
	all := append(append(append(entries, other...), late...), unasked...)
	if s := summary(all); s.Asks != 6 || s.Solved.Count != 6 {
		t.Errorf("asks %d, solved %d, want 6 and 6", s.Asks, s.Solved.Count)
	}
}

func TestPendingIsNeitherSolvedNorSilent(t *testing.T) {
	s := outcome.Summarise(outcome.Input{Team: "payments", Week: outcome.WeekOf(monday, time.UTC),
		Entries: entriesOf(made{5, solved}, made{5, silent}), Now: monday.Add(71 * time.Hour)})
	if s.Pending != 5 || s.Silent.Count != 0 || s.BestCase != 0.5 {
		t.Errorf("pending %d, silent %d, best case %v, want 5, 0, 0.5", s.Pending, s.Silent.Count, s.BestCase)
	}
}

func TestSilenceAfterAnAnswerIsSilence(t *testing.T) {
	answered := slices.Clone(person[:len(person)-1])
	entries := entriesOf(made{3, solved}, made{4, silent}, made{2, person}, made{5, answered})
	s := summary(entries)
	if s.Silent.Count != 9 || s.BestCase != 1 || s.Pending != 0 {
		t.Errorf("a week later: silent %d, best case %v, pending %d, want 9, 1, 0",
			s.Silent.Count, s.BestCase, s.Pending)
	}
	s = outcome.Summarise(outcome.Input{Team: "payments", Week: outcome.WeekOf(monday, time.UTC),
		Entries: entries, Now: monday.Add(72 * time.Hour)})
	if s.Silent.Count != 4 || s.BestCase != 9.0/14 || s.Pending != 5 {
		t.Errorf("before: silent %d, best case %v, pending %d, want 4, 9/14, 5",
			s.Silent.Count, s.BestCase, s.Pending)
	}
}

// However the hidden cases go on as long as nobody solves one, the summary stays the same.
func TestHiddenHandOversMoveNoFigure(t *testing.T) {
	answered := person[:len(person)-1]
	for _, after := range []time.Duration{71 * time.Hour, 160 * time.Hour} {
		var all []outcome.Summary
		for _, story := range [][]did{waiting, answered} {
			all = append(all, outcome.Summarise(outcome.Input{Team: "payments",
				Week: outcome.WeekOf(monday, time.UTC), Now: monday.Add(after),
				Entries: entriesOf(made{5, solved}, made{5, silent}, made{4, story})}))
		}
		if !all[0].HandOversHidden || !reflect.DeepEqual(all[0], all[1]) {
			t.Errorf("after %v, waiting: %+v\nanswered: %+v, want the same", after, all[0], all[1])
		}
	}
}

func TestFewerThanFivePeopleAreHidden(t *testing.T) {
	week := outcome.WeekOf(monday, time.UTC)
	want := outcome.Summary{Team: "payments", Week: week, Hidden: true, Quiet: true}
	if got := summary(nil); !reflect.DeepEqual(got, want) {
		t.Errorf("no asks: %+v, want %+v", got, want)
	}
	few := entriesOf(made{4, solved}, made{4, solved}, made{4, person})
	want.Quiet = false
	if got := summary(few); !reflect.DeepEqual(got, want) {
		t.Errorf("four people: %+v, want %+v", got, want)
	}
	s := summary(entriesOf(made{9, solved}, made{4, person}, made{4, missed}))
	if !s.HandOversHidden || s.HandedOver != (outcome.Share{}) || s.ByPerson != 0 || s.ByCard != 0 ||
		s.WaitKnown {
		t.Errorf("four handed over: %+v, want the hand-overs hidden, and who solved what with them", s)
	}
	if !s.NotQuiteHidden || s.NotQuite != (outcome.Share{}) {
		t.Errorf("four pressed Not quite: %+v, want it hidden", s.NotQuite)
	}
	if s.Solved.Count != 13 {
		t.Errorf("solved = %d, want 13: all asks of nine people", s.Solved.Count)
	}
}

func TestAQuestionTakenBackWaitsNoMore(t *testing.T) {
	back := append(slices.Clone(waiting), did{minute, outcome.Withdrawn, "a"})
	if s := summary(entriesOf(made{5, back}, made{1, waiting})); s.HandedOver.Count != 6 || s.Waiting != 1 {
		t.Errorf("handed over %d, waiting %d, want 6 and 1", s.HandedOver.Count, s.Waiting)
	}
}

func TestMedianWaitIsUnknownWhenMostStillWait(t *testing.T) {
	s := summary(entriesOf(made{3, person}, made{5, waiting}))
	if s.WaitKnown || s.MedianWait != 0 || s.Waiting != 5 {
		t.Errorf("wait %v known %v, waiting %d, want unknown and 5", s.MedianWait, s.WaitKnown, s.Waiting)
	}
}

func TestThemesAreOfAsksThatFoundNothing(t *testing.T) {
	entries := entriesOf(made{5, nothing}, made{5, solved})
	var qs []outcome.Question
	for i := range 10 {
		text := "gift voucher"
		if i >= 5 {
			text = "refund receipt"
		}
		qs = append(qs, outcome.Question{Ask: fmt.Sprintf("q%03d", i), Text: text})
	}
	got := summary(entries, qs...).Themes
	want := []outcome.Theme{{Words: []string{"gift", "voucher"}, People: 5, Asks: 5}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("themes = %+v, want %+v", got, want)
	}
}

func TestTheWeakestAssetMissedFivePeople(t *testing.T) {
	entries := entriesOf(made{5, missed}, made{6, missed}, made{4, missed})
	for i, e := range entries {
		switch {
		case e.Kind != outcome.NotQuite:
		case e.Ask < "q005":
			entries[i].Asset = "b"
		case e.Ask < "q011":
			entries[i].Asset = "a"
		default:
			entries[i].Asset = "c"
		}
	}
	if got, want := summary(entries).Weakest, (outcome.Miss{Asset: "a", People: 6}); got != want {
		t.Errorf("weakest = %+v, want %+v", got, want)
	}
}

func TestNoAssetIsNamedForFewerThanFivePeople(t *testing.T) {
	entries := entriesOf(made{4, missed}, made{6, missed})
	for i, e := range entries {
		if e.Kind == outcome.NotQuite {
			entries[i].Asset = map[bool]string{true: "a", false: "asset-of-" + e.Who}[e.Ask < "q004"]
		}
	}
	s := summary(entries)
	if s.NotQuiteHidden || s.Weakest != (outcome.Miss{}) {
		t.Errorf("not quite hidden: %v, weakest %+v, want shown and none", s.NotQuiteHidden, s.Weakest)
	}
}

func TestNoFigureRestsOnFewerThanFivePeople(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		entries := anyHistory(r)
		for i := range rapid.IntRange(0, 9).Draw(r, "asked") {
			who := rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e", "f", "g"}).Draw(r, "asker")
			entries = append(entries, history(fmt.Sprintf("q%d", i), did{0, outcome.Asked, who})...)
		}
		s := summary(entries)
		people, handed := make(map[string]bool), make(map[string]bool)
		for _, f := range outcome.Fold(entries, monday.AddDate(0, 0, 7)) {
			if f.Team != "payments" || !s.Week.Contains(f.At) || f.Who == "" {
				continue
			}
			people[f.Who] = true
			if !f.HandedOver.IsZero() {
				handed[f.Who] = true
			}
		}
		if len(people) < 5 {
			want := outcome.Summary{Team: s.Team, Week: s.Week, Hidden: true, Quiet: s.Quiet}
			if !reflect.DeepEqual(s, want) {
				r.Fatalf("%d people: %+v, want nothing shown", len(people), s)
			}
		} else if s.HandOversHidden != (len(handed) < 5) || s.HandOversHidden && s.HandedOver.Of != 0 {
			r.Fatalf("%d handed over: %+v", len(handed), s)
		}
	})
}

func TestMetricsAreDefinedOnce(t *testing.T) {
	seen := make(map[string]bool)
	for _, m := range outcome.Metrics() {
		if seen[m.ID] || m.ID == "" || m.Name == "" || m.Words == "" {
			t.Errorf("metric %+v is incomplete or defined twice", m)
		}
		seen[m.ID] = true
		if got, ok := outcome.Define(m.ID); !ok || got != m {
			t.Errorf("Define(%q) = %+v, %v, want %+v", m.ID, got, ok, m)
		}
	}
	if m, ok := outcome.Define("views"); ok {
		t.Errorf("Define(views) = %+v, want nothing", m)
	}
}
