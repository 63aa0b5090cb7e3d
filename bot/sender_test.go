package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

func TestWhenAMessageIsTriedAgain(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	refused := func(code string) error { return fmt.Errorf("post: %w", slack.SlackErrorResponse{Err: code}) }
	never := time.Duration(-1)
	for name, c := range map[string]struct {
		err       error
		tries     int
		least, to time.Duration
	}{
		"Slack says when":             {&slack.RateLimitedError{RetryAfter: 30 * time.Second}, 9, 30 * time.Second, 30 * time.Second},
		"Slack says when, after many": {&slack.RateLimitedError{RetryAfter: time.Second}, giveUp + 1, time.Second, time.Second},
		"network, first":              {&net.OpError{Op: "dial", Err: errors.New("refused")}, 1, time.Second, 1250 * time.Millisecond},
		"network, fourth":             {&net.OpError{Op: "dial", Err: errors.New("refused")}, 4, 8 * time.Second, 10 * time.Second},
		"network, fortieth":           {errors.New("timeout"), 40, backoffMost, backoffMost * 5 / 4},
		"network, too often":          {errors.New("timeout"), giveUp, never, 0},
		"Slack is ill":                {refused("internal_error"), 1, time.Second, 1250 * time.Millisecond},
		"token revoked":               {refused("token_revoked"), 1, time.Second, 1250 * time.Millisecond},
		"token revoked for days":      {refused("token_revoked"), giveUp + 9, backoffMost, backoffMost * 5 / 4},
		"may be there already":        {fmt.Errorf("%w: %w", errUntried, waitError{until: now.Add(3 * time.Second)}), 2, 3 * time.Second, 3 * time.Second},
		"needs its thread":            {fmt.Errorf("%w: no root", errBehind), 2, 2 * time.Second, 2500 * time.Millisecond},
		"not invited yet":             {refused("not_in_channel"), 1, backoffMost, backoffMost * 5 / 4},
		"nobody mended it for a day":  {refused("not_in_channel"), giveUp, never, 0},
		"rate limit, the other word":  {refused("rate_limited"), 1, time.Second, 1250 * time.Millisecond},
		"workspace is being moved":    {refused("org_login_required"), 1, time.Second, 1250 * time.Millisecond},
		"an admin locked the thread":  {refused("restricted_action_thread_locked"), 1, backoffMost, backoffMost * 5 / 4},
		"change in an archive":        {refused("is_inactive"), 1, backoffMost, backoffMost * 5 / 4},
		"posting is suspended":        {refused("ekm_access_denied"), 1, backoffMost, backoffMost * 5 / 4},
		"nobody knows the code":       {refused("a_code_of_tomorrow"), 1, never, 0},
		"no such person":              {refused("user_not_found"), 1, never, 0},
		"blocks refused":              {refused("invalid_blocks"), 1, never, 0},
		"a change, Slack fails":       {fmt.Errorf("%w: %w", errEdit, refused("update_failed")), 3, 4 * time.Second, 5 * time.Second},
		"a change, for an hour":       {fmt.Errorf("%w: %w", errEdit, refused("update_failed")), editGiveUp, never, 0},
		"a change, moved workspace":   {fmt.Errorf("%w: %w", errEdit, refused("org_login_required")), editGiveUp, backoffMost, backoffMost * 5 / 4},
		"a change, Slack is away":     {fmt.Errorf("%w: %w", errEdit, errors.New("timeout")), editGiveUp, backoffMost, backoffMost * 5 / 4},
		"response_url is spent":       {fmt.Errorf("respond: %w: 404", errNever), 1, never, 0},
	} {
		t.Run(name, func(t *testing.T) {
			at, again := retryAt(c.err, c.tries, now)
			if again != (c.least != never) {
				t.Fatalf("again = %v, want %v", again, c.least != never)
			}
			if pause := at.Sub(now); again && (pause < c.least || pause > c.to) {
				t.Errorf("pause %v, want %v to %v", pause, c.least, c.to)
			}
		})
	}
}

func TestStoredBlocksAreSentAsTheyWere(t *testing.T) {
	was := guide("/howto")
	raw, err := was.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var m message
	if err := m.UnmarshalJSON(raw); err != nil {
		t.Fatal(err)
	}
	again, err := m.MarshalJSON()
	if err != nil || string(again) != string(raw) {
		t.Errorf("after storing the message is\n%s (%v), want\n%s", again, err, raw)
	}
	if got, want := m.Blocks[0].BlockType(), was.Blocks[0].BlockType(); got != want {
		t.Errorf("the first block is a %q, want %q", got, want)
	}
}

// flaky is an outbox with nothing in it, which cannot be read while it is away.
type flaky struct {
	Outbox
	away atomic.Bool
}

func (f *flaky) TakeOutgoing(context.Context, int, time.Duration) ([]escalation.Outgoing, error) {
	if f.away.Load() {
		return nil, errors.New("connection refused")
	}
	return nil, nil
}

func TestAnOutboxThatIsAwayIsSaidOnceAndThatItIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		box := &flaky{}
		box.away.Store(true)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			Sender{Bot: &Bot{Options: Options{Log: slog.New(slog.NewTextHandler(&log, nil))}}, Outbox: box}.Run(ctx)
		}()
		time.Sleep(time.Minute)
		synctest.Wait()
		box.away.Store(false)
		time.Sleep(time.Minute)
		stop()
		<-done
		for _, said := range []string{"outbox not read", "outbox read again"} {
			if n := strings.Count(log.String(), said); n != 1 {
				t.Errorf("%q is said %d times in a minute away and a minute back, want once:\n%s", said, n, &log)
			}
		}
	})
}
