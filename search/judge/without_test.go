package judge_test

import (
	"slices"
	"testing"

	"howto/search"
	"howto/search/judge"
)

func TestEveryAssetIsTakenOutOnceAndItsQuestionsAreAskedThen(t *testing.T) {
	c := judge.Collection{Library: search.NewLibrary(
		search.Asset{ID: "a"}, search.Asset{ID: "b"}, search.Asset{ID: "c"}, search.Asset{ID: "d"}, search.Asset{ID: "e"})}
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		c.Questions = append(c.Questions, judge.Question{ID: "of " + id, Right: map[string]int{id: 1}})
	}
	c.Questions = append(c.Questions, judge.Question{ID: "of all", Right: map[string]int{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}},
		judge.Question{ID: "of none"})
	const parts = 3
	assets, asked := 0, []string{}
	for part := range parts {
		left, orphans := c.Without(part, parts, 1)
		assets += c.Library.Len() - left.Library.Len()
		if len(left.Questions) != len(c.Questions) {
			t.Errorf("part %d leaves %d questions, want all %d", part, len(left.Questions), len(c.Questions))
		}
		for _, q := range slices.Concat(left.Questions, orphans) {
			for id := range q.Right {
				if _, ok := left.Library.Asset(id); !ok {
					t.Errorf("part %d: %s is answered by %s, which is out", part, q.ID, id)
				}
			}
		}
		for _, q := range orphans {
			if q.Answerable() {
				t.Errorf("part %d: %s is asked and is still answered", part, q.ID)
			}
			asked = append(asked, q.ID)
		}
	}
	slices.Sort(asked)
	if want := []string{"of a", "of b", "of c", "of d", "of e"}; assets != c.Library.Len() || !slices.Equal(asked, want) {
		t.Errorf("%d assets are taken out and %q are asked, want each of %d once and %q", assets, asked, c.Library.Len(), want)
	}
}
