package sandbox_test

import (
	"testing"

	"howto/sandbox"
)

func TestARestrictedChannelOrThreadRefusesAsSlackDoes(t *testing.T) {
	w := start(t)
	open, locked := post(t, w, floor, "open"), post(t, w, floor, "locked")
	for _, c := range []struct {
		kind, thread       string
		top, there, beside string // the refusals of a post in the channel, in that thread, in another
	}{
		{sandbox.ReadOnly, "", "restricted_action_read_only_channel", "restricted_action_read_only_channel", "restricted_action_read_only_channel"},
		{sandbox.ThreadOnly, "", "restricted_action_thread_only_channel", "", ""},
		{sandbox.NonThreadable, "", "", "restricted_action_non_threadable_channel", "restricted_action_non_threadable_channel"},
		{sandbox.Locked, locked, "", "restricted_action_thread_locked", ""},
	} {
		t.Run(c.kind, func(t *testing.T) {
			r := sandbox.Restriction{Channel: floor, Thread: c.thread, Kind: c.kind}
			if err := w.Restrict(r); err != nil {
				t.Fatal(err)
			}
			for _, m := range []struct{ where, thread, want string }{
				{"in the channel", "", c.top}, {"in the thread", locked, c.there}, {"in another thread", open, c.beside},
			} {
				for _, method := range []string{"chat.postMessage", "chat.postEphemeral"} {
					args := message(floor, "thread_ts", m.thread)
					if method == "chat.postEphemeral" {
						args.Set("user", amira)
					}
					if got, _ := call(t, w, method, args)["error"].(string); got != m.want {
						t.Errorf("%s %s = %q, want %q", method, m.where, got, m.want)
					}
				}
			}
			if got := call(t, w, "chat.update", with("channel", floor, "ts", locked, "text", "anew")); got["ok"] != true {
				t.Errorf("chat.update = %v, want it done: only new messages are held back", got)
			}
			r.Kind = ""
			if err := w.Restrict(r); err != nil {
				t.Fatal(err)
			}
			if got := call(t, w, "chat.postMessage", message(floor, "thread_ts", locked)); got["ok"] != true {
				t.Errorf("lifted: chat.postMessage = %v, want it done", got)
			}
		})
	}
}

func TestARestrictionThatCannotBeIsRefused(t *testing.T) {
	w := start(t)
	ts := post(t, w, floor, "a message")
	for _, r := range []sandbox.Restriction{
		{Channel: "C0NONE", Kind: sandbox.ReadOnly}, {Channel: floor, Kind: "closed"}, {Channel: floor, Kind: sandbox.Locked},
		{Channel: floor, Thread: ts, Kind: sandbox.ReadOnly}, {Channel: floor, Thread: "1.000001", Kind: sandbox.Locked},
	} {
		if err := w.Restrict(r); err == nil {
			t.Errorf("Restrict(%+v) gave no error", r)
		}
	}
}
