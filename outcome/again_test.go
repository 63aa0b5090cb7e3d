package outcome_test

import (
	"testing"

	"howto/outcome"
)

func TestTheSameTaskIsTheSameWordsOrTheSameAsset(t *testing.T) {
	at := func(kind outcome.Kind, asset string) outcome.Entry { return outcome.Entry{Kind: kind, Asset: asset} }
	solvedByB := []outcome.Entry{at(outcome.Served, "a"), at(outcome.NotQuite, "a"), at(outcome.Served, "b"),
		at(outcome.Solved, "b")}
	byPerson := []outcome.Entry{at(outcome.Served, "a"), at(outcome.Resolved, "")}
	for _, c := range []struct {
		what           string
		earlier, later string
		had, has       []outcome.Entry
		want           bool
	}{
		{"the same words", "Refund, without receipt?", "refund  WITHOUT receipt", nil, nil, true},
		{"other words", "refund", "refund without receipt", nil, nil, false},
		{"no words", "?!", "…", nil, nil, false},
		{"a text that was erased", "", "", nil, nil, false},
		{"accents mean something", "resume", "resumé", nil, nil, false},
		{"what solved it is shown again", "x", "y", solvedByB, []outcome.Entry{at(outcome.Served, "b")}, true},
		{"what did not help is shown again", "x", "y", solvedByB, []outcome.Entry{at(outcome.Served, "a")}, false},
		{"what a person solved", "x", "y", byPerson, []outcome.Entry{at(outcome.Chose, "a")}, true},
		{"offered, not chosen", "x", "y", byPerson, []outcome.Entry{at(outcome.Offered, "")}, false},
	} {
		got := outcome.SameTask(outcome.Ask{Text: c.earlier}, outcome.Ask{Text: c.later}, c.had, c.has)
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}
