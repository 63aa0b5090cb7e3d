package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A SayInput is a message that a person types. ThreadTS, if set, is the time
// stamp of the parent; Broadcast also shows the reply in the channel.
type SayInput struct {
	As        string `json:"as"`
	Channel   string `json:"channel"`
	Text      string `json:"text"`
	ThreadTS  string `json:"thread_ts"`
	Broadcast bool   `json:"broadcast"`
	// Files are the names of files that come with the message. The text may then be empty.
	Files []string `json:"files,omitempty"`
}

// A File is what a message carries beside its words.
type File struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Title     string `json:"title"`
	Permalink string `json:"permalink"`
}

// An EditInput is a person's new wording of their own message.
type EditInput struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Text    string `json:"text"`
}

// person returns someone who can act: known, not a bot, not deactivated. The lock
// is held.
func (w *Workspace) person(id string) (*User, error) {
	u := w.user(id)
	switch {
	case u == nil:
		return nil, fmt.Errorf("nobody has the id %q", id)
	case u.Bot:
		return nil, fmt.Errorf("%s is the bot, not a person", id)
	case u.Deleted:
		return nil, fmt.Errorf("%s is deactivated", u.Name)
	}
	return u, nil
}

// presence returns a person and a channel that they are a member of. The lock is
// held.
func (w *Workspace) presence(as, channel string) (*User, *Channel, error) {
	u, err := w.person(as)
	if err != nil {
		return nil, nil, err
	}
	ch := w.channel(channel)
	if ch == nil {
		return nil, nil, fmt.Errorf("no channel has the id %q", channel)
	}
	if !slices.Contains(ch.Members, as) {
		return nil, nil, fmt.Errorf("%s is not a member of %s", u.Name, channel)
	}
	return u, ch, nil
}

// Say posts what a person types and returns its time stamp. The bot hears of it
// if it is a member.
func (w *Workspace) Say(ctx context.Context, in SayInput) (ts string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ch, err := w.presence(in.As, in.Channel)
	if err != nil {
		return "", err
	}
	if ch.Archived {
		return "", fmt.Errorf("channel %s is archived", ch.ID)
	}
	if strings.TrimSpace(in.Text) == "" && len(in.Files) == 0 {
		return "", errors.New("there is no text to send")
	}
	if in.ThreadTS != "" {
		parent := w.find(ch.ID, in.ThreadTS)
		if parent == nil || parent.isReply() {
			return "", fmt.Errorf("%s is not the first message of a thread", in.ThreadTS)
		}
		if parent.Ephemeral {
			return "", errors.New("a message that only you see has no thread")
		}
	}
	p := &post{Message: Message{
		Channel: ch.ID, User: u.ID, ThreadTS: in.ThreadTS,
		Broadcast: in.Broadcast && in.ThreadTS != "",
	}}
	if strings.TrimSpace(in.Text) != "" {
		p.Text, p.Blocks = w.typed(ch, in.Text)
	}
	for _, name := range in.Files {
		id := w.newID("F")
		p.Files = append(p.Files, File{ID: id, Name: name, Title: name,
			Permalink: fmt.Sprintf("%s/files/%s/%s/%s", w.base, u.ID, id, name)})
	}
	w.add(p)
	w.emitMessage(ch, p)
	return p.TS, nil
}

// mine returns a message that the person wrote. The lock is held.
func (w *Workspace) mine(as, channel, ts string) (*Channel, *post, error) {
	u, ch, err := w.presence(as, channel)
	if err != nil {
		return nil, nil, err
	}
	p := w.find(ch.ID, ts)
	switch {
	case p == nil || p.Deleted:
		return nil, nil, fmt.Errorf("no message %s is in %s", ts, channel)
	case p.User != u.ID:
		return nil, nil, fmt.Errorf("message %s is not %s's", ts, u.Name)
	}
	return ch, p, nil
}

// Edit gives a person's own message new words.
func (w *Workspace) Edit(ctx context.Context, in EditInput) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, p, err := w.mine(in.As, in.Channel, in.TS)
	if err != nil {
		return err
	}
	if strings.TrimSpace(in.Text) == "" {
		return errors.New("there is no text to send")
	}
	before := w.wire(p)
	p.Text, p.Blocks = w.typed(ch, in.Text)
	w.edited(ch, p, before, in.As)
	return nil
}

// Delete removes a person's own message; a parent with replies leaves a mark.
func (w *Workspace) Delete(ctx context.Context, as, channel, ts string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, p, err := w.mine(as, channel, ts)
	if err != nil {
		return err
	}
	w.deleted(ch, p)
	return nil
}

// Moderate removes anybody's message, the bot's included, as an admin of the workspace can.
func (w *Workspace) Moderate(ctx context.Context, channel, ts string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, p := w.channel(channel), w.find(channel, ts)
	if ch == nil || p == nil || p.Ephemeral || p.Deleted {
		return fmt.Errorf("no message %s is in %s", ts, channel)
	}
	w.deleted(ch, p)
	return nil
}

