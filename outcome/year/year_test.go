package year_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"howto/library"
	"howto/outcome"
	"howto/outcome/year"
	"howto/search"
)

// berlin is where the company is.
func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// tasks are those of the sample library, read once.
func tasks(t testing.TB) map[string][]year.Task {
	t.Helper()
	all, err := readTasks()
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]year.Task{"": all}
}

var readTasks = sync.OnceValues(func() ([]year.Task, error) {
	var all []year.Task
	err := fs.WalkDir(library.Files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		raw, err := library.Files.ReadFile(path)
		if err != nil {
			return err
		}
		a, faults := search.Parse(strings.TrimSuffix(path, ".md"), path, raw)
		if len(faults) > 0 {
			return fmt.Errorf("%v", faults)
		}
		all = append(all, year.Task{Asset: a.ID, Asks: append(a.Asks, a.Title), Topics: a.Topics})
		return nil
	})
	return all, err
})

var (
	vain = []string{"recycling old batteries", "where do old batteries go", "customer wants a plant doctor",
		"do we sharpen mower blades", "key cutting machine jams", "hire a van for a customer"}
	gap = []string{"do we do gift wrapping", "gift wrapping for a customer", "is gift wrapping free",
		"where is the gift wrapping paper"}
)

// company is the default one, from the first week of 2025, without events.
func company(t testing.TB) year.Company {
	t.Helper()
	from, err := outcome.ParseWeek("2025-W01", berlin(t))
	if err != nil {
		t.Fatal(err)
	}
	return year.Default(from, tasks(t), vain)
}

// A lived is a year that several tests look at: it is played once, with the dice of seed 1.
type lived struct {
	company year.Company
	lives   []year.Life
}

// book puts the year into a book.
func (y lived) book() *year.Book { return year.Keep(y.company, slices.Values(y.lives)) }

// quietYear is one in which nothing happens, and storyYear one in which things do.
var (
	quietYear = once(func(c year.Company) year.Company { return c })
	storyYear = once(func(c year.Company) year.Company { return year.Story(c, gap) })
)

func once(of func(year.Company) year.Company) func(testing.TB) lived {
	var made lived
	var first sync.Once
	return func(t testing.TB) lived {
		t.Helper()
		c := of(company(t))
		first.Do(func() { made = lived{c, slices.Collect(c.Lives(1))} })
		return made
	}
}

// bytes is what a year looks like written down.
func bytes(c year.Company, seed uint64) [32]byte {
	h := sha256.New()
	for l := range c.Lives(seed) {
		fmt.Fprintln(h, l)
	}
	return [32]byte(h.Sum(nil))
}

func TestTheSameSeedGivesTheSameYear(t *testing.T) {
	c := year.Story(company(t), gap)
	c.Teams = c.Teams[14:]
	if a, b := bytes(c, 1), bytes(c, 1); a != b {
		t.Errorf("two years of seed 1: got %x and %x; want the same", a, b)
	}
	if a, b := bytes(c, 1), bytes(c, 2); a == b {
		t.Error("years of seeds 1 and 2 are the same; want other dice to give another year")
	}
}

// week is the number of the week that an instant is in.
func week(c year.Company, at time.Time) int {
	return int(math.Round(outcome.WeekOf(at, c.From.Zone).From().Sub(c.From.From()).Hours() / 168))
}

func TestTheCompanyIsAsBigAsPromised(t *testing.T) {
	y := quietYear(t)
	c := y.company
	people, asks, entries := map[string]bool{}, map[string]int{}, 0
	for _, l := range y.lives {
		asked := l.Entries[0]
		people[asked.Who] = true
		asks[asked.Team]++
		entries += len(l.Entries)
	}
	all := 0
	for _, team := range c.Teams {
		all += team.People
		mean := float64(asks[team.ID]) / 52
		if mean < .85*team.Asks || mean > 1.1*team.Asks {
			t.Errorf("team %s: got %.1f asks a week; want about %.0f", team.ID, mean, team.Asks)
		}
	}
	if len(c.Teams) != 20 || all != 2000 {
		t.Errorf("got %d teams of %d people; want 20 of 2,000", len(c.Teams), all)
	}
	if len(people) < 1500 {
		t.Errorf("got %d people who ask; want most of the 2,000", len(people))
	}
	t.Logf("%d people asked; %d entries", len(people), entries)
}

func TestDaysAndHoursAreThoseOfShops(t *testing.T) {
	y := quietYear(t)
	c := y.company
	days, late, weeks := map[time.Weekday]int{}, 0, make([]int, 53)
	for _, l := range y.lives {
		at := l.Entries[0].At.In(c.From.Zone)
		days[at.Weekday()]++
		weeks[week(c, at)]++
		if at.Hour() < 7 || at.Hour() > 21 {
			late++
		}
		switch at.Format(time.DateOnly) {
		case "2025-04-18", "2025-04-21", "2025-05-01", "2025-12-25":
			t.Fatalf("somebody asked at %s; want shops closed on holidays", at)
		}
	}
	if days[time.Sunday]*10 > days[time.Monday] || days[time.Saturday] < days[time.Tuesday] {
		t.Errorf("got asks by day %v; want few on Sundays and many on Saturdays", days)
	}
	if late > 0 {
		t.Errorf("got %d asks at night; want none", late)
	}
	if weeks[51]*2 > weeks[45] {
		t.Errorf("got %d asks in the week of Christmas and %d in November; want fewer than half",
			weeks[51], weeks[45])
	}
}

func TestEveryAskHasOneClass(t *testing.T) {
	y := storyYear(t)
	c := y.company
	asks := map[string]int{}
	var entries []outcome.Entry
	end := c.From.From().AddDate(2, 0, 0)
	for _, l := range y.lives {
		asks[l.Entries[0].Team]++
		entries = append(entries, l.Entries...)
		for i, e := range l.Entries {
			if e.Ask != l.Entries[0].Ask || i > 0 && e.Kind == outcome.Asked || e.Team != l.Entries[0].Team {
				t.Fatalf("entry %d of ask %s: got %+v; want one Asked, and all of one ask and team", i,
					l.Entries[0].Ask, e)
			}
		}
	}
	ids := map[string]bool{}
	for _, e := range entries {
		if ids[e.ID] {
			t.Fatalf("id %s twice", e.ID)
		}
		ids[e.ID] = true
	}
	classes, folded := map[outcome.Class]int{}, map[string]int{}
	for _, f := range outcome.Fold(entries, end) {
		classes[f.Class]++
		folded[f.Team]++
	}
	for team, n := range asks {
		if folded[team] != n {
			t.Errorf("team %s: got %d fates of %d asks; want one each", team, folded[team], n)
		}
	}
	if classes[outcome.Pending]+classes[outcome.AnsweredOpen]+classes[outcome.WithPerson] > 0 {
		t.Errorf("a year later: got %v; want nothing open", classes)
	}
	t.Logf("%v", classes)
}

func BenchmarkYear(b *testing.B) {
	c := year.Story(company(b), gap)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for l := range c.Lives(1) {
			n += len(l.Entries)
		}
		b.ReportMetric(float64(n), "entries")
	}
}
