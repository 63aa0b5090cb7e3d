package bot

import (
	"fmt"
	"testing"
	"time"

	"howto/outcome"
)

func TestTheLastCardSaysWhatAPersonIsDoing(t *testing.T) {
	const who = "U0AMIRA"
	next := outcome.Ask{ID: "next", User: who}
	for rule, c := range map[string]struct {
		do   func(r *recent, pass func(time.Duration))
		ask  outcome.Ask
		want string
	}{
		"nothing was read": {func(*recent, func(time.Duration)) {}, next, ""},
		"a card was read":  {func(r *recent, _ func(time.Duration)) { r.note(who, "a", "returns") }, next, "returns"},
		"the last one counts": {func(r *recent, _ func(time.Duration)) {
			r.note(who, "a", "returns")
			r.note(who, "b", "sale")
		}, next, "sale"},
		"a card without a workflow says nothing": {func(r *recent, _ func(time.Duration)) {
			r.note(who, "a", "returns")
			r.note(who, "b", "")
		}, next, "returns"},
		"somebody else's card": {func(r *recent, _ func(time.Duration)) { r.note("U0BEN", "a", "returns") }, next, ""},
		"just under half an hour": {func(r *recent, pass func(time.Duration)) {
			r.note(who, "a", "returns")
			pass(recentFor - 1)
		}, next, "returns"},
		"half an hour": {func(r *recent, pass func(time.Duration)) {
			r.note(who, "a", "returns")
			pass(recentFor)
		}, next, ""},
		"Not quite": {func(r *recent, _ func(time.Duration)) {
			r.note(who, "a", "sale")
			r.note(who, "b", "returns")
			r.forget(who, "b")
		}, next, "sale"},
		"the same ask again is not led by its own card": {func(r *recent, _ func(time.Duration)) {
			r.note(who, "a", "returns")
			r.note(who, "next", "sale")
			r.note(who, "next", "stock")
		}, next, "returns"},
		"nor when there was none before": {func(r *recent, _ func(time.Duration)) {
			r.note(who, "next", "sale")
		}, next, ""},
	} {
		t.Run(rule, func(t *testing.T) {
			at := now
			r := newRecent(func() time.Time { return at })
			c.do(r, func(d time.Duration) { at = at.Add(d) })
			if got := r.before(c.ask); got != c.want {
				t.Errorf("before(%s) = %q, want %q", c.ask.ID, got, c.want)
			}
		})
	}
}

func TestHowManyPeopleAreRememberedIsBounded(t *testing.T) {
	r := newRecent(func() time.Time { return now })
	for i := range 3*recentMost + 1 {
		r.note(fmt.Sprint("U", i), "a", "returns")
	}
	if n := len(r.by); n == 0 || n > recentMost {
		t.Errorf("%d people are remembered, want from 1 to %d", n, recentMost)
	}
}
