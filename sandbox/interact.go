package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// slackbot is who tells people that a command failed.
const slackbot = "USLACKBOT"

// A CommandInput is a slash command that a person types in a channel. Slack does
// not run apps' commands in threads, so there is no thread here.
type CommandInput struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	Command string `json:"command"`
	Text    string `json:"text"`
}

// A CommandResult says how the bot took a command.
type CommandResult struct {
	Ack   time.Duration `json:"-"`
	AckMS int64         `json:"ack_ms"`
	// Error is empty, operation_timeout if the bot did not acknowledge in time, or
	// dispatch_failed if it could not be reached or answered with nonsense.
	Error string `json:"error,omitempty"`
}

// actor is a person as interactions show them.
func (w *Workspace) actor(u *User) map[string]any {
	return map[string]any{
		"id": u.ID, "username": u.Name, "name": u.Name, "team_id": w.cfg.Team,
	}
}

// interaction begins the payload of an interaction. The lock is held.
func (w *Workspace) interaction(kind string, u *User, inModal bool) map[string]any {
	return map[string]any{
		"type": kind, "token": "sandbox", "api_app_id": w.cfg.appID(), "user": w.actor(u),
		"team":       map[string]any{"id": w.cfg.Team, "domain": strings.ToLower(w.cfg.TeamName)},
		"enterprise": nil, "is_enterprise_install": false,
		"trigger_id": w.newTrigger(u.ID, inModal),
	}
}

// shownName is how payloads name a channel to an app.
func shownName(ch *Channel) string {
	switch ch.Kind {
	case IM:
		return "directmessage"
	case Private:
		return "privategroup"
	}
	return ch.Name
}

// Command runs a slash command and returns when the bot has acknowledged it or
// has failed to. What the acknowledgement carries is shown as the first answer.
func (w *Workspace) Command(ctx context.Context, in CommandInput) (CommandResult, error) {
	d, reply, err := w.commandDelivery(in)
	if err != nil {
		return CommandResult{}, err
	}
	a := w.once(ctx, d)
	r := CommandResult{Ack: a.took, AckMS: a.took.Milliseconds()}
	switch {
	case a.acked:
		if err := w.firstAnswer(reply, in, a); err != nil {
			w.log.Warn("a command's first answer was refused", "command", in.Command, "err", err)
			r.Error = "dispatch_failed"
		}
	case ctx.Err() != nil:
		return r, ctx.Err() // the person is gone; the bot is not to blame
	case a.reason == reasonTimeout:
		r.Error = "operation_timeout"
	default:
		r.Error = "dispatch_failed"
	}
	if r.Error != "" {
		w.tell(in, fmt.Sprintf("%s failed with the error %q", in.Command, r.Error))
	}
	return r, nil
}

// commandDelivery builds the payload of a command and the place for its answers.
func (w *Workspace) commandDelivery(in CommandInput) (*delivery, *replyURL, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ch, err := w.presence(in.As, in.Channel)
	if err != nil {
		return nil, nil, err
	}
	known := false
	for _, c := range w.cfg.Commands {
		known = known || c.Name == in.Command
	}
	switch {
	case !known:
		return nil, nil, fmt.Errorf("%s is not a command of this workspace", in.Command)
	case ch.Archived:
		return nil, nil, fmt.Errorf("channel %s is archived", ch.ID)
	}
	if err := w.need("commands"); err != nil {
		return nil, nil, err
	}
	text, _ := w.typed(ch, strings.TrimSpace(in.Text))
	url, reply := w.newReply(u.ID, ch.ID, "")
	reply.typed = strings.TrimSpace(in.Command + " " + text)
	return w.newDelivery(kindCommand, in.Command, map[string]any{
		"token": "sandbox", "team_id": w.cfg.Team, "team_domain": strings.ToLower(w.cfg.TeamName),
		"channel_id": ch.ID, "channel_name": shownName(ch), "user_id": u.ID, "user_name": u.Name,
		"command": in.Command, "text": text, "api_app_id": w.cfg.appID(),
		"is_enterprise_install": "false", "response_url": url,
		"trigger_id": w.newTrigger(u.ID, false),
	}), reply, nil
}

