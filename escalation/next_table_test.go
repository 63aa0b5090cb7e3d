package escalation_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"howto/escalation"
)

// caseIn gives a case as it stands in a state; dana is the owner where there is one.
func caseIn(s escalation.State) escalation.Case {
	c := escalation.Case{ID: "k1", Asker: amira, State: s, Seq: 3}
	switch s {
	case escalation.Queued:
		c.Timers = []escalation.Timer{{Kind: escalation.ShiftStart, Epoch: 1, Due: monday}}
	case escalation.Paging:
		c.OnCall = users(dana)
	case escalation.Answered:
		c.Owner, c.AnsweredAt = dana, monday
	case escalation.Claimed, escalation.Resolved:
		c.Owner = dana
	}
	return c
}

// The events of the table, with everybody who may bring them: the owner, a colleague, a stranger
// and the asker.
var columns = []struct {
	name  string
	event escalation.Event
}{
	{"opened", escalation.Opened{OnCall: users(dana)}},
	{"opened, nobody on", escalation.Opened{NextShift: monday}},
	{"due", shift(1, dana)},
	{"due, nobody on", shift(1)},
	{"due, old", shift(9, dana)},
	{"due, other kind", escalation.Due{Timer: escalation.Timer{Kind: "other", Epoch: 1}}},
	{"claim by owner", escalation.Claim{By: dana, Member: true}},
	{"claim by colleague", escalation.Claim{By: elif, Member: true}},
	{"claim by stranger", escalation.Claim{By: ben}},
	{"claim by nobody", escalation.Claim{Member: true}},
	{"reply by owner", replyBy(dana)},
	{"reply by colleague", replyBy(elif)},
	{"reply by stranger", escalation.Reply{By: ben}},
	{"reply by nobody", escalation.Reply{Member: true}},
	{"asker writes", escalation.AskerReply{By: amira}},
	{"stranger writes", escalation.AskerReply{By: ben}},
	{"solved", escalation.Solve{By: amira}},
	{"solved by stranger", escalation.Solve{By: ben}},
	{"not yet", escalation.NotYet{By: amira}},
	{"not yet by stranger", escalation.NotYet{By: ben}},
	{"withdraw", escalation.Withdraw{By: amira}},
	{"withdraw by stranger", escalation.Withdraw{By: ben}},
	{"card helped", escalation.CardHelped{By: amira, Asset: "a"}},
	{"card helped a stranger", escalation.CardHelped{By: ben, Asset: "a"}},
	{"no event", nil},
}

// Every state and every event: the state after it, or what stands for the reason of the refusal.
// The columns are the states in the order of the first line.
const table = `
-----                 fresh     queued    paging    claimed   answered  resolved  withdrawn
opened:               paging    -open     -open     -open     -open     -open     -open
opened, nobody on:    queued    -open     -open     -open     -open     -open     -open
due:                  -timer    paging    -timer    -timer    -timer    -timer    -timer
due, nobody on:       -timer    queued    -timer    -timer    -timer    -timer    -timer
due, old:             -timer    -timer    -timer    -timer    -timer    -timer    -timer
due, other kind:      -timer    -timer    -timer    -timer    -timer    -timer    -timer
claim by owner:       -odd      claimed   claimed   -yours    -yours    -closed   -closed
claim by colleague:   -odd      claimed   claimed   -taken    -taken    -closed   -closed
claim by stranger:    -odd      -team     -team     -taken    -taken    -closed   -closed
claim by nobody:      -odd      -odd      -odd      -odd      -odd      -odd      -odd
reply by owner:       -odd      answered  answered  answered  answered  -closed   -closed
reply by colleague:   -odd      answered  answered  -owner    -owner    -closed   -closed
reply by stranger:    -odd      -team     -team     -team     -team     -closed   -closed
reply by nobody:      -odd      -odd      -odd      -odd      -odd      -odd      -odd
asker writes:         -odd      queued    paging    claimed   claimed   -closed   -closed
stranger writes:      -odd      -asker    -asker    -asker    -asker    -closed   -closed
solved:               -odd      -early    -early    -early    resolved  -closed   -closed
solved by stranger:   -odd      -asker    -asker    -asker    -asker    -closed   -closed
not yet:              -odd      -early    -early    -early    claimed   -closed   -closed
not yet by stranger:  -odd      -asker    -asker    -asker    -asker    -closed   -closed
withdraw:             -odd      withdrawn withdrawn withdrawn withdrawn -closed   -closed
withdraw by stranger: -odd      -asker    -asker    -asker    -asker    -closed   -closed
card helped:          -odd      resolved  resolved  resolved  resolved  -closed   -closed
card helped a stranger: -odd    -asker    -asker    -asker    -asker    -closed   -closed
no event:             -odd      -odd      -odd      -odd      -odd      -odd      -odd
`

var reasons = map[string]escalation.Reason{
	"-open":   escalation.OpenAlready,
	"-timer":  escalation.OldTimer,
	"-odd":    escalation.Unexpected,
	"-yours":  escalation.YoursAlready,
	"-taken":  escalation.TakenAlready,
	"-team":   escalation.NotOfTeam,
	"-owner":  escalation.NotTheOwner,
	"-asker":  escalation.NotTheAsker,
	"-early":  escalation.NotAnswered,
	"-closed": escalation.ClosedCase,
}

// cells reads the table: what must become of the event of that name in every state.
func cells(t *testing.T) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(table), "\n")[1:] {
		name, rest, _ := strings.Cut(line, ":")
		rows[name] = strings.Fields(rest)
		if len(rows[name]) != len(states) {
			t.Fatalf("row %q has %d cells, want %d", name, len(rows[name]), len(states))
		}
	}
	return rows
}

var states = []escalation.State{"", escalation.Queued, escalation.Paging, escalation.Claimed,
	escalation.Answered, escalation.Resolved, escalation.Withdrawn}

func TestEveryStateHasAWordForEveryEvent(t *testing.T) {
	rows := cells(t)
	if len(rows) != len(columns) {
		t.Fatalf("the table has %d rows, want one for each of %d events", len(rows), len(columns))
	}
	for _, col := range columns {
		for i, s := range states {
			t.Run(fmt.Sprintf("%s in %q", col.name, s), func(t *testing.T) {
				before := caseIn(s)
				after, effects := escalation.Next(before, col.event, monday)
				if _, ok := reasons[rows[col.name][i]]; !ok {
					if got, want := string(after.State), rows[col.name][i]; got != want {
						t.Errorf("state: got %q, want %q", got, want)
					}
				}
				var got escalation.Reason
				if r, ok := (escalation.Step{Effects: effects}).Refused(); ok {
					got = r.Why
					if len(effects) != 1 || !reflect.DeepEqual(before, after) {
						t.Errorf("a refusal came with %#v and left %+v", effects, after)
					}
				}
				if want := reasons[rows[col.name][i]]; got != want {
					t.Errorf("refusal: got %q, want %q", got, want)
				}
			})
		}
	}
}

func TestARefusalIsForWhoeverTried(t *testing.T) {
	for _, col := range columns {
		_, effects := escalation.Next(caseIn(escalation.Withdrawn), col.event, monday)
		var want escalation.User
		if v := reflect.ValueOf(col.event); v.IsValid() && v.FieldByName("By").IsValid() {
			want = escalation.User(v.FieldByName("By").String())
		}
		if got := effects[0].(escalation.Refuse).To; got != want {
			t.Errorf("%s: refusal to %q, want %q", col.name, got, want)
		}
	}
}
