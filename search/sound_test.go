package search_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"howto/search"

	"pgregory.net/rapid"
)

// vocabulary has every sort of word that is treated in a way of its own.
var vocabulary = append(strings.Fields("how the a who need possible help refund refunds refnud receipt "+
	"till register E-1042 1042 report.xlsx report log login sign-in OneDrive drive GitHub git hub "+
	"giftcard vo1ucher brolly Ärmel 日本 \\ ."),
	"log in", "need > help", "how > the", "refund > till", "gift card", "\n")

func texts(least, most int) *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(vocabulary), least, most),
		func(words []string) string { return strings.Join(words, " ") })
}

// anyWeights are allowed ones; every other one is at an end of its range.
var anyWeights = rapid.Custom(func(t *rapid.T) search.Weights {
	w := search.DefaultWeights()
	w.Ranges(func(name string, value *float64, least, most float64) {
		switch rapid.IntRange(0, 3).Draw(t, name+" is") {
		case 0:
			*value = least
		case 1:
			*value = most
		case 2:
			*value = rapid.Float64Range(least, most).Draw(t, name)
		}
	})
	return w
})

var places = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"C1", "C2"}), 0, 2, rapid.ID)

var anyAssets = rapid.Custom(func(t *rapid.T) (out []search.Asset) {
	for i := range rapid.IntRange(0, 6).Draw(t, "assets") {
		out = append(out, search.Asset{
			ID: fmt.Sprint("a", i), Title: texts(0, 5).Draw(t, "title"),
			Asks:     rapid.SliceOfN(texts(0, 5), 0, 2).Draw(t, "asks"),
			Topics:   rapid.SliceOfN(texts(1, 1), 0, 2).Draw(t, "topics"),
			Workflow: texts(0, 1).Draw(t, "workflow"),
			Body:     texts(0, 12).Draw(t, "body"), More: texts(0, 4).Draw(t, "more"),
			Audience: places.Draw(t, "audience"),
		})
	}
	return out
})

var anyLessons = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) search.Lesson {
	return search.Lesson{
		Ask:    rapid.StringMatching("[a-d]").Draw(t, "ask"),
		Asset:  fmt.Sprint("a", rapid.IntRange(0, 6).Draw(t, "asset")),
		Phrase: texts(0, 5).Draw(t, "phrase"), Who: rapid.StringMatching("[a-d]").Draw(t, "who"),
		Kind: rapid.SampledFrom([]search.LessonKind{search.LearntSolved, search.LearntSolved,
			search.LearntRephrased, search.LearntNotQuite}).Draw(t, "kind"),
		At: today.AddDate(0, 0, -rapid.IntRange(-5, 1500).Draw(t, "days ago")),
	}
}), 0, 12)

var anyQuery = rapid.Custom(func(t *rapid.T) search.Query {
	return search.Query{
		Text: texts(0, 9).Draw(t, "question"), Limit: 10,
		Viewer: search.Viewer{Places: places.Draw(t, "places")},
		Situation: search.Situation{
			Topics:   rapid.SliceOfN(texts(1, 1), 0, 1).Draw(t, "topics of the place"),
			Workflow: texts(0, 1).Draw(t, "workflow before"),
		},
	}
})

func TestEveryMatchIsSoundWhateverTheWeightsAndLessons(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		lib, w := search.NewLibrary(anyAssets.Draw(r, "library")...), anyWeights.Draw(r, "weights")
		lessons, q := anyLessons.Draw(r, "lessons"), anyQuery.Draw(r, "query")
		ask := func() search.Match {
			x, err := search.Open(t.Context(), lib, search.Options{Weights: &w})
			if err != nil {
				r.Fatal(err)
			}
			defer x.Close()
			x.Teach(lessons, nil, today.Add(time.Hour))
			m, err := x.Find(t.Context(), q)
			if err != nil {
				r.Fatal(err)
			}
			return m
		}
		m := ask()
		sound(r, m)
		if a, b := m.Explain(), ask().Explain(); a != b {
			r.Errorf("the same question is explained as\n%s\nand as\n%s", a, b)
		}
	})
}

// sound fails unless every number of a match can be shown and the hits are in order.
func sound(t *rapid.T, m search.Match) {
	if p := m.Probability; !(p >= 0 && p <= 1) {
		t.Errorf("probability %g, want 0 to 1", p)
	}
	for i, v := range m.Signals.Vector() {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("signal %s is %g, want a number", search.SignalNames()[i], v)
		}
	}
	g := m.Signals
	for i, v := range []float64{g.Share, g.Gap, g.Crowd, g.Covered, g.Headed, g.Letters, g.Heading,
		g.Rival, g.Guessed, g.Taught, g.Against, g.Nearer, g.Known} {
		if !(v >= 0 && v <= 1+1e-9) {
			t.Errorf("share %d of %+v is %g, want 0 to 1", i, g, v)
		}
	}
	for i, h := range m.Hits {
		if !(h.Score >= 0) || math.IsInf(h.Score, 0) {
			t.Errorf("hit %d has the score %g, want a number from 0", i, h.Score)
		}
		if i > 0 && h.Score > m.Hits[i-1].Score {
			t.Errorf("hit %d scores %g, more than the one before with %g", i, h.Score, m.Hits[i-1].Score)
		}
	}
	if _, err := json.Marshal(m.Why()); err != nil {
		t.Errorf("Why is no JSON: %v", err)
	}
}
