package bot

import (
	"fmt"
	"strings"
	"testing"

	"howto/search"
)

// learntPhrases are n phrases that an asset has learnt, each with q in it.
func learntPhrases(q string, n int) []search.Learnt {
	var out []search.Learnt
	for i := range n {
		out = append(out, search.Learnt{Phrase: fmt.Sprintf("%s %d", q, i), People: n - i + 1,
			Worth: float64(n - i), Last: now.AddDate(0, 0, -i)})
	}
	return out
}

func TestTheWorthiestTenPhrasesCanBeStruckOut(t *testing.T) {
	for n, want := range map[int]string{0: "", 3: "", 10: "", 12: "Not shown: 2 more that are used less."} {
		m := learntMessage(learntView{Asset: demoAssets()[0], Shown: learntPhrases("slip gone", n), Hidden: 0})
		got := strings.Join(pressable(m.Blocks), " ")
		if c := strings.Count(got, "strike_") - strings.Count(got, "strike_all"); c != min(n, 10) {
			t.Errorf("%d phrases: buttons %s, want one for each of at most ten", n, got)
		}
		if strings.Contains(got, "strike_all") != (n > 0) {
			t.Errorf("%d phrases: buttons %s, want strike_all when there is something", n, got)
		}
		if strings.Contains(m.Text, "Not shown") != (want != "") || !strings.Contains(m.Text, want) {
			t.Errorf("%d phrases: text %q, want %q", n, m.Text, want)
		}
	}
}

func TestWherePhrasesAreHiddenNothingIsSaidOfAList(t *testing.T) {
	for n, want := range map[int]string{0: "Not shown: 2 that only one person has used.",
		1: "Not shown: 2 more that only one person has used."} {
		m := learntMessage(learntView{Asset: demoAssets()[0], Shown: learntPhrases("slip gone", n), Hidden: 2})
		if helped := strings.Contains(m.Text, "these words"); helped != (n > 0) || !strings.Contains(m.Text, want) {
			t.Errorf("%d phrases and two hidden: text %q, want %q, and these words only where there are some", n, m.Text, want)
		}
	}
}

func TestWhatPeopleRefusedIsListedAsThat(t *testing.T) {
	list := learntPhrases("slip gone", 2)
	const less = "I am less sure of it"
	if m := learntMessage(learntView{Asset: demoAssets()[0], Shown: list}); strings.Contains(m.Text, less) {
		t.Errorf("text %q says %q where nobody refused it", m.Text, less)
	}
	list[1].Refused = true
	m := learntMessage(learntView{Asset: demoAssets()[0], Shown: list})
	for _, want := range []string{less, "“slip gone 1” · 2 people said “Not quite”, the last on"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("text %q, want %q in it", m.Text, want)
		}
	}
}

func TestAPhraseTooLongForAButtonIsShownWithoutOne(t *testing.T) {
	long := learntPhrases(strings.Repeat("ö", valueLimit/3), 1)
	m := learntMessage(learntView{Asset: demoAssets()[0], Shown: long})
	if got := strings.Join(pressable(m.Blocks), " "); got != "strike_all" {
		t.Errorf("buttons %s, want strike_all alone", got)
	}
	if !strings.Contains(m.Text, "öööö") {
		t.Errorf("text %q does not show the phrase", m.Text)
	}
}

func TestWhatWasJustStruckOutIsNotListed(t *testing.T) {
	two := learntPhrases("slip", 2) // the second was last used a day earlier
	for name, c := range map[string]struct {
		strike search.Strike
		want   string
	}{
		"a phrase":             {search.Strike{Asset: "refund", Phrase: "slip 0", At: now}, "slip 1"},
		"of another asset":     {search.Strike{Asset: "badge", Phrase: "slip 0", At: now}, "slip 0, slip 1"},
		"everything":           {search.Strike{Asset: "refund", At: now}, ""},
		"everything until":     {search.Strike{Asset: "refund", At: now.AddDate(0, 0, -1)}, "slip 0"},
		"everything of others": {search.Strike{Asset: "badge", At: now}, "slip 0, slip 1"},
	} {
		t.Run(name, func(t *testing.T) {
			var left []string
			for _, l := range unstruck("refund", two, []search.Strike{c.strike}) {
				left = append(left, l.Phrase)
			}
			if got := strings.Join(left, ", "); got != c.want {
				t.Errorf("unstruck leaves %q, want %q", got, c.want)
			}
		})
	}
}

func TestWordsThatWereOnlyLearntAreNotSaidToStandInTheAsset(t *testing.T) {
	for name, c := range map[string]struct {
		words []search.Word
		want  string
	}{
		"only learnt": {[]search.Word{{Text: "brolly", Fields: []string{"learnt"}}}, ""},
		"both": {[]search.Word{{Text: "brolly", Fields: []string{"learnt"}},
			{Text: "refund", Fields: []string{"title", "learnt"}}}, "Matched *refund* in the title"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := matchLine(search.Hit{Words: c.words}); got != c.want {
				t.Errorf("matchLine = %q, want %q", got, c.want)
			}
		})
	}
}
