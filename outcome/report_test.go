package outcome_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
)

var week47 = outcome.Week{Year: 2026, Number: 47, Zone: time.UTC}

func examined(entries []outcome.Entry, questions ...outcome.Question) outcome.Study {
	return outcome.Examine(outcome.Input{Team: "payments", Week: week47, Entries: entries,
		Questions: questions, Promise: 15 * minute})
}

func figure(t interface {
	Helper()
	Fatalf(string, ...any)
}, r outcome.Report, id, asset string) outcome.Figure {
	t.Helper()
	f, ok := r.About(id, asset)
	if !ok {
		t.Fatalf("no figure %s of %q in %+v", id, asset, r)
	}
	return f
}

// onAsset names the asset of all that was shown.
func onAsset(entries []outcome.Entry, asset string) []outcome.Entry {
	for i := range entries {
		switch entries[i].Kind {
		case outcome.Served, outcome.Chose, outcome.NotQuite, outcome.Solved:
			entries[i].Asset = asset
		}
	}
	return entries
}

func TestWhatIsUnmeasuredChangesNoFigure(t *testing.T) {
	entries := onAsset(entriesOf(made{9, solved}, made{8, silent}, made{6, missed}, made{6, person}), "card")
	want := examined(entries)
	with := slices.Clone(entries)
	for i, e := range entries {
		for _, kind := range outcome.Unmeasured() {
			with = append(with, outcome.Entry{ID: fmt.Sprint(kind, i), Ask: e.Ask, At: e.At.Add(2 * minute),
				Kind: kind, Who: "z", Asset: "other", Team: "other"})
		}
	}
	if got := examined(with); !reflect.DeepEqual(got, want) {
		t.Errorf("with entries that no figure is made of: %+v\nwant as without: %+v", got.Report, want.Report)
	}
}

func TestAnEntryThatComesTwiceCountsOnce(t *testing.T) {
	entries := entriesOf(made{9, solved}, made{9, missed})
	entries = append(entries, outcome.Entry{ID: "p", Ask: entries[0].Ask, At: week47.From().Add(time.Hour),
		Kind: outcome.Published, Team: "payments"})
	s := examined(append(entries, entries...)).Report
	if n, asks := figure(t, s, "promoted", "").Count, figure(t, s, "asks", "").Count; n != 1 || asks != 18 {
		t.Errorf("%d published of %d asks, want 1 of 18", n, asks)
	}
}

func TestReportAddsUpTheWeek(t *testing.T) {
	entries := onAsset(entriesOf(made{9, solved}, made{8, silent}, made{6, missed}, made{5, nothing},
		made{6, person}, made{6, waiting}), "card")
	for i, e := range entries {
		if e.Asset != "" && e.Ask >= "q012" && e.Ask < "q017" {
			entries[i].Asset = e.Ask // cards that one person each was shown
		}
	}
	r := examined(entries).Report
	for _, c := range []struct {
		id        string
		count, of int
		people    int
	}{
		{"asks", 40, 0, 9}, {"askers", 9, 0, 9}, {"match_rate", 23, 40, 9}, {"solved_rate", 15, 40, 9},
		{"silent", 8, 40, 8}, {"not_quite_rate", 6, 40, 6}, {"handoff_rate", 12, 40, 6},
		{"response_rate", 27, 40, 9}, {"sme_sla", 6, 12, 6},
	} {
		f := figure(t, r, c.id, "")
		if f.Why != outcome.Shown || f.Count != c.count || f.Of != c.of || f.People != c.people {
			t.Errorf("%s = %+v, want %d of %d from %d people", c.id, f, c.count, c.of, c.people)
		}
	}
	wait := figure(t, r, "t_sme_first", "")
	if wait.Why != outcome.Shown || wait.Value < 240 || wait.P90 != 0 {
		t.Errorf("wait = %+v, want a median of at least 4 minutes and no 90th percentile", wait)
	}
	for id, want := range map[string]outcome.Reason{"pending": outcome.TooFew, "solved_bounds": outcome.TooFew, "gap_count": outcome.NoData,
		"t_first_card": outcome.NoData, "repeat_ask_7d": outcome.TooFew} {
		if f := figure(t, r, id, ""); f.Why != want || f.Value != 0 {
			t.Errorf("%s = %+v, want hidden: %s", id, f, want)
		}
	}
}

func TestTheTimeToTheFirstCardIsOfAsManyPeopleAsWereTimed(t *testing.T) {
	for timed, want := range map[int]outcome.Figure{3: {Why: outcome.TooFew}, 5: {Value: 40, P90: 40}} {
		entries := entriesOf(made{timed, solved}, made{20, nothing})
		for i, e := range entries {
			if e.Kind == outcome.Served {
				entries[i].Took = 40 * time.Millisecond
			}
		}
		if f := figure(t, examined(entries).Report, "t_first_card", ""); f.Why != want.Why || f.Value != want.Value || f.P90 != want.P90 {
			t.Errorf("%d of 20 people timed: %+v, want %q with %v and %v", timed, f, want.Why, want.Value, want.P90)
		}
	}
}

