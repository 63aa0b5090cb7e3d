package search_test

import (
	"strings"
	"testing"

	"howto/search"
)

func TestAWeightThatIsSetTakesThePlaceOfTheShippedOne(t *testing.T) {
	w, err := search.NewWeights(map[string]float64{"title": 4.5})
	want := search.DefaultWeights()
	want.Title = 4.5
	if err != nil || w != want {
		t.Errorf("NewWeights(title: 4.5) = %+v, %v; want %+v", w, err, want)
	}
}

func TestWeightsNameEveryFault(t *testing.T) {
	_, err := search.NewWeights(map[string]float64{"titel": 1, "stop": 7, "near": 0.1})
	if err == nil {
		t.Fatal("no error, want one")
	}
	for _, want := range []string{`"titel" is not a weight; they are asks,`, "stop is 7; it must be from 0 to 1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q, want %q in it", err, want)
		}
	}
}

func TestAWeightOfZeroByWordsLeavesThatBesideASecondOpinion(t *testing.T) {
	for _, name := range []string{"like", "runs", "letters", "kin", "meaning", "second_like", "second_letters", "learnt", "nearest"} {
		w, err := search.NewWeights(map[string]float64{name: 0})
		if err != nil {
			t.Fatal(err)
		}
		x, _ := understanding(t, counter(), search.Options{Weights: &w})
		if got := first(find(t, x, "money for the receipt")); got != "refund" {
			t.Errorf("with %s: 0 got %q first, want refund", name, got)
		}
	}
}
