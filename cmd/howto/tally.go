package main

import (
	"hash/fnv"
	"slices"
	"strconv"

	"howto/outcome"
	"howto/search"
	"howto/search/judge"
)

// A verdict is what an asker's word on an ask says of what is found for it now.
type verdict int

// The verdicts. Only the first two say whether the first hit is right.
const (
	knownRight verdict = iota // solved by an asset that can be found: that one is right
	knownWrong                // Not quite was said of the asset that is first now
	goneSince                 // solved by an asset that is gone, or that the channel may not see
	missedElse                // Not quite was said of another asset than the one that is first now
	byPerson                  // it went to a person: no asset is known to be right
	unsaid                    // silence, or taken back: it speaks neither for nor against
	verdicts
)

// judge fills in the verdict from the presses on the ask, oldest first; there says which assets can be
// found now. Only the asker knows whether a card helped, and the last word on an asset counts.
func (r *rerun) judge(presses []outcome.Entry, there func(asset string) bool) {
	solved, missed := "", map[string]bool{}
	for _, p := range presses {
		switch {
		case p.Who != r.ask.Who || p.Asset == "":
		case p.Kind == outcome.Solved:
			solved = p.Asset
			delete(missed, p.Asset)
		case p.Kind == outcome.NotQuite:
			missed[p.Asset] = true
			if solved == p.Asset {
				solved = ""
			}
		}
	}
	switch {
	case solved != "" && there(solved):
		r.outcome, r.right = knownRight, slices.Index(r.hits, solved)+1
	case solved != "":
		r.outcome = goneSince
	case missed[r.first()]:
		r.outcome = knownWrong
	case len(missed) > 0:
		r.outcome = missedElse
	case r.ask.Case != "":
		r.outcome = byPerson
	default:
		r.outcome = unsaid
	}
}

// first is the asset that is first now, if any.
func (r *rerun) first() string { return firstOf(r.hits) }

func firstOf(hits []string) string {
	if len(hits) == 0 {
		return ""
	}
	return hits[0]
}

// changed reports that the asker would see something else first: another tier, or another asset where
// any is shown.
func (r *rerun) changed() bool {
	if r.then != r.now {
		return true
	}
	return r.now != search.None && r.first() != firstOf(r.ask.Hits)
}

// mostOf is how many outcomes of one person count for thresholds: nobody shall decide alone how sure
// the search may be.
const mostOf = 50

// A tally counts reruns. It keeps three numbers of each whose outcome is known, and nothing else.
type tally struct {
	asks, erased, changed int
	damaged               []string                              // ids of asks that cannot be read
	moved                 [search.Sure + 1][search.Sure + 1]int // then, now
	verdicts              [verdicts]int
	first, among          int // right ones among known ones: first, and among the hits
	sure, sureRight       int // known ones that are sure now, and of these the right ones
	pairs                 []pair
	of                    map[string]int // people to pairs
}

// A pair is a probability that a first hit was given, with and without calibration, and what was true.
type pair struct {
	probability, bare float64
	right             bool
	who               uint32 // tells people apart, mostly
}

// spoil counts an ask that is damaged.
func (t *tally) spoil(id string) { t.asks++; t.damaged = append(t.damaged, id) }

// skip counts an ask whose text was erased.
func (t *tally) skip() { t.asks++; t.erased++ }

func (t *tally) add(r rerun) {
	t.asks++
	t.moved[r.then][r.now]++
	t.verdicts[r.outcome]++
	if r.changed() {
		t.changed++
	}
	if r.outcome != knownRight && r.outcome != knownWrong {
		return
	}
	right := r.right == 1
	if right {
		t.first++
	}
	if r.right > 0 {
		t.among++
	}
	if r.now == search.Sure {
		t.sure++
		if right {
			t.sureRight++
		}
	}
	t.keep(r, right)
}

// keep keeps the numbers of an outcome. Without a hit there is no probability to be right or wrong.
func (t *tally) keep(r rerun, right bool) {
	if t.of == nil {
		t.of = map[string]int{}
	}
	if len(r.hits) == 0 || t.of[r.ask.Who] == mostOf {
		return
	}
	t.of[r.ask.Who]++
	t.pairs = append(t.pairs, pair{r.probability, r.bare, right, number(r.ask.Who)})
}

func number(who string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(who))
	return h.Sum32()
}

// known is how many asks have an outcome that says whether the first hit is right.
func (t *tally) known() int { return t.verdicts[knownRight] + t.verdicts[knownWrong] }

// outcomes are the pairs with the probabilities of the model in force, or bare ones.
func (t *tally) outcomes(bare bool) []judge.Outcome {
	out := make([]judge.Outcome, len(t.pairs))
	for i, p := range t.pairs {
		out[i] = judge.Outcome{Probability: p.probability, Right: p.right, Group: strconv.Itoa(int(p.who))}
		if bare {
			out[i].Probability = p.bare
		}
	}
	return out
}
