package escalation_test

import (
	"reflect"
	"testing"
	"time"

	"howto/escalation"
	"howto/outcome"
)

const (
	amira = escalation.User("U0AMIRA") // asks
	ben   = escalation.User("U0BEN")   // asks other things; not of the team
	dana  = escalation.User("U0DANA")  // of the team
	elif  = escalation.User("U0ELIF")  // of the team
)

var (
	monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	sunday = monday.Add(-15 * time.Hour)
	words  = escalation.Message{Channel: "C0PAY", TS: "1.2", Text: "hold *F4*"}
	more   = escalation.Message{Channel: "D0AMIRA", TS: "1.3", Text: "it is the old till"}
	root   = escalation.ShowRoot{}
	line   = escalation.ShowLine{}
)

type effects = []escalation.Effect

// A step is one event of a story: when it happens after the story began, and what must follow.
type step struct {
	at    time.Duration
	event escalation.Event
	state escalation.State
	want  effects
}

func record(kind outcome.Kind, by escalation.User) escalation.Effect {
	return escalation.Record{Kind: string(kind), By: by}
}

func refusal(to escalation.User, why escalation.Reason) effects {
	return effects{escalation.Refuse{To: to, Why: why}}
}

func shift(epoch int, on ...escalation.User) escalation.Due {
	t := escalation.Timer{Kind: escalation.ShiftStart, Epoch: epoch, Due: monday}
	return escalation.Due{Timer: t, OnCall: on, NextShift: monday}
}

func users(us ...escalation.User) []escalation.User { return us }

func openTo(on ...escalation.User) step {
	return step{0, escalation.Opened{OnCall: on}, escalation.Paging,
		effects{root, line, record(outcome.HandedOver, amira), record(outcome.Paged, "")}}
}

func claimBy(u escalation.User) step {
	return step{time.Minute, escalation.Claim{By: u, Member: true}, escalation.Claimed,
		effects{root, line, record(outcome.Claimed, u)}}
}

func replyBy(u escalation.User) escalation.Reply {
	return escalation.Reply{By: u, Member: true, Message: words}
}

func firstAnswerBy(u escalation.User) step {
	return step{2 * time.Minute, replyBy(u), escalation.Answered,
		effects{escalation.ToAsker{By: u, Message: words}, root, line, record(outcome.Answered, u)}}
}

