package store_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"howto/escalation"
	"howto/store"
)

func TestLoadCountsWhatWasAskedLatelyAndWhatIsOwnedNow(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		one := opened(t, b.Store, "a1")
		b.clock.advance(time.Minute)
		two := opened(t, b.Store, "a2")
		advance(t, b.Store, "claim/1", one.ID, escalation.Claim{By: "U0DANA", Member: true})
		advance(t, b.Store, "claim/2", two.ID, escalation.Claim{By: "U0ELIF", Member: true})
		advance(t, b.Store, "end/2", two.ID, escalation.Withdraw{By: "U0AMIRA"})
		b.clock.advance(time.Minute)
		night := newCase(ask(t, b.Store, "a3"))
		closed := escalation.Opened{Duty: escalation.Duty{Team: "payments", Closed: true,
			Asks: [][]escalation.User{{"U0FINN"}}}}
		if _, err := b.OpenCase(t.Context(), "open/a3", night, closed); err != nil {
			t.Fatal(err)
		}
		people := []escalation.User{"U0DANA", "U0ELIF", "U0FINN"}
		wantLoads(t, b, people, start.Add(time.Hour), map[escalation.User]escalation.Load{
			"U0DANA": {Open: 1, Pages: 2, Last: start.Add(time.Minute)},
			"U0FINN": {Pages: escalation.AfterHoursWeight, Last: start.Add(2 * time.Minute)},
		})
		wantLoads(t, b, people[1:], start.Add(time.Hour), map[escalation.User]escalation.Load{
			"U0FINN": {Pages: escalation.AfterHoursWeight, Last: start.Add(2 * time.Minute)},
		})
		wantLoads(t, b, nil, start.Add(time.Hour), map[escalation.User]escalation.Load{})
		wantLoads(t, b, people, start.Add(2*escalation.LoadWindow), map[escalation.User]escalation.Load{
			"U0DANA": {Open: 1},
		})
	})
}

func TestWhoWasAskedIsCountedFromTheIndexAlone(t *testing.T) {
	s := open(t, store.Options{Dir: t.TempDir()})
	plan, err := s.PlanOfLoads(t.Context())
	const want = "SEARCH pages USING COVERING INDEX pages_load (person=? AND at>?)"
	if err != nil || !slices.Equal(plan, []string{want}) {
		t.Errorf("the plan is %q, %v; want %q", plan, err, want)
	}
}

func wantLoads(t *testing.T, b *bench, of []escalation.User, at time.Time,
	want map[escalation.User]escalation.Load,
) {
	t.Helper()
	got, err := b.Loads(t.Context(), of, at)
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("Loads(%v, %s) = %+v, %v; want %+v", of, at, got, err, want)
	}
}

func TestSweepForgetsWhoWasAskedOnceItNoLongerCounts(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		opened(t, b.Store, "a1")
		for _, step := range []struct {
			wait time.Duration
			want int
		}{{escalation.LoadWindow, 1}, {time.Millisecond, 0}} {
			b.clock.advance(step.wait)
			if err := b.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			left, err := b.Texts(t.Context(), `SELECT person FROM pages`)
			if err != nil || len(left) != step.want {
				t.Errorf("after %s: pages of %q, %v; want %d", b.clock.Now().Sub(start), left, err, step.want)
			}
		}
	})
}
