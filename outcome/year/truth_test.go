package year_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"howto/outcome"
	"howto/outcome/year"
)

// pressed is the share of people's verdicts that are given: the mean of the beta distribution.
const pressed = 2.9 / (2.9 + 1.1)

// has is when an entry of that kind was written, if one was.
func has(l year.Life, kind outcome.Kind) (time.Time, bool) {
	for _, e := range l.Entries {
		if e.Kind == kind {
			return e.At, true
		}
	}
	return time.Time{}, false
}

// A tally counts the asks that were shown one asset, and those of them solved by it.
type tally struct{ shown, solved int }

// check holds a tally against the rate that was promised. People differ, so the interval is wider
// than that of as many dice.
func (n tally) check(t *testing.T, what string, want float64) {
	t.Helper()
	i, ok := outcome.Wilson(n.solved, n.shown, 4)
	if !ok || want < i.Low || want > i.High {
		t.Errorf("%s: got %d of %d solved (%.2f to %.2f); want %.2f", what, n.solved, n.shown, i.Low,
			i.High, want)
	}
}

// byWeek tallies the cards of an asset in a team, by whether on says yes to the week.
func byWeek(y lived, e year.Event, on func(week int) bool) (yes, no tally) {
	for _, l := range y.lives {
		if l.Entries[0].Team != e.Team || len(l.Entries) < 2 || l.Entries[1].Asset != e.Asset ||
			l.Entries[1].Kind != outcome.Served {
			continue
		}
		n := &no
		if on(week(y.company, l.Entries[0].At)) {
			n = &yes
		}
		n.shown++
		if _, ok := has(l, outcome.Solved); ok {
			n.solved++
		}
	}
	return yes, no
}

func TestWhatBrokeAndGotBetterIsInTheData(t *testing.T) {
	y := storyYear(t)
	c := y.company
	for _, e := range c.Events {
		if e.Kind != year.Broke && e.Kind != year.Better || e.Week == 0 {
			continue
		}
		during, other := byWeek(y, e, e.On)
		during.check(t, fmt.Sprintf("%s during the event", e.Asset), pressed*e.To)
		before := pressed * c.Teams[0].Tasks[0].Helps
		if e.Kind == year.Better {
			before = pressed * .5 // broken from the start, as the story has it
		}
		other.check(t, fmt.Sprintf("%s outside the event", e.Asset), before)
	}
}

func TestAnEventChangesNothingButWhatItIsAbout(t *testing.T) {
	y := quietYear(t)
	quiet := y.company
	broken := quiet
	broken.Events = []year.Event{{Kind: year.Broke, Team: quiet.Teams[0].ID, Week: 30, Weeks: 3, To: .4,
		Asset: quiet.Teams[0].Tasks[0].Asset}}
	was := map[string]year.Life{}
	for _, l := range y.lives {
		was[l.Entries[0].Ask] = l
	}
	touched := 0
	for l := range broken.Lives(1) {
		old, known := was[l.Entries[0].Ask]
		if l.Truth == year.Broke {
			touched++
		} else if known && !reflect.DeepEqual(old, l) && l.Entries[0].Team != broken.Events[0].Team {
			t.Fatalf("ask of %s: got %v; want %v", l.Entries[0].Team, l, old)
		}
	}
	if touched < 60 || touched > 180 {
		t.Errorf("got %d asks that the event shaped; want three weeks of about 40", touched)
	}
}

func TestOneOfFourPeopleAndOneHeavyUser(t *testing.T) {
	small, heavy := map[string]bool{}, map[string]int{}
	for _, l := range storyYear(t).lives {
		asked := l.Entries[0]
		if asked.Team == "workshop" {
			small[asked.Who] = true
		}
		if l.Truth != year.Heavy {
			continue
		}
		heavy[asked.Who]++
		if _, ok := has(l, outcome.Solved); ok {
			t.Fatalf("the heavy user's ask %s was solved by a card; want never", asked.Ask)
		}
	}
	if len(small) == 0 || len(small) > 4 {
		t.Errorf("got %d people who ask in the workshop; want at most 4", len(small))
	}
	if len(heavy) != 1 {
		t.Errorf("got heavy users %v; want one person", heavy)
	}
	for who, n := range heavy {
		if n < 500 {
			t.Errorf("heavy user %s: got %d asks; want about 12 a week", who, n)
		}
	}
}

// median is the middle wait for an expert of what a team asked in some weeks.
func median(c year.Company, book *year.Book, team string, from, to int) time.Duration {
	var waits []outcome.Wait
	for _, f := range outcome.Fold(book.Entries(team, from, to), c.Week(c.Weeks).To()) {
		if !f.HandedOver.IsZero() {
			waits = append(waits, f.Wait)
		}
	}
	d, _ := outcome.KaplanMeier(waits).Median()
	return d
}

func TestWaitsGrowWhileExpertsAreAwayAndAllAreAnswered(t *testing.T) {
	c, book := story(t, 1)
	before, during := median(c, book, "operations", 10, 24), median(c, book, "operations", 24, 27)
	if during < 3*before {
		t.Errorf("got a wait of %v in the leave and of %v before; want far more", during, before)
	}
	for week, most := range []int{20: 0, 35: 20, 36: 20} {
		n := 0
		for _, q := range book.Input("north", week, 1).Questions {
			for _, words := range gap {
				if q.Text == words {
					n++
				}
			}
		}
		if n < most/4 || n > 2*most {
			t.Errorf("week %d: got %d questions in the words of the gap; want about %d", week, n, most/2)
		}
	}
}

func TestNothingHappensAfterUntil(t *testing.T) {
	c := company(t)
	c.Teams = c.Teams[15:]
	c.Until = c.Week(20).From().Add(60 * time.Hour)
	n := 0
	for l := range c.Lives(1) {
		n++
		for _, e := range l.Entries {
			if e.At.After(c.Until) {
				t.Fatalf("%s at %v; want nothing after %v", e.Kind, e.At, c.Until)
			}
		}
	}
	if n == 0 {
		t.Error("got no asks")
	}
}

func TestWhoeverComesBackWithinAWeekIsMarked(t *testing.T) {
	solved, again := 0, 0
	for _, l := range quietYear(t).lives {
		at, ok := has(l, outcome.Solved)
		if !ok {
			continue
		}
		solved++
		back, came := has(l, outcome.AskedAgain)
		if came {
			again++
		}
		if came && (back.Before(at) || back.Sub(at) >= 7*24*time.Hour) {
			t.Fatalf("ask %s solved %v and asked again %v; want within a week", l.Entries[0].Ask, at, back)
		}
	}
	if share := float64(again) / float64(solved); share < .03 || share > .12 {
		t.Errorf("got %.3f of the solved asked again; want about 6 in 100", share)
	}
}
