package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/sandbox"
	"howto/search"
)

// longCard is a plant whose library has an asset of many steps more than Slack shows by one response_url.
func longCard(t *testing.T) *plant {
	t.Helper()
	text := "---\ntitle: Do the zeppelin inventory\nkind: steps\ntopics: [stock]\nowner: U0IVO\nreview: 2027-01-01\n" +
		"asks: [do the zeppelin inventory, how do I do the zeppelin inventory]\n---\n"
	for i := range longSteps {
		text += fmt.Sprintf("%d. Step%d of the inventory: count the shelf, write the number down, and go on to the next one.\n", i+1, i+1)
	}
	dir := libraryDir(t)
	if err := os.WriteFile(filepath.Join(dir, "inventory.md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	live, err := search.Follow(t.Context(), []string{dir}, search.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = live.Close() })
	return newPlant(t, live, 0)
}

const longSteps = 400

// steps is how many of the steps somebody reads in a channel, from the first on.
func (p *plant) steps(as, channel string) int {
	var read strings.Builder
	for _, m := range p.Messages(channel, as, "") {
		read.WriteString(shown(m))
	}
	for i := range longSteps {
		if !strings.Contains(read.String(), fmt.Sprintf("Step%d of", i+1)) {
			return i
		}
	}
	return longSteps
}

func TestALongCardThatOneReaderSeesSaysWhereTheRestIs(t *testing.T) {
	for _, how := range []string{"command", "shortcut"} {
		t.Run(how, func(t *testing.T) {
			p := longCard(t)
			if how == "command" {
				p.command(amira, chanFloor, "do the zeppelin inventory")
			} else {
				ts := p.say(ben, chanFloor, "", "do the zeppelin inventory")
				if err := p.Shortcut(t.Context(), sandbox.ShortcutInput{As: amira, Channel: chanFloor, TS: ts, CallbackID: "find_help"}); err != nil {
					t.Fatal(err)
				}
			}
			p.settle()
			all := p.Messages(chanFloor, amira, "")
			if last := shown(all[len(all)-1]); !strings.Contains(last, "Send to my DMs on the first message") || strings.Contains(last, "Continued") {
				t.Errorf("the last of %d messages ends in %q, want it to say where the rest is", len(all), last[max(0, len(last)-200):])
			}
			if err := p.pressing(amira, p.find(amira, chanFloor, "", "Do the zeppelin inventory", "Step1 of"), "keep")(); err != nil {
				t.Fatal(err)
			}
			p.settle()
			if got := p.steps(amira, p.dm(amira)); got != longSteps {
				t.Errorf("in direct messages there are %d steps, want all %d", got, longSteps)
			}
		})
	}
}

func TestALongCardThatIsSharedSaysWhereTheRestIs(t *testing.T) {
	p := longCard(t)
	p.command(amira, chanFloor, "do the zeppelin inventory")
	p.settle()
	if err := p.pressing(amira, p.find(amira, chanFloor, "", "Do the zeppelin inventory", "Step1 of"), "share")(); err != nil {
		t.Fatal(err)
	}
	p.settle()
	all := p.Messages(chanFloor, ben, "")
	if last := shown(all[len(all)-1]); !strings.Contains(last, "Ask me the same in direct messages") {
		t.Errorf("the last message that Ben sees ends in %q, want it to say where the rest is", last[max(0, len(last)-200):])
	}
	p.say(ben, p.dm(ben), "", "do the zeppelin inventory")
	p.settle()
	if got := p.steps(ben, p.dm(ben)); got != longSteps {
		t.Errorf("in direct messages there are %d steps, want all %d", got, longSteps)
	}
}
