package escalation_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"howto/escalation"
)

// The cases of the table, one for each state, and two for paging: asked is one whose first message is
// still on its way. Dana is the only one on call and owns what is owned; the asker has written more in
// every case, and what has an answer has Dana's.
var standings = []struct {
	name   string
	events []escalation.Event
}{
	{"fresh", nil},
	{"queue", []escalation.Event{opens(closedUntil(monday.Add(8 * time.Hour)))}},
	{"asked", []escalation.Event{opens(duty(dana))}},
	{"page", asks},
	{"exhst", append(slices.Clip(asks),
		own(escalation.StepOver, duty(dana)), escalation.Delivered{Page: 2},
		own(escalation.StepOver, duty(dana)))},
	{"claim", held},
	{"snooz", append(slices.Clip(held), escalation.Snooze{By: dana, Until: monday.Add(time.Hour)})},
	{"wait", append(slices.Clip(held), escalation.AskBack{By: dana, Message: question},
		escalation.Said{What: escalation.OutToAsker, Asks: true})},
	{"answd", helped},
	{"thank", thanked},
	{"resol", append(slices.Clip(helped), escalation.Solve{By: amira})},
	{"settl", append(slices.Clip(helped), own(escalation.Silence, duty()))},
	{"withd", append(slices.Clip(held), escalation.Withdraw{By: amira})},
	{"unans", append(slices.Clip(held), own(escalation.TooOld, duty()))},
}

var (
	asks   = []escalation.Event{opens(duty(dana)), escalation.Delivered{Page: 1}}
	held   = append(slices.Clip(asks), escalation.Claim{By: dana, Member: true})
	helped = append(slices.Clip(held), replyBy(dana), escalation.Said{What: escalation.OutToAsker})
	// What the asker writes after an answer gives the case back to its owner, be it thanks.
	thanked = append(slices.Clip(helped), escalation.AskerReply{By: amira, Message: thanks})
)

// What the cells mean that are no states.
var reasons = map[escalation.Reason]string{
	escalation.OpenAlready: "-open", escalation.OldTimer: "-old", escalation.Unexpected: "-odd",
	escalation.YoursAlready: "-yours", escalation.TakenAlready: "-taken", escalation.NotOfTeam: "-team",
	escalation.NotTheOwner: "-owner", escalation.NotTheAsker: "-asker", escalation.NotAnswered: "-early",
	escalation.ClosedCase: "-shut", escalation.OldPage: "-page", escalation.OldButton: "-stale",
	escalation.NotWaiting: "-idle", escalation.NobodyThere: "-none", escalation.SamePlace: "-same",
	escalation.BadTime: "-time", escalation.NotRelayed: "-copy", escalation.SentAlready: "-sent",
	escalation.OldWords: "-words", escalation.OwnQuestion: "-own",
	escalation.AllWell: "-well",
}

// names are the states as the table calls them.
var names = map[escalation.State]string{
	"": "fresh", escalation.Queued: "queue", escalation.Paging: "page", escalation.Exhausted: "exhst",
	escalation.Claimed: "claim", escalation.Snoozed: "snooz", escalation.Waiting: "wait",
	escalation.Answered: "answd", escalation.Resolved: "resol", escalation.Settled: "settl",
	escalation.Withdrawn: "withd", escalation.Unanswered: "unans",
}

// An act makes the event of a row from the case that it meets.
type act func(escalation.Case) escalation.Event

// An ownTimer fires the timer of that kind that the case carries.
type ownTimer struct {
	escalation.Event
	kind escalation.TimerKind
	duty escalation.Duty
}

func own(kind escalation.TimerKind, d escalation.Duty) escalation.Event {
	return ownTimer{kind: kind, duty: d}
}

// play takes c through the events.
func play(c escalation.Case, now time.Time, events ...escalation.Event) escalation.Case {
	for _, ev := range events {
		if o, ok := ev.(ownTimer); ok {
			ev = fire(c, o.kind, o.duty)
		}
		c, _ = escalation.Next(c, ev, now)
	}
	return c
}

// fire is the timer of that kind coming due, as c carries it; one that c does not carry is an old one.
func fire(c escalation.Case, kind escalation.TimerKind, d escalation.Duty) escalation.Due {
	t := escalation.Timer{Kind: kind, Epoch: 99}
	for _, has := range c.Timers {
		if has.Kind == kind {
			t = has
		}
	}
	return escalation.Due{Timer: t, Duty: d}
}

