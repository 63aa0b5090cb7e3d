package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"howto/config"
	"howto/search/judge"
)

const judged = "../../library"

// figuresOf is what eval --json prints.
func figuresOf(t *testing.T, args ...string) map[string]*float64 {
	t.Helper()
	r := runIn(t, "", append([]string{"eval", "--json"}, args...)...)
	r.want(t, statusDone)
	var got map[string]*float64
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatalf("eval --json prints %s: %v", r.out, err)
	}
	return got
}

func TestEvalPrintsOneObjectWithTheAgreedKeys(t *testing.T) {
	got := figuresOf(t, judged)
	want := []string{"answerable", "auroc_answerable", "auroc_correct", "brier", "coverage_at_p90", "coverage_at_p95",
		"mrr", "ndcg_at_10", "success_at_1", "success_at_10", "success_at_3", "unanswerable"}
	if keys := slices.Sorted(maps.Keys(got)); !slices.Equal(keys, want) {
		t.Errorf("keys %v, want %v", keys, want)
	}
	for key, f := range got {
		if f == nil || *f <= 0 {
			t.Errorf("%s has no figure for the sample library", key)
		}
	}
}

func TestEvalAgreesWithTheReviewedRanking(t *testing.T) {
	unraced(t, "one goroutine reckons")
	for meaning, file := range map[string]string{config.MeaningOff: "ranking.txt", config.MeaningOn: "ranking-second.txt"} {
		golden, err := os.ReadFile("../../search/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		r := runIn(t, "search: {meaning: \""+meaning+"\"}", "eval", judged)
		r.want(t, statusDone, "success@1", "0.9–1.0", "sure", " to ")
		_, totals, _ := strings.Cut(string(golden), "questions with an answer: success@1 ")
		first, _, _ := strings.Cut(totals, ",")
		for line := range strings.Lines(r.out) {
			if f := strings.Fields(line); len(f) > 1 && f[0] == "success@1" && f[1] != first {
				t.Errorf("meaning %s: success@1 is %s, want %s as in the reviewed ranking", meaning, f[1], first)
			}
		}
	}
}

func TestEvalComparesWithTheRunItWrote(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.jsonl")
	runIn(t, "", "eval", judged, "--run", file).want(t, statusDone)
	run, err := judge.ReadRun(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := judge.Read(judged)
	if err != nil {
		t.Fatal(err)
	}
	if len(run) != len(c.Questions) {
		t.Errorf("the run has %d questions, want %d", len(run), len(c.Questions))
	}
	runIn(t, "", "eval", judged, "--compare", file).want(t, statusDone, "0 better, 0 worse, ", "p = 1")
	r := runIn(t, "", "eval", judged, "--compare", file, "--typos", "--run", file)
	r.want(t, statusDone, "worse", " → ", "sign test p = ")
	if strings.Contains(r.out, " 0 worse") {
		t.Error("typos make no question worse")
	}
}

func TestEvalMakesTheSameTyposForOneSeed(t *testing.T) {
	one := figuresOf(t, judged, "--typos", "--seed", "4")
	if again := figuresOf(t, judged, "--typos", "--seed", "4"); *one["mrr"] != *again["mrr"] {
		t.Errorf("MRR %v and %v with one seed", *one["mrr"], *again["mrr"])
	}
	if clean := figuresOf(t, judged); *one["mrr"] >= *clean["mrr"] {
		t.Errorf("MRR %v with typos and %v without, want it lower", *one["mrr"], *clean["mrr"])
	}
}

func TestEvalSaysNullWhereThereIsNothingToCount(t *testing.T) {
	dir := filesIn(t, map[string]string{"docs.jsonl": `{"id":"d","title":"x"}`, "queries.jsonl": `{"id":"q","text":"y"}`, "qrels.tsv": ""})
	if got := figuresOf(t, dir); got["mrr"] != nil || got["answerable"] == nil || *got["answerable"] != 0 {
		t.Errorf("figures of no question with an answer: %v, want null and 0", got)
	}
	runIn(t, "", "eval", dir).want(t, statusDone, "1 question: 0 with an answer", "–")
}

// filesIn is a folder with these files.
func filesIn(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEvalOfNoQuestionsIsAFault(t *testing.T) {
	dir := filesIn(t, map[string]string{"questions.jsonl": "\n"})
	r := runIn(t, "", "eval", dir)
	r.want(t, statusFault, "howto: no questions in "+filepath.Join(dir, "questions.jsonl")+"\n")
	if r.out != "" {
		t.Errorf("a table of no questions is printed:\n%s", r.out)
	}
}

func TestEvalComparesOnlyWithARun(t *testing.T) {
	for text, word := range map[string]string{
		"": " is empty", `{"id":"q1","text":"refund","asset":""}`: `:1: "hits" is missing`, "hello": ":1: not one JSON",
	} {
		file := filepath.Join(filesIn(t, map[string]string{"before.jsonl": text}), "before.jsonl")
		r := runIn(t, "", "eval", judged, "--compare", file)
		r.want(t, statusFault, "howto: "+file+word, "this is no run: make one with `howto eval PATH --run FILE`")
		if r.out != "" || strings.Count(r.err, "\n") != 1 {
			t.Errorf("of %q it says\n%s%s\nwant one sentence", text, r.out, r.err)
		}
	}
}

func TestEvalTriesItsFilesBeforeItAsks(t *testing.T) {
	dir := filesIn(t, map[string]string{"afile": "", "solved.jsonl": "", "wrong.jsonl": "{}\n{}\n{}\n"})
	for word, args := range map[string][]string{
		"no such file":    {"--run", filepath.Join(dir, "none", "x"), "--folds", "2"},
		"not a directory": {"--run", filepath.Join(dir, "afile", "x"), "--folds", "2"},
		`wrong.jsonl:1: want "text" and "doc"; 2 more lines are wrong`: {"--taught", filepath.Join(dir, "wrong.jsonl")},
	} {
		r := runIn(t, "", append([]string{"eval", judged}, args...)...)
		r.want(t, statusFault, word)
		if strings.Contains(r.err, "taught ") || strings.Count(r.err, "\n") != 1 {
			t.Errorf("eval %q asks before it says what is wrong:\n%s", args, r.err)
		}
	}
}

func TestEvalSaysWhatIsWrong(t *testing.T) {
	runIn(t, "", "eval").want(t, statusUsage, "one library or collection")
	runIn(t, "", "eval", judged, "--json", "--compare", "x").want(t, statusUsage, "together")
	for _, folds := range []string{"-2", "1", "51"} {
		runIn(t, "", "eval", judged, "--folds", folds).want(t, statusUsage, "--folds "+folds+": want 2 to 50")
		runIn(t, "", "eval", judged, "--without", folds).want(t, statusUsage, "--without "+folds+": want 2 to 50")
	}
	runIn(t, "", "eval", judged, "--json", "--without", "2").want(t, statusUsage, "together")
	runIn(t, "", "eval", judged, "--folds", "2", "--taught", "x").want(t, statusUsage, "together")
	runIn(t, "", "eval", judged, "--refused").want(t, statusUsage, "--refused needs --taught or --folds")
	runIn(t, "", "eval", judged, "--per-asset", "-1").want(t, statusUsage, "--per-asset -1: want 0 or more")
	runIn(t, "", "eval", t.TempDir()).want(t, statusFault, "no judged questions")
	runIn(t, "", "eval", judged, "--compare", filepath.Join(t.TempDir(), "gone")).want(t, statusFault, "gone")
}

func TestEvalCountsAsTaughtOnlyWhatNamesAnAsset(t *testing.T) {
	file := filepath.Join(t.TempDir(), "solved.jsonl")
	lines := `{"text":"money back no slip","doc":"refunds/no-receipt"}` + "\n" + `{"text":"where to park","doc":"no/such"}`
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	r := runIn(t, "", "eval", judged, "--taught", file)
	r.want(t, statusDone, "left out 1 question about assets that are not there", "taught 1 question,")
}

func TestEvalTeachesWhatWasRefusedOnlyWhenAsked(t *testing.T) {
	dir := aCollection(t)
	// The second was solved by the coffee machine, and who asked it first was shown the room.
	lines := `{"text":"where can I book a room for a meeting","doc":"d2"}` + "\n" + `{"text":"meeting room for a birthday","doc":"d1"}`
	file := filepath.Join(dir, "solved.jsonl")
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	r := runIn(t, "", "eval", dir, "--taught", file, "--refused")
	r.want(t, statusDone, "taught 2 questions,", "and refused 1 answer")
	if r := runIn(t, "", "eval", dir, "--taught", file); strings.Contains(r.err+r.out, "refused") {
		t.Errorf("without --refused it says\n%s%s", r.out, r.err)
	}
}

func TestEvalAsksWhatNothingAnswersWhenItsAssetsAreOut(t *testing.T) {
	dir := aCollection(t)
	file := filepath.Join(t.TempDir(), "run.jsonl")
	plain := runIn(t, "", "eval", dir)
	r := runIn(t, "", "eval", dir, "--without", "2", "--run", file)
	r.want(t, statusDone, "4 questions: 3 with an answer, 1 without", "of 3 questions whose assets were taken out")
	lines := slices.DeleteFunc(strings.Split(r.out, "\n"), func(l string) bool { return strings.Contains(l, "taken out") })
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	if got := words(strings.Join(lines, "\n")); got != words(plain.out) {
		t.Errorf("with --without the other figures are\n%s\nwant them as they are\n%s", r.out, plain.out)
	}
	run, err := judge.ReadRun(file)
	if err != nil {
		t.Fatal(err)
	}
	for id, asset := range map[string]string{"q1": "d1", "q2": "d3", "q3": "d2"} {
		out := func(h judge.Hit) bool { return h.ID == asset }
		if with, without := run[id], run[id+" without"]; !slices.ContainsFunc(with, out) || slices.ContainsFunc(without, out) {
			t.Errorf("%s finds %v with its asset and %v without, want %s in the first alone", id, with, without, asset)
		}
	}
	if len(run) != 7 {
		t.Errorf("the run has %d lines, want 4 and 3", len(run))
	}
}

// aCollection is a folder with documents, questions and judgements as they are handed around: the fourth
// question has no answer, and one judgement is of a document that is not there.
func aCollection(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, lines := range map[string][]string{
		"docs.jsonl": {
			`{"id":"d1","title":"Descale the coffee machine","body":"Fill the tank with descaler. Press and hold *Clean*."}`,
			`{"id":"d2","title":"Book a meeting room","body":"Open the calendar and pick a room under *Places*."}`,
			`{"id":"d3","title":"Change the printer's toner","body":"Open the front. Pull the old cartridge out."}`,
		},
		"queries.jsonl": {
			`{"id":"q1","text":"how do I descale the machine?","group":"d1"}`,
			`{"id":"q2","text":"toner of the printer is empty","group":"d3"}`,
			`{"id":"q3","text":"where can I book a room for a meeting","group":"d2"}`,
			`{"id":"q4","text":"who feeds the office cat?","no_answer":true}`,
		},
		"qrels.tsv": {"q1\td1\t1", "q2\td3\t1", "q3\td2\t1", "q3\td1\t0", "q2\td9\t1"},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEvalReadsACollection(t *testing.T) {
	got := figuresOf(t, aCollection(t))
	for key, want := range map[string]float64{"answerable": 3, "unanswerable": 1, "success_at_1": 1, "mrr": 1} {
		if *got[key] != want {
			t.Errorf("%s is %v, want %v", key, *got[key], want)
		}
	}
}
