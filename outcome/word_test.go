package outcome_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
)

func TestAWordMeetsANameHoweverItIsWritten(t *testing.T) {
	for _, c := range []struct{ name, written string }{
		{"Şahin", "sahin"}, {"Şahin", "SAHIN"}, {"José", "jose"}, {"Müller", "muller"}, {"Müller", "Mu\u0308ller"},
		{"Mu\u0308ller", "Müller"}, {"Müller", "Mueller"}, {"Mueller", "Müller"}, {"Søren", "Soren"}, {"Søren", "soeren"},
		{"Łukasz", "lukasz"}, {"Işık", "ISIK"}, {"Groß", "gross"}, {"Kowalski", "Kowalskis"}, {"Leslie", "leslies"},
		{"Andreas", "andreas"}, {"Ｋｏｗａｌｓｋｉ", "kowalski"},
	} {
		had := outcome.NameKeys(c.name)
		if got := outcome.NameKeys(c.written); !slices.ContainsFunc(got, func(k string) bool { return slices.Contains(had, k) }) {
			t.Errorf("%q has the keys %q and %q has %q, want one that both have", c.name, had, c.written, got)
		}
	}
	for _, c := range []struct{ name, other string }{{"Müller", "mulled"}, {"Mara", "mark"}} {
		if had, got := outcome.NameKeys(c.name), outcome.NameKeys(c.other); slices.Contains(had, got[0]) {
			t.Errorf("%q has the keys %q and %q has %q, want none that both have", c.name, had, c.other, got)
		}
	}
}

func TestOnlyAFormOfAWordLosesItsS(t *testing.T) {
	if got, want := outcome.Spellings("Grants"), []string{"grants"}; !slices.Equal(got, want) {
		t.Errorf("Spellings(Grants) = %q, want %q", got, want)
	}
	if got, want := outcome.Spellings("MÜLLERS"), []string{"mullers", "muellers"}; !slices.Equal(got, want) {
		t.Errorf("Spellings(MÜLLERS) = %q, want %q", got, want)
	}
}

// studyOf examines a week in which each of the questions found nothing, each by another person.
func studyOf(t *testing.T, name func(string) bool, texts ...string) (themes []string) {
	t.Helper()
	in := outcome.Input{Team: "payments", Week: outcome.WeekOf(monday, time.UTC), Name: name}
	for _, q := range questions(texts...) {
		in.Questions = append(in.Questions, q)
		for i, kind := range []outcome.Kind{outcome.Asked, outcome.NotFound} {
			in.Entries = append(in.Entries, outcome.Entry{ID: q.Ask + string(rune('0'+i)), Ask: q.Ask, Who: q.Who,
				Team: "payments", Kind: kind, At: monday})
		}
	}
	for _, f := range outcome.Examine(in).Findings {
		if f.Kind == outcome.GapFound {
			themes = append(themes, strings.Join(f.Theme.Words, " "))
		}
	}
	return themes
}

func TestANameWithAnInvisibleSignInItIsAName(t *testing.T) {
	name := func(word string) bool { return word == "kowalski" }
	texts := slices.Repeat([]string{"complaint about Kowal\u00adski"}, 6)
	if got, want := studyOf(t, name, texts...), []string{"complaint"}; !slices.Equal(got, want) {
		t.Errorf("themes %q, want %q", got, want)
	}
}
