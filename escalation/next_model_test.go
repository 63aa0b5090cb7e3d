package escalation_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"howto/escalation"
	"howto/outcome"
)

// ledgerKinds are those that a case may write; a word that the ledger does not know is a fault.
var ledgerKinds = []outcome.Kind{
	outcome.HandedOver, outcome.Queued, outcome.Paged, outcome.Exhausted, outcome.Claimed,
	outcome.Released, outcome.PassedOn, outcome.Rerouted, outcome.Snoozed, outcome.AskedBack,
	outcome.Answered, outcome.Retracted, outcome.FollowUp, outcome.NotYet, outcome.Resolved,
	outcome.Settled, outcome.Unanswered, outcome.Reopened, outcome.Withdrawn, outcome.Solved,
}

// A history is a case that anything may happen to.
type history struct {
	c       escalation.Case
	now     time.Time
	texts   int
	written []escalation.Message // what anybody wrote, for edits and the like
	moving  int                  // the page whose message is on its way; 0: none
	epochs  map[int]escalation.TimerKind
}

// unsent is the truth about the message that asks.
func (h *history) unsent() bool { return h.moving != h.c.Page }

func (h *history) draw(t *rapid.T) escalation.Event {
	kinds := []func(*rapid.T) escalation.Event{h.byTime, h.byTime, h.byExpert, h.byExpert, h.byThread,
		h.byAsker, h.byOthers}
	return rapid.SampledFrom(kinds).Draw(t, "kind")(t)
}

func (h *history) duty(t *rapid.T) escalation.Duty {
	some := [][]escalation.User{nil, nil, {dana}, {elif}, {dana, elif}, {escalation.Here}}
	pick := rapid.SampledFrom(some)
	return escalation.Duty{
		Team:   rapid.SampledFrom([]string{h.c.Team, h.c.Team, h.c.Team, "it"}).Draw(t, "team"),
		Asks:   [][]escalation.User{pick.Draw(t, "on call"), pick.Draw(t, "team's")},
		Closed: rapid.Bool().Draw(t, "closed"),
		Next: rapid.SampledFrom([]time.Time{{}, h.now, h.now.Add(-time.Hour), h.now.Add(time.Minute),
			h.now.Add(60 * time.Hour)}).Draw(t, "next"),
	}
}

func (h *history) byTime(t *rapid.T) escalation.Event {
	d := h.duty(t)
	odd := escalation.Timer{Kind: escalation.StepOver, Epoch: rapid.IntRange(0, 9).Draw(t, "epoch")}
	all := []escalation.Event{escalation.Due{Timer: odd, Duty: d}, escalation.Delivered{Page: h.c.Page},
		escalation.Undelivered{Page: h.c.Page}, escalation.Delivered{Page: h.c.Page - 1},
		escalation.Mend{Unsent: h.unsent()}, opens(d), escalation.Said{What: rapid.SampledFrom([]escalation.OutKind{
			escalation.OutNudge, escalation.OutNudgeAsk, escalation.OutToAsker}).Draw(t, "said"),
			Asks: rapid.Bool().Draw(t, "asks"), Lost: rapid.IntRange(0, 3).Draw(t, "lost") == 0}}
	for _, timer := range h.c.Timers {
		all = append(all, escalation.Due{Timer: timer, Duty: d})
	}
	return rapid.SampledFrom(all).Draw(t, "of time")
}

func (h *history) by(t *rapid.T) (escalation.User, bool) {
	by := rapid.SampledFrom(users(amira, ben, dana, elif, finn, "")).Draw(t, "by")
	return by, by == dana || by == elif || rapid.IntRange(0, 9).Draw(t, "odd member") == 0
}

