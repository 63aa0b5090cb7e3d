package main

import (
	"testing"
	"time"

	"howto/outcome"
	"howto/search"
)

func TestWhatAWordOfTheAskerSaysOfTheFirstHitNow(t *testing.T) {
	press := func(kind outcome.Kind, asset string) outcome.Entry {
		return outcome.Entry{Kind: kind, Asset: asset, Who: "p_1"}
	}
	solved := func(asset string) outcome.Entry { return press(outcome.Solved, asset) }
	missed := func(asset string) outcome.Entry { return press(outcome.NotQuite, asset) }
	stranger := solved("b")
	stranger.Who = "p_2"
	for name, c := range map[string]struct {
		presses []outcome.Entry
		cased   bool
		want    verdict
		right   int
	}{
		"nothing":                         {nil, false, unsaid, 0},
		"a case and nothing else":         {nil, true, byPerson, 0},
		"Solved by the first":             {[]outcome.Entry{solved("a")}, false, knownRight, 1},
		"Solved by the second":            {[]outcome.Entry{solved("b")}, false, knownRight, 2},
		"Solved by one far below":         {[]outcome.Entry{solved("z")}, false, knownRight, 0},
		"Solved by one that is gone":      {[]outcome.Entry{solved("gone")}, false, goneSince, 0},
		"Solved by an answer":             {[]outcome.Entry{solved("")}, true, byPerson, 0},
		"Solved pressed by somebody else": {[]outcome.Entry{stranger}, false, unsaid, 0},
		"Not quite on the first":          {[]outcome.Entry{missed("a")}, true, knownWrong, 0},
		"Not quite on another":            {[]outcome.Entry{missed("b")}, true, missedElse, 0},
		"Not quite, then Solved":          {[]outcome.Entry{missed("a"), solved("b")}, false, knownRight, 2},
		"Not quite on it, then Solved":    {[]outcome.Entry{missed("a"), solved("a")}, false, knownRight, 1},
		"Solved, then Not quite on it":    {[]outcome.Entry{solved("a"), missed("a")}, false, knownWrong, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := rerun{ask: outcome.Ask{Who: "p_1"}, hits: []string{"a", "b", "c"}}
			if c.cased {
				r.ask.Case = "case"
			}
			r.judge(c.presses, func(asset string) bool { return asset != "gone" })
			if r.outcome != c.want || r.right != c.right {
				t.Errorf("judge = verdict %d, right at %d; want %d, %d", r.outcome, r.right, c.want, c.right)
			}
		})
	}
}

func TestTallyCountsEachAskOnce(t *testing.T) {
	var got tally
	add := func(then, now search.Confidence, was, is string, v verdict, right int) {
		r := rerun{then: then, now: now, outcome: v, right: right, probability: .9, bare: .8}
		r.ask = outcome.Ask{Who: "p_1", At: time.Unix(0, 0), Hits: []string{was}}
		if is != "" {
			r.hits = []string{is}
		}
		got.add(r)
	}
	got.skip()
	add(search.Sure, search.Sure, "a", "a", knownRight, 1)
	add(search.Sure, search.Sure, "a", "b", knownWrong, 0)     // another asset
	add(search.Unsure, search.Sure, "a", "a", knownRight, 2)   // another tier
	add(search.None, search.None, "a", "b", unsaid, 0)         // nothing is shown either time
	add(search.Sure, search.None, "a", "", knownRight, 0)      // nothing is found any more
	add(search.Unsure, search.Unsure, "a", "a", missedElse, 0) // the same
	if got.asks != 7 || got.erased != 1 || got.changed != 3 {
		t.Errorf("asks %d, erased %d, changed %d; want 7, 1, 3", got.asks, got.erased, got.changed)
	}
	want := [3][3]int{search.Sure: {search.Sure: 2, search.None: 1},
		search.Unsure: {search.Sure: 1, search.Unsure: 1}, search.None: {search.None: 1}}
	if got.moved != want {
		t.Errorf("moved %v, want %v", got.moved, want)
	}
	if got.known() != 4 || got.first != 1 || got.among != 2 || got.sure != 3 || got.sureRight != 1 {
		t.Errorf("known %d, first %d, among %d, sure %d, of these right %d; want 4, 1, 2, 3, 1",
			got.known(), got.first, got.among, got.sure, got.sureRight)
	}
	// Where nothing is found, there is no probability.
	if n := len(got.outcomes(false)); n != 3 || got.outcomes(true)[0].Probability != .8 {
		t.Errorf("%d outcomes, the first bare one %v; want 3 and .8", n, got.outcomes(true)[0])
	}
}

func TestOnePersonDoesNotDecideAlone(t *testing.T) {
	var got tally
	for range 3 * mostOf {
		got.add(rerun{ask: outcome.Ask{Who: "p_1"}, hits: []string{"a"}, outcome: knownRight, right: 1})
	}
	got.add(rerun{ask: outcome.Ask{Who: "p_2"}, hits: []string{"a"}, outcome: knownRight, right: 1})
	if got.known() != 3*mostOf+1 || len(got.pairs) != mostOf+1 {
		t.Errorf("known %d, kept %d; want %d and %d", got.known(), len(got.pairs), 3*mostOf+1, mostOf+1)
	}
}
