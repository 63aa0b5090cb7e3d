package oncall_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation/oncall"
)

func TestNextStartIsWhenOtherPeopleComeOn(t *testing.T) {
	office := weekly(t, "Europe/Berlin", dana, elif)
	office.Windows = []oncall.Window{window(t, "mon-fri", "09:00", "17:00")}
	for _, tt := range []struct {
		layer    oncall.Layer
		at, want string
	}{
		{weekly(t, "Europe/Berlin", dana, elif), "2024-01-01T00:00:00Z", "2026-03-16T08:00:00Z"},
		{weekly(t, "Europe/Berlin", dana, elif), "2026-03-16T07:59:59Z", "2026-03-16T08:00:00Z"},
		{weekly(t, "Europe/Berlin", dana, elif), "2026-03-16T08:00:00Z", "2026-03-23T08:00:00Z"},
		{weekly(t, "Europe/Berlin", dana, elif), "2026-03-29T00:00:00Z", "2026-03-30T07:00:00Z"},
		{weekly(t, "Europe/Berlin", dana), "2026-03-29T00:00:00Z", ""}, // nobody else, ever
		{weekly(t, "Europe/Berlin", dana), "2012-03-29T00:00:00Z", ""}, // beyond the horizon
		{office, "2026-03-20T15:59:00Z", "2026-03-23T08:00:00Z"},
		{office, "2026-03-21T12:00:00Z", "2026-03-23T08:00:00Z"},
	} {
		want := time.Time{}
		if tt.want != "" {
			want = instant(t, tt.want)
		}
		if got := oncall.Of(tt.layer).NextStart(instant(t, tt.at)); !got.Equal(want) {
			t.Errorf("NextStart(%s) = %s, want %s", tt.at, got.UTC().Format(time.RFC3339), tt.want)
		}
	}
}

func TestNextOfIsTheTimeOfOnePersonWhoeverElseIsOn(t *testing.T) {
	s := oncall.Of(weekly(t, "UTC", dana, elif), weekly(t, "UTC", elif, finn, finn))
	for _, tt := range []struct {
		who          oncall.Member
		at, from, to string
	}{
		{finn, "2026-03-10T00:00:00Z", "2026-03-23T09:00:00Z", "2026-04-06T09:00:00Z"},
		{finn, "2026-03-25T00:00:00Z", "2026-03-25T00:00:00Z", "2026-04-06T09:00:00Z"},
		{elif, "2026-03-10T00:00:00Z", "2026-03-16T09:00:00Z", "2026-03-30T09:00:00Z"},
	} {
		got, ok := s.NextOf(tt.who, instant(t, tt.at))
		if !ok || !got.From.Equal(instant(t, tt.from)) || !got.To.Equal(instant(t, tt.to)) {
			t.Errorf("NextOf(%s, %s) = %v, %v; want %s to %s", tt.who, tt.at, got, ok, tt.from, tt.to)
		}
	}
	now := instant(t, "2026-04-01T00:00:00Z")
	if got, ok := s.NextOf(greta, now); ok {
		t.Errorf("NextOf of a stranger = %v, want none", got)
	}
	got, ok := oncall.Of(weekly(t, "UTC", dana)).NextOf(dana, now)
	if want := now.Add(oncall.Horizon); !ok || !got.To.Equal(want) {
		t.Errorf("NextOf of who is always on = %v, %v; want it to end at the horizon", got, ok)
	}
}

func TestSpansListTenYearsAndNoMore(t *testing.T) {
	from := instant(t, "2026-04-01T00:00:00Z")
	l := daily(t, "Europe/Berlin", "2020-01-01", "06:00 14:00 22:00", dana, elif)
	got := oncall.Of(l).Spans(from, from.AddDate(1000, 0, 0))
	if end := got[len(got)-1].To; !end.Equal(from.Add(oncall.MaxSpans)) || len(got) != 3*3660+1 {
		t.Errorf("%d spans until %s, want those of ten years", len(got), end)
	}
	if got := oncall.Of(l).Spans(from, from); len(got) != 0 {
		t.Errorf("Spans of no time = %v, want none", got)
	}
}