// standing gives the case of that number, with more from its asker and a root message in its place.
func standing(i int) escalation.Case {
	c := fresh()
	if len(standings[i].events) == 0 {
		return c
	}
	c = play(c, monday, standings[i].events[0])
	c.Root.Thread = "9.1"
	added := escalation.AskerReply{By: amira, Message: more}
	return play(c, monday, append([]escalation.Event{added}, standings[i].events[1:]...)...)
}

// in gives the case of that name.
func in(t *testing.T, name string) escalation.Case {
	t.Helper()
	for i, s := range standings {
		if s.name == name {
			return standing(i)
		}
	}
	t.Fatalf("there is no standing %q", name)
	return escalation.Case{}
}

func just(ev escalation.Event) act { return func(escalation.Case) escalation.Event { return ev } }

// rows are the events of the table, with everybody who may bring them.
func rows() (all []struct {
	name string
	act  act
}) {
	row := func(name string, a act) {
		all = append(all, struct {
			name string
			act  act
		}{name, a})
	}
	add := func(name string, ev escalation.Event) { row(name, just(ev)) }
	timers := []struct {
		name string
		kind escalation.TimerKind
	}{
		{"shift", escalation.ShiftStart}, {"step", escalation.StepOver}, {"recall", escalation.Recall},
		{"remind", escalation.Remind}, {"wake", escalation.Wake}, {"asker", escalation.AskerLate},
		{"silence", escalation.Silence}, {"age", escalation.TooOld}, {"other", "other"},
	}
	add("opened", opens(duty(dana)))
	add("opened, nobody", opens(closedUntil(monday.Add(time.Hour))))
	add("opened, elsewhere", opens(elsewhere(finn)))
	for _, d := range []struct {
		name string
		duty escalation.Duty
	}{{"", duty(dana)}, {", nobody", closedUntil(monday.Add(time.Hour))}, {", elsewhere", elsewhere(finn)}} {
		for _, t := range timers {
			row("due "+t.name+d.name, func(c escalation.Case) escalation.Event {
				return fire(c, t.kind, d.duty)
			})
		}
	}
	row("delivered", func(c escalation.Case) escalation.Event { return escalation.Delivered{Page: c.Page} })
	add("delivered, old", escalation.Delivered{Page: 99})
	row("undelivered", func(c escalation.Case) escalation.Event { return escalation.Undelivered{Page: c.Page} })
	add("undelivered, old", escalation.Undelivered{Page: 99})
	for _, m := range []struct {
		name string
		said escalation.Said
	}{
		{"said to owner", escalation.Said{What: escalation.OutNudge}},
		{"said to asker", escalation.Said{What: escalation.OutToAsker}},
		{"asked the asker", escalation.Said{What: escalation.OutToAsker, Asks: true}},
		{"reminded the asker", escalation.Said{What: escalation.OutNudgeAsk}},
		{"said, and no matter", escalation.Said{What: escalation.OutTellTeam}},
	} {
		add(m.name, m.said)
	}
	addOwning(add, row)
	addTalking(add)
	addEnding(add, row)
	return all
}

