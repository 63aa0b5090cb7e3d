package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"howto/config"
	"howto/search"
	"howto/search/judge"
)

// undated is what a fit printed without the day on which it was made.
func undated(r ran) ran {
	r.out = regexp.MustCompile(`"fitted": *"[^"]*"`).ReplaceAllString(r.out, "")
	return r
}

func TestFitWritesAModelThatIsThenInUse(t *testing.T) {
	unraced(t, "one goroutine reckons")
	dir := t.TempDir()
	conf := "data: {dir: " + dir + "}"
	runIn(t, conf, "eval", judged).want(t, statusDone, "promised is 0.95")
	r := runIn(t, conf+"\nsearch: {meaning: \"on\"}", "fit", judged, "--precision", "0.9")
	file := filepath.Join(dir, modelFile)
	r.want(t, statusDone, "on unseen questions of", "library", "AUROC", "lead", "written to "+file, "0.9–1.0")
	m, err := readModelFile(t, file)
	if err != nil || m.Questions != 204 || m.Precision != .9 || m.Fitted == "" || m.Second == nil {
		t.Errorf("the model is %+v, %v; want one of 204 questions, with a second opinion", m, err)
	}
	runIn(t, conf, "eval", judged).want(t, statusDone, "promised is 0.9\n")
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v; want the model alone", left, err)
	}
}

func readModelFile(t *testing.T, path string) (search.Model, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return search.ReadModel(f)
}

func TestFitPrintsOneObjectAndGivesTheSameModelAgain(t *testing.T) {
	unraced(t, "one goroutine reckons")
	to := filepath.Join(t.TempDir(), "sub", "own.json")
	r := runIn(t, "", "fit", "--json", "--to", to, judged)
	r.want(t, statusDone)
	var got struct {
		Model             search.Model
		Within, Elsewhere []heldOut
	}
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatalf("fit --json prints %s: %v", r.out, err)
	}
	var sets []string
	for _, h := range got.Within {
		sets = append(sets, fmt.Sprint(setName(h.Set, h.Taught, h.Refused), " ", h.Questions))
	}
	want := []string{"library 204", "library, taught 204", "library, taught and refused 204"}
	if !slices.Equal(sets, want) || got.Elsewhere == nil || len(got.Elsewhere) != 0 {
		t.Errorf("held out within: %q, want %q; elsewhere %+v, want none", sets, want, got.Elsewhere)
	}
	if again := runIn(t, "", "fit", "--json", "--to", to, judged); undated(again) != undated(r) {
		t.Errorf("a second fit prints\n%s\nwant\n%s", again.out, r.out)
	}
	runIn(t, "search: {model: "+to+"}", "eval", judged).want(t, statusDone, "promised is 0.95")
}

func TestFitSaysOfEachThresholdOf1ThatNothingWillBeSure(t *testing.T) {
	const none = "nothing will be sure"
	good := search.Judgement{Sure: .9, SureTaught: .8}
	for name, c := range map[string]struct {
		words, second search.Judgement
		said          []string
	}{
		"all are known": {good, good, nil},
		"by words":      {search.Judgement{Sure: 1, SureTaught: .8}, good, []string{"by words"}},
		"taught":        {search.Judgement{Sure: .9, SureTaught: 1}, good, []string{"by words where use has taught"}},
		"second":        {good, search.Judgement{Sure: 1, SureTaught: .8}, []string{"after a second opinion"}},
		"all": {search.Judgement{Sure: 1, SureTaught: 1}, search.Judgement{Sure: 1}, []string{"by words",
			"by words where use has taught", "after a second opinion", "after a second opinion where use has taught"}},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			m := search.Model{Judgement: c.words, Second: &c.second}
			if err := printFitting(&b, judge.Fitting{Model: m}, "own.json"); err != nil {
				t.Fatal(err)
			}
			got := b.String()
			for _, when := range c.said {
				if !strings.Contains(got, "no threshold "+when+" is known well enough to reach that precision: "+none) {
					t.Errorf("it says\n%s\nwant that %s %s", got, when, none)
				}
			}
			back := strings.Contains(got, "the model that came with the program is sure of more; where own.json is in use")
			if n := strings.Count(got, none); n != len(c.said) || back != (n > 0) {
				t.Errorf("it says %d times that %s, want %d, and how to return if any:\n%s", n, none, len(c.said), got)
			}
		})
	}
}

