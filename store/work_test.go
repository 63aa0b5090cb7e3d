package store_test

import (
	"testing"
	"time"

	"howto/escalation"
)

func TestWorkCountsWhatOnePersonWasAskedAndTookLately(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		one := opened(t, b.Store, "a1")
		opened(t, b.Store, "a2")
		advance(t, b.Store, "claim", one.ID, escalation.Claim{By: "U0DANA", Member: true})
		for _, c := range []struct {
			who  escalation.User
			at   time.Time
			want escalation.Work
		}{
			{"U0DANA", start, escalation.Work{Asked: 2, Taken: 1}},
			{"U0ELIF", start, escalation.Work{}},
			{"U0DANA", start.Add(2 * escalation.LoadWindow), escalation.Work{}},
		} {
			got, err := b.Work(t.Context(), c.who, c.at)
			if err != nil || got != c.want {
				t.Errorf("Work(%s, %s) = %+v, %v; want %+v", c.who, c.at, got, err, c.want)
			}
		}
	})
}
