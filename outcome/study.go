package outcome

import (
	"fmt"
	"time"
)

// An Input is what a [Study] is made from. Entries hold the whole lives of the team's asks of all
// weeks looked at; they may hold more.
type Input struct {
	Team      string
	Week      Week
	Weeks     int        // how many weeks before Week are looked at too
	Entries   []Entry    // whole lives of the asks of Week, of the Weeks before it and of one more
	Questions []Question // texts of the asks of Week for which nothing was found, as far as kept

	Assets     []AssetFact // the library as it stands for the team
	BareTopics []string    // topics of the team that no expert has

	Floor   int           // least number of people behind a figure; below the constant Floor it counts as that
	Promise time.Duration // within which a hand-over should have a person; 0 when none is set
	Counts  Counts        // what the store counts

	Now time.Time // read by Summarise only
}

// An AssetFact is what a study needs to know of an asset.
type AssetFact struct {
	ID     string
	Topics []string
	Review time.Time // when somebody should look at it again; zero when no date is set
	Owned  bool      // it has an owner who is still there
}

// Counts are numbers about the bot itself, for the week. They are about nobody's asks.
type Counts struct {
	Digests, Acted  int // weekly messages sent to managers, and those whose step was pressed
	Checks, Passed  int // checks of the stored data that were run, and those that found nothing
	Ledger, Differs int // rows of the ledger compared with the other tables, and rows that differ
}

// A Study is a report with what it means beside the weeks before.
type Study struct {
	Report   Report
	Past     []Report // oldest first
	Changes  []Change
	Findings []Finding // the one to speak of first comes first
	Cells    int       // figures about people that Report could hold
	Hidden   int       // of Cells, those that are not shown
}

// A Label says what a change is worth.
type Label int

// The labels.
const (
	NotEnough Label = iota // too few asks, people or weeks to say anything
	Noise                  // the normal movement from week to week
	Watch                  // may be real: look again
	Signal                 // real
)

// String is the label as messages write it.
func (l Label) String() string {
	return [...]string{"not enough data", "noise", "watch", "signal"}[l]
}

// A Point is one week of a series.
type Point struct {
	Week     Week
	Why      Reason // why the rest is not set
	Value    float64
	Interval Interval // holds if High is above 0
}

// A Change is a figure beside what it usually was. It rests on figures that are shown, and on
// nothing else but how they spread over people.
type Change struct {
	Metric, Asset string
	Now           Figure   // may be hidden as TooFew: so few were solved that the number is not told
	Usual         Figure   // all shown weeks before, together
	Limits        Limits   // zero when too few weeks before are shown
	Weeks         []Point  // the series, oldest first, this week last; hidden weeks are marked
	Diff          float64  // Now less Usual, in the unit of the metric
	Interval      Interval // of Diff, 95 %; ends may be below 0. Not set for waits.
	P, Adjusted   float64  // of no difference; Adjusted for all changes of the study (Benjamini-Hochberg)
	Label         Label
	Since         Week // the first week of those that have looked like this without a break
	Worse         bool // the change is for the worse
}

// A FindingKind is what a finding is about.
type FindingKind string

// The kinds of findings.
const (
	GapFound     FindingKind = "gap"   // Theme: several people asked and nothing was found
	AssetFell    FindingKind = "fell"  // Asset, Change: it helps less than it usually did
	AssetStale   FindingKind = "stale" // Asset, Review: past its review and still used
	TopicBare    FindingKind = "bare"  // Topic: nobody is expert for it
	SlowHandOver FindingKind = "slow"  // hand-overs waited longer than promised
	Moved        FindingKind = "moved" // Change: a figure of the team moved
)

// A Finding is something about the content that somebody may want to mend.
type Finding struct {
	Key    string // stable from week to week: kind/subject
	Kind   FindingKind
	Asset  string
	Theme  Theme
	Topic  string
	People int     // how many different people it is about; 0 where nobody is counted
	Asks   int     // how many asks; 0 where none are counted
	Change *Change // of AssetFell and Moved
	Since  Week    // since when it is open
	Review time.Time
}

// An Open is a finding that was open before.
type Open struct {
	Key         string
	Since, Last Week   // the first and the last week in which it was found
	State       string // what became of it: empty while it is open
}

// A Working tells how a figure came about.
type Working struct {
	Metric   Metric
	From, To time.Time // the week; To is also the instant as of which it is seen
	Steps    []string  // the sums, one a line
}

// Examine makes the study of a week.
func Examine(in Input) Study {
	return Study{Report: Report{Team: in.Team, Week: in.Week, Why: NoData}}
}

// Measure is one figure of the study's report and how it came about.
func Measure(in Input, id string) (Figure, Working, error) {
	m, ok := Define(id)
	if !ok {
		return Figure{}, Working{}, fmt.Errorf("metric %q: no such id", id)
	}
	return Figure{Metric: id, Why: NoData}, Working{Metric: m, From: in.Week.From(), To: in.Week.To()}, nil
}

// Carry sets since when each finding is open, from what was open before. A finding that was not
// found in the week before its own begins anew.
func Carry(now []Finding, open []Open) []Finding {
	since := make(map[string]Week)
	for _, o := range open {
		since[o.Key] = o.Since
	}
	carried := make([]Finding, len(now))
	for i, f := range now {
		if w, ok := since[f.Key]; ok {
			f.Since = w
		}
		carried[i] = f
	}
	return carried
}
