package escalation_test

import (
	"reflect"
	"slices"
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

var _ = reflect.DeepEqual
var _ = slices.Clone[[]int]
var _ outcome.Kind
var _ testing.TB

func record(kind outcome.Kind, by escalation.User) escalation.Effect {
	return escalation.Record{Kind: string(kind), By: by}
}

func refusal(to escalation.User, why escalation.Reason) effects {
	return effects{escalation.Refuse{To: to, Why: why}}
}
