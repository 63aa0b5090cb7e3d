// Package year makes up a year of a company's asks, with the truth beside it, so that what is said
// about a ledger can be held against what really happened.
//
// A [Company] says who asks what and how often; its [Event] list is the truth: what broke, got
// better or was missing, and in which weeks. [Company.Lives] plays it and yields one [Life] for each
// ask: the ledger entries from the question to the verdict. A [Book] keeps the lives at hand and
// opens at a team and a week. [Default] is a company of 2,000 people in 20 teams.
//
// It deliberately knows nothing of a real installation: people are made up, nothing is stored, and
// no figure is worked out here.
//
// Callers may rely on this: the same company and seed give the same bytes on every machine; teams
// do not share dice, nor do asks, so an event changes nothing but what it is about, and a year with
// and one without it can be compared ask by ask; nothing happens after Until.
package year

import (
	"iter"
	"time"

	"howto/outcome"
)

// A Company is what a year is made of.
type Company struct {
	From   outcome.Week // the first week; its zone is where the company is
	Weeks  int          // how many weeks people ask; 52 is a year
	Until  time.Time    // what happens later is left out; zero: nothing is
	Teams  []Team
	Events []Event
	// Shake is how much the success of all cards of a team moves from week to week by itself: the
	// standard deviation in log-odds. 0.1 moves a rate of 60 % by about 2 points either way.
	Shake float64
}

// A Team is a group of people who ask and the experts who answer them.
type Team struct {
	ID      string
	People  int      // how many people may ask
	Asks    float64  // how many they ask in a usual week
	Tasks   []Task   // what they need help with; each has at least one way to put the question
	Vain    []string // questions that nothing answers; a team without tasks needs some
	Missing float64  // share of asks that are of Vain, 0 to 1
	// Experts are who answers; empty: an id is made up.
	Experts []string
	Wait    time.Duration // the typical time until an expert has a case, in working hours
}

// A Task is what an asset helps with.
type Task struct {
	Asset  string
	Asks   []string // how people put the question
	Weight float64  // how often it is asked, against the team's other tasks
	Helps  float64  // how often the card helps whoever sees it, 0 to 1
	Topics []string
	Review time.Time // when the asset is to be looked at again; zero: never
}

// A Kind says what an event does.
type Kind string

// The kinds of events.
const (
	Broke  Kind = "broke"  // the card of Asset helps only in To of the cases, while it lasts
	Better Kind = "better" // Asset was rewritten: it helps in To of the cases from then on
	Gap    Kind = "gap"    // Rate more asks a week, in the words of Asks, find nothing
	Heavy  Kind = "heavy"  // one person asks for Asset Rate times a week and never finds it right
	Leave  Kind = "leave"  // experts are away: waits are To times as long; all are answered
	Stale  Kind = "stale"  // Asset is due for a review and still used
)

// An Event is something true about the year.
type Event struct {
	Kind  Kind
	Team  string
	Asset string
	Week  int // the first week it is true, counted from Company.From as 0
	Weeks int // for how many weeks; 0 means until the end
	To    float64
	Rate  float64
	Asks  []string
}

// On reports whether e is true in a week, counted from Company.From as 0.
func (e Event) On(week int) bool {
	return week >= e.Week && (e.Weeks == 0 || week < e.Week+e.Weeks)
}

// A Life is one ask and all that became of it.
type Life struct {
	Text    string          // the question
	Entries []outcome.Entry // oldest first; the first is Asked
	// Truth is the kind of the event that shaped the ask, or empty.
	Truth Kind
}

// Lives plays the year. Lives come team by team and in each by the time of the question. The same
// seed gives the same lives.
func (c Company) Lives(seed uint64) iter.Seq[Life] {
	return func(yield func(Life) bool) {
		for i, t := range c.Teams {
			for _, l := range newPlay(c, t, dice{seed, uint64(i + 1)}).lives() {
				if !yield(l) {
					return
				}
			}
		}
	}
}

// Week is the week with that number, counted from From as 0.
func (c Company) Week(n int) outcome.Week { return c.From.Plus(n) }

// Facts are what is known of a team's assets, for [outcome.Input].
func (c Company) Facts(team string) []outcome.AssetFact {
	var facts []outcome.AssetFact
	for _, t := range c.Teams {
		if t.ID != team {
			continue
		}
		for _, k := range t.Tasks {
			facts = append(facts, outcome.AssetFact{ID: k.Asset, Review: c.review(t, k)})
		}
	}
	return facts
}

// review is when a task's asset is due for a look: at the start of the week of its Stale event, if
// it has one.
func (c Company) review(t Team, k Task) time.Time {
	for _, e := range c.Events {
		if e.Kind == Stale && e.Team == t.ID && e.Asset == k.Asset {
			return c.Week(e.Week).From()
		}
	}
	return k.Review
}
