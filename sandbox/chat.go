package sandbox

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// maxText is where the sandbox stops: Slack cuts longer text in some places and
// refuses it in others.
const maxText = 4000

func chatMethods() map[string]method {
	const message = "channel text blocks metadata thread_ts mrkdwn parse link_names "
	return map[string]method{
		"chat.postMessage": {
			scope: "chat:write", do: postMessage,
			args: message + "reply_broadcast unfurl_links unfurl_media username icon_url icon_emoji",
		},
		"chat.postEphemeral": {
			scope: "chat:write", do: postEphemeral,
			args: message + "user unfurl_links unfurl_media username icon_url icon_emoji",
		},
		"chat.update": {
			scope: "chat:write", do: updateMessage,
			args: message + "ts reply_broadcast unfurl_links unfurl_media file_ids",
		},
		"chat.delete":       {scope: "chat:write", args: "channel ts", do: deleteMessage},
		"chat.getPermalink": {args: "channel message_ts", do: permalink},
	}
}

// content is what a message says.
type content struct {
	text     string
	blocks   []map[string]any
	metadata map[string]any
}

// inspected is the content as Inspect is shown it.
func (m content) inspected(c *call) map[string]any {
	body := map[string]any{}
	for k, v := range c.args {
		body[k] = v
	}
	delete(body, "blocks")
	if m.blocks != nil {
		body["blocks"] = deepCopyInto[[]any](m.blocks)
	}
	if m.metadata != nil {
		body["metadata"] = deepCopy(m.metadata)
	}
	return body
}

// content reads and checks text, blocks and metadata of a call.
func (w *Workspace) content(c *call) (content, error) {
	m := content{text: c.str("text")}
	if err := w.checkManner(c); err != nil {
		return m, err
	}
	raw, err := c.value("blocks")
	if err != nil {
		return m, refuse("invalid_blocks_format", err.Error())
	}
	if m.blocks, err = w.checkMessage(m.text, raw); err != nil {
		return m, err
	}
	meta, err := c.value("metadata")
	if err != nil {
		return m, refuse("invalid_metadata_format", err.Error())
	}
	m.metadata, err = checkMetadata(meta)
	return m, err
}

// checkManner refuses the arguments by which plain text would notify people or the
// bot would look like somebody else.
func (w *Workspace) checkManner(c *call) error {
	if c.str("parse") == "full" || c.is("link_names") {
		return refuse("invalid_arguments",
			"[ERROR] parse=full and link_names let a plain @here notify people")
	}
	if c.str("username")+c.str("icon_url")+c.str("icon_emoji") != "" {
		return w.need("chat:write.customize")
	}
	return nil
}

// checkUnfurls wants a message that everybody sees to say that its links are not previewed.
func checkUnfurls(c *call) error {
	if c.str("unfurl_links") != "false" || c.str("unfurl_media") != "false" {
		return refuse("unfurls_not_off",
			"[ERROR] say unfurl_links=false and unfurl_media=false on every message")
	}
	return nil
}

// checkMessage holds a message's text and blocks to the rules and returns the
// blocks with ids, as Slack gives them.
func (w *Workspace) checkMessage(text string, raw any) ([]map[string]any, error) {
	if text == "" {
		return nil, refuse("no_text", "[ERROR] text is what screen readers and phones read")
	}
	if n := utf8.RuneCountInString(text); n > maxText {
		return nil, refuse("msg_too_long",
			fmt.Sprintf("[ERROR] text has %d characters, at most %d", n, maxText))
	}
	if raw == nil {
		return nil, nil
	}
	blocks, err := w.kit.message(raw)
	if err != nil {
		return nil, err
	}
	if err := w.checkFiles("/blocks", blocks); err != nil {
		return nil, err
	}
	return w.nameBlocks(blocks), nil
}

