package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"howto/search"
	"howto/search/judge"
)

// tiers are the tiers in the order in which they are printed.
func tiers() []search.Confidence {
	return []search.Confidence{search.Sure, search.Unsure, search.None}
}

// A change is an ask whose asker would see something else first now.
type change struct {
	Ask  string    `json:"ask"`
	At   time.Time `json:"at"`
	Then showing   `json:"then"`
	Now  showing   `json:"now"`
}

// A showing is a tier with the asset that was first, if any.
type showing struct {
	Confidence string `json:"confidence"`
	Asset      string `json:"asset,omitempty"`
}

func (f showing) String() string {
	if f.Asset == "" {
		return f.Confidence
	}
	return f.Confidence + " " + f.Asset
}

func changeOf(r rerun) change {
	return change{r.ask.ID, r.ask.At.UTC(), showing{r.then.String(), firstOf(r.ask.Hits)},
		showing{r.now.String(), r.first()}}
}

// A replayView is a replay as it is printed.
type replayView struct {
	From    time.Time                 `json:"from"`
	To      time.Time                 `json:"to"`
	Asks    int                       `json:"asks"`
	Erased  int                       `json:"text_erased"`
	Damaged []string                  `json:"damaged_asks,omitempty"` // left out, by id
	Moved   map[string]map[string]int `json:"then_now"`               // tier then, tier now
	Changed int                       `json:"changed"`

	Outcomes outcomesView `json:"outcomes"`

	// What is known of the first hits now; shares are null when there is nothing to share.
	Known      int      `json:"known"`
	First      int      `json:"right_first"`
	Among      int      `json:"right_among_3"`
	FirstShare *float64 `json:"right_first_share"`
	Sure       int      `json:"known_sure"`
	SureRight  int      `json:"known_sure_right"`
	SureShare  *float64 `json:"precision_sure"`
	Few        bool     `json:"too_few"`
	Threshold  float64  `json:"sure_from"`
	Wished     wished   `json:"wished"`
	List       []change `json:"changed_asks,omitempty"`

	Recalibration *recalibration `json:"recalibration,omitempty"`
}

// outcomesView is how many asks have each verdict.
type outcomesView struct {
	Solved     int `json:"solved"`
	NotQuite   int `json:"not_quite"`
	Gone       int `json:"solved_by_gone_asset"`
	MissedElse int `json:"not_quite_on_another"`
	ByPerson   int `json:"went_to_a_person"`
	Unsaid     int `json:"silent"`
}

// wished is the threshold that would reach a precision on these outcomes.
type wished struct {
	Precision float64 `json:"precision"`
	Sure      float64 `json:"sure_from"` // 1: none is good enough
	Above     int     `json:"sure"`      // outcomes at or above it
	Right     int     `json:"right"`
	Of        int     `json:"of"`
}

func viewOf(t *tally, m search.Model, precision float64) replayView {
	if precision == 0 {
		precision = m.Precision
	}
	v := replayView{
		Asks: t.asks, Erased: t.erased, Damaged: t.damaged, Changed: t.changed, Moved: map[string]map[string]int{},
		Outcomes: outcomesView{t.verdicts[knownRight], t.verdicts[knownWrong], t.verdicts[goneSince],
			t.verdicts[missedElse], t.verdicts[byPerson], t.verdicts[unsaid]},
		Known: t.known(), First: t.first, Among: t.among, FirstShare: part(t.first, t.known()),
		Sure: t.sure, SureRight: t.sureRight, SureShare: part(t.sureRight, t.sure),
		Few: len(t.pairs) < judge.FewestOutcomes, Threshold: m.Sure, Wished: t.wish(precision),
	}
	for _, then := range tiers() {
		v.Moved[then.String()] = map[string]int{}
		for _, now := range tiers() {
			v.Moved[then.String()][now.String()] = t.moved[then][now]
		}
	}
	return v
}

// wish looks for the threshold by the rule of `howto fit`.
func (t *tally) wish(precision float64) wished {
	all := t.outcomes(false)
	w := wished{Precision: precision, Sure: judge.SureFrom(all, precision), Of: len(all)}
	for _, o := range all {
		if w.Sure < 1 && o.Probability >= w.Sure {
			w.Above++
			if o.Right {
				w.Right++
			}
		}
	}
	return w
}

