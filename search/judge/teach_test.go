package judge_test

import (
	"slices"
	"strings"
	"testing"

	"howto/search"
	"howto/search/judge"
)

func TestWhoIsShownNothingRightRefusesAllThatIsShown(t *testing.T) {
	hits := []judge.Hit{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}
	for name, c := range map[string]struct {
		tier  search.Confidence
		right string
		hits  []judge.Hit
		want  []string
	}{
		"a sure answer that is right":      {search.Sure, "a", hits, nil},
		"a sure answer that is wrong":      {search.Sure, "b", hits, []string{"a"}},
		"one of three choices is right":    {search.Unsure, "c", hits, nil},
		"none of three choices is right":   {search.Unsure, "d", hits, []string{"a", "b", "c"}},
		"nothing answers it":               {search.Unsure, "", hits, []string{"a", "b", "c"}},
		"nothing answers it, two choices":  {search.Unsure, "", hits[:2], []string{"a", "b"}},
		"nothing was shown":                {search.None, "", hits, nil},
		"nothing was shown, nothing found": {search.None, "", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge.Result{Question: judge.Question{Text: "What"}, Hits: c.hits, Tier: c.tier}
			if c.right != "" {
				r.Question.Right = map[string]int{c.right: 1}
			}
			var got []string
			people := map[string]bool{}
			for _, l := range judge.Refusals([]judge.Result{r}, strings.ToLower) {
				if l.Kind != search.LearntNotQuite || l.Phrase != "what" {
					t.Errorf("%+v, want Not quite for what", l)
				}
				got, people[l.Who] = append(got, l.Asset), true
			}
			if !slices.Equal(got, c.want) || len(people) > 1 {
				t.Errorf("%d people refuse %q, want one and %q", len(people), got, c.want)
			}
		})
	}
}
