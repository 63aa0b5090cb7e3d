package search_test

import (
	"fmt"
	"strings"
	"testing"

	"howto/search"
)

func TestWhatFollowsMoreIsInTheSketch(t *testing.T) {
	a := asset("a", "Refund a card")
	for i := range 60 {
		a.More += fmt.Sprintf("step%d ", i)
	}
	b := a
	b.More = strings.ReplaceAll(a.More, "step", "note")
	if got := search.AlikeIn(a.Sketch(), b.Sketch()); got > 0.5 {
		t.Errorf("with another long part after More %.2f of the words are the same, want at most half", got)
	}
	if got := search.AlikeIn(a.Sketch(), a.Sketch()); got != 1 {
		t.Errorf("of one text with itself %.2f of the words are the same, want all", got)
	}
}
