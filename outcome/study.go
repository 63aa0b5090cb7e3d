package outcome

import (
	"cmp"
	"slices"
	"time"
)

// An Input is what a [Study] is made from. Entries hold the whole lives of the team's asks of all
// weeks looked at; they may hold more.
type Input struct {
	Team      string
	Week      Week
	Weeks     int        // how many weeks before Week, at least 0, are looked at too
	Entries   []Entry    // whole lives of the asks of Week, of the Weeks before it and of one more
	Questions []Question // texts of the asks of Week for which nothing was found, as far as kept

	Assets     []AssetFact // the library as it stands for the team
	BareTopics []string    // topics of the team that no expert has

	// Name reports whether a word, in lower case, is part of somebody's name: no theme has it. Nil
	// knows nobody.
	Name func(word string) bool

	Floor   int           // least number of people behind a figure; below the constant Floor it counts as that
	Promise time.Duration // within which a hand-over should have a person; 0 when none is set
	Counts  Counts        // what the store counts
}

// From is the first instant of the weeks that entries are needed of.
func (in Input) From() time.Time { return in.first().From() }

// first is the first of the weeks looked at: of the one before it is told which asks came back.
func (in Input) first() Week { return in.Week.Plus(-in.Weeks - 1) }

func (in Input) floor() int { return max(Floor, in.Floor) }

// An AssetFact is what a study needs to know of an asset.
type AssetFact struct {
	ID     string
	Review time.Time // when somebody should look at it again; zero when no date is set
}

// Counts are numbers about the bot itself, for the week and over all teams. They are about nobody's
// asks.
type Counts struct {
	Digests, Acted  int // managers who were sent a weekly message, and those who pressed its step
	Checks, Passed  int // checks of the stored data that were run, and those that found nothing
	Ledger, Differs int // rows of the ledger compared with the other tables, and rows that differ
}

// A Study is a report with what it means beside the weeks before.
type Study struct {
	Report   Report
	Past     []Report  // oldest first
	Changes  []Change  // of what is compared, and how often people ask again, which is never labelled
	Findings []Finding // the one to speak of first comes first
	// Cells is how many figures about people Report could hold, and Hidden how many of these are not
	// shown. Themes are none of them: they are never hidden, and known only to the running bot. An asset of the library without any is one of both, and one of Untold: whether few or
	// nobody asked for it is not told, and does not change any of the three.
	Cells, Hidden, Untold int
}

// MostDelta is the greatest recon_delta, a share from 0 to 1, with which the figures of a week are to be
// trusted.
const MostDelta = 0.005

// Doubtful reports whether the stored data of the week disagrees with itself so much that the figures are
// not to be trusted. Where it was not compared they are not doubted.
func (s Study) Doubtful() bool {
	f, ok := s.Report.Figure(MetricDelta)
	return ok && f.Why == Shown && f.Value > MostDelta
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
	// AtLeast says of a wait that most never saw the end of: half of them had waited for Value when the
	// week ended, and that is beyond the usual already.
	AtLeast bool
}

// A Change is a figure beside what it usually was. It rests on figures that are shown, and on
// nothing else but how they spread over people.
type Change struct {
	Metric, Asset string
	Now           Figure  // may be hidden as TooFew: so few were solved that the number is not told
	Usual         Figure  // all shown weeks before, together
	Limits        Limits  // zero when too few weeks before are shown
	Weeks         []Point // the series, oldest first, this week last; hidden weeks are marked
	// Diff is Now less Usual, in the unit of the metric. Where Now is hidden it is one of shares of
	// people, and the least: at most as many were solved as can hide the number. So it is where the
	// week is AtLeast what it says.
	Diff        float64
	Interval    Interval // of Diff, 95 %; ends may be below 0. Not set for waits.
	P, Adjusted float64  // of no difference; Adjusted for all changes of the study (Benjamini-Hochberg)
	Label       Label
	Since       Week // the first week of those that have looked like this; hidden ones are no break
	Worse       bool // the change is for the worse
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
	Theme  Theme // of GapFound; how many asks are its is not told, as the rest could be told from it
	Topic  string
	People int     // how many different people it is about; 0 where nobody is counted
	Asks   int     // how many asks; 0 where none are counted
	Change *Change // of AssetFell and Moved
	Since  Week    // since when it is open
	Review time.Time
}

