package main

import (
	"slices"
	"testing"
	"time"

	"howto/outcome"
	"howto/sandbox"
)

func TestTwoPeopleInARowForWhomAnAssetDidNotHelpAskItsOwnerToLook(t *testing.T) {
	w := prepare(t, sandbox.ModeSocket)
	record(t, w.dir, "payments", noReceipt, time.Now().Add(-time.Hour), 2,
		outcome.Asked, outcome.Served, outcome.NotQuite)
	w.start(sandbox.ModeSocket)
	w.see(dana, w.dm(dana), "", "Two people in a row", "Refund a card payment without a receipt")
	s := w.beside()
	looks, err := s.Looks(t.Context())
	if err != nil || len(looks) != 1 || looks[0].Asset != noReceipt || looks[0].Cause != outcome.TwoInARow {
		t.Fatalf("looks = %+v, %v; want one at %s", looks, err, noReceipt)
	}
	w.stop()
	w.start(sandbox.ModeSocket)
	w.say(mara, w.dm(mara), "", "refund without receipt")
	w.see(mara, w.dm(mara), "", "Refund a card payment without a receipt")
	if got := w.count(dana, w.dm(dana), "", "Two people in a row"); got != 1 {
		t.Errorf("Dana was asked %d times, want once", got)
	}
}

func TestEachPressIsLookedAtOnce(t *testing.T) {
	press := func(id, asset string) outcome.Entry { return outcome.Entry{ID: id, Asset: asset} }
	var l looker
	for i, c := range []struct {
		missed []outcome.Entry
		want   []string
	}{
		{[]outcome.Entry{press("1", "a"), press("2", "b"), press("3", "a")}, []string{"a", "b"}},
		{[]outcome.Entry{press("1", "a"), press("2", "b"), press("3", "a")}, nil},
		{[]outcome.Entry{press("3", "a"), press("4", "b")}, []string{"b"}},
		{nil, nil},
	} {
		var got []string
		if got, l.done = l.fresh(c.missed); !slices.Equal(got, c.want) {
			t.Errorf("look %d is at %q, want %q", i, got, c.want)
		}
	}
}

func TestDoubtfulIsNotQuiteByDifferentPeopleOneAfterTheOther(t *testing.T) {
	no := func(who string) outcome.Entry { return outcome.Entry{Kind: outcome.NotQuite, Who: who} }
	yes := outcome.Entry{Kind: outcome.Solved, Who: "c"}
	for _, c := range []struct {
		what   string
		latest []outcome.Entry
		want   bool
	}{
		{"nobody", nil, false},
		{"one", []outcome.Entry{no("a")}, false},
		{"one, twice", []outcome.Entry{no("a"), no("a")}, false},
		{"two", []outcome.Entry{no("a"), no("b")}, true},
		{"two, one of them twice", []outcome.Entry{no("a"), no("a"), no("b")}, true},
		{"helped last", []outcome.Entry{yes, no("a"), no("b")}, false},
		{"helped between", []outcome.Entry{no("a"), yes, no("b")}, false},
	} {
		if got := doubtful(c.latest); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

func TestWishesSayWhichWeeksAreWanted(t *testing.T) {
	first := outcome.Week{Year: 2026, Number: 44, Zone: time.UTC} // ends on 2 November
	for wish, want := range map[outcome.Wish][2]bool{
		outcome.EachWeek: {true, true}, outcome.EachMonth: {true, false}, outcome.NoMore: {false, false},
	} {
		if got := [2]bool{wanted(wish, first), wanted(wish, first.Next())}; got != want {
			t.Errorf("%s: %v, want %v", wish, got, want)
		}
	}
}
