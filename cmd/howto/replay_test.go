package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"howto/config"
	"howto/outcome"
	"howto/search"
	"howto/store"
)

// past writes asks into a database.
type past struct {
	*store.Store
	t *testing.T
	n int
}

func pastIn(t *testing.T, dir string) *past {
	t.Helper()
	furnish(t, dir)
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &past{Store: s, t: t}
}

// asked writes an ask of an hour ago that was unsure of an asset, and presses on it; kinds are solved
// and not quite, each with its asset.
func (p *past) asked(user, text string, presses ...outcome.Entry) outcome.Ask {
	p.t.Helper()
	p.n++
	ask := outcome.Ask{ID: fmt.Sprintf("ask-%05d", p.n), User: user, Text: text, At: time.Now().Add(-time.Hour),
		Channel: chanFloor, Hits: []string{noReceipt}, Confidence: "unsure"}
	for i := range presses {
		presses[i].Who = user
	}
	if _, err := p.Record(p.t.Context(), ask.ID, &ask, presses, nil); err != nil {
		p.t.Fatal(err)
	}
	return ask
}

func solvedBy(asset string) outcome.Entry { return outcome.Entry{Kind: outcome.Solved, Asset: asset} }

// spoil damages an ask, and whoever reads it finds that it is.
func (p *past) spoil(dir, id string) {
	p.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, databaseFile)+"?_pragma=busy_timeout(5000)")
	if err == nil {
		_, err = db.Exec("UPDATE asks SET hits = '[' WHERE id = ?", id)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.Ask(p.t.Context(), id); !errors.Is(err, store.ErrDamaged) {
		p.t.Fatalf("ask %s: %v, want it damaged", id, err)
	}
}

func TestADamagedAskIsNamedAndTheOthersAreReplayed(t *testing.T) {
	dir := t.TempDir()
	conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", libraryDir(t), dir)
	p := pastIn(t, dir)
	p.asked(amira, question, solvedBy(noReceipt))
	broken := p.asked(ben, question, solvedBy(noReceipt))
	p.asked(ben, "zorbing quokka")
	p.spoil(dir, broken.ID)
	v := replayed(t, conf)
	if v.Asks != 3 || len(v.Damaged) != 1 || v.Damaged[0] != broken.ID || v.Known != 1 {
		t.Errorf("replay gives %+v, want 3 asks of which one is damaged, and one that says something", v)
	}
	runIn(t, conf, "replay").want(t, statusDone, "3 asks", "asked again: 2", "damaged, and left out: 1: "+broken.ID)
}

// teach keeps what the ask taught.
func (p *past) teach(a outcome.Ask, asset string) {
	p.t.Helper()
	_, err := p.Teach(p.t.Context(), []search.Lesson{{Ask: a.ID, Asset: asset, Kind: search.LearntSolved,
		Phrase: a.Text, Who: p.Pseudonym(a.User), At: a.At}})
	if err != nil {
		p.t.Fatal(err)
	}
}

func replayed(t *testing.T, conf string, args ...string) (v replayView) {
	t.Helper()
	r := runIn(t, conf, append([]string{"replay", "--json"}, args...)...)
	r.want(t, statusDone)
	if err := json.Unmarshal([]byte(r.out), &v); err != nil {
		t.Fatalf("replay --json prints %s: %v", r.out, err)
	}
	return v
}

const question = "Refund a card payment without a receipt"

func TestReplayCountsWhatWouldHappenNow(t *testing.T) {
	dir := t.TempDir()
	conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", libraryDir(t), dir)
	p := pastIn(t, dir)
	p.asked(amira, question, solvedBy(noReceipt))
	p.asked(ben, question, outcome.Entry{Kind: outcome.NotQuite, Asset: noReceipt})
	p.asked(ben, "zorbing quokka")
	p.asked(ben, "")
	v := replayed(t, conf, "--list")
	if v.Asks != 4 || v.Erased != 1 || v.Changed != 3 || v.Moved["unsure"]["sure"] != 2 ||
		v.Moved["unsure"]["none"] != 1 {
		t.Errorf("replay gives %+v, want 4 asks, 1 erased, 2 now sure and 1 none", v)
	}
	if v.Known != 2 || v.First != 1 || v.Sure != 2 || v.SureRight != 1 || !v.Few || *v.SureShare != .5 {
		t.Errorf("replay gives %+v, want 2 known, both sure, 1 right", v)
	}
	if len(v.List) != 3 || v.List[0].Ask != "ask-00001" || v.List[0].Now.Asset != noReceipt {
		t.Errorf("replay lists %+v, want the 3 that changed", v.List)
	}
	r := runIn(t, conf, "replay", "--list")
	r.want(t, statusDone, "4 asks", "text erased: 1", "changed: 3", "these are few", "ask-00003", "no threshold is known")
	for _, word := range []string{"zorbing", "quokka", question} {
		if strings.Contains(r.out+r.err, word) {
			t.Errorf("replay shows %q of a question:\n%s", word, r.out)
		}
	}
	_, first, _ := strings.Cut(r.out, "\n") // but for the line that says until when
	if _, again, _ := strings.Cut(runIn(t, conf, "replay", "--list").out, "\n"); again != first {
		t.Errorf("replay again gives\n%s\nwant\n%s", again, first)
	}
	if v := replayed(t, conf, "--since", "30m"); v.Asks != 0 || v.FirstShare != nil {
		t.Errorf("replay of the last 30 minutes gives %+v, want nothing", v)
	}
	if v := replayed(t, conf, "--until", "2h"); v.Asks != 0 {
		t.Errorf("replay until two hours ago gives %d asks, want none", v.Asks)
	}
}

