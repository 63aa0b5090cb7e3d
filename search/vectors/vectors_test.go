package vectors_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"howto/search/meaning"
	"howto/search/vectors"
)

// encoder takes a while for each question.
type encoder struct {
	version string
	takes   time.Duration
	err     error
	calls   *int
}

func (e encoder) Version() string { return e.version }

func (e encoder) Encode(ctx context.Context, _ string) (meaning.Vector, error) {
	if e.calls != nil {
		*e.calls++
	}
	if e.err != nil {
		return nil, e.err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(e.takes):
		return meaning.Vector{1}, nil
	}
}

func (e encoder) EncodeAll(context.Context, []string) ([]meaning.Vector, error) { return nil, nil }

// results keeps what became of questions, which may be asked at the same time.
func results(got *[]vectors.Result) func(vectors.Result) {
	var mu sync.Mutex
	return func(r vectors.Result) {
		mu.Lock()
		defer mu.Unlock()
		*got = append(*got, r)
	}
}

func TestAQuestionIsRememberedAndTheOldestForgotten(t *testing.T) {
	var got []vectors.Result
	a := vectors.NewAsker(encoder{}, vectors.AskerOptions{Wait: time.Second, Remember: 2, Counted: results(&got)})
	for _, q := range []string{"a b", " a  b ", "c", "d", "a b"} {
		if _, ok := a.Ask(t.Context(), q); !ok {
			t.Fatalf("%q goes without", q)
		}
	}
	want := []vectors.Result{vectors.Encoded, vectors.Remembered, vectors.Encoded, vectors.Encoded, vectors.Encoded}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAQuestionThatGetsNoPlaceOrNoAnswerInTimeGoesWithout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []vectors.Result
		a := vectors.NewAsker(encoder{takes: 200 * time.Millisecond},
			vectors.AskerOptions{AtOnce: 1, Wait: 150 * time.Millisecond, Counted: results(&got)})
		begin, done := time.Now(), make(chan struct{})
		go func() {
			defer close(done)
			a.Ask(t.Context(), "first")
		}()
		synctest.Wait()
		if !a.Busy() {
			t.Error("a question is encoded, and nobody is busy")
		}
		time.Sleep(50 * time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, ok := a.Ask(ctx, "second"); ok {
			t.Error("a second question got a place")
		}
		<-done
		if took := time.Since(begin); took != 150*time.Millisecond {
			t.Errorf("the first waited %v, want 150ms", took)
		}
		if want := []vectors.Result{vectors.Busy, vectors.Late}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestAQuestionGoesWithoutAWordThatComesLateAndCountsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []vectors.Result
		a := vectors.NewAsker(encoder{takes: 100 * time.Millisecond},
			vectors.AskerOptions{AtOnce: 1, Wait: 150 * time.Millisecond, Remember: 9, Counted: results(&got)})
		for _, c := range []struct{ known, want string }{
			{"at first", "[true false false]"}, {"then", "[true true false]"}, {"and then", "[true true true]"},
		} {
			all, ok := a.Ask(t.Context(), "question", "early", "late")
			var has []bool
			for _, v := range all {
				has = append(has, v != nil)
			}
			if !ok || fmt.Sprint(has) != c.want {
				t.Errorf("%s question and words have vectors: %v, want %s", c.known, has, c.want)
			}
		}
		if want := []vectors.Result{vectors.Encoded, vectors.Remembered, vectors.Remembered}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("counted %v, want %v", got, want)
		}
	})
}

func TestAnEncoderThatFailedIsLeftAloneForAWhile(t *testing.T) {
	now, calls := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), 0
	a := vectors.NewAsker(encoder{err: errors.New("down"), calls: &calls}, vectors.AskerOptions{
		Wait: time.Second, Rest: 30 * time.Second, Now: func() time.Time { return now }})
	for range 5 {
		if _, ok := a.Ask(t.Context(), "a"); ok {
			t.Fatal("a failing encoder gave a vector")
		}
	}
	now = now.Add(30 * time.Second)
	a.Ask(t.Context(), "a")
	if calls != 2 {
		t.Errorf("asked %d times, want 2", calls)
	}
}

func filled(dir, version string) *vectors.Table {
	t := vectors.Open(dir, encoder{version: version})
	t.Put(vectors.KeyOf("kept"), meaning.Vector{.6, .8}, true)
	t.Put(vectors.KeyOf("kept too"), meaning.Vector{1, 0}, true)
	t.Put(vectors.KeyOf("asked"), meaning.Vector{0, 1}, false)
	return t
}

func TestWhatIsKeptIsThereAgainAndWhatPeopleAskedIsNot(t *testing.T) {
	dir := t.TempDir()
	if err := filled(dir, "1").Save(); err != nil {
		t.Fatal(err)
	}
	again := vectors.Open(dir, encoder{version: "1"})
	v, ok := again.Of(vectors.KeyOf("kept"))
	if c := v.Cosine(meaning.Vector{.6, .8}); !ok || c < .999 {
		t.Errorf("the vector of a kept text has cosine %v (%v)", c, ok)
	}
	if _, ok := again.Of(vectors.KeyOf("asked")); ok || again.Len() != 2 || again.Rebuilt() != "" {
		t.Errorf("%d vectors are back (asked: %v, %q), want 2", again.Len(), ok, again.Rebuilt())
	}
	again.OnlyKept(map[vectors.Key]bool{vectors.KeyOf("kept"): true})
	if err := again.Save(); err != nil {
		t.Fatal(err)
	}
	if got := vectors.Open(dir, encoder{version: "1"}).Len(); got != 1 {
		t.Errorf("%d vectors are left, want 1", got)
	}
}

