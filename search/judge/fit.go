package judge

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"howto/search"
)

// Set is the results of one library or collection. A fit gives every set the same weight, whatever
// its size, so that no one decides; only those of one name that were taught count as one together.
type Set struct {
	Name    string
	Taught  bool     // the search had been taught other questions before
	Refused bool     // and what people would have refused
	Results []Result // of [Result], Hits, Question and Signals are needed
}

// FitOptions say what a fit is for.
type FitOptions struct {
	// Precision is the share of right answers that a model promises where it is sure: above 0, below 1.
	Precision float64

	// Folds is into how many parts the questions are cut to choose and to test thresholds on questions
	// that a model has not seen; at least [FewestFolds].
	Folds int
}

// Fitting is a model with what is known about it.
type Fitting struct {
	Model search.Model

	// Within judges each set by models fitted on other questions of all sets: groups of questions
	// are cut into folds, and each fold is judged by coefficients and thresholds from the rest.
	// Elsewhere judges each set by a model fitted on the sets of other names alone; empty when all
	// have one name.
	Within, Elsewhere []Held
}

// Held is how a model did on questions of one set that it was not fitted on. Their confidence and
// tier are those that it gave them.
type Held struct {
	Name    string
	Taught  bool
	Refused bool
	Report  Report
}

// FewestFolds is how many folds a fit needs: while one tests thresholds and another chooses them, a third
// gives the coefficients.
const FewestFolds = 3

// FewestQuestions is how many questions a fit needs.
const FewestQuestions = 50

// ErrTooFew is wrapped by errors that say that there is not enough to learn from.
var ErrTooFew = errors.New("too few questions")

// Fit fits a logistic model of *the first hit is right* to the signals of all sets, and chooses its
// thresholds. The same sets give the same model, bit by bit. The model's day is left to the caller.
func Fit(sets []Set, o FitOptions) (Fitting, error) {
	if err := o.check(); err != nil {
		return Fitting{}, err
	}
	if err := enough(sets); err != nil {
		return Fitting{}, err
	}
	var f Fitting
	var err error
	if f.Model, err = o.fit(sets); err != nil {
		return Fitting{}, err
	}
	if f.Within, err = o.within(sets); err != nil {
		return Fitting{}, err
	}
	f.Elsewhere, err = o.elsewhere(sets)
	return f, err
}

func (o FitOptions) check() error {
	if !(o.Precision > 0 && o.Precision < 1) {
		return fmt.Errorf("a precision of %g cannot be promised; name one above 0 and below 1", o.Precision)
	}
	if o.Folds < FewestFolds || o.Folds > FewestQuestions {
		return fmt.Errorf("questions cannot be cut into %d folds; name a number from %d to %d", o.Folds,
			FewestFolds, FewestQuestions)
	}
	return nil
}

// CheckFew is the error with which a fit of so many questions would end, nil if they are enough: asking them
// may take minutes.
func CheckFew(questions int) error {
	if questions < FewestQuestions {
		return fmt.Errorf("%w: a fit needs %d, and there are %d", ErrTooFew, FewestQuestions, questions)
	}
	return nil
}

// enough refuses questions that nothing can be learnt from.
func enough(sets []Set) error {
	all, right := 0, 0
	for _, s := range sets {
		for _, r := range s.Results {
			all++
			if r.right() {
				right++
			}
		}
	}
	if err := CheckFew(questions(sets)); err != nil {
		return err
	}
	switch right {
	case 0:
		return fmt.Errorf("%w of one kind: no first hit is right", ErrTooFew)
	case all:
		return fmt.Errorf("%w of one kind: no first hit is wrong", ErrTooFew)
	}
	return nil
}

// questions counts each question once, though it may have been asked before and after teaching.
func questions(sets []Set) (n int) {
	most := map[string]int{}
	for _, s := range sets {
		most[s.Name] = max(most[s.Name], len(s.Results))
	}
	for _, of := range most {
		n += of
	}
	return n
}

// fit gives coefficients from all questions of the sets, and thresholds from the probabilities that
// questions have by models that were fitted without them; for matches by words alone, and then for
// those after a second opinion, if there are any.
func (o FitOptions) fit(sets []Set) (search.Model, error) {
	words := byWords(sets)
	m, err := coefficients(words)
	if err != nil {
		return m, err
	}
	judged, err := o.unseen(words)
	if err != nil {
		return m, err
	}
	m.Precision, m.Questions = o.Precision, questions(sets)
	o.cut(&m.Judgement, judged)
	if !hasSecond(sets) {
		return m, nil
	}
	m.Settled = sureFrom(judged[false], o.Precision+spared*(1-o.Precision))
	return o.fitSecond(m, sets)
}

