package main

import (
	"fmt"
	"strings"
	"testing"

	"howto/outcome"
	"howto/sandbox"
)

// unfound has eight people ask payments the same on a day, for which nothing is found.
func (c *calendar) unfound(question string) {
	c.t.Helper()
	at := monday.AddDate(0, 0, -5)
	for i := range 8 {
		a := outcome.Ask{ID: c.service.store.NewID(), User: fmt.Sprint("U0Q", i), Text: question, Team: "payments", At: at}
		entries := []outcome.Entry{{Kind: outcome.Asked, Who: a.User, At: at}, {Kind: outcome.NotFound, At: at}}
		if _, err := c.service.store.Record(c.t.Context(), "", &a, entries, nil); err != nil {
			c.t.Fatal(err)
		}
	}
}

// The sample library says that Dana Kowalski and Elif Sahin may be asked.
func TestNoThemeIsTheNameOfAColleagueHoweverItIsWritten(t *testing.T) {
	for question, names := range map[string][]string{
		"complaint about Kowalski":         {"kowalski"},
		"complaint about the Kowalskis":    {"kowalski"},
		"complaint: Şahin's till":          {"şahin", "sahin"},
		"complaint about s\u0327ahin":      {"şahin", "s\u0327ahin", "sahin"},
		"complaint, Kowal\u00adski's till": {"kowal"},
	} {
		t.Run(question, func(t *testing.T) {
			t.Parallel()
			c := newCalendar(t, "teams: [payments, operations], zone", oneTeam)
			c.open(monday.AddDate(0, 0, -5))
			c.unfound(question)
			c.move(monday)
			text := strings.ToLower(c.weeks(mara)[0].Text)
			for _, name := range names {
				if strings.Contains(text, name) {
					t.Errorf("the manager reads %q of a colleague:\n%s", name, text)
				}
			}
			if !strings.Contains(text, "complaint") {
				t.Errorf("the manager reads\n%s\nwant what the questions share beside the name", text)
			}
		})
	}
}

// Whoever asks for a mark may mean Mark: a theme is rather lost than somebody named.
func TestAThemeThatIsAlsoANameIsLost(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket, func(c *sandbox.Config) { c.Users[0].RealName = "Bill Gift" })
	w.fillSample()
	v, _ := w.opened()
	if err := v.bot.ReadNames(t.Context()); err != nil {
		t.Fatal(err)
	}
	name := v.studier().name
	for word, want := range map[string]bool{"bill": true, "bills": true, "gift": true, "refund": false, "till": false} {
		if got := name(word); got != want {
			t.Errorf("%q is taken for a name: %v, want %v", word, got, want)
		}
	}
	week := outcome.Last(v.now(), weekZone(v.roster, "operations"))
	m, _, err := v.studier().message(t.Context(), "operations", week)
	if err != nil || strings.Contains(m.Text(), "gift") || !strings.Contains(m.Text(), "wrapping") {
		t.Errorf("where somebody is called Gift the week says, %v:\n%s", err, m.Text())
	}
}
