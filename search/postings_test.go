package search_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"howto/search"
)

// alike is an index of n assets that all have the words common and card, and of which one has the word rare.
func alike(t *testing.T, n int) *search.Index {
	t.Helper()
	var assets []search.Asset
	for i := range n {
		a := search.Asset{ID: fmt.Sprintf("t/a%04d", i), Title: "Common", Body: "card common"}
		if i == 7 {
			a.Body = "card rare"
		}
		assets = append(assets, a)
	}
	return open(t, assets, search.Options{})
}

func TestAWordReadFromMemoryStandsWhereBleveSays(t *testing.T) {
	x := alike(t, 300)
	first, err := x.PostingsOf(t.Context(), "common")
	if err != nil {
		t.Fatal(err)
	}
	if words, n := x.Remembered(); words != 1 || n != 300 || len(first) != 600 {
		t.Fatalf("%d words, %d postings remembered of a list of %d, want 1, 300, 600", words, n, len(first))
	}
	again, err := x.PostingsOf(t.Context(), "common")
	if err != nil || !slices.Equal(first, again) {
		t.Errorf("from memory %v, %v, want %v", again, err, first)
	}
}

func TestOnlyCommonWordsAreRememberedAndNoMoreThanThereIsRoomFor(t *testing.T) {
	x := alike(t, 300)
	if list, err := x.PostingsOf(t.Context(), "rare"); err != nil || len(list) != 2 {
		t.Errorf("one asset has a rare word: %v, %v", list, err)
	}
	x.FillPostings(299)
	before, err := x.PostingsOf(t.Context(), "common")
	if words, _ := x.Remembered(); words != 0 || err != nil || len(before) != 600 {
		t.Errorf("%d words remembered of a list of %d (%v), want 0 of 600", words, len(before), err)
	}
	x.FillPostings(300)
	after, err := x.PostingsOf(t.Context(), "common")
	if words, _ := x.Remembered(); words != 1 || err != nil || !slices.Equal(before, after) {
		t.Errorf("%d words remembered, list %v (%v), want 1 and %v", words, after, err, before)
	}
}

func TestOfManyWhoReadAWordAtOnceOneRemembersIt(t *testing.T) {
	x := alike(t, 300)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if list, err := x.PostingsOf(t.Context(), "card"); err != nil || len(list) != 600 {
				t.Errorf("a list of %d, %v, want 600", len(list), err)
			}
		})
	}
	all.Wait()
	if words, n := x.Remembered(); words != 1 || n != 300 {
		t.Errorf("%d words, %d postings remembered, want 1 and 300", words, n)
	}
}

func TestAReadingThatIsGivenUpTakesNoRoom(t *testing.T) {
	x := alike(t, 4_200)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := x.PostingsOf(ctx, "common"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if words, n := x.Remembered(); words != 0 || n != 0 {
		t.Errorf("%d words, %d postings remembered, want none", words, n)
	}
}
