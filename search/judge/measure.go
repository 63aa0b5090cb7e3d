package judge

import (
	"cmp"
	"math"
	"slices"

	"howto/search"
)

// Report is how good a search was. Every figure lies between 0 and 1; one that has nothing to be
// computed from (no answerable question, or only one kind of result) is nil.
type Report struct {
	// Answerable and Unanswerable count the questions.
	Answerable, Unanswerable int

	// Success1, Success3 and Success10 are the shares of the answerable questions with a right asset,
	// of any grade, first, among the first 3 and among the first 10.
	Success1, Success3, Success10 *float64

	// MRR is the mean over the answerable questions of 1/rank of the first right asset, 0 beyond
	// [Depth] (Voorhees, TREC-8 question answering, 1999).
	MRR *float64

	// NDCG10 is the mean over the answerable questions of DCG@10 divided by the DCG@10 of the best
	// possible order, with DCG = Σ grade / log2(rank + 1) (Järvelin and Kekäläinen, 2002, as in
	// trec_eval).
	NDCG10 *float64

	// Intervals of Success1, Success3 and MRR at 95 %, over the groups of the answerable questions.
	Success1Within, Success3Within, MRRWithin *Interval

	// CoverageP90 and CoverageP95 are the best that any threshold could do: the largest share of all
	// questions, answerable or not, that is answered when every question with a hit and a confidence
	// of at least t is answered, over all t for which at least 90 or 95 % of those answers are right.
	// Questions with equal confidence are answered together; 0 when no t is precise enough.
	// (Coverage and selective risk: El-Yaniv and Wiener, 2010.)
	CoverageP90, CoverageP95 *float64

	// AUROCCorrect is the probability that a question whose first hit is right has a higher confidence
	// than one whose first hit is not, ties counting half; AUROCAnswerable compares answerable with
	// unanswerable questions. (Area under the ROC curve as the Mann-Whitney statistic: Hanley and
	// McNeil, 1982.)
	AUROCCorrect, AUROCAnswerable *float64

	// Brier is the mean over all questions of (confidence − 1 if the first hit is right, else 0)²
	// (Brier, 1950). Smaller is better; a confidence of always one half has 0.25.
	Brier *float64

	// Calibration sets confidences beside what became of them, in ten bins of equal width; a
	// confidence of 1 belongs to the last.
	Calibration [10]Bin

	// Tiers are the questions by tier: sure, unsure, none.
	Tiers [3]Tier

	// SurePrecision is the share of right answers among the sure ones: what the threshold delivers of
	// the precision that was promised. SureCoverage is the share of all questions that are sure.
	SurePrecision, SureCoverage *float64

	// FalseSure is the share of the unanswerable questions that were answered as sure.
	FalseSure *float64

	// Intervals of SurePrecision, SureCoverage and FalseSure at 95 %, over the groups of the questions
	// that each is a share of.
	SurePrecisionWithin, SureCoverageWithin, FalseSureWithin *Interval
}

// Bin is the questions whose confidence lies between From, included, and To.
type Bin struct {
	From, To  float64
	Questions int

	// Confidence is their mean confidence, and Right the share whose first hit is right; both nil
	// without questions.
	Confidence, Right *float64
}

// Tier is the questions that were given one tier.
type Tier struct {
	Tier      search.Confidence
	Questions int
	Right     int // their first hit is right
	False     int // nothing answers them
}

// Measure computes every figure from the results of one run.
func Measure(results []Result) Report {
	var rep Report
	var scores []score
	for _, r := range results {
		if !r.Question.Answerable() {
			rep.Unanswerable++
			continue
		}
		rep.Answerable++
		scores = append(scores, scoreOf(r))
	}
	rep.ranks(scores)
	rep.CoverageP90, rep.CoverageP95 = coverage(results, .90), coverage(results, .95)
	rep.AUROCCorrect = auroc(results, Result.right)
	rep.AUROCAnswerable = auroc(results, func(r Result) bool { return r.Question.Answerable() })
	rep.Brier = brier(results)
	rep.Calibration = calibration(results)
	rep.tiers(results)
	rep.within(results)
	return rep
}

// score is what one answerable question adds to the figures of ranking.
type score struct{ first, three, ten, reciprocal, ndcg float64 }

func scoreOf(r Result) score {
	s := score{ndcg: ndcg(r)}
	rank := r.Rank()
	if rank == 0 {
		return s
	}
	s.ten, s.reciprocal = 1, 1/float64(rank)
	if rank <= 3 {
		s.three = 1
	}
	if rank == 1 {
		s.first = 1
	}
	return s
}

