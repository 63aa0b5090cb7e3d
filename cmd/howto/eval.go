package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"howto/search"
	"howto/search/judge"

	"github.com/spf13/cobra"
)

// An evaluation is what `howto eval` was asked to do.
type evaluation struct {
	path    string
	json    bool
	run     string // file to write each question's result to
	compare string // file with the results of an earlier run
	typos   bool
	seed    uint64
	taught  string // file with solved questions to teach first
	solved  []judge.Solved
	folds   int  // parts of the questions, each taught by the others
	each    int  // solved questions that each asset is taught; 0: all
	refused bool // teach also what people would have refused
	without int  // parts of the assets, each taken out once
}

// eval judges the search.
func (a *app) eval() *cobra.Command {
	var e evaluation
	cmd := &cobra.Command{
		Use:   "eval PATH",
		Short: "Judge the search by questions with known answers",
		Long: "eval asks every judged question and says how often the right asset came first, how well confidence\n" +
			"told right from wrong, and how sure these figures are. PATH is a library with questions.jsonl\n" +
			"({\"id\",\"text\",\"asset\"} a line; an empty asset means that nothing answers it), or a collection with\n" +
			"docs.jsonl, queries.jsonl and qrels.tsv. Only what everybody may see is found; nothing is recorded.",
		Example: "  howto eval library\n  howto eval library --run before.jsonl\n" +
			"  howto eval library --compare before.jsonl\n  howto eval library --typos --seed 7 --json",
		Args:        exactly(1, "one library or collection"),
		Annotations: map[string]string{leftUndone: nothingWritten},
		RunE: func(cmd *cobra.Command, args []string) error {
			e.path = args[0]
			if err := e.check(); err != nil {
				return usageError{err}
			}
			return a.runEval(cmd.Context(), e)
		},
	}
	cmd.Flags().BoolVar(&e.json, "json", false, "print one JSON object")
	cmd.Flags().StringVar(&e.run, "run", "", "write one JSON line for each question to this `file`")
	cmd.Flags().StringVar(&e.compare, "compare", "", "list what got better or worse since the run in this `file`")
	cmd.Flags().BoolVar(&e.typos, "typos", false, "put one typo into every question")
	cmd.Flags().StringVar(&e.taught, "taught", "", "teach the solved questions in this `file` first")
	cmd.Flags().IntVar(&e.folds, "folds", 0, "teach each of this many parts of the questions by the others")
	cmd.Flags().IntVar(&e.each, "per-asset", 0, "teach each asset at most this many questions; 0: all")
	cmd.Flags().BoolVar(&e.refused, "refused", false, "teach also Not quite where all that was shown was wrong")
	cmd.Flags().IntVar(&e.without, "without", 0, "take out each of this many parts of the assets, and ask what it would have answered")
	cmd.Flags().Uint64Var(&e.seed, "seed", 1, "seed of typos, of the order of teaching and of parts")
	return cmd
}

// check reports the first flag that cannot be followed.
func (e evaluation) check() error {
	switch {
	case e.json && e.compare != "":
		return errors.New("--json and --compare cannot be used together")
	case e.json && e.without != 0:
		return errors.New("--json and --without cannot be used together")
	case e.folds != 0 && e.taught != "":
		return errors.New("--folds and --taught cannot be used together")
	case e.each > 0 && e.taught == "" && e.folds == 0:
		return errors.New("--per-asset needs --taught or --folds")
	case e.refused && e.taught == "" && e.folds == 0:
		return errors.New("--refused needs --taught or --folds")
	}
	var faults []error
	if e.folds != 0 {
		faults = append(faults, checkParts("--folds", e.folds, 2))
	}
	if e.without != 0 {
		faults = append(faults, checkParts("--without", e.without, 2))
	}
	return errors.Join(append(faults, checkPerAsset(e.each))...)
}

// checkParts refuses parts that would leave nothing to learn from, or take all day.
func checkParts(flag string, n, least int) error {
	if n < least || n > judge.FewestQuestions {
		return fmt.Errorf("%s %d: want %d to %d", flag, n, least, judge.FewestQuestions)
	}
	return nil
}

func checkPerAsset(n int) error {
	if n < 0 {
		return fmt.Errorf("--per-asset %d: want 0 or more", n)
	}
	return nil
}

func (a *app) runEval(ctx context.Context, e evaluation) (err error) {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	g, err := a.given(e)
	if err != nil {
		return err
	}
	// Opened after all was read: it may be the file of the earlier run.
	file, err := openRun(e.run)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.close()) }()
	o, err := searchOptions(cfg, a.warn)
	if err != nil {
		return err
	}
	if o.Opinion, _, err = opinionOf(ctx, cfg, opinionSetup{warn: a.without}); err != nil {
		return err
	}
	o.Opinion = o.Opinion.Patiently()
	e.solved = g.solved
	results, err := a.judge(ctx, g.Collection, g.Questions, o, e)
	if err != nil {
		return err
	}
	orphans, err := a.judgeWithout(ctx, g.Collection, o, e)
	if err != nil {
		return err
	}
	if err := file.write(slices.Concat(results, orphans)); err != nil {
		return err
	}
	if e.json {
		return writeFigures(a.out, judge.Measure(results))
	}
	if err := printReport(a.out, judge.Measure(results), judge.Measure(orphans), promised(o)); err != nil || e.compare == "" {
		return err
	}
	return printComparison(a.out, judge.Compare(results, g.before))
}

