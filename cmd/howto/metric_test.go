package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"howto/outcome"
	"howto/store"
)

// measuredIn runs the command on the demo's year.
func (w yearWorld) measured(t *testing.T, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	status := run(t.Context(), append([]string{"metric", "--config", filepath.Join(w.dir, "howto.yaml")}, args...),
		program{out: &out, err: &errs, env: env()})
	return ran{status, out.String(), errs.String()}
}

func TestAFindingThatMissedOneWeekIsOpenSinceTheFirst(t *testing.T) {
	kept := []store.Finding{{Key: "bare/pricing", Since: "2026-W40", Last: "2026-W45"}}
	week := outcome.Week{Year: 2026, Number: 47}
	got := outcome.Carry([]outcome.Finding{{Key: "bare/pricing", Since: week}}, openFindings(kept, week.Zone))
	if got[0].Since.String() != "2026-W40" {
		t.Errorf("open since %s, want 2026-W40", got[0].Since)
	}
}

func TestMetricGivesTheNumbersOfTheWeeklyMessage(t *testing.T) {
	w, s := openYear(t)
	roster, err := rosterOf(w.cfg)
	if err != nil {
		t.Fatal(err)
	}
	k := kept{cfg: w.cfg, store: s, roster: roster}
	examiner := studier{store: s, roster: roster, library: k.library(t.Context())}
	compared := 0
	for _, name := range []string{"2026-W30", "2026-W46"} {
		week, err := outcome.ParseWeek(name, weekZone(roster, "payments"))
		if err != nil {
			t.Fatal(err)
		}
		study, err := examiner.study(t.Context(), "payments", week)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{outcome.MetricAsks, outcome.MetricSolved, outcome.MetricHandedOver,
			outcome.MetricWait} {
			f, _ := study.Report.Figure(id)
			args := []string{id, "--team", "payments", "--week", name, "--json"}
			var got measured
			r := w.measured(t, args...)
			if err := json.Unmarshal([]byte(r.out), &got); err != nil || r.status != statusDone {
				t.Fatalf("%v: %v\n%s%s", args, err, r.out, r.err)
			}
			same := got.Hidden == f.Why.Words() && (got.Value == nil) == (f.Why != outcome.Shown) &&
				(got.Value == nil || *got.Value == f.Value) &&
				(got.Of == nil || *got.Of == f.Of && *got.Count == f.Count) &&
				(got.Low == nil || *got.Low == f.Interval.Low && *got.High == f.Interval.High)
			if !same {
				t.Errorf("%v: %s, want %+v", args, r.out, f)
			}
			compared++
		}
	}
	if compared < 4 {
		t.Errorf("%d numbers were compared, want some of each week", compared)
	}
}

func TestMetricSaysHowAFigureCameAbout(t *testing.T) {
	w, _ := openYear(t)
	r := w.measured(t, "solved_rate", "--team", "payments", "--week", "2026-W46")
	r.want(t, statusDone, "Solved (solved_rate) · payments · week 2026-W46", " of ", "Wilson 95 %",
		"asks that ended solved ÷ asks", "2026-11-09 00:00 +01:00 to 2026-11-16 00:00 +01:00, as of its end")
	w.measured(t, "solved_rate", "--team", "workshop", "--week", "2026-W46").want(t, statusDone,
		"not shown: too few people, or it would tell of single ones")
	w.measured(t, "solved_rate", "--team", "payments", "--week", "2026-W46", "--asset", "nothing").want(t, statusUsage,
		`no asset "nothing"`)
}

func TestMetricNamesTheFiguresThereAre(t *testing.T) {
	r := runIn(t, "", "metric", "solved")
	var ids []string
	for _, m := range outcome.Metrics() {
		if m.ID != "gap_count" {
			ids = append(ids, m.ID)
		}
	}
	r.want(t, statusUsage, ids...)
	if strings.Contains(r.err, "gap_count") {
		t.Error("gap_count is named, which only the running bot knows")
	}
	runIn(t, "", "metric", "gap_count", "--team", "payments").want(t, statusUsage, "gap_count is not here")
	runIn(t, "", "metric").want(t, statusUsage, "the id of a figure")
	runIn(t, "", "metric", "solved_rate").want(t, statusUsage, "--team")
	if strings.Contains(r.err, "best-case") {
		t.Error("an id that is none is named")
	}
}