// checkMetadata returns a message's metadata, nil if it has none.
func checkMetadata(v any) (map[string]any, error) {
	if v == nil {
		return nil, nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, refuse("invalid_metadata_format", "[ERROR] metadata must be an object")
	}
	for k := range m {
		if k != "event_type" && k != "event_payload" {
			return nil, refuse("invalid_metadata_schema", "[ERROR] unknown field: "+k)
		}
	}
	if t, _ := m["event_type"].(string); t == "" {
		return nil, refuse("invalid_metadata_format", "[ERROR] event_type is missing")
	}
	if _, ok := m["event_payload"].(map[string]any); !ok {
		return nil, refuse("invalid_metadata_format", "[ERROR] event_payload must be an object")
	}
	return m, nil
}

// postable returns the channel that the bot may write to. A user id stands for
// the person's direct messages. The lock is held.
func (w *Workspace) postable(id string) (*Channel, error) {
	if u := w.user(id); u != nil {
		ch, err := w.openIM(id)
		if err != nil {
			return nil, err
		}
		id = ch.ID
	}
	ch, err := w.botChannel(id)
	switch {
	case err != nil:
		return nil, err
	case ch.Archived:
		return nil, refuse("is_archived")
	case ch.Kind == IM && w.cfg.MessagesTabOff:
		return nil, refuse("messages_tab_disabled")
	}
	for _, m := range ch.Members {
		if ch.Kind == IM && w.user(m).Deleted {
			return nil, refuse("user_disabled")
		}
	}
	return ch, nil
}

// parent returns the thread that thread_ts means, and checks that it names a parent, never a reply.
// Where the parent was deleted there is no thread any more: Slack says nothing and puts the message
// into the channel itself. The lock is held.
func (w *Workspace) parent(channel, thread string) (string, error) {
	if thread == "" {
		return "", nil
	}
	if !validStamp(thread) {
		return "", refuse("invalid_thread_ts")
	}
	p := w.find(channel, thread)
	switch {
	case p == nil && w.buried[channel+"/"+thread]:
		return "", nil
	case p == nil || p.Ephemeral:
		return "", refuse("thread_not_found")
	case p.isReply():
		return "", refuse("cannot_reply_to_message", "[ERROR] thread_ts names a reply; use its parent")
	}
	return thread, nil
}

