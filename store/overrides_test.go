package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"howto/escalation"
	"howto/escalation/oncall"
	"howto/store"
)

func standIn(add, remove oncall.Member, from, to time.Time) escalation.Override {
	return escalation.Override{Team: "payments", By: "U0ELIF", State: escalation.OverrideAgreed,
		When: oncall.Override{Add: add, Remove: remove, From: from, To: to}}
}

func TestOfTwoWhoTakeTheSameTurnAtOnceOneGetsIt(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		from, to := start, start.Add(time.Hour)
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, who := range []oncall.Member{"U0ELIF", "U0IVO"} {
			both.Go(func() {
				_, errs[i] = b.Override(t.Context(), "", standIn(who, "U0DANA", from, to))
			})
		}
		both.Wait()
		refused := slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err == nil })
		if len(refused) != 1 || !errors.Is(refused[0], escalation.ErrOverlap) {
			t.Errorf("errors %v, want exactly one ErrOverlap", errs)
		}
		if all := overrides(t, b); len(all) != 1 {
			t.Errorf("overrides %v, want one", all)
		}
	})
}

func overrides(t *testing.T, b *bench) []escalation.Override {
	t.Helper()
	all, err := b.Overrides(t.Context(), start.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAStandInCanBeRelievedAndTheTurnBeTakenBack(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		relievedAndTakenBack(t, b, func(o escalation.Override) error {
			_, err := b.Override(t.Context(), "", o)
			return err
		})
	})
}

func TestAStandInCanGiveTheTurnAwayAndBackOnceTheOtherAgrees(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		asked := 0
		relievedAndTakenBack(t, b, func(o escalation.Override) error {
			asked++
			o.ID, o.State = fmt.Sprint("o", asked), escalation.OverrideAsked
			if _, err := b.Override(t.Context(), "", o); err != nil {
				return err
			}
			for i, want := range []bool{true, false} {
				_, fresh, err := b.AnswerOverride(t.Context(), o.ID, true)
				if err != nil || fresh != want {
					return fmt.Errorf("answer %d = %v, %w; want %v", i, fresh, err, want)
				}
			}
			return nil
		})
	})
}

// relievedAndTakenBack has people stand in for one another, by way of change, and the turn go back.
func relievedAndTakenBack(t *testing.T, b *bench, change func(escalation.Override) error) {
	t.Helper()
	hour := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	for i, step := range []struct {
		add, remove oncall.Member
		want        string
	}{
		{"U0ELIF", "U0DANA", "ELIF for DANA 0-9"},
		{"U0IVO", "U0ELIF", "ELIF for DANA 0-1, IVO for DANA 1-9"},
		{"U0DANA", "U0IVO", "ELIF for DANA 0-1, IVO for DANA 1-2"},
		{"U0IVO", "U0DANA", "ELIF for DANA 0-1, IVO for DANA 1-2, IVO for DANA 3-9"},
	} {
		if err := change(standIn(step.add, step.remove, hour(i), hour(9))); err != nil {
			t.Fatalf("%s for %s: %v", step.add, step.remove, err)
		}
		var got []string
		for _, o := range overrides(t, b) {
			name := func(m oncall.Member) string { return strings.TrimPrefix(string(m), "U0") }
			got = append(got, fmt.Sprintf("%s for %s %.0f-%.0f", name(o.When.Add), name(o.When.Remove),
				o.When.From.Sub(start).Hours(), o.When.To.Sub(start).Hours()))
		}
		if strings.Join(got, ", ") != step.want {
			t.Errorf("after step %d: %q, want %q", i, got, step.want)
		}
	}
}

func TestOverridesThatMeetOrAreOfOthersDoNotOverlap(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		hour := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
		other := standIn("U0FINN", "U0DANA", hour(1), hour(2))
		other.Team = "it"
		for i, o := range []escalation.Override{
			standIn("U0ELIF", "U0DANA", hour(1), hour(2)),
			standIn("U0ELIF", "U0DANA", hour(2), hour(3)),
			standIn("U0IVO", "", hour(1), hour(3)),
			other,
		} {
			if fresh, err := b.Override(t.Context(), "", o); err != nil || !fresh {
				t.Errorf("override %d = %v, %v; want it kept", i, fresh, err)
			}
		}
	})
}