var stories = map[string][]step{
	"asked, claimed, answered, solved": {
		openTo(dana), claimBy(dana), firstAnswerBy(dana),
		{3 * time.Minute, escalation.Solve{By: amira}, escalation.Resolved, effects{
			escalation.TellTeam{What: escalation.TellSolved}, root, line,
			record(outcome.Resolved, amira)}},
		{4 * time.Minute, escalation.Solve{By: amira}, escalation.Resolved,
			refusal(amira, escalation.ClosedCase)},
	},
	"a reply is claim and answer in one": {
		openTo(dana),
		{time.Minute, replyBy(elif), escalation.Answered, effects{
			escalation.ToAsker{By: elif, Message: words}, root, line,
			record(outcome.Claimed, elif), record(outcome.Answered, elif)}},
		{2 * time.Minute, replyBy(elif), escalation.Answered, effects{
			escalation.ToAsker{By: elif, Message: words}, record(outcome.Answered, elif)}},
	},
	"a second claim is told whose it is": {
		openTo(dana), claimBy(dana),
		{2 * time.Minute, escalation.Claim{By: dana, Member: true}, escalation.Claimed,
			refusal(dana, escalation.YoursAlready)},
		{2 * time.Minute, escalation.Claim{By: elif, Member: true}, escalation.Claimed,
			refusal(elif, escalation.TakenAlready)},
	},
	"only the owner's words leave the thread": {
		openTo(dana), claimBy(dana),
		{2 * time.Minute, replyBy(elif), escalation.Claimed, refusal(elif, escalation.NotTheOwner)},
		{2 * time.Minute, escalation.Reply{By: ben, Message: words}, escalation.Claimed,
			refusal(ben, escalation.NotOfTeam)},
	},
	"an owner who left the team is still heard": {
		openTo(dana), claimBy(dana),
		{2 * time.Minute, escalation.Reply{By: dana, Message: words}, escalation.Answered, effects{
			escalation.ToAsker{By: dana, Message: words}, root, line,
			record(outcome.Answered, dana)}},
	},
	"people outside the team cannot take it": {
		openTo(dana),
		{time.Minute, escalation.Claim{By: ben}, escalation.Paging,
			refusal(ben, escalation.NotOfTeam)},
		{time.Minute, escalation.Claim{By: amira}, escalation.Paging,
			refusal(amira, escalation.NotOfTeam)},
		{time.Minute, escalation.Reply{By: amira, Message: words}, escalation.Paging,
			refusal(amira, escalation.NotOfTeam)},
	},
	"an asker of the team may take it by saying so, not by writing": {
		openTo(dana),
		{time.Minute, replyBy(amira), escalation.Paging, refusal(amira, escalation.NotTheOwner)},
		claimBy(amira),
	},
	"not yet goes back to the owner": {
		openTo(dana), claimBy(dana), firstAnswerBy(dana),
		{3 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed, effects{
			escalation.TellTeam{What: escalation.TellNotYet, Ping: dana}, root, line,
			record(outcome.NotYet, amira)}},
		{4 * time.Minute, escalation.NotYet{By: amira}, escalation.Claimed,
			refusal(amira, escalation.NotAnswered)},
		{4 * time.Minute, escalation.Solve{By: amira}, escalation.Claimed,
			refusal(amira, escalation.NotAnswered)},
		firstAnswerBy(dana),
	},
	"the asker writes back": {
		openTo(dana),
		{time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Paging, effects{
			escalation.ToTeam{By: amira, Message: more}, record(outcome.FollowUp, amira)}},
		claimBy(dana),
		{time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Claimed, effects{
			escalation.ToTeam{By: amira, Ping: dana, Message: more},
			record(outcome.FollowUp, amira)}},
		firstAnswerBy(dana),
		{3 * time.Minute, escalation.AskerReply{By: ben, Message: more}, escalation.Answered,
			refusal(ben, escalation.NotTheAsker)},
		{3 * time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Claimed,
			effects{escalation.ToTeam{By: amira, Ping: dana, Message: more}, root, line,
				record(outcome.FollowUp, amira)}},
	},
	"taken back while nobody had it": {
		openTo(dana),
		{time.Minute, escalation.Withdraw{By: ben}, escalation.Paging,
			refusal(ben, escalation.NotTheAsker)},
		{time.Minute, escalation.Withdraw{By: amira}, escalation.Withdrawn, effects{
			escalation.TellTeam{What: escalation.TellWithdrawn}, root, line,
			record(outcome.Withdrawn, amira)}},
		{time.Minute, replyBy(dana), escalation.Withdrawn, refusal(dana, escalation.ClosedCase)},
	},
	"taken back while somebody works on it": {
		openTo(dana), claimBy(dana),
		{2 * time.Minute, escalation.Withdraw{By: amira}, escalation.Withdrawn, effects{
			escalation.TellTeam{What: escalation.TellWithdrawn, Ping: dana}, root, line,
			record(outcome.Withdrawn, amira)}},
	},
	"thanks, and then solved": {
		openTo(dana), claimBy(dana), firstAnswerBy(dana),
		{3 * time.Minute, escalation.AskerReply{By: amira, Message: more}, escalation.Claimed,
			effects{escalation.ToTeam{By: amira, Ping: dana, Message: more}, root, line,
				record(outcome.FollowUp, amira)}},
		{4 * time.Minute, escalation.Solve{By: amira}, escalation.Resolved, effects{
			escalation.TellTeam{What: escalation.TellSolved}, root, line,
			record(outcome.Resolved, amira)}},
	},
	"a card helps while somebody works on it": {
		openTo(dana), claimBy(dana),
		{2 * time.Minute, escalation.CardHelped{By: amira, Asset: "refunds/card"}, escalation.Resolved, effects{
			escalation.TellTeam{What: escalation.TellByCard, Ping: dana}, root, line,
			escalation.Record{Kind: string(outcome.Solved), By: amira, Asset: "refunds/card"}}},
		{2 * time.Minute, escalation.CardHelped{By: amira}, escalation.Resolved,
			refusal(amira, escalation.ClosedCase)},
	},
	"nobody on call until Monday": {
		{0, escalation.Opened{NextShift: monday}, escalation.Queued, effects{
			root, line, record(outcome.HandedOver, amira), record(outcome.Queued, "")}},
		{time.Hour, shift(7, dana), escalation.Queued, refusal("", escalation.OldTimer)},
		{15 * time.Hour, shift(1, dana), escalation.Paging, effects{
			escalation.Page{Users: users(dana)}, root, line, record(outcome.Paged, "")}},
		{15 * time.Hour, shift(1, dana), escalation.Paging, refusal("", escalation.OldTimer)},
	},
	"still nobody when the shift should have started": {
		{0, escalation.Opened{NextShift: monday}, escalation.Queued, effects{
			root, line, record(outcome.HandedOver, amira), record(outcome.Queued, "")}},
		{15 * time.Hour, shift(1), escalation.Queued, nil},
		{16 * time.Hour, shift(1), escalation.Queued, refusal("", escalation.OldTimer)},
		{16 * time.Hour, escalation.Due{Timer: escalation.Timer{
			Kind: escalation.ShiftStart, Epoch: 2}}, escalation.Queued, effects{root, line}},
		{17 * time.Hour, shift(3, elif), escalation.Paging, effects{
			escalation.Page{Users: users(elif)}, root, line, record(outcome.Paged, "")}},
	},
	"claimed before the shift starts": {
		{0, escalation.Opened{NextShift: monday}, escalation.Queued, effects{
			root, line, record(outcome.HandedOver, amira), record(outcome.Queued, "")}},
		claimBy(elif),
		{15 * time.Hour, shift(1, dana), escalation.Claimed, refusal("", escalation.OldTimer)},
	},
}

