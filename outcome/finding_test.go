package outcome_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"howto/outcome"

	"pgregory.net/rapid"
)

func keys(findings []outcome.Finding) (all []string) {
	for _, f := range findings {
		all = append(all, f.Key)
	}
	return all
}

func TestFindingsComeFromTheWeek(t *testing.T) {
	entries := onAsset(entriesOf(made{9, solved}, made{8, silent}, made{7, nothing}, made{6, waiting}), "old")
	var questions []outcome.Question
	for i := range 7 {
		questions = append(questions, outcome.Question{Ask: fmt.Sprintf("q%03d", 17+i),
			Text: "what about a gift voucher"})
	}
	for i := range 4 { // shown to one person each
		for _, e := range history(fmt.Sprintf("r%d", i), asker(solved, i)...) {
			e.Asset = fmt.Sprintf("rare%d", i%2)
			entries = append(entries, e)
		}
	}
	past := week47.From()
	in := outcome.Input{Team: "payments", Week: week47, Entries: entries, Questions: questions,
		Promise: 15 * minute, BareTopics: []string{"giftcards"},
		Assets: []outcome.AssetFact{{ID: "old", Review: past}, {ID: "rare0", Review: past}, {ID: "new"}}}
	s := outcome.Examine(in)
	want := []string{"gap/gift+voucher", "slow/payments", "stale/old", "bare/giftcards"}
	if got := keys(s.Findings); !slices.Equal(got, want) {
		t.Fatalf("findings = %v, want %v", got, want)
	}
	gap := s.Findings[0]
	if gap.People != 7 || gap.Asks != 0 || gap.Theme.Asks != 0 || gap.Since != week47 {
		t.Errorf("gap = %+v, want 7 people and no number of asks", gap)
	}
	if stale := s.Findings[2]; stale.Asset != "old" || stale.People != 9 || stale.Asks != 17 || stale.Review != past {
		t.Errorf("stale = %+v", stale)
	}
	if f := figure(t, s.Report, "card_fresh", ""); f.Count != 1 || f.Of != 3 {
		t.Errorf("fresh = %+v, want 1 of 3", f)
	}
	if f := figure(t, s.Report, "gap_count", ""); f.Value != 1 {
		t.Errorf("gaps = %+v, want 1", f)
	}
}

// Only the running bot knows the texts of questions: `howto metric` must count what the message does.
func TestHowMuchIsHiddenIsTheSameWithAndWithoutThemes(t *testing.T) {
	in := outcome.Input{Team: "payments", Week: week47, Entries: entriesOf(made{9, solved}, made{8, silent}, made{7, nothing})}
	without := outcome.Examine(in)
	for i := range 7 {
		in.Questions = append(in.Questions, outcome.Question{Ask: fmt.Sprintf("q%03d", 17+i), Text: "a gift voucher"})
	}
	with := outcome.Examine(in)
	if f := figure(t, with.Report, "gap_count", ""); f.Value != 1 {
		t.Fatalf("gaps = %+v, want 1", f)
	}
	if got, want := figure(t, without.Report, "hidden_cells", ""), figure(t, with.Report, "hidden_cells", ""); got != want ||
		without.Cells != with.Cells || with.Cells == 0 {
		t.Errorf("without themes %+v is hidden of %d, with them %+v of %d; want the same", got, without.Cells, want, with.Cells)
	}
}

