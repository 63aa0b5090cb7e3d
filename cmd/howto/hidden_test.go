package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/sandbox"
	"howto/search"
)

// An aviaryHouse is a plant whose library a test changes under what people have read.
type aviaryHouse struct {
	*plant
	dir string
}

// quokkas are the files of the library, of which "open" fits the question best.
var quokkas = map[string]string{
	"open":  quokka("Open the quokka aviary", "1. Turn the *brass* wheel.\n<!-- more -->\n2. Mind the feathers."),
	"clean": quokka("Clean the quokka aviary", "1. Open the *cupboard*."),
	"paint": quokka("Paint the aviary of the quokka", "1. Take the *brush*."),
	"stock": quokka("Print the labels", "1. Press print."),
}

func quokka(title, body string) string {
	return "---\ntitle: " + title + "\nkind: steps\ntopics: [stock]\nowner: U0IVO\nreview: 2027-01-01\n---\n" + body + "\n"
}

// newAviary is a plant with those files alone.
func newAviary(t *testing.T, files map[string]string) *aviaryHouse {
	t.Helper()
	h := &aviaryHouse{dir: t.TempDir()}
	for id, text := range files {
		h.put(t, id, text)
	}
	live, err := search.Follow(t.Context(), []string{h.dir}, search.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := live.Close(); err != nil {
			t.Error(err)
		}
	})
	h.plant = newPlant(t, live, 0)
	return h
}

func (h *aviaryHouse) put(t *testing.T, id, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, id+".md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// hide keeps an asset for a group that nobody of this workspace is of.
func (h *aviaryHouse) hide(id string) {
	h.t.Helper()
	h.put(h.t, id, strings.Replace(quokkas[id], "review:", "audience: [S0KEEPERS]\nreview:", 1))
	if err := h.live.Reload(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// asks puts a question as Amira and returns what is answered.
func (h *aviaryHouse) asks(text string) sandbox.Message {
	h.t.Helper()
	h.command(amira, chanFloor, text)
	h.settle()
	return h.find(amira, chanFloor, "", "aviary")
}

// reads is all that Amira has before her, in the channel and in direct messages.
func (h *aviaryHouse) reads() string {
	h.t.Helper()
	var all strings.Builder
	for _, channel := range []string{chanFloor, h.dm(amira)} {
		for _, m := range h.Messages(channel, amira, "") {
			all.WriteString(shown(m))
		}
	}
	return all.String()
}

func TestAPressOnAnOldAnswerShowsNothingThatWasHiddenSince(t *testing.T) {
	for _, c := range []struct {
		name, question, hidden, press string
		says, not                     string
	}{
		{"the rest", "open the quokka aviary", "open", "more", "taken out of the library", "feathers"},
		{"a copy", "open the quokka aviary", "open", "keep", "taken out of the library", "Sent to your direct"},
		{"a shared card", "open the quokka aviary", "open", "share", "taken out of the library", "Amira Haddad"},
		{"a choice", "quokka aviary", "clean", "choose_2", "taken out of the library", "in the title"},
		{"the next best is the one after", "open the quokka aviary", "clean", "not_quite", "brush", "cupboard"},
		{"the choices drawn anew", "quokka aviary", "clean", "ask_expert", "brush", "cupboard"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newAviary(t, quokkas)
			answer := h.asks(c.question)
			h.hide(c.hidden)
			if err := h.pressing(amira, answer, c.press)(); err != nil {
				t.Fatal(err)
			}
			h.settle()
			if got := h.reads(); !strings.Contains(got, c.says) || strings.Contains(got, c.not) {
				t.Errorf("after %s Amira reads\n%s\nwant %q and no %q", c.press, got, c.says, c.not)
			}
		})
	}
}
