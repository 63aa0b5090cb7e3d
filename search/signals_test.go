package search_test

import (
	"math"
	"testing"

	"howto/search"
)

func TestSignalsBeforeAnythingIsLearnt(t *testing.T) {
	g := find(t, open(t, counter(), search.Options{}), "find the gift card").Signals
	if g.Own != g.Evidence || g.Known != 0 || g.Taught != 0 || g.Nearer != 0 || g.Learnt() {
		t.Errorf("%+v speaks of what was learnt; nothing was", g)
	}
	if !(g.Spread > 0 && g.Spread <= math.Ln2) {
		t.Errorf("two hits spread their scores by %v, want above 0 and at most ln 2", g.Spread)
	}
	if g := find(t, open(t, counter(), search.Options{}), "van").Signals; g.Spread != 0 {
		t.Errorf("one hit spreads its score by %v, want 0", g.Spread)
	}
}

func TestSignalsOfWhatIsLearnt(t *testing.T) {
	x := taught(t, said("lost", "customer forgot a brolly"))
	g := find(t, x, "forgot brolly").Signals
	if !(g.Known == 1 && g.Nearer > .5 && g.Own < g.Evidence) || !g.Learnt() {
		t.Errorf("the one hit is found by its phrase: got %+v", g)
	}
	x.Teach(append(said("lost", "customer forgot a brolly"), said("van", "driver forgot a brolly")...), nil, today)
	if g := find(t, x, "forgot brolly").Signals; g.Nearer > .1 || g.Known != 1 {
		t.Errorf("two assets have phrases as near: got %+v", g)
	}
	if g := find(t, x, "gift card").Signals; g.Known != 0 {
		t.Errorf("neither hit has learnt anything: got %+v", g)
	}
}

func TestSignalsOfWording(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "a", Title: "Badge", Body: "Enter the staff door code."},
		{ID: "b", Title: "Parking", Body: "Enter by the door. Staff type the code."},
		{ID: "c", Title: "Visitors", Body: "Sign the book."},
	}, search.Options{})
	m := find(t, x, "staff door code")
	if g := m.Signals; first(m) != "a" || !(g.Runs > .9) {
		t.Errorf("only a has all words side by side: got %q first, %+v", first(m), g)
	}
	m = find(t, x, "badges enter door")
	if g := m.Signals; first(m) != "a" || !(g.Letters > .1) {
		t.Errorf("only the title of a is spelt alike: got %q first, %+v", first(m), g)
	}
}
