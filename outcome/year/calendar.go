package year

import "time"

// rhythm is how a week's asks fall on its days, Monday first: shops are busy on Fridays and
// Saturdays and closed on Sundays.
var rhythm = [7]float64{1, .9, .9, 1, 1.15, 1.25, .05}

// hours is how a day's asks fall on its hours, from 7 in the morning: a peak when doors open, one
// in the afternoon, little after 8 in the evening.
var hours = [15]float64{.4, .9, 1.3, 1.4, 1.2, .8, .8, 1.1, 1.3, 1.3, 1.1, .8, .5, .2, .1}

// firstHour is the hour that hours begins with, and workFrom and workTo are when experts are there.
const (
	firstHour = 7
	workFrom  = 8
	workTo    = 18
)

// demand is how much is asked on a day, against a usual Monday.
func demand(day time.Time) float64 {
	if holiday(day) {
		return 0
	}
	return rhythm[(int(day.Weekday())+6)%7] * season(day)
}

// season is how busy the time of the year is: a dip between Christmas and the first days of
// January, and a small one in the summer.
func season(day time.Time) float64 {
	switch _, m, d := day.Date(); {
	case m == time.December && d >= 24 || m == time.January && d <= 4:
		return .4
	case m == time.July && d >= 20 || m == time.August && d <= 20:
		return .85
	}
	return 1
}

// holiday reports whether shops are closed: on fixed days, Good Friday and Easter Monday.
func holiday(day time.Time) bool {
	y, m, d := day.Date()
	switch {
	case m == time.January && d == 1, m == time.May && d == 1, m == time.December && (d == 25 || d == 26):
		return true
	}
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	easter := easterSunday(y)
	return date.Equal(easter.AddDate(0, 0, -2)) || date.Equal(easter.AddDate(0, 0, 1))
}

// easterSunday is by the rule of Meeus, Jones and Butcher for the Gregorian calendar.
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// working is the first moment from t on at which experts are there.
func working(t time.Time) time.Time {
	for {
		y, m, d := t.Date()
		from := time.Date(y, m, d, workFrom, 0, 0, 0, t.Location())
		to := time.Date(y, m, d, workTo, 0, 0, 0, t.Location())
		switch {
		case t.Weekday() == time.Sunday || holiday(t) || !t.Before(to):
			t = time.Date(y, m, d+1, workFrom, 0, 0, 0, t.Location())
		case t.Before(from):
			return from
		default:
			return t
		}
	}
}