// What nobody has spoken of yet may still be solved: the best case counts it, as it counts the silent.
func TestTheBestCaseHoldsWhatIsStillOpen(t *testing.T) {
	entries := entriesOf(made{20, solved}, made{20, silent}, made{20, missed})
	for _, e := range entriesOf(made{20, silent}) {
		e.ID, e.Ask, e.At = "late"+e.ID, "late"+e.Ask, e.At.AddDate(0, 0, 4)
		entries = append(entries, e)
	}
	s := examined(entries)
	best := figure(t, s.Report, "solved_bounds", "")
	if best.Count != 60 || best.Of != 80 || best.Interval != (outcome.Interval{Low: 0.25, High: 0.75}) {
		t.Errorf("= %+v, want 60 of 80, from 0.25 to 0.75", best)
	}
	_, w, err := outcome.Measure(outcome.Input{Team: "payments", Week: week47, Entries: entries}, "solved_bounds", "")
	if want := "from 25.0 % if none of the silent and the open ones was helped to 75.0 % if all were"; err != nil ||
		w.Steps[len(w.Steps)-1] != want {
		t.Errorf("steps = %q, %v, want %q at the end", w.Steps, err, want)
	}
}

func TestIntervalTakesAccountOfPeopleWhoAskSeveralTimes(t *testing.T) {
	once := examined(entriesOf(made{20, solved}, made{20, missed})).Report
	f := figure(t, once, "solved_rate", "")
	want, _ := outcome.Wilson(20, 40, outcome.Z(0.95))
	if f.Interval.Low > want.Low+1e-9 || f.Effective > 40 {
		t.Errorf("two asks each = %+v, want at least as wide as %+v", f, want)
	}
	var entries []outcome.Entry
	for p := range 10 { // ten people, four asks each, five of whom are always helped
		story := solved
		if p%2 == 0 {
			story = missed
		}
		for i := range 4 {
			entries = append(entries, history(fmt.Sprintf("q%d-%d", p, i), asker(story, p)...)...)
		}
	}
	f = figure(t, examined(entries).Report, "solved_rate", "")
	if f.Count != 20 || math.Abs(f.Effective-40.0*9/39) > 1e-6 || f.Interval.High-f.Interval.Low < 0.5 {
		t.Errorf("ten who always fare alike = %+v, want the interval of 9.23 independent asks", f)
	}
}

// Where nobody asked twice there is nothing to take account of, and nothing is said of it.
func TestOneAskAPersonGivesTheUsualInterval(t *testing.T) {
	entries := entriesOf(made{20, solved})
	for p := range 20 {
		entries = append(entries, history(fmt.Sprintf("x%02d", p), asker(missed, 20+p)...)...)
	}
	f, w, err := outcome.Measure(outcome.Input{Team: "payments", Week: week47, Entries: entries}, "solved_rate", "")
	want, _ := outcome.Wilson(20, 40, outcome.Z(0.95))
	if err != nil || f.Effective != 40 || f.Interval != want {
		t.Errorf("= %+v, %v, want %+v of 40 asks", f, err, want)
	}
	if made := w.Steps[len(w.Steps)-1]; strings.Contains(made, "independent") {
		t.Errorf("steps = %q, want nothing about people who asked several times", w.Steps)
	}
}

func TestOnlyAsksOnTheJobAreCounted(t *testing.T) {
	for _, mode := range []outcome.Mode{outcome.Training, outcome.Test, outcome.Bot} {
		entries := entriesOf(made{9, solved}, made{8, silent}, made{9, missed})
		for i := range entries {
			if entries[i].Kind == outcome.Asked && entries[i].Ask < "q009" {
				entries[i].Mode = mode
			}
		}
		f := figure(t, examined(entries).Report, "asks", "")
		if f.Count != 17 {
			t.Errorf("%s: %d asks, want 17", mode, f.Count)
		}
	}
}

// What became of a trial's answer is a trial's too.
func TestAnAnswerToATrialIsNotPromoted(t *testing.T) {
	entries := append(entriesOf(made{9, solved}),
		outcome.Entry{ID: "p0", Ask: "q000", At: week47.From().Add(time.Hour), Kind: outcome.Published, Team: "payments"},
		outcome.Entry{ID: "p1", Ask: "q001", At: week47.From().Add(time.Hour), Kind: outcome.Published, Team: "payments"})
	for _, mode := range []outcome.Mode{outcome.Training, outcome.Test, outcome.Bot} {
		entries[0].Mode = mode
		if n := figure(t, examined(entries).Report, "promoted", "").Count; n != 1 {
			t.Errorf("%s: promoted = %d, want 1: the other answer", mode, n)
		}
	}
}

// What comes after the end of a week changes nothing that was said of it.
func TestAPastWeekNeverChanges(t *testing.T) {
	entries := entriesOf(made{9, solved}, made{12, silent}, made{8, missed})
	before := examined(entries).Report
	for i := range 12 {
		entries = append(entries, outcome.Entry{ID: fmt.Sprintf("z%d", i), Ask: fmt.Sprintf("q%03d", 9+i),
			At: week47.To(), Kind: outcome.Solved, Who: fmt.Sprintf("p%d", i), Team: "payments"})
	}
	after := examined(entries).Report
	for i, f := range before.Figures {
		if after.Figures[i] != f {
			t.Errorf("%s was %+v and is %+v", f.Metric, f, after.Figures[i])
		}
	}
}

