package judge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

// Run is what an earlier search found: the hits of each question by the question's id.
type Run map[string][]Hit

// line is one question of a run file.
type line struct {
	ID         string  `json:"id"`
	Hits       []Hit   `json:"hits"`
	Confidence float64 `json:"confidence"`
	Tier       string  `json:"tier"`
}

// Write writes one JSON object a line for each result: id, hits with id and score, confidence and tier.
func Write(w io.Writer, results []Result) error {
	e := json.NewEncoder(w)
	for _, r := range results {
		hits := r.Hits
		if hits == nil {
			hits = []Hit{}
		}
		if err := e.Encode(line{r.Question.ID, hits, r.Confidence, r.Tier.String()}); err != nil {
			return fmt.Errorf("write result of %q: %w", r.Question.ID, err)
		}
	}
	return nil
}

// ReadRun reads what [Write] wrote. The error names the first fault with its file and line: where there is one,
// the file is mostly none of a run.
func ReadRun(path string) (Run, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("read earlier run: %w", err)
	}
	run := Run{}
	r := reader{seen: map[string]bool{}, first: true}
	err := r.lines(path, func(src []byte) error {
		var l line
		if err := json.Unmarshal(src, &l); err != nil {
			return plainly(err)
		}
		if l.Hits == nil {
			return errors.New(`"hits" is missing`)
		}
		run[l.ID] = l.Hits
		return r.named(l.ID, l.ID)
	})
	if err == nil && len(run) == 0 {
		err = fmt.Errorf("%s is empty", path)
	}
	if err != nil {
		return nil, fmt.Errorf("%w; this is no run: make one with `howto eval PATH --run FILE`", err)
	}
	return run, nil
}

// Comparison is two runs side by side.
type Comparison struct {
	// Better and Worse are the answerable questions whose right asset moved, in the order of the
	// questions; Same counts the others that both runs have.
	Better, Worse []Change
	Same          int

	// Missing counts the answerable questions that the earlier run does not have.
	Missing int

	// P is the two-sided exact sign test over the groups of Better and Worse, each of which counts once,
	// as what most of its changes are: the probability of a difference at least this large if each group
	// were as likely to go either way. It is 1 without changes.
	P float64
}

// Change is a question whose right asset moved. A rank of 0 means that it was not among the hits.
type Change struct {
	Question      Question
	Before, After int
}

// Compare sets results beside an earlier run of the same questions.
func Compare(results []Result, before Run) Comparison {
	var c Comparison
	for _, r := range results {
		if !r.Question.Answerable() {
			continue
		}
		hits, known := before[r.Question.ID]
		if !known {
			c.Missing++
			continue
		}
		ch := Change{r.Question, r.Question.rank(hits), r.Rank()}
		switch was, is := depth(ch.Before), depth(ch.After); {
		case is < was:
			c.Better = append(c.Better, ch)
		case is > was:
			c.Worse = append(c.Worse, ch)
		default:
			c.Same++
		}
	}
	balance := map[string]int{}
	for _, ch := range c.Better {
		balance[ch.Question.Group]++
	}
	for _, ch := range c.Worse {
		balance[ch.Question.Group]--
	}
	better, worse := 0, 0
	for _, b := range balance {
		switch {
		case b > 0:
			better++
		case b < 0:
			worse++
		}
	}
	c.P = signTest(better, worse)
	return c
}

// depth is a rank by which a question that found nothing right is last.
func depth(rank int) int {
	if rank == 0 {
		return Depth + 1
	}
	return rank
}

// signTest is twice the smaller tail of a binomial distribution with probability one half (Arbuthnot,
// 1710; Dixon and Mood, 1946), at most 1.
func signTest(a, b int) float64 {
	n := float64(a + b)
	var p float64
	for k := range min(a, b) + 1 {
		// In logarithms: the coefficients of some thousand questions overflow.
		p += math.Exp(choose(n, float64(k)) - n*math.Ln2)
	}
	return min(2*p, 1)
}

// choose is the logarithm of the number of ways to pick k of n.
func choose(n, k float64) float64 {
	all, _ := math.Lgamma(n + 1)
	in, _ := math.Lgamma(k + 1)
	out, _ := math.Lgamma(n - k + 1)
	return all - in - out
}
