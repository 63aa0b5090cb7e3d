package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/store"
)

// ask records an ask by Amira and returns it.
func ask(t *testing.T, s *store.Store, id string) outcome.Ask {
	t.Helper()
	a := outcome.Ask{
		ID: id, User: "U0AMIRA", Text: "refund without a receipt", At: start, Door: outcome.ByCommand,
		Team: "payments", Channel: "C0FLOOR", Hits: []string{"refund", "exchange"}, Shown: 1,
		Confidence: "sure",
	}
	entry := outcome.Entry{Kind: outcome.Asked, Who: a.User, At: a.At, Door: a.Door,
		Confidence: a.Confidence}
	fresh, err := s.Record(t.Context(), "ask/"+id, &a, []outcome.Entry{entry}, nil)
	if err != nil || !fresh {
		t.Fatalf("Record(ask %s) = %v, %v; want true, nil", id, fresh, err)
	}
	return a
}

func newCase(a outcome.Ask) escalation.Case {
	return escalation.Case{
		Ask: a.ID, Team: a.Team, Asker: escalation.User(a.User), Question: a.Text,
		Offered: []string{"Refund a card payment"},
		Origin:  escalation.Place{Channel: "dm:U0AMIRA"},
		Root:    escalation.Place{Channel: "C0PAY"},
	}
}

// duty is whom payments can ask: these people, by the first step.
func duty(people ...escalation.User) escalation.Duty {
	return escalation.Duty{Team: "payments", Asks: [][]escalation.User{people}}
}

var onCall = escalation.Opened{Duty: duty("U0DANA")}

// opened records an ask and makes a case of it.
func opened(t *testing.T, s *store.Store, id string) escalation.Case {
	t.Helper()
	step, err := s.OpenCase(t.Context(), "open/"+id, newCase(ask(t, s, id)), onCall)
	if err != nil {
		t.Fatalf("OpenCase: %v", err)
	}
	return step.Case
}

func TestOpenCaseIsOnePerAsk(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		one, err := b.OpenCase(t.Context(), "k1", newCase(a), onCall)
		if err != nil {
			t.Fatal(err)
		}
		two, err := b.OpenCase(t.Context(), "k2", newCase(a), onCall)
		if err != nil {
			t.Fatal(err)
		}
		if r, ok := two.Refused(); !ok || r.Why != escalation.OpenAlready || two.Case.ID != one.Case.ID {
			t.Errorf("second OpenCase = %+v, want case %s refused as open already", two, one.Case.ID)
		}
		again, err := b.OpenCase(t.Context(), "k1", newCase(a), onCall)
		if err != nil || !again.Repeated || again.Case.ID != one.Case.ID {
			t.Errorf("OpenCase with the same key = %+v, %v; want case %s repeated", again, err, one.Case.ID)
		}
		got, err := b.Ask(t.Context(), a.ID)
		if err != nil || got.Case != one.Case.ID {
			t.Errorf("Ask(%s).Case = %q, %v; want %q", a.ID, got.Case, err, one.Case.ID)
		}
		_, err = b.OpenCase(t.Context(), "k3", escalation.Case{Ask: "nowhere", Team: "payments"}, onCall)
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("OpenCase of an unknown ask: %v, want ErrNotFound", err)
		}
	})
}

func advance(
	t *testing.T, s *store.Store, key, id string, ev escalation.Event,
) escalation.Step {
	t.Helper()
	step, err := s.Advance(t.Context(), key, id, ev)
	if err != nil {
		t.Fatalf("Advance(%s): %v", key, err)
	}
	return step
}

// deliver sends everything that waits, with receipts as Slack would give them.
func deliver(t *testing.T, b *bench) (keys []string) {
	t.Helper()
	for {
		rows := take(t, b.Store)
		if len(rows) == 0 {
			return keys
		}
		for _, o := range rows {
			r := escalation.Receipt{Channel: strings.Replace(o.Lane, "dm:U0", "D0", 1)}
			if o.Kind != escalation.OutPage {
				r.TS = string(o.Kind) + "-ts"
			}
			if err := b.Sent(t.Context(), o, r); err != nil {
				t.Fatal(err)
			}
			keys = append(keys, strings.Replace(o.Key, o.Case, "CASE", 1))
		}
	}
}