func TestVectorsOfAnotherEncoderAreNotTaken(t *testing.T) {
	dir := t.TempDir()
	if err := filled(dir, "1").Save(); err != nil {
		t.Fatal(err)
	}
	if got := vectors.Open(dir, encoder{version: "2"}).Len(); got != 0 {
		t.Errorf("%d vectors of another encoder were taken", got)
	}
	if err := filled(dir, "2").Save(); err != nil {
		t.Fatal(err)
	}
	if got := vectors.Open(dir, encoder{version: "1"}).Len(); got != 2 {
		t.Errorf("%d vectors of the first encoder are left, want 2: it may be back", got)
	}
}

func TestVectorsOfAnotherSizeAreForgotten(t *testing.T) {
	dir := t.TempDir()
	if err := filled(dir, "1").Save(); err != nil {
		t.Fatal(err)
	}
	v := vectors.Open(dir, encoder{version: "1"})
	if v.Fit(meaning.Vector{0, 1}); v.Len() != 2 || v.Forgotten() != 0 {
		t.Errorf("%d vectors are left by one of their size, want 2", v.Len())
	}
	v.Put(vectors.KeyOf("new"), meaning.Vector{0, 0, 1}, true)
	if v.Forgotten() != 1 {
		t.Errorf("vectors were forgotten %d times, want once", v.Forgotten())
	}
	if err := v.Save(); err != nil {
		t.Fatal(err)
	}
	if got := vectors.Open(dir, encoder{version: "1"}); got.Len() != 1 || got.Rebuilt() != "" {
		t.Errorf("%d vectors are there (%q), want only the one of another size", got.Len(), got.Rebuilt())
	}
}

func TestWhatCouldNotBeWrittenIsWrittenNextTime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	v := filled(dir, "1")
	if err := v.Save(); err == nil || v.Len() != 3 {
		t.Fatalf("a file in the place of the folder: got %v and %d vectors, want an error and all 3", err, v.Len())
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the folder may be deleted at any time
		if err := v.Save(); err != nil {
			t.Fatal(err)
		}
		if got := vectors.Open(dir, encoder{version: "1"}).Len(); got != 2 {
			t.Errorf("%d vectors are kept, want 2", got)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		v.Put(vectors.KeyOf("kept"), meaning.Vector{1, 0}, true)
	}
}

func TestOnlyWhatNobodyUsesIsDeleted(t *testing.T) {
	dir := t.TempDir()
	for _, version := range []string{"opened", "left"} {
		if err := filled(dir, version).Save(); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"vectors-x.tmp1", "vectors-x.tmp2"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	old := time.Now().Add(-31 * 24 * time.Hour)
	for _, f := range files {
		if err := os.Chtimes(f, old, old); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	if err := os.Chtimes(filepath.Join(dir, "vectors-x.tmp2"), now, now); err != nil {
		t.Fatal(err)
	}
	vectors.Open(dir, encoder{version: "opened"})
	if err := filled(dir, "saved").Save(); err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]int{"opened": 2, "left": 0, "saved": 2} {
		if got := vectors.Open(dir, encoder{version: version}).Len(); got != want {
			t.Errorf("of the encoder %q %d vectors are left, want %d", version, got, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "vectors-x.tmp2")); err != nil {
		t.Errorf("what another process writes now: %v", err)
	}
	if files, _ = filepath.Glob(filepath.Join(dir, "*")); len(files) != 3 {
		t.Errorf("files %q are left, want two tables and one that is being written", files)
	}
}

func TestATableThatIsInUseSaysSoEachDay(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		v := filled(dir, "in use")
		for range 2 {
			if err := v.Save(); err != nil {
				t.Fatal(err)
			}
			files, _ := filepath.Glob(filepath.Join(dir, "*"))
			old := time.Now().Add(-31 * 24 * time.Hour)
			if err := os.Chtimes(files[0], old, old); err != nil {
				t.Fatal(err)
			}
			time.Sleep(25 * time.Hour)
			if err := v.Save(); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(files[0]); err != nil || time.Since(info.ModTime()) > time.Minute {
				t.Errorf("the file is of %v (%v), want of now", info.ModTime(), err)
			}
		}
	})
}

func TestWhatCannotBeDeletedKeepsNothingFromBeingWritten(t *testing.T) {
	dir := t.TempDir()
	stuck := filepath.Join(dir, "vectors-x")
	if err := os.MkdirAll(filepath.Join(stuck, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-31 * 24 * time.Hour)
	if err := os.Chtimes(stuck, old, old); err != nil {
		t.Fatal(err)
	}
	if err := filled(dir, "1").Save(); err != nil {
		t.Errorf("Save gives %v, want nothing: it was written", err)
	}
}

func TestADamagedFileIsSaidAndMadeAnew(t *testing.T) {
	dir := t.TempDir()
	if err := filled(dir, "1").Save(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		for _, src := range [][]byte{whole[:n], append(append([]byte{}, whole[:n]...), append([]byte{whole[n] ^ 1}, whole[n+1:]...)...)} {
			if err := os.WriteFile(files[0], src, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := vectors.Open(dir, encoder{version: "1"}); got.Len() != 0 || got.Rebuilt() == "" {
				t.Fatalf("damaged at byte %d: %d vectors, %q", n, got.Len(), got.Rebuilt())
			}
		}
	}
	if err := filled(dir, "1").Save(); err != nil {
		t.Fatal(err)
	}
	if got := vectors.Open(dir, encoder{version: "1"}); got.Len() != 2 {
		t.Errorf("made anew it has %d vectors, want 2", got.Len())
	}
}
