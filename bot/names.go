package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"howto/outcome"

	"github.com/slack-go/slack"
	"golang.org/x/text/unicode/norm"
)

const (
	// shortestName is the fewest letters of a name that is worth knowing: initials are not.
	shortestName = 2
	// namesFresh is how often the directory is read, and namesAgain how soon after that went wrong.
	namesFresh = 24 * time.Hour
	namesAgain = 10 * time.Minute
	// namesAtOnce is how many people are read at a time, as Slack recommends.
	namesAtOnce = 200
)

// called is the words that people of the workspace are called by.
type called struct {
	names atomic.Pointer[nameSet]
}

// A nameSet is the words of names as they can be written, and by what they are known in other forms.
type nameSet struct{ spellings, keys map[string]bool }

func (n nameSet) add(word string) {
	for _, s := range outcome.Spellings(word) {
		n.spellings[s] = true
	}
	for _, k := range outcome.NameKeys(word) {
		n.keys[k] = true
	}
}

// KeepNames reads what people are called, now and once a day, until ctx is done. A large workspace
// takes its time: Slack allows about 20 pages of people a minute.
func (b *Bot) KeepNames(ctx context.Context) {
	for failed := false; ; {
		wait := namesFresh
		err := b.ReadNames(ctx)
		if err != nil {
			wait = namesAgain
		}
		// Said once: what is known stays known, and the next attempt comes soon.
		if err != nil && !failed && ctx.Err() == nil {
			b.Log.WarnContext(ctx, "names of people not read; until they are, they may stay in what is learnt",
				"err", err)
		}
		failed = err != nil
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

// ReadNames reads from Slack's directory what people are called, those who have left included and bots
// left out, so that [Bot.IsName] knows. It waits where Slack says so, for as long as ctx lets it. After
// an error it knows what it knew before.
func (b *Bot) ReadNames(ctx context.Context) error {
	names := nameSet{spellings: map[string]bool{}, keys: map[string]bool{}}
	page := b.Slack.GetUsersPaginated(slack.GetUsersOptionLimit(namesAtOnce),
		slack.GetUsersOptionIncludeLocale(false))
	for {
		next, err := page.Next(ctx)
		var limited *slack.RateLimitedError
		switch {
		case page.Done(err):
			b.called.names.Store(&names)
			return nil
		case errors.As(err, &limited):
			err = sleep(ctx, limited.RetryAfter)
		case err == nil:
			page = next
			addNames(names, page.Users)
		}
		if err != nil {
			return fmt.Errorf("slack users.list: %w", err)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func addNames(names nameSet, users []slack.User) {
	for _, u := range users {
		if u.IsBot {
			continue
		}
		for _, name := range []string{u.Name, u.RealName, u.Profile.RealName, u.Profile.DisplayName} {
			for _, w := range nameWords(name) {
				names.add(w)
			}
			for _, w := range nameWords(unquoted.Replace(name)) {
				names.add(w)
			}
		}
	}
}

// unquoted joins what stands around the sign of an O'Neill, whom many write Oneill.
var unquoted = strings.NewReplacer("'", "", "’", "", "ʼ", "", "`", "")

// nameWords are the words of a name, in lower case. Marks belong to the letters before them.
func nameWords(name string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(norm.NFC.String(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r)
	}) {
		if len([]rune(w)) >= shortestName {
			out = append(out, w)
		}
	}
	return out
}

// KnowsNames reports whether the directory has been read.
func (b *Bot) KnowsNames() bool { return b.called.names.Load() != nil }

// IsName reports whether a word is part of the name of somebody in the workspace, also where it is
// written without accents or with an umlaut spelled out. Before [Bot.ReadNames] it knows nobody.
func (b *Bot) IsName(word string) bool {
	names := b.called.names.Load()
	return names != nil && slices.ContainsFunc(outcome.Spellings(word), func(s string) bool {
		return names.spellings[s]
	})
}

// NamesSomebody is [Bot.IsName] for what nobody reads before others do: it takes a word for a name also
// where it is one in the plural or with the s of what belongs to somebody. So it takes more words for
// names that are none.
func (b *Bot) NamesSomebody(word string) bool {
	names := b.called.names.Load()
	return names != nil && slices.ContainsFunc(outcome.NameKeys(word), func(k string) bool {
		return names.keys[k]
	})
}
