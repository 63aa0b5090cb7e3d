package search

// The numbers that decide the ranking. They were measured on public collections
// of judged questions (task cards, help forums, assistant intents, passages of
// articles) and hold across them; [Match.Explain] shows them at work.
const (
	// saturation (k1) and lengthPenalty (b) of BM25F: how soon a repeated word
	// stops counting, and how much a long field is discounted.
	saturation    = 2.0
	lengthPenalty = 0.4

	// stopWeight is what words like "how" and "the" count of a full word. None
	// would lose questions such as "who are you"; all would drown long ones.
	stopWeight = 0.25

	// repairWeight is what a word counts whose spelling was a guess.
	repairWeight = 0.8

	// nearWeight is the most that two words of the question add, as a share of
	// the lesser of them, when they stand together in the asset as well. Pairs
	// further apart than nearWindow words add nothing.
	nearWeight = 0.25
	nearWindow = 5

	// likeWeight is what a title or ask that says just what the question says adds,
	// as a share of the weight of the whole question.
	likeWeight = 0.1

	// maxCandidates is how many assets Bleve proposes. Scoring more than a
	// hundred found nothing that a hundred missed.
	maxCandidates = 100

	// maxNear is how many of them are looked at for words that stand together, and
	// for phrases like the question.
	maxNear = 50

	// maxInformative is how many words Bleve is asked for, the rarest first: the
	// cost of its search grows with the number of assets that match.
	maxInformative = 8

	// commonShare is the share of all assets beyond which a word is too common to
	// propose candidates, as long as enoughRare rarer ones do.
	commonShare = 0.1
	enoughRare  = 2

	// maxWords and maxBytes bound what is read of a question. A question is
	// clear long before, and a pasted log must not cost a second.
	maxWords = 64
	maxBytes = 8 << 10

	// shortestRepair and longRepair are the letters that a word needs before one
	// letter, or two, may be mended in it. In shorter words every neighbour is
	// another word.
	shortestRepair = 4
	longRepair     = 7

	// defaultLimit is how many hits a query without a limit gets.
	defaultLimit = 3
)

// The logistic model of the probability that the first hit is the right one. The
// numbers were set by hand, led by fits to collections of questions with and
// without an answer, so that no one collection decides. What is like a whole title or ask,
// leads clearly and scores much of what it could is right; a second hit whose
// title says the same, and a word whose spelling was guessed, speak against it.
const (
	bias       = -3.6
	perShare   = 3.0
	perGap     = 2.8
	perCovered = 0.5
	perHeaded  = 1.4
	perPhrase  = 3.0
	perRival   = -1.2
	perGuessed = -1.5
	perMatched = 0.3

	// mostMatched is the number of words beyond which one more proves nothing.
	mostMatched = 5

	// sureAt is where at most about one first hit of twenty was wrong, and
	// unsureAt where more right answers would be lost than wrong ones kept back.
	sureAt   = 0.76
	unsureAt = 0.2
)

// field is a part of an asset that is searched with a weight of its own.
type field int

const (
	fieldTitle field = iota
	fieldAsks
	fieldPlace // topics, workflow, step, systems
	fieldSteps
	fieldMore
	fieldCount
)

// weight is how much a word in the field counts. Titles are chosen with care and
// short; asks are how people speak; what opens with More is seldom what is meant.
func (f field) weight() float64 {
	switch f {
	case fieldTitle:
		return 3
	case fieldAsks:
		return 2.5
	case fieldMore:
		return 0.5
	}
	return 1
}

func (f field) String() string {
	switch f {
	case fieldTitle:
		return "title"
	case fieldAsks:
		return "asks"
	case fieldPlace:
		return "topics"
	case fieldSteps:
		return "steps"
	}
	return "more"
}
