package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"howto/sandbox"
)

// call posts a form to a method and returns the answer.
func call(t *testing.T, w *sandbox.Workspace, method string, args url.Values) map[string]any {
	t.Helper()
	resp, err := http.PostForm(w.URL()+"/api/"+method, args)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, resp)
}

func decode(t *testing.T, resp *http.Response) map[string]any {
	t.Helper()
	defer resp.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// with returns form arguments with the bot's token.
func with(pairs ...string) url.Values {
	v := url.Values{"token": {"xoxb-test"}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// message are the arguments of a message that nothing is wrong with.
func message(channel string, pairs ...string) url.Values {
	return with(append([]string{
		"channel", channel, "text", "hello", "unfurl_links", "false", "unfurl_media", "false",
	}, pairs...)...)
}

func TestRefusalsCarrySlacksCodes(t *testing.T) {
	w := start(t)
	mine := post(t, w, floor, "mine")
	theirs := say(t, w, amira, floor, "theirs")
	reply := post(t, w, floor, "a reply", slack.MsgOptionTS(mine))
	long := strings.Repeat("ä", 4001)
	for _, c := range []struct {
		name, method string
		args         url.Values
		want         string
	}{
		{"no token", "auth.test", url.Values{}, "not_authed"},
		{"another token", "auth.test", url.Values{"token": {"xoxb-no"}}, "invalid_auth"},
		{"the app's token", "auth.test", url.Values{"token": {"xapp-test"}}, "not_allowed_token_type"},
		{"unknown method", "chat.shout", with(), "unknown_method"},
		{"unknown argument", "chat.postMessage", message(floor, "colour", "red"), "invalid_arguments"},
		{"unknown channel", "chat.postMessage", message("C0NOWHERE"), "channel_not_found"},
		{"not a member", "chat.postMessage", message(away), "not_in_channel"},
		{"a bot's own messages", "chat.postMessage", message(bot), "cannot_dm_bot"},
		{"no text", "chat.postMessage", message(floor, "text", ""), "no_text"},
		{"long text", "chat.postMessage", message(floor, "text", long), "msg_too_long"},
		{"unfurls on", "chat.postMessage", with("channel", floor, "text", "x"), "unfurls_not_off"},
		{
			"previews on", "chat.postMessage",
			with("channel", floor, "text", "x", "unfurl_media", "false"), "unfurls_not_off",
		},
		{"a foreign private channel", "chat.postMessage", message(secret), "channel_not_found"},
		{"a foreign private name", "conversations.info", with("channel", secret), "channel_not_found"},
		{"parsed names", "chat.postMessage", message(floor, "parse", "full"), "invalid_arguments"},
		{"linked names", "chat.postMessage", message(floor, "link_names", "1"), "invalid_arguments"},
		{"another's looks", "chat.postMessage", message(floor, "username", "Boss"), "missing_scope"},
		{"unknown thread", "chat.postMessage", message(floor, "thread_ts", "1700000000.000001"), "thread_not_found"},
		{"a reply as parent", "chat.postMessage", message(floor, "thread_ts", reply), "cannot_reply_to_message"},
		{"half metadata", "chat.postMessage", message(floor, "metadata", `{"event_type":""}`), "invalid_metadata_format"},
		{"ephemeral to a stranger", "chat.postEphemeral", message(floor, "user", dana), "user_not_in_channel"},
		{"another's message", "chat.update", with("channel", floor, "ts", theirs, "text", "x"), "cant_update_message"},
		{"no message", "chat.update", with("channel", floor, "ts", "1.000000", "text", "x"), "message_not_found"},
		{"deleting another's", "chat.delete", with("channel", floor, "ts", theirs), "cant_delete_message"},
		{"thread of nothing", "conversations.replies", with("channel", floor, "ts", "1.000000"), "thread_not_found"},
		{"unknown person", "users.info", with("user", "U0NOBODY"), "user_not_found"},
		{"messages to nobody", "conversations.open", with("users", "U0NOBODY"), "user_not_found"},
		{"unknown group", "usergroups.users.list", with("usergroup", "S0"), "no_such_subteam"},
		{"no reaction", "reactions.remove", with("channel", floor, "timestamp", mine, "name", "eyes"), "no_reaction"},
	} {
		if got := call(t, w, c.method, c.args)["error"]; got != c.want {
			t.Errorf("%s: %s = %v, want %s", c.name, c.method, got, c.want)
		}
	}
}

func TestJSONBodiesWorkLikeForms(t *testing.T) {
	w := start(t)
	body := `{"channel":"C0FLOOR","text":"hello","unfurl_links":false,"unfurl_media":false}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		w.URL()+"/api/chat.postMessage", bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer xoxb-test")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if got := decode(t, resp); got["ok"] != true {
		t.Errorf("chat.postMessage with JSON = %v, want ok", got)
	}
}

func TestAMissingScopeIsNamed(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.Scopes = []string{"users:read"} })
	got := call(t, w, "chat.postMessage", message(floor))
	if got["error"] != "missing_scope" || got["needed"] != "chat:write" || got["provided"] != "users:read" {
		t.Errorf("chat.postMessage without chat:write = %v", got)
	}
	private := call(t, w, "conversations.history", with("channel", pay))
	if private["needed"] != "groups:history" {
		t.Errorf("conversations.history of a private channel = %v, want groups:history needed", private)
	}
}

func TestAnArchivedChannelTakesNothing(t *testing.T) {
	w := start(t)
	ts := post(t, w, floor, "before")
	if err := w.Archive(floor); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, want string
		args         url.Values
	}{
		{"chat.postMessage", "is_archived", message(floor)},
		{"chat.postEphemeral", "is_archived", message(floor, "user", amira)},
		{"chat.update", "is_inactive", with("channel", floor, "ts", ts, "text", "x")},
	} {
		if got := call(t, w, c.method, c.args)["error"]; got != c.want {
			t.Errorf("%s = %v, want %s", c.method, got, c.want)
		}
	}
	if _, err := w.Say(t.Context(), sandbox.SayInput{As: amira, Channel: floor, Text: "x"}); err == nil {
		t.Error("Say() in an archived channel gave no error")
	}
}

func TestDirectMessagesCanBeSwitchedOff(t *testing.T) {
	w := start(t, func(c *sandbox.Config) { c.MessagesTabOff = true })
	if got := call(t, w, "chat.postMessage", message(amira))["error"]; got != "messages_tab_disabled" {
		t.Errorf("chat.postMessage = %v, want messages_tab_disabled", got)
	}
}

func TestADeactivatedPersonGetsNoMessages(t *testing.T) {
	w := start(t)
	dm, err := w.DM(amira)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Deactivate(amira); err != nil {
		t.Fatal(err)
	}
	if got := call(t, w, "chat.postMessage", message(dm))["error"]; got != "user_disabled" {
		t.Errorf("chat.postMessage = %v, want user_disabled", got)
	}
	if got := call(t, w, "conversations.open", with("users", amira))["error"]; got != "user_disabled" {
		t.Errorf("conversations.open = %v, want user_disabled", got)
	}
	if err := w.Press(t.Context(), sandbox.PressInput{As: amira, Channel: dm}); err == nil {
		t.Error("a deactivated person could press")
	}
}

func TestAChannelTakesABurstAndThenOnePostASecond(t *testing.T) {
	now := newClock()
	w := start(t, func(c *sandbox.Config) {
		c.Pace = sandbox.Pace{Burst: 2}
		c.Now = now.Now
	})
	post(t, w, floor, "one")
	post(t, w, floor, "two")
	resp, err := http.PostForm(w.URL()+"/api/chat.postMessage", message(floor))
	if err != nil {
		t.Fatal(err)
	}
	got := decode(t, resp)
	if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "1" || got["error"] != "ratelimited" {
		t.Errorf("third post: %d, Retry-After %q, %v", resp.StatusCode, resp.Header.Get("Retry-After"), got)
	}
	post(t, w, pay, "another channel goes on")
	now.pass(time.Second)
	post(t, w, floor, "three")
}

func TestAnUpdateEditsInPlace(t *testing.T) {
	w := start(t)
	ts := post(t, w, floor, "before")
	_, _, _, err := client(w).UpdateMessageContext(t.Context(), floor, ts, slack.MsgOptionText("after", false))
	if err != nil {
		t.Fatal(err)
	}
	got := w.Messages(floor, amira, "")
	if len(got) != 1 || got[0].Text != "after" || !got[0].Edited || got[0].TS != ts {
		t.Errorf("Messages() = %+v, want one edited message", got)
	}
}

func TestAnEphemeralHasNoHandle(t *testing.T) {
	w := start(t)
	ts, err := client(w).PostEphemeralContext(t.Context(), floor, amira, quiet(slack.MsgOptionText("psst", false))...)
	if err != nil {
		t.Fatal(err)
	}
	for method, args := range map[string]url.Values{
		"chat.update":           with("channel", floor, "ts", ts, "text", "x"),
		"chat.delete":           with("channel", floor, "ts", ts),
		"chat.getPermalink":     with("channel", floor, "message_ts", ts),
		"reactions.add":         with("channel", floor, "timestamp", ts, "name", "eyes"),
		"conversations.history": with("channel", floor),
	} {
		got := call(t, w, method, args)
		if method == "conversations.history" {
			if list := got["messages"].([]any); len(list) != 0 {
				t.Errorf("history shows an ephemeral: %v", list)
			}
			continue
		}
		if got["error"] != "message_not_found" {
			t.Errorf("%s = %v, want message_not_found", method, got["error"])
		}
	}
	if err := w.Reload(amira); err != nil {
		t.Fatal(err)
	}
	if left := w.Messages(floor, "", ""); len(left) != 0 {
		t.Errorf("after a reload %+v is left", left)
	}
}

func TestAnUpdateNamesBlocksWhereThereWereAny(t *testing.T) {
	w := start(t)
	const divider = `[{"type":"divider"}]`
	ts := post(t, w, floor, "card", slack.MsgOptionBlocks(slack.NewDividerBlock()))
	for _, c := range []struct {
		args  url.Values
		fault string
		shown string
	}{
		{with("text", "none given"), "blocks_not_given", "card 1"},
		{with("text", "anew", "blocks", divider), "", "anew 1"},
		{with("text", "taken away", "blocks", "[]"), "", "taken away 0"},
		{with("text", "words alone"), "", "words alone 0"},
	} {
		c.args.Set("channel", floor)
		c.args.Set("ts", ts)
		fault, _ := call(t, w, "chat.update", c.args)["error"].(string)
		m := w.Messages(floor, ben, "")[0]
		if shown := fmt.Sprint(m.Text, " ", len(m.Blocks)); fault != c.fault || shown != c.shown {
			t.Errorf("chat.update to %q = %q, then text and number of blocks are %q; want %q and %q",
				c.args.Get("text"), fault, shown, c.fault, c.shown)
		}
	}
}

func TestADeletedParentKeepsItsReplies(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	parent := post(t, w, floor, "question")
	reply := post(t, w, floor, "answer", slack.MsgOptionTS(parent))
	if _, _, err := client(w).DeleteMessageContext(t.Context(), floor, parent); err != nil {
		t.Fatal(err)
	}
	got := w.Messages(floor, "", parent)
	if len(got) != 2 || !got[0].Deleted || got[0].Text == "question" || got[1].Text != "answer" {
		t.Errorf("Messages() of the thread = %+v", got)
	}
	change := l.await(t, "message.message_changed")["message"].(map[string]any)
	if change["subtype"] != "tombstone" || change["user"] != "USLACKBOT" {
		t.Errorf("message_changed = %v, want a tombstone", change)
	}
	if _, _, err := client(w).DeleteMessageContext(t.Context(), floor, reply); err != nil {
		t.Fatal(err)
	}
	wait(t, w, "the events", func(w *sandbox.Workspace) bool { return w.Idle() })
	if got := w.Messages(floor, "", ""); len(got) != 0 || l.inner()[4]["deleted_ts"] != parent {
		t.Errorf("after the last reply: %+v and %v, want the tombstone gone", got, l.inner()[4])
	}
}

func TestRepliesShowInTheirThreadAndBroadcastsInBoth(t *testing.T) {
	w := start(t)
	parent := say(t, w, amira, floor, "question")
	post(t, w, floor, "quiet", slack.MsgOptionTS(parent))
	post(t, w, floor, "loud", slack.MsgOptionTS(parent), slack.MsgOptionBroadcast())
	if got := texts(w.Messages(floor, ben, "")); strings.Join(got, " ") != "question loud" {
		t.Errorf("channel = %v", got)
	}
	if got := texts(w.Messages(floor, ben, parent)); strings.Join(got, " ") != "question quiet loud" {
		t.Errorf("thread = %v", got)
	}
	if got := w.Messages(floor, ben, "")[0]; got.ReplyCount != 2 || len(got.ReplyUsers) != 1 {
		t.Errorf("parent has %d replies by %v", got.ReplyCount, got.ReplyUsers)
	}
}

func texts(list []sandbox.Message) []string {
	var out []string
	for _, m := range list {
		out = append(out, m.Text)
	}
	return out
}

func TestRepliesArePagedAndShowMetadataOnRequest(t *testing.T) {
	w := start(t)
	meta := slack.MsgOptionMetadata(slack.SlackMetadata{
		EventType: "ask", EventPayload: map[string]any{"id": "a1"},
	})
	parent := post(t, w, floor, "root", meta)
	for _, s := range []string{"one", "two", "three"} {
		post(t, w, floor, s, slack.MsgOptionTS(parent))
	}
	var got []string
	cursor := ""
	for {
		page, more, next, err := client(w).GetConversationRepliesContext(t.Context(), &slack.GetConversationRepliesParameters{
			ChannelID: floor, Timestamp: parent, Limit: 3, Cursor: cursor, IncludeAllMetadata: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page {
			got = append(got, m.Text)
		}
		if cursor == "" && page[0].Metadata.EventPayload["id"] != "a1" {
			t.Errorf("metadata = %+v", page[0].Metadata)
		}
		if cursor = next; !more {
			break
		}
	}
	if strings.Join(got, " ") != "root one two three" {
		t.Errorf("replies = %v", got)
	}
}

func TestPeopleAreDescribed(t *testing.T) {
	w := start(t)
	u, err := client(w).GetUserInfoContext(t.Context(), amira)
	if err != nil {
		t.Fatal(err)
	}
	if u.TZ != "Europe/Berlin" || u.RealName != "Amira Haddad" || u.TZOffset < 3600 {
		t.Errorf("users.info = %+v", u)
	}
	members, _, err := client(w).GetUsersInConversationContext(t.Context(),
		&slack.GetUsersInConversationParameters{ChannelID: floor})
	if err != nil || strings.Join(members, " ") != "U0HOWTO U0AMIRA U0BEN" {
		t.Errorf("conversations.members = %v, %v", members, err)
	}
	group, err := client(w).GetUserGroupMembersContext(t.Context(), "S0TILLS")
	if err != nil || len(group) != 2 {
		t.Errorf("usergroups.users.list = %v, %v", group, err)
	}
	groups, err := client(w).GetUserGroupsContext(t.Context(), slack.GetUserGroupsOptionIncludeUsers(true))
	if err != nil || len(groups) != 1 || groups[0].Handle != "tills" || len(groups[0].Users) != 2 {
		t.Errorf("usergroups.list = %+v, %v; want the group tills with 2 people", groups, err)
	}
	groups, err = client(w).GetUserGroupsContext(t.Context())
	if err != nil || len(groups) != 1 || groups[0].Users != nil {
		t.Errorf("usergroups.list = %+v, %v; want no people who were not asked for", groups, err)
	}
	me, err := client(w).AuthTestContext(t.Context())
	if err != nil || me.UserID != bot || me.BotID == "" {
		t.Errorf("auth.test = %+v, %v", me, err)
	}
}

func TestTheTrafficHidesTokens(t *testing.T) {
	w := start(t)
	call(t, w, "chat.postMessage", message(floor, "text", "the token is xoxb-test"))
	entries, next := w.Traffic(0)
	raw, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "xoxb-test") {
		t.Errorf("traffic = %s, want no token", raw)
	}
	later, _ := w.Traffic(next)
	for _, e := range later {
		if e.N < next {
			t.Errorf("Traffic(%d) gave entry %d again", next, e.N)
		}
	}
}

func TestInspectSeesWhatPeopleSee(t *testing.T) {
	var seen []string
	w := start(t, func(c *sandbox.Config) {
		c.Inspect = func(method string, body map[string]any) {
			_, parsed := body["blocks"].([]any)
			if parsed {
				method += " with blocks"
			}
			seen = append(seen, method)
		}
	})
	post(t, w, floor, "x", slack.MsgOptionBlocks(slack.NewDividerBlock()))
	call(t, w, "chat.postMessage", message(away))
	if strings.Join(seen, ",") != "chat.postMessage with blocks" {
		t.Errorf("inspected %v, want only what was accepted", seen)
	}
}

func TestThePeopleAreListedInPages(t *testing.T) {
	w := start(t)
	if err := w.Deactivate(ben); err != nil {
		t.Fatal(err)
	}
	var got []string
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		page := call(t, w, "users.list", with("limit", "3", "cursor", cursor))
		list, _ := page["members"].([]any)
		if len(list) == 0 || len(list) > 3 {
			t.Fatalf("users.list = %v, want 1 to 3 members", page)
		}
		for _, m := range list {
			u, _ := m.(map[string]any)
			if _, ok := u["locale"]; ok {
				t.Errorf("%v has a locale that was not asked for", u["id"])
			}
			if got = append(got, u["id"].(string)); u["deleted"] != (u["id"] == ben) {
				t.Errorf("%v: deleted = %v, want it of %s alone", u["id"], u["deleted"], ben)
			}
		}
		meta, _ := page["response_metadata"].(map[string]any)
		cursor, _ = meta["next_cursor"].(string)
	}
	if want := []string{bot, amira, ben, dana}; !slices.Equal(got, want) {
		t.Errorf("users.list = %v, want %v", got, want)
	}
	if got := call(t, w, "users.list", with("cursor", "x"))["error"]; got != "invalid_cursor" {
		t.Errorf("users.list with a strange cursor = %v, want invalid_cursor", got)
	}
}
