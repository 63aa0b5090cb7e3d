package store_test

import (
	"testing"
	"time"

	"howto/escalation"
)

// A case goes on to the next step at once when the message that asks people is given up, whether the
// root message asks them or one in its thread.
func TestPeopleWhomNoMessageReachesAreNotWaitedFor(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		step, err := b.OpenCase(t.Context(), "k", newCase(a), onCall)
		if err != nil {
			t.Fatal(err)
		}
		id := step.Case.ID
		for page, kind := range []escalation.OutKind{escalation.OutRoot, escalation.OutPage} {
			drop(t, b, kind)
			c, err := b.Case(t.Context(), id)
			if err != nil || c.Page != page+1 || !c.Told {
				t.Fatalf("after the %s was given up: page %d, told %v, %v; want page %d told", kind, c.Page,
					c.Told, err, page+1)
			}
			due := stepTimer(t, b)
			if due.Timer.Due.After(b.clock.Now()) {
				t.Errorf("the next step is due %v, want it now", due.Timer.Due)
			}
			advance(t, b.Store, "step/"+string(kind), id, escalation.Due{Timer: due.Timer, Duty: duty("U0ELIF")})
		}
	})
}

// drop gives up the row of that kind, and sends nothing.
func drop(t *testing.T, b *bench, kind escalation.OutKind) {
	t.Helper()
	for range 5 {
		for _, o := range take(t, b.Store) {
			if o.Kind != kind {
				if err := b.Sent(t.Context(), o, escalation.Receipt{Channel: o.Lane, TS: "ts-" + o.ID}); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if err := b.Drop(t.Context(), o, "gone"); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no row of kind %s waits", kind)
}

func stepTimer(t *testing.T, b *bench) escalation.DueTimer {
	t.Helper()
	all, err := b.DueTimers(t.Context(), b.clock.Now().Add(time.Minute), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.Timer.Kind == escalation.StepOver {
			return d
		}
	}
	t.Fatalf("due are %v, want the step's timer", all)
	return escalation.DueTimer{}
}