// firstAnswer shows what the acknowledgement of a command carried.
func (w *Workspace) firstAnswer(reply *replyURL, in CommandInput, a answer) error {
	if len(a.body) == 0 {
		return nil
	}
	body := map[string]any{"text": string(a.body)}
	if a.isJSON {
		body = nil
		if err := json.Unmarshal(a.body, &body); err != nil {
			return fmt.Errorf("the acknowledgement is not a JSON object: %w", err)
		}
		if len(body) == 0 {
			return nil
		}
	}
	w.mu.Lock()
	err := w.answer(reply, body)
	w.mu.Unlock()
	if err == nil && w.cfg.Inspect != nil {
		w.cfg.Inspect("command_ack", deepCopy(body))
	}
	return err
}

// tell shows a person a message from Slack itself.
func (w *Workspace) tell(in CommandInput, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.add(&post{
		Message: Message{
			Channel: in.Channel, User: slackbot, Username: "Slackbot", Text: text, Ephemeral: true,
		},
		to: in.As,
	})
}

// A ShortcutInput is a message shortcut that a person picks on a message.
type ShortcutInput struct {
	As         string `json:"as"`
	Channel    string `json:"channel"`
	TS         string `json:"ts"`
	CallbackID string `json:"callback_id"`
}

// Shortcut runs a message shortcut; nil means that the bot acknowledged it.
func (w *Workspace) Shortcut(ctx context.Context, in ShortcutInput) error {
	w.mu.Lock()
	d, err := w.shortcutDelivery(in)
	w.mu.Unlock()
	if err != nil {
		return err
	}
	return unacknowledged(w.once(ctx, d))
}

func (w *Workspace) shortcutDelivery(in ShortcutInput) (*delivery, error) {
	u, ch, err := w.presence(in.As, in.Channel)
	if err != nil {
		return nil, err
	}
	known := false
	for _, s := range w.cfg.Shortcuts {
		known = known || s.CallbackID == in.CallbackID
	}
	p := w.find(ch.ID, in.TS)
	switch {
	case !known:
		return nil, fmt.Errorf("no shortcut has the callback id %q", in.CallbackID)
	case p == nil || p.Ephemeral || p.Deleted:
		return nil, fmt.Errorf("no message %s in %s can have a shortcut", in.TS, in.Channel)
	}
	payload := w.interaction("message_action", u, false)
	payload["callback_id"] = in.CallbackID
	payload["action_ts"] = w.stamp()
	payload["channel"] = map[string]any{"id": ch.ID, "name": shownName(ch)}
	payload["message_ts"], payload["message"] = p.TS, w.wire(p)
	// The shortcut's own URL is like a command's: there is no original to replace.
	payload["response_url"], _ = w.newReply(u.ID, ch.ID, "")
	return w.newDelivery(kindInteractive, "message_action", payload), nil
}

// unacknowledged is the error a person sees when the bot did not take an
// interaction.
func unacknowledged(a answer) error {
	switch {
	case a.acked:
		return nil
	case a.reason == reasonTimeout:
		return errors.New("operation_timeout: the bot did not acknowledge in time")
	}
	return fmt.Errorf("dispatch_failed: the bot could not be reached (%s)", a.reason)
}

// OpenHome is a person opening the bot's Home tab (tab "home" or empty) or its
// Messages tab ("messages"). The bot is told and nothing is waited for.
func (w *Workspace) OpenHome(ctx context.Context, as, tab string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(as)
	if err != nil {
		return err
	}
	if tab == "" {
		tab = "home"
	}
	if tab != "home" && tab != "messages" {
		return fmt.Errorf("tab %q is neither home nor messages", tab)
	}
	ch, err := w.openIM(u.ID)
	if err != nil {
		return err
	}
	event := map[string]any{
		"type": "app_home_opened", "user": u.ID, "channel": ch.ID, "tab": tab,
		"event_ts": w.stamp(),
	}
	if v := w.homes[u.ID]; v != nil && tab == "home" {
		event["view"] = deepCopy(v.View)
	}
	w.emit(event)
	return nil
}