func ledgerKinds(t *testing.T, s *store.Store) (kinds []outcome.Kind) {
	t.Helper()
	entries, err := s.Entries(t.Context(), start, start.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestACaseFromOpeningToItsEnd(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		a := ask(t, b.Store, "a1")
		shift := start.Add(20 * time.Minute)
		step, err := b.OpenCase(t.Context(), "k0", newCase(a), escalation.Opened{Duty: escalation.Duty{Team: "payments", Next: shift}})
		if err != nil {
			t.Fatal(err)
		}
		id := step.Case.ID
		wantDue(t, b, shift.Add(-time.Millisecond))
		due := wantDue(t, b, shift, id)[0]

		b.clock.advance(20 * time.Minute)
		advance(t, b.Store, "k1", id, escalation.Due{Timer: due.Timer, Duty: onCall.Duty})
		wantDue(t, b, shift.Add(24*time.Hour)) // nobody has been told yet
		got := strings.Join(deliver(t, b), " ")
		// Opening and paging changed the standing messages; each is posted once, and before the page.
		if want := "root/CASE/1 line/CASE/1 page/CASE/1"; got != want {
			t.Errorf("sent %q, want %q", got, want)
		}

		answer := escalation.Message{Channel: "C0PAY", TS: "5.1", Text: "Press Find sale."}
		reply := escalation.Message{Channel: "D0AMIRA", TS: "6.1", Text: "Where?"}
		advance(t, b.Store, "k2", id, escalation.Reply{By: "U0DANA", Member: true, Message: answer})
		advance(t, b.Store, "k3", id, escalation.AskerReply{By: "U0AMIRA", Message: reply})
		answer.TS = "5.2"
		advance(t, b.Store, "k4", id, escalation.Reply{By: "U0DANA", Member: true, Message: answer})
		step = advance(t, b.Store, "k5", id, escalation.Solve{By: "U0AMIRA"})
		want := "to-asker/CASE/C0PAY/5.1/6 root/CASE/3 to-asker/CASE/C0PAY/5.2/8 " +
			"line/CASE/3 to-team/CASE/D0AMIRA/6.1 tell/CASE/9/solved"
		got = strings.Join(deliver(t, b), " ")
		if sorted(got) != sorted(want) {
			t.Errorf("sent %q, want %q", got, want)
		}

		saved, err := b.Case(t.Context(), id)
		if err != nil || saved.State != escalation.Resolved || saved.Owner != "U0DANA" {
			t.Errorf("Case = %+v, %v; want it resolved by U0DANA", saved, err)
		}
		if saved.Root.Thread != "root-ts" || saved.Line.Thread != "line-ts" {
			t.Errorf("Root, Line = %v, %v; want the receipts", saved.Root, saved.Line)
		}
		done, err := b.Ask(t.Context(), a.ID)
		if err != nil || done.Closed != outcome.Resolved || !done.ClosedAt.Equal(step.Case.ClosedAt) {
			t.Errorf("Ask = %+v, %v; want it resolved at %v", done, err, step.Case.ClosedAt)
		}
		wantKinds := []outcome.Kind{outcome.Asked, outcome.HandedOver, outcome.Queued, outcome.Paged,
			outcome.Claimed, outcome.Answered, outcome.FollowUp, outcome.Answered, outcome.Resolved}
		if kinds := ledgerKinds(t, b.Store); !slices.Equal(kinds, wantKinds) {
			t.Errorf("ledger = %q, want %q", kinds, wantKinds)
		}
	})
}

func sorted(words string) string {
	list := strings.Fields(words)
	slices.Sort(list)
	return strings.Join(list, " ")
}

