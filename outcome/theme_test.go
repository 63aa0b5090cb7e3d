package outcome_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"howto/outcome"

	"pgregory.net/rapid"
)

// questions makes one ask for each text; a text may begin with its asker and a colon.
func questions(texts ...string) []outcome.Question {
	var qs []outcome.Question
	for i, text := range texts {
		who := fmt.Sprintf("p%d", i)
		if before, after, named := strings.Cut(text, ": "); named {
			who, text = before, after
		}
		qs = append(qs, outcome.Question{Ask: fmt.Sprintf("q%d", i), Who: who, Text: text})
	}
	return qs
}

func TestThemesAreWhatFivePeopleShare(t *testing.T) {
	for _, c := range []struct {
		what string
		in   []string
		want []outcome.Theme
	}{
		{"plurals and accents meet",
			[]string{"Is the café voucher valid?", "where do I find cafe vouchers", "CAFÉ VOUCHERS!!",
				"the vouchers' café", "voucher (café)"},
			[]outcome.Theme{{Words: []string{"café", "vouchers"}, People: 5, Asks: 5}}},
		{"each plural with its singular",
			[]string{"box size", "boxes sizes", "sizes, box", "size boxes", "box sizes"},
			[]outcome.Theme{{Words: []string{"box", "sizes"}, People: 5, Asks: 5}}},
		{"four people and a repeater are too few",
			[]string{"a: split tender", "b: split tender", "c: split tender", "d: split tender",
				"d: split tender", "d: split tender"}, nil},
		{"a word where no pair is shared",
			[]string{"parking", "the parking fee", "parking badge", "staff parking", "parking van"},
			[]outcome.Theme{{Words: []string{"parking"}, People: 5, Asks: 5}}},
		{"words in the order in which most wrote them",
			[]string{"split tender", "split tender", "split tender", "tender, split", "split the tender"},
			[]outcome.Theme{{Words: []string{"split", "tender"}, People: 5, Asks: 5}}},
		{"an ask belongs to one theme only",
			[]string{"gift card", "gift card", "gift card", "gift card", "gift card", "gift bag", "gift wrap"},
			[]outcome.Theme{{Words: []string{"gift", "card"}, People: 5, Asks: 5}}},
		{"filler is no theme",
			[]string{"how do I do this", "how do I do it", "how do I", "please help me with this", "how"}, nil},
		{"other scripts",
			[]string{"касса чек", "Касса чек", "чек касса", "КАССА ЧЕК", "касса, чек"},
			[]outcome.Theme{{Words: []string{"касса", "чек"}, People: 5, Asks: 5}}},
		{"nothing at all", []string{"", "???", "\xff\xfe", "🙂", "12", "a"}, nil},
	} {
		got := outcome.Themes(questions(c.in...), outcome.Floor, 3)
		if len(got) != len(c.want) || len(got) > 0 && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: Themes = %+v, want %+v", c.what, got, c.want)
		}
	}
}

func TestAnAskCountsOnceInATheme(t *testing.T) {
	in := questions("split tender", "split tender", "split tender", "split tender", "split tender")
	again := append(slices.Clone(in), in...)
	want := []outcome.Theme{{Words: []string{"split", "tender"}, People: 5, Asks: 5}}
	if got := outcome.Themes(again, outcome.Floor, 3); !reflect.DeepEqual(got, want) {
		t.Errorf("Themes of questions that come twice = %+v, want %+v", got, want)
	}
}

func TestThemesHoldNoNumberAddressIdOrName(t *testing.T) {
	for _, text := range []string{"12345", "INV-20731", "order#77", "+49151234", "１２３", "ⅻ", "½",
		"ben.okafor@fernhill.example", "ｂｅｎ＠fernhill", "@ben", "(@ben)", "<@U0BEN>", "<@UABENXYZQ|ben okafor>",
		"UABENXYZQ", "U0BEN", "ticket_ref", "https://hub.fernhill.example/path", "<!channel>", "seven",
		"<mailto:ben@fernhill.example|ben okafor>"} {
		in := questions(slices.Repeat([]string{text}, 6)...)
		if got := outcome.Themes(in, outcome.Floor, 9); len(got) > 0 {
			t.Errorf("%q became the theme %+v, want none", text, got)
		}
	}
}

func TestACalledNameIsANameEverywhere(t *testing.T) {
	in := questions("ask dana safe", "dana safe", "safe of dana", "is dana at the safe", "safe dana",
		"thanks @dana")
	got := outcome.Themes(in, outcome.Floor, 3)
	if len(got) != 1 || !slices.Equal(got[0].Words, []string{"safe"}) {
		t.Errorf("Themes = %+v, want safe alone", got)
	}
}

func TestThemesComeMostPeopleFirstAndAreCut(t *testing.T) {
	var texts []string
	texts = append(texts, slices.Repeat([]string{"gift card"}, 5)...)
	texts = append(texts, slices.Repeat([]string{"parking"}, 7)...)
	texts = append(texts, slices.Repeat([]string{"loyalty points"}, 6)...)
	var got []string
	for _, theme := range outcome.Themes(questions(texts...), 0, 2) {
		got = append(got, fmt.Sprint(theme.Words, theme.People))
	}
	if want := []string{"[parking] 7", "[loyalty points] 6"}; !slices.Equal(got, want) {
		t.Errorf("Themes = %v, want %v", got, want)
	}
}

func TestNoThemeHasFewerPeopleThanAskedFor(t *testing.T) {
	vocabulary := []string{"gift", "card", "parking", "badge", "printer", "voucher", "@dana", "U0BEN", "the"}
	rapid.Check(t, func(r *rapid.T) {
		var in []outcome.Question
		for i := range rapid.IntRange(0, 60).Draw(r, "asks") {
			text := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 5).Draw(r, "text")
			in = append(in, outcome.Question{Ask: fmt.Sprint(i), Text: strings.Join(text, " "),
				Who: fmt.Sprint(rapid.IntRange(0, 12).Draw(r, "who"))})
		}
		k := rapid.IntRange(0, 9).Draw(r, "k")
		total := 0
		for _, theme := range outcome.Themes(in, k, 99) {
			people := make(map[string]bool)
			for _, q := range in {
				fields := strings.Fields(q.Text)
				if !slices.ContainsFunc(theme.Words, func(w string) bool { return !slices.Contains(fields, w) }) {
					people[q.Who] = true
				}
			}
			if theme.People < max(k, outcome.Floor) || len(people) < theme.People {
				r.Fatalf("k=%d: theme %+v, but %d people used its words", k, theme, len(people))
			}
			total += theme.Asks
		}
		if total > len(in) {
			r.Fatalf("themes count %d asks of %d", total, len(in))
		}
		shuffled := rapid.Permutation(in).Draw(r, "order")
		if a, b := outcome.Themes(in, k, 99), outcome.Themes(shuffled, k, 99); !reflect.DeepEqual(a, b) {
			r.Fatalf("order changed the themes: %+v, %+v", a, b)
		}
	})
}

func FuzzThemes(f *testing.F) {
	f.Add("gift cards <@U1|x> ben@x.example 12 café")
	f.Add("<<>>@\u200b＠ \xff")
	f.Fuzz(func(t *testing.T, text string) {
		for _, theme := range outcome.Themes(questions(slices.Repeat([]string{text}, 5)...), 5, 9) {
			for _, w := range theme.Words {
				if strings.ContainsAny(w, "0123456789@<>_ \n*`") || w == "" {
					t.Errorf("%q gave the theme word %q", text, w)
				}
			}
		}
	})
}