func TestHandoffsThatNoWallShowsAreNamed(t *testing.T) {
	from := instant(t, "2026-01-01T00:00:00Z")
	nights, weeks := daily(t, "Europe/Berlin", "2020-01-01", "02:30 14:00", dana, elif), weekly(t, "UTC", finn)
	later := weekly(t, "Europe/Berlin", greta) // on Mondays, when no clocks change
	later.Handoffs = clocks(t, "02:30")
	s := oncall.Of(nights, nights, weeks)
	s.Revisions = append(s.Revisions, oncall.Revision{From: instant(t, "2027-01-01T00:00:00Z"),
		Layers: []oncall.Layer{later}})
	got := s.Missed(from, from.AddDate(3, 0, 0))
	if len(got) != 1 || got[0].Day != date(t, "2026-03-29") || got[0].Clock.String() != "02:30" ||
		!got[0].At.Equal(instant(t, "2026-03-29T01:00:00Z")) {
		t.Errorf("Missed = %v, want that of 29 March 2026 at 02:30", got)
	}
}

// drawLayer draws any layer, of which some are not sensible.
func drawLayer(t *rapid.T) oncall.Layer {
	members := []oncall.Member{"a", "b", "c", "d"}
	l := oncall.Layer{
		Priority: rapid.IntRange(0, 2).Draw(t, "priority"),
		Zone:     zone(t, rapid.SampledFrom(zones).Draw(t, "zone")),
		Start:    oncall.Date{Year: 2010, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 800).Draw(t, "start")),
		Every: oncall.Every{N: rapid.IntRange(0, 3).Draw(t, "n"),
			Unit: rapid.SampledFrom([]oncall.Unit{oncall.Day, oncall.Week, oncall.Month}).Draw(t, "unit")},
		Members: members[:rapid.IntRange(0, 4).Draw(t, "members")],
	}
	if l.Every.Unit == oncall.Day && l.Every.N < 2 {
		l.Handoffs = rapid.SliceOfNDistinct(rapid.Custom(drawClock), 0, 4, rapid.ID).Draw(t, "handoffs")
		slices.SortFunc(l.Handoffs, func(a, b oncall.Clock) int { return a.H*60 + a.M - b.H*60 - b.M })
	} else {
		l.Handoffs = []oncall.Clock{drawClock(t)}
	}
	for range rapid.IntRange(0, 2).Draw(t, "windows") {
		l.Windows = append(l.Windows, oncall.Window{Days: oncall.Days(rapid.IntRange(0, 255).Draw(t, "days")),
			From: drawClock(t), To: drawClock(t)})
	}
	return l
}

func drawClock(t *rapid.T) oncall.Clock {
	return oncall.Clock{H: rapid.IntRange(0, 23).Draw(t, "h"), M: rapid.IntRange(0, 59).Draw(t, "m")}
}

// drawAround draws an instant near one at which the clocks of the zone change, or any other.
func drawAround(t *rapid.T, loc *time.Location) time.Time {
	at := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).Add(
		time.Duration(rapid.IntRange(0, 25*365*24*60).Draw(t, "minutes")) * time.Minute)
	if _, end := at.In(loc).ZoneBounds(); !end.IsZero() && rapid.Bool().Draw(t, "change") {
		return end.Add(time.Duration(rapid.IntRange(-4*24*60, 4*24*60).Draw(t, "off")) * time.Minute)
	}
	return at
}

func TestSpansSayWhatAtSaysEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		layers := rapid.SliceOfN(rapid.Custom(drawLayer), 1, 3).Draw(t, "layers")
		s := oncall.Of(layers...)
		from := drawAround(t, layers[0].Zone)
		to := from.Add(time.Duration(rapid.IntRange(1, 20*24).Draw(t, "hours")) * time.Hour)
		inside := func(name string) time.Time {
			return from.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(from))).Draw(t, name)))
		}
		s.Revisions = append(s.Revisions, oncall.Revision{From: inside("revision"),
			Layers: []oncall.Layer{drawLayer(t)}})
		for i := range layers {
			d, err := oncall.ParseDate(inside("holiday").Format(time.DateOnly))
			if err != nil {
				t.Fatal(err)
			}
			layers[i].Holidays = oncall.NewHolidays(d)
		}
		people := []oncall.Member{"", "a", "b", "x"}
		for range rapid.IntRange(0, 3).Draw(t, "overrides") {
			s.Overrides = append(s.Overrides, oncall.Override{From: inside("from"), To: inside("to"),
				Add: rapid.SampledFrom(people).Draw(t, "add"), Remove: rapid.SampledFrom(people).Draw(t, "remove")})
		}
		s.Fallback = rapid.SampledFrom([]oncall.Member{"", "", "f"}).Draw(t, "fallback")
		spans := s.Spans(from, to)
		checkSpans(t, s, spans, from, to)
		at := inside("at")
		for _, p := range spans {
			if !at.Before(p.From) && at.Before(p.To) && !slices.Equal(s.At(at), p.Members) {
				t.Fatalf("At(%s) = %v in span %v", at, s.At(at), p)
			}
		}
		checkNext(t, s, spans)
	})
}

// checkSpans holds that spans leave no time out, are never empty, are as long as can be, and say the same
// as At.
func checkSpans(t *rapid.T, s oncall.Schedule, spans []oncall.Span, from, to time.Time) {
	edge := from
	for i, p := range spans {
		if !p.From.Equal(edge) || !p.To.After(p.From) {
			t.Fatalf("span %v, want one that begins at %s", p, edge)
		}
		if i > 0 && slices.Equal(p.Members, spans[i-1].Members) {
			t.Fatalf("spans %v and %v, want them as one", spans[i-1], p)
		}
		for _, part := range []time.Duration{0, 1, 7, 50, 93} {
			at := p.From.Add(p.To.Sub(p.From) / 100 * part)
			if on := s.At(at); !slices.Equal(on, p.Members) {
				t.Fatalf("At(%s) = %v in span %v", at, on, p)
			}
		}
		if on := s.At(p.To.Add(-1)); !slices.Equal(on, p.Members) {
			t.Fatalf("At just before %s = %v in span %v", p.To, on, p)
		}
		edge = p.To
	}
	if !edge.Equal(to) {
		t.Fatalf("spans end at %s, want them to reach %s", edge, to)
	}
}

// checkNext holds that NextStart and NextOf find what spans show.
func checkNext(t *rapid.T, s oncall.Schedule, spans []oncall.Span) {
	if len(spans) < 2 {
		return
	}
	from, second := spans[0].From, spans[1]
	if len(second.Members) == 0 {
		return
	}
	if got := s.NextStart(from); !got.Equal(second.From) {
		t.Fatalf("NextStart(%s) = %s, want %s", from, got, second.From)
	}
	for _, m := range second.Members {
		want := second.From
		if slices.Contains(spans[0].Members, m) {
			want = from
		}
		if got, ok := s.NextOf(m, from); !ok || !got.From.Equal(want) {
			t.Fatalf("NextOf(%s, %s) = %v, %v; want it from %s", m, from, got, ok, want)
		}
	}
}

func TestARotationWithoutWindowsAlwaysHasOnePersonEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLayer(t)
		l.Windows, l.Members = nil, []oncall.Member{"a", "b", "c"}
		clock := oncall.Clock{}
		if len(l.Handoffs) > 0 {
			clock = l.Handoffs[0]
		}
		first := oncall.ResolveWall(l.Start, clock, l.Zone)
		at := drawAround(t, l.Zone)
		if on := oncall.Of(l).At(at); (len(on) == 1) == at.Before(first) {
			t.Fatalf("At(%s) = %v with the first handoff at %s", at, on, first)
		}
		// A first day that the zone left out, as Apia did 30 December 2011, begins with the second: two
		// handoffs then fall together.
		whole := first.In(l.Zone).Format(time.DateOnly) == l.Start.String()
		if on := oncall.Of(l).At(first); !slices.Equal(on, l.Members[:1]) && len(l.Handoffs) < 2 && whole {
			t.Fatalf("At(%s) = %v, want the first of %v: the handoff belongs to who comes on", first, on, l.Members)
		}
	})
}
