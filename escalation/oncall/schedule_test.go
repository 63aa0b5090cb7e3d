package oncall_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation/oncall"
)

func TestALayerOfHigherPriorityCoversLowerOnesWhileItHasSomebody(t *testing.T) {
	base := weekly(t, "Europe/Berlin", dana)
	day := weekly(t, "Europe/Berlin", elif)
	day.Priority, day.Windows = 1, []oncall.Window{window(t, "mon-fri", "09:00", "17:00")}
	second := day
	second.Members = []oncall.Member{finn, elif}
	for _, layers := range [][]oncall.Layer{{base, day, second}, {day, base, second}, {day, second, base}} {
		wantAt(t, oncall.Of(layers...),
			"2026-03-16 08:59 Europe/Berlin: ",
			"2026-03-16 09:00 Europe/Berlin: elif finn", // one priority is a union
			"2026-03-16 17:00 Europe/Berlin: dana",
			"2026-03-21 12:00 Europe/Berlin: dana",
			"2026-03-23 12:00 Europe/Berlin: elif") // and nobody is in it twice
	}
}

func TestPeopleWhoComeAndGoMakeANewRevision(t *testing.T) {
	// Elif is on. From Wednesday on Dana is gone, Greta is new and Elif's turn is pinned to be the first.
	old, changed := weekly(t, "Europe/Berlin", dana, elif, finn), weekly(t, "Europe/Berlin", elif, finn, greta)
	changed.Start = date(t, "2026-03-23")
	at := instant(t, "2026-03-25 12:00 Europe/Berlin")
	s := oncall.Schedule{Revisions: []oncall.Revision{
		{From: at, Layers: []oncall.Layer{changed}}, {Layers: []oncall.Layer{old}}}}
	wantAt(t, s,
		"2026-03-16 09:00 Europe/Berlin: dana",
		"2026-03-25 11:59 Europe/Berlin: elif", "2026-03-25 12:00 Europe/Berlin: elif",
		"2026-03-30 09:00 Europe/Berlin: finn",
		"2026-04-06 09:00 Europe/Berlin: greta",
		"2026-04-13 09:00 Europe/Berlin: elif")
	if got := s.Members(); !slices.Equal(got, []oncall.Member{elif, finn, greta, dana}) {
		t.Errorf("Members = %v, want everybody of both revisions", got)
	}
	// The last of them is taken out as well: nobody is left, and nothing breaks.
	s.Revisions = append(s.Revisions, oncall.Revision{From: at.AddDate(0, 1, 0),
		Layers: []oncall.Layer{weekly(t, "Europe/Berlin")}})
	wantAt(t, s, "2026-04-25 12:00 Europe/Berlin: ")
}

func TestAnotherOrderOfPeopleKeepsWhoIsOnCallWhereItBeginsWithThem(t *testing.T) {
	old, changed := weekly(t, "UTC", dana, elif, finn), weekly(t, "UTC", elif, dana, finn)
	changed.Start = date(t, "2026-03-23") // when Elif's turn began
	s := oncall.Schedule{Revisions: []oncall.Revision{{Layers: []oncall.Layer{old}},
		{From: instant(t, "2026-03-26T12:00:00Z"), Layers: []oncall.Layer{changed}}}}
	got := s.Spans(instant(t, "2026-03-16T09:00:00Z"), instant(t, "2026-04-13T09:00:00Z"))
	wantLines(t, shown(got, time.UTC),
		"2026-03-16T09:00+00:00 2026-03-23T09:00+00:00 dana",
		"2026-03-23T09:00+00:00 2026-03-30T09:00+00:00 elif",
		"2026-03-30T09:00+00:00 2026-04-06T09:00+00:00 dana",
		"2026-04-06T09:00+00:00 2026-04-13T09:00+00:00 finn")
}

func TestAnotherZoneFromTheMiddleOfATurnOnLeavesNoGap(t *testing.T) {
	moved := weekly(t, "America/Chicago", dana, elif)
	s := oncall.Schedule{Revisions: []oncall.Revision{
		{Layers: []oncall.Layer{weekly(t, "Europe/Berlin", dana, elif)}},
		{From: instant(t, "2026-03-25T12:00:00Z"), Layers: []oncall.Layer{moved}},
	}}
	got := s.Spans(instant(t, "2026-03-16T08:00:00Z"), instant(t, "2026-04-06T00:00:00Z"))
	wantLines(t, shown(got, time.UTC),
		"2026-03-16T08:00+00:00 2026-03-23T08:00+00:00 dana",
		"2026-03-23T08:00+00:00 2026-03-30T14:00+00:00 elif",
		"2026-03-30T14:00+00:00 2026-04-06T00:00+00:00 dana")
}