// People whose wait was watched for less than the promise did not wait for longer.
func TestSlowIsOnlyWhatWaitedLongerThanPromised(t *testing.T) {
	claimed := func(after time.Duration) []did {
		return []did{{0, outcome.NotFound, ""}, {0, outcome.HandedOver, "a"}, {after, outcome.Claimed, "x"}}
	}
	back := func(after time.Duration) []did {
		return []did{{0, outcome.NotFound, ""}, {0, outcome.HandedOver, "a"}, {after, outcome.Withdrawn, "a"}}
	}
	late := week47.To().Add(-20 * minute).Sub(monday)
	for _, c := range []struct {
		what    string
		handed  []made
		shift   time.Duration // of the last made
		promise time.Duration
		want    bool
	}{
		{"some handed over minutes before the week ended", []made{{17, claimed(5 * minute)}, {3, waiting}}, late, time.Hour, false},
		{"some taken back after minutes", []made{{20, claimed(5 * minute)}, {5, back(6 * minute)}}, 0, time.Hour, false},
		{"some taken back after hours", []made{{20, claimed(5 * minute)}, {5, back(3 * time.Hour)}}, 0, time.Hour, true},
		{"some claimed after hours", []made{{20, claimed(5 * minute)}, {5, claimed(3 * time.Hour)}}, 0, time.Hour, true},
		{"one in ten claimed after hours", []made{{18, claimed(5 * minute)}, {2, claimed(3 * time.Hour)}}, 0, time.Hour, false},
		{"some that nobody claimed", []made{{17, claimed(5 * minute)}, {3, waiting}}, 0, time.Hour, true},
		{"nothing promised", []made{{17, claimed(5 * minute)}, {3, waiting}}, 0, 0, false},
	} {
		entries := entriesOf(append([]made{{10, solved}}, c.handed...)...)
		from := fmt.Sprintf("q%03d", 10+c.handed[0].n)
		for i := range entries {
			if entries[i].Ask >= from {
				entries[i].At = entries[i].At.Add(c.shift)
			}
		}
		s := outcome.Examine(outcome.Input{Team: "payments", Week: week47, Entries: entries, Promise: c.promise})
		if f := figure(t, s.Report, "t_sme_first", ""); f.Why != outcome.Shown {
			t.Fatalf("%s: %+v, want it shown", c.what, f)
		}
		if got := slices.Contains(keys(s.Findings), "slow/payments"); got != c.want {
			t.Errorf("%s: findings %v, want one of slow hand-overs: %t", c.what, keys(s.Findings), c.want)
		}
	}
}

func TestNoThemeHasTheNameOfSomebody(t *testing.T) {
	entries := entriesOf(made{9, solved}, made{8, silent}, made{7, nothing})
	in := outcome.Input{Team: "payments", Week: week47, Entries: entries,
		Name: func(word string) bool { return word == "annika" || word == "behind" }}
	for i := range 7 {
		in.Questions = append(in.Questions, outcome.Question{Ask: fmt.Sprintf("q%03d", 17+i),
			Text: "Annika: voucher left behind"})
	}
	if got, want := keys(outcome.Examine(in).Findings), "gap/left+voucher"; !slices.Contains(got, want) {
		t.Errorf("findings = %v, want %s among them", got, want)
	}
}

func TestAFindingIsOpenSinceItWasFirstFound(t *testing.T) {
	now := []outcome.Finding{{Key: "gap/a", Since: week47}, {Key: "gap/b", Since: week47},
		{Key: "gap/c", Since: week47}, {Key: "fell/d", Since: week47.Prev()}, {Key: "gap/e", Since: week47},
		{Key: "gap/f", Since: week47}}
	first := week47.Plus(-3)
	got := outcome.Carry(now, []outcome.Open{
		{Key: "gap/a", Since: first, Last: week47.Prev()},
		{Key: "gap/b", Since: first.Prev(), Last: first}, // not found for two weeks
		{Key: "fell/d", Since: week47, Last: week47},     // found late, begun before
		{Key: "gap/e", Since: first, Last: first.Next()}, // not found for one week
		{Key: "gap/f", Since: week47.Next(), Last: week47.Next()},
	})
	for i, want := range []outcome.Week{first, week47, week47, week47.Prev(), first, week47} {
		if got[i].Since != want {
			t.Errorf("%s since %v, want %v", got[i].Key, got[i].Since, want)
		}
	}
	if now[0].Since != week47 {
		t.Error("Carry changed what it was given")
	}
}

func TestReportCountsOnlyItsTeamAndWeek(t *testing.T) {
	entries := entriesOf(made{6, solved}, made{6, missed})
	for _, shift := range []struct {
		id, team string
		days     int
	}{{"it", "it", 0}, {"late", "payments", 7}, {"early", "payments", -7}} {
		for _, e := range entriesOf(made{7, solved}) {
			e.Ask, e.ID, e.Team = shift.id+e.Ask, shift.id+e.ID, shift.team
			e.At = e.At.AddDate(0, 0, shift.days)
			entries = append(entries, e)
		}
	}
	entries = append(entries, history("old", did{0, outcome.Solved, "p9"})...)
	if f := figure(t, examined(entries).Report, "asks", ""); f.Count != 12 {
		t.Errorf("asks = %+v, want 12", f)
	}
}

