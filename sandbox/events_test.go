package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"howto/sandbox"
)

func TestTheBotHearsItsOwnPosts(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	post(t, w, floor, "hello")
	if got := l.await(t, "message"); got["bot_id"] != "B0HOWTO" || got["user"] != bot {
		t.Errorf("own message = %v, want bot_id and user of the bot", got)
	}
}

func TestTheBotHearsNothingWhereItIsNoMember(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	say(t, w, amira, away, "@howto hello")
	say(t, w, amira, floor, "marker")
	l.await(t, "message")
	if got := l.inner(); len(got) != 1 || got[0]["text"] != "marker" {
		t.Errorf("events = %v, want only the marker", got)
	}
}

func TestEventsNeedTheirScopes(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.Scopes = []string{"chat:write", "im:history"} })
	l := listen(t, w, nil)
	say(t, w, amira, floor, "@howto hello")
	dm, err := w.DM(amira)
	if err != nil {
		t.Fatal(err)
	}
	say(t, w, amira, dm, "marker")
	l.await(t, "message")
	if got := l.inner(); len(got) != 1 || got[0]["channel_type"] != "im" {
		t.Errorf("events = %v, want only the direct message", got)
	}
}

func TestTheBotDoesNotMentionItself(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	post(t, w, floor, "ask <@U0HOWTO>")
	say(t, w, amira, floor, "marker")
	wait(t, w, "both", func(w *sandbox.Workspace) bool { return w.Idle() })
	if slices.Contains(l.seen(), "app_mention") {
		t.Errorf("events = %v, want no app_mention", l.seen())
	}
}

func TestNobodyNotifiesThemselves(t *testing.T) {
	w := start(t)
	say(t, w, amira, floor, "@amira and @ben")
	if got := w.Messages(floor, "", "")[0].Notified; len(got) != 1 || got[0] != ben {
		t.Errorf("notified %v, want only ben", got)
	}
}

func TestAnEventTakesNoPayloadBack(t *testing.T) {
	w := start(t)
	listen(t, w, func(socketmode.Event) (any, bool) { return map[string]any{"text": "hi"}, true })
	say(t, w, amira, floor, "hello")
	wait(t, w, "the answer", func(w *sandbox.Workspace) bool { return w.Idle() })
	entries, _ := w.Traffic(0)
	last := entries[len(entries)-1]
	if last.Response["refused"] == nil || len(w.Messages(floor, "", "")) != 1 {
		t.Errorf("answer = %v, want the payload refused and nothing shown", last.Response)
	}
}

func TestEditsUnfurlsAndDeletionsAreEvents(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	ts := say(t, w, amira, floor, "https://hub.fernhill.example/x")
	if err := w.Unfurl(t.Context(), floor, ts); err != nil {
		t.Fatal(err)
	}
	unfurled := l.await(t, "message.message_changed")
	if m := unfurled["message"].(map[string]any); m["edited"] != nil || m["attachments"] == nil {
		t.Errorf("unfurl = %v, want attachments and no edit", m)
	}
	if err := w.Edit(t.Context(), sandbox.EditInput{As: amira, Channel: floor, TS: ts, Text: "never mind"}); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "the edit", func(*sandbox.Workspace) bool { return len(l.seen()) == 3 })
	edit := l.inner()[2]
	if m := edit["message"].(map[string]any); m["edited"] == nil || m["text"] != "never mind" {
		t.Errorf("edit = %v", m)
	}
	if p := edit["previous_message"].(map[string]any); !strings.Contains(p["text"].(string), "hub.fernhill") {
		t.Errorf("previous message = %v", p)
	}
	if err := w.Delete(t.Context(), amira, floor, ts); err != nil {
		t.Fatal(err)
	}
	if got := l.await(t, "message.message_deleted"); got["deleted_ts"] != ts {
		t.Errorf("deletion = %v, want deleted_ts %s", got, ts)
	}
	if err := w.Delete(t.Context(), amira, floor, ts); err == nil {
		t.Error("a message could be deleted twice")
	}
}

func TestOnlyTheAuthorEditsAMessage(t *testing.T) {
	w := start(t)
	ts := say(t, w, amira, floor, "mine")
	if err := w.Edit(t.Context(), sandbox.EditInput{As: ben, Channel: floor, TS: ts, Text: "yours"}); err == nil {
		t.Error("Edit() of another person's message gave no error")
	}
}