func TestFewAskersHideTheWholeWeek(t *testing.T) {
	nobody := examined(nil)
	if nobody.Report.Why != outcome.TooFew {
		t.Errorf("nobody asked: %+v, want it hidden", nobody.Report)
	}
	few := examined(entriesOf(made{4, solved}, made{4, missed}))
	if fmt.Sprint(few) != fmt.Sprint(nobody) {
		t.Errorf("four people:\n%+v\nnobody:\n%+v\nwant the same", few, nobody)
	}
	one := entriesOf(made{6, solved})
	for i := range 7 {
		one = append(one, history(fmt.Sprintf("x%d", i), asker(solved, 0)...)...)
	}
	if r := examined(one).Report; r.Why != outcome.OnePerson {
		t.Errorf("8 of 13 asks by one person: %q, want hidden", r.Why)
	}
}

func TestHalfOfTheAsksMayBeOnePersonsAndNoMore(t *testing.T) {
	for total, want := range map[int]outcome.Reason{9: outcome.OnePerson, 10: outcome.Shown, 11: outcome.Shown} {
		var entries []outcome.Entry
		for i := range total {
			p := max(0, i-4) // the first five are p0's; the others have one each at least
			entries = append(entries, history(fmt.Sprintf("q%02d", i), asker(solved, p)...)...)
		}
		if got := examined(entries).Report.Why; got != want {
			t.Errorf("5 of %d asks by one person: %q, want %q", total, got, want)
		}
	}
}

func TestTheFloorCanOnlyBeRaised(t *testing.T) {
	in := outcome.Input{Team: "payments", Week: week47, Entries: entriesOf(made{6, solved}, made{6, missed})}
	for floor, want := range map[int]outcome.Reason{0: outcome.Shown, 1: outcome.Shown, 6: outcome.Shown,
		7: outcome.TooFew} {
		in.Floor = floor
		if got := outcome.Examine(in).Report.Why; got != want {
			t.Errorf("floor %d: %q, want %q", floor, got, want)
		}
	}
}

func TestAskedAgainIsOfTheWeekBefore(t *testing.T) {
	var entries []outcome.Entry
	for i, e := range entriesOf(made{12, solved}, made{12, missed}) {
		e.At = e.At.AddDate(0, 0, -7)
		entries = append(entries, e)
		if e.Kind == outcome.Solved && e.Ask < "q006" {
			entries = append(entries, outcome.Entry{ID: fmt.Sprintf("again%d", i), Ask: e.Ask, Who: e.Who,
				At: e.At.AddDate(0, 0, 6), Kind: outcome.AskedAgain, Team: "payments"})
		}
	}
	s := outcome.Examine(outcome.Input{Team: "payments", Week: week47, Entries: entries, Weeks: 1})
	f := figure(t, s.Report, "repeat_ask_7d", "")
	if f.Count != 6 || f.Of != 24 {
		t.Errorf("= %+v, want 6 of 24", f)
	}
	if got := figure(t, s.Past[0], "solved_rate", "").Count; got != 6 {
		t.Errorf("solved in the week before = %d, want 6: the others came back", got)
	}
}

func TestExpertsAreBusyUntilAPauseIsLong(t *testing.T) {
	var entries []outcome.Entry
	for i := range 12 {
		x := fmt.Sprintf("x%d", i%6)
		entries = append(entries, history(fmt.Sprintf("q%02d", i), did{0, outcome.Asked, fmt.Sprintf("p%d", i)},
			did{minute, outcome.HandedOver, fmt.Sprintf("p%d", i)}, did{30 * minute, outcome.Claimed, x},
			did{36 * minute, outcome.AskedBack, x}, did{40 * minute, outcome.FollowUp, fmt.Sprintf("p%d", i)},
			did{44 * minute, outcome.Answered, x})...)
	}
	entries = append(entries, entriesOf(made{8, solved})...)
	f := figure(t, examined(entries).Report, "sme_minutes", "")
	if f.Why != outcome.Shown || f.Value != 120 || f.People != 6 {
		t.Errorf("= %+v, want 12 times 6 and 4 minutes of 6 experts", f)
	}
	for i := range entries {
		if entries[i].Who == "x5" {
			entries[i].Who = "x0"
		}
	}
	if f := figure(t, examined(entries).Report, "sme_minutes", ""); f.Why != outcome.Shown {
		t.Errorf("of five experts = %+v, want it shown", f)
	}
	for i := range entries {
		if entries[i].Who == "x4" {
			entries[i].Who = "x1"
		}
	}
	if f := figure(t, examined(entries).Report, "sme_minutes", ""); f.Why != outcome.TooFew {
		t.Errorf("of four experts = %+v, want it hidden", f)
	}
}
