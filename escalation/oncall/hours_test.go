package oncall_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation/oncall"
)

// office is Monday to Friday from 9 to 17.
func office(t *testing.T, zoneName string, holidays ...string) oncall.Hours {
	t.Helper()
	var days []oncall.Date
	for _, d := range holidays {
		days = append(days, date(t, d))
	}
	return oncall.Hours{Zone: zone(t, zoneName), Holidays: oncall.NewHolidays(days...),
		Windows: []oncall.Window{window(t, "mon-fri", "09:00", "17:00")}}
}

func TestBusinessTimePassesOnlyWhileOpen(t *testing.T) {
	for _, tt := range []struct {
		name, at string
		add      time.Duration
		want     string
		holidays []string
	}{
		{"over the weekend", "2026-11-20 16:50", 30 * time.Minute, "2026-11-23 09:20", nil},
		{"until closing", "2026-11-20 16:50", 10 * time.Minute, "2026-11-20 17:00", nil},
		{"within a day", "2026-11-20 09:00", 2 * time.Hour, "2026-11-20 11:00", nil},
		{"from the weekend", "2026-11-21 12:00", time.Hour, "2026-11-23 10:00", nil},
		{"over clocks put forward", "2026-03-27 16:30", time.Hour, "2026-03-30 09:30", nil},
		{"over clocks put back", "2026-10-23 16:30", time.Hour, "2026-10-26 09:30", nil},
		{"over holidays", "2026-12-24 16:00", 2 * time.Hour, "2026-12-29 10:00",
			[]string{"2026-12-25", "2026-12-28"}},
		{"over weeks", "2026-11-20 09:00", 80 * time.Hour, "2026-12-03 17:00", nil},
		{"nothing", "2026-11-21 12:00", 0, "2026-11-21 12:00", nil},
		{"less than nothing", "2026-11-21 12:00", -time.Hour, "2026-11-21 12:00", nil},
	} {
		h := office(t, "Europe/Berlin", tt.holidays...)
		at, want := instant(t, tt.at+" Europe/Berlin"), instant(t, tt.want+" Europe/Berlin")
		if got := h.Add(at, tt.add); !got.Equal(want) {
			t.Errorf("%s: Add(%s, %v) = %s, want %s", tt.name, tt.at, tt.add, got.In(h.Zone), want)
		}
	}
}

func TestOpenIsHalfOpenAndNeverOnAHoliday(t *testing.T) {
	h := office(t, "Europe/Berlin", "2026-12-25")
	for _, tt := range []struct {
		at   string
		open bool
		next string
	}{
		{"2026-12-24 08:59", false, "2026-12-24 09:00"},
		{"2026-12-24 09:00", true, "2026-12-24 09:00"},
		{"2026-12-24 16:59", true, "2026-12-24 16:59"},
		{"2026-12-24 17:00", false, "2026-12-28 09:00"},
		{"2026-12-25 12:00", false, "2026-12-28 09:00"},
	} {
		at, next := instant(t, tt.at+" Europe/Berlin"), instant(t, tt.next+" Europe/Berlin")
		if got := h.Open(at); got != tt.open {
			t.Errorf("Open(%s) = %v, want %v", tt.at, got, tt.open)
		}
		if got := h.NextOpen(at); !got.Equal(next) {
			t.Errorf("NextOpen(%s) = %s, want %s", tt.at, got, next)
		}
	}
}

func TestAHolidayCutsTheNightThatReachesIntoIt(t *testing.T) {
	h := office(t, "Europe/Berlin", "2026-12-25")
	h.Windows = []oncall.Window{window(t, "mon-sun", "22:00", "06:00")}
	at := instant(t, "2026-12-24 22:00 Europe/Berlin")
	if got, want := h.Add(at, 3*time.Hour), instant(t, "2026-12-26 01:00 Europe/Berlin"); !got.Equal(want) {
		t.Errorf("Add = %s, want %s: two hours before the holiday, one after it", got, want)
	}
}

func TestHoursWithoutWindowsAreAlwaysOpen(t *testing.T) {
	var h oncall.Hours
	at := instant(t, "2026-11-21T03:00:00Z")
	if got := h.Add(at, 1000*time.Hour); !h.Open(at) || !h.NextOpen(at).Equal(at) ||
		!got.Equal(at.Add(1000*time.Hour)) {
		t.Errorf("Open = %v, Add = %v; want time that passes as on any clock", h.Open(at), got)
	}
}

func TestHoursThatNeverOpenEndTheSearch(t *testing.T) {
	h := oncall.Hours{Windows: []oncall.Window{{Days: oncall.DaysOf(time.Sunday)}}}
	var sundays []oncall.Date
	for i := range 6 * 53 {
		sundays = append(sundays, date(t, "2026-11-22").AddDays(7*i))
	}
	h.Holidays = oncall.NewHolidays(sundays...)
	at := instant(t, "2026-11-21T03:00:00Z")
	if open, later := h.NextOpen(at), h.Add(at, time.Minute); !open.IsZero() || !later.IsZero() {
		t.Errorf("NextOpen = %s, Add = %s; want never", open, later)
	}
	if got := office(t, "UTC").Add(at, oncall.Horizon); !got.IsZero() {
		t.Errorf("Add of five years of open time = %s, want never", got)
	}
}

func TestAddedBusinessTimeIsOpenTimeEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLayer(t)
		h := oncall.Hours{Zone: l.Zone, Windows: l.Windows}
		at := drawAround(t, l.Zone)
		d := time.Duration(rapid.IntRange(1, 3*24*60).Draw(t, "add")) * time.Minute
		end := h.Add(at, d)
		if end.IsZero() {
			return // so little is open that it does not come within the horizon
		}
		if !h.Open(end.Add(-1)) {
			t.Fatalf("Add(%s, %v) = %s, which is not open just before", at, d, end)
		}
		// The same in two steps, and what was passed is what is open of it.
		if half := h.Add(h.Add(at, d/2), d-d/2); !half.Equal(end) {
			t.Fatalf("Add(%s, %v) = %s, and in two halves %s", at, d, end, half)
		}
		on := oncall.Of(oncall.Layer{Zone: l.Zone, Windows: l.Windows, Members: []oncall.Member{"a"}})
		var open time.Duration
		for _, p := range on.Spans(at, end) {
			if len(p.Members) > 0 {
				open += p.To.Sub(p.From)
			}
		}
		if open != d && end.Sub(at) < oncall.MaxSpans {
			t.Fatalf("Add(%s, %v) = %s, and %v of that is open", at, d, end, open)
		}
	})
}
