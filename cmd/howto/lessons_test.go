package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
	"howto/search"
)

func TestWhatAPressTeaches(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	ask := outcome.Ask{ID: "a", Who: "p_1", Text: "brolly left", At: at}
	before := func(id string, ago time.Duration, change func(*earlier)) earlier {
		e := earlier{Ask: outcome.Ask{ID: id, Who: "p_1", Text: "brolly gone", At: at.Add(-ago)}}
		if change != nil {
			change(&e)
		}
		return e
	}
	// A question about something else, of which certain assets were found.
	other := func(confidence search.Confidence, refused bool, hits ...string) earlier {
		return before("b", time.Minute, func(e *earlier) {
			e.Text, e.Confidence, e.refused, e.Hits = "my dog", confidence.String(), refused, hits
		})
	}
	sure := func(refused bool) earlier {
		return before("b", time.Minute, func(e *earlier) {
			e.Confidence, e.refused, e.Hits = search.Sure.String(), refused, []string{"other", "lost"}
		})
	}
	solved := outcome.Entry{ID: "e", Ask: "a", At: at.Add(time.Minute), Kind: outcome.Solved, Who: "p_1", Asset: "lost"}
	notQuite := solved
	notQuite.Kind = outcome.NotQuite
	somebody := solved
	somebody.Who = "p_2"
	notTheirs := notQuite
	notTheirs.Who = "p_2"
	gone := solved
	gone.Asset = "gone"
	byExpert := solved
	byExpert.Asset = ""
	none := outcome.Entry{ID: "e", Ask: "a", At: solved.At, Kind: outcome.HandedOver, Who: "p_1"}
	lookedUp, lookedUpBefore := ask, func(e *earlier) { e.Door = outcome.ByShortcut }
	lookedUp.Door = outcome.ByShortcut
	offered := ask
	offered.Hits, offered.Shown = []string{"gone", "lost", "other"}, 2
	lookedUpChoices := offered
	lookedUpChoices.Door = outcome.ByShortcut
	lesson := func(ask string, kind search.LessonKind, phrase string) search.Lesson {
		return search.Lesson{Ask: ask, Asset: "lost", Kind: kind, Phrase: phrase, Who: "p_1", At: solved.At, Sketch: "s"}
	}
	keep := keeper{phrase: func(text string) string { return text }, sketch: func(asset string) string {
		return map[string]string{"lost": "s", "other": "s"}[asset]
	}, about: func(one, other string) bool {
		return strings.Fields(one)[0] == strings.Fields(other)[0]
	}}
	both := []search.Lesson{lesson("a", search.LearntSolved, "brolly left"), lesson("b", search.LearntRephrased, "brolly gone")}
	alone := both[:1]
	for name, c := range map[string]struct {
		press press
		want  []search.Lesson
	}{
		"Solved": {press{entry: solved, ask: ask}, []search.Lesson{lesson("a", search.LearntSolved, "brolly left")}},
		"Solved minutes after another question that came to nothing": {
			press{entry: solved, ask: ask, before: []earlier{before("b", 10*time.Minute, nil), {Ask: ask}}}, both},
		"Solved after one about something else": {
			press{entry: solved, ask: ask, before: []earlier{other(search.Unsure, false, "other")}}, alone},
		"Solved after Not quite on one about something else": {
			press{entry: solved, ask: ask, before: []earlier{other(search.Sure, true, "other")}}, alone},
		"Solved after one of other words for which it was offered": {
			press{entry: solved, ask: ask, before: []earlier{other(search.Unsure, false, "other", "lost")}},
			[]search.Lesson{both[0], lesson("b", search.LearntRephrased, "my dog")}},
		"Solved after one of other words for which nothing fitted, whatever was found": {
			press{entry: solved, ask: ask, before: []earlier{other(search.None, false, "lost")}}, alone},
		"Solved after a sure answer left in silence": {
			press{entry: solved, ask: ask, before: []earlier{sure(false)}}, alone},
		"Solved after a sure answer and Not quite": {
			press{entry: solved, ask: ask, before: []earlier{sure(true)}}, both},
		"Solved after one that was solved, one that went to a person, one long ago": {
			press{entry: solved, ask: ask, before: []earlier{before("b", time.Hour, nil),
				before("c", time.Minute, func(e *earlier) { e.Closed = outcome.Solved }),
				before("d", time.Minute, func(e *earlier) { e.Case = "x" })}}, alone},
		"Not quite": {press{entry: notQuite, ask: ask, before: []earlier{before("b", time.Minute, nil)}},
			[]search.Lesson{lesson("a", search.LearntNotQuite, "brolly left")}},
		"None of these: each of the choices that is still there": {press{entry: none, ask: offered},
			[]search.Lesson{lesson("a", search.LearntNotQuite, "brolly left")}},
		"Solved pressed by somebody else":       {press{entry: somebody, ask: ask}, nil},
		"Not quite pressed by somebody else":    {press{entry: notTheirs, ask: ask}, nil},
		"an asset that is gone":                 {press{entry: gone, ask: ask}, nil},
		"Solved by an answer and not by a card": {press{entry: byExpert, ask: ask}, nil},
		"a message that help was looked up for": {press{entry: solved, ask: lookedUp,
			before: []earlier{before("b", time.Minute, nil)}}, nil},
		"Not quite on one":     {press{entry: notQuite, ask: lookedUp}, nil},
		"None of these on one": {press{entry: none, ask: lookedUpChoices}, nil},
		"Solved minutes after one": {press{entry: solved, ask: ask,
			before: []earlier{before("b", time.Minute, lookedUpBefore)}},
			[]search.Lesson{lesson("a", search.LearntSolved, "brolly left")}},
		"a question whose text was erased": {press{entry: solved, ask: outcome.Ask{ID: "a", Who: "p_1", At: at}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lessonsOf(c.press, keep); !slices.Equal(got, c.want) {
				t.Errorf("lessonsOf = %+v\nwant %+v", got, c.want)
			}
		})
	}
}
