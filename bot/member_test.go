package bot

import (
	"log/slog"
	"testing"
	"time"

	"howto/escalation"
	"howto/sandbox"
)

func TestAGuestIsNotMeantWhereTheirChannelIsCalled(t *testing.T) {
	b, _ := directory(t, sandbox.User{ID: "U0BEN", Name: "ben", RealName: "Ben Okafor"},
		sandbox.User{ID: "U0AMIRA", Name: "amira", RealName: "Amira Haddad"},
		sandbox.User{ID: "U0GUEST", Name: "guest", RealName: "Gil Guest", Guest: true})
	b.people = newPeople(b.Slack, time.Now, slog.New(slog.DiscardHandler))
	called := escalation.Case{Asker: "U0AMIRA", Root: escalation.Place{Channel: "C0OPS", Thread: "1.1"},
		OnCall: []escalation.User{escalation.Here}}
	byName := called
	byName.OnCall = []escalation.User{"U0IVO"}
	for _, tc := range []struct {
		name, channel string
		c             escalation.Case
		who           escalation.User
		want          bool
	}{
		{"who is in the channel", "C0OPS", called, "U0BEN", true},
		{"a guest", "C0OPS", called, "U0GUEST", false},
		{"who nobody knows", "C0OPS", called, "U0NOBODY", false},
		{"the asker", "C0OPS", called, "U0AMIRA", false},
		{"who is somewhere else", "C0FLOOR", called, "U0BEN", false},
		{"where others were asked by name", "C0OPS", byName, "U0BEN", false},
	} {
		if got := b.member(t.Context(), tc.c, tc.channel, tc.who); got != tc.want {
			t.Errorf("%s: member = %v, want %v", tc.name, got, tc.want)
		}
	}
}