func ndcg(r Result) float64 {
	var grades []int
	for _, g := range r.Question.Right {
		grades = append(grades, g)
	}
	slices.SortFunc(grades, func(a, b int) int { return b - a })
	var got, best float64
	for i, h := range r.Hits[:min(len(r.Hits), Depth)] {
		got += float64(r.Question.Right[h.ID]) / math.Log2(float64(i+2))
	}
	for i, g := range grades[:min(len(grades), Depth)] {
		best += float64(g) / math.Log2(float64(i+2))
	}
	return got / best
}

func (rep *Report) ranks(scores []score) {
	rep.Success1 = mean(scores, func(s score) float64 { return s.first })
	rep.Success3 = mean(scores, func(s score) float64 { return s.three })
	rep.Success10 = mean(scores, func(s score) float64 { return s.ten })
	rep.MRR = mean(scores, func(s score) float64 { return s.reciprocal })
	rep.NDCG10 = mean(scores, func(s score) float64 { return s.ndcg })
}

// mean is nil without values.
func mean[T any](list []T, value func(T) float64) *float64 {
	if len(list) == 0 {
		return nil
	}
	m := sum(list, value) / float64(len(list))
	return &m
}

func sum[T any](list []T, value func(T) float64) (total float64) {
	for _, v := range list {
		total += value(v)
	}
	return total
}

// share is nil of nothing.
func share(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	s := float64(part) / float64(whole)
	return &s
}

// coverage is the largest share of questions that a threshold with at least that precision answers.
func coverage(results []Result, precision float64) *float64 {
	var answered []Result
	for _, r := range results {
		if len(r.Hits) > 0 {
			answered = append(answered, r)
		}
	}
	slices.SortFunc(answered, func(a, b Result) int { return cmp.Compare(b.Confidence, a.Confidence) })
	best, right := 0, 0
	for i, r := range answered {
		if r.right() {
			right++
		}
		tied := i+1 < len(answered) && answered[i+1].Confidence == r.Confidence
		// The slack is for 19 of 20, which is 95 % and not a hair less.
		if !tied && float64(right) >= precision*float64(i+1)-1e-9 {
			best = i + 1
		}
	}
	return share(best, len(results))
}

// auroc is the share of pairs, one result that is positive and one that is not, in which the positive
// one has the higher confidence.
func auroc(results []Result, positive func(Result) bool) *float64 {
	sorted := slices.Clone(results)
	slices.SortFunc(sorted, func(a, b Result) int { return cmp.Compare(a.Confidence, b.Confidence) })
	var won float64 // pairs
	below, positives := 0, 0
	for i := 0; i < len(sorted); {
		pos, neg := 0, 0
		for c := sorted[i].Confidence; i < len(sorted) && sorted[i].Confidence == c; i++ {
			if positive(sorted[i]) {
				pos++
			} else {
				neg++
			}
		}
		won += float64(pos) * (float64(below) + float64(neg)/2)
		below += neg
		positives += pos
	}
	if positives == 0 || below == 0 {
		return nil
	}
	won /= float64(positives) * float64(below)
	return &won
}

func brier(results []Result) *float64 {
	if len(results) == 0 {
		return nil
	}
	outcomes := make([]Outcome, len(results))
	for i, r := range results {
		outcomes[i] = Outcome{Probability: r.Confidence, Right: r.right()}
	}
	score := Brier(outcomes)
	return &score
}

func calibration(results []Result) (bins [10]Bin) {
	var in [10][]Result
	for _, r := range results {
		i := min(max(int(r.Confidence*10), 0), 9)
		in[i] = append(in[i], r)
	}
	for i, list := range in {
		bins[i] = Bin{
			From: float64(i) / 10, To: float64(i+1) / 10, Questions: len(list),
			Confidence: mean(list, func(r Result) float64 { return r.Confidence }),
			Right:      mean(list, func(r Result) float64 { return number(r.right()) }),
		}
	}
	return bins
}

func (rep *Report) tiers(results []Result) {
	for i, t := range []search.Confidence{search.Sure, search.Unsure, search.None} {
		rep.Tiers[i].Tier = t
		for _, r := range results {
			if r.Tier != t {
				continue
			}
			rep.Tiers[i].Questions++
			if r.right() {
				rep.Tiers[i].Right++
			}
			if !r.Question.Answerable() {
				rep.Tiers[i].False++
			}
		}
	}
	sure := rep.Tiers[0]
	rep.SurePrecision = share(sure.Right, sure.Questions)
	rep.SureCoverage = share(sure.Questions, len(results))
	rep.FalseSure = share(rep.Tiers[0].False, rep.Unanswerable)
}