// overridden is Dana and Elif by the week with overrides.
func overridden(t *testing.T, overrides ...oncall.Override) oncall.Schedule {
	t.Helper()
	s := oncall.Of(weekly(t, "UTC", dana, elif))
	s.Overrides = overrides
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAStandInOverAHandoffStandsInOnlyForThePerson(t *testing.T) {
	s := overridden(t, oncall.Override{Remove: dana, Add: finn,
		From: instant(t, "2026-03-22T09:00:00Z"), To: instant(t, "2026-03-31T09:00:00Z")})
	got := s.Spans(instant(t, "2026-03-20T09:00:00Z"), instant(t, "2026-04-02T09:00:00Z"))
	wantLines(t, shown(got, time.UTC),
		"2026-03-20T09:00+00:00 2026-03-22T09:00+00:00 dana",
		"2026-03-22T09:00+00:00 2026-03-23T09:00+00:00 finn",
		"2026-03-23T09:00+00:00 2026-03-30T09:00+00:00 elif",
		"2026-03-30T09:00+00:00 2026-03-31T09:00+00:00 finn",
		"2026-03-31T09:00+00:00 2026-04-02T09:00+00:00 dana")
}

func TestRemovingLeavesAGapThatTheFallbackFills(t *testing.T) {
	s := overridden(t, oncall.Override{Remove: dana,
		From: instant(t, "2026-03-17T00:00:00Z"), To: instant(t, "2026-03-18T00:00:00Z")})
	from, to := instant(t, "2026-03-16T00:00:00Z"), instant(t, "2026-03-19T00:00:00Z")
	wantLines(t, shown(s.Gaps(from, to), time.UTC),
		"2026-03-16T00:00+00:00 2026-03-16T09:00+00:00 nobody",
		"2026-03-17T00:00+00:00 2026-03-18T00:00+00:00 nobody")
	s.Fallback = greta
	wantLines(t, shown(s.Spans(from, to), time.UTC),
		"2026-03-16T00:00+00:00 2026-03-16T09:00+00:00 greta",
		"2026-03-16T09:00+00:00 2026-03-17T00:00+00:00 dana",
		"2026-03-17T00:00+00:00 2026-03-18T00:00+00:00 greta",
		"2026-03-18T00:00+00:00 2026-03-19T00:00+00:00 dana")
}

func TestWhoIsAddedIsOnCallOnce(t *testing.T) {
	from, to := instant(t, "2026-03-20T00:00:00Z"), instant(t, "2026-03-25T00:00:00Z")
	wantAt(t, overridden(t, oncall.Override{Add: elif, From: from, To: to}),
		"2026-03-19T23:59:59Z: dana", "2026-03-20T00:00:00Z: dana elif",
		"2026-03-23T09:00:00Z: elif", "2026-03-25T00:00:00Z: elif")
	// Dana and Elif are both on; who stands in for one of them and is on already stays once.
	both := oncall.Of(weekly(t, "UTC", dana), weekly(t, "UTC", elif))
	both.Overrides = []oncall.Override{{Remove: dana, Add: elif, From: from, To: to}}
	wantAt(t, both, "2026-03-21T00:00:00Z: elif", "2026-03-26T00:00:00Z: dana elif")
}

func TestAnOverrideThatEndsAtTheHandoffTouchesNothingAfterIt(t *testing.T) {
	handoff := instant(t, "2026-03-23T09:00:00Z")
	s := overridden(t,
		oncall.Override{Add: finn, From: handoff.Add(-time.Hour), To: handoff},
		oncall.Override{Add: finn, Remove: elif, From: handoff, To: handoff.Add(time.Hour)})
	wantAt(t, s, "2026-03-23T08:59:59.999999999Z: dana finn", "2026-03-23T09:00:00Z: finn",
		"2026-03-23T10:00:00Z: elif")
}

func TestATemporaryScheduleIsARevisionAndOverridesThatMatchNobodyOnItAreInert(t *testing.T) {
	regular, fair := weekly(t, "UTC", dana, elif), weekly(t, "UTC", finn)
	s := overridden(t, oncall.Override{Remove: dana, Add: greta,
		From: instant(t, "2026-03-16T09:00:00Z"), To: instant(t, "2026-03-22T00:00:00Z")})
	s.Revisions = []oncall.Revision{
		{Layers: []oncall.Layer{regular}},
		{From: instant(t, "2026-03-18T00:00:00Z"), Layers: []oncall.Layer{fair}},
		{From: instant(t, "2026-03-20T00:00:00Z"), Layers: []oncall.Layer{regular}},
	}
	wantAt(t, s, "2026-03-17T12:00:00Z: greta", "2026-03-18T00:00:00Z: finn",
		"2026-03-19T23:59:59Z: finn", "2026-03-20T00:00:00Z: greta")
}

func TestOverlappingOverridesThatShareAPersonAreRefused(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 3, d, 9, 0, 0, 0, time.UTC) }
	there := oncall.Override{Remove: dana, Add: finn, From: day(16), To: day(18)}
	for _, tt := range []struct {
		name string
		o    oncall.Override
		want string // the fault; empty: none
	}{
		{"touching", oncall.Override{Remove: dana, Add: greta, From: day(18), To: day(20)}, ""},
		{"touching, listed after what it comes before", oncall.Override{Remove: dana, Add: greta, From: day(14), To: day(16)}, ""},
		{"others", oncall.Override{Remove: elif, Add: greta, From: day(16), To: day(18)}, ""},
		{"a chain", oncall.Override{Remove: finn, Add: greta, From: day(17), To: day(19)},
			"overrides[1]: finn is in overrides[0] at the same time"},
		{"the same", oncall.Override{Remove: dana, From: day(15), To: day(30)},
			"overrides[1]: dana is in overrides[0]"},
		{"nobody", oncall.Override{From: day(1), To: day(2)}, "overrides[1]: it names nobody"},
		{"oneself", oncall.Override{Add: greta, Remove: greta, From: day(1), To: day(2)}, "name two people"},
		{"no time", oncall.Override{Add: greta, From: day(2), To: day(2)}, "it ends before it begins"},
	} {
		err := oncall.CheckOverrides([]oncall.Override{there, tt.o})
		if (err == nil) != (tt.want == "") || (err != nil && !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: CheckOverrides = %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestFollowingTheSunCoversEveryHourOfEveryDay(t *testing.T) {
	var shifts []oncall.Layer
	for i, hours := range []string{"06:00 14:00", "14:00 22:00", "22:00 06:00"} {
		l := weekly(t, "Europe/Berlin", []oncall.Member{dana, elif, finn}[i])
		from, to, _ := strings.Cut(hours, " ")
		l.Start, l.Windows = date(t, "2026-01-01"), []oncall.Window{window(t, "mon-sun", from, to)}
		shifts = append(shifts, l)
	}
	from, to := instant(t, "2026-01-02T00:00:00Z"), instant(t, "2027-01-02T00:00:00Z")
	for _, p := range oncall.Of(shifts...).Spans(from, to) {
		if len(p.Members) != 1 {
			t.Errorf("%v are on call from %s to %s, want one", p.Members, p.From, p.To)
		}
	}
}

func TestRegionsThatChangeTheirClocksApartLeaveGapsThatTheBaseLayerFills(t *testing.T) {
	// Office hours that meet in winter: Chicago 8 to 16 ends as Sydney 9 to 17 begins, and so on.
	var regions []oncall.Layer
	for i, r := range []string{"America/Chicago 08:00 16:00", "Europe/Berlin 07:00 15:00",
		"Australia/Sydney 09:00 17:00"} {
		f := strings.Fields(r)
		l := weekly(t, f[0], []oncall.Member{dana, elif, finn}[i])
		l.Start, l.Priority = date(t, "2025-01-01"), 1
		l.Windows = []oncall.Window{window(t, "mon-sun", f[1], f[2])}
		regions = append(regions, l)
	}
	from, to := instant(t, "2026-03-01T00:00:00Z"), instant(t, "2026-04-12T00:00:00Z")
	covered := func(s oncall.Schedule) (sum time.Duration) {
		for _, p := range s.Spans(from, to) {
			if len(p.Members) > 0 {
				sum += p.To.Sub(p.From)
			}
		}
		return sum
	}
	s := oncall.Of(regions...)
	var short time.Duration
	for _, gap := range s.Gaps(from, to) {
		short += gap.To.Sub(gap.From)
	}
	if got, want := covered(s)+short, to.Sub(from); got != want || short == 0 {
		t.Errorf("covered and gaps of %v are %v, want %v and some gaps", short, got, want)
	}
	base := weekly(t, "UTC", greta)
	base.Start = date(t, "2025-01-01")
	if got, want := covered(oncall.Of(append(regions, base)...)), to.Sub(from); got != want {
		t.Errorf("with a base layer %v are covered, want %v", got, want)
	}
}

func TestValidateNamesTheLayerAndTheFault(t *testing.T) {
	good := weekly(t, "UTC", dana)
	for want, change := range map[string]func(*oncall.Layer){
		"":                  func(*oncall.Layer) {},
		"it has nobody":     func(l *oncall.Layer) { l.Members = nil },
		"somebody without":  func(l *oncall.Layer) { l.Members = []oncall.Member{dana, ""} },
		"out of order":      func(l *oncall.Layer) { l.Handoffs = clocks(t, "14:00 06:00") },
		"there twice":       func(l *oncall.Layer) { l.Handoffs = clocks(t, "14:00 14:00") },
		"write every as 1d": func(l *oncall.Layer) { l.Handoffs = clocks(t, "06:00 14:00") },
		"need turns of one day": func(l *oncall.Layer) {
			l.Handoffs, l.Every = clocks(t, "06:00 14:00"), oncall.Every{Unit: oncall.Day, N: 2}
		},
		"more than 24 handoff": func(l *oncall.Layer) { l.Handoffs = make([]oncall.Clock, 25) },
		"more than 20 windows": func(l *oncall.Layer) { l.Windows = make([]oncall.Window, 21) },
	} {
		l := good
		change(&l)
		err := oncall.Of(good, l).Validate()
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) ||
			!strings.HasPrefix(err.Error(), "revisions[0].layers[1]: ")) {
			t.Errorf("Validate = %v, want %q of the second layer", err, want)
		}
	}
	if err := oncall.Of(make([]oncall.Layer, 21)...).Validate(); err == nil ||
		!strings.Contains(err.Error(), "more than 20 layers") {
		t.Errorf("Validate of 21 layers = %v, want them refused", err)
	}
}
