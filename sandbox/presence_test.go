package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"howto/sandbox"
)

func TestAPostIntoAThreadThatIsGoneStandsInTheChannel(t *testing.T) {
	w := start(t)
	parent := post(t, w, floor, "question")
	if err := w.Moderate(t.Context(), floor, parent); err != nil {
		t.Fatal(err)
	}
	_, ts, m, err := client(w).PostMessageWithResponseContext(t.Context(), floor,
		slack.MsgOptionText("answer", false), slack.MsgOptionTS(parent),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
	if err != nil || m.ThreadTimestamp != "" {
		t.Fatalf("post = thread %q, %v; want no thread and no error", m.ThreadTimestamp, err)
	}
	if got := w.Messages(floor, "", ""); len(got) != 1 || got[0].TS != ts || got[0].ThreadTS != "" {
		t.Errorf("the channel has %+v, want the answer by itself", got)
	}
}

func TestFilesComeWithOrWithoutWords(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	if _, err := w.Say(t.Context(), sandbox.SayInput{As: amira, Channel: floor, Files: []string{"till.jpg"}}); err != nil {
		t.Fatal(err)
	}
	got := l.await(t, "message.file_share")
	files, _ := got["files"].([]any)
	if got["text"] != "" || len(files) != 1 {
		t.Fatalf("event = %v, want one file and no text", got)
	}
	file := files[0].(map[string]any)
	if link, _ := file["permalink"].(string); file["name"] != "till.jpg" || !strings.HasPrefix(link, w.URL()) {
		t.Errorf("file = %v, want its name and a link into the workspace", file)
	}
}

func TestWhoIsAwayOrQuietSaysSo(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := start(t, func(c *sandbox.Config) { c.Now = func() time.Time { return now } })
	who := dana
	quiet := func() bool {
		s, err := client(w).GetDNDInfoContext(t.Context(), &who)
		if err != nil {
			t.Fatal(err)
		}
		return s.SnoozeEnabled && int64(s.SnoozeEndTime) > now.Unix()
	}
	presence := func() string {
		p, err := client(w).GetUserPresenceContext(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		return p.Presence
	}
	if quiet() || presence() != "active" {
		t.Errorf("at first quiet %t and %s, want neither", quiet(), presence())
	}
	if err := w.SetPresence(sandbox.Presence{User: who, Away: true, Quiet: now.Unix() + 60}); err != nil {
		t.Fatal(err)
	}
	if !quiet() || presence() != "away" {
		t.Errorf("quiet %t and %s, want quiet and away", quiet(), presence())
	}
	now = now.Add(time.Minute)
	if quiet() {
		t.Error("still quiet when the time is over")
	}
}

func TestTheBotHearsOfADeactivatedPerson(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	if err := w.Deactivate(dana); err != nil {
		t.Fatal(err)
	}
	user, _ := l.await(t, "user_change")["user"].(map[string]any)
	if user["id"] != dana || user["deleted"] != true {
		t.Errorf("user_change tells of %v, want %s as deleted", user, dana)
	}
}
