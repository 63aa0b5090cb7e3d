package search_test

import (
	"strings"
	"testing"

	"howto/search"
)

// firstOf asks a library of the given assets, and others beside them, one question.
func firstOf(t *testing.T, w *search.Weights, text string, assets ...search.Asset) string {
	t.Helper()
	x := open(t, append(shop(), assets...), search.Options{Weights: w})
	return first(find(t, x, text))
}

// without is the shipped weights with one of them put to a value.
func without(t *testing.T, name string, value float64) *search.Weights {
	t.Helper()
	w, err := search.NewWeights(map[string]float64{name: value})
	if err != nil {
		t.Fatal(err)
	}
	return &w
}

func TestWhatTheQuestionIsAboutOutweighsItsFrame(t *testing.T) {
	assets := []search.Asset{{ID: "z", Title: "A tree"}, {ID: "a", Title: "A need"}}
	const text = "need tree"
	if got := firstOf(t, nil, text, assets...); got != "z" {
		t.Errorf("first for %q = %q, want z", text, got)
	}
	even := without(t, "framing", 1)
	if got := firstOf(t, even, text, assets...); got != "a" {
		t.Errorf("first for %q with framing words in full = %q, want a", text, got)
	}
}

func TestALineLikeTheQuestionBeatsItsWordsScattered(t *testing.T) {
	assets := []search.Asset{
		{ID: "line", Title: "Alpha", Body: "Bring soil.\nWater the tulip bulbs.\nCut the hedge."},
		{ID: "scattered", Title: "Beta", Body: "Water comes first.\nThe hedge and bulbs.\nA tulip."},
	}
	const text = "water the tulip bulbs"
	if got := firstOf(t, nil, text, assets...); got != "line" {
		t.Errorf("first for %q = %q, want line", text, got)
	}
}

func TestSmallWordsTellLinesApart(t *testing.T) {
	assets := []search.Asset{
		{ID: "able", Title: "Alpha", Body: "what can you do with tulips"},
		{ID: "self", Title: "Beta", Body: "who are you to tulips"},
	}
	for text, want := range map[string]string{
		"what can you do about tulips": "able",
		"who are you for tulips":       "self",
	} {
		if got := firstOf(t, nil, text, assets...); got != want {
			t.Errorf("first for %q = %q, want %s", text, got, want)
		}
	}
}

func TestATitleWithTheSameLettersIsPreferred(t *testing.T) {
	assets := []search.Asset{
		{ID: "a", Title: "Garden planner"}, {ID: "b", Title: "Analysis planner"},
	}
	const text = "analyze planner"
	if got := firstOf(t, nil, text, assets...); got != "b" {
		t.Errorf("first for %q = %q, want b", text, got)
	}
	if got := firstOf(t, without(t, "letters", 0), text, assets...); got != "a" {
		t.Errorf("first for %q without letters = %q, want a", text, got)
	}
}

func TestExplainNamesTheWording(t *testing.T) {
	x := open(t, shop(), search.Options{})
	why := find(t, x, "I need to print shelf labels").Explain()
	for _, want := range []string{"frames any question", "worded like the question"} {
		if !strings.Contains(why, want) {
			t.Errorf("Explain() = %s\nwant %q in it", why, want)
		}
	}
}