func TestStories(t *testing.T) {
	for name, steps := range stories {
		t.Run(name, func(t *testing.T) {
			c := escalation.Case{ID: "k1", Asker: amira}
			for i, s := range steps {
				var got effects
				c, got = escalation.Next(c, s.event, sunday.Add(s.at))
				if !reflect.DeepEqual(got, s.want) {
					t.Errorf("step %d: effects of %#v:\ngot  %#v\nwant %#v", i, s.event, got, s.want)
				}
				if c.State != s.state {
					t.Errorf("step %d: state after %#v: got %q, want %q", i, s.event, c.State, s.state)
				}
			}
		})
	}
}

func TestACaseRemembersWhenAndWho(t *testing.T) {
	c := escalation.Case{ID: "k1", Asker: amira, Version: 7}
	at := func(m int) time.Time { return sunday.Add(time.Duration(m) * time.Minute) }
	for i, ev := range []escalation.Event{
		escalation.Opened{OnCall: users(dana, elif)},
		escalation.Claim{By: elif, Member: true},
		replyBy(elif), escalation.NotYet{By: amira}, replyBy(elif), escalation.Solve{By: amira},
	} {
		c, _ = escalation.Next(c, ev, at(i))
	}
	want := escalation.Case{
		ID: "k1", Asker: amira, State: escalation.Resolved, Owner: elif, OnCall: users(dana, elif),
		Seq: 6, OpenedAt: at(0), ClaimedAt: at(1), AnsweredAt: at(4), ClosedAt: at(5), Version: 7,
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("case after its story:\ngot  %+v\nwant %+v", c, want)
	}
}

func TestAQueuedCaseLooksAgain(t *testing.T) {
	tests := []struct {
		name      string
		next, due time.Time
	}{
		{"at the next shift", monday, monday},
		{"in an hour when the next shift is unknown", time.Time{}, sunday.Add(time.Hour)},
		{"in an hour when the next shift is past", sunday, sunday.Add(time.Hour)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := escalation.Next(escalation.Case{}, escalation.Opened{NextShift: tt.next}, sunday)
			want := []escalation.Timer{{Kind: escalation.ShiftStart, Epoch: 1, Due: tt.due}}
			if !reflect.DeepEqual(c.Timers, want) || !c.Until.Equal(tt.next) {
				t.Errorf("timers %v until %v, want %v until %v", c.Timers, c.Until, want, tt.next)
			}
		})
	}
}

func TestNextLeavesItsArgumentsAlone(t *testing.T) {
	timers := []escalation.Timer{
		{Kind: "a later release's", Epoch: 4, Due: monday},
		{Kind: escalation.ShiftStart, Epoch: 1, Due: monday},
	}
	kept := append([]escalation.Timer(nil), timers...)
	c := escalation.Case{State: escalation.Queued, Timers: timers[:2:2]}
	on := users(dana, elif)

	rearmed, _ := escalation.Next(c, shift(1), monday)
	if len(rearmed.Timers) != 2 || rearmed.Timers[0] != kept[0] {
		t.Errorf("timers of other kinds: got %v, want %v kept", rearmed.Timers, kept[0])
	}
	paging, effects := escalation.Next(c, shift(1, on...), monday)
	on[0] = ben
	if got := paging.OnCall[0]; got != dana {
		t.Errorf("the case shares the event's slice: OnCall[0] = %q, want %q", got, dana)
	}
	if got := effects[0].(escalation.Page).Users[0]; got != dana {
		t.Errorf("the effect shares the event's slice: Users[0] = %q, want %q", got, dana)
	}
	if !reflect.DeepEqual(timers, kept) {
		t.Errorf("the case's timers were changed: got %v, want %v", timers, kept)
	}
}