// given is all that an evaluation reads.
type given struct {
	judge.Collection
	before judge.Run
	solved []judge.Solved
}

// given reads it before anything is asked.
func (a *app) given(e evaluation) (g given, err error) {
	if g.Collection, err = judge.Read(e.path); err != nil {
		return g, err
	}
	if e.compare != "" {
		if g.before, err = judge.ReadRun(e.compare); err != nil {
			return g, err
		}
	}
	if e.taught != "" {
		if g.solved, err = judge.ReadSolved(e.taught); err != nil {
			return g, err
		}
	}
	if len(g.Faults) > 0 {
		fmt.Fprintf(a.err, "%s in the library; howto check %s lists them\n", count(len(g.Faults), "fault"), e.path)
	}
	if e.typos {
		for i, q := range g.Questions {
			g.Questions[i].Text = judge.Typo(q, e.seed)
		}
	}
	return g, nil
}

// judgeWithout asks, for each part of the assets, the questions that only they answer after they were taken out.
func (a *app) judgeWithout(
	ctx context.Context, c judge.Collection, o search.Options, e evaluation,
) (all []judge.Result, _ error) {
	for part := range e.without {
		left, orphans := c.Without(part, e.without, e.seed)
		results, err := a.judge(ctx, left, orphans, o, e)
		if err != nil {
			return nil, err
		}
		for _, r := range results {
			r.Question.ID += " without" // it has been asked once with its assets
			all = append(all, r)
		}
	}
	return all, nil
}

// judge asks questions of c in an index in memory, taught as e says by others of c.
func (a *app) judge(
	ctx context.Context, c judge.Collection, questions []judge.Question, o search.Options, e evaluation,
) (_ []judge.Result, err error) {
	o.Progress = progressBar(a.err)
	x, err := search.Open(ctx, c.Library, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	if e.taught != "" {
		if err := a.teach(ctx, x, e.solved, nil, e); err != nil {
			return nil, err
		}
		return askAll(ctx, x, questions)
	}
	if e.folds == 0 {
		return askTaught(ctx, x, nil, questions)
	}
	var results []judge.Result
	for fold := range e.folds {
		in := func(q judge.Question) bool { return q.Fold(e.folds, e.seed) == fold }
		others := slices.DeleteFunc(slices.Clone(c.Questions), in)
		asked := slices.DeleteFunc(slices.Clone(questions), func(q judge.Question) bool { return !in(q) })
		if err := a.teach(ctx, x, judge.SolvedOf(others), judge.Unanswerable(others), e); err != nil {
			return nil, err
		}
		part, err := askAll(ctx, x, asked)
		if err != nil {
			return nil, err
		}
		results = append(results, part...)
	}
	return results, nil
}

// askAll asks every question.
func askAll(ctx context.Context, x *search.Index, questions []judge.Question) ([]judge.Result, error) {
	results := make([]judge.Result, 0, len(questions))
	for _, q := range questions {
		m, err := x.Find(ctx, search.Query{Text: q.Text, Limit: judge.Depth})
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		r := graded(q, m)
		if words, ok := m.ByWords(); ok {
			before := graded(q, words)
			r.ByWords = &before
		}
		results = append(results, r)
	}
	return results, nil
}

// graded is what a search gave for a question.
func graded(q judge.Question, m search.Match) judge.Result {
	r := judge.Result{Question: q, Confidence: m.Probability, Tier: m.Confidence, Signals: m.Signals}
	for _, h := range m.Hits {
		r.Hits = append(r.Hits, judge.Hit{ID: h.Asset.ID, Score: h.Score})
	}
	return r
}

// figures is a report as JSON: these keys and no others, null where there is nothing to compute from.
type figures struct {
	Success1        *float64 `json:"success_at_1"`
	Success3        *float64 `json:"success_at_3"`
	Success10       *float64 `json:"success_at_10"`
	MRR             *float64 `json:"mrr"`
	NDCG10          *float64 `json:"ndcg_at_10"`
	CoverageP90     *float64 `json:"coverage_at_p90"`
	CoverageP95     *float64 `json:"coverage_at_p95"`
	AUROCAnswerable *float64 `json:"auroc_answerable"`
	AUROCCorrect    *float64 `json:"auroc_correct"`
	Brier           *float64 `json:"brier"`
	Answerable      int      `json:"answerable"`
	Unanswerable    int      `json:"unanswerable"`
}

func writeFigures(w io.Writer, r judge.Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(figures{
		r.Success1, r.Success3, r.Success10, r.MRR, r.NDCG10, r.CoverageP90, r.CoverageP95,
		r.AUROCAnswerable, r.AUROCCorrect, r.Brier, r.Answerable, r.Unanswerable,
	})
}
