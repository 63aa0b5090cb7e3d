package sandbox_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"howto/sandbox"
)

func TestACommandIsAnsweredAndItsButtonPressed(t *testing.T) {
	w := start(t)
	l := listen(t, w, func(e socketmode.Event) (any, bool) {
		if e.Type != socketmode.EventTypeSlashCommand {
			return nil, true
		}
		cmd := e.Data.(slack.SlashCommand)
		button := slack.NewButtonBlockElement("solved", "ask-1", slack.NewTextBlockObject("plain_text", "Solved", false, false))
		return map[string]any{
			"response_type": "ephemeral", "text": "Steps for " + cmd.Text,
			"blocks": []slack.Block{slack.NewActionBlock("row", button)},
		}, true
	})
	r := howto(t, w, floor, "refund")
	if r.Error != "" {
		t.Fatalf("Command() = %+v", r)
	}
	got := w.Messages(floor, amira, "")
	if len(got) != 1 || got[0].Text != "Steps for refund" || !got[0].Ephemeral {
		t.Fatalf("Messages() = %+v, want one ephemeral with the steps", got)
	}
	if others := w.Messages(floor, ben, ""); len(others) != 0 {
		t.Errorf("Messages() for another person = %+v, want none", others)
	}
	press := sandbox.PressInput{As: amira, Channel: floor, TS: got[0].TS, ActionID: "solved"}
	if err := w.Press(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "the press", func(*sandbox.Workspace) bool { return len(l.presses()) == 1 })
	p := l.presses()[0]
	if !p.Container.IsEphemeral || p.Message.Timestamp != "" || p.ActionCallback.BlockActions[0].Value != "ask-1" {
		t.Errorf("press = %+v, want an ephemeral container, no message, and the value", p)
	}
	reply := &slack.WebhookMessage{Text: "Solved by Amira", ReplaceOriginal: true}
	if err := slack.PostWebhookContext(t.Context(), p.ResponseURL, reply); err != nil {
		t.Fatal(err)
	}
	if got = w.Messages(floor, amira, ""); len(got) != 1 || got[0].Text != "Solved by Amira" {
		t.Errorf("Messages() after the replacement = %+v", got)
	}
}

// presses returns the interactions that came.
func (l *listener) presses() []slack.InteractionCallback {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []slack.InteractionCallback
	for _, e := range l.events {
		if p, ok := e.Data.(slack.InteractionCallback); ok {
			out = append(out, p)
		}
	}
	return out
}

func TestManyMayUseAWorkspaceAtOnce(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.Pace.Burst = 1000 })
	l := listen(t, w, nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				_, err := w.Say(t.Context(), sandbox.SayInput{As: amira, Channel: floor, Text: "hello"})
				if err != nil {
					t.Error(err)
				}
				options := quiet(slack.MsgOptionText("hello", false))
				if _, _, err := client(w).PostMessageContext(t.Context(), floor, options...); err != nil {
					t.Error(err)
				}
				w.Messages(floor, ben, "")
			}
		})
	}
	all.Wait()
	wait(t, w, "every event", func(w *sandbox.Workspace) bool { return w.Idle() })
	if got := len(l.seen()); got != 160 {
		t.Errorf("the bot got %d events, want 160", got)
	}
}

func TestAPersonWhoLeavesIsToldNothing(t *testing.T) {
	w := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	listen(t, w, func(socketmode.Event) (any, bool) { cancel(); return nil, false })
	in := sandbox.CommandInput{As: amira, Channel: floor, Command: "/howto"}
	if _, err := w.Command(ctx, in); !errors.Is(err, context.Canceled) {
		t.Errorf("Command() = %v, want context.Canceled", err)
	}
	if got := w.Messages(floor, "", ""); len(got) != 0 {
		t.Errorf("Messages() = %+v, want none", got)
	}
}

func TestClosingEndsWhatIsUnderWay(t *testing.T) {
	w := start(t)
	came := make(chan struct{})
	listen(t, w, func(socketmode.Event) (any, bool) { close(came); return nil, false })
	done := make(chan error, 1)
	go func() {
		in := sandbox.CommandInput{As: amira, Channel: floor, Command: "/howto"}
		_, err := w.Command(t.Context(), in)
		done <- err
	}()
	<-came
	if err := w.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
	if err := <-done; err != nil {
		t.Errorf("Command() = %v, want a result that says it failed", err)
	}
	if err := w.Wait(t.Context(), func(*sandbox.Workspace) bool { return false }); err == nil {
		t.Error("Wait() on a closed workspace gave no error")
	}
}
