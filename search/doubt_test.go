package search_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/search"
)

func doubtAssets() []search.Asset {
	return []search.Asset{
		{ID: "refund", Title: "Refund a card payment", Body: "Press refund."},
		{ID: "refund-cash", Title: "Refund a card payment in cash", Body: "Open the drawer."},
		{ID: "stock", Title: "Count the stock", Body: "Count."},
	}
}

func hitIDs(m search.Match) (ids []string) {
	for _, h := range m.Hits {
		ids = append(ids, h.Asset.ID)
	}
	return ids
}

func TestAnAssetInDoubtRanksLowerAndSaysWhy(t *testing.T) {
	assets := doubtAssets()
	x := open(t, assets, search.Options{})
	before := find(t, x, "refund a card payment")
	if got := hitIDs(before); !slices.Equal(got, []string{"refund", "refund-cash"}) {
		t.Fatalf("found %q before", got)
	}
	x.Doubt([]search.Doubt{{Asset: "refund", Text: assets[0].Fingerprint()}, {Asset: "gone", Text: "x"}})
	after := find(t, x, "refund a card payment")
	i := slices.Index(hitIDs(after), "refund")
	if i < 0 {
		t.Fatalf("in doubt it is not found: %q", hitIDs(after))
	}
	want := before.Hits[0].Score * search.DefaultWeights().Doubted
	if got := after.Hits[i].Score; got > want*1.0001 || got < want*0.9999 {
		t.Errorf("score %.3f in doubt, want %.3f", got, want)
	}
	if text := after.Explain(); !strings.Contains(text, "looked at by its owner: ranks lower until then") {
		t.Errorf("the explanation does not say it:\n%s", text)
	}
	x.Doubt(nil)
	if got := find(t, x, "refund a card payment"); got.Hits[0].Score != before.Hits[0].Score {
		t.Errorf("score %.3f when it is over, want %.3f", got.Hits[0].Score, before.Hits[0].Score)
	}
}

func TestWhatAnAssetInDoubtHasLearntCountsLessAsWell(t *testing.T) {
	assets := doubtAssets()[:1]
	x := open(t, assets, search.Options{})
	x.Teach(said("refund", "money back on plastic", "money back to a card"), nil, today)
	before := find(t, x, "money back to the card")
	x.Doubt([]search.Doubt{{Asset: "refund", Text: assets[0].Fingerprint()}})
	after := find(t, x, "money back to the card")
	doubted := search.DefaultWeights().Doubted
	if got, want := after.Signals.Own, before.Signals.Own*doubted; math.Abs(got-want) > 1e-9 {
		t.Errorf("without what was learnt its score is %.4f in doubt, want %.4f", got, want)
	}
	h := after.Why().Hits[0]
	was := before.Why().Hits[0].Learnt.Added
	if got, want := h.Learnt.Added, was*doubted; was == 0 || math.Abs(got-want) > 1e-9 {
		t.Errorf("what was learnt adds %.4f in doubt, want %.4f", got, want)
	}
	if lost, rest := h.Doubted, before.Hits[0].Score-was; math.Abs(lost-rest*(1-doubted)) > 1e-9 {
		t.Errorf("the rest of its score %.4f lost %.4f", rest, lost)
	}
}

func TestOfTwoDoubtsAboutOneTextTheOneThatTakesItOutHolds(t *testing.T) {
	assets := doubtAssets()
	low := search.Doubt{Asset: "refund", Text: assets[0].Fingerprint()}
	out := low
	out.Out = true
	for name, doubts := range map[string][]search.Doubt{"out last": {low, out}, "out first": {out, low}} {
		x := open(t, assets, search.Options{})
		x.Doubt(doubts)
		if got := hitIDs(find(t, x, "refund a card payment")); !slices.Equal(got, []string{"refund-cash"}) {
			t.Errorf("%s: found %q, want refund-cash alone", name, got)
		}
	}
}

func TestATextThatChangedIsNotInDoubt(t *testing.T) {
	assets := doubtAssets()
	x := open(t, assets, search.Options{})
	before := find(t, x, "refund a card payment").Hits[0].Score
	old := assets[0]
	old.Body = "Press cancel."
	x.Doubt([]search.Doubt{{Asset: "refund", Text: old.Fingerprint(), Out: true}})
	if got := find(t, x, "refund a card payment").Hits[0]; got.Asset.ID != "refund" || got.Score != before {
		t.Errorf("found %s with %.3f, want refund with %.3f", got.Asset.ID, got.Score, before)
	}
}

func TestARetiredAssetIsNotFound(t *testing.T) {
	dir := t.TempDir()
	assets := doubtAssets()
	for i := range assets {
		a := &assets[i]
		a.Kind, a.Topics, a.Owner = search.KindSteps, []string{"t"}, "U0DANA"
		a.Review = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		filed(t, dir, *a)
	}
	l, err := search.Follow(t.Context(), []string{dir}, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a, ok := l.Asset("refund")
	if !ok {
		t.Fatalf("the library: %v", l.Faults())
	}
	l.Doubt([]search.Doubt{{Asset: "refund", Text: a.Fingerprint(), Out: true}})
	found := func() []string {
		m, err := l.Find(t.Context(), search.Query{Text: "refund a card payment"})
		if err != nil {
			t.Fatal(err)
		}
		return hitIDs(m)
	}
	if got := found(); !slices.Equal(got, []string{"refund-cash"}) {
		t.Errorf("found %q, want refund-cash alone", got)
	}
	served := func() bool { _, ok := l.Served("refund"); return ok }
	if served() {
		t.Error("a retired asset is served")
	}
	// Another asset that is published does not bring it back; a new text of its own does.
	l.Publish(t.Context(), []search.Published{{Asset: search.Asset{ID: "new", Title: "New", Body: "x"}}})
	if got := found(); !slices.Equal(got, []string{"refund-cash"}) {
		t.Errorf("after another library: found %q, want refund-cash alone", got)
	}
	mended := assets[0]
	mended.Body = "Press refund, then yes."
	filed(t, dir, mended)
	if err := l.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := found(); !slices.Contains(got, "refund") || !served() {
		t.Errorf("after a new text: found %q, want refund too", got)
	}
}

func TestTheWordsAboutAnAssetInDoubtAddUpToItsScore(t *testing.T) {
	x, _ := understanding(t, counter(), search.Options{})
	x.Teach(said("van", "parasol on monday", "parasol for monday"), nil, today)
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, a := range counter() {
		x.Doubt([]search.Doubt{{Asset: a.ID, Text: a.Fingerprint()}})
		for _, h := range find(t, x, "a parasol for monday").Why().Hits {
			sum := h.Together + h.Wording - h.Doubted
			for _, w := range h.Words {
				sum += w.Added
			}
			if h.Meaning != nil {
				sum += h.Meaning.Added
			}
			if h.Learnt != nil {
				sum += h.Learnt.Added
			}
			if math.Abs(sum-h.Score) > 1e-9 || h.Doubted < 0 {
				t.Errorf("with %s in doubt %s has a score of %.4f, its parts %.4f, %.4f taken off", a.ID, h.Asset, h.Score, sum, h.Doubted)
			}
		}
	}
}