// An Open is a finding that was kept when another week was examined.
type Open struct {
	Key         string
	Since, Last Week // since when it was open, and the last week in which it was found
}

// Examine makes the study of a week.
func Examine(in Input) Study {
	all := cuts(in)
	h := history{floor: in.floor(), cuts: all[1:]}
	for i := 1; i < len(all); i++ {
		h.reports = append(h.reports, reportOf(in, all[i], all[i-1]))
	}
	last := len(h.reports) - 1
	s := Study{Report: h.reports[last], Past: h.reports[:last], Changes: h.changes()}
	themes := themesOf(all[len(all)-1].asks, in, h.floor)
	s.addOwn(in, themes)
	s.Findings = s.find(in, themes)
	return s
}

// themesOf looks only at the questions of asks for which search had nothing to show.
func themesOf(asked []*Fate, in Input, floor int) []Theme {
	who := make(map[string]string)
	for _, f := range asked {
		if f.NotFound {
			who[f.Ask] = f.Who
		}
	}
	var vain []Question
	for _, q := range in.Questions {
		if asker, ok := who[q.Ask]; ok {
			vain = append(vain, Question{Ask: q.Ask, Who: asker, Text: withoutNames(q.Text, in.Name)})
		}
	}
	return Themes(vain, floor, MaxThemes)
}

// addOwn adds to the report what does not come from the lives of asks, and puts it in order.
func (s *Study) addOwn(in Input, themes []Theme) {
	r := &s.Report
	if r.Why == Shown {
		f := Figure{Metric: MetricThemes, Count: len(themes), Value: float64(len(themes))}
		if len(in.Questions) == 0 {
			f = Figure{Metric: MetricThemes, Why: NoData}
		}
		r.Figures = append(r.Figures, f)
	}
	fresh, end := 0, in.Week.To()
	for _, a := range in.Assets {
		if !a.stale(end) {
			fresh++
		}
	}
	label := NotEnough
	for _, c := range s.Changes {
		label = max(label, c.Label)
	}
	c := in.Counts
	acted := counted(MetricActed, c.Acted, c.Digests)
	if min(c.Acted, c.Digests-c.Acted) < in.floor() {
		acted = Figure{Metric: MetricActed, Why: TooFew}
	}
	r.Figures = append(r.Figures, counted(MetricFresh, fresh, len(in.Assets)),
		Figure{Metric: MetricLabel, Value: float64(label)}, acted,
		counted(MetricChecks, c.Passed, c.Checks), counted(MetricDelta, c.Differs, c.Ledger))
	order, metrics := make(map[string]int), Metrics()
	for i, m := range metrics {
		order[m.ID] = i
	}
	for _, f := range r.Figures {
		if metrics[order[f.Metric]].Behind == Askers && f.Metric != MetricThemes && f.Why != NoData {
			s.Cells++
			if f.Why != Shown {
				s.Hidden++
			}
		}
	}
	for _, a := range in.Assets {
		if used, ok := r.About(MetricAsks, a.ID); !ok || used.Why != Shown {
			s.Untold++
		}
	}
	s.Cells, s.Hidden = s.Cells+s.Untold, s.Hidden+s.Untold
	r.Figures = append(r.Figures, counted(MetricHidden, s.Hidden, s.Cells))
	slices.SortStableFunc(r.Figures, func(a, b Figure) int {
		return cmp.Or(order[a.Metric]-order[b.Metric], cmp.Compare(a.Asset, b.Asset))
	})
}

// counted is a share of things that are all there, not a sample: it has no interval.
func counted(metric string, n, of int) Figure {
	if of <= 0 || n < 0 || n > of {
		return Figure{Metric: metric, Why: NoData}
	}
	return Figure{Metric: metric, Count: n, Of: of, Value: float64(n) / float64(of)}
}

func (a AssetFact) stale(at time.Time) bool { return !a.Review.IsZero() && a.Review.Before(at) }
