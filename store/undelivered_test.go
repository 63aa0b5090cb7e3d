package store_test

import (
	"fmt"
	"strings"
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

// timerOf is the timer of that kind of the case; its zero when it has none.
func timerOf(t *testing.T, b *bench, id string, kind escalation.TimerKind) escalation.Timer {
	t.Helper()
	c, err := b.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, timer := range c.Timers {
		if timer.Kind == kind {
			return timer
		}
	}
	return escalation.Timer{}
}

func TestTheTimeOfAnOwnerBeginsWhenTheReminderIsSentAndALostOneIsSentAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		step, err := b.OpenCase(t.Context(), "k", newCase(ask(t, b.Store, "a1")), onCall)
		if err != nil {
			t.Fatal(err)
		}
		id := step.Case.ID
		advance(t, b.Store, "claim", id, escalation.Claim{By: "U0DANA", Member: true})
		for i, lost := range []bool{true, false} {
			remind := timerOf(t, b, id, escalation.Remind)
			b.clock.advance(remind.Due.Sub(b.clock.Now()))
			advance(t, b.Store, fmt.Sprint("remind", i), id, escalation.Due{Timer: remind, Duty: duty("U0ELIF")})
			b.clock.advance(time.Hour)
			if lost {
				drop(t, b, escalation.OutNudge)
			} else {
				sendAll(t, b)
			}
			got, err := b.Case(t.Context(), id)
			want := b.clock.Now().Add(2 * time.Hour) // remind and release are two hours each
			due := timerOf(t, b, id, escalation.Remind).Due
			if err != nil || got.Reminded == lost || !got.Unheard.IsZero() || !due.Equal(want) {
				t.Errorf("lost %t: reminded %t, on its way since %s, due %s, %v; want due %s", lost, got.Reminded,
					got.Unheard, due, err, want)
			}
		}
	})
}

// sendAll has Slack take all that waits.
func sendAll(t *testing.T, b *bench) {
	t.Helper()
	for range 5 {
		for _, o := range take(t, b.Store) {
			if err := b.Sent(t.Context(), o, escalation.Receipt{Channel: o.Lane, TS: "ts-" + o.ID}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAnAnswerThatSlackRefusedAndTheCaseTookBackCanBeSentAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		step, err := b.OpenCase(t.Context(), "k", newCase(ask(t, b.Store, "a1")), onCall)
		if err != nil {
			t.Fatal(err)
		}
		id := step.Case.ID
		answer := escalation.Message{Channel: "C0PAY", TS: "5.1", Text: "Press Find sale."}
		advance(t, b.Store, "claim", id, escalation.Claim{By: "U0DANA", Member: true})
		advance(t, b.Store, "reply", id, escalation.Reply{By: "U0DANA", Member: true, Message: answer})
		advance(t, b.Store, "unsent", id, escalation.Deleted{Message: answer})
		drop(t, b, escalation.OutToAsker)
		advance(t, b.Store, "again", id,
			escalation.SendOn{By: "U0DANA", Member: true, Author: "U0DANA", Message: answer})
		if got := strings.Join(deliver(t, b), " "); !strings.Contains(got, "to-asker/") {
			t.Errorf("sent %q, want the answer among it", got)
		}
		if c, err := b.Case(t.Context(), id); err != nil || c.State != escalation.Answered || !c.Relayed(answer) {
			t.Errorf("the case is %s with %d answers, %v; want it answered", c.State, len(c.Answers), err)
		}
	})
}
