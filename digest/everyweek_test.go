package digest_test

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"howto/digest"
	"howto/outcome"
	"howto/outcome/year"
)

// yearWeeks is how many weeks before its own each message of the year looks at: enough for every
// label.
const yearWeeks = 13

// yearOfAll plays a year in which things happen. Questions have names and ids in them, as people write
// them, and some call people with an @; no message may have any of it.
func yearOfAll(t *testing.T) (year.Company, *year.Book) {
	t.Helper()
	from, err := outcome.ParseWeek("2025-W01", nil)
	if err != nil {
		t.Fatal(err)
	}
	var tasks []year.Task
	for i := range 40 {
		tasks = append(tasks, year.Task{Asset: fmt.Sprintf("tills/card-%02d", i), Asks: []string{
			fmt.Sprintf("please show annika keller on till %d what comes first", i),
			fmt.Sprintf("lena from U0KELLER%02d wants her money back for the blue kettle", i)}})
	}
	c := year.Default(from, map[string][]year.Task{"": tasks},
		[]string{"@annika cannot open the garden shed behind store nine", "where did @tobias put the pallet jack"})
	c = year.Story(c, []string{"does annika do gift wrapping for her customers", "is gift wrapping free at @tobias",
		"gift wrapping for @annika please"})
	return c, year.Keep(c, c.Lives(7))
}

// said is everything that a manager may read or press in a message.
func said(m digest.Message) string {
	all := []string{m.Text(), m.Title, m.Lead, m.Base, m.Alt, m.Label, m.Finding, m.Impact, m.Reasons, m.Step.Text,
		m.Decision, m.Fix, m.Huddle, m.Script, m.Win, m.Caveats, m.FindingKey}
	for _, n := range m.Numbers {
		all = append(all, n.Label, n.Value, n.Note)
	}
	return strings.Join(all, "\n")
}

var (
	anyID   = regexp.MustCompile(`\b([UWCDGT]0[A-Z0-9]{4,}|p_[0-9a-f]{6,}|[0-9a-f]{8}-[0-9a-f]{4}-)`)
	anyName = regexp.MustCompile(`(?i)annika|keller|lena|tobias`)
)

// runs are all runs of four words of a text: as much as nobody shares by chance.
func runs(text string) []string {
	words := strings.Fields(strings.ToLower(text))
	var all []string
	for i := range len(words) - 3 {
		all = append(all, strings.Join(words[i:i+4], " "))
	}
	return all
}

// picked reports whether the message of a week of a team is looked at: where something begins to happen,
// and one in six of all others, in all weeks of the year and in all teams. The race detector needs
// no more than the first; with HOWTO_TEST_ALL=1 and without it, all are.
func picked(c year.Company, team, week int) bool {
	if slices.ContainsFunc(c.Events, func(e year.Event) bool { return e.Team == c.Teams[team].ID && e.Week == week }) {
		return true
	}
	switch {
	case raced || testing.Short():
		return false
	case os.Getenv("HOWTO_TEST_ALL") == "1":
		return true
	}
	return (week+5*team)%6 == 0
}

// eachOfYear gives f the picked messages of the year, with what is known of its own week and the one before.
func eachOfYear(t *testing.T, c year.Company, book *year.Book, f func(outcome.Input, outcome.Study, digest.Message)) {
	t.Helper()
	owners := map[string]string{}
	for _, team := range c.Teams {
		for _, k := range team.Tasks {
			owners[k.Asset] = "U0OWNER1"
		}
	}
	var all sync.WaitGroup
	for part := range 2 {
		all.Go(func() {
			for i := part; i < len(c.Teams); i += 2 {
				for week := range c.Weeks {
					if !picked(c, i, week) {
						continue
					}
					in := book.Input(c.Teams[i].ID, week, yearWeeks)
					s := outcome.Examine(in)
					f(book.Input(in.Team, week, 0), s, digest.Compose(s, digest.Names{Owners: owners}))
				}
			}
		})
	}
	all.Wait()
}

// asked is every run of words of the questions of a company.
func asked(c year.Company) []string {
	texts := slices.Clone(c.Teams[0].Vain)
	for _, e := range c.Events {
		texts = append(texts, e.Asks...)
	}
	for _, team := range c.Teams {
		for _, k := range team.Tasks {
			texts = append(texts, k.Asks...)
		}
	}
	var all []string
	for _, text := range texts {
		all = append(all, runs(text)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// asker is who asked in the entries and is named in the message.
func asker(in outcome.Input, m digest.Message) string {
	text := said(m)
	i := slices.IndexFunc(in.Entries, func(e outcome.Entry) bool { return e.Who != "" && strings.Contains(text, e.Who) })
	if i < 0 {
		return ""
	}
	return in.Entries[i].Who
}

// gossip is what a message holds that it must not.
func gossip(m digest.Message, questions []string) string {
	text := said(m)
	for _, found := range []string{anyID.FindString(text), anyName.FindString(text)} {
		if found != "" {
			return found
		}
	}
	text = strings.ToLower(text)
	i := slices.IndexFunc(questions, func(run string) bool { return strings.Contains(text, run) })
	if i >= 0 {
		return questions[i]
	}
	return ""
}

// Each message is looked at twice: for what it must not say, and whether what it says is measured again
// from nothing but the entries of its own week and the one before.
func TestTheMessagesOfAYearNameNobodyAndCanBeMeasuredAgain(t *testing.T) {
	c, book := yearOfAll(t)
	questions := asked(c)
	var mu sync.Mutex
	n, figures, labels := 0, 0, map[string]int{}
	eachOfYear(t, c, book, func(in outcome.Input, s outcome.Study, m digest.Message) {
		if found := cmp.Or(gossip(m, questions), asker(in, m)); found != "" {
			t.Errorf("%s of %s: got %q in it; want nobody's name, id or words:\n%s", in.Week, in.Team, found, said(m))
		}
		if n := utf8.RuneCountInString(m.Text()); n > 1600 {
			t.Errorf("%s of %s: %d characters, want at most 1,600:\n%s", in.Week, in.Team, n, m.Text())
		}
		again := outcome.Examine(in).Report
		for _, f := range s.Report.Figures {
			if got, ok := again.About(f.Metric, f.Asset); f.Metric != outcome.MetricLabel && (!ok || got != f) {
				t.Errorf("%s of %s: %s %s was %+v behind the message; measured again %+v", in.Week, in.Team, f.Metric,
					f.Asset, f, got)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		n, figures = n+1, figures+len(s.Report.Figures)
		labels[m.Label]++
	})
	if figures < n {
		t.Errorf("got %d figures in %d messages; want each to rest on some", figures, n)
	}
	t.Logf("%d messages with %d figures, by label %v", n, figures, labels)
}
