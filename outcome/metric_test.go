package outcome_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"howto/outcome"
)

var update = flag.Bool("update", false, "write docs/metrics.md anew")

func TestEachMetricIsDefinedOnce(t *testing.T) {
	seen := make(map[string]bool)
	form := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	for _, m := range outcome.Metrics() {
		if seen[m.ID] || !form.MatchString(m.ID) {
			t.Errorf("id %q is there twice or of another form", m.ID)
		}
		seen[m.ID] = true
		for _, text := range []string{m.Name, m.Unit, m.Words, m.Formula, m.Source, m.Caveat} {
			if text == "" {
				t.Errorf("%s lacks something: %+v", m.ID, m)
			}
		}
		if got, ok := outcome.Define(m.ID); !ok || got != m {
			t.Errorf("Define(%q) = %+v, %t", m.ID, got, ok)
		}
	}
	if _, ok := outcome.Define("solved"); ok {
		t.Error("an id that is none is defined")
	}
}

// What a report holds and what is defined are the same ids.
func TestEveryFigureHasADefinitionAndTheReverse(t *testing.T) {
	s := examined(onAsset(entriesOf(made{9, solved}, made{12, silent}, made{9, missed}), "card"))
	found := make(map[string]bool)
	for _, f := range s.Report.Figures {
		m, ok := outcome.Define(f.Metric)
		if !ok || f.Asset != "" && !m.ByAsset {
			t.Errorf("figure %+v has no definition", f)
		}
		found[f.Metric] = true
	}
	for _, m := range outcome.Metrics() {
		if !found[m.ID] && !m.NoTeam {
			t.Errorf("the report has no %s", m.ID)
		}
	}
}

const metricsHead = `# Metrics

Written from ` + "`outcome/metric.go` by `go test ./outcome -run Documents -update`" + `; do not edit. The same
definitions are behind *Definitions* in the weekly message, ` + "`howto metric`" + ` and the export.

All figures are of one ISO week, cut in the team's zone, and of one team unless they say otherwise. What the ledger tells is
**seen as of the instant the week ended**, so that it never changes for a past week; the library, the checks of the stored
data and the texts of questions are those of now. Asks marked as training, test or bot are in none of them. A figure about people's
asks is shown only when at least 5 different people are behind it, no one of whom made more than half of it, and when no
smaller number follows from what is shown beside it; 0 counts as fewer than 5.

A share of asks comes with its 95 % interval: Wilson's, for as many independent asks as the people's asks are worth, because
five asks by one person tell less than five by five. Waits are Kaplan-Meier estimates: what was
not over when the week ended counts for as long as it was watched.

`

const metricsTail = `
## Signal, watch, noise

Figures are compared with their own past, of up to 26 weeks: the team's *solved_rate*, *handoff_rate*,
*not_quite_rate* and *t_sme_first*, and of each asset that is shown its *solved_rate* and *not_quite_rate*. A
figure within the limits of its chart is **noise**, whatever two weeks look like beside each other, unless it was near
the limits twice in a row or on one side of the mean for eight weeks. The limits are those of an XmR chart (mean ± 2.66
times the mean moving range); those of waits are made of their logarithms and the median moving range. Fewer than 30
asks, or than 6 weeks before that are shown, are **not enough data**.
[Why the labels are as they are](decisions/0013-what-counts-as-a-signal.md).

## What is not here

| Figure | Why not |
|---|---|
| reach, ramp_days, equity_gap | need a roster of everybody, with roles and dates, which the bot does not have |
| step_breaks | nobody says at which step a card failed |
| confidence_gain | nobody is asked to rate their confidence |
| confirmed_deflection, minutes_saved_lb, benefit_lb, cost_full, bcr, roi_pct | need wages, costs and a comparison with people without the bot |
| kpi_effect | needs the company's own figures |
| lrs_lag | nothing is sent to a learning record store |
| solves from promoted cards | a sum over cards whose own figures may be hidden; each card's *solved_rate* tells it where it may |
`

func TestMetricsDocumentsSayWhatTheCodeSays(t *testing.T) {
	var b strings.Builder
	b.WriteString(metricsHead)
	for _, m := range outcome.Metrics() {
		fmt.Fprintf(&b, "## `%s` · %s\n\n%s\n\n", m.ID, m.Name, m.Words)
		fmt.Fprintf(&b, "- Formula: %s\n- Unit: %s\n- From: %s\n- Mind: %s\n", m.Formula, m.Unit, m.Source, m.Caveat)
		switch {
		case m.NoTeam:
			b.WriteString("- For single assets only\n")
		case m.ByAsset:
			b.WriteString("- Also for single assets\n")
		}
		if m.Behind == outcome.Nobody {
			b.WriteString("- Not about people's asks: shown whatever their number\n")
		}
		b.WriteString("\n")
	}
	want := strings.TrimRight(b.String(), "\n") + "\n" + metricsTail
	const file = "../docs/metrics.md"
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("%s is not what the code says (%v); write it anew with -update", file, err)
	}
}