// Unfurl does what a link preview does: the message changes though nobody edited
// it, and the bot is told.
func (w *Workspace) Unfurl(ctx context.Context, channel, ts string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, p := w.channel(channel), w.find(channel, ts)
	if ch == nil || p == nil || p.Ephemeral || p.Deleted {
		return fmt.Errorf("no message %s is in %s", ts, channel)
	}
	before, after := w.wire(p), w.wire(p)
	after["attachments"] = []any{map[string]any{
		"id": 1, "title": "A page", "fallback": "A page", "title_link": "https://example.com/",
	}}
	w.emitChange(ch, w.stamp(), map[string]any{
		"subtype": "message_changed", "message": after, "previous_message": before,
	})
	return nil
}

// DM returns the channel of a person's direct messages with the bot.
func (w *Workspace) DM(as string) (channel string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := w.person(as); err != nil {
		return "", err
	}
	ch, err := w.openIM(as)
	if err != nil {
		return "", err
	}
	return ch.ID, nil
}

// Reload is a person reloading Slack: what only they saw is gone, and so are the
// modals they had open.
func (w *Workspace) Reload(as string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := w.person(as); err != nil {
		return err
	}
	for id, list := range w.messages {
		w.messages[id] = slices.DeleteFunc(list, func(p *post) bool {
			return p.Ephemeral && p.to == as
		})
		w.touch(Change{Type: "changed", Channel: id})
	}
	delete(w.stacks, as)
	w.touch(Change{Type: "views", User: as})
	return nil
}

// Invite makes a person or the bot a member of a channel.
func (w *Workspace) Invite(channel, user string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, u := w.channel(channel), w.user(user)
	switch {
	case ch == nil || u == nil:
		return fmt.Errorf("channel %q or user %q is not known", channel, user)
	case ch.Kind == IM:
		return errors.New("nobody can join direct messages")
	case ch.Archived:
		return fmt.Errorf("channel %s is archived", channel)
	case slices.Contains(ch.Members, user):
		return nil
	}
	ch.Members = append(ch.Members, user)
	w.touch(Change{Type: "state", Channel: channel})
	w.membership("member_joined_channel", ch, user)
	return nil
}

// Kick ends a membership. The bot is told of its own by channel_left or group_left.
func (w *Workspace) Kick(channel, user string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := w.channel(channel)
	if ch == nil || ch.Kind == IM || !slices.Contains(ch.Members, user) {
		return fmt.Errorf("%q is not a member of a channel %q", user, channel)
	}
	ch.Members = slices.DeleteFunc(ch.Members, func(m string) bool { return m == user })
	w.touch(Change{Type: "state", Channel: channel})
	if user == w.cfg.BotUser {
		left := "channel_left"
		if ch.Kind == Private {
			left = "group_left"
		}
		w.emit(map[string]any{"type": left, "channel": channel, "event_ts": w.stamp()})
		return nil
	}
	w.membership("member_left_channel", ch, user)
	return nil
}

// membership tells the bot who came or went, where it is a member. The lock is
// held.
func (w *Workspace) membership(event string, ch *Channel, user string) {
	if !slices.Contains(ch.Members, w.cfg.BotUser) {
		return
	}
	kind := "C"
	if ch.Kind == Private {
		kind = "G"
	}
	w.emit(map[string]any{
		"type": event, "user": user, "channel": ch.ID, "channel_type": kind,
		"team": w.cfg.Team, "event_ts": w.stamp(),
	})
}

// Archive ends a channel: it can be read and no longer written.
func (w *Workspace) Archive(channel string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := w.channel(channel)
	if ch == nil || ch.Kind == IM {
		return fmt.Errorf("no channel %q can be archived", channel)
	}
	ch.Archived = true
	w.touch(Change{Type: "state", Channel: channel})
	if slices.Contains(ch.Members, w.cfg.BotUser) {
		w.emit(map[string]any{"type": "channel_archive", "channel": channel, "event_ts": w.stamp()})
	}
	return nil
}

// Reset forgets messages, views, traffic and faults. People and channels stay as
// they are, and so do the bot's connections.
func (w *Workspace) Reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clear()
	w.open -= len(w.queue) + len(w.held)
	w.faults, w.queue, w.held = nil, nil, nil
	w.touch(Change{Type: "changed"})
	w.touch(Change{Type: "views"})
	w.touch(Change{Type: "home"})
	w.touch(Change{Type: "traffic"})
	w.touch(Change{Type: "state"})
}

// Users returns the people of the workspace and the bot, who comes first.
func (w *Workspace) Users() []User {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]User, 0, len(w.users))
	for _, u := range w.users {
		out = append(out, *u)
	}
	return out
}

// Channels returns the channels, direct messages included, in order of creation.
func (w *Workspace) Channels() []Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Channel, 0, len(w.channels))
	for _, c := range w.channels {
		copied := *c
		copied.Members = append([]string{}, c.Members...)
		out = append(out, copied)
	}
	return out
}