func (h *history) byExpert(t *rapid.T) escalation.Event {
	by, member := h.by(t)
	to := rapid.SampledFrom(users(dana, elif, ben, "", escalation.Here)).Draw(t, "to")
	until := h.now.Add(time.Duration(rapid.IntRange(-60, 400*60).Draw(t, "until")) * time.Minute)
	d := h.duty(t)
	return rapid.SampledFrom([]escalation.Event{
		escalation.Claim{By: by, Member: member}, escalation.StillOnIt{By: by}, escalation.Release{By: by},
		escalation.NothingToAdd{By: by, Member: member}, escalation.NothingToAdd{By: h.c.Owner},
		escalation.AskNext{By: by, Member: member, Seq: h.c.Seq - rapid.IntRange(0, 1).Draw(t, "behind")},
		escalation.PassOn{By: by, Member: member, To: to, ToMember: to == dana || to == elif},
		escalation.Snooze{By: by, Member: member, Until: until},
		escalation.Reroute{By: by, Member: member, Channel: "C0IT", Duty: d},
		escalation.Gone{Who: by},
	}).Draw(t, "of experts")
}

func (h *history) message(t *rapid.T) escalation.Message {
	if len(h.written) > 0 && rapid.IntRange(0, 3).Draw(t, "again") == 0 {
		return rapid.SampledFrom(h.written).Draw(t, "written")
	}
	h.texts++
	m := escalation.Message{Channel: "C0PAY", TS: fmt.Sprint("2.", h.texts), Text: "words"}
	h.written = append(h.written, m)
	return m
}

func (h *history) byThread(t *rapid.T) escalation.Event {
	by, member := h.by(t)
	author, _ := h.by(t)
	m := h.message(t)
	if n := len(h.c.Answers); n > 0 && rapid.IntRange(0, 3).Draw(t, "edit") == 0 {
		a := h.c.Answers[rapid.IntRange(0, n-1).Draw(t, "answer")]
		return escalation.Edited{By: a.By, Message: text(a.Message, fmt.Sprint("text ", h.texts))}
	}
	return rapid.SampledFrom([]escalation.Event{
		escalation.Reply{By: by, Member: member, Message: m},
		escalation.Reply{By: h.c.Owner, Member: true, Message: m},
		escalation.SendOn{By: by, Member: member, Author: author, Message: m},
		escalation.AskBack{By: by, Member: member, Message: m},
		escalation.Edited{By: by, Message: text(m, fmt.Sprint("text ", h.texts))}, escalation.Deleted{Message: m},
		escalation.Deleted{Message: escalation.Message{Channel: h.c.Root.Channel, TS: h.c.Root.Thread}},
	}).Draw(t, "of the thread")
}

func (h *history) byAsker(t *rapid.T) escalation.Event {
	by := rapid.SampledFrom(users(amira, amira, amira, ben)).Draw(t, "asker")
	return rapid.SampledFrom([]escalation.Event{
		escalation.AskerReply{By: by, Message: h.message(t)}, escalation.Solve{By: by},
		escalation.NotYet{By: by}, escalation.Urgent{By: by, Duty: h.duty(t)},
		escalation.AskerReply{By: by, Message: h.message(t)}, escalation.NotYet{By: by},
	}).Draw(t, "of the asker")
}

// byOthers is what ends most histories, and so comes seldom.
func (h *history) byOthers(t *rapid.T) escalation.Event {
	if rapid.IntRange(0, 4).Draw(t, "end") > 0 {
		return h.byExpert(t)
	}
	return rapid.SampledFrom([]escalation.Event{
		escalation.Withdraw{By: amira}, escalation.CardHelped{By: amira, Asset: "refunds/card"},
		escalation.Withdraw{By: amira, Forgotten: true},
	}).Draw(t, "of ends")
}

// pass lets time go by: a little, until the next timer, over a long weekend, or an hour back.
func (h *history) pass(t *rapid.T) {
	h.now = h.now.Add(rapid.SampledFrom([]time.Duration{0, time.Second, 20 * time.Minute, 3 * time.Hour,
		90 * time.Hour, -time.Hour}).Draw(t, "time"))
	if len(h.c.Timers) > 0 && rapid.Bool().Draw(t, "until a timer") {
		h.now = rapid.SampledFrom(h.c.Timers).Draw(t, "timer").Due
	}
	if h.c.Root.Thread == "" && h.c.State != "" && rapid.Bool().Draw(t, "root is there") {
		h.texts++
		h.c.Root.Thread = fmt.Sprint("9.", h.texts)
	}
}

