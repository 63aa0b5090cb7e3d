package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A PressInput is a person using a button, a select or another element, in a
// message (Channel and TS) or in a modal or Home tab (ViewID).
type PressInput struct {
	As       string `json:"as"`
	Channel  string `json:"channel"`
	TS       string `json:"ts"`
	ViewID   string `json:"view_id"`
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"` // needed only where several blocks have that action
	// Selected is the value of the chosen option, or the chosen id, date or text;
	// several are separated by commas.
	Selected string `json:"selected"`
	// Values is what the person has put into the view so far: block id, action id,
	// as in SubmitInput.
	Values map[string]map[string]string `json:"values"`
}

// Press presses something; nil means that the bot acknowledged it. It is refused
// when nothing of that name can be pressed there by that person.
func (w *Workspace) Press(ctx context.Context, in PressInput) error {
	w.mu.Lock()
	build := w.pressMessage
	if in.ViewID != "" {
		build = w.pressView
	}
	d, err := build(in)
	w.mu.Unlock()
	if err != nil {
		return err
	}
	return unacknowledged(w.once(ctx, d))
}

// target finds what a press means.
func target(blocks []map[string]any, in PressInput) (element, error) {
	var found []element
	for _, e := range elements(blocks) {
		if e.action == in.ActionID && (in.BlockID == "" || e.block == in.BlockID) {
			found = append(found, e)
		}
	}
	switch {
	case len(found) == 0:
		return element{}, fmt.Errorf("nothing called %q can be pressed here", in.ActionID)
	case len(found) > 1:
		return element{}, fmt.Errorf("%d blocks have a %q; say which block", len(found), in.ActionID)
	case !found[0].dispatches:
		return element{}, fmt.Errorf("%q is sent with the form, not pressed", in.ActionID)
	case !shownTo(found[0].spec, in.As):
		return element{}, fmt.Errorf("%q is not shown to %s", in.ActionID, in.As)
	}
	return found[0], nil
}

// shownTo reports whether an element may be seen by a person.
func shownTo(spec map[string]any, user string) bool {
	only, ok := spec["visible_to_user_ids"].([]any)
	return !ok || slices.Contains(only, any(user))
}

// action is the element as the payload's actions list shows it.
func (w *Workspace) action(e element, in PressInput) (map[string]any, error) {
	selected := in.Selected
	a := map[string]any{
		"action_id": e.action, "block_id": e.block, "type": e.kind(), "action_ts": w.stamp(),
	}
	switch e.kind() {
	case "button", "icon_button":
		for _, k := range []string{"text", "value", "style", "url", "accessibility_label"} {
			if v, ok := e.spec[k]; ok {
				a[k] = v
			}
		}
		return a, nil
	case "feedback_buttons":
		for _, side := range []string{"positive_button", "negative_button"} {
			b, _ := e.spec[side].(map[string]any)
			if b["value"] == selected {
				a["text"], a["value"] = b["text"], selected
				return a, nil
			}
		}
		return nil, fmt.Errorf("%s has no button with the value %q", e.action, selected)
	}
	held, err := w.choose(e, in.As, selected)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(e.kind(), "_select") && !strings.HasPrefix(e.kind(), "multi_") && empty(held) {
		return nil, fmt.Errorf("nothing is chosen in %s", e.action)
	}
	for k, v := range held {
		a[k] = v
	}
	return a, nil
}

// choose is the state of an element into which a person has put value. People and channels that a menu
// would not offer them are refused. The lock is held.
func (w *Workspace) choose(e element, as, value string) (map[string]any, error) {
	held, err := e.state(value)
	if err != nil {
		return nil, err
	}
	ids := split(value)
	switch key := e.holds(); {
	case strings.HasPrefix(key, "selected_user"):
		for _, id := range ids {
			if u := w.user(id); u == nil || u.Deleted {
				return nil, fmt.Errorf("%s offers nobody with the id %q", e.action, id)
			}
		}
	case strings.HasPrefix(key, "selected_channel"), strings.HasPrefix(key, "selected_conversation"):
		for _, id := range ids {
			ch := w.channel(id)
			public := ch != nil && ch.Kind == Public
			seen := ch != nil && slices.Contains(ch.Members, as) && strings.HasPrefix(key, "selected_conversation")
			if !public && !seen || ch.Archived {
				return nil, fmt.Errorf("%s offers no channel with the id %q", e.action, id)
			}
		}
	default:
		return held, nil
	}
	if single := !strings.HasPrefix(e.kind(), "multi_"); single && len(ids) > 1 {
		return nil, fmt.Errorf("%s takes one choice, not %d", e.action, len(ids))
	}
	return held, nil
}

func (w *Workspace) pressMessage(in PressInput) (*delivery, error) {
	u, ch, err := w.presence(in.As, in.Channel)
	if err != nil {
		return nil, err
	}
	p := w.find(ch.ID, in.TS)
	if p == nil || p.Deleted || !p.seenBy(u.ID) {
		return nil, fmt.Errorf("%s sees no message %s in %s", u.Name, in.TS, in.Channel)
	}
	e, err := target(p.Blocks, in)
	if err != nil {
		return nil, err
	}
	action, err := w.action(e, in)
	if err != nil {
		return nil, err
	}
	if held, err := e.state(in.Selected); err == nil {
		p.hold(e, held)
	}
	payload := w.interaction("block_actions", u, false)
	container := map[string]any{
		"type": "message", "message_ts": p.TS, "channel_id": ch.ID, "is_ephemeral": p.Ephemeral,
	}
	if p.ThreadTS != "" {
		container["thread_ts"] = p.ThreadTS
	}
	payload["container"] = container
	payload["channel"] = map[string]any{"id": ch.ID, "name": shownName(ch)}
	payload["response_url"], _ = w.newReply(u.ID, ch.ID, p.TS)
	payload["actions"] = []any{action}
	payload["state"] = map[string]any{"values": p.held()}
	if !p.Ephemeral {
		payload["message"] = w.wire(p)
	}
	return w.newDelivery(kindInteractive, "block_actions", payload), nil
}

// hold remembers what a person chose in p.
func (p *post) hold(e element, state map[string]any) {
	if p.values == nil {
		p.values = map[string]any{}
	}
	block, _ := p.values[e.block].(map[string]any)
	if block == nil {
		block = map[string]any{}
	}
	block[e.action] = state
	p.values[e.block] = block
}

// held is what was chosen in p.
func (p *post) held() map[string]any {
	if p.values == nil {
		return map[string]any{}
	}
	return deepCopy(p.values)
}

func (w *Workspace) pressView(in PressInput) (*delivery, error) {
	u, err := w.person(in.As)
	if err != nil {
		return nil, err
	}
	v := w.openView(in.ViewID, "")
	if v == nil || v.user != u.ID {
		return nil, fmt.Errorf("%s has no view %s open", u.Name, in.ViewID)
	}
	if stack := w.stacks[u.ID]; v.Type == surfaceModal && stack[len(stack)-1] != v {
		return nil, fmt.Errorf("another modal lies over view %s of %s", in.ViewID, u.Name)
	}
	e, err := target(v.Blocks, in)
	if err != nil {
		return nil, err
	}
	if err := w.fill(v, in.Values); err != nil {
		return nil, err
	}
	action, err := w.action(e, in)
	if err != nil {
		return nil, err
	}
	if held, err := e.state(in.Selected); err == nil {
		v.hold(e, held)
	}
	payload := w.interaction("block_actions", u, v.Type == "modal")
	payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
	payload["view"] = deepCopy(v.View)
	payload["actions"] = []any{action}
	return w.newDelivery(kindInteractive, "block_actions", payload), nil
}