func addOwning(add func(string, escalation.Event), row func(string, act)) {
	everybody := []struct {
		name   string
		by     escalation.User
		member bool
	}{
		{"owner", dana, true}, {"colleague", elif, true}, {"stranger", ben, false},
		{"asker", amira, false}, {"nobody", "", true},
	}
	for _, who := range everybody {
		add("claim by "+who.name, escalation.Claim{By: who.by, Member: who.member})
	}
	for _, who := range everybody {
		add("still on it, "+who.name, escalation.StillOnIt{By: who.by})
	}
	for _, who := range everybody {
		add("no more, "+who.name, escalation.NothingToAdd{By: who.by, Member: who.member})
	}
	for _, who := range everybody {
		add("release by "+who.name, escalation.Release{By: who.by})
	}
	for _, who := range everybody {
		row("ask next, "+who.name, func(c escalation.Case) escalation.Event {
			return escalation.AskNext{By: who.by, Member: who.member, Seq: c.Seq}
		})
	}
	row("ask next, stale", func(c escalation.Case) escalation.Event {
		return escalation.AskNext{By: elif, Member: true, Seq: c.Seq - 1}
	})
	for _, who := range everybody {
		add("pass on by "+who.name, escalation.PassOn{By: who.by, Member: who.member, To: finn, ToMember: true})
	}
	add("pass on to self", escalation.PassOn{By: dana, Member: true, To: dana, ToMember: true})
	add("pass on, again", escalation.PassOn{By: elif, Member: true, To: dana, ToMember: true})
	add("pass on to stranger", escalation.PassOn{By: dana, Member: true, To: ben})
	add("pass on to nobody", escalation.PassOn{By: dana, Member: true, ToMember: true})
	add("pass on to all here", escalation.PassOn{By: dana, Member: true, To: escalation.Here, ToMember: true})
	for _, who := range everybody {
		add("reroute by "+who.name, escalation.Reroute{By: who.by, Member: who.member, Channel: "C0IT",
			Duty: elsewhere(finn)})
	}
	add("reroute to nobody", escalation.Reroute{By: amira, Channel: "C0IT", Duty: elsewhere()})
	add("reroute to same team", escalation.Reroute{By: amira, Channel: "C0PAY", Duty: duty(dana)})
	add("reroute nowhere", escalation.Reroute{By: amira})
	add("urgent", escalation.Urgent{By: amira, Duty: duty(dana)})
	add("urgent, nobody", escalation.Urgent{By: amira, Duty: duty()})
	add("urgent, elsewhere", escalation.Urgent{By: amira, Duty: elsewhere(finn)})
	add("urgent by stranger", escalation.Urgent{By: ben, Duty: duty(dana)})
	for _, who := range everybody {
		add("snooze by "+who.name, escalation.Snooze{By: who.by, Member: who.member, Until: monday.Add(2 * time.Hour)})
	}
	add("snooze, past", escalation.Snooze{By: dana, Member: true, Until: monday})
	add("snooze, too far", escalation.Snooze{By: dana, Member: true, Until: monday.AddDate(0, 0, 15)})
	for _, who := range everybody {
		add("ask back by "+who.name, escalation.AskBack{By: who.by, Member: who.member, Message: question})
	}
	for _, who := range everybody {
		add("reply by "+who.name, escalation.Reply{By: who.by, Member: who.member, Message: other})
	}
	add("reply, again", replyBy(dana))
}

func addTalking(add func(string, escalation.Event)) {
	add("send on own", escalation.SendOn{By: elif, Member: true, Author: elif, Message: other})
	add("send on other's", escalation.SendOn{By: dana, Member: true, Author: ben, Message: other})
	add("send on by stranger", escalation.SendOn{By: ben, Author: elif, Message: other})
	add("send on the asker's", escalation.SendOn{By: elif, Member: true, Author: amira, Message: other})
	add("send on nobody's", escalation.SendOn{By: elif, Member: true, Message: other})
	add("send on, again", escalation.SendOn{By: elif, Member: true, Author: dana, Message: words})
	add("edited answer", escalation.Edited{By: dana, Message: words})
	add("edited by another", escalation.Edited{By: elif, Message: words})
	add("edited addition", escalation.Edited{By: amira, Message: more})
	add("edited by stranger", escalation.Edited{By: ben, Message: more})
	add("edited unknown", escalation.Edited{By: dana, Message: other})
	add("deleted answer", escalation.Deleted{Message: words})
	add("deleted addition", escalation.Deleted{Message: more})
	add("deleted root", escalation.Deleted{Message: escalation.Message{Channel: "C0PAY", TS: "9.1"}})
	add("deleted unknown", escalation.Deleted{Message: other})
}

func addEnding(add func(string, escalation.Event), row func(string, act)) {
	add("asker writes", escalation.AskerReply{By: amira, Message: other})
	add("asker writes, again", escalation.AskerReply{By: amira, Message: more})
	add("stranger writes", escalation.AskerReply{By: ben, Message: other})
	add("solved", escalation.Solve{By: amira})
	add("solved by stranger", escalation.Solve{By: ben})
	add("not yet", escalation.NotYet{By: amira})
	add("not yet by stranger", escalation.NotYet{By: ben})
	add("withdraw", escalation.Withdraw{By: amira})
	add("withdraw, forgotten", escalation.Withdraw{By: amira, Forgotten: true})
	add("withdraw by stranger", escalation.Withdraw{By: ben})
	add("card helped", escalation.CardHelped{By: amira, Asset: "a"})
	add("card helped stranger", escalation.CardHelped{By: ben, Asset: "a"})
	add("gone owner", escalation.Gone{Who: dana})
	add("gone colleague", escalation.Gone{Who: elif})
	add("gone asker", escalation.Gone{Who: amira})
	add("gone nobody", escalation.Gone{})
	add("mend", escalation.Mend{})
	add("mend, unsent", escalation.Mend{Unsent: true})
	add("no event", nil)
}

var update = flag.Bool("update", false, "rewrite the table of states and events")

const tableFile = "testdata/next.txt"

const legend = `# What becomes of a case by every event in every state: the state after it when people are shown a
# change, a dot when nothing changes in what they are shown, and what begins with - is a refusal. Page
# is paging, and so is asked, while the message that asks is on its way. Thank is claimed: the asker has
# written something after an answer.
#
`

