package sandbox

import (
	"encoding/json"
	"slices"
)

// A Message is a message as one person sees it.
type Message struct {
	Channel     string           `json:"channel"`
	TS          string           `json:"ts"`
	ThreadTS    string           `json:"thread_ts,omitempty"`
	User        string           `json:"user"`
	BotID       string           `json:"bot_id,omitempty"`
	Username    string           `json:"username,omitempty"`
	Text        string           `json:"text"`
	Blocks      []map[string]any `json:"blocks"`
	Ephemeral   bool             `json:"ephemeral"`
	Edited      bool             `json:"edited"`
	Deleted     bool             `json:"deleted"` // a parent that is gone but has replies
	Broadcast   bool             `json:"broadcast"`
	ReplyCount  int              `json:"reply_count"`
	ReplyUsers  []string         `json:"reply_users"`
	LatestReply string           `json:"latest_reply,omitempty"`
	Metadata    map[string]any   `json:"metadata,omitempty"`
	Reactions   []Reaction       `json:"reactions,omitempty"`
	Notified    []string         `json:"notified"` // whom a mention in it notifies
	Files       []File           `json:"files,omitempty"`
}

// A Reaction is an emoji under a message.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
}

// post is a message and what only the workspace knows of it.
type post struct {
	Message
	to       string         // the one person who sees an ephemeral
	editedBy string         // who edited it, and when
	editedTS string         //
	values   map[string]any // what people have selected in it: block id, action id
}

// isReply reports whether p stands in a thread below a parent.
func (p *post) isReply() bool { return p.ThreadTS != "" && p.ThreadTS != p.TS }

// seenBy reports whether the person sees p; the empty id sees everything.
func (p *post) seenBy(user string) bool { return !p.Ephemeral || user == "" || p.to == user }

// copy returns what a reader may keep. Blocks and metadata are shared: they are
// replaced by an update, never changed.
func (p *post) copy() Message {
	m := p.Message
	m.ReplyUsers = append([]string{}, m.ReplyUsers...)
	m.Notified = append([]string{}, m.Notified...)
	m.Reactions = deepCopy(m.Reactions)
	return m
}

// deepCopy copies a JSON value, so that nobody shares maps with the workspace.
func deepCopy[T any](v T) T {
	var out T
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		return v
	}
	return out
}

// deepCopyInto converts a checked JSON value to a struct.
func deepCopyInto[T any](v any) T {
	var out T
	if raw, err := json.Marshal(v); err == nil {
		_ = json.Unmarshal(raw, &out) // the value has been checked field by field
	}
	return out
}

// Messages returns what a person sees in a channel, oldest first: without
// thread, what stands in the channel itself; with the time stamp of a parent, it
// and its replies. Who is no member sees nothing but public channels.
// The empty user sees all, other people's ephemerals included.
// Blocks and metadata must not be changed.
func (w *Workspace) Messages(channel, as, thread string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []Message{}
	if !w.mayRead(channel, as) {
		return out
	}
	for _, p := range w.messages[channel] {
		inThread := thread != "" && (p.TS == thread || p.ThreadTS == thread)
		inChannel := thread == "" && (!p.isReply() || p.Broadcast)
		if (inThread || inChannel) && p.seenBy(as) {
			m := p.copy()
			m.Blocks = w.withPictures(m.Blocks)
			out = append(out, m)
		}
	}
	return out
}

// mayRead reports whether a person can look into a channel; the empty id can look into
// all. The lock is held.
func (w *Workspace) mayRead(channel, as string) bool {
	ch := w.channel(channel)
	return as == "" || ch != nil && (ch.Kind == Public || slices.Contains(ch.Members, as))
}

// find returns the message with that time stamp, or nil. The lock is held.
func (w *Workspace) find(channel, ts string) *post {
	for _, p := range w.messages[channel] {
		if p.TS == ts {
			return p
		}
	}
	return nil
}

// add puts p into its channel, counts it as a reply, and works out whom it
// notifies. The lock is held.
func (w *Workspace) add(p *post) {
	p.TS = w.stamp()
	w.messages[p.Channel] = append(w.messages[p.Channel], p)
	w.recount(p.Channel, p.ThreadTS)
	w.renotify(p)
	w.touch(Change{Type: "changed", Channel: p.Channel})
}

// remove takes p out of its channel; a parent with replies stays as a mark that
// something was there. The lock is held.
func (w *Workspace) remove(p *post) {
	if p.ReplyCount > 0 {
		p.Deleted, p.Text, p.Blocks = true, "This message was deleted.", nil
		p.Metadata, p.Notified, p.Reactions = nil, nil, nil
	} else {
		list := w.messages[p.Channel]
		w.messages[p.Channel] = slices.DeleteFunc(list, func(q *post) bool { return q == p })
		w.buried[p.Channel+"/"+p.TS] = true
	}
	if p.isReply() {
		w.recount(p.Channel, p.ThreadTS)
	}
	w.touch(Change{Type: "changed", Channel: p.Channel})
}

// recount sets the reply figures of a thread's parent. The lock is held.
func (w *Workspace) recount(channel, thread string) {
	parent := w.find(channel, thread)
	if thread == "" || parent == nil {
		return
	}
	parent.ReplyCount, parent.ReplyUsers, parent.LatestReply = 0, nil, ""
	for _, p := range w.messages[channel] {
		if p.ThreadTS != thread || p.TS == thread || p.Ephemeral {
			continue
		}
		parent.ReplyCount++
		parent.LatestReply = p.TS
		if !slices.Contains(parent.ReplyUsers, p.User) {
			parent.ReplyUsers = append(parent.ReplyUsers, p.User)
		}
	}
	parent.ThreadTS = ""
	if parent.ReplyCount > 0 {
		parent.ThreadTS = parent.TS
	}
}

// wire returns p as Slack shows it to an app. The lock is held.
func (w *Workspace) wire(p *post) map[string]any {
	m := map[string]any{
		"type": "message", "user": p.User, "text": p.Text, "ts": p.TS, "team": w.cfg.Team,
	}
	if p.Blocks != nil {
		m["blocks"] = p.Blocks
	}
	if p.BotID != "" {
		m["bot_id"], m["app_id"] = p.BotID, w.cfg.appID()
	}
	if p.ThreadTS != "" {
		m["thread_ts"] = p.ThreadTS
	}
	if p.isReply() {
		if parent := w.find(p.Channel, p.ThreadTS); parent != nil {
			m["parent_user_id"] = parent.User
		}
	}
	if p.ReplyCount > 0 {
		m["reply_count"], m["reply_users"] = p.ReplyCount, p.ReplyUsers
		m["reply_users_count"], m["latest_reply"] = len(p.ReplyUsers), p.LatestReply
	}
	if p.Edited {
		m["edited"] = map[string]any{"user": p.editedBy, "ts": p.editedTS}
	}
	if p.Deleted {
		m["user"], m["subtype"], m["hidden"] = slackbot, "tombstone", true
		delete(m, "bot_id")
		delete(m, "app_id")
	}
	if len(p.Reactions) > 0 {
		m["reactions"] = deepCopy(p.Reactions)
	}
	if p.Broadcast {
		m["subtype"] = "thread_broadcast"
	}
	if len(p.Files) > 0 && !p.Deleted {
		m["files"], m["subtype"] = deepCopyInto[[]any](p.Files), "file_share"
	}
	return m
}