func TestFitIsTheSameWhateverModelAndThresholdsAreInUse(t *testing.T) {
	unraced(t, "one goroutine reckons")
	dir := t.TempDir()
	conf, to := "data: {dir: "+dir+"}", filepath.Join(t.TempDir(), "own.json")
	first := runIn(t, conf, "fit", judged, "--json", "--to", to)
	first.want(t, statusDone, "and refused")
	timid := search.DefaultModel()
	timid.Sure, timid.SureTaught, timid.Unsure = 1, 1, 1
	if err := writeModel(filepath.Join(dir, modelFile), timid); err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{conf, "search: {sure: 0.1, unsure: 0.05}"} {
		if again := runIn(t, c, "fit", judged, "--json", "--to", to); undated(again) != undated(first) {
			t.Errorf("with %s a fit gives\n%s%s\nwant\n%s%s", c, again.err, again.out, first.err, first.out)
		}
	}
}

func TestFitRefusesWhatCannotBeDoneBeforeItAsks(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "afile")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	few := aCollection(t)
	for word, args := range map[string][]string{
		"afile":           {judged, "--to", filepath.Join(file, "x.json")},
		"gone":            {judged, filepath.Join(dir, "gone")},
		"and there are 4": {few, "--to", filepath.Join(dir, "own.json")},
	} {
		r := runIn(t, "data: {dir: "+dir+"}", append([]string{"fit"}, args...)...)
		r.want(t, statusFault, word)
		if strings.Contains(r.err, "taught") {
			t.Errorf("fit %q asks before it says what is wrong:\n%s", args, r.err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v; want no new file", left, err)
	}
}

func TestFitOfTooFewQuestionsWritesNothing(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"docs.jsonl": `{"id":"d","title":"x"}`,
		"queries.jsonl": `{"id":"q","text":"x"}`, "qrels.tsv": "q\td\t1"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	to := filepath.Join(t.TempDir(), "own.json")
	runIn(t, "", "fit", dir, "--to", to).want(t, statusFault, "too few questions: a fit needs 50, and there are 1")
	runIn(t, "", "fit", judged, "--to", to, "--precision", "1").want(t, statusUsage, "--precision 1: want")
	runIn(t, "", "fit", judged, "--to", to, "--precision", "nan").want(t, statusUsage, "--precision NaN: want")
	runIn(t, "", "fit", judged, "--to", to, "--folds", "2").want(t, statusUsage, "--folds 2: want 3 to 50")
	runIn(t, "", "fit", judged, "--to", to, "--per-asset", "-1").want(t, statusUsage, "--per-asset -1: want 0 or more")
	runIn(t, "", "fit", judged, "--to", dir).want(t, statusFault, dir+" is a folder; name a file")
	runIn(t, "", "fit", "--to", to).want(t, statusUsage, "one or more libraries")
	if exists(to) {
		t.Error("a file was written, want none")
	}
}

func TestModelThatCannotBeUsedIsSaidAndTheShippedOneTaken(t *testing.T) {
	dir := t.TempDir()
	conf := "library: {dirs: [" + libraryDir(t) + "]}\ndata: {dir: " + dir + "}"
	shipped := runIn(t, conf, "ask", "--json", "refund without receipt")
	for text, word := range map[string]string{
		`{"version": 0}`: "is of version 0", "{": "not the JSON of a model", "": "not the JSON of a model",
	} {
		if err := os.WriteFile(filepath.Join(dir, modelFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r := runIn(t, conf, "ask", "--json", "refund without receipt")
		r.want(t, statusDone, "shipped confidence model used", word, modelFile, "`howto fit`")
		if r.out != shipped.out || strings.Count(r.err, "\n") != 1 {
			t.Errorf("with a bad model ask says\n%s%s\nwant the answer of the shipped one and one sentence", r.out, r.err)
		}
	}
	gone := filepath.Join(dir, "gone.json")
	runIn(t, conf+"\nsearch: {model: "+gone+"}", "ask", "refund").want(t, statusDone, gone, "search.model")
}

func TestDoctorLooksAtTheConfidenceModelAndServeStartsWithoutIt(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	w.doctor(env()).want(t, statusDone, "ok     confidence: the shipped model")
	file := filepath.Join(w.dir, modelFile)
	runIn(t, "", "fit", judged, "--to", file).want(t, statusDone)
	w.doctor(env()).want(t, statusDone, "ok     confidence: the model in "+file+", fitted on 204 questions")
	w.write(file, `{"version": 0}`)
	w.doctor(env()).want(t, statusFault, "MEND   confidence: "+file, "version 0", "`howto fit`", "the shipped one is used")
	w.start(config.ModeSocket)
	if !strings.Contains(w.err.String(), "shipped confidence model used") {
		t.Errorf("the log does not say that the model was left aside:\n%s", w.err)
	}
	w.command(amira, chanFloor, "refund without receipt")
	w.see(amira, chanFloor, "", "Refund a card payment without a receipt")
}
