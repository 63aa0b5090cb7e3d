package search_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"howto/search"

	"pgregory.net/rapid"
)

// twins is a library with two assets that say the same of a receipt, in two workflows, and one
// that says more of it.
func twins() []search.Asset {
	return []search.Asset{
		{ID: "a-sale", Title: "Print a second receipt", Workflow: "sale", Roles: []string{"store"},
			Body: "Press *Print*."},
		{ID: "b-returns", Title: "Print a second receipt", Workflow: "returns",
			Topics: []string{"refunds"}, Roles: []string{"Support"}, Body: "Press *Print*."},
		{ID: "c-email", Title: "Send a receipt by email", Workflow: "sale", Roles: []string{"store"},
			Topics: []string{"refunds"}, Body: "Press *Send*."},
		{ID: "d-labels", Title: "Print shelf labels", Body: "Menu *Labels*."},
	}
}

func findAs(t testing.TB, x *search.Index, text string, n search.Situation) search.Match {
	t.Helper()
	m, err := x.Find(t.Context(), search.Query{Text: text, Limit: 10, Situation: n})
	if err != nil {
		t.Fatalf("Find(%q): %v", text, err)
	}
	return m
}

func TestTheSituationDecidesBetweenNearEquals(t *testing.T) {
	x := open(t, twins(), search.Options{})
	for _, tt := range []struct {
		rule, text string
		n          search.Situation
		want       string
	}{
		{"nothing known: by id", "second receipt", search.Situation{}, "a-sale"},
		{"workflow", "second receipt", search.Situation{Workflow: "Returns"}, "b-returns"},
		{"topic", "second receipt", search.Situation{Topics: []string{"tills", "refunds"}}, "b-returns"},
		{"role", "second receipt", search.Situation{Roles: []string{"support"}}, "b-returns"},
		{"one for each: by id", "second receipt",
			search.Situation{Roles: []string{"store"}, Workflow: "returns"}, "a-sale"},
		{"two against one", "second receipt", search.Situation{Roles: []string{"store"},
			Topics: []string{"refunds"}, Workflow: "returns"}, "b-returns"},
		{"what answers better stays first", "email the receipt",
			search.Situation{Roles: []string{"support"}, Workflow: "returns"}, "c-email"},
		{"what fits nothing is not hidden", "labels",
			search.Situation{Roles: []string{"support"}, Workflow: "returns"}, "d-labels"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			if got := first(findAs(t, x, tt.text, tt.n)); got != tt.want {
				t.Errorf("Find(%q) as %+v puts %q first, want %q", tt.text, tt.n, got, tt.want)
			}
		})
	}
}

func TestExplainNamesWhatFits(t *testing.T) {
	x := open(t, twins(), search.Options{})
	m := findAs(t, x, "second receipt", search.Situation{Roles: []string{"support"}, Workflow: "returns"})
	got := m.Explain()
	for _, want := range []string{
		"situation", "fits the asker's role Support, workflow returns\n", "makes no match surer",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	why := m.Why()
	n := why.Hits[0].Situation
	if !why.Moved || n == nil || n.Role != "Support" || n.Topic != "" || n.Workflow != "returns" || n.Added <= 0 {
		t.Errorf("Why() = moved %v, %+v; want moved by the role Support and the workflow returns", why.Moved, n)
	}
	if got := findAs(t, x, "second receipt", search.Situation{}).Explain(); strings.Contains(got, "situation") {
		t.Errorf("nothing is known, and yet:\n%s", got)
	}
}

// anyCase draws a small library with places in the work, a question and a boost.
func anyCase(r *rapid.T) (x *search.Index, text string, boost float64) {
	vocabulary := strings.Fields("till card refund receipt label stock key door reciept gift voucher van lorry")
	words := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 4),
		func(w []string) string { return strings.Join(w, " ") })
	var assets []search.Asset
	for i := range rapid.IntRange(1, 8).Draw(r, "assets") {
		n := anySituation().Draw(r, "place")
		assets = append(assets, search.Asset{ID: fmt.Sprint(i), Title: words.Draw(r, "title"),
			Body: words.Draw(r, "body"), Roles: n.Roles, Topics: n.Topics, Workflow: n.Workflow})
	}
	boost = rapid.Float64Range(0, 0.2).Draw(r, "boost")
	weights, err := search.NewWeights(map[string]float64{"boost": boost})
	if err != nil {
		r.Fatal(err)
	}
	o := search.Options{Weights: &weights}
	if rapid.Bool().Draw(r, "second opinion") {
		o.Opinion = search.NewOpinion(&senses{}, "", nil).Patiently()
	}
	x, err = search.Open(context.Background(), search.NewLibrary(assets...), o)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { x.Close() })
	var lessons []search.Lesson
	for range rapid.IntRange(0, 3).Draw(r, "taught") {
		asset := assets[rapid.IntRange(0, len(assets)-1).Draw(r, "asset")].ID
		lessons = append(lessons, said(asset, words.Draw(r, "phrase"), words.Draw(r, "phrase"))...)
	}
	x.Teach(lessons, nil, today)
	if o.Opinion != nil {
		if err := x.Understand(context.Background()); err != nil {
			r.Fatal(err)
		}
	}
	return x, words.Draw(r, "question"), boost
}

