package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"howto/search"
)

// knowing is an index by an encoder that knows single words.
func knowing(t testing.TB, assets []search.Asset, o search.Options) (*search.Index, *senses) {
	t.Helper()
	s := &senses{}
	o.Opinion = search.NewOpinion(lettered{s, nil}, "", nil)
	x := open(t, assets, o)
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	return x, s
}

// shelter is two assets that differ in one word.
func shelter() []search.Asset {
	return []search.Asset{
		{ID: "brolly", Title: "Store the brolly", Body: "Behind the desk."},
		{ID: "voucher", Title: "Store the voucher", Body: "Behind the desk."},
	}
}

// kinOf is the word of an asset that stands in place of one of the question, and what it adds.
func kinOf(m search.Match, asset, word string) (kin string, added float64) {
	for _, h := range m.Why().Hits {
		for _, w := range h.Words {
			if h.Asset == asset && w.Word == word {
				return w.Kin, w.Added
			}
		}
	}
	return "", 0
}

func TestAWordOfNearlyTheSameMeaningCountsInThePlaceOfOneThatIsNotThere(t *testing.T) {
	x, _ := knowing(t, shelter(), search.Options{})
	m := find(t, x, "store a parasol")
	if kin, added := kinOf(m, "brolly", "parasol"); kin != "brolly" || added <= 0 {
		t.Errorf("parasol counts as %q with %.2f, want brolly", kin, added)
	}
	if kin, added := kinOf(m, "voucher", "parasol"); kin != "" || added != 0 {
		t.Errorf("in an asset without such a word it counts as %q with %.2f", kin, added)
	}
	if got := m.Explain(); !strings.Contains(got, `not here; nearest in meaning is "brolly"`) {
		t.Errorf("Explain does not say so:\n%s", got)
	}
	if got := m.Hits[0].Words; slices.ContainsFunc(got, func(w search.Word) bool { return w.Text == "parasol" }) {
		t.Errorf("the hit says that it has the word parasol: %v", got)
	}
}

func TestAWordThatIsThereNeedsNoOther(t *testing.T) {
	assets := shelter()
	assets[0].Body = "Behind the parasol."
	x, _ := knowing(t, assets, search.Options{})
	if kin, added := kinOf(find(t, x, "store a parasol please"), "brolly", "parasol"); kin != "" || added <= 0 {
		t.Errorf("parasol counts as %q with %.2f, want as itself", kin, added)
	}
}

func TestNoWordOfAHiddenAssetIsNamedOrCounted(t *testing.T) {
	const text = "store a parasol"
	hidden := search.Asset{ID: "secret", Title: "Brolly brollies brollies brollies",
		Body: "Umbrella.", Audience: []string{"C0OPS"}}
	alone, _ := knowing(t, shelter(), search.Options{})
	beside, _ := knowing(t, append(shelter(), hidden), search.Options{})
	if got, want := find(t, beside, text).Explain(), find(t, alone, text).Explain(); got != want {
		t.Errorf("a hidden asset changes what is found: got\n%s\nwant\n%s", got, want)
	}
}

func TestAnIndexApartComparesWordsAsTheOneInUseDoes(t *testing.T) {
	l, log := listening(t, search.NewOpinion(lettered{&senses{}, nil}, "", nil))
	defer l.Close()
	says(t, log, "second opinion ready, senses")
	if err := l.Apart(func(x *search.Index) error {
		if kin, _ := kinOf(find(t, x, "label for the umbrella"), "lost", "umbrella"); kin != "lost" {
			t.Errorf("apart umbrella counts as %q, want lost", kin)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestOfManyStrangeWordsAFewAreEncoded(t *testing.T) {
	x, s := knowing(t, shelter(), search.Options{})
	find(t, x, "store qqa qqb qqc qqd qqe qqf qqg")
	if got, want := s.questions()[1:], []string{"qqa", "qqb", "qqc", "qqd"}; !slices.Equal(got, want) {
		t.Errorf("beside the question %q are encoded, want %q", got, want)
	}
}

func TestWhatAnAssetMeansCountsLessTheMorePeopleWereHelpedByAnother(t *testing.T) {
	x, _ := knowing(t, counter(), search.Options{Always: true})
	meant := func(asset string) float64 {
		for _, h := range find(t, x, "parasol behind").Why().Hits {
			if h.Asset == asset && h.Meaning != nil {
				return h.Meaning.Added
			}
		}
		return 0
	}
	var last float64
	for _, c := range []struct {
		name, asset string
		people      int
	}{
		{"one person was helped by it", "lost", 1},
		{"many were helped by it", "lost", 5},
		{"one was helped by another", "van", 1},
		{"many were helped by another", "van", 5},
	} {
		var lessons []search.Lesson
		for i := range c.people {
			lessons = append(lessons, search.Lesson{Ask: fmt.Sprint(i), Asset: c.asset, Kind: search.LearntSolved,
				Phrase: "parasol behind", Who: fmt.Sprint(i), At: today})
		}
		x.Teach(lessons, nil, today)
		if err := x.Understand(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := meant("lost")
		switch {
		case c.asset == "van" && got >= last:
			t.Errorf("where %s its meaning adds %.3f, want less than %.3f", c.name, got, last)
		case c.people == 5 && c.asset == "lost" && got != last:
			t.Errorf("where %s its meaning adds %.3f, want %.3f as where one was", c.name, got, last)
		}
		last = got
	}
}

func TestAFewWhoPressWronglyTakeNothingFromTheMeaningOfATitle(t *testing.T) {
	const text = "store umbrella"
	assets := []search.Asset{
		{ID: "right", Title: "Store umbrella", Body: "Put the parasol and brolly there."},
		{ID: "wrong", Title: "Store shelf umbrella", Body: "Put the voucher there."},
	}
	x, _ := knowing(t, assets, search.Options{Always: true})
	if got := first(find(t, x, text)); got != "right" {
		t.Fatalf("before %q is first: the test says nothing", got)
	}
	for people := 1; people <= 3; people++ {
		var phrases []string
		for range people {
			phrases = append(phrases, text)
		}
		x.Teach(said("wrong", phrases...), nil, today)
		if err := x.Understand(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := first(find(t, x, text)); got != "right" {
			t.Errorf("%d people put %q first", people, got)
		}
	}
}
