package judge_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"howto/search/judge"

	"pgregory.net/rapid"
)

// folder is a directory with these files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const asset = "---\ntitle: A\nkind: steps\ntopics: [t]\nowner: U1\nreview: 2027-01-01\n---\nText\n"

func TestALibraryIsReadWithItsQuestions(t *testing.T) {
	c, err := judge.Read(folder(t, map[string]string{
		"sub/a.md": asset, "broken.md": "no front matter",
		"questions.jsonl": `{"id":"q1","text":"one","asset":"sub/a"}` + "\n\n" +
			`{"id":"q2","text":"two","asset":""}` + "\r\n" + `{"id":"q3","text":"three","asset":"broken"}`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Library.Len() != 1 || len(c.Faults) != 1 || len(c.Questions) != 3 {
		t.Fatalf("%d assets, %d faults, %d questions; want 1, 1, 3", c.Library.Len(), len(c.Faults), len(c.Questions))
	}
	if q := c.Questions[0]; q.Right["sub/a"] != 1 || q.Text != "one" {
		t.Errorf("first question %+v, want it answered by sub/a", q)
	}
	if c.Questions[1].Answerable() || !c.Questions[2].Answerable() {
		t.Error("only the question with an empty asset is unanswerable")
	}
}

func TestAMarkBeforeTheFirstLineOfAFileIsPassedOver(t *testing.T) {
	const mark = "\ufeff"
	lib, err := judge.Read(folder(t, map[string]string{"a.md": mark + asset,
		"questions.jsonl": mark + `{"id":"q1","text":"one","asset":"a"}` + "\n"}))
	if err != nil || len(lib.Questions) != 1 || len(lib.Faults) > 0 || lib.Questions[0].Right["a"] != 1 {
		t.Errorf("library: %d questions, faults %v, error %v; want one that a answers", len(lib.Questions), lib.Faults, err)
	}
	c, err := judge.Read(folder(t, map[string]string{
		"docs.jsonl":    mark + `{"id":"x","title":"X","body":"b"}` + "\n",
		"queries.jsonl": mark + `{"id":"q1","text":"a"}` + "\n", "qrels.tsv": mark + "q1\tx\t2\n"}))
	if err != nil || len(c.Questions) != 1 || c.Questions[0].Right["x"] != 2 {
		t.Errorf("collection: %d questions, error %v; want one that x answers", len(c.Questions), err)
	}
}

func TestACollectionIsReadWithItsGrades(t *testing.T) {
	c, err := judge.Read(folder(t, map[string]string{
		"docs.jsonl":    `{"id":"x/$","title":"X","body":"<b>","tags":["a"]}` + "\n",
		"queries.jsonl": `{"id":"q1","text":"a","group":"g"}` + "\n" + `{"id":"q2","text":"b","no_answer":true}` + "\n" + `{"id":"q3","text":"c"}`,
		"qrels.tsv":     "q1\tx/$\t2\nq1\tgone\t1\nq1\ty\t0\nq2\tx/$\t1\nq9\tx/$\t1\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if a, ok := c.Library.Asset("x/$"); !ok || a.Title != "X" || a.Body != "<b>" {
		t.Errorf("asset %+v, want the document as it is", a)
	}
	if got, want := c.Questions[0].Right, map[string]int{"x/$": 2, "gone": 1}; !maps.Equal(got, want) {
		t.Errorf("grades %v, want %v", got, want)
	}
	for _, q := range c.Questions[1:] {
		if q.Answerable() {
			t.Errorf("%s is answerable, want it not", q.ID)
		}
	}
}

func TestAQuestionWithAMisspeltAssetIsNotOneThatNothingAnswers(t *testing.T) {
	_, err := judge.Read(folder(t, map[string]string{"a.md": asset, "questions.jsonl": `{"id":"q1","text":"x","assets":"a"}` + "\n" +
		`{"id":"q2","text":"x"}` + "\n" + `{"id":"q3","text":"x","asset":null,"note":"?"}` + "\n" + `{"id":"q4","text":"x","asset":"a","note":"!"}`}))
	const want = `questions.jsonl:1: "asset" is missing, and key "assets" is not known`
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v, want one, with %q", err, want)
	}
}

func TestOfManyFaultsTheFirstAreNamedAndTheOthersCounted(t *testing.T) {
	dir := folder(t, map[string]string{"questions.jsonl": strings.Repeat("{}\n", 30), "one.jsonl": "{}\n{}\n"})
	if _, err := judge.Read(dir); err == nil || strings.Count(err.Error(), "\n") != 19 ||
		!strings.HasSuffix(err.Error(), "; 10 more lines are wrong") {
		t.Errorf("30 faults are said as\n%v\nwant 20 lines and how many more", err)
	}
	_, err := judge.ReadSolved(filepath.Join(dir, "one.jsonl"))
	if want := `one.jsonl:1: want "text" and "doc"; 1 more line is wrong`; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("a wrong file with solved questions: %v, want %s", err, want)
	}
}

func TestEveryFaultIsNamedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"library": {map[string]string{"a.md": asset, "questions.jsonl": "{\n" +
			`{"id":"q","text":"x","asset":"b"}` + "\n" + `{"id":7,"text":"x"}` + "\n" + `{"id":"r","text":""}`},
			[]string{"questions.jsonl:1: not one JSON", `:2: asset "b"`, `:3: "id" has the wrong kind of value: number`, ":4: "}},
		"collection": {map[string]string{"docs.jsonl": `{"id":"d","title":"x"}` + "\n" + `{"id":"d","title":"x"}`,
			"queries.jsonl": `{"text":"x"}`, "qrels.tsv": "q d 1\nq\td\tx\n"},
			[]string{"docs.jsonl:2: id \"d\" is there twice", `queries.jsonl:1: "id" is missing`, "qrels.tsv:1: ", "qrels.tsv:2: grade"}},
		"half a collection": {map[string]string{"docs.jsonl": ""}, []string{"queries.jsonl is missing", "qrels.tsv is missing"}},
		"neither":           {nil, []string{"no judged questions"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := judge.Read(folder(t, c.files))
			if err == nil {
				t.Fatalf("no error, want %q", c.want)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q, want %q in it", err, w)
				}
			}
		})
	}
	if _, err := judge.Read(filepath.Join(t.TempDir(), "gone")); err == nil {
		t.Error("a folder that is not there is no error, want one")
	}
}