// wantDue checks which cases have a timer due at a moment.
func wantDue(t *testing.T, b *bench, at time.Time, ids ...string) []escalation.DueTimer {
	t.Helper()
	all, err := b.DueTimers(t.Context(), at, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range all {
		got = append(got, d.Case.ID)
		if d.Case.Team != "payments" || d.Timer.Kind != escalation.ShiftStart || d.Timer.Epoch < 1 {
			t.Errorf("timer %+v, want a shift start of payments", d)
		}
	}
	if !slices.Equal(got, ids) {
		t.Fatalf("due at %v: %q, want %q", at, got, ids)
	}
	return all
}

func TestAdvanceOfTheSameKeyDoesNothingAgain(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		claim := escalation.Claim{By: "U0DANA", Member: true}
		one := advance(t, b.Store, "k1", c.ID, claim)
		two := advance(t, b.Store, "k1", c.ID, claim)
		if one.Repeated || !two.Repeated || len(two.Effects) > 0 {
			t.Errorf("Advance twice = %+v, then %+v; want only the second repeated", one, two)
		}
		if !reflect.DeepEqual(one.Case, two.Case) {
			t.Errorf("case after the second = %+v, want %+v", two.Case, one.Case)
		}
	})
}

func TestAdvanceKeepsNothingOfARefusalButItsKey(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		before, rows := ledgerKinds(t, b.Store), deliver(t, b)
		c, _ = b.Case(t.Context(), c.ID)
		stranger := escalation.Claim{By: "U0BEN"}
		step := advance(t, b.Store, "k1", c.ID, stranger)
		if r, ok := step.Refused(); !ok || r.Why != escalation.NotOfTeam {
			t.Errorf("Advance = %+v, want it refused as not of the team", step)
		}
		after, _ := b.Case(t.Context(), c.ID)
		if !reflect.DeepEqual(after, c) || !reflect.DeepEqual(step.Case, c) {
			t.Errorf("case = %+v, in the step %+v; want %+v", after, step.Case, c)
		}
		if kinds := ledgerKinds(t, b.Store); !slices.Equal(kinds, before) {
			t.Errorf("ledger = %q, want %q", kinds, before)
		}
		if more := deliver(t, b); len(more) > 0 || len(rows) == 0 {
			t.Errorf("sent %q before and %q after, want some and none", rows, more)
		}
		if step := advance(t, b.Store, "k1", c.ID, stranger); !step.Repeated {
			t.Errorf("the refused event again = %+v, want it repeated", step)
		}
	})
}

func TestAdvanceOfAnUnknownCaseLeavesItsKeyFree(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		_, err := b.Advance(t.Context(), "k1", "nowhere", escalation.Solve{})
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Advance of an unknown case: %v, want ErrNotFound", err)
		}
		c := opened(t, b.Store, "a1")
		if step := advance(t, b.Store, "k1", c.ID, onCall); step.Repeated {
			t.Error("the key was kept by the transition that failed")
		}
	})
}

func TestATransitionIsKeptWholeOrNotAtAll(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		deliver(t, b)
		c, _ = b.Case(t.Context(), c.ID)
		before := ledgerKinds(t, b.Store)
		rename(t, b, "outbox", "outbox_away")
		claim := escalation.Claim{By: "U0DANA", Member: true}
		_, err := b.Advance(t.Context(), "k1", c.ID, claim)
		wantErr(t, err, c.ID, "outbox")
		rename(t, b, "outbox_away", "outbox")

		after, err := b.Case(t.Context(), c.ID)
		if err != nil || !reflect.DeepEqual(after, c) {
			t.Errorf("case = %+v, %v; want it as it was: %+v", after, err, c)
		}
		if kinds := ledgerKinds(t, b.Store); !slices.Equal(kinds, before) {
			t.Errorf("ledger = %q, want %q", kinds, before)
		}
		if step := advance(t, b.Store, "k1", c.ID, claim); step.Repeated {
			t.Error("the key was kept by the transition that failed")
		}
	})
}

