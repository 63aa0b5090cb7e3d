package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"howto/search"
	"howto/search/judge"

	"github.com/spf13/cobra"
)

// A fitting is what `howto fit` was asked to do.
type fitting struct {
	judge.FitOptions
	paths []string
	each  int // solved questions that each asset is taught before questions are asked again
	seed  uint64
	to    string
	json  bool
}

// fit makes the model of confidence.
func (a *app) fit() *cobra.Command {
	var f fitting
	cmd := &cobra.Command{
		Use:   "fit PATH...",
		Short: "Learn from judged questions how sure the search may be",
		Long: "fit asks every judged question of the libraries or collections (as for `howto eval`), fits the model\n" +
			"that turns what was found into a probability, and chooses from which probability a match is sure, so\n" +
			"that the wished share of sure answers is right and, after a second opinion, at most one of twenty\n" +
			"questions without an answer is answered as sure, but where use has taught. It says how well that holds\n" +
			"on questions that the model has not seen, and writes the model to where serve, ask and eval look for\n" +
			"it: search.model, or confidence.json in data.dir. A running bot takes it at its next start, or within a\n" +
			"day if search.model and thresholds are not set. Every path counts the same.\n" +
			"Every question is asked three times: as it is, after others of the path were taught as if people had\n" +
			"solved them, and after they had also refused what was wrong. The latter two together count as the first.",
		Example:     "  howto fit library\n  howto fit library faq --precision 0.97 --to model.json",
		Args:        between(1, -1, "one or more libraries or collections"),
		Annotations: map[string]string{leftUndone: nothingWritten},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.paths = args
			if err := f.check(); err != nil {
				return usageError{err}
			}
			return a.runFit(cmd.Context(), f)
		},
	}
	cmd.Flags().Float64Var(&f.Precision, "precision", 0.95, "`share` of sure answers that shall be right")
	cmd.Flags().IntVar(&f.Folds, "folds", 5, "into how many parts questions are cut to test on unseen ones")
	cmd.Flags().IntVar(&f.each, "per-asset", 5, "teach each asset at most this many questions before all are asked again; 0: ask them once")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "seed of the order of teaching")
	cmd.Flags().StringVar(&f.to, "to", "", "write the model to this `file`")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

// check reports the first flag that cannot be followed: a fit may take minutes.
func (f fitting) check() error {
	if !(f.Precision > 0 && f.Precision < 1) {
		return fmt.Errorf("--precision %g: want a share above 0 and below 1, such as 0.95", f.Precision)
	}
	if err := checkParts("--folds", f.Folds, judge.FewestFolds); err != nil {
		return err
	}
	return checkPerAsset(f.each)
}

func (a *app) runFit(ctx context.Context, f fitting) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	if f.to == "" {
		f.to = modelPath(cfg)
	}
	read, err := f.read()
	if err != nil {
		return err
	}
	if err := tryModel(f.to); err != nil {
		return err
	}
	o, err := searchOptions(cfg, func(error) {})
	if err != nil {
		return err
	}
	// The model and the thresholds in use have no say: of answers only the signals are looked at, and what
	// would have been refused is what the shipped model shows.
	o.Model, o.Sure, o.Unsure = nil, 0, 0
	if o.Opinion, _, err = opinionOf(ctx, cfg, opinionSetup{warn: a.without}); err != nil {
		return err
	}
	o.Opinion, o.Always = o.Opinion.Patiently(), true
	var sets []judge.Set
	for i, path := range f.paths {
		both, err := a.sets(ctx, path, read[i], o, f)
		if err != nil {
			return err
		}
		sets = append(sets, both...)
	}
	got, err := judge.Fit(sets, f.FitOptions)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	got.Model.Fitted = time.Now().UTC().Format(time.DateOnly)
	if err := writeModel(f.to, got.Model); err != nil {
		return err
	}
	if f.json {
		printUnsure(a.err, got.Model, f.to)
		return writeFitting(a.out, got)
	}
	return printFitting(a.out, got, f.to)
}

// read reads all paths, and refuses too few questions before any is asked. Like a fit, it counts those of
// one name once.
func (f fitting) read() (all []judge.Collection, err error) {
	most := map[string]int{}
	for _, path := range f.paths {
		c, err := judge.Read(path)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
		most[setOf(path)] = max(most[setOf(path)], len(c.Questions))
	}
	sum := 0
	for _, n := range most {
		sum += n
	}
	return all, judge.CheckFew(sum)
}

// setOf is the name of the questions of a path.
func setOf(path string) string { return filepath.Base(path) }

// taughtBy is into how many parts questions are cut, each of which is asked after the others were taught.
const taughtBy = 2

// sets asks the questions of one path three times: as they are, after the search was taught others of them
// as if people had solved them, and as if they had also refused what was wrong, so that what is learnt gets
// the weight that it deserves.
func (a *app) sets(
	ctx context.Context, path string, c judge.Collection, o search.Options, f fitting,
) ([]judge.Set, error) {
	runs := []evaluation{{}}
	if f.each > 0 {
		taught := evaluation{folds: taughtBy, each: f.each, seed: f.seed}
		refused := taught
		refused.refused = true
		runs = append(runs, taught, refused)
	}
	var sets []judge.Set
	for _, e := range runs {
		results, err := a.judge(ctx, c, c.Questions, o, e)
		if err != nil {
			return nil, err
		}
		sets = append(sets, judge.Set{Name: setOf(path), Taught: e.folds > 0,
			Refused: e.refused, Results: results})
	}
	return sets, nil
}