func TestAnOverrideThatIsAskedForHoldsOnceItIsAgreed(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		o := standIn("U0ELIF", "U0DANA", start.Add(time.Hour), start.Add(2*time.Hour))
		o.ID, o.State = "o1", escalation.OverrideAsked
		for i, want := range []bool{true, false} {
			if fresh, err := b.Override(t.Context(), "form", o); err != nil || fresh != want {
				t.Fatalf("delivery %d = %v, %v; want %v", i, fresh, err, want)
			}
		}
		if all := overrides(t, b); len(all) != 0 {
			t.Errorf("before the answer: %v, want none in force", all)
		}
		for i, want := range []bool{true, false} {
			got, fresh, err := b.AnswerOverride(t.Context(), "o1", true)
			if err != nil || fresh != want || got.State != escalation.OverrideAgreed {
				t.Errorf("answer %d = %+v, %v, %v; want it agreed, %v", i, got, fresh, err, want)
			}
		}
		all := overrides(t, b)
		if len(all) != 1 || !all[0].When.From.Equal(o.When.From) || all[0].When.Add != "U0ELIF" {
			t.Errorf("after the answer: %+v, want that one", all)
		}
		if _, _, err := b.AnswerOverride(t.Context(), "gone", true); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an answer to nothing: %v, want ErrNotFound", err)
		}
	})
}

func TestAYesThatComesTooLateIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		from, to := start.Add(time.Hour), start.Add(2*time.Hour)
		asked := standIn("U0ELIF", "U0DANA", from, to)
		asked.ID, asked.State = "o1", escalation.OverrideAsked
		for _, o := range []escalation.Override{asked, standIn("U0IVO", "U0DANA", from, to)} {
			if _, err := b.Override(t.Context(), "", o); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := b.AnswerOverride(t.Context(), "o1", true); !errors.Is(err, escalation.ErrOverlap) {
			t.Errorf("AnswerOverride = %v, want ErrOverlap", err)
		}
		if _, fresh, err := b.AnswerOverride(t.Context(), "o1", false); err != nil || !fresh {
			t.Errorf("a no after it = %v, %v; want it taken", fresh, err)
		}
	})
}

func TestWhoeverComesOnAfterSomebodyWasForgottenIsTold(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		for i, on := range [][]escalation.User{
			{"U0AMIRA"}, {"U0AMIRA", "U0DANA"}, {"U0DANA", "U0AMIRA"}, {"U0DANA", "U0AMIRA", "U0ELIF"},
		} {
			team := fmt.Sprint("team", i)
			if err := b.Handoff(t.Context(), team, on); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Forget(t.Context(), "U0AMIRA"); err != nil {
				t.Fatal(err)
			}
			now := []escalation.User{"U0DANA", "U0IVO"}
			var want []escalation.User
			for _, u := range now {
				if !slices.Contains(on, u) {
					want = append(want, u)
				}
			}
			got, changed, err := b.Incoming(t.Context(), team, now)
			if err != nil || !changed || !slices.Equal(got, want) {
				t.Errorf("after %v, with Amira forgotten, %v came on (changed: %v), %v; want %v", on, got, changed, err,
					want)
			}
		}
	})
}

func TestWhoeverComesOnIsToldOnce(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		look := func(on ...escalation.User) []escalation.User {
			t.Helper()
			incoming, changed, err := b.Incoming(t.Context(), "payments", on)
			if err != nil {
				t.Fatal(err)
			}
			if changed {
				var notes []escalation.Outgoing
				for _, u := range incoming {
					notes = append(notes, escalation.Outgoing{Key: "note/" + string(u), Lane: "dm:" + string(u),
						Kind: escalation.OutPost})
				}
				if err := b.Handoff(t.Context(), "payments", on, notes...); err != nil {
					t.Fatal(err)
				}
			}
			return incoming
		}
		for i, step := range []struct{ on, want []escalation.User }{
			{[]escalation.User{"U0DANA"}, nil}, // the first look tells nobody
			{[]escalation.User{"U0DANA"}, nil},
			{[]escalation.User{"U0ELIF"}, []escalation.User{"U0ELIF"}},
			{[]escalation.User{"U0ELIF", "U0IVO"}, []escalation.User{"U0IVO"}},
			{nil, nil},
			{[]escalation.User{"U0DANA"}, []escalation.User{"U0DANA"}},
		} {
			if got := look(step.on...); !slices.Equal(got, step.want) {
				t.Errorf("look %d: %v came on, want %v", i, got, step.want)
			}
		}
	})
}

