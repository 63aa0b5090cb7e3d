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
	finn  = escalation.User("U0FINN")  // of the team where the table passes on, of another elsewhere
)

var (
	monday   = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	sunday   = monday.Add(-15 * time.Hour)
	words    = escalation.Message{Channel: "C0PAY", TS: "1.2", Text: "hold *F4*"}
	more     = escalation.Message{Channel: "D0AMIRA", TS: "1.3", Text: "it is the old till"}
	question = escalation.Message{TS: "form1", Text: "which till?"}
	other    = escalation.Message{Channel: "C0PAY", TS: "1.4", Text: "and then *Enter*"}
	thanks   = escalation.Message{Channel: "D0AMIRA", TS: "1.5", Text: "thank you!"}
	root     = escalation.ShowRoot{}
	line     = escalation.ShowLine{}
	drop     = escalation.DropPages{}
)

type effects = []escalation.Effect

func users(us ...escalation.User) []escalation.User { return us }

// policy asks who is on call for a quarter of an hour and then the whole team for half an hour, once.
func policy() escalation.Policy {
	p := escalation.DefaultPolicy()
	p.Repeat = 0
	return p
}

func fresh() escalation.Case {
	return escalation.Case{ID: "k1", Team: "payments", Asker: amira, Policy: policy(),
		Root: escalation.Place{Channel: "C0PAY"}}
}

// duty asks those on call, and then the team of Dana and Elif; without anybody on call, nobody.
func duty(on ...escalation.User) escalation.Duty {
	d := escalation.Duty{Team: "payments", Asks: [][]escalation.User{on, nil}}
	if len(on) > 0 {
		d.Asks[1] = users(dana, elif)
	}
	return d
}

// closedUntil has nobody until then.
func closedUntil(next time.Time) escalation.Duty {
	return escalation.Duty{Team: "payments", Asks: make([][]escalation.User, 2), Closed: true, Next: next}
}

// elsewhere is another team's duty.
func elsewhere(on ...escalation.User) escalation.Duty {
	return escalation.Duty{Team: "it", Asks: [][]escalation.User{on, on}}
}

func opens(d escalation.Duty) escalation.Opened { return escalation.Opened{Duty: d} }

func replyBy(u escalation.User) escalation.Reply {
	return escalation.Reply{By: u, Member: true, Message: words}
}

func record(kind outcome.Kind, by escalation.User) escalation.Effect {
	return escalation.Record{Kind: string(kind), By: by}
}

func refusal(to escalation.User, why escalation.Reason) effects {
	return effects{escalation.Refuse{To: to, Why: why}}
}

func pagedTo(who ...escalation.User) escalation.Effect {
	return escalation.Record{Kind: string(outcome.Paged), Users: who}
}

func told(what escalation.Tale, ping ...escalation.User) escalation.TellTeam {
	return escalation.TellTeam{What: what, Ping: ping}
}

// toAsker is the answer by u of which every story speaks, unless it says another.
func toAsker(u escalation.User) escalation.Effect {
	return escalation.ToAsker{By: u, Message: words}
}

// A step is one event of a story: when it happens after the story began, and what must follow.
type step struct {
	at    time.Duration
	event escalation.Event
	state escalation.State
	want  effects
}

var opened = step{0, opens(duty(dana)), escalation.Paging,
	effects{root, line, record(outcome.HandedOver, amira), pagedTo(dana)}}

var reached = step{time.Second, escalation.Delivered{Page: 1}, escalation.Paging, nil}

// stepOver is the time of the people asked last running out.
func stepOver(at time.Duration, d escalation.Duty, s escalation.State, want ...escalation.Effect) step {
	return step{at, own(escalation.StepOver, d), s, want}
}

func claimBy(u escalation.User) step {
	return step{time.Minute, escalation.Claim{By: u, Member: true}, escalation.Claimed,
		effects{drop, root, line, record(outcome.Claimed, u)}}
}

// firstAnswerBy is an answer, which reaches its asker at once.
func firstAnswerBy(u escalation.User) []step {
	return []step{{2 * time.Minute, replyBy(u), escalation.Answered,
		effects{toAsker(u), root, line, record(outcome.Answered, u)}},
		there(2*time.Minute, escalation.OutToAsker, escalation.Answered)}
}

// there is Slack's word that a message is there which somebody should answer; one to an asker who waits
// for nothing is a question.
func there(at time.Duration, what escalation.OutKind, s escalation.State) step {
	return step{at, escalation.Said{What: what, Asks: s == escalation.Waiting && what == escalation.OutToAsker}, s, nil}
}

func solvedAt(at time.Duration) step {
	return step{at, escalation.Solve{By: amira}, escalation.Resolved,
		effects{drop, told(escalation.TellSolved), root, line, record(outcome.Resolved, amira)}}
}

// exhausts is everybody being asked in vain.
func exhausts() []step {
	return []step{opened, reached,
		stepOver(15*time.Minute, duty(dana), escalation.Paging,
			escalation.Page{Users: users(dana, elif), Page: 2}, root, line, pagedTo(dana, elif)),
		{16 * time.Minute, escalation.Delivered{Page: 2}, escalation.Paging, nil},
		stepOver(46*time.Minute, duty(dana), escalation.Exhausted, told(escalation.TellExhausted),
			escalation.Alarm{Why: escalation.TellExhausted}, root, line, record(outcome.Exhausted, "")),
	}
}

func story(steps ...any) (all []step) {
	for _, s := range steps {
		switch s := s.(type) {
		case step:
			all = append(all, s)
		case []step:
			all = append(all, s...)
		}
	}
	return all
}

func tell(t *testing.T, c escalation.Case, steps []step) escalation.Case {
	t.Helper()
	for i, s := range steps {
		ev := s.event
		if o, ok := ev.(ownTimer); ok {
			ev = fire(c, o.kind, o.duty)
		}
		var got effects
		c, got = escalation.Next(c, ev, monday.Add(s.at))
		if len(got)+len(s.want) > 0 && !reflect.DeepEqual(got, s.want) {
			t.Errorf("step %d: effects of %#v:\ngot  %#v\nwant %#v", i, ev, got, s.want)
		}
		if c.State != s.state {
			t.Errorf("step %d: state after %#v: got %q, want %q", i, ev, c.State, s.state)
		}
	}
	return c
}

func TestStories(t *testing.T) {
	for _, stories := range []map[string][]step{askingStories, owningStories, talkingStories, endingStories} {
		for name, steps := range stories {
			t.Run(name, func(t *testing.T) { tell(t, fresh(), steps) })
		}
	}
}
