package sandbox_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"howto/sandbox"
)

// a moved workspace shows the time that it was moved to.
func moved(t *testing.T, at time.Time) (*sandbox.Workspace, *time.Time) {
	t.Helper()
	w := newWorkspace(t, sandbox.Config{BotToken: "xoxb-1", AppToken: "xapp-1",
		Users: []sandbox.User{{ID: "U1", Name: "ann", TZ: "America/Chicago"}},
		Now:   func() time.Time { return at },
		MoveClock: func(_ context.Context, by time.Duration) error {
			at = at.Add(by)
			return nil
		}})
	return w, &at
}

func TestTheClockMovesByATimeOrToTheNextMorning(t *testing.T) {
	at := func(text string) time.Time {
		got, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, tt := range []struct {
		name, from, want string
		in               sandbox.ClockInput
	}{
		{"a quarter of an hour", "2026-11-22T05:50:00Z", "2026-11-22T06:05:00Z", sandbox.ClockInput{By: "15m"}},
		{"the same day", "2026-11-22T05:50:00Z", "2026-11-22T09:00:00Z", sandbox.ClockInput{To: "morning"}},
		{"the next day", "2026-11-22T09:00:00Z", "2026-11-23T09:00:00Z", sandbox.ClockInput{To: "morning"}},
		{"in the zone of a person", "2026-11-22T09:00:00Z", "2026-11-22T15:00:00Z",
			sandbox.ClockInput{To: "morning", As: "U1"}},
		{"over a change of clocks", "2026-10-31T20:00:00Z", "2026-11-01T15:00:00Z",
			sandbox.ClockInput{To: "morning", As: "U1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, now := moved(t, at(tt.from))
			if err := w.MoveClock(t.Context(), tt.in); err != nil || !now.Equal(at(tt.want)) {
				t.Errorf("MoveClock(%+v) from %s = %v, %v; want %s", tt.in, tt.from, now, err, tt.want)
			}
		})
	}
}

func TestTheClockMovesOnlyForwardAndOnlyWhereItCan(t *testing.T) {
	w, now := moved(t, time.Unix(1_790_000_000, 0))
	for _, in := range []sandbox.ClockInput{{}, {By: "-1h"}, {By: "0s"}, {By: "soon"}, {By: "169h"},
		{To: "evening"}, {To: "morning", By: "1h"}} {
		if err := w.MoveClock(t.Context(), in); err == nil || now.Unix() != 1_790_000_000 {
			t.Errorf("MoveClock(%+v) = %v at %v, want it refused", in, err, now)
		}
	}
	fixed := newWorkspace(t, sandbox.Config{BotToken: "xoxb-1", AppToken: "xapp-1"})
	err := fixed.MoveClock(t.Context(), sandbox.ClockInput{By: "1h"})
	if err == nil || !strings.Contains(err.Error(), "cannot be moved") {
		t.Errorf("MoveClock of a clock that stays = %v, want it refused", err)
	}
	broken := newWorkspace(t, sandbox.Config{BotToken: "xoxb-1", AppToken: "xapp-1",
		MoveClock: func(context.Context, time.Duration) error { return errors.New("stuck") }})
	if err := broken.MoveClock(t.Context(), sandbox.ClockInput{By: "1h"}); err == nil || err.Error() != "stuck" {
		t.Errorf("MoveClock of a broken clock = %v, want why", err)
	}
}

func TestTheControlAPIMovesTheClockAndSaysSo(t *testing.T) {
	w, _ := moved(t, time.Unix(1_790_000_000, 0))
	if err := w.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if got := do(t, w, "clock", `{"by":"1h"}`); got["ok"] != true {
		t.Errorf("clock = %v, want ok", got)
	}
	clock, _ := see(t, w, "state")["clock"].(map[string]any)
	if clock["now"] != float64(1_790_003_600_000) || clock["movable"] != true {
		t.Errorf("the state's clock is %v, want an hour later and movable", clock)
	}
}