func rename(t *testing.T, b *bench, from, to string) {
	t.Helper()
	if err := b.Exec(t.Context(), "ALTER TABLE "+from+" RENAME TO "+to); err != nil {
		t.Fatal(err)
	}
}

func TestOfManyClaimsAtOnceOneWins(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		replicas := []*store.Store{b.Store, b.again(t)}
		for round := range 10 {
			c := opened(t, b.Store, fmt.Sprintf("a%d", round))
			experts := []escalation.User{"U0DANA", "U0ELIF", "U0FINN", "U0HUGO"}
			steps := make([]escalation.Step, len(experts))
			var claims sync.WaitGroup
			for i, by := range experts {
				claims.Go(func() {
					key := fmt.Sprintf("claim/%d/%d", round, i)
					ev := escalation.Claim{By: by, Member: true}
					var err error
					if steps[i], err = replicas[i%2].Advance(t.Context(), key, c.ID, ev); err != nil {
						t.Error(err)
					}
				})
			}
			claims.Wait()
			wantOneWinner(t, b, c.ID, experts, steps)
		}
	})
}

func wantOneWinner(
	t *testing.T, b *bench, id string, experts []escalation.User, steps []escalation.Step,
) {
	t.Helper()
	c, err := b.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	won := 0
	for i, step := range steps {
		r, refused := step.Refused()
		switch {
		case !refused && c.Owner == experts[i]:
			won++
		case !refused || r.Why != escalation.TakenAlready || r.To != experts[i]:
			t.Errorf("%s got %+v, want to be told that it is taken", experts[i], step.Effects)
		}
		if step.Case.Owner != c.Owner {
			t.Errorf("%s was shown owner %q, want %q", experts[i], step.Case.Owner, c.Owner)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d claims won, want 1", won, len(steps))
	}
}

func TestOfManyOpeningsOfOneAskAtOnceOneIsKept(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		replicas := []*store.Store{b.Store, b.again(t)}
		a := ask(t, b.Store, "a1")
		ids := make([]string, 6)
		var openings sync.WaitGroup
		for i := range ids {
			openings.Go(func() {
				key := fmt.Sprintf("open/%d", i)
				step, err := replicas[i%2].OpenCase(t.Context(), key, newCase(a), onCall)
				if err != nil {
					t.Error(err)
				}
				ids[i] = step.Case.ID
			})
		}
		openings.Wait()
		if len(slices.Compact(slices.Clone(ids))) != 1 || ids[0] == "" {
			t.Errorf("cases = %q, want the same one each time", ids)
		}
	})
}

func TestAReceiptDoesNotUndoATransition(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		rows := take(t, b.Store)
		advance(t, b.Store, "k1", c.ID, escalation.Claim{By: "U0DANA", Member: true})
		for _, o := range rows {
			r := escalation.Receipt{Channel: "C0PAY", TS: "1.1"}
			if err := b.Sent(t.Context(), o, r); err != nil {
				t.Fatal(err)
			}
		}
		got, err := b.Case(t.Context(), c.ID)
		if err != nil || got.Owner != "U0DANA" || got.Root.Thread != "1.1" {
			t.Errorf("case = %+v, %v; want it claimed and with its root", got, err)
		}
		if again := keys(take(t, b.Store)); !strings.Contains(again, "root/"+c.ID+"/2") {
			t.Errorf("after the claim %q was queued, want the root again", again)
		}
	})
}

func TestAStandingMessageIsQueuedOnceForAllChanges(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		advance(t, b.Store, "k1", c.ID, escalation.Claim{By: "U0DANA", Member: true})
		rows := wantTaken(t, b.Store, "root/"+c.ID+"/1 line/"+c.ID+"/1")
		for _, o := range rows {
			if string(o.Body) != `{"seq":2}` {
				t.Errorf("body of %s = %s, want the newest seq, 2", o.Key, o.Body)
			}
		}
		advance(t, b.Store, "k2", c.ID, escalation.Withdraw{By: "U0AMIRA"})
		wantTaken(t, b.Store, "")
		sent(t, b.Store, rows...)
		sent(t, b.Store, wantTaken(t, b.Store, "tell/"+c.ID+"/3/withdrawn line/"+c.ID+"/3")[0])
		wantTaken(t, b.Store, "root/"+c.ID+"/3")
	})
}

