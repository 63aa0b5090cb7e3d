package year_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"howto/outcome"
	"howto/outcome/year"
)

var update = flag.Bool("update", false, "play many years and write what came of it to docs/digest-quality.md")

const (
	evidence = "../../docs/digest-quality.md"
	past     = 26 // weeks before the one that is looked at, as the weekly message has them
)

// study looks at one week of a team.
func study(b *year.Book, team string, week int) outcome.Study {
	return outcome.Examine(b.Input(team, week, past))
}

// An alarms counts what was said about weeks in which nothing had happened.
type alarms struct {
	teamYears float64
	messages  map[outcome.Label]int // by the strongest label in it
	changes   map[string]int        // signals and watches by figure
}

func (a *alarms) add(s outcome.Study) {
	top := outcome.NotEnough
	for _, c := range s.Changes {
		top = max(top, c.Label)
		if c.Label < outcome.Watch {
			continue
		}
		about := "team"
		if c.Asset != "" {
			about = "asset"
		}
		a.changes[fmt.Sprintf("%s | %s, %s", c.Label, c.Metric, about)]++
	}
	a.messages[top]++
}

// quiet plays years without any event and counts the alarms of some teams.
func quiet(t *testing.T, c year.Company, teams []year.Team, seeds []uint64) alarms {
	a := alarms{teamYears: float64(len(teams) * len(seeds)), messages: map[outcome.Label]int{},
		changes: map[string]int{}}
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, seed := range seeds {
		all.Go(func() {
			b := year.Keep(c, c.Lives(seed))
			for _, team := range teams {
				for week := range c.Weeks {
					s := study(b, team.ID, week)
					mu.Lock()
					a.add(s)
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	t.Logf("%.0f quiet team-years: messages %v, changes %v", a.teamYears, a.messages, a.changes)
	return a
}

func TestAQuietCompanyHearsFewFalseAlarms(t *testing.T) {
	c := quietYear(t).company
	teams := []year.Team{c.Teams[2], c.Teams[8]}
	if raced {
		teams = teams[1:]
	}
	a := quiet(t, c, teams, []uint64{1})
	if n := a.messages[outcome.Signal]; n > 2 {
		t.Errorf("got %d signals in two quiet years of teams; want at most one a year", n)
	}
}

// A trial is one team whose first card is asked for some times a week, and falls by some points (of 1)
// for three weeks.
type trial struct {
	asks, points float64
}

// play plays the trial and says what was told of the card within one week and within two.
func (r trial) play(t *testing.T, seed uint64) (signal, watch [2]bool) {
	const share = .2556 // of the asks of a team with eight tasks are for the first card
	c := company(t)
	c.Weeks, c.Teams = 29, c.Teams[:1]
	team := &c.Teams[0]
	team.Asks, team.People = r.asks/share, int(1.7*r.asks/share)
	e := year.Event{Kind: year.Broke, Team: team.ID, Asset: team.Tasks[0].Asset, Week: 26, Weeks: 3,
		To: team.Tasks[0].Helps - r.points/pressed}
	c.Events = []year.Event{e}
	b := year.Keep(c, c.Lives(seed))
	for k := range 2 {
		for _, ch := range study(b, e.Team, e.Week+k).Changes {
			if ch.Asset == e.Asset && ch.Worse {
				signal[k] = signal[k] || ch.Label == outcome.Signal
				watch[k] = watch[k] || ch.Label >= outcome.Watch
			}
		}
	}
	signal[1], watch[1] = signal[0] || signal[1], watch[0] || watch[1]
	return signal, watch
}

var (
	storyOnce sync.Once
	storyBook *year.Book
)

// story is the year in which things happen. That of seed 1 is put into a book once.
func story(t *testing.T, seed uint64) (year.Company, *year.Book) {
	if seed == 1 {
		y := storyYear(t)
		storyOnce.Do(func() { storyBook = y.book() })
		return y.company, storyBook
	}
	c := year.Story(company(t), gap)
	return c, year.Keep(c, c.Lives(seed))
}

// event is the last one of a kind.
func event(t *testing.T, c year.Company, kind year.Kind) year.Event {
	t.Helper()
	for _, e := range slices.Backward(c.Events) {
		if e.Kind == kind {
			return e
		}
	}
	t.Fatalf("no event %s", kind)
	return year.Event{}
}

// label is what a study says of a figure.
func label(s outcome.Study, metric, asset string) (outcome.Label, bool) {
	for _, c := range s.Changes {
		if c.Metric == metric && c.Asset == asset {
			return c.Label, c.Worse
		}
	}
	return outcome.NotEnough, false
}

func TestTheTillUpdateIsFound(t *testing.T) {
	seeds := []uint64{1, 2, 3}
	if raced {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		c, b := story(t, seed)
		e := c.Events[0]
		now, worse := label(study(b, e.Team, e.Week), outcome.MetricSolved, e.Asset)
		next, worse2 := label(study(b, e.Team, e.Week+1), outcome.MetricSolved, e.Asset)
		if (now != outcome.Signal || !worse) && (next != outcome.Signal || !worse2) {
			t.Errorf("seed %d: got %v and %v in the first weeks of the break; want a signal", seed, now, next)
		}
	}
}

func TestTheRewrittenCardIsAWin(t *testing.T) {
	c, b := story(t, 1)
	e := event(t, c, year.Better)
	for k := range 4 {
		if l, worse := label(study(b, e.Team, e.Week+k), outcome.MetricSolved, e.Asset); l == outcome.Signal &&
			!worse {
			t.Logf("a signal for the better %d weeks after the rewrite", k)
			return
		}
	}
	t.Error("got no signal for the better within four weeks of the rewrite")
}

func TestTheSmallTeamIsHiddenEveryWeek(t *testing.T) {
	c, b := story(t, 1)
	for week := range c.Weeks {
		if raced && week%5 != 0 {
			continue
		}
		s := study(b, "workshop", week)
		if s.Report.Why == outcome.Shown || len(s.Changes) > 0 && s.Changes[0].Label != outcome.NotEnough {
			t.Fatalf("week %d: got a report of the four (%v); want it hidden", week, s.Changes)
		}
	}
}

// heavier counts the weeks of the team with the heavy user, and those in which the solved rate would be
// labelled otherwise without them.
func heavier(t *testing.T, seed uint64) (weeks, other, signals int) {
	c, with := story(t, seed)
	e := event(t, c, year.Heavy)
	c.Events, c.Teams = nil, slices.Clone(c.Teams)
	for i := range c.Teams {
		if c.Teams[i].ID != e.Team { // a team's year does not depend on the others
			c.Teams[i].Asks = 0
		}
	}
	without := year.Keep(c, c.Lives(seed))
	for week := past; week < c.Weeks; week++ {
		if raced && week%5 != 0 {
			continue
		}
		a, _ := label(study(with, e.Team, week), outcome.MetricSolved, "")
		b, _ := label(study(without, e.Team, week), outcome.MetricSolved, "")
		weeks++
		if a != b {
			other++
			t.Logf("week %d: %v with the heavy user, %v without", week, a, b)
		}
		if a == outcome.Signal && b != outcome.Signal {
			signals++
		}
	}
	return weeks, other, signals
}

func TestTheHeavyUserMovesNoLabel(t *testing.T) {
	if weeks, other, signals := heavier(t, 1); other > 1 || signals > 0 {
		t.Errorf("got another label in %d of %d weeks, %d of them signals; want the same but for one watch",
			other, weeks, signals)
	}
}

func TestWaitsOfTheLeaveAreSeenAndNothingElse(t *testing.T) {
	c, b := story(t, 1)
	e := event(t, c, year.Leave)
	seen := outcome.NotEnough
	for week := e.Week; week < e.Week+e.Weeks; week++ {
		s := study(b, e.Team, week)
		l, worse := label(s, outcome.MetricWait, "")
		if worse {
			seen = max(seen, l)
		}
		if l, _ := label(s, outcome.MetricSolved, ""); l == outcome.Signal {
			t.Errorf("week %d: got a signal of the solved rate; want none, as all were answered", week)
		}
	}
	if seen < outcome.Watch {
		t.Errorf("got %v for the waits of three weeks of leave; want at least a watch", seen)
	}
}

func TestTheGapAndTheStaleAssetAreFindings(t *testing.T) {
	c, b := story(t, 1)
	for kind, want := range map[year.Kind]outcome.FindingKind{year.Gap: outcome.GapFound, year.Stale: outcome.AssetStale} {
		e := event(t, c, kind)
		of := func(week int) bool {
			return slices.ContainsFunc(study(b, e.Team, week).Findings, func(f outcome.Finding) bool {
				return f.Kind == want && f.Asset == e.Asset &&
					(kind == year.Stale || slices.Contains(f.Theme.Words, "wrapping"))
			})
		}
		if of(e.Week-2) || !of(e.Week+1) {
			t.Errorf("%s from week %d on: found before %t, found then %t; want only then", kind, e.Week,
				of(e.Week-2), of(e.Week+1))
		}
	}
}

// TestWriteEvidence plays what the other tests play a little of, many times.
func TestWriteEvidence(t *testing.T) {
	if !*update {
		t.Skip("run with -update to play many years; it takes minutes")
	}
	var page strings.Builder
	page.WriteString(evidenceHead)
	writeQuiet(t, &page)
	writePower(t, &page)
	writeStory(t, &page)
	if err := os.WriteFile(evidence, []byte(page.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

const evidenceHead = `# How well the weekly message tells what matters

Written by ` + "`go test ./outcome/year -run Evidence -update -timeout 60m`" + `, from made-up years of a company of 2,000 people in 20 teams
(` + "`outcome/year`" + `). The rules of the labels are in ` + "`decisions/0013-what-counts-as-a-signal.md`" + `.

`

func writeQuiet(t *testing.T, page *strings.Builder) {
	c := company(t)
	seeds := []uint64{1, 2, 3, 4, 5}
	a := quiet(t, c, c.Teams, seeds)
	fmt.Fprintf(page, "## When nothing happened\n\n%d years of 20 teams, 52 weeks each, in which nothing broke and nothing got better. "+
		"Rates still move:\npeople differ, shops close on holidays, and the success of all cards of a team moves by about 2 points a week by itself.\n\n",
		len(seeds))
	page.WriteString("| The strongest label of a message | Messages | Per team and year |\n|---|---|---|\n")
	for _, l := range []outcome.Label{outcome.Signal, outcome.Watch, outcome.Noise, outcome.NotEnough} {
		fmt.Fprintf(page, "| %s | %d | %.2f |\n", l, a.messages[l], float64(a.messages[l])/a.teamYears)
	}
	page.WriteString("\nEvery *signal* and *watch* of that table is a false alarm. What they were about (a message can have several):\n\n")
	page.WriteString("| Label | Figure | Changes | Per team and year |\n|---|---|---|---|\n")
	for _, k := range slices.Sorted(maps.Keys(a.changes)) {
		fmt.Fprintf(page, "| %s | %d | %.2f |\n", k, a.changes[k], float64(a.changes[k])/a.teamYears)
	}
}

func writePower(t *testing.T, page *strings.Builder) {
	const seeds = 40
	fmt.Fprintf(page, "\n## When a card breaks\n\nThe share of %d years in which the fall of one card's solved rate was a *signal* in the "+
		"week it broke / by the end of the next\nweek; in brackets the same with *watch* counted too. Before, about 60 in 100 were solved.\n\n", seeds)
	page.WriteString("| Asks a week for the card | 10 points | 15 points | 25 points | 35 points |\n|---|---|---|---|---|\n")
	for _, asks := range []float64{40, 47, 70, 118} {
		fmt.Fprintf(page, "| %.0f |", asks)
		for _, points := range []float64{.10, .15, .25, .35} {
			var n [4]int
			for seed := range uint64(seeds) {
				signal, watch := trial{asks, points}.play(t, seed)
				for i, yes := range []bool{signal[0], signal[1], watch[0], watch[1]} {
					if yes {
						n[i]++
					}
				}
			}
			percent := func(n int) int { return (100*n + seeds/2) / seeds }
			fmt.Fprintf(page, " %d / %d %% (%d / %d) |", percent(n[0]), percent(n[1]), percent(n[2]), percent(n[3]))
		}
		page.WriteString("\n")
	}
	page.WriteString("\nA card that is asked for fewer than 30 times a week is never more than *not enough data*, however far it falls: what breaks " +
		"there is seen\nby the requests to look at an asset after two *Not quite* in a row.\n")
}

func writeStory(t *testing.T, page *strings.Builder) {
	const seeds = 8
	found, wins, weeks, other, signals := [3]int{}, 0, 0, 0, 0
	for seed := range uint64(seeds) {
		c, b := story(t, seed+1)
		e := c.Events[0]
		k := 0
		for ; k < 2; k++ {
			if l, worse := label(study(b, e.Team, e.Week+k), outcome.MetricSolved, e.Asset); l == outcome.Signal && worse {
				break
			}
		}
		found[k]++
		e = event(t, c, year.Better)
		for k := range 4 {
			if l, worse := label(study(b, e.Team, e.Week+k), outcome.MetricSolved, e.Asset); l == outcome.Signal && !worse {
				wins++
				break
			}
		}
	}
	for seed := range uint64(3) {
		w, o, s := heavier(t, seed+1)
		weeks, other, signals = weeks+w, other+o, signals+s
	}
	fmt.Fprintf(page, "\n## A year in which something happened\n\n")
	fmt.Fprintf(page, "- A till update breaks the most used card of a team with 150 asks a week (a fall of 29 points): found in its week in %d of %d years, "+
		"in the next in %d, not by then in %d.\n", found[0], seeds, found[1], found[2])
	fmt.Fprintf(page, "- A poor card is rewritten (30 points up): a signal for the better within four weeks in %d of %d years.\n", wins, seeds)
	fmt.Fprintf(page, "- One person asks 12 times a week in a team with 65 other asks, and never finds it right: in %d weeks the label of the team's solved "+
		"rate was another\n  one without them in %d, and a signal because of them in %d.\n", weeks, other, signals)
	fmt.Fprintf(page, "- A team of four people: hidden in all 52 weeks.\n")
}
