package digest_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"howto/digest"
	"howto/outcome"
	"howto/outcome/year"
)

// madeUp is a year of two teams of a company in which things happen: a card breaks, one gets
// better, one is past its review, and people ask in vain.
func madeUp() *year.Book {
	tasks := map[string][]year.Task{}
	for _, id := range []string{"refund", "void", "gift-card", "loyalty", "split", "drawer", "receipt", "float"} {
		tasks[""] = append(tasks[""], year.Task{Asset: "tasks/" + id, Asks: []string{"how do I do the " + id}})
	}
	c := year.Story(year.Default(outcome.Week{Year: 2026, Number: 1, Zone: time.UTC}, tasks,
		[]string{"parking permit for my car", "where are umbrellas kept"}), []string{"zeppelin mooring permit"})
	c.Teams = c.Teams[:2]
	return year.Keep(c, c.Lives(7))
}

// What a message of any week speaks of can be measured again, alone, from the same ledger.
func TestAYearOfMessagesHoldsNobodyAndCanBeMeasuredAgain(t *testing.T) {
	book := madeUp()
	for _, team := range book.Company().Teams {
		for _, week := range []int{0, 1, 14, 36, 37, 38} { // the break is in week 37
			in := book.Input(team.ID, week, 26)
			m := digest.Compose(outcome.Examine(in), digest.Names{Team: "The team"})
			text := page(m)
			for _, e := range in.Entries {
				if e.Who != "" && strings.Contains(text, e.Who) {
					t.Fatalf("%s: the message names %q:\n%s", in.Week, e.Who, text)
				}
			}
			for _, q := range in.Questions {
				if strings.Contains(strings.ToLower(text), strings.ToLower(q.Text)) {
					t.Fatalf("%s: the message holds the question %q:\n%s", in.Week, q.Text, text)
				}
			}
			if n := utf8.RuneCountInString(m.Text()); n > 1600 {
				t.Errorf("%s: %d characters:\n%s", in.Week, n, m.Text())
			}
			for _, f := range m.Figures() {
				again, _, err := outcome.MeasureAsset(in, f.Metric, f.Asset)
				if err != nil || again != f {
					t.Errorf("%s: the message speaks of %+v, measured again it is %+v, %v", in.Week, f, again, err)
				}
			}
		}
	}
}
