package search_test

import (
	"sync"
	"testing"

	"howto/search"
)

// TestWhatWasTaughtIsFoundWhileAllElseGoesOn asks and teaches from several goroutines
// while libraries come and go: after each lesson and each reload the next question finds
// what was taught first.
func TestWhatWasTaughtIsFoundWhileAllElseGoesOn(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"lost.md": "Hand in lost property"})
	l, _ := follow(t, dir, search.Options{})
	lessons := said("lost", "brolly left", "brolly left")
	l.Teach(lessons, nil, today)
	const rounds = 8
	var wg sync.WaitGroup
	look := func(when string) {
		if got := found(t, l, "brolly"); got != "lost" {
			t.Errorf("%s: found %q, want lost", when, got)
		}
		if shown, _ := l.Learnt("lost"); len(shown) != 1 {
			t.Errorf("%s: %d phrases are known, want 1", when, len(shown))
		}
	}
	wg.Go(func() {
		for range rounds * 10 {
			look("while others teach and reload")
		}
	})
	wg.Go(func() {
		for range rounds * 5 {
			l.Teach(append(lessons, said("other", "parcel")...), nil, today)
			look("after a lesson")
		}
	})
	for i := range rounds {
		write(t, dir, map[string]string{"other.md": []string{"Red", "Green", "Blue"}[i%3]})
		if err := l.Reload(t.Context()); err != nil {
			t.Errorf("reload: %v", err)
		}
		look("after a reload")
	}
	wg.Wait()
}
