package store_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"howto/escalation"
)

func TestAboutShowsWhatWasAskedBackToBothSidesWhileItWaits(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		c := opened(t, b.Store, "a1")
		shows := func(want bool) {
			t.Helper()
			for _, user := range []string{"U0AMIRA", "U0DANA"} {
				held, err := b.About(t.Context(), user)
				raw, err2 := json.Marshal(held)
				if err := errors.Join(err, err2); err != nil {
					t.Fatal(err)
				}
				if got := strings.Contains(string(raw), `"asked back":"Which till?"`); got != want {
					t.Errorf("About(%s) shows what was asked back: %v, want %v\n%s", user, got, want, raw)
				}
			}
		}
		advance(t, b.Store, "ask", c.ID, escalation.AskBack{By: "U0DANA", Member: true,
			Message: escalation.Message{TS: "V1", Text: "Which till?"}})
		shows(true)
		advance(t, b.Store, "reply", c.ID, escalation.AskerReply{By: "U0AMIRA",
			Message: escalation.Message{Channel: "D0AMIRA", TS: "1.1", Text: "Till 4"}})
		deliver(t, b) // what is on its way says it too
		shows(false)
	})
}