// take takes ev and holds what is true of every single step.
func (h *history) take(t *rapid.T, ev escalation.Event) {
	before, kept := h.c, deep(h.c)
	after, got := escalation.Next(before, ev, h.now)
	if !reflect.DeepEqual(before, kept) {
		t.Fatalf("%#v changed what it was given:\n%+v\nwas %+v", ev, before, kept)
	}
	result := deep(after)
	probe := escalation.Message{Channel: "C0PAY", TS: "probe"}
	escalation.Next(before, escalation.AskerReply{By: amira, Message: probe}, h.now)
	escalation.Next(before, escalation.Reply{By: before.Owner, Member: true, Message: probe}, h.now)
	if !reflect.DeepEqual(after, result) {
		t.Fatalf("what became of the case by %#v is shared with another course of it:\n%+v\nwas %+v",
			ev, after, result)
	}
	if after.Version != before.Version {
		t.Fatalf("%#v touched the version", ev)
	}
	checkRefusal(t, before, ev, after, got)
	checkShown(t, before, ev, after, got)
	checkLedger(t, before, ev, after, got)
	checkAnswered(t, before, ev, after)
	h.checkUnheard(t, ev, after)
	h.checkPages(t, ev, after, got)
	h.checkTimers(t, ev, after)
	h.c = after
	checkCase(t, after)
	if untold := after.State == escalation.Paging && !after.Told; untold &&
		(h.unsent() || dueOf(after, escalation.StepOver) != time.Time{}) {
		t.Fatalf("after %#v nobody is asked, or their time runs already: %+v", ev, after)
	}
	if escalation.Lacks(after, h.unsent()) && after.State != "" {
		t.Fatalf("after %#v nothing moves the case on: %+v", ev, after)
	}
	h.checkMend(t)
}

func deep(c escalation.Case) escalation.Case {
	c.Timers, c.OnCall = slices.Clone(c.Timers), slices.Clone(c.OnCall)
	c.Answers, c.Added = slices.Clone(c.Answers), slices.Clone(c.Added)
	c.Policy.Steps = slices.Clone(c.Policy.Steps)
	return c
}

func checkRefusal(t *rapid.T, before escalation.Case, ev escalation.Event, after escalation.Case, got effects) {
	r, refused := (escalation.Step{Effects: got}).Refused()
	if refused && (len(got) != 1 || r.Why == "" || !reflect.DeepEqual(before, after)) {
		t.Fatalf("a refusal of %#v came with more: %#v, %+v", ev, got, after)
	}
	if !refused && len(got) == 0 && reflect.DeepEqual(before, after) {
		t.Fatalf("%#v did nothing and was not refused", ev)
	}
	if due, ok := ev.(escalation.Due); ok && refused && before.State.Open() &&
		slices.Contains(before.Timers, due.Timer) && due.Duty.Team == before.Team {
		t.Fatalf("the case's own timer was refused and would be due for ever: %#v", ev)
	}
}

func count[E escalation.Effect](got effects, is func(E) bool) (n int) {
	for _, e := range got {
		if e, ok := e.(E); ok && (is == nil || is(e)) {
			n++
		}
	}
	return n
}

func checkShown(t *rapid.T, before escalation.Case, ev escalation.Event, after escalation.Case, got effects) {
	roots, lines := count[escalation.ShowRoot](got, nil), count[escalation.ShowLine](got, nil)
	if roots != lines || roots > 1 || after.Seq != before.Seq+roots {
		t.Fatalf("seq %d → %d with effects %#v", before.Seq, after.Seq, got)
	}
	if roots == 0 && (after.State != before.State || after.Owner != before.Owner || after.Team != before.Team ||
		!after.Until.Equal(before.Until) || after.AfterHours != before.AfterHours) {
		t.Fatalf("%#v changed what people see and nobody was shown: %+v", ev, after)
	}
}

