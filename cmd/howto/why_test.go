package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"howto/outcome"
	"howto/search"
	"howto/store"
)

const noReceipt = "refunds/no-receipt"

// learnt makes people known to the database in dir, and lessons of theirs: each phrase was used
// by so many of them to solve something with the asset.
func learnt(t *testing.T, dir, asset string, phrases map[string]int) {
	t.Helper()
	learntAs(t, dir, asset, search.LearntSolved, phrases)
}

// learntAs is learnt with what people pressed.
func learntAs(t *testing.T, dir, asset string, kind search.LessonKind, phrases map[string]int) {
	t.Helper()
	furnish(t, dir)
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var lessons []search.Lesson
	for phrase, people := range phrases {
		for i := range people {
			a := outcome.Ask{ID: fmt.Sprintf("%s %d", phrase, i), User: fmt.Sprintf("U0P%d", i), At: time.Now()}
			if _, err := s.Record(t.Context(), "ask/"+a.ID, &a, nil, nil); err != nil {
				t.Fatal(err)
			}
			lessons = append(lessons, search.Lesson{Ask: a.ID, Asset: asset, Kind: kind,
				Phrase: phrase, Who: s.Pseudonym(a.User), At: a.At})
		}
	}
	if n, err := s.Teach(t.Context(), lessons); err != nil || n != len(lessons) {
		t.Fatalf("Teach = %d, %v; want %d", n, err, len(lessons))
	}
}

// learntHere is the configuration of an installation in which an asset has learnt three phrases.
func learntHere(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	learnt(t, dir, noReceipt, map[string]int{"no slip at all": 3, "paper is gone": 2, "brolly zeppelin": 1})
	return fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", libraryDir(t), dir)
}

func TestWhyShowsWhatTwoPeopleHaveUsed(t *testing.T) {
	conf := learntHere(t)
	r := runIn(t, conf, "why", noReceipt)
	r.want(t, statusDone, "Refund a card payment without a receipt", "no slip at all", "paper is gone",
		time.Now().UTC().Format(time.DateOnly), "1 phrase that only one person has used")
	if strings.Contains(r.out, "brolly") {
		t.Errorf("it shows what only one person has typed:\n%s", r.out)
	}
	if strings.Index(r.out, "no slip at all") > strings.Index(r.out, "paper is gone") {
		t.Errorf("the worthiest phrase does not come first:\n%s", r.out)
	}
	runIn(t, conf, "why", "refunds/gift").want(t, statusFault, `no asset "refunds/gift"`, "the nearest are: ")
	runIn(t, conf, "why", "nope").want(t, statusFault, `no asset "nope"; an asset's id is its file`)
	runIn(t, conf, "why", "zzz").want(t, statusFault, `no asset "zzz"`, "without .md")
	runIn(t, conf, "why", "tills/change-the-receipt-roll").want(t, statusFault, "nearest")
}

