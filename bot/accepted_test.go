package bot

import (
	"testing"
	"time"

	"howto/sandbox"

	"github.com/slack-go/slack"
)

// The sandbox reads blocks by its own rules, which are stricter than Slack's.
func TestTheSandboxTakesWhatIsDrawn(t *testing.T) {
	w, err := sandbox.New(sandbox.Config{
		BotToken: "xoxb-test", AppToken: "xapp-test", SigningSecret: "test",
		Users: []sandbox.User{{ID: "U0DANA", Name: "dana"}, {ID: "U0ELIF", Name: "elif"}},
		Channels: []sandbox.Channel{
			{ID: "C0PAY", Name: "pay", Members: []string{"U0HOWTO", "U0DANA", "U0ELIF"}}},
		Pace: sandbox.Pace{Every: time.Millisecond, Burst: 10_000},
	})
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
	client := slack.New("xoxb-test", slack.OptionAPIURL(w.URL()+"/api/"))
	words := nasty()
	for _, name := range []string{"plain", "mentions", "emoji", "list", "number",
		"image"} {
		for _, d := range everything(words[name]) {
			if _, _, err := client.PostMessageContext(t.Context(), "C0PAY",
				slack.MsgOptionText(d.m.Text, false), slack.MsgOptionBlocks(d.m.Blocks...),
				slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()); err != nil {
				t.Errorf("%s, %s: %v", name, d.name, err)
			}
		}
		if _, err := client.PublishViewContext(t.Context(), slack.PublishViewContextRequest{
			UserID: "U0DANA", View: nastyHome(words[name])}); err != nil {
			t.Errorf("%s, home: %v", name, err)
		}
	}
}