// spared is the share of the errors that are allowed to sure answers which the words leave to what is sure after
// a second opinion. Where the words are wrong and this sure, it is mostly about a near twin of what was asked,
// and then the second opinion has something to add.
const spared = 0.5

// cut chooses thresholds on unseen questions.
func (o FitOptions) cut(j *search.Judgement, judged map[bool][]weighed) {
	j.Sure = sureFrom(judged[false], o.Precision)
	j.SureTaught = sureFrom(judged[true], o.Precision)
	if j.SureTaught == 1 {
		j.SureTaught = j.Sure // too few were taught to know better
	}
	open := slices.DeleteFunc(slices.Concat(judged[false], judged[true]), func(r weighed) bool { return r.settled })
	j.Unsure = min(unsureFrom(open), j.Sure, j.SureTaught)
}

// unseen gives all questions under coefficients from others, parted by whether the search had
// learnt about them. Where there are enough paths, those others are the questions of other paths: a
// model is to keep its promise in a library that it has never seen.
func (o FitOptions) unseen(sets []Set) (map[bool][]weighed, error) {
	judged := map[bool][]weighed{}
	for _, c := range o.parts(sets) {
		rest, held := part(sets, c)
		m, err := coefficients(rest)
		if err != nil {
			return nil, err
		}
		for i, s := range held {
			for _, r := range s.Results {
				learnt := r.Signals.Learnt()
				judged[learnt] = append(judged[learnt], sets[i].weighed(r.under(m), sets))
			}
		}
	}
	return judged, nil
}

// share is what a set counts among all: the questions of one name that were taught were asked so often.
func (s Set) share(sets []Set) float64 {
	if !s.Taught {
		return 1
	}
	times := 0
	for _, t := range sets {
		if t.Name == s.Name && t.Taught {
			times++
		}
	}
	return 1 / float64(times)
}

// coefficients fits the bare model.
func coefficients(sets []Set) (search.Model, error) {
	bias, slopes, err := linear(sets)
	if err != nil {
		return search.Model{}, err
	}
	return search.NewModel(bias, slopes), nil
}

// linear fits the signals of all results, each set counting the same.
func linear(sets []Set) (bias float64, slopes []float64, err error) {
	var rows []sample
	var filled, all float64
	for _, s := range sets {
		if len(s.Results) > 0 {
			filled += s.share(sets)
			all += s.share(sets) * float64(len(s.Results))
		}
	}
	for _, s := range sets {
		each := all / filled * s.share(sets) / float64(len(s.Results))
		for _, r := range s.Results {
			// Without a hit there is nothing to estimate.
			if len(r.Hits) > 0 {
				rows = append(rows, sample{r.Signals.Vector(), r.right(), each})
			}
		}
	}
	if len(rows) == 0 {
		return 0, nil, fmt.Errorf("%w: none has a hit", ErrTooFew)
	}
	return fitLinear(rows)
}

// under is the result with the confidence that a model gives it.
func (r Result) under(m search.Model) Result {
	if r.ByWords != nil {
		words := r.ByWords.under(m)
		if m.Second == nil || m.Settles(words.Confidence, words.Signals) {
			return words
		}
		r.Signals.Words = words.Confidence
	}
	r.Confidence, r.Tier = 0, search.None
	if len(r.Hits) > 0 {
		r.Confidence = m.Probability(r.Signals)
		r.Tier = m.Tier(r.Confidence, r.Signals)
	}
	return r
}

func (o FitOptions) within(sets []Set) ([]Held, error) {
	results := make([][]Result, len(sets))
	for _, fold := range o.folds() {
		rest, held := part(sets, fold)
		m, err := o.fit(rest)
		if err != nil {
			return nil, err
		}
		for i, s := range held {
			for _, r := range s.Results {
				results[i] = append(results[i], r.under(m))
			}
		}
	}
	all := make([]Held, len(sets))
	for i, s := range sets {
		all[i] = Held{s.Name, s.Taught, s.Refused, Measure(results[i])}
	}
	return all, nil
}

