package escalation_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation"
	"howto/escalation/oncall"
)

var turnStart = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

func hoursOn(n int) time.Time { return turnStart.Add(time.Duration(n) * time.Hour) }

// byWeek has people in turn, by the week, from turnStart on.
func byWeek(people ...oncall.Member) oncall.Schedule {
	return oncall.Of(oncall.Layer{Members: people, Start: oncall.Date{Year: 2026, Month: time.November, Day: 16},
		Handoffs: []oncall.Clock{{H: 9}}})
}

func TestATakeOverLastsUntilTheTurnEndsOrSomebodyComesOn(t *testing.T) {
	week, now := 7*24, hoursOn(1)
	gap := byWeek("U0DANA")
	gap.Overrides = []oncall.Override{{Remove: "U0DANA", From: hoursOn(0), To: hoursOn(5)}}
	for name, tt := range map[string]struct {
		s    oncall.Schedule
		who  escalation.User
		want oncall.Override // the zero value: it cannot be
	}{
		"of a turn": {byWeek("U0DANA", "U0IVO"), "U0ELIF",
			oncall.Override{Add: "U0ELIF", Remove: "U0DANA", From: now, To: hoursOn(week)}},
		"by whoever is next": {byWeek("U0DANA", "U0IVO"), "U0IVO",
			oncall.Override{Add: "U0IVO", Remove: "U0DANA", From: now, To: hoursOn(week)}},
		"of a turn without an end, for a week": {byWeek("U0DANA"), "U0ELIF",
			oncall.Override{Add: "U0ELIF", Remove: "U0DANA", From: now, To: now.AddDate(0, 0, 7)}},
		"of a gap":       {gap, "U0ELIF", oncall.Override{Add: "U0ELIF", From: now, To: hoursOn(5)}},
		"of one's own":   {byWeek("U0DANA", "U0IVO"), "U0DANA", oncall.Override{}},
		"of no one ever": {oncall.Schedule{}, "U0ELIF", oncall.Override{}},
	} {
		got, can := escalation.TakeOver(tt.s, tt.who, now)
		if want := tt.want != (oncall.Override{}); can != want || want && got != tt.want {
			t.Errorf("%s: TakeOver = %+v, %v; want %+v", name, got, can, tt.want)
		}
	}
}

func TestTurnsAreThoseOfOnePersonWhoeverElseIsOn(t *testing.T) {
	both := byWeek("U0DANA", "U0DANA", "U0IVO")
	both.Overrides = []oncall.Override{{Add: "U0ELIF", From: hoursOn(10), To: hoursOn(20)}}
	got := escalation.Turns(both, "U0DANA", hoursOn(1), 2)
	week := 7 * 24
	want := [][2]time.Time{{hoursOn(1), hoursOn(2 * week)}, {hoursOn(3 * week), hoursOn(5 * week)}}
	for i, w := range want {
		if len(got) != len(want) || !got[i].From.Equal(w[0]) || !got[i].To.Equal(w[1]) {
			t.Fatalf("Turns = %v, want %v", got, want)
		}
	}
}

func TestAStandInWhoIsRelievedIsAsIfOverridesHeldOneAfterTheOther(t *testing.T) {
	people := []oncall.Member{"U0DANA", "U0ELIF", "U0FINN", "U0IVO"}
	rapid.Check(t, func(r *rapid.T) {
		s := byWeek("U0DANA")
		agreed := []oncall.Override{}
		for range rapid.IntRange(0, 4).Draw(r, "overrides") {
			o := drawnOverride(r, people)
			if o.Add != "U0DANA" && oncall.CheckOverrides(append(slices.Clone(agreed), o)) == nil {
				agreed = append(agreed, o)
			}
		}
		next := drawnOverride(r, people)
		left, made := escalation.HandOn(agreed, next)
		after := slices.Concat(append(left, made)...)
		if oncall.CheckOverrides(after) != nil {
			return // it is refused
		}
		one, other := s, s
		one.Overrides, other.Overrides = append(slices.Clone(agreed), next), after
		for h := range 20 {
			if got, want := other.At(hoursOn(h)), one.At(hoursOn(h)); !slices.Equal(got, want) {
				r.Fatalf("after %d hours %v are on call, want %v\n%v and %v\nbecame %v",
					h, got, want, agreed, next, after)
			}
		}
	})
}

func drawnOverride(r *rapid.T, people []oncall.Member) oncall.Override {
	from := rapid.IntRange(0, 18).Draw(r, "from")
	pair := rapid.Permutation(people).Draw(r, "pair")
	return oncall.Override{Add: pair[0], Remove: pair[1], From: hoursOn(from),
		To: hoursOn(rapid.IntRange(from+1, 20).Draw(r, "to"))}
}

func TestATurnThatIsTakenBackLeavesNoOverride(t *testing.T) {
	ben := oncall.Override{Add: "U0ELIF", Remove: "U0DANA", From: hoursOn(1), To: hoursOn(9)}
	back := oncall.Override{Add: "U0DANA", Remove: "U0ELIF", From: hoursOn(3), To: hoursOn(9)}
	left, made := escalation.HandOn([]oncall.Override{ben}, back)
	ben.To = hoursOn(3)
	if len(made) != 0 || len(left) != 1 || !slices.Equal(left[0], []oncall.Override{ben}) {
		t.Errorf("HandOn = %v, %v; want %v and nothing new", left, made, ben)
	}
}