// waitsLong opens a case for which nobody is there for days.
func waitsLong(t *testing.T, b *bench) (id string, nobody escalation.Duty) {
	t.Helper()
	nobody = escalation.Duty{Team: "payments", Next: start.Add(60 * time.Hour)}
	step, err := b.OpenCase(t.Context(), "k", newCase(ask(t, b.Store, "a1")), escalation.Opened{Duty: nobody})
	if err != nil {
		t.Fatal(err)
	}
	return step.Case.ID, nobody
}

func TestAHandOffIsNotMissedByAProcessThatHearsOfItLate(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		id, nobody := waitsLong(t, b)
		on := []escalation.User{"U0ELIF"}
		if err := b.Handoff(t.Context(), "payments", on); err != nil {
			t.Fatal(err)
		}
		b.clock.advance(6 * time.Second)
		due := wantDue(t, b, b.clock.Now(), id)[0]
		advance(t, b.Store, "old", id, escalation.Due{Timer: due.Timer, Duty: nobody}) // by an older schedule
		wantDue(t, b, b.clock.Now())
		b.clock.advance(40 * time.Second)
		if _, changed, err := b.Incoming(t.Context(), "payments", on); changed || err != nil {
			t.Fatalf("Incoming: changed %t, %v; want what the first process has told", changed, err)
		}
		note := escalation.Outgoing{Key: "note", Lane: "dm:U0ELIF", Kind: escalation.OutPost}
		if err := b.Handoff(t.Context(), "payments", on, note); err != nil {
			t.Fatal(err)
		}
		b.clock.advance(6 * time.Second)
		wantDue(t, b, b.clock.Now(), id)
		if n, err := b.Outstanding(t.Context()); n != 2 || err != nil { // root and line
			t.Errorf("%d rows wait, %v; want nobody told a second time", n, err)
		}
	})
}

func TestACaseThatChangesAfterAHandOffStaysBroughtForward(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		id, nobody := waitsLong(t, b)
		if err := b.Handoff(t.Context(), "payments", []escalation.User{"U0ELIF"}); err != nil {
			t.Fatal(err)
		}
		b.clock.advance(2 * time.Second)
		advance(t, b.Store, "more", id, escalation.AskerReply{By: "U0AMIRA",
			Message: escalation.Message{Channel: "D0AMIRA", TS: "2.1", Text: "It is the new till."}})
		b.clock.advance(4 * time.Second)
		due := wantDue(t, b, b.clock.Now(), id)[0]
		advance(t, b.Store, "timer", id, escalation.Due{Timer: due.Timer, Duty: nobody})
		wantDue(t, b, b.clock.Now()) // a timer that is armed anew is due when it says
	})
}

func TestAHandOffBringsTheWaitingCasesOfItsTeamForward(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		shift := start.Add(20 * time.Hour)
		step, err := b.OpenCase(t.Context(), "k", newCase(ask(t, b.Store, "a1")),
			escalation.Opened{Duty: escalation.Duty{Team: "payments", Next: shift}})
		if err != nil {
			t.Fatal(err)
		}
		id, soon := step.Case.ID, start.Add(5*time.Second)
		if err := b.Handoff(t.Context(), "it", []escalation.User{"U0FINN"}); err != nil {
			t.Fatal(err)
		}
		wantDue(t, b, soon)
		if err := b.Handoff(t.Context(), "payments", []escalation.User{"U0ELIF"}); err != nil {
			t.Fatal(err)
		}
		due := wantDue(t, b, soon, id)[0]
		b.clock.advance(time.Minute)
		got := advance(t, b.Store, "timer", id, escalation.Due{Timer: due.Timer, Duty: duty("U0ELIF")})
		if got.Case.State != escalation.Paging || !slices.Contains(got.Case.OnCall, "U0ELIF") {
			t.Errorf("the case is %s and asks %v, want it to ask who has come on", got.Case.State, got.Case.OnCall)
		}
		if err := b.Handoff(t.Context(), "payments", []escalation.User{"U0DANA"}); err != nil {
			t.Fatal(err)
		}
		wantDue(t, b, b.clock.Now().Add(5*time.Second)) // it waits for nobody to come any more
	})
}