func TestWhyTellsWhatWasRefusedFromWhatWasSolved(t *testing.T) {
	dir := t.TempDir()
	learntAs(t, dir, noReceipt, search.LearntSolved, map[string]int{"no slip at all": 3})
	learntAs(t, dir, noReceipt, search.LearntNotQuite, map[string]int{"sell by slip": 2})
	r := runIn(t, fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", libraryDir(t), dir), "why", noReceipt)
	r.want(t, statusDone)
	for line := range strings.Lines(r.out) {
		for phrase, said := range map[string]string{"no slip at all": "Solved", "sell by slip": "Not quite"} {
			if strings.Contains(line, phrase) && !strings.Contains(line, said) {
				t.Errorf("%q, want %s in it", line, said)
			}
		}
	}
	if !strings.Contains(r.out, "sell by slip") {
		t.Errorf("what two people refused is not shown:\n%s", r.out)
	}
}

func TestWhatIsStruckOutAtTheCommandLineIsGone(t *testing.T) {
	conf := learntHere(t)
	runIn(t, conf, "ask", "--why", "slip at all").want(t, statusDone, noReceipt, `"no slip at all"`)
	r := runIn(t, conf, "why", noReceipt, "--strike", "slip, at all: no")
	r.want(t, statusDone, "Struck out", "paper is gone")
	if strings.Contains(r.out, "no slip at all") {
		t.Errorf("the phrase is still shown:\n%s", r.out)
	}
	if r := runIn(t, conf, "ask", "--why", "slip at all"); strings.Contains(r.out, `"no slip at all"`) {
		t.Errorf("the phrase is still known:\n%s", r.out)
	}
	runIn(t, conf, "why", noReceipt, "--strike", "brolly zeppelin").want(t, statusDone, "not among the phrases shown")
	runIn(t, conf, "why", noReceipt, "--strike", "wholly unknown").want(t, statusDone, "not among the phrases shown")
	runIn(t, conf, "why", noReceipt, "--strike-all").want(t, statusDone, "all that it had learnt", "knows nothing")
	runIn(t, conf, "why", noReceipt).want(t, statusDone, "knows nothing from use")
}

func TestWhatIsLearntAfterStrikingOutEverythingIsStruckOutByTheNext(t *testing.T) {
	dir := t.TempDir()
	conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", libraryDir(t), dir)
	for _, phrase := range []string{"no slip", "paper gone"} {
		learnt(t, dir, noReceipt, map[string]int{phrase: 2})
		runIn(t, conf, "why", noReceipt).want(t, statusDone, phrase)
		runIn(t, conf, "why", noReceipt, "--strike-all").want(t, statusDone, "knows nothing")
	}
}

func TestWhyAsJSONIsOneObject(t *testing.T) {
	r := runIn(t, learntHere(t), "why", noReceipt, "--json", "--strike", "no slip at all")
	var v learntView
	if err := json.Unmarshal([]byte(r.out), &v); err != nil || v.Asset != noReceipt || v.Hidden != 1 ||
		len(v.Learnt) != 1 || v.Learnt[0].Phrase != "paper is gone" || v.Learnt[0].People != 2 ||
		v.Struck != "no slip at all" {
		t.Errorf("why --json = %s (%v), want the phrase that is left", r.out, err)
	}
}

func TestAStrikeIsOfWhatIsLearntOfTheText(t *testing.T) {
	dir := t.TempDir()
	var long []string // more words than a phrase has
	for letter := 'a'; letter <= 'z'; letter++ {
		long = append(long, "zo"+string(letter))
	}
	learnt(t, dir, noReceipt, map[string]int{"slip torn": 2, "paper is gone": 2, "till e1042 jams": 2,
		strings.Join(long[:24], " "): 2})
	conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", libraryDir(t), dir)
	for typed, want := range map[string]string{
		"Slip 4929118 torn":                 `Struck out "slip torn".`,
		"Brolly of 4929118, jo@example.com": `Struck out "brolly of", which was not among the phrases shown`,
		strings.Join(long, " "):             `Struck out "zoa zob`,
		"till e1042 jams":                   `Struck out "till e1042 jams".`, // as it is shown
	} {
		runIn(t, conf, "why", noReceipt, "--strike", typed).want(t, statusDone, want)
	}
	r := runIn(t, conf, "why", noReceipt)
	r.want(t, statusDone, "paper is gone")
	if strings.Contains(r.out, "slip") || strings.Contains(r.out, "zoa") || strings.Contains(r.out, "till") {
		t.Errorf("what was struck out is still shown:\n%s", r.out)
	}
	strikes, err := pastIn(t, dir).Strikes(t.Context())
	for _, x := range strikes {
		if strings.Contains(x.Phrase, "4929118") || strings.Contains(x.Phrase, "example") {
			t.Errorf("%q is kept", x.Phrase)
		}
	}
	if err != nil || len(strikes) != 4 {
		t.Errorf("%d strikes, %v; want 4", len(strikes), err)
	}
}

func TestWhyRefusesToStrikeOutWhatIsNoPhrase(t *testing.T) {
	conf := learntHere(t)
	runIn(t, conf, "why", noReceipt, "--strike", "?!").want(t, statusUsage, "no word in it")
	runIn(t, conf, "why", noReceipt, "--strike", " ").want(t, statusUsage, "--strike needs a phrase")
	runIn(t, conf, "why", noReceipt, "--strike", "x", "--strike-all").want(t, statusUsage, "leave --strike out")
	runIn(t, conf, "why").want(t, statusUsage, "the id of an asset")
	runIn(t, conf, "why", noReceipt).want(t, statusDone, "no slip at all", "paper is gone")
	runIn(t, "data: {dir: "+t.TempDir()+"}", "why", noReceipt).want(t, statusFault, "database")
}
