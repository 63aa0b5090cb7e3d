package oncall_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation/oncall"
)

func berlin(t *testing.T, experts ...string) oncall.Schedule {
	return oncall.Schedule{
		Zone: zone(t, "Europe/Berlin"), Handoff: oncall.Clock{H: 9}, Every: 1,
		Start: date(t, "2026-03-16"), Experts: experts,
	}
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTheHandoffBelongsToWhoeverComesOn(t *testing.T) {
	s := berlin(t, "dana", "elif")
	for _, tt := range []struct{ at, who string }{
		{"2026-03-16T07:59:59Z", ""}, // nobody before the first handoff
		{"2026-03-16T08:00:00Z", "dana"},
		{"2026-03-23T07:59:59.999999999Z", "dana"},
		{"2026-03-23T08:00:00Z", "elif"},
		{"2026-03-30T06:59:59.999999999Z", "elif"}, // clocks went forward on the 29th
		{"2026-03-30T07:00:00Z", "dana"},
		{"2026-10-26T07:59:59Z", "elif"}, // and back on 25 October
		{"2026-10-26T08:00:00Z", "dana"},
	} {
		if who, ok := s.At(instant(t, tt.at)); who != tt.who || ok != (tt.who != "") {
			t.Errorf("At(%s) = %q, %v; want %q", tt.at, who, ok, tt.who)
		}
	}
}

func TestTurnsOfTwoWeeks(t *testing.T) {
	s := berlin(t, "dana", "elif", "dana", "finn")
	s.Every = 2
	got := s.Spans(instant(t, "2026-03-01T00:00:00Z"), instant(t, "2026-05-05T12:00:00Z"))
	want := []struct{ who, from, to string }{
		{"dana", "2026-03-16T08:00:00Z", "2026-03-30T07:00:00Z"},
		{"elif", "2026-03-30T07:00:00Z", "2026-04-13T07:00:00Z"},
		{"dana", "2026-04-13T07:00:00Z", "2026-04-27T07:00:00Z"},
		{"finn", "2026-04-27T07:00:00Z", "2026-05-05T12:00:00Z"},
	}
	if len(got) != len(want) {
		t.Fatalf("got %d turns, want %d: %v", len(got), len(want), got)
	}
	for i, w := range want {
		from, to := instant(t, w.from), instant(t, w.to)
		if g := got[i]; g.Who != w.who || !g.From.Equal(from) || !g.To.Equal(to) {
			t.Errorf("turn %d = %v, want %v", i, g, w)
		}
	}
}

func TestNobodyWithoutExperts(t *testing.T) {
	s := berlin(t)
	now := instant(t, "2026-11-23T12:00:00Z")
	if who, ok := s.At(now); ok {
		t.Errorf("At = %q, want nobody", who)
	}
	if got := s.Spans(now, now.AddDate(1, 0, 0)); len(got) != 0 {
		t.Errorf("Spans = %v, want none", got)
	}
	if got := s.NextStart(now); !got.IsZero() {
		t.Errorf("NextStart = %v, want never", got)
	}
}

func TestNextStartIsTheHandoffAfter(t *testing.T) {
	s := berlin(t, "dana", "elif")
	for _, tt := range []struct{ at, want string }{
		{"2020-01-01T00:00:00Z", "2026-03-16T08:00:00Z"},
		{"2026-03-16T07:59:59Z", "2026-03-16T08:00:00Z"},
		{"2026-03-16T08:00:00Z", "2026-03-23T08:00:00Z"},
		{"2026-03-29T00:00:00Z", "2026-03-30T07:00:00Z"},
	} {
		if got := s.NextStart(instant(t, tt.at)); !got.Equal(instant(t, tt.want)) {
			t.Errorf("NextStart(%s) = %s, want %s", tt.at, got.UTC().Format(time.RFC3339), tt.want)
		}
	}
}

func TestAScheduleWithOnlyExpertsWorks(t *testing.T) {
	s := oncall.Schedule{Experts: []string{"dana"}}
	if who, ok := s.At(instant(t, "2026-11-23T12:00:00Z")); who != "dana" || !ok {
		t.Errorf("At = %q, %v; want dana", who, ok)
	}
}

func TestSchedulesHoldEverywhere(t *testing.T) {
	people := []string{"a", "b", "c", "d", "e"}
	rapid.Check(t, func(t *rapid.T) {
		s := oncall.Schedule{
			Zone:    zone(t, rapid.SampledFrom(zones).Draw(t, "zone")),
			Handoff: oncall.Clock{H: rapid.IntRange(0, 23).Draw(t, "h"), M: rapid.IntRange(0, 59).Draw(t, "m")},
			Every:   rapid.IntRange(1, 5).Draw(t, "weeks"),
			Start:   oncall.Date{Year: 2010, Month: 1, Day: rapid.IntRange(1, 31).Draw(t, "day")},
			Experts: people[:rapid.IntRange(1, 5).Draw(t, "experts")],
		}
		first := oncall.ResolveWall(s.Start, s.Handoff, s.Zone)
		seconds := rapid.Int64Range(-40*24*3600, 20*365*24*3600).Draw(t, "seconds")
		from := first.Add(time.Duration(seconds) * time.Second)
		to := from.Add(time.Duration(rapid.IntRange(1, 120*24).Draw(t, "hours")) * time.Hour)

		checkSpans(t, s, from, to)
		who, ok := s.At(from)
		if ok != !from.Before(first) {
			t.Fatalf("At(%s) = %q, %v with the first handoff at %s", from, who, ok, first)
		}
		next := s.NextStart(from)
		before, _ := s.At(next.Add(-1))
		if !next.After(from) || before != who {
			t.Fatalf("NextStart(%s) = %s, and %q is on call until then, want %q", from, next, before, who)
		}
	})
}

// checkSpans holds that spans leave no gap, are never empty and say the same as At.
func checkSpans(t *rapid.T, s oncall.Schedule, from, to time.Time) {
	edge := from
	if _, ok := s.At(from); !ok {
		edge = s.NextStart(from)
	}
	for _, span := range s.Spans(from, to) {
		if !span.From.Equal(edge) || !span.To.After(span.From) {
			t.Fatalf("span %v, want one that begins at %s", span, edge)
		}
		middle := span.From.Add(span.To.Sub(span.From) / 2)
		for _, at := range []time.Time{span.From, middle, span.To.Add(-1)} {
			if who, ok := s.At(at); !ok || who != span.Who {
				t.Fatalf("At(%s) = %q, %v in span %v", at, who, ok, span)
			}
		}
		edge = span.To
	}
	if edge.Before(to) {
		t.Fatalf("spans end at %s, want them to reach %s", edge, to)
	}
}