func postMessage(w *Workspace, c *call) (map[string]any, error) {
	ch, err := w.postable(c.str("channel"))
	if err != nil {
		return nil, err
	}
	if err := checkUnfurls(c); err != nil {
		return nil, err
	}
	m, err := w.content(c)
	if err != nil {
		return nil, err
	}
	thread, err := w.parent(ch.ID, c.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	if err := w.allowed(ch, thread); err != nil {
		return nil, err
	}
	if err := w.pace(ch.ID); err != nil {
		return nil, err
	}
	p := w.botPost(ch.ID, m)
	p.ThreadTS = thread
	p.Broadcast = p.ThreadTS != "" && c.is("reply_broadcast")
	w.add(p)
	w.emitMessage(ch, p)
	c.inspect = m.inspected(c)
	return map[string]any{"channel": ch.ID, "ts": p.TS, "message": w.wire(p)}, nil
}

// botPost is a message of the bot that is not yet anywhere.
func (w *Workspace) botPost(channel string, m content) *post {
	return &post{Message: Message{
		Channel: channel, User: w.cfg.BotUser, BotID: w.cfg.botID(), Username: w.cfg.BotName,
		Text: m.text, Blocks: m.blocks, Metadata: m.metadata,
	}}
}

func postEphemeral(w *Workspace, c *call) (map[string]any, error) {
	ch, err := w.postable(c.str("channel"))
	if err != nil {
		return nil, err
	}
	u := w.user(c.str("user"))
	if u == nil || u.Deleted || !slices.Contains(ch.Members, u.ID) {
		return nil, refuse("user_not_in_channel")
	}
	m, err := w.content(c)
	if err != nil {
		return nil, err
	}
	if m.metadata != nil {
		return nil, refuse("invalid_arguments", "[ERROR] an ephemeral keeps no metadata")
	}
	thread, err := w.parent(ch.ID, c.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	if err := w.allowed(ch, thread); err != nil {
		return nil, err
	}
	p := w.botPost(ch.ID, m)
	p.ThreadTS, p.Ephemeral, p.to = thread, true, u.ID
	w.add(p)
	c.inspect = m.inspected(c)
	return map[string]any{"message_ts": p.TS}, nil
}

// own returns a message that the bot may change; mine is the refusal where it is somebody else's, and
// archived that of an archived channel. The lock is held.
func (w *Workspace) own(c *call, mine, archived string) (*Channel, *post, error) {
	ch, err := w.botChannel(c.str("channel"))
	if err != nil {
		return nil, nil, err
	}
	p := w.find(ch.ID, c.str("ts"))
	switch {
	case p == nil || p.Ephemeral || p.Deleted:
		return nil, nil, refuse("message_not_found")
	case p.User != w.cfg.BotUser:
		return nil, nil, refuse(mine)
	case ch.Archived:
		return nil, nil, refuse(archived)
	}
	return ch, p, nil
}

func updateMessage(w *Workspace, c *call) (map[string]any, error) {
	ch, p, err := w.own(c, "cant_update_message", "is_inactive")
	if err != nil {
		return nil, err
	}
	m, err := w.content(c)
	if err != nil {
		return nil, err
	}
	before := w.wire(p)
	switch {
	case m.blocks != nil:
		p.Blocks = m.blocks
	case len(p.Blocks) > 0:
		return nil, refuse("blocks_not_given",
			"[ERROR] Slack would keep the old blocks; give new ones, or [] to take them away")
	}
	p.Text = m.text
	if m.metadata != nil {
		p.Metadata = m.metadata
	}
	w.edited(ch, p, before, w.cfg.BotUser)
	c.inspect = m.inspected(c)
	return map[string]any{
		"channel": ch.ID, "ts": p.TS, "text": p.Text, "message": w.wire(p),
	}, nil
}

func deleteMessage(w *Workspace, c *call) (map[string]any, error) {
	ch, p, err := w.own(c, "cant_delete_message", "is_archived")
	if err != nil {
		return nil, err
	}
	w.deleted(ch, p)
	return map[string]any{"channel": ch.ID, "ts": c.str("ts")}, nil
}

func permalink(w *Workspace, c *call) (map[string]any, error) {
	ch, err := w.botChannel(c.str("channel"))
	if err != nil {
		return nil, err
	}
	p := w.find(ch.ID, c.str("message_ts"))
	if p == nil || p.Ephemeral {
		return nil, refuse("message_not_found")
	}
	link := fmt.Sprintf("%s/?channel=%s&ts=%s", w.base, ch.ID, p.TS)
	if p.isReply() {
		link += "&thread_ts=" + p.ThreadTS
	}
	return map[string]any{"channel": ch.ID, "permalink": link}, nil
}

// A bucket counts what a channel may still take.
type bucket struct {
	tokens float64
	at     time.Time
}

// pace takes one token of the channel, or says when there will be one. The lock
// is held.
func (w *Workspace) pace(channel string) error {
	now := w.cfg.Now()
	b := w.buckets[channel]
	if b == nil {
		b = &bucket{tokens: float64(w.cfg.Pace.Burst), at: now}
		w.buckets[channel] = b
	}
	gained := float64(now.Sub(b.at)) / float64(w.cfg.Pace.Every)
	b.tokens = min(float64(w.cfg.Pace.Burst), b.tokens+max(0, gained))
	b.at = now
	if b.tokens < 1 {
		missing := time.Duration((1 - b.tokens) * float64(w.cfg.Pace.Every))
		return &apiError{
			code: "ratelimited", retryAfter: max(1, int((missing+time.Second-1)/time.Second)),
		}
	}
	b.tokens--
	return nil
}
