package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// old writes so many keys of what came in long ago.
func (b *bench) old(t *testing.T, n int) {
	t.Helper()
	err := b.Exec(t.Context(), fmt.Sprintf(`
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO inbox (key, at) SELECT 'old/' || i, 1 FROM n`, n))
	if err != nil {
		t.Fatal(err)
	}
}

// wantKeys fails unless so many keys of what came in are left.
func (b *bench) wantKeys(t *testing.T, want int) {
	t.Helper()
	got, err := b.Texts(t.Context(), `SELECT key FROM inbox`)
	if err != nil || len(got) != want {
		t.Errorf("%d keys are left, %v; want %d", len(got), err, want)
	}
}

func TestALargeBacklogIsSweptInPortionsUntilNothingIsLeft(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		b.old(t, 2500)
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if err := b.Sweep(stopped); !errors.Is(err, context.Canceled) {
			t.Errorf("a sweep of a bot that stops: %v, want %v", err, context.Canceled)
		}
		b.wantKeys(t, 1500)
		b.clock.advance(time.Millisecond)
		if err := b.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.wantKeys(t, 0)
	})
}
