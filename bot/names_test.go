package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"howto/sandbox"

	"github.com/slack-go/slack"
)

// directory is a bot in a workspace of these people.
func directory(t *testing.T, users ...sandbox.User) (*Bot, *sandbox.Workspace) {
	t.Helper()
	w, err := sandbox.New(sandbox.Config{BotToken: "xoxb-test", AppToken: "xapp-test", BotName: "helpdesk",
		Users: users})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Start(""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	api := slack.New("xoxb-test", slack.OptionAPIURL(w.URL()+"/api/"))
	return &Bot{Options: Options{Slack: api, Log: slog.New(slog.DiscardHandler)}}, w
}

func wantNames(t *testing.T, b *Bot, want map[string]bool) {
	t.Helper()
	for word, is := range want {
		if got := b.IsName(word); got != is {
			t.Errorf("IsName(%q) = %v, want %v", word, got, is)
		}
	}
}

func TestNamesAreTheWordsThatPeopleAreCalledBy(t *testing.T) {
	b, w := directory(t,
		sandbox.User{ID: "U0AMIRA", Name: "ami.h", RealName: "Amira Haddad"},
		sandbox.User{ID: "U0SOREN", Name: "soren", RealName: "Søren O'Neill-Ruiz"})
	if err := w.Deactivate("U0SOREN"); err != nil {
		t.Fatal(err)
	}
	if b.KnowsNames() {
		t.Error("KnowsNames before the directory was read")
	}
	wantNames(t, b, map[string]bool{"amira": false})
	if err := b.ReadNames(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !b.KnowsNames() {
		t.Error("not KnowsNames after the directory was read")
	}
	wantNames(t, b, map[string]bool{
		"amira": true, "haddad": true, "ami": true, // handle and real name
		"søren": true, "neill": true, "ruiz": true, // someone who has left
		"h": false, "o": false, // initials
		"helpdesk": false, // the bot
		"refund":   false,
	})
}

func TestANameIsOneHoweverItIsWritten(t *testing.T) {
	b, _ := directory(t,
		sandbox.User{ID: "U0ELIF", Name: "elif", RealName: "Elif Şahin"},
		sandbox.User{ID: "U0MAX", Name: "max.m", RealName: "Max Mu\u0308ller"},
		sandbox.User{ID: "U0SOREN", Name: "soren", RealName: "Søren O'Neill"},
		sandbox.User{ID: "U0JAN", Name: "jan", RealName: "Jan Kowalski"})
	if b.NamesSomebody("sahin") {
		t.Error("NamesSomebody before the directory was read")
	}
	if err := b.ReadNames(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantNames(t, b, map[string]bool{"şahin": true, "sahin": true, "müller": true, "mu\u0308ller": true, "muller": true,
		"mueller": true, "oneill": true, "kowalskis": false, "ller": false, "mu": false, "refunds": false})
	for word, want := range map[string]bool{"sahins": true, "muellers": true, "kowalskis": true, "kowalski": true,
		"soerens": true, "ller": false, "refunds": false} {
		if got := b.NamesSomebody(word); got != want {
			t.Errorf("NamesSomebody(%q) = %v, want %v", word, got, want)
		}
	}
}

func TestNamesAreReadPageByPage(t *testing.T) {
	var users []sandbox.User
	for i := range 2*namesAtOnce + 1 {
		users = append(users, sandbox.User{ID: fmt.Sprintf("U0P%03d", i), Name: fmt.Sprintf("p%03d", i),
			RealName: "Name" + strings.Repeat("n", i)})
	}
	b, w := directory(t, users...)
	if err := b.ReadNames(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, u := range users {
		if word := strings.ToLower(u.RealName); !b.IsName(word) {
			t.Fatalf("person %d of %d is not known", i+1, len(users))
		}
	}
	calls := 0
	traffic, _ := w.Traffic(0)
	for _, c := range traffic {
		if c.Name == "users.list" {
			calls++
		}
	}
	if calls != 3 {
		t.Errorf("%d calls of users.list, want 3 pages", calls)
	}
}

func TestNamesStayKnownWhenTheyCannotBeReadAgain(t *testing.T) {
	b, w := directory(t, sandbox.User{ID: "U0AMIRA", Name: "amira", RealName: "Amira Haddad"})
	if err := b.ReadNames(t.Context()); err != nil {
		t.Fatal(err)
	}
	fault := sandbox.Fault{Kind: "refuse", Match: "users.list", Code: "missing_scope"}
	if err := w.SetFaults(fault); err != nil {
		t.Fatal(err)
	}
	err := b.ReadNames(t.Context())
	if err == nil || !strings.Contains(err.Error(), "slack users.list: missing_scope") {
		t.Errorf("ReadNames = %v, want the call and Slack's code", err)
	}
	wantNames(t, b, map[string]bool{"haddad": true})
}

func TestWaitingForSlacksLimitEndsWithTheContext(t *testing.T) {
	b, w := directory(t, sandbox.User{ID: "U0AMIRA", Name: "amira"})
	if err := w.SetFaults(sandbox.Fault{Kind: "ratelimit", Match: "users.list", MS: 3_600_000}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := b.ReadNames(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ReadNames = %v, want %v", err, context.DeadlineExceeded)
	}
}
