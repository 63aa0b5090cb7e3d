package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/outcome"
	"howto/search"
)

// A school is a learner on a database and a library, at a time that the test moves.
type school struct {
	*past
	*learner
	at    time.Time
	known bool // names of people are known
	log   bytes.Buffer
}

func schoolIn(t *testing.T, dir string) *school {
	t.Helper()
	live, err := search.Follow(t.Context(), []string{libraryDir(t)}, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := live.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &school{past: pastIn(t, dir), at: time.Now().Truncate(time.Millisecond), known: true}
	s.learner = &learner{
		store: s.Store, live: live, now: func() time.Time { return s.at },
		name:  func(word string) bool { return s.known && word == "amira" },
		names: &namesWait{known: func() bool { return s.known }, now: func() time.Time { return s.at }},
		log:   slog.New(slog.NewTextHandler(&s.log, nil)),
	}
	return s
}

// solved is an ask that was solved at a time.
func (s *school) solved(id, user, text string, at time.Time) {
	s.t.Helper()
	ask := outcome.Ask{ID: id, User: user, Text: text, At: at.Add(-time.Minute), Closed: outcome.Solved}
	press := outcome.Entry{ID: "press-" + id, Ask: id, At: at, Kind: outcome.Solved, Who: user, Asset: noReceipt}
	if _, err := s.Record(s.t.Context(), id, &ask, []outcome.Entry{press}, nil); err != nil {
		s.t.Fatal(err)
	}
}

// learn looks for presses once.
func (s *school) learn() {
	s.t.Helper()
	if err := s.once(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// wantDrawn compares the asks that taught, in order of the alphabet.
func (s *school) wantDrawn(want ...string) {
	s.t.Helper()
	lessons, _, err := s.Lessons(s.t.Context(), time.Time{})
	if err != nil {
		s.t.Fatal(err)
	}
	var got []string
	for _, l := range lessons {
		got = append(got, l.Ask)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		s.t.Errorf("asks that taught: %q, want %q", got, want)
	}
}

func TestPressesWaitForNamesButNotForEver(t *testing.T) {
	s := schoolIn(t, t.TempDir())
	s.known = false
	s.solved("a", amira, "brolly gone", s.at)
	s.learn()
	s.at = s.at.Add(namesPatience - 1)
	s.learn()
	s.wantDrawn()
	s.at = s.at.Add(1)
	s.learn()
	s.learn()
	s.wantDrawn("a")
	if n := strings.Count(s.log.String(), "without the names"); n != 1 {
		t.Errorf("said %d times that names are not known, want once:\n%s", n, &s.log)
	}
}

func TestNoPressIsDrawnBeforeNamesAreKnown(t *testing.T) {
	s := schoolIn(t, t.TempDir())
	s.known = false
	s.solved("a", amira, "the brolly that amira lost", s.at)
	s.learn()
	s.known = true
	s.learn()
	lessons, _, err := s.Lessons(t.Context(), time.Time{})
	if err != nil || len(lessons) != 1 || strings.Contains(lessons[0].Phrase, "amira") {
		t.Errorf("Lessons = %+v, %v; want one without the name", lessons, err)
	}
}

func TestWhatOthersDrewIsTaughtWhileNamesAreNotKnown(t *testing.T) {
	dir := t.TempDir()
	learnt(t, dir, noReceipt, map[string]int{"brolly gone": 2})
	s := schoolIn(t, dir)
	s.known = false
	s.learn()
	if shown, _ := s.live.Learnt(noReceipt); len(shown) != 1 {
		t.Errorf("Learnt = %v, want the phrase that is in the store", shown)
	}
}

func TestMorePressesOfOneInstantThanAreReadAtATimeAreAllDrawn(t *testing.T) {
	for _, n := range []int{learnAtOnce, learnAtOnce + 1} {
		s := schoolIn(t, t.TempDir())
		var want []string
		for i := range n {
			id := fmt.Sprintf("a%03d", i)
			s.solved(id, fmt.Sprintf("U0P%03d", i), "brolly gone", s.at)
			want = append(want, id)
		}
		s.learn()
		s.wantDrawn(want...)
	}
}

func TestALongLedgerIsDrawnAndOnlyItsEndIsRemembered(t *testing.T) {
	s := schoolIn(t, t.TempDir())
	var want []string
	for i := range 2*learnAtOnce + 1 {
		id := fmt.Sprintf("a%03d", i)
		s.solved(id, fmt.Sprintf("U0P%03d", i), "brolly gone", s.at.Add(time.Duration(i-500)*time.Minute))
		want = append(want, id)
	}
	s.learn()
	s.wantDrawn(want...)
	if most := int(learnAgain/time.Minute) + 1; len(s.done) > most {
		t.Errorf("%d presses are remembered, want at most the %d of the last minutes", len(s.done), most)
	}
}

func TestAPressThatIsCommittedLateIsDrawn(t *testing.T) {
	s := schoolIn(t, t.TempDir())
	s.solved("a", amira, "brolly gone", s.at)
	s.learn()
	s.solved("b", "U0BEN", "brolly gone", s.at.Add(-learnAgain))
	s.learn()
	s.wantDrawn("a", "b")
}

func TestAClockThatWasAheadHidesNothing(t *testing.T) {
	s := schoolIn(t, t.TempDir())
	ahead := s.at.Add(24 * time.Hour)
	s.solved("a", amira, "brolly gone", ahead)
	if err := s.SetLearntUpTo(t.Context(), ahead); err != nil {
		t.Fatal(err)
	}
	s.learn()
	s.solved("b", "U0BEN", "brolly gone", s.at)
	s.learn()
	s.wantDrawn("a", "b")
	if upTo, err := s.LearntUpTo(t.Context()); err != nil || upTo.After(s.at) {
		t.Errorf("LearntUpTo = %v, %v; want no time to come", upTo, err)
	}
}

func TestAnAskThatIsGoneOrDamagedHoldsUpNoOther(t *testing.T) {
	dir := t.TempDir()
	s := schoolIn(t, dir)
	press := outcome.Entry{ID: "e", Ask: "nowhere", At: s.at, Kind: outcome.Solved, Who: amira, Asset: noReceipt}
	if _, err := s.Record(t.Context(), "", nil, []outcome.Entry{press}, nil); err != nil {
		t.Fatal(err)
	}
	s.solved("bad", amira, "brolly gone", s.at)
	s.solved("good", "U0BEN", "brolly gone", s.at)
	damage(t, dir, `UPDATE asks SET hits = '[' WHERE id = 'bad'`)
	s.learn()
	s.wantDrawn("good")
}

func TestTwoReplicasDrawALessonOnceAndBothKnowIt(t *testing.T) {
	dir := t.TempDir()
	s, other := schoolIn(t, dir), schoolIn(t, dir)
	for i := range 2 {
		s.solved(fmt.Sprint("a", i), fmt.Sprint("U0P", i), "brolly gone", s.at)
	}
	for _, one := range []*school{s, other, s} {
		one.learn()
		one.wantDrawn("a0", "a1")
	}
	for i, one := range []*school{s, other} {
		if shown, _ := one.live.Learnt(noReceipt); len(shown) != 1 || shown[0].People != 2 {
			t.Errorf("replica %d: Learnt = %v, want one phrase of 2 people", i+1, shown)
		}
	}
}

func TestAStartInTheMiddleDrawsTheRest(t *testing.T) {
	dir := t.TempDir()
	s := schoolIn(t, dir)
	s.solved("a", amira, "brolly gone", s.at.Add(-time.Hour))
	s.learn()
	s.solved("b", "U0BEN", "brolly gone", s.at)
	again := schoolIn(t, dir)
	again.learn()
	again.wantDrawn("a", "b")
}

func TestTheSearchRestsAfterItWasTaught(t *testing.T) {
	for _, took := range []time.Duration{time.Second, learnEvery / 2} {
		s := schoolIn(t, t.TempDir())
		s.now = func() time.Time { s.at = s.at.Add(took); return s.at } // all takes so long
		s.learn()
		s.solved("a", amira, "brolly gone", s.at)
		s.learn()
		if _, hidden := s.live.Learnt(noReceipt); hidden != 0 {
			t.Errorf("%v: %d phrases were taught at once, want none yet", took, hidden)
		}
		s.at = s.at.Add(restAfter * time.Minute)
		s.learn()
		if _, hidden := s.live.Learnt(noReceipt); hidden != 1 {
			t.Errorf("%v: %d phrases were taught after the rest, want 1", took, hidden)
		}
	}
}

func TestWhatWasLearntFadesWithoutANewPress(t *testing.T) {
	dir := t.TempDir()
	learnt(t, dir, noReceipt, map[string]int{"brolly gone": 2})
	s := schoolIn(t, dir)
	s.learn()
	before, _ := s.live.Learnt(noReceipt)
	s.at = s.at.Add(180 * 24 * time.Hour)
	s.learn()
	after, _ := s.live.Learnt(noReceipt)
	if len(before) != 1 || len(after) != 1 || after[0].Worth >= before[0].Worth {
		t.Errorf("Learnt = %v, half a year later %v; want a smaller worth", before, after)
	}
}

func TestWhatHasFadedIsNotReadAndIsThereForALongerHalfLife(t *testing.T) {
	dir := t.TempDir()
	learnt(t, dir, noReceipt, map[string]int{"brolly gone": 2})
	s := schoolIn(t, dir)
	for years, want := range []int{2, 2, 2, 2, 0} { // the half-life is one of 365 days
		got, _, _, err := learntIn(t.Context(), s.Store, s.live.KnownSince(s.at.AddDate(0, 0, 365*years-1)))
		if err != nil || len(got) != want {
			t.Errorf("after %d years: %d lessons, %v; want %d", years, len(got), err, want)
		}
	}
	w := search.DefaultWeights()
	w.HalfLife = 36_500
	x, err := search.Open(t.Context(), search.Library{}, search.Options{Weights: &w})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if got, _, _, err := learntIn(t.Context(), s.Store, x.KnownSince(s.at.AddDate(299, 0, 0))); err != nil || len(got) != 2 {
		t.Errorf("with a half-life of a century: %d lessons, %v; want 2", len(got), err)
	}
}

// damage runs a statement past the store.
func damage(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}