func TestSilenceIsNeverSuccess(t *testing.T) {
	answered := person[:len(person)-1]
	s := examined(entriesOf(made{7, solved}, made{6, silent}, made{6, answered}, made{6, missed}))
	if f := figure(t, s.Report, "solved_rate", ""); f.Count != 7 || f.Of != 25 {
		t.Errorf("solved = %+v, want 7 of 25", f)
	}
	if f := figure(t, s.Report, "silent", ""); f.Count != 12 {
		t.Errorf("silent = %+v, want 12: nothing was said after an answer either", f)
	}
}

// A clock that changes makes a week of 167 or 169 hours; what is asked in its last hour is in it.
func TestAWeekWithAClockChangeIsWhole(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"2026-W13", "2026-W43"} {
		week, err := outcome.ParseWeek(name, zone)
		if err != nil {
			t.Fatal(err)
		}
		entries := entriesOf(made{6, solved}, made{6, missed})
		for i := range entries {
			entries[i].At = week.To().Add(entries[i].At.Sub(monday) - 30*minute)
		}
		s := outcome.Examine(outcome.Input{Team: "payments", Week: week, Entries: entries})
		if f := figure(t, s.Report, "asks", ""); f.Count != 12 {
			t.Errorf("%s: %+v, want 12 asks", name, f)
		}
	}
}

func TestNoFigureOfAnyHistoryRestsOnFewPeople(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		entries := anyHistory(r)
		for i := range rapid.IntRange(0, 30).Draw(r, "asked") {
			who := rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e", "f", "g"}).Draw(r, "asker")
			entries = append(entries, history(fmt.Sprintf("q%d", i), did{0, outcome.Asked, who})...)
		}
		for _, f := range outcome.Examine(outcome.Input{Team: "payments", Week: week47, Weeks: 2,
			Entries: entries}).Report.Figures {
			m, _ := outcome.Define(f.Metric)
			counts := m.Behind == outcome.Askers && m.Unit != "seconds" && m.Unit != "milliseconds" && m.Unit != "themes"
			if f.Why == outcome.Shown && counts && f.People < outcome.Floor {
				r.Fatalf("%+v is shown", f)
			}
			if f.Why != outcome.Shown && f != (outcome.Figure{Metric: f.Metric, Asset: f.Asset, Why: f.Why}) {
				r.Fatalf("%+v is hidden and tells something", f)
			}
		}
	})
}

func TestMeasureIsTheReportsFigureWithItsSums(t *testing.T) {
	in := outcome.Input{Team: "payments", Week: week47, Entries: entriesOf(made{9, solved}, made{8, silent},
		made{9, missed}), Promise: 15 * minute}
	for _, want := range outcome.Examine(in).Report.Figures {
		got, w, err := outcome.Measure(in, want.Metric, want.Asset)
		if err != nil || got != want || len(w.Steps) == 0 || w.To != week47.To() {
			t.Errorf("%s: %+v, %+v, %v, want %+v", want.Metric, got, w, err, want)
		}
	}
	_, w, _ := outcome.Measure(in, "solved_rate", "")
	if w.Steps[0] != "9 of 26, from 9 people" || w.Steps[1] != "34.6 %" {
		t.Errorf("steps = %q", w.Steps)
	}
	if _, w, _ := outcome.Measure(in, "pending", ""); w.Steps[0] !=
		"not shown: too few people, or it would tell of single ones" {
		t.Errorf("steps of what is hidden = %q", w.Steps)
	}
	for _, id := range []string{"solved", "", "card_effect"} {
		if f, _, err := outcome.Measure(in, id, ""); err == nil {
			t.Errorf("Measure(%q) = %+v, want an error", id, f)
		}
	}
	if f, _, err := outcome.Measure(in, "handoff_rate", "card"); err == nil {
		t.Errorf("handoff_rate of a card = %+v, want an error", f)
	}
}