// tryModel reports why a model could not be written there, before it takes minutes to make.
func tryModel(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("write confidence model: %s is a folder; name a file", path)
	}
	f, err := besideModel(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// besideModel is a new file that can take the place of the one at path.
func besideModel(path string) (*os.File, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("write confidence model: %w", err)
	}
	f, err := os.CreateTemp(dir, filepath.Base(path)+".tmp")
	if err != nil {
		return nil, fmt.Errorf("write confidence model: %w", err)
	}
	return f, nil
}

// writeModel puts a model in the place of the one before it in one step.
func writeModel(path string, m search.Model) (err error) {
	f, err := besideModel(path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	err = errors.Join(m.Write(f), f.Sync(), f.Chmod(0o644), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("write confidence model: %w", err)
	}
	return nil
}

// heldOut is how a model did on unseen questions of one set, as JSON; null where there is nothing to
// compute from.
type heldOut struct {
	Set          string   `json:"set"`
	Taught       bool     `json:"taught"`
	Refused      bool     `json:"refused"`
	Questions    int      `json:"questions"`
	AUROCCorrect *float64 `json:"auroc_correct"`
	Brier        *float64 `json:"brier"`
	Precision    *float64 `json:"precision"`
	Coverage     *float64 `json:"coverage"`
	FalseAnswers *float64 `json:"false_answers"`
}

func heldOuts(all []judge.Held) []heldOut {
	out := []heldOut{}
	for _, h := range all {
		r := h.Report
		out = append(out, heldOut{h.Name, h.Taught, h.Refused, r.Answerable + r.Unanswerable, r.AUROCCorrect, r.Brier,
			r.SurePrecision, r.SureCoverage, r.FalseSure})
	}
	return out
}

func writeFitting(w io.Writer, f judge.Fitting) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Model     search.Model `json:"model"`
		Within    []heldOut    `json:"within"`
		Elsewhere []heldOut    `json:"elsewhere"`
	}{f.Model, heldOuts(f.Within), heldOuts(f.Elsewhere)})
}

// printFitting writes for people what came out of a fit.
func printFitting(w io.Writer, f judge.Fitting, to string) error {
	m := f.Model
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "fitted on %s; for a precision of %g sure from %.3f, or %.3f where use has taught; unsure from %.3f\n",
		count(m.Questions, "question"), m.Precision, m.Sure, m.SureTaught, m.Unsure)
	if m.Second != nil {
		fmt.Fprintf(t, "after a second opinion sure from %.3f, or %.3f where use has taught; asked where words are below %.3f\n",
			m.Second.Sure, m.Second.SureTaught, m.Settled)
	}
	printUnsure(t, m, to)
	for _, part := range []struct {
		title string
		held  []judge.Held
	}{
		{"on unseen questions of", f.Within},
		{"fitted on the others, on", f.Elsewhere},
	} {
		if len(part.held) == 0 {
			continue
		}
		fmt.Fprintf(t, "\n%s\tquestions\tAUROC\tBrier\tprecision\tcoverage\tfalse answers\n", part.title)
		for _, h := range heldOuts(part.held) {
			fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", setName(h.Set, h.Taught, h.Refused), h.Questions, figure(h.AUROCCorrect),
				figure(h.Brier), figure(h.Precision), figure(h.Coverage), figure(h.FalseAnswers))
		}
	}
	for _, h := range f.Within {
		fmt.Fprintf(t, "\n%s, confidence\tquestions\tmean\tright\n", setName(h.Name, h.Taught, h.Refused))
		printCalibration(t, h.Report)
	}
	fmt.Fprintf(t, "\nsignal\tcoefficient\n")
	for _, name := range search.SignalNames() {
		fmt.Fprintf(t, "%s\t%.3f\n", name, m.Coefficients[name])
	}
	fmt.Fprintf(t, "\nwritten to %s\n", to)
	return t.Flush()
}

// printUnsure says when nothing will be sure by a model, and how to be without it.
func printUnsure(w io.Writer, m search.Model, file string) {
	never := false
	say := func(j search.Judgement, when string) {
		for _, part := range []struct {
			from float64
			when string
		}{{j.Sure, when}, {cmp.Or(j.SureTaught, j.Sure), when + " where use has taught"}} {
			if part.from >= 1 {
				never = true
				fmt.Fprintf(w, "no threshold %s is known well enough to reach that precision: nothing will be sure\n", part.when)
			}
		}
	}
	say(m.Judgement, "by words")
	if m.Second != nil {
		say(*m.Second, "after a second opinion")
	}
	if never {
		fmt.Fprintf(w, "the model that came with the program is sure of more; where %s is in use, delete it to return to that one\n", file)
	}
}

func setName(name string, taught, refused bool) string {
	switch {
	case refused:
		return name + ", taught and refused"
	case taught:
		return name + ", taught"
	}
	return name
}