func TestEveryStateHasAWordForEveryEvent(t *testing.T) {
	var b strings.Builder
	b.WriteString(legend)
	fmt.Fprintf(&b, "%-24s", "#")
	for _, s := range standings {
		fmt.Fprintf(&b, "%-7s", s.name)
	}
	for _, row := range rows() {
		fmt.Fprintf(&b, "\n%-24s", row.name+":")
		for i := range standings {
			fmt.Fprintf(&b, "%-7s", cell(t, row.name, row.act, standing(i)))
		}
	}
	got := trimmed(b.String())
	if *update {
		if err := os.WriteFile(tableFile, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	rows, held := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(rows), len(held)) {
		if g, w := at(rows, i), at(held, i); g != w {
			t.Errorf("line %d:\ngot  %s\nwant %s", i+1, g, w)
		}
	}
}

func at(lines []string, i int) string {
	if i >= len(lines) {
		return "nothing"
	}
	return lines[i]
}

func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// cell is what stands in the table for what a makes of c.
func cell(t *testing.T, name string, a act, c escalation.Case) string {
	t.Helper()
	after, effects := escalation.Next(c, a(c), monday)
	r, refused := (escalation.Step{Effects: effects}).Refused()
	switch {
	case refused && reasons[r.Why] == "":
		t.Errorf("%s in %q: the reason %q has no code", name, c.State, r.Why)
	case refused && (len(effects) != 1 || !reflect.DeepEqual(c, after)):
		t.Errorf("%s in %q: a refusal came with %#v and left %+v", name, c.State, effects, after)
	case refused:
		return reasons[r.Why]
	case reflect.DeepEqual(c, after) && len(effects) == 0:
		t.Errorf("%s in %q changed nothing and was not refused", name, c.State)
	case after.Seq == c.Seq && after.State != c.State:
		t.Errorf("%s: %q became %q and nobody was shown", name, c.State, after.State)
	case after.Seq == c.Seq:
		return "."
	}
	return names[after.State]
}

func TestStandingsAreWhatTheyAreCalled(t *testing.T) {
	for i, s := range standings {
		want := strings.NewReplacer("asked", "page", "thank", "claim").Replace(s.name)
		if got := names[standing(i).State]; got != want {
			t.Errorf("standing %s is %q, want %q", s.name, got, want)
		}
	}
}

func TestARefusalIsForWhoeverTried(t *testing.T) {
	for i := range standings {
		for _, row := range rows() {
			c := standing(i)
			ev := row.act(c)
			_, effects := escalation.Next(c, ev, monday)
			r, refused := (escalation.Step{Effects: effects}).Refused()
			var want escalation.User
			if v := reflect.ValueOf(ev); v.IsValid() && v.FieldByName("By").IsValid() &&
				c.State != "" { // a case that never opened is the program's fault, and nobody's to hear of
				want = escalation.User(v.FieldByName("By").String())
			}
			if refused && r.To != want {
				t.Errorf("%s in %s: refusal to %q, want %q", row.name, standings[i].name, r.To, want)
			}
		}
	}
}

func TestAnOldTimerNeverActs(t *testing.T) {
	for i, s := range standings[1:] {
		c := standing(i + 1)
		for _, timer := range c.Timers {
			timer.Epoch--
			_, got := escalation.Next(c, escalation.Due{Timer: timer, Duty: duty(dana)}, monday)
			if want := refusal("", escalation.OldTimer); !reflect.DeepEqual(got, want) {
				t.Errorf("%s timer of an earlier epoch in %s: got %#v, want %#v", timer.Kind, s.name, got, want)
			}
		}
	}
}

func TestMendGivesBackWhatMovesACaseOn(t *testing.T) {
	for i, s := range standings {
		c := standing(i)
		c.Timers = nil
		wants := c.State.Open() && c.State != ""
		if got := escalation.Lacks(c, true); got != wants && c.State != "" {
			t.Errorf("Lacks in %s without timers = %v, want %v", s.name, got, wants)
		}
		mended, effects := escalation.Next(c, escalation.Mend{Unsent: true}, monday.Add(time.Hour))
		if _, refused := (escalation.Step{Effects: effects}).Refused(); refused == wants {
			t.Errorf("mend in %s without timers: got %#v, refused should be %v", s.name, effects, !wants)
		}
		if wants && escalation.Lacks(mended, true) {
			t.Errorf("mended %s still lacks something: %+v", s.name, mended.Timers)
		}
	}
}
