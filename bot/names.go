package bot

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/slack-go/slack"
)

// shortestName is the fewest letters of a name that is worth knowing: initials are not.
const shortestName = 2

// called is the words that people of the workspace are called by.
type called struct {
	words atomic.Pointer[map[string]bool]
}

// ReadNames reads from Slack's directory what people are called, those who have left included, so
// that [Bot.IsName] knows. After an error it knows what it knew before.
func (b *Bot) ReadNames(ctx context.Context) error {
	users, err := b.Slack.GetUsersContext(ctx, slack.GetUsersOptionLimit(200))
	if err != nil {
		return fmt.Errorf("slack users.list: %w", err)
	}
	words := map[string]bool{}
	for _, u := range users {
		if u.IsBot {
			continue
		}
		for _, name := range []string{u.Name, u.RealName, u.Profile.RealName, u.Profile.DisplayName} {
			for _, w := range nameWords(name) {
				words[w] = true
			}
		}
	}
	b.called.words.Store(&words)
	return nil
}

// nameWords are the words of a name, in lower case.
func nameWords(name string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len([]rune(w)) >= shortestName {
			out = append(out, w)
		}
	}
	return out
}

// IsName reports whether a word, in lower case, is part of the name of somebody in the workspace.
// Before [Bot.ReadNames] it knows nobody.
func (b *Bot) IsName(word string) bool {
	words := b.called.words.Load()
	return words != nil && (*words)[word]
}
