package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhetherAnythingCanBeStoredIsTriedNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full, tried := errors.New("disk is full"), 0
		var p prober
		ask := func(answer error) error {
			return p.ask(t.Context(), func(context.Context) error { tried++; return answer })
		}
		first, second := ask(full), ask(nil)
		time.Sleep(probeEvery)
		if third := ask(nil); !errors.Is(first, full) || !errors.Is(second, full) || third != nil || tried != 2 {
			t.Errorf("answers %v, %v and %v by %d tries; want the first twice, then none, by 2", first, second, third, tried)
		}
	})
}
