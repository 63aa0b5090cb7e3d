package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"howto/search"

	"pgregory.net/rapid"
)

// notQuite are lessons by people who each refused an asset for one of the phrases.
func notQuite(asset string, phrases ...string) []search.Lesson {
	out := said(asset, phrases...)
	for i := range out {
		out[i].Kind, out[i].Who = search.LearntNotQuite, fmt.Sprint("r", i)
	}
	return out
}

func TestWhatPeopleRefusedIsNotSureNextTime(t *testing.T) {
	const text, other = "refund without a receipt for a gift", "refund without a receipt"
	x := open(t, counter(), search.Options{})
	sure, before := find(t, x, text), find(t, x, other)
	if sure.Confidence != search.Sure || before.Confidence != search.Sure {
		t.Fatalf("untaught, %q is %v and %q %v; want both sure", text, sure.Confidence, other, before.Confidence)
	}
	x.Teach(notQuite("refund", text, "gift, refund without receipt"), nil, today)
	got := find(t, x, text)
	if first(got) != "refund" || got.Confidence != search.Unsure || got.Probability >= sure.Probability {
		t.Errorf("two people refused it: %q is first, %v at %.2f; want refund, unsure and below %.2f",
			first(got), got.Confidence, got.Probability, sure.Probability)
	}
	for _, want := range []string{"not quite", "about 2 people were not helped who asked with words like these",
		"which speaks against it"} {
		if !strings.Contains(got.Explain(), want) {
			t.Errorf("no %q in\n%s", want, got.Explain())
		}
	}
	if strings.Contains(got.Explain(), "gift, refund") {
		t.Errorf("what one person typed is shown:\n%s", got.Explain())
	}
	if got := find(t, x, "book the van").Explain(); got != find(t, open(t, counter(), search.Options{}), "book the van").Explain() {
		t.Errorf("what nobody refused is answered otherwise than before:\n%s", got)
	}
}

func TestARefusalHoldsUntilAsManySayTheOpposite(t *testing.T) {
	const text = "refund without a receipt for a gift"
	refused := notQuite("refund", text, text)
	for name, c := range map[string]struct {
		lessons []search.Lesson
		strikes []search.Strike
		want    float64 // what it is worth
	}{
		"two people":          {refused, nil, 2},
		"one who was helped":  {append(refused[:2:2], said("refund", text)...), nil, 1},
		"two who were helped": {append(refused[:2:2], said("refund", text, text)...), nil, 0},
		"with another asset":  {append(refused[:2:2], said("gift-card", text, text)...), nil, 2},
		"struck out":          {refused, []search.Strike{{Asset: "refund", Phrase: text, At: today}}, 0},
		"all struck out":      {refused, []search.Strike{{Asset: "refund", At: today}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			x := taught(t, c.lessons, c.strikes...)
			var got float64
			shown, _ := x.Learnt("refund")
			for _, l := range shown {
				if l.Refused {
					got += l.Worth
				}
			}
			if got != c.want {
				t.Errorf("the refusal is worth %v, want %v", got, c.want)
			}
			if m := find(t, x, text); (m.Signals.Refused > 0) != (c.want > 0) {
				t.Errorf("Signals.Refused = %v where it is worth %v", m.Signals.Refused, c.want)
			}
		})
	}
}

func TestOfOnePersonTheLastRefusalsCount(t *testing.T) {
	var lessons []search.Lesson
	for i := range 30 {
		l := notQuite("van", fmt.Sprintf("wheel%d spoke%d", i, i))[0]
		l.Who, l.At = "busy", today.AddDate(0, 0, -i)
		lessons = append(lessons, l)
	}
	if _, hidden := taught(t, lessons).Learnt("van"); hidden != 10 {
		t.Errorf("%d refusals of one person are known, want the last 10", hidden)
	}
}

func TestRefusalsMoveNothingAndTakeNoOfferAway(t *testing.T) {
	texts := []string{"refund without a receipt", "gift", "lost key", "scan card at the desk", "write label"}
	plain := open(t, counter(), search.Options{})
	x := open(t, counter(), search.Options{})
	rapid.Check(t, func(r *rapid.T) {
		var lessons []search.Lesson
		for i := range rapid.IntRange(1, 30).Draw(r, "lessons") {
			l := notQuite(rapid.SampledFrom([]string{"refund", "gift-card", "lost", "van"}).Draw(r, "asset"),
				rapid.SampledFrom(texts).Draw(r, "phrase"))[0]
			l.Who = fmt.Sprint("r", rapid.IntRange(0, 9).Draw(r, "who"), i%2)
			lessons = append(lessons, l)
		}
		x.Teach(lessons, nil, today)
		for _, text := range texts {
			before, after := find(t, plain, text), find(t, x, text)
			if !slices.Equal(hitIDs(before), hitIDs(after)) {
				r.Fatalf("Find(%q) = %q, want %q as before anybody refused anything", text, hitIDs(after), hitIDs(before))
			}
			if after.Confidence == search.None && before.Confidence != search.None {
				r.Fatalf("Find(%q) offers nothing; before anybody refused anything it was %v", text, before.Confidence)
			}
			if after.Confidence > before.Confidence || after.Probability > before.Probability+1e-9 {
				r.Fatalf("Find(%q) is %v at %v; before anybody refused anything %v at %v", text,
					after.Confidence, after.Probability, before.Confidence, before.Probability)
			}
		}
	})
}

