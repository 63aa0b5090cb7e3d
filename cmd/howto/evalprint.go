package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"howto/search/judge"
)

// printReport writes a report for people: ranking, confidence, tiers, calibration. What precision was
// promised for sure answers is told beside what was delivered. Of orphans, the questions whose assets were taken
// out, only the false answers are told.
func printReport(w io.Writer, r, orphans judge.Report, promised string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s: %d with an answer, %d without\n\n",
		count(r.Answerable+r.Unanswerable, "question"), r.Answerable, r.Unanswerable)
	row := func(name string, f *float64, within *judge.Interval, note string) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", name, figure(f), span(within), note)
	}
	row("success@1", r.Success1, r.Success1Within, "a right asset is first")
	row("success@3", r.Success3, r.Success3Within, "among the first 3")
	row("success@10", r.Success10, nil, "among the first 10")
	row("MRR", r.MRR, r.MRRWithin, "mean of 1 / its rank")
	row("nDCG@10", r.NDCG10, nil, "the whole order, by grade")
	row("coverage at 90 %", r.CoverageP90, nil, "answered by the best threshold with 90 % right")
	row("coverage at 95 %", r.CoverageP95, nil, "and with 95 % right")
	row("AUROC right", r.AUROCCorrect, nil, "confidence parts right from wrong first hits")
	row("AUROC answerable", r.AUROCAnswerable, nil, "and questions with an answer from those without")
	row("Brier score", r.Brier, nil, "smaller is better")
	row("precision when sure", r.SurePrecision, r.SurePrecisionWithin, "right among the sure ones; promised is "+promised)
	row("coverage when sure", r.SureCoverage, r.SureCoverageWithin, "share of all questions that are answered as sure")
	row("false answers", r.FalseSure, r.FalseSureWithin, "questions without an answer that were answered as sure")
	if n := orphans.Unanswerable; n > 0 {
		row("without their assets", orphans.FalseSure, orphans.FalseSureWithin,
			"of "+count(n, "question")+" whose assets were taken out, those answered as sure")
	}
	fmt.Fprint(t, "\ntier\tquestions\tright\tno answer\n")
	for _, tier := range r.Tiers {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\n", tier.Tier, tier.Questions, tier.Right, tier.False)
	}
	fmt.Fprint(t, "\nconfidence\tquestions\tmean\tright\n")
	printCalibration(t, r)
	return t.Flush()
}

func printCalibration(w io.Writer, r judge.Report) {
	for _, b := range r.Calibration {
		fmt.Fprintf(w, "%.1f–%.1f\t%d\t%s\t%s\n", b.From, b.To, b.Questions, figure(b.Confidence), figure(b.Right))
	}
}

// figure is a number with three places, or a dash when there is none.
func figure(f *float64) string {
	if f == nil {
		return "–"
	}
	return fmt.Sprintf("%.3f", *f)
}

func span(i *judge.Interval) string {
	if i == nil {
		return ""
	}
	return fmt.Sprintf("%.3f to %.3f", i.Low, i.High)
}

// printComparison writes which questions moved since an earlier run.
func printComparison(w io.Writer, c judge.Comparison) error {
	fmt.Fprintf(w, "\nagainst the earlier run: %d better, %d worse, %d the same; sign test p = %.3g\n",
		len(c.Better), len(c.Worse), c.Same, c.P)
	if c.Missing > 0 {
		fmt.Fprintf(w, "%s not in the earlier run\n", count(c.Missing, "question"))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, part := range []struct {
		word string
		list []judge.Change
	}{{"better", c.Better}, {"worse", c.Worse}} {
		for _, ch := range part.list {
			fmt.Fprintf(t, "%s\t%s\t%s → %s\t%s\n", part.word, ch.Question.ID,
				place(ch.Before), place(ch.After), ch.Question.Text)
		}
	}
	return t.Flush()
}

// place is a rank, or a dash for none.
func place(rank int) string {
	if rank == 0 {
		return "–"
	}
	return fmt.Sprint(rank)
}
