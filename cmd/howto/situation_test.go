package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"howto/sandbox"
)

// lamp writes an asset about a lamp, with more lines of front matter.
func (w *world) lamp(name, title, more string) {
	w.t.Helper()
	w.write(filepath.Join(w.libraryDir(), name+".md"), fmt.Sprintf("---\ntitle: %s\nkind: steps\n"+
		"owner: U0IVO\nreview: 2027-01-01\n%s---\n1. Turn it to the *left*.\n", title, more))
}

// lamps is a world whose library has two assets that answer "swap quokka lamp" equally well.
func lamps(t *testing.T, upstairs, downstairs string) *world {
	w := prepare(t, sandbox.ModeSocket, func(c *sandbox.Config) {
		c.UserGroups = []sandbox.UserGroup{{ID: "S0NIGHT", Handle: "night-shift", Users: []string{amira}}}
	})
	w.lamp("lamp-a", "Swap the quokka lamp upstairs", upstairs)
	w.lamp("lamp-b", "Swap the quokka lamp downstairs", downstairs)
	w.lamp("ledger", "Find the wombat ledger", "workflow: closing\ntopics: [stock]\n")
	w.lamp("glass", "Polish the quokka lamp glass", "workflow: opening\ntopics: [stock]\n")
	w.start(sandbox.ModeSocket)
	return w
}

// place asks for the lamp and returns which of the two is shown or offered first.
func (w *world) place(as, channel string) string {
	w.t.Helper()
	w.command(as, channel, "swap quokka lamp")
	text := shown(w.see(as, channel, "", "Swap the quokka lamp"))
	_, place, _ := strings.Cut(text, "Swap the quokka lamp ")
	place, _, _ = strings.Cut(strings.Fields(place)[0], "*")
	return place
}

func TestWhatAPersonWasJustDoingDecidesBetweenEquals(t *testing.T) {
	w := lamps(t, "workflow: opening\ntopics: [stock]\n", "workflow: closing\ntopics: [stock]\n")
	w.command(amira, chanFloor, "wombat ledger")
	w.see(amira, chanFloor, "", "Find the wombat ledger", "left")
	if got := w.place(amira, chanFloor); got != "downstairs" {
		t.Errorf("Amira, who is closing, is shown %q, want downstairs", got)
	}
	if got := w.place(ben, chanFloor); got != "upstairs" {
		t.Errorf("Ben, of whom nothing is known, is shown %q, want the first by name: upstairs", got)
	}
	for _, who := range []string{amira, ben} {
		w.command(who, chanFloor, "polish the quokka lamp glass")
		m := w.see(who, chanFloor, "", "Polish the quokka lamp glass")
		if slices.Contains(actions(m.Blocks), "choose_1") {
			t.Errorf("%s is offered a choice, want the card that answers clearly better", who)
		}
	}
}

func TestTheUserGroupCalledLikeARoleDecidesBetweenEquals(t *testing.T) {
	w := lamps(t, "roles: [day shift]\ntopics: [stock]\n", "roles: [Night shift]\ntopics: [stock]\n")
	if got := w.place(amira, chanFloor); got != "downstairs" {
		t.Errorf("Amira, of the night shift, is shown %q, want downstairs", got)
	}
	if got := w.place(ben, chanFloor); got != "upstairs" {
		t.Errorf("Ben is shown %q, want upstairs", got)
	}
}

func TestTheTeamWhoseChannelItIsDecidesBetweenEquals(t *testing.T) {
	w := lamps(t, "topics: [stock]\n", "topics: [tills]\n")
	if got := w.place("U0DANA", pay); got != "downstairs" {
		t.Errorf("in the channel of Payments %q is shown, want downstairs", got)
	}
	if got := w.place("U0DANA", chanFloor); got != "upstairs" {
		t.Errorf("on the floor %q is shown, want upstairs", got)
	}
}

func TestWithoutThePermissionToReadUserGroupsTheBotSaysSoOnceAndAnswers(t *testing.T) {
	w := newWorld(t, sandbox.ModeSocket, func(c *sandbox.Config) {
		c.Scopes = slices.DeleteFunc(sandbox.AllScopes(), func(s string) bool { return s == "usergroups:read" })
	})
	w.cardFor(amira, "refund without receipt", "Refund a card payment without a receipt")
	if n := strings.Count(w.err.String(), "roles do not count in the ranking"); n != 1 {
		t.Errorf("the log says %d times that roles do not count, want once:\n%s", n, w.err)
	}
}