// Where somebody says the opposite of a phrase in the same words, in any order, that phrase is worth less, as it
// should be. So what was solved here and what is refused share no phrase.
func TestNoRefusalTakesAnOfferAwayOrMakesOne(t *testing.T) {
	assets := counter()
	for i := range assets {
		assets[i].Roles = [][]string{{"desk"}, {"store"}}[i%2]
	}
	solved := slices.Concat(said("lost", "parasol gone", "slip left"), said("refund", "gift slip"))
	words := strings.Fields("refund receipt gift voucher lost brolly van lorry key desk label card book money slip hand gone")
	phrase := rapid.Custom(func(r *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(r, "words"), " ")
	})
	wordsOf := func(l search.Lesson) []string {
		return slices.Compact(slices.Sorted(strings.FieldsSeq(l.Phrase)))
	}
	situation := search.Situation{Roles: []string{"store"}}
	for _, meaning := range []bool{false, true} {
		plain, x := open(t, assets, search.Options{}), open(t, assets, search.Options{})
		if meaning {
			plain, _ = understanding(t, assets, search.Options{})
			x, _ = understanding(t, assets, search.Options{})
		}
		teach := func(x *search.Index, lessons []search.Lesson) {
			x.Teach(lessons, nil, today)
			if err := x.Understand(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		teach(plain, solved)
		rapid.Check(t, func(r *rapid.T) {
			var lessons []search.Lesson
			for i := range rapid.IntRange(1, 6).Draw(r, "lessons") {
				l := notQuite(rapid.SampledFrom(assets).Draw(r, "asset").ID, phrase.Draw(r, "phrase"))[0]
				l.Who = fmt.Sprint("r", i)
				lessons = append(lessons, l)
			}
			for _, s := range solved {
				lessons = slices.DeleteFunc(lessons, func(l search.Lesson) bool {
					return slices.Equal(wordsOf(l), wordsOf(s))
				})
			}
			teach(x, slices.Concat(solved, lessons))
			for _, text := range []string{phrase.Draw(r, "question"), firstPhrase(lessons)} {
				before, after := findAs(t, plain, text, situation), findAs(t, x, text, situation)
				if (before.Confidence == search.None) != (after.Confidence == search.None) {
					r.Fatalf("meaning %v: Find(%q) is %v at %v; before anybody refused anything %v at %v", meaning, text,
						after.Confidence, after.Probability, before.Confidence, before.Probability)
				}
			}
		})
	}
}

// The probability by words is among the signals after a second opinion, so that refusals lower it twice.
func TestNoRefusalTakesAnOfferAwayThatMeaningMade(t *testing.T) {
	x, _ := understanding(t, []search.Asset{
		{ID: "refund", Title: "Refund without a receipt", Body: "Ask for the card. Pay out money."},
		{ID: "gift", Title: "Sell a gift voucher", Body: "Pay at the till."},
		{ID: "lost", Title: "Hand in lost property", Body: "Label the umbrella."},
		{ID: "van", Title: "Book the van", Body: "Ask at the desk for the key."},
		{ID: "truck", Title: "Wash the truck", Body: "Pay at the gate. The lorry next."},
	}, search.Options{})
	for text, asset := range map[string]string{"lorry umbrella pay reimburse": "truck", "label gone": "lost"} {
		x.Teach(nil, nil, today)
		before := find(t, x, text)
		x.Teach(notQuite(asset, text), nil, today)
		after := find(t, x, text)
		if before.Confidence != search.Unsure || after.Confidence != search.Unsure || after.Probability >= before.Probability {
			t.Errorf("%q is %v at %v once it was refused, and was %v at %v; want it offered, less sure", text,
				after.Confidence, after.Probability, before.Confidence, before.Probability)
		}
	}
}

// firstPhrase is the first phrase of lessons, if there is one.
func firstPhrase(lessons []search.Lesson) string {
	if len(lessons) == 0 {
		return "key"
	}
	return lessons[0].Phrase
}

func TestWhatOneAssetIsRefusedForChangesNothingOfAnother(t *testing.T) {
	solved := slices.Concat(said("lost", "umbrela forgotten"), said("gift-card", "umbrella brand voucher"))
	refused := slices.Concat(notQuite("van", "umbrela"), notQuite("van", "brolly wagon"), notQuite("van", "forgotten wheel"))
	assets := append(counter(), search.Asset{ID: "stand", Title: "Empty the umbrella stand", Body: "Shake them outside."})
	plain, x := open(t, assets, search.Options{}), open(t, assets, search.Options{})
	plain.Teach(solved, nil, today)
	x.Teach(slices.Concat(solved, refused), nil, today)
	for _, text := range []string{"umbrela", "umbrella forgotten", "forgotten brolly", "brand of umbrella"} {
		want, got := find(t, plain, text), find(t, x, text)
		if first(got) == "van" || want.Explain() != got.Explain() {
			t.Errorf("Find(%q) explains\n%s\nwant what it was before the van was refused:\n%s", text, got.Explain(), want.Explain())
		}
	}
}

func TestAPhraseThatHelpedIsWhatIsMeantAndNotOneThatDidNot(t *testing.T) {
	x := taught(t, slices.Concat(notQuite("refund", "refund gift slip", "refund gift slip"),
		said("refund", "refund gift slip birthday")))
	for text, refused := range map[string]bool{"refund gift slip": true, "refund gift slip birthday": false} {
		if got := find(t, x, text).Signals.Refused; (got > 0) != refused {
			t.Errorf("%q: refused by %v, want that it is: %v", text, got, refused)
		}
	}
}

func TestWhoRefusedAPhraseStandsByItWhateverTheySolvedWithAnother(t *testing.T) {
	lessons := slices.Concat(notQuite("refund", "refund gift slip"), said("refund", "refund gift slip please"))
	lessons[1].Who = lessons[0].Who
	x := open(t, counter(), search.Options{Weights: weights(t, "objects", .5)})
	x.Teach(lessons, nil, today)
	if _, hidden := x.Learnt("refund"); hidden != 1 {
		t.Errorf("%d phrases are known, want the one that was refused", hidden)
	}
}
