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
	x.FillPostings(0)
	want, err := x.PostingsOf(t.Context(), "common")
	if words, _ := x.Remembered(); err != nil || words != 0 || len(want) != 600 {
		t.Fatalf("%d words remembered of a list of %d (%v), want 0 of 600", words, len(want), err)
	}
	x.FillPostings(300)
	for _, when := range []string{"as it is remembered", "from memory"} {
		got, err := x.PostingsOf(t.Context(), "common")
		if words, _ := x.Remembered(); err != nil || words != 1 || !slices.Equal(got, want) {
			t.Errorf("%s: %d words remembered, a list of %d (%v) that begins %v, want 1 and %v",
				when, words, len(got), err, got[:min(6, len(got))], want[:6])
		}
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
		t.Errorf("%d words remembered, a list of %d (%v), want 1 and the same as before", words, len(after), err)
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

func TestWhoAsksFirstDecidesNothingForOthersOfWhatIsRemembered(t *testing.T) {
	var assets []search.Asset
	for i := range 900 {
		a := search.Asset{ID: fmt.Sprintf("t/a%03d", i), Title: "Common card", Body: fmt.Sprint("number n", i)}
		if i%3 == 0 {
			a.Audience = []string{"S1"}
		}
		assets = append(assets, a)
	}
	for _, places := range [][]string{{"S1"}, nil} {
		x := open(t, assets, search.Options{})
		find(t, x, "common card", places...)
		if words, _ := x.Remembered(); words != 2 {
			t.Fatalf("%d words are remembered, want 2", words)
		}
		stranger, member := find(t, x, "common card"), find(t, x, "common card", "S1")
		if got, want := hitIDs(stranger), []string{"t/a001", "t/a002", "t/a004"}; !slices.Equal(got, want) {
			t.Errorf("after one of %q had asked a stranger finds %q, want %q", places, got, want)
		}
		if got, want := hitIDs(member), []string{"t/a000", "t/a001", "t/a002"}; !slices.Equal(got, want) {
			t.Errorf("after one of %q had asked a member finds %q, want %q", places, got, want)
		}
	}
}
