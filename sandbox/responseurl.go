package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Rules of a response URL.
const (
	replyUses = 5
	replyLife = 30 * time.Minute
)

// replyFields are what a message sent to a response URL, or carried by a
// command's acknowledgement, may have.
const replyFields = "text blocks response_type replace_original delete_original thread_ts " +
	"unfurl_links unfurl_media metadata mrkdwn username icon_url icon_emoji parse link_names"

// A replyURL is where the bot may answer one interaction.
type replyURL struct {
	user, channel string
	at            time.Time
	uses          int
	source        string // time stamp of the message that was pressed; empty for a command
	typed         string // the command line, until an answer in the channel has shown it
}

// newReply returns a new response URL and what is known of it, and forgets those that
// have expired. The lock is held.
func (w *Workspace) newReply(user, channel, source string) (string, *replyURL) {
	now := w.cfg.Now()
	maps.DeleteFunc(w.replies, func(_ string, u *replyURL) bool {
		return now.Sub(u.at) > replyLife
	})
	id := secret()
	u := &replyURL{user: user, channel: channel, at: now, source: source}
	w.replies[id] = u
	return w.base + "/response/" + w.cfg.Team + "/" + id, u
}

// response serves /response/TEAM/ID.
func (w *Workspace) response(rw http.ResponseWriter, r *http.Request) {
	begin := time.Now()
	lost, err := w.misbehave(r, "response_url")
	var body map[string]any
	if err == nil {
		body, err = readReply(rw, r)
	}
	if err == nil {
		err = w.useReply(r.PathValue("id"), body)
	}
	status, out := replyStatus(err)
	w.note(Entry{
		From: "bot", Kind: "response_url", Name: "response_url", Status: status,
		MS: since(begin), Request: body, Response: out,
	})
	switch {
	case lost:
		hangUp(rw)
	case err != nil:
		if status == http.StatusTooManyRequests {
			rw.Header().Set("Retry-After", "1")
		}
		respond(rw, status, out)
	default:
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(rw, "ok")
	}
}

func readReply(rw http.ResponseWriter, r *http.Request) (map[string]any, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	if err != nil {
		return nil, refuse("invalid_payload", err.Error())
	}
	var body map[string]any
	if json.Unmarshal(raw, &body) != nil || body == nil {
		return nil, refuse("invalid_payload", "[ERROR] the body must be a JSON object")
	}
	return body, nil
}

func replyStatus(err error) (int, map[string]any) {
	if err == nil {
		return http.StatusOK, nil
	}
	var refused *apiError
	if !errors.As(err, &refused) {
		refused = &apiError{code: "internal_error"}
	}
	switch refused.code {
	case "used_url", "expired_url":
		return http.StatusNotFound, refused.body()
	case "ratelimited":
		return http.StatusTooManyRequests, refused.body()
	case "internal_error":
		return http.StatusInternalServerError, refused.body()
	}
	return http.StatusBadRequest, refused.body()
}

// useReply does what the bot sent to a response URL.
func (w *Workspace) useReply(id string, body map[string]any) error {
	w.mu.Lock()
	err := w.reply(id, body)
	w.mu.Unlock()
	if err == nil && w.cfg.Inspect != nil {
		w.cfg.Inspect("response_url", deepCopy(body))
	}
	return err
}

// reply checks the URL and does what the body says. The lock is held.
func (w *Workspace) reply(id string, body map[string]any) error {
	u := w.replies[id]
	switch {
	case u == nil || w.cfg.Now().Sub(u.at) > replyLife:
		return refuse("expired_url")
	case u.uses >= replyUses:
		return refuse("used_url")
	}
	if err := w.answer(u, body); err != nil {
		return err
	}
	u.uses++
	return nil
}

// answer puts a reply where it belongs: over the message that was pressed, into
// the channel, or before the one person who acted. The lock is held.
func (w *Workspace) answer(u *replyURL, body map[string]any) error {
	c := &call{args: body}
	for name := range body {
		if !slices.Contains(strings.Fields(replyFields), name) {
			return refuse("invalid_arguments", "[ERROR] unknown field: "+name)
		}
	}
	visible := c.str("response_type")
	if !slices.Contains([]string{"", "ephemeral", "in_channel"}, visible) {
		return refuse("invalid_arguments", "[ERROR] response_type is ephemeral or in_channel")
	}
	source := w.find(u.channel, u.source)
	if c.is("delete_original") {
		if err := w.deleteOriginal(u, c, source); err != nil || c.str("text") == "" {
			return err
		}
		source = nil
	}
	m, err := w.content(c)
	if err != nil {
		return err
	}
	replace := c.is("replace_original")
	if c.str("thread_ts") != "" && !c.has("replace_original") && u.source != "" {
		replace = true // Slack overwrites the source unless it is told not to
	}
	if replace && source != nil {
		return w.replaceOriginal(source, m, visible)
	}
	return w.answerAnew(u, c, m, visible == "in_channel")
}

// deleteOriginal removes the message that was pressed. The lock is held.
func (w *Workspace) deleteOriginal(u *replyURL, c *call, source *post) error {
	if u.source == "" {
		return refuse("cant_delete_message", "[ERROR] a slash command has no original to delete")
	}
	for name := range c.args {
		more := name != "delete_original" && c.str(name) != "" && c.str(name) != "false"
		if more && c.str("text") == "" {
			return refuse("invalid_arguments", "[ERROR] delete_original must be the only attribute")
		}
	}
	if source == nil {
		return nil
	}
	if source.Ephemeral {
		w.remove(source)
		return nil
	}
	w.deleted(w.channel(source.Channel), source)
	return nil
}

// replaceOriginal puts a reply over the message that was pressed. The lock is held.
func (w *Workspace) replaceOriginal(source *post, m content, visible string) error {
	if source.User != w.cfg.BotUser || source.Deleted {
		return refuse("cant_update_message")
	}
	if source.Ephemeral && visible == "in_channel" {
		return refuse("cant_update_message", "[ERROR] an ephemeral cannot become visible to all")
	}
	before := w.wire(source)
	source.Text, source.Blocks = m.text, m.blocks
	if source.Ephemeral {
		w.renotify(source)
		w.touch(Change{Type: "changed", Channel: source.Channel})
		return nil
	}
	w.edited(w.channel(source.Channel), source, before, w.cfg.BotUser)
	return nil
}

// answerAnew posts a reply as a new message. The first answer in the channel also
// shows everyone the command that the person typed. The lock is held.
func (w *Workspace) answerAnew(u *replyURL, c *call, m content, inChannel bool) error {
	ch := w.channel(u.channel)
	if ch.Archived {
		return refuse("is_archived")
	}
	if inChannel {
		if err := checkUnfurls(c); err != nil {
			return err
		}
	}
	thread, err := w.parent(ch.ID, c.str("thread_ts"))
	if err != nil {
		return err
	}
	if inChannel && u.typed != "" {
		w.add(&post{Message: Message{Channel: ch.ID, User: u.user, Text: u.typed}})
		u.typed = ""
	}
	p := w.botPost(ch.ID, m)
	p.ThreadTS = thread
	if !inChannel {
		p.Ephemeral, p.to = true, u.user
	}
	w.add(p)
	w.emitMessage(ch, p)
	return nil
}
