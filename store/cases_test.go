package store_test

import (
	"errors"
	"testing"

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

var onCall = escalation.Opened{OnCall: []escalation.User{"U0DANA"}}

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
		_, err = b.OpenCase(t.Context(), "k3", escalation.Case{Ask: "nowhere"}, onCall)
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("OpenCase of an unknown ask: %v, want ErrNotFound", err)
		}
	})
}
