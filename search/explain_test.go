package search_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"howto/search"
)

// taughtShop is the shop whose refund asset has learnt "brolly" from so many people.
func taughtShop(t *testing.T, people int) *search.Index {
	t.Helper()
	x := open(t, shop(), search.Options{})
	x.Teach(said("refund", slices.Repeat([]string{"brolly back"}, people)...), nil, today)
	return x
}

func TestWhyIsTheWholeScoreOfAHit(t *testing.T) {
	for _, q := range []string{"how to refund a reciept", "refund card", "brolly refund"} {
		m := find(t, taughtShop(t, 3), q)
		for i, h := range m.Why().Hits {
			sum := h.Together + h.Wording
			for _, w := range h.Words {
				sum += w.Added
			}
			if h.Learnt != nil {
				sum += h.Learnt.Added
			}
			if math.Abs(sum-h.Score) > 1e-9 || h.Score != m.Hits[i].Score {
				t.Errorf("%q: the parts of %s add up to %g, want its score %g", q, h.Asset, sum, h.Score)
			}
		}
	}
}

func TestWhySaysHowEachWordWasLookedFor(t *testing.T) {
	e := find(t, taughtShop(t, 2), "how to refund a reciept brolly zeppelin").Why()
	got := map[string]search.WordWeight{}
	for _, w := range e.Words {
		got[w.Word] = w
	}
	for word, ok := range map[string]func(search.WordWeight) bool{
		"how":      func(w search.WordWeight) bool { return w.Stop },
		"refund":   func(w search.WordWeight) bool { return w.How == "as it is" && w.Assets > 0 && !w.Learnt },
		"reciept":  func(w search.WordWeight) bool { return w.How == "mended" && w.Found == "receipt" },
		"brolly":   func(w search.WordWeight) bool { return w.Learnt && w.Assets == 0 },
		"zeppelin": func(w search.WordWeight) bool { return !w.Learnt && w.Assets == 0 },
	} {
		if w := got[word]; !ok(w) {
			t.Errorf("%s is explained as %+v", word, w)
		}
	}
	if e.Compared < len(e.Hits) || e.Compared > e.Visible {
		t.Errorf("compared %d of %d visible assets for %d hits", e.Compared, e.Visible, len(e.Hits))
	}
}

func TestWhyShowsAPhraseOnceTwoPeopleHaveUsedIt(t *testing.T) {
	for people, want := range map[int]string{1: "", 2: "brolly back"} {
		h := find(t, taughtShop(t, people), "brolly").Why().Hits[0]
		if h.Asset != "refund" || h.Learnt == nil || h.Learnt.Phrase != want || h.Learnt.Added <= 0 {
			t.Errorf("taught by %d: %s with %+v, want refund with the phrase %q", people, h.Asset, h.Learnt, want)
		}
	}
}

func TestWhyCountsOnlyWhatTheAskerMaySee(t *testing.T) {
	hidden := shop()[8]
	if len(hidden.Audience) == 0 {
		t.Fatalf("everybody may see %s, want an asset for few", hidden.ID)
	}
	x := open(t, shop(), search.Options{})
	for _, q := range []string{hidden.Title, "refund a card", "nothing at all"} {
		e := find(t, x, q).Why()
		if e.Visible != len(shop())-1 {
			t.Errorf("%q: %d assets are visible, want %d", q, e.Visible, len(shop())-1)
		}
		for _, h := range e.Hits {
			if h.Asset == hidden.ID {
				t.Errorf("%q: %s is explained to somebody who may not see it", q, h.Asset)
			}
		}
	}
}

func TestWhyHasStableKeys(t *testing.T) {
	raw, err := json.Marshal(find(t, taughtShop(t, 2), "how to refund a reciept brolly").Why())
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"visible", "compared", "words", "word", "found", "how", "weight", "assets", "stop", "learnt",
		"hits", "asset", "title", "score", "added", "fields", "field", "times", "people", "phrase",
		"tier", "probability", "sure", "unsure", "grounds", "matched", "asked", "covered", "headed",
		"rival", "share", "gap", "heading", "guessed", "taught", "against",
	} {
		if !strings.Contains(string(raw), `"`+key+`":`) {
			t.Errorf("no key %q in %s", key, raw)
		}
	}
	raw, err = json.Marshal(search.Match{}.Why())
	if err != nil || !strings.Contains(string(raw), `"words":[],"hits":[]`) {
		t.Errorf("no match: %s, %v; want empty lists, not null", raw, err)
	}
}