func TestReplayDoesNotServeWhatWasRetired(t *testing.T) {
	dir := t.TempDir()
	conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", libraryDir(t), dir)
	p := pastIn(t, dir)
	p.asked(amira, question, solvedBy(noReceipt))
	lib, _, err := search.Load(libraryDir(t))
	if err != nil {
		t.Fatal(err)
	}
	asset, _ := lib.Asset(noReceipt)
	look := outcome.Look{ID: "look1", Asset: noReceipt, Cause: outcome.TwoInARow}
	if _, err = p.OpenLook(t.Context(), store.WaitingLook{Look: look, Text: asset.Fingerprint()}); err != nil {
		t.Fatal(err)
	}
	if v := replayed(t, conf); v.First != 1 {
		t.Fatalf("replay gives %+v, want the asset in doubt first all the same", v)
	}
	look.State = outcome.LookRetired
	if _, _, err = p.AnswerLook(t.Context(), look); err != nil {
		t.Fatal(err)
	}
	if v := replayed(t, conf); v.First != 0 || v.Among != 0 {
		t.Errorf("replay gives %+v, want the retired asset nowhere", v)
	}
}

func TestNoAskIsAnsweredByWhatItTaughtItself(t *testing.T) {
	dir := t.TempDir()
	conf := fmt.Sprintf("library: {dirs: [%q]}\ndata: {dir: %q}", libraryDir(t), dir)
	p := pastIn(t, dir)
	p.teach(p.asked(amira, "zorbing quokka", solvedBy(noReceipt)), noReceipt)
	if v := replayed(t, conf); v.Moved["unsure"]["none"] != 1 || v.First != 0 {
		t.Errorf("replay gives %+v, want nothing found for the only ask", v)
	}
	// In parts of ten, some of thirty people are in others than the rest.
	for i := range 30 {
		p.teach(p.asked(fmt.Sprint("U0P", i), "zorbing quokka", solvedBy(noReceipt)), noReceipt)
	}
	if v := replayed(t, conf); v.Moved["unsure"]["none"] != 0 || v.First != 31 {
		t.Errorf("replay gives %+v, want all answered by what others taught", v)
	}
}

func TestReplaySaysWhatALessonHasChanged(t *testing.T) {
	w := newWorld(t, config.ModeSocket, withTwenty)
	// Some are asked again without what their own part has taught; not all can be in one part.
	for i := range 20 {
		as := fmt.Sprintf("U0STAFF%02d", i)
		w.solve(as, w.answerTo(as, []string{"customer left a brolly", "brolly left by customer"}[i%2]), lostTitle)
	}
	w.logged(`"search taught","lessons":20,`)
	out := w.howto("replay", "--json", "--list")
	var v replayView
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatal(err)
	}
	if v.Asks != 20 || v.Changed == 0 || len(v.List) != v.Changed || v.First == 0 {
		t.Errorf("replay beside the bot gives %s\nwant some of 20 asks changed and right", out)
	}
	for _, c := range v.List {
		if c.Now.Asset != lost {
			t.Errorf("%+v changed, want it to what all have learnt", c)
		}
	}
	if again := w.howto("replay", "--list"); strings.Contains(again, "brolly") || strings.Contains(again, "U0STAFF") {
		t.Errorf("replay shows a question or a person:\n%s", again)
	}
}

func TestReplayRefusesWhatItCannotDo(t *testing.T) {
	dir := t.TempDir()
	conf := "data: {dir: " + dir + "}"
	runIn(t, conf, "replay").want(t, statusFault, "database")
	runIn(t, conf, "replay", "--since", "soon").want(t, statusUsage, `--since "soon"`)
	runIn(t, conf, "replay", "--until", "soon").want(t, statusUsage, `--until "soon"`)
	runIn(t, conf, "replay", "--since", "1h", "--until", "2h").want(t, statusUsage, "before --until")
	runIn(t, conf, "replay", "--precision", "1").want(t, statusUsage, "--precision 1")
	runIn(t, conf, "replay", "--precision", "NaN").want(t, statusUsage, "--precision NaN")
	pastIn(t, dir)
	runIn(t, conf+"\nsearch: {sure: 0.9, unsure: 0.5}", "replay", "--recalibrate").want(t, statusFault, "search.sure", "stand")
	runIn(t, conf+"\nsearch: {model: own.json}", "replay", "--recalibrate").want(t, statusFault, "search.model", "stands")
}