// part is a share, nil of nothing.
func part(n, of int) *float64 {
	if of == 0 {
		return nil
	}
	share := float64(n) / float64(of)
	return &share
}

func (v replayView) writeJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (v replayView) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s from %s until %s; asked again: %d; text erased: %d\n", count(v.Asks, "ask"),
		v.From.Format(time.DateOnly), v.To.Format("2006-01-02 15:04"), v.Asks-v.Erased-len(v.Damaged), v.Erased)
	if len(v.Damaged) > 0 {
		fmt.Fprintf(t, "damaged, and left out: %d: %s\n", len(v.Damaged), strings.Join(v.Damaged, ", "))
	}
	v.printMoved(t)
	v.printOutcomes(t)
	v.printKnown(t)
	if len(v.List) > 0 {
		fmt.Fprint(t, "\nchanged\tasked\tthen\tnow\n")
		for _, c := range v.List {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", c.Ask, c.At.Format(time.DateOnly), c.Then, c.Now)
		}
	}
	if v.Recalibration != nil {
		fmt.Fprintf(t, "\n%s\n", v.Recalibration)
	}
	return t.Flush()
}

func (v replayView) printMoved(w io.Writer) {
	fmt.Fprint(w, "\nthen\tnow sure\tunsure\tnone\ttogether\n")
	now := map[string]int{}
	row := func(name string, of map[string]int) {
		fmt.Fprint(w, name)
		all := 0
		for _, c := range tiers() {
			n := of[c.String()]
			fmt.Fprintf(w, "\t%d", n)
			all += n
		}
		fmt.Fprintf(w, "\t%d\n", all)
	}
	for _, then := range tiers() {
		row(then.String(), v.Moved[then.String()])
		for _, c := range tiers() {
			now[c.String()] += v.Moved[then.String()][c.String()]
		}
	}
	row("together", now)
	fmt.Fprintf(w, "changed: %d, to another tier or another first asset; sure is answered, unsure offered, none handed over\n",
		v.Changed)
}

func (v replayView) printOutcomes(w io.Writer) {
	o := v.Outcomes
	fmt.Fprint(w, "\nwhat became of them\tasks\n")
	fmt.Fprintf(w, "solved by an asset\t%d\tthat one is right\n", o.Solved)
	fmt.Fprintf(w, "not quite on the one now first\t%d\tthat one is not right\n", o.NotQuite)
	fmt.Fprintf(w, "solved by an asset not there now\t%d\tgone, or not for everybody in the channel: says nothing\n", o.Gone)
	fmt.Fprintf(w, "not quite on another\t%d\tsays nothing of the one now first\n", o.MissedElse)
	fmt.Fprintf(w, "went to a person\t%d\tno asset is known to be right: says nothing\n", o.ByPerson)
	fmt.Fprintf(w, "silence, or taken back\t%d\tsays nothing\n", o.Unsaid)
}

func (v replayView) printKnown(w io.Writer) {
	fmt.Fprintf(w, "\nof %s that say something\n", count(v.Known, "ask"))
	fmt.Fprintf(w, "right one first now\t%d\t%s\n", v.First, figure(v.FirstShare))
	fmt.Fprintf(w, "right one among the first 3\t%d\t%s\n", v.Among, figure(part(v.Among, v.Known)))
	fmt.Fprintf(w, "sure now, and right\t%d of %d\t%s\tsure from %.3f\n", v.SureRight, v.Sure, figure(v.SureShare), v.Threshold)
	if s := v.Wished; s.Sure < 1 {
		fmt.Fprintf(w, "for a precision of %g\t%d of %d\t%s\tsure from %.3f, which %d of %d reach\n", s.Precision,
			s.Right, s.Above, figure(part(s.Right, s.Above)), s.Sure, s.Above, s.Of)
	} else {
		fmt.Fprintf(w, "for a precision of %g\tno threshold is known well enough\n", s.Precision)
	}
	if v.Few {
		fmt.Fprintf(w, "these are few: with fewer than %d a threshold is mostly luck\n", judge.FewestOutcomes)
	}
}
