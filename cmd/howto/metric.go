package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"howto/outcome"
	"howto/search"

	"github.com/spf13/cobra"
)

// A metricRun is what `howto metric` was asked for.
type metricRun struct {
	id, team, week, asset string
	asJSON                bool
}

const noThemes = "gap_count is not here: themes may be names of people, and only the running bot knows those"

// metric prints one figure of a team's week and how it came about.
func (a *app) metric() *cobra.Command {
	var r metricRun
	cmd := &cobra.Command{
		Use:   "metric ID",
		Short: "Print one figure of a team's week and how it came about",
		Long: "metric prints one figure as the weekly message has it: its value, the sums behind it, what it means\n" +
			"and what it cannot tell, or why it is hidden. A week is seen as it was when it ended, so that the\n" +
			"figures of a past week never change. It works beside a running bot and changes nothing.\n" +
			noThemes + ".\n\n" +
			"The figures:\n" + metricList(),
		Example: "  howto metric solved_rate --team payments\n" +
			"  howto metric solved_rate --team payments --week 2026-W47 --asset refunds/card --json",
		Args: exactly(1, "the id of a figure"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.id = args[0]
			return a.runMetric(cmd.Context(), r)
		},
	}
	cmd.Flags().StringVar(&r.team, "team", "", "`team` as it is called in the configuration")
	cmd.Flags().StringVar(&r.week, "week", "", "ISO `week`, such as 2026-W47 (default: the last complete one)")
	cmd.Flags().StringVar(&r.asset, "asset", "", "the figure of one `asset` instead of the team's")
	cmd.Flags().BoolVar(&r.asJSON, "json", false, "print it as JSON")
	return cmd
}

// metricList is the ids of the metrics that are printed with their names, one a line.
func metricList() string {
	var b strings.Builder
	for _, m := range outcome.Metrics() {
		if m.ID == outcome.MetricThemes {
			continue
		}
		fmt.Fprintf(&b, "  %-15s %s\n", m.ID, m.Name)
	}
	return strings.TrimRight(b.String(), "\n")
}

func (a *app) runMetric(ctx context.Context, r metricRun) (err error) {
	if _, ok := outcome.Define(r.id); !ok {
		return usageError{fmt.Errorf("no figure %q; the figures are:\n%s", r.id, metricList())}
	}
	if r.id == outcome.MetricThemes {
		return usageError{errors.New(noThemes)}
	}
	if r.team == "" {
		return usageError{errors.New("name the team with --team")}
	}
	k, err := a.openKept(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.store.Close()) }()
	teams, err := k.teams(r.team)
	if err != nil {
		return err
	}
	week, err := askedWeek(r.week, weekZone(k.roster, teams[0].ID))
	if err != nil {
		return err
	}
	s := studier{store: k.store, roster: k.roster, library: k.library(ctx), rules: k.cfg.Outcomes}
	in, err := s.input(ctx, teams[0].ID, week)
	if err != nil {
		return err
	}
	if r.asset != "" && !known(s.library, in, r.asset) {
		return usageError{fmt.Errorf("no asset %q: neither the library nor what the team asked has that id", r.asset)}
	}
	f, w, err := outcome.Measure(in, r.id, r.asset)
	if err != nil {
		return usageError{err}
	}
	if w.Doubtful {
		fmt.Fprintf(a.err, "the stored data of %s does not add up, so its figures are not to be trusted: see %s\n",
			week, outcome.MetricDelta)
	}
	if r.asJSON {
		return a.printMetricJSON(in, f, w)
	}
	a.printMetric(in, f, w)
	return nil
}

// known reports whether an id is an asset's: one of the library, or one that was shown before it left.
func known(lib search.Library, in outcome.Input, id string) bool {
	_, ok := lib.Asset(id)
	return ok || slices.ContainsFunc(in.Entries, func(e outcome.Entry) bool { return e.Asset == id })
}

// instantForm is how instants are printed: with their offset, so that the zone can be seen.
const instantForm = "2006-01-02 15:04 -07:00"

func (a *app) printMetric(in outcome.Input, f outcome.Figure, w outcome.Working) {
	m := w.Metric
	about := in.Team
	if f.Asset != "" {
		about += ", " + f.Asset
	}
	fmt.Fprintf(a.out, "%s (%s) · %s · week %s\n", m.Name, m.ID, about, in.Week)
	for _, step := range w.Steps {
		fmt.Fprintf(a.out, "  %s\n", step)
	}
	fmt.Fprintf(a.out, "\nMeans    %s\nFormula  %s\nFrom     %s\nMind     %s\nWeek     %s to %s, as of its end\n",
		m.Words, m.Formula, m.Source, m.Caveat, w.From.Format(instantForm), w.To.Format(instantForm))
}

// A measured is a figure as JSON. What is hidden has no numbers.
type measured struct {
	Metric   string   `json:"metric"`
	Team     string   `json:"team"`
	Week     string   `json:"week"`
	Asset    string   `json:"asset,omitempty"`
	Doubtful bool     `json:"doubtful,omitempty"` // the stored data of the week does not add up
	Hidden   string   `json:"hidden,omitempty"`
	Value    *float64 `json:"value,omitempty"`
	Unit     string   `json:"unit"`
	Count    *int     `json:"count,omitempty"`
	Of       *int     `json:"of,omitempty"`
	People   *int     `json:"people,omitempty"`
	Low      *float64 `json:"low,omitempty"`
	High     *float64 `json:"high,omitempty"`
	P90      *float64 `json:"p90,omitempty"`
	From     string   `json:"from"`
	To       string   `json:"to"`
	Means    string   `json:"means"`
	Formula  string   `json:"formula"`
	Source   string   `json:"source"`
	Caveat   string   `json:"caveat"`
	Workings []string `json:"workings"`
}

func (a *app) printMetricJSON(in outcome.Input, f outcome.Figure, w outcome.Working) error {
	const instant = "2006-01-02T15:04:05Z07:00"
	out := measured{Metric: w.Metric.ID, Team: in.Team, Week: in.Week.String(), Asset: f.Asset,
		Doubtful: w.Doubtful, Hidden: f.Why.Words(), Unit: w.Metric.Unit, From: w.From.Format(instant), To: w.To.Format(instant),
		Means: w.Metric.Words, Formula: w.Metric.Formula, Source: w.Metric.Source, Caveat: w.Metric.Caveat,
		Workings: w.Steps}
	if f.Why == outcome.Shown {
		out.Value = &f.Value
		out.Count, out.Of = positive(f.Count, f.Of > 0), positive(f.Of, f.Of > 0)
		out.People = positive(f.People, f.People > 0)
		if f.Bounded {
			out.Low, out.High = &f.Interval.Low, &f.Interval.High
		}
		if f.P90 > 0 && !math.IsInf(f.P90, 0) {
			out.P90 = &f.P90
		}
	}
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func positive(n int, there bool) *int {
	if !there {
		return nil
	}
	return &n
}
