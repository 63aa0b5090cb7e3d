package search_test

import (
	"fmt"
	"testing"

	"howto/search"
)

func TestQuestionsAreAboutOneThingByAWordThatSaysWhatTheyAreAbout(t *testing.T) {
	titles := map[string]string{"refund": "Refund without a receipt", "van": "Book the van", "locker": "Open a locker"}
	for i := range 30 {
		titles[fmt.Sprint("till-", i)] = fmt.Sprintf("Till drawer %d", i)
	}
	for i := range 4 {
		titles[fmt.Sprint("voucher-", i)] = fmt.Sprintf("Scan a voucher %d", i)
	}
	lib, faults := withSynonyms(t, "brolly = umbrella = rain shade\n", titles)
	if len(faults) > 0 {
		t.Fatal(faultText(faults))
	}
	x := openLibrary(t, lib, search.Options{})
	for _, c := range []struct {
		one, other string
		want       bool
	}{
		{"refund without slip", "refunds of a receipt", true},
		{"somebody forgot an umbrella", "whose brollies are these", true},
		{"rain shade in the shop", "brolly left", true},
		{"a pram nobody wants", "customer wants the pram back", true}, // no asset has it
		{"can I bring my dog to work", "refund without receipt", false},
		{"how do I get to work", "how do I get the van", false}, // stop and framing words
		{"till shows no price", "till is locked", false},        // nearly all assets are about it
		{"voucher is gone", "sell a voucher", false},            // more than a tenth, and more than three
		{"locker is open", "label the locker", true},            // one
		{"till drawer", "drawers of tills", true},               // the same words
		{"who are you", "you are who", true},                    // and without others
		{"", "", false},
		{"refund", "", false},
	} {
		for _, p := range [][2]string{{c.one, c.other}, {c.other, c.one}} {
			if got := x.SameSubject(p[0], p[1]); got != c.want {
				t.Errorf("SameSubject(%q, %q) = %t, want %t", p[0], p[1], got, c.want)
			}
		}
	}
}

func TestInASmallLibraryAWordOfThreeAssetsSaysWhatAQuestionIsAbout(t *testing.T) {
	assets := counter()
	for i := range 2 {
		assets = append(assets, search.Asset{ID: fmt.Sprint("more", i), Title: "About the van"})
	}
	if x := open(t, assets, search.Options{}); !x.SameSubject("van is late", "drive a van") {
		t.Error("questions that share a word of three assets of six are not about one thing; want that they are")
	}
	assets = append(assets, search.Asset{ID: "more", Title: "About the van"})
	if x := open(t, assets, search.Options{}); x.SameSubject("van is late", "drive a van") {
		t.Error("questions that share a word of four assets of seven are about one thing; want that they are not")
	}
}
