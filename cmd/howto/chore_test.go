package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"howto/search"
)

func TestAChoreThatFailsIsDoneAgainAndSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		var at []time.Duration
		var log bytes.Buffer
		keepDoing(ctx, slog.New(slog.NewTextHandler(&log, nil)), chore{
			work: "knitting", first: time.Minute, every: time.Hour, again: time.Second,
			do: func(context.Context) error {
				at = append(at, time.Since(begin))
				switch len(at) {
				case 2, 3:
					return errors.New("down")
				case 5:
					cancel()
					return errors.New("called off")
				}
				return nil
			}})
		const minute, hour, second = time.Minute, time.Hour, time.Second
		want := []time.Duration{minute, minute + hour, minute + hour + second, minute + hour + 2*second,
			minute + 2*hour + 2*second}
		if !slices.Equal(at, want) {
			t.Errorf("done at %v, want %v", at, want)
		}
		if n, m := strings.Count(log.String(), `"not done for now" work=knitting`), strings.Count(log.String(), `"done again" work=knitting`); n != 1 || m != 1 {
			t.Errorf("said %d times that it fails and %d times that it works, want once each:\n%s", n, m, &log)
		}
	})
}

func TestWaitingForTheSecondOpinionIsNoFailure(t *testing.T) {
	for err, want := range map[error]string{
		errors.New("disk full"):                          "ERROR",
		fmt.Errorf("recalibrate: %w", search.ErrPending): "INFO",
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var log bytes.Buffer
			go keepDoing(ctx, slog.New(slog.NewTextHandler(&log, nil)), chore{
				work: "knitting", every: time.Hour, do: func(context.Context) error { return err }})
			synctest.Wait()
			cancel()
			synctest.Wait()
			if got := log.String(); !strings.Contains(got, "level="+want+" ") {
				t.Errorf("%q is logged as %q, want level %s", err, got, want)
			}
		})
	}
}