func checkLedger(t *rapid.T, before escalation.Case, ev escalation.Event, after escalation.Case, got effects) {
	kinds := map[outcome.Kind]int{}
	for _, e := range got {
		if r, ok := e.(escalation.Record); ok {
			kinds[outcome.Kind(r.Kind)]++
			if !slices.Contains(ledgerKinds, outcome.Kind(r.Kind)) {
				t.Fatalf("%#v wrote %q, which the ledger does not know", ev, r.Kind)
			}
		}
	}
	asks := count(got, func(m escalation.ToAsker) bool { return m.Asks })
	asked := after.Page - before.Page
	repliedInThread := 0
	if r, ok := ev.(escalation.Reply); ok && r.By == before.Asker && before.State == escalation.Waiting && after.State != before.State {
		repliedInThread = 1
	}
	for _, pair := range []struct {
		kind outcome.Kind
		want int
	}{
		{outcome.Answered, count[escalation.ToAsker](got, nil) - asks}, {outcome.AskedBack, asks},
		{outcome.FollowUp, count(got, func(m escalation.ToTeam) bool { return !m.Asks }) + repliedInThread}, {outcome.Paged, asked},
	} {
		if kinds[pair.kind] != pair.want {
			t.Fatalf("%#v: the ledger has %d of %q, want %d: %#v", ev, kinds[pair.kind], pair.kind, pair.want, got)
		}
	}
	if after.Owner != before.Owner && after.Owner != "" && kinds[outcome.Claimed] != 1 {
		t.Fatalf("%#v made %q the owner and the ledger does not say so: %#v", ev, after.Owner, got)
	}
	if before.State.Open() && !after.State.Open() && kinds[outcome.Resolved]+kinds[outcome.Settled]+
		kinds[outcome.Withdrawn]+kinds[outcome.Unanswered]+kinds[outcome.Solved] != 1 {
		t.Fatalf("%#v ended the case and the ledger does not say so: %#v", ev, got)
	}
}

// checkAnswered holds that nobody is called, and nothing is closed without an answer, because an asker
// who has an answer wrote something and its owner was silent.
func checkAnswered(t *rapid.T, before escalation.Case, ev escalation.Event, after escalation.Case) {
	if before.AnsweredAt.IsZero() || before.State == escalation.Paging {
		return
	}
	due, timer := ev.(escalation.Due)
	if after.State == escalation.Unanswered || timer && due.Timer.Kind == escalation.Remind &&
		after.State != escalation.Claimed && after.State != escalation.Answered {
		t.Fatalf("%#v made of an answered case: %+v", ev, after)
	}
}

// checkUnheard holds that nobody's silence counts while what they should answer is on its way.
func (h *history) checkUnheard(t *rapid.T, ev escalation.Event, after escalation.Case) {
	due, timer := ev.(escalation.Due)
	if !timer || h.c.Unheard.IsZero() || h.now.Sub(h.c.Unheard) >= 7*24*time.Hour {
		return
	}
	switch due.Timer.Kind {
	case escalation.Remind, escalation.AskerLate, escalation.Silence:
		if after.State != h.c.State {
			t.Fatalf("%#v made %q of %q before anybody could read it", ev, after.State, h.c.State)
		}
	}
}

// checkPages follows the message that asks, and holds that nobody is asked twice for one page.
func (h *history) checkPages(t *rapid.T, ev escalation.Event, after escalation.Case, got effects) {
	before := h.c
	if after.Page < before.Page || after.Page > before.Page+1 {
		t.Fatalf("%#v: page %d → %d", ev, before.Page, after.Page)
	}
	switch ev.(type) {
	case escalation.Delivered, escalation.Undelivered:
		if after.Told && !before.Told {
			h.moving = 0
		}
	}
	for _, e := range got {
		switch e := e.(type) {
		case escalation.DropPages:
			if !before.ByRoot {
				h.moving = 0
			}
		case escalation.Page:
			if e.Page != before.Page+1 || e.Page != after.Page || len(e.Users) == 0 {
				t.Fatalf("%#v: page %+v after page %d", ev, e, before.Page)
			}
			h.moving = e.Page
		case escalation.ShowRoot:
			if after.ByRoot && after.Page > before.Page {
				h.moving = after.Page
			}
		}
	}
}

func (h *history) checkTimers(t *rapid.T, ev escalation.Event, after escalation.Case) {
	seen := map[escalation.TimerKind]bool{}
	for _, timer := range after.Timers {
		kind, old := h.epochs[timer.Epoch]
		if seen[timer.Kind] || old && (kind != timer.Kind || !slices.Contains(h.c.Timers, timer)) ||
			timer.Epoch > after.Epoch {
			t.Fatalf("%#v: the timer %+v was there before: %v", ev, timer, h.c.Timers)
		}
		if !slices.Contains(h.c.Timers, timer) && timer.Due.Before(h.now) {
			t.Fatalf("%#v armed %+v for the past of %s", ev, timer, h.now)
		}
		seen[timer.Kind], h.epochs[timer.Epoch] = true, timer.Kind
	}
}