func (o FitOptions) elsewhere(sets []Set) (all []Held, _ error) {
	for _, s := range sets {
		others := slices.DeleteFunc(slices.Clone(sets), func(t Set) bool { return t.Name == s.Name })
		if len(others) == 0 {
			return nil, nil
		}
		m, err := o.fit(others)
		if err != nil {
			return nil, fmt.Errorf("without %s: %w", s.Name, err)
		}
		var results []Result
		for _, r := range s.Results {
			results = append(results, r.under(m))
		}
		all = append(all, Held{s.Name, s.Taught, s.Refused, Measure(results)})
	}
	return all, nil
}

// weighed is a result and what it counts.
type weighed struct {
	Result
	weight  float64
	alone   float64 // what it would count were its set the only one of its name that was taught
	settled bool    // it is sure whatever the threshold is
}

// weighed is a result of s among those of all sets.
func (s Set) weighed(r Result, sets []Set) weighed {
	alone := 1 / float64(len(s.Results))
	return weighed{Result: r, weight: s.share(sets) * alone, alone: alone}
}

// sureness is the probability by which a result is compared with a threshold.
func (w weighed) sureness() float64 {
	if w.settled {
		return 1
	}
	return w.Confidence
}

// certainty is how many standard deviations a promised precision lies below the one that was seen:
// 95 % of all samples are no further above the truth. The best threshold on one sample is always
// partly luck; without a margin, one chosen for .95 delivers .93 on other questions.
const certainty = 1.645

// A graded is a first hit's probability, how right it was (0 or 1), what it counts, and what it would count if
// its question had been asked once: the same question asked again is no further evidence.
type graded struct{ confidence, right, weight, alone float64 }

// sureFrom is [sureAbove] of results that have a hit.
func sureFrom(judged []weighed, precision float64) float64 {
	var all []graded
	for _, r := range judged {
		if len(r.Hits) > 0 {
			all = append(all, graded{r.sureness(), number(r.right()), r.weight, r.alone})
		}
	}
	return sureAbove(all, precision)
}

// SureFrom is the threshold that [Fit] would choose on outcomes: the lowest probability above which
// they vouch for that precision. It is 1 when no threshold is good enough.
func SureFrom(outcomes []Outcome, precision float64) float64 {
	var all []graded
	for _, o := range outcomes {
		all = append(all, graded{o.Probability, number(o.Right), 1, 1})
	}
	return sureAbove(all, precision)
}

// sureAbove is the lowest probability above which the precision that the sample vouches for is still
// as wished. It is the lower end of Wilson's interval (1927), with the number of answers that equal
// weights would need for the same variance (Kish, 1965). It is 1 when no threshold is good enough.
func sureAbove(judged []graded, precision float64) float64 {
	slices.SortStableFunc(judged, func(a, b graded) int { return cmp.Compare(b.confidence, a.confidence) })
	best := 1.
	var all, right, squares float64
	for i, r := range judged {
		all += r.weight
		squares += r.weight * r.alone
		right += r.weight * r.right
		tied := i+1 < len(judged) && judged[i+1].confidence == r.confidence
		if !tied && wilson(right/all, all*all/squares) >= precision {
			best = r.confidence
		}
	}
	return best
}

// wilson is the lower end of the interval for a share that was seen in n cases.
func wilson(share, n float64) float64 {
	const z = certainty
	return (share + z*z/(2*n) - z*math.Sqrt(share*(1-share)/n+z*z/(4*n*n))) / (1 + z*z/n)
}

// worthOffering is how probable it must be that one of three hits is right for them to be offered. An
// offer in vain costs the seconds in which three titles are read; one that was not made costs the
// minutes until a person answers. But offers that are mostly wrong are soon read no more.
const worthOffering = 0.4

// offered is how many hits an unsure match shows.
const offered = 3

// unsureFrom is the probability at which as many offers hold the right asset as is worth it, by a
// logistic curve over the logit of the probability. Without a match it is what an offer is worth.
func unsureFrom(judged []weighed) float64 {
	var rows []sample
	var total float64
	for _, r := range judged {
		if len(r.Hits) > 0 {
			total += r.weight
		}
	}
	for _, r := range judged {
		if len(r.Hits) > 0 {
			rank := r.Rank()
			rows = append(rows, sample{
				in:       []float64{logit(r.Confidence)},
				positive: rank > 0 && rank <= offered,
				weight:   r.weight / total * float64(len(judged)),
			})
		}
	}
	if len(rows) == 0 {
		return worthOffering
	}
	bias, slopes, err := fitLinear(rows)
	if err != nil || !(slopes[0] > 0) {
		return worthOffering
	}
	return sigmoid((logit(worthOffering) - bias) / slopes[0])
}