func TestARunIsReadAsItWasWrittenAndIsTheSameAsItself(t *testing.T) {
	list := []judge.Result{result(1, .5), result(2, .4), result(0, .3), {Question: judge.Question{ID: "empty"}}}
	var b bytes.Buffer
	if err := judge.Write(&b, list); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.Contains(got, `"confidence":0.5,"tier":"none"}`) || !strings.Contains(got, `"hits":[]`) {
		t.Errorf("the run reads %s", got)
	}
	run, err := judge.ReadRun(filepath.Join(folder(t, map[string]string{"run": b.String()}), "run"))
	if err != nil {
		t.Fatal(err)
	}
	c := judge.Compare(list, run)
	if c.Same != 3 || len(c.Better)+len(c.Worse)+c.Missing != 0 || c.P != 1 {
		t.Errorf("compared with itself: %+v, want 3 the same", c)
	}
}

func TestComparingNamesWhatMovedAndHowSurelyItDid(t *testing.T) {
	var list []judge.Result
	before := judge.Run{}
	for i := range 8 { // six better, two worse
		r := result(1, float64(i)/10)
		r.Question.ID = string(rune('a' + i))
		r.Question.Group = r.Question.ID
		before[r.Question.ID] = nil
		if i >= 6 {
			before[r.Question.ID], r.Hits = r.Hits, r.Hits[1:]
		}
		list = append(list, r)
	}
	c := judge.Compare(append(list, result(1, .99), result(-1, .3)), before)
	if len(c.Better) != 6 || len(c.Worse) != 2 || c.Missing != 1 {
		t.Fatalf("%d better, %d worse, %d missing; want 6, 2, 1", len(c.Better), len(c.Worse), c.Missing)
	}
	if b, w := c.Better[0], c.Worse[0]; b.Before != 0 || b.After != 1 || w.Before != 1 || w.After != 0 {
		t.Errorf("changes %+v and %+v, want from nothing to 1 and back", b, w)
	}
	// 2 × (1 + 8 + 28) / 256
	if want := 74. / 256; c.P < want-1e-9 || c.P > want+1e-9 {
		t.Errorf("p = %v, want %v", c.P, want)
	}
}

func TestRephrasingsThatMoveTogetherAreOneChange(t *testing.T) {
	var list []judge.Result
	before := judge.Run{}
	for i := range 20 {
		r := result(1, .5)
		r.Question.ID, r.Question.Group = fmt.Sprint(i), fmt.Sprint(i%2)
		before[r.Question.ID] = nil
		list = append(list, r)
	}
	if c := judge.Compare(list, before); len(c.Better) != 20 || c.P != .5 {
		t.Errorf("%d better with p = %v, want 20 with .5: they are two groups", len(c.Better), c.P)
	}
}

func TestATypoIsOneSlipInOneLongWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := judge.Question{ID: rapid.String().Draw(t, "id"), Text: rapid.StringMatching(`[a-zé]{1,9}( [a-zA-Z]{1,9}){0,4}`).Draw(t, "text")}
		seed := rapid.Uint64().Draw(t, "seed")
		got := judge.Typo(q, seed)
		if again := judge.Typo(q, seed); again != got {
			t.Fatalf("Typo(%q) = %q and %q with one seed", q.Text, got, again)
		}
		was, is := strings.Fields(q.Text), strings.Fields(got)
		if len(was) != len(is) {
			t.Fatalf("Typo(%q) = %q, want as many words", q.Text, got)
		}
		changed, long := 0, 0
		for i := range was {
			n := utf8.RuneCountInString(was[i])
			if n >= 4 {
				long++
			}
			if was[i] != is[i] {
				changed++
				if n < 4 || max(n-utf8.RuneCountInString(is[i]), utf8.RuneCountInString(is[i])-n) > 1 {
					t.Errorf("Typo makes %q of %q", is[i], was[i])
				}
			}
		}
		if changed != min(long, 1) {
			t.Errorf("Typo(%q) = %q: %d words changed of %d long ones", q.Text, got, changed, long)
		}
	})
}