// checkCase holds what is true of every case, however it came about.
func checkCase(t *rapid.T, c escalation.Case) {
	switch c.State {
	case "":
		return
	case escalation.Queued, escalation.Paging, escalation.Exhausted:
		if c.Owner != "" {
			t.Fatalf("%q with an owner: %+v", c.State, c)
		}
	case escalation.Claimed, escalation.Waiting, escalation.Answered:
		if c.Owner == "" || c.ClaimedAt.IsZero() {
			t.Fatalf("%q without an owner: %+v", c.State, c)
		}
	}
	if c.Left && c.State.Open() && c.State != escalation.Answered {
		t.Fatalf("%q with somebody who has left: %+v", c.State, c)
	}
	if c.State.Open() != c.ClosedAt.IsZero() || c.OpenedAt.IsZero() || !c.State.Open() && len(c.Timers) != 0 {
		t.Fatalf("%q opened %v, closed %v, timers %v", c.State, c.OpenedAt, c.ClosedAt, c.Timers)
	}
	if c.State == escalation.Answered && c.AnsweredAt.IsZero() {
		t.Fatalf("answered, and nobody knows when: %+v", c)
	}
	if c.State.Open() && c.AnsweredAt.IsZero() && !c.HelpedAt.IsZero() {
		t.Fatalf("solved by an answer that does not stand: %+v", c)
	}
	stands := func(a escalation.Answer) bool { return !a.At.Before(c.AnsweredAt) && !a.At.After(c.HelpedAt) }
	if c.State.Open() && !c.HelpedAt.IsZero() && !slices.ContainsFunc(c.Answers, stands) {
		t.Fatalf("solved by an answer that was deleted: %+v", c)
	}
	if c.State != escalation.Queued && c.State != escalation.Snoozed && !c.Until.IsZero() {
		t.Fatalf("%q until %s", c.State, c.Until)
	}
}

// checkMend takes the timers away and holds that an audit finds that out and mends it.
func (h *history) checkMend(t *rapid.T) {
	c := h.c
	if !c.State.Open() || c.State == "" {
		return
	}
	c.Timers = nil
	mended, _ := escalation.Next(c, escalation.Mend{Unsent: h.unsent()}, h.now)
	if !escalation.Lacks(c, h.unsent()) || escalation.Lacks(mended, h.unsent()) {
		t.Fatalf("without timers: lacks %v, mended %+v", escalation.Lacks(c, h.unsent()), mended)
	}
}

// end lets nothing happen any more but what happens by itself: that must be enough to end the case.
func (h *history) end(t *rapid.T, d escalation.Duty) {
	for range 2000 {
		if !h.c.State.Open() || h.c.State == "" {
			return
		}
		if h.c.State == escalation.Paging && !h.c.Told {
			h.take(t, escalation.Delivered{Page: h.c.Page})
		}
		next := slices.MinFunc(h.c.Timers, func(a, b escalation.Timer) int { return a.Due.Compare(b.Due) })
		if next.Due.After(h.now) {
			h.now = next.Due
		}
		if d.Team = h.c.Team; !d.Next.IsZero() {
			d.Next = h.now.Add(time.Hour)
		}
		h.take(t, escalation.Due{Timer: next, Duty: d})
	}
	t.Fatalf("the case goes on for ever: %+v", h.c)
}

func TestInvariantsHoldOverAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{c: fresh(), now: sunday, epochs: map[int]escalation.TimerKind{}}
		h.c.Policy.Repeat = rapid.IntRange(0, 2).Draw(t, "repeat")
		if rapid.IntRange(0, 9).Draw(t, "opened") > 0 {
			h.take(t, opens(h.duty(t)))
		}
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			h.pass(t)
			h.take(t, h.draw(t))
		}
		h.end(t, h.duty(t))
	})
}