func TestCaseAtFindsByRootAndByTheAskersThread(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		byCommand := opened(t, b.Store, "a1")
		deliver(t, b)
		inThread := newCase(ask(t, b.Store, "a2"))
		inThread.Origin = escalation.Place{Channel: "C0FLOOR", Thread: "7.7"}
		inThread.Root.Channel = "C0IT"
		step, err := b.OpenCase(t.Context(), "k2", inThread, onCall)
		if err != nil {
			t.Fatal(err)
		}
		wantCaseAt(t, b, escalation.Place{Channel: "C0FLOOR", Thread: "7.7"}, step.Case.ID)
		deliver(t, b)
		for _, want := range []struct {
			at escalation.Place
			id string
		}{
			{escalation.Place{Channel: "C0PAY", Thread: "root-ts"}, byCommand.ID},
			{escalation.Place{Channel: "D0AMIRA", Thread: "line-ts"}, byCommand.ID},
			{escalation.Place{Channel: "C0IT", Thread: "root-ts"}, step.Case.ID},
			{escalation.Place{Channel: "C0FLOOR", Thread: "7.7"}, step.Case.ID},
			{escalation.Place{Channel: "C0FLOOR", Thread: "line-ts"}, ""},
			{escalation.Place{Channel: "D0AMIRA"}, ""},
			{escalation.Place{Channel: "dm:U0AMIRA"}, ""},
		} {
			wantCaseAt(t, b, want.at, want.id)
		}
	})
}

// wantCaseAt checks which case a thread leads to; "" means none.
func wantCaseAt(t *testing.T, b *bench, at escalation.Place, id string) {
	t.Helper()
	c, err := b.CaseAt(t.Context(), at, "")
	if id == "" && errors.Is(err, store.ErrNotFound) {
		return
	}
	if err != nil || c.ID != id {
		t.Errorf("CaseAt(%v) = %q, %v; want %q", at, c.ID, err, id)
	}
}

func TestCaseAtPrefersTheNewestOpenCaseOfAThread(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		at := escalation.Place{Channel: "C0FLOOR", Thread: "7.7"}
		var ids []string
		for _, id := range []string{"a1", "a2", "a3"} {
			c := newCase(ask(t, b.Store, id))
			c.Origin = at
			step, err := b.OpenCase(t.Context(), id, c, onCall)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, step.Case.ID)
			b.clock.advance(time.Second)
		}
		for i, want := range []string{ids[2], ids[1], ids[0]} {
			wantCaseAt(t, b, at, want)
			advance(t, b.Store, fmt.Sprint("w", i), want, escalation.Withdraw{By: "U0AMIRA"})
		}
		wantCaseAt(t, b, at, ids[2])
	})
}

func TestOpenCasesComeOldestFirst(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		var ids []string
		for _, id := range []string{"a1", "a2", "a3"} {
			ids = append(ids, opened(t, b.Store, id).ID)
			b.clock.advance(time.Second)
		}
		advance(t, b.Store, "w", ids[1], escalation.Withdraw{By: "U0AMIRA"})
		open, err := b.OpenCases(t.Context())
		wantCases(t, "OpenCases", open, err, ids[0], ids[2])
	})
}

func wantCases(t *testing.T, what string, all []escalation.Case, err error, ids ...string) {
	t.Helper()
	var got []string
	for _, c := range all {
		got = append(got, c.ID)
	}
	if err != nil || !slices.Equal(got, ids) {
		t.Errorf("%s = %q, %v; want %q", what, got, err, ids)
	}
}
