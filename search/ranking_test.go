package search_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"howto/search"
	"howto/search/vectors"
)

var update = flag.Bool("update", false, "write the golden rankings anew")

const (
	library = "../library"
	golden  = "testdata/ranking.txt"
	// secondGolden is the same with the second opinion of the built-in encoder.
	secondGolden = "testdata/ranking-second.txt"
)

// question is one line of a library's questions.jsonl. An empty Asset means that
// no asset answers it.
type question struct {
	ID, Text, Asset string
}

// TestRankingIsTheReviewedOne compares the rank and the tier of every judged
// question of the sample library with what was last looked at, so that a change
// of the ranking is read as a difference. Run it with -update to accept one.
func TestRankingIsTheReviewedOne(t *testing.T) {
	compareRanking(t, golden, nil)
}

// TestRankingWithASecondOpinionIsTheReviewedOne is the same for what people are shown by default.
func TestRankingWithASecondOpinionIsTheReviewedOne(t *testing.T) {
	e, err := vectors.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	compareRanking(t, secondGolden, search.NewOpinion(e, "", nil).Patiently())
}

func compareRanking(t *testing.T, path string, o *search.Opinion) {
	t.Helper()
	questions := readQuestions(t, library+"/questions.jsonl")
	lib, _, err := search.Load(library)
	if err != nil {
		t.Fatal(err)
	}
	x, err := search.Open(t.Context(), lib, search.Options{Opinion: o})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Understand(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := rankingReport(t, x, questions)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run with -update to write it", err)
	}
	if got != string(want) {
		t.Errorf("ranking changed; look at it with -update and git diff:\n%s",
			firstDifferences(got, string(want)))
	}
}

func readQuestions(t *testing.T, path string) (out []question) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var q question
		if err := json.Unmarshal(s.Bytes(), &q); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, q)
	}
	return out
}

// rankingReport is one line for each question, and the totals.
func rankingReport(t *testing.T, x *search.Index, questions []question) string {
	var b strings.Builder
	var first, three, answerable, unanswerable int
	var reciprocal float64
	tiers := map[string]map[search.Confidence]int{"right": {}, "wrong": {}, "unanswerable": {}}
	for _, q := range questions {
		m, err := x.Find(t.Context(), search.Query{Text: q.Text, Limit: 10})
		if err != nil {
			t.Fatalf("Find(%q): %v", q.Text, err)
		}
		rank, kind := rankOf(m, q.Asset), "wrong"
		switch {
		case q.Asset == "":
			unanswerable++
			kind = "unanswerable"
		case rank == 1:
			kind = "right"
		}
		if q.Asset != "" {
			answerable++
		}
		if rank > 0 {
			reciprocal += 1 / float64(rank)
			first += btoi(rank == 1)
			three += btoi(rank <= 3)
		}
		tiers[kind][m.Confidence]++
		fmt.Fprintf(&b, "%-6s %-28s %s  %s\n", m.Confidence, wanted(q.Asset), place(rank), q.Text)
	}
	n := float64(max(answerable, 1))
	fmt.Fprintf(&b, "\n%d questions with an answer: success@1 %.3f, success@3 %.3f, MRR %.3f\n",
		answerable, float64(first)/n, float64(three)/n, reciprocal/n)
	for _, kind := range []string{"right", "wrong", "unanswerable"} {
		c := tiers[kind]
		fmt.Fprintf(&b, "%-12s sure %3d, unsure %3d, none %3d\n",
			kind, c[search.Sure], c[search.Unsure], c[search.None])
	}
	return b.String()
}

func rankOf(m search.Match, id string) int {
	for i, h := range m.Hits {
		if h.Asset.ID == id {
			return i + 1
		}
	}
	return 0
}

func wanted(id string) string {
	if id == "" {
		return "(nothing)"
	}
	return id
}

func place(rank int) string {
	if rank == 0 {
		return " -"
	}
	return fmt.Sprintf("%2d", rank)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// firstDifferences shows at most ten lines that are not the same.
func firstDifferences(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	var out []string
	for i := 0; i < max(len(g), len(w)) && len(out) < 20; i++ {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			out = append(out, "got  "+a, "want "+b)
		}
	}
	return strings.Join(out, "\n")
}