func anySituation() *rapid.Generator[search.Situation] {
	list := func(from ...string) *rapid.Generator[[]string] {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 2, rapid.ID)
	}
	return rapid.Custom(func(r *rapid.T) search.Situation {
		return search.Situation{
			Roles:    list("store", "support", "manager").Draw(r, "roles"),
			Topics:   list("refunds", "stock").Draw(r, "topics"),
			Workflow: rapid.SampledFrom([]string{"", "returns", "sale"}).Draw(r, "workflow"),
		}
	})
}

func foundBy(r *rapid.T, x *search.Index, q search.Query) search.Match {
	m, err := x.Find(context.Background(), q)
	if err != nil {
		r.Fatal(err)
	}
	return m
}

func TestNoSituationLiftsAnAssetAboveAClearlyBetterOne(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x, text, boost := anyCase(r)
		score := map[string]float64{}
		for _, h := range foundBy(r, x, search.Query{Text: text, Limit: 20}).Hits {
			score[h.Asset.ID] = h.Score
		}
		n := anySituation().Draw(r, "situation")
		hits := foundBy(r, x, search.Query{Text: text, Limit: 20, Situation: n}).Hits
		if len(hits) != len(score) {
			r.Fatalf("%d hits with a situation, %d without", len(hits), len(score))
		}
		for i, low := range hits {
			for _, high := range hits[:i] {
				const rounding = 1e-9
				if score[low.Asset.ID] > score[high.Asset.ID]*(1+boost)+rounding {
					r.Fatalf("%s (%g) stands above %s (%g), with a boost of %g", high.Asset.ID,
						score[high.Asset.ID], low.Asset.ID, score[low.Asset.ID], boost)
				}
			}
		}
	})
}

func TestNoSituationMakesAMatchSurer(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x, text, _ := anyCase(r)
		n := anySituation().Draw(r, "situation")
		without := foundBy(r, x, search.Query{Text: text})
		with := foundBy(r, x, search.Query{Text: text, Situation: n})
		if with.Probability > without.Probability || with.Confidence > without.Confidence {
			r.Fatalf("probability %g (%v), without a situation %g (%v)", with.Probability,
				with.Confidence, without.Probability, without.Confidence)
		}
		if first(with) == first(without) && with.Probability != without.Probability {
			r.Fatalf("the same asset is first: probability %g, without a situation %g",
				with.Probability, without.Probability)
		}
	})
}

func TestASituationInWhichNothingIsKnownChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x, text, _ := anyCase(r)
		want := foundBy(r, x, search.Query{Text: text, Limit: 20})
		got := foundBy(r, x, search.Query{Text: text, Limit: 20,
			Situation: search.Situation{Roles: []string{}, Topics: []string{}}})
		if !reflect.DeepEqual(got, want) {
			r.Fatalf("got\n%s\nwant\n%s", got.Explain(), want.Explain())
		}
	})
}

func TestWhatAFewPressedIsNotLiftedByASituation(t *testing.T) {
	assets := counter()
	for i := range assets {
		if assets[i].ID == "van" {
			assets[i].Workflow = "returns"
		}
	}
	x := open(t, assets, search.Options{})
	x.Teach(said("van", slices.Repeat([]string{"refund without a receipt"}, 3)...), nil, today)
	m := findAs(t, x, "refund without a receipt", search.Situation{Workflow: "returns"})
	if got := first(m); got != "refund" {
		t.Errorf("got %q first, want refund:\n%s", got, m.Explain())
	}
}

func TestASituationThatPutsABetterWordedTitleFirstMakesTheMatchNoSurer(t *testing.T) {
	weights, err := search.NewWeights(map[string]float64{"boost": 0.2, "like": 0.1, "letters": 0})
	if err != nil {
		t.Fatal(err)
	}
	x := open(t, []search.Asset{
		{ID: "long", Title: "Receipts that the till did not print, print again and print later",
			Asks: []string{"the receipt is torn and they want to print another receipt"},
			Body: "To print receipt after receipt, print receipt lists.", Workflow: "sale"},
		{ID: "short", Title: "Print receipts", Workflow: "returns"},
		{ID: "labels", Title: "Shelf labels"}, {ID: "van", Title: "Book the van"},
	}, search.Options{Weights: &weights})
	without := findAs(t, x, "print receipt", search.Situation{})
	with := findAs(t, x, "print receipt", search.Situation{Workflow: "returns"})
	if first(without) != "long" || first(with) != "short" {
		t.Fatalf("first are %q and %q, want long and short", first(without), first(with))
	}
	if with.Probability > without.Probability {
		t.Errorf("probability %g, without a situation %g", with.Probability, without.Probability)
	}
}
