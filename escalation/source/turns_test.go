package source_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
	"howto/escalation/source"

	"pgregory.net/rapid"
)

func everybody(s source.Shift) (oncall.Member, bool) { return oncall.Member(s.Who), true }

func TestTurnsSayOfEveryMomentWhatTheShiftsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var shifts []source.Shift
		for range rapid.IntRange(0, 12).Draw(t, "shifts") {
			from := now.Add(time.Duration(rapid.IntRange(-5, 20).Draw(t, "from")) * time.Hour)
			shifts = append(shifts, source.Shift{Who: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "who"),
				From: from, To: from.Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "length")) * time.Hour)})
		}
		turns, _ := source.Turns(shifts, now, everybody)
		schedule := oncall.Schedule{Revisions: turns}
		if err := schedule.Validate(); err != nil {
			t.Fatalf("the schedule is not valid: %v", err)
		}
		for half := range 60 {
			at := now.Add(time.Duration(half) * 30 * time.Minute)
			want := map[string]bool{}
			for _, s := range shifts {
				if !at.Before(s.From) && at.Before(s.To) {
					want[s.Who] = true
				}
			}
			got := fmt.Sprint(schedule.At(at))
			if want := fmt.Sprint(slices.Sorted(maps.Keys(want))); got != want {
				t.Fatalf("at %s: %s, want %s of %v", at, got, want, shifts)
			}
		}
	})
}

func TestShiftsOfOnePersonThatTouchOrOverlapAreOneTurn(t *testing.T) {
	hour := func(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }
	turns, _ := source.Turns([]source.Shift{
		{Who: "A", From: hour(-3), To: hour(-1)}, // over
		{Who: "A", From: hour(0), To: hour(2)}, {Who: "A", From: hour(2), To: hour(4)},
		{Who: "A", From: hour(3), To: hour(6)}, {Who: "B", From: hour(6), To: hour(7)},
	}, now, everybody)
	var got []string
	for _, s := range (oncall.Schedule{Revisions: turns}).Spans(now, hour(8)) {
		got = append(got, fmt.Sprintf("%d-%d %v", int(s.From.Sub(now).Hours()), int(s.To.Sub(now).Hours()), s.Members))
	}
	if want := "[0-6 [A] 6-7 [B] 7-8 []]"; fmt.Sprint(got) != want || len(turns) != 3 {
		t.Errorf("got %v in %d revisions, want %s in 3", got, len(turns), want)
	}
}

func TestSomebodyCanTakeOverATurnOfASource(t *testing.T) {
	turns, _ := source.Turns([]source.Shift{{Who: "U0DANA", From: now.Add(-time.Hour), To: now.Add(time.Hour)}},
		now, everybody)
	s := oncall.Schedule{Revisions: turns}
	o, can := escalation.TakeOver(s, "U0ELIF", now)
	if !can || !o.To.Equal(now.Add(time.Hour)) {
		t.Fatalf("TakeOver = %v, %v; want one until the turn ends", o, can)
	}
	s.Overrides = []oncall.Override{o}
	if got := fmt.Sprint(s.At(now)); got != "[U0ELIF]" {
		t.Errorf("on call %s, want [U0ELIF]", got)
	}
}