func TestABroadcastReplyHasItsSubtype(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	ts := say(t, w, amira, floor, "question")
	in := sandbox.SayInput{As: ben, Channel: floor, Text: "answer", ThreadTS: ts, Broadcast: true}
	if _, err := w.Say(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if got := l.await(t, "message.thread_broadcast"); got["thread_ts"] != ts || got["parent_user_id"] != amira {
		t.Errorf("broadcast = %v", got)
	}
}

func TestAReplyNamesAParent(t *testing.T) {
	w := start(t)
	parent := say(t, w, amira, floor, "question")
	reply, err := w.Say(t.Context(), sandbox.SayInput{As: ben, Channel: floor, Text: "answer", ThreadTS: parent})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Say(t.Context(), sandbox.SayInput{As: ben, Channel: floor, Text: "more", ThreadTS: reply})
	if err == nil {
		t.Error("Say() below a reply gave no error")
	}
}

func TestJoiningAndLeavingAreEvents(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	if err := w.Invite(floor, dana); err != nil {
		t.Fatal(err)
	}
	if got := l.await(t, "member_joined_channel"); got["user"] != dana {
		t.Errorf("joined = %v", got)
	}
	if err := w.Kick(floor, dana); err != nil {
		t.Fatal(err)
	}
	l.await(t, "member_left_channel")
	if err := w.Kick(floor, bot); err != nil {
		t.Fatal(err)
	}
	l.await(t, "channel_left")
	if got := call(t, w, "chat.postMessage", message(floor))["error"]; got != "not_in_channel" {
		t.Errorf("chat.postMessage after being removed = %v, want not_in_channel", got)
	}
}

func TestOpeningHomeIsAnEventEveryTime(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	for _, tab := range []string{"home", "messages", ""} {
		if err := w.OpenHome(t.Context(), amira, tab); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, w, "three events", func(*sandbox.Workspace) bool { return len(l.seen()) == 3 })
	if got := l.inner()[1]; got["tab"] != "messages" || got["user"] != amira {
		t.Errorf("second event = %v", got)
	}
}

func TestWhatAPersonTypesIsEscapedAndLinked(t *testing.T) {
	w := start(t)
	for in, want := range map[string]string{
		"a < b & <!channel>":            "a &lt; b &amp; &lt;!channel&gt;",
		"@howto and @amira, see #away.": "<@U0HOWTO> and <@U0AMIRA>, see <#C0AWAY|away>.",
		"mail me@amira or ask @nobody":  "mail me@amira or ask @nobody",
		"see https://a.example/?b&c.":   "see <https://a.example/?b&amp;c>.",
		"@here please":                  "<!here> please",
		"@dana is not here":             "@dana is not here",
	} {
		ts := say(t, w, ben, floor, in)
		for _, m := range w.Messages(floor, "", "") {
			if m.TS == ts && m.Text != want {
				t.Errorf("typed %q = %q, want %q", in, m.Text, want)
			}
		}
	}
}

func TestNotifiedCountsMentionsOfMembers(t *testing.T) {
	w := start(t)
	mrkdwn := func(s string) slack.Block {
		return slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", s, false, false), nil, nil)
	}
	plain := func(s string) slack.Block {
		return slack.NewSectionBlock(slack.NewTextBlockObject("plain_text", s, false, false), nil, nil)
	}
	rich := func(e ...slack.RichTextSectionElement) slack.Block {
		return slack.NewRichTextBlock("", slack.NewRichTextSection(e...))
	}
	for _, c := range []struct {
		name, text string
		block      slack.Block
		want       string
	}{
		{"a member", "<@U0AMIRA>", nil, "U0AMIRA"},
		{"not a member", "<@U0DANA>", nil, ""},
		{"everyone", "<!channel>", nil, "U0AMIRA U0BEN"},
		{"a group", "<!subteam^S0TILLS>", nil, "U0BEN"},
		{"escaped", "&lt;!channel&gt; &lt;@U0AMIRA&gt;", nil, ""},
		{"in mrkdwn", "x", mrkdwn("<!here|here>"), "U0AMIRA U0BEN"},
		{"in plain text", "x", plain("<!here>"), ""},
		{"in a markdown block", "x", slack.NewMarkdownBlock("", "<@U0BEN>"), "U0BEN"},
		{"rich text", "x", rich(slack.NewRichTextSectionTextElement("<!here>", nil)), ""},
		{"a rich user", "x", rich(slack.NewRichTextSectionUserElement(ben, nil)), "U0BEN"},
		{"a rich broadcast", "x", rich(slack.NewRichTextSectionBroadcastElement("here")), "U0AMIRA U0BEN"},
	} {
		var options []slack.MsgOption
		if c.block != nil {
			options = append(options, slack.MsgOptionBlocks(c.block))
		}
		ts := post(t, w, floor, c.text, options...)
		all := w.Messages(floor, "", "")
		i := slices.IndexFunc(all, func(m sandbox.Message) bool { return m.TS == ts })
		if got := strings.Join(all[i].Notified, " "); got != c.want {
			t.Errorf("%s: notified %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzOnlyAnAtSignNotifies(f *testing.F) {
	for _, seed := range []string{"hello", "<!channel>", "&lt;@U0BEN>", "https://a.example/<@U0BEN>", "@ben", "#"} {
		f.Add(seed)
	}
	w := newWorkspace(f, config())
	f.Fuzz(func(t *testing.T, text string) {
		w.Reset()
		_, err := w.Say(t.Context(), sandbox.SayInput{As: amira, Channel: floor, Text: text})
		if err != nil {
			t.Skip(err)
		}
		got := w.Messages(floor, "", "")[0]
		if !strings.Contains(text, "@") && len(got.Notified) > 0 {
			t.Errorf("typed %q, sent %q, notified %v", text, got.Text, got.Notified)
		}
	})
}
