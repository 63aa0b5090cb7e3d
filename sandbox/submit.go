package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// A SubmitInput is a person submitting a modal. Values holds text, the value of
// an option, or an id, by block id and action id; several values of one element
// are separated by commas. What is left out keeps its initial value.
type SubmitInput struct {
	As     string                       `json:"as"`
	ViewID string                       `json:"view_id"`
	Values map[string]map[string]string `json:"values"`
}

// hold remembers what an element of v holds.
func (v *view) hold(e element, state map[string]any) {
	if v.State.Values[e.block] == nil {
		v.State.Values[e.block] = map[string]any{}
	}
	v.State.Values[e.block][e.action] = state
}

// fill puts values into v; initial values go where nothing is held yet. The lock is held.
func (w *Workspace) fill(v *view, values map[string]map[string]string) error {
	left := map[string]bool{}
	for block, actions := range values {
		for action := range actions {
			left[block+"\x00"+action] = true
		}
	}
	for _, e := range elements(v.Blocks) {
		if value, ok := values[e.block][e.action]; ok {
			delete(left, e.block+"\x00"+e.action)
			held, err := w.choose(e, v.user, value)
			if err != nil {
				return err
			}
			v.hold(e, held)
			continue
		}
		_, held := v.State.Values[e.block][e.action]
		if initial := e.initial(); initial != nil && !held {
			v.hold(e, initial)
		}
	}
	if len(left) > 0 {
		return fmt.Errorf("the view has no input for %d of the values", len(left))
	}
	return nil
}

// faults returns what Slack's client says of required inputs that are empty, and of texts that are too
// short.
func (v *view) faults() map[string]string {
	faults := map[string]string{}
	for _, e := range elements(v.Blocks) {
		held, _ := v.State.Values[e.block][e.action].(map[string]any)
		if e.input && !e.optional && empty(held) {
			faults[e.block] = "Please complete this required field."
		}
		if least, short := e.tooShort(held); short {
			faults[e.block] = fmt.Sprintf("Please write at least %d characters.", least)
		}
	}
	return faults
}

// Submit submits the topmost modal. It returns messages by block id when Slack's
// client or the bot finds fault with the input; the modal then stays open.
func (w *Workspace) Submit(ctx context.Context, in SubmitInput) (map[string]string, error) {
	w.mu.Lock()
	d, faults, err := w.submission(in)
	w.mu.Unlock()
	if err != nil || len(faults) > 0 {
		return faults, err
	}
	a := w.once(ctx, d)
	if err := unacknowledged(a); err != nil {
		return nil, err
	}
	w.mu.Lock()
	faults, inspect, err := w.submitted(in, a)
	w.mu.Unlock()
	if inspect != nil && w.cfg.Inspect != nil {
		w.cfg.Inspect("view_submission_ack", inspect)
	}
	return faults, err
}

// top returns the topmost modal of a person if it has that id. The lock is held.
func (w *Workspace) top(as, id string) (*User, *view, error) {
	u, err := w.person(as)
	if err != nil {
		return nil, nil, err
	}
	stack := w.stacks[as]
	if len(stack) == 0 || stack[len(stack)-1].ID != id {
		return nil, nil, fmt.Errorf("%s has no modal %s on top", u.Name, id)
	}
	return u, stack[len(stack)-1], nil
}

func (w *Workspace) submission(in SubmitInput) (*delivery, map[string]string, error) {
	u, v, err := w.top(in.As, in.ViewID)
	if err != nil {
		return nil, nil, err
	}
	if err := w.fill(v, in.Values); err != nil {
		return nil, nil, err
	}
	w.touch(Change{Type: "views", User: u.ID})
	if faults := v.faults(); len(faults) > 0 {
		return nil, faults, nil
	}
	payload := w.interaction("view_submission", u, true)
	payload["view"], payload["response_urls"] = deepCopy(v.View), []any{}
	return w.newDelivery(kindInteractive, "view_submission", payload), nil, nil
}

// A verdict is what the acknowledgement of a submission may carry.
type verdict struct {
	Action string            `json:"response_action"`
	Errors map[string]string `json:"errors"`
	View   map[string]any    `json:"view"`
}

// submitted does what the bot answered to a submission. The lock is held.
func (w *Workspace) submitted(
	in SubmitInput, a answer,
) (faults map[string]string, inspect map[string]any, err error) {
	var v verdict
	if len(a.body) > 0 {
		if err := json.Unmarshal(a.body, &v); err != nil {
			return nil, nil, fmt.Errorf("the acknowledgement is not a JSON object: %w", err)
		}
	}
	_, top, err := w.top(in.As, in.ViewID)
	if err != nil {
		return nil, nil, nil // it was closed or replaced meanwhile; nothing is left to do
	}
	switch v.Action {
	case "":
		w.pop(in.As)
		return nil, nil, nil
	case "clear":
		delete(w.stacks, in.As)
		w.touch(Change{Type: "views", User: in.As})
		return nil, nil, nil
	case "errors":
		return w.inputErrors(top, v.Errors)
	case "update", "push":
		made, err := w.makeView(v.View)
		if err != nil {
			return nil, nil, err
		}
		if v.Action == "update" {
			w.replaceView(top, made)
		} else if _, err := w.stack(in.As, made); err != nil {
			return nil, nil, err
		}
		return nil, map[string]any{"view": v.View}, nil
	}
	return nil, nil, fmt.Errorf("response_action %q is not known", v.Action)
}

// inputErrors checks that every message belongs to an input block; Slack shows a
// general failure otherwise.
func (w *Workspace) inputErrors(
	v *view, faults map[string]string,
) (map[string]string, map[string]any, error) {
	inputs := map[string]bool{}
	for _, e := range elements(v.Blocks) {
		inputs[e.block] = inputs[e.block] || e.input
	}
	for block := range faults {
		if !inputs[block] {
			return nil, nil, fmt.Errorf("errors name block %q, which is no input of the view", block)
		}
	}
	if len(faults) == 0 {
		return nil, nil, errors.New("response_action errors names no block")
	}
	return faults, nil, nil
}

// pop closes the topmost modal. The lock is held.
func (w *Workspace) pop(user string) {
	stack := w.stacks[user]
	w.stacks[user] = stack[:len(stack)-1]
	w.touch(Change{Type: "views", User: user})
}

// CloseView is a person pressing the × of their topmost modal, which closes every
// modal below it as well. The bot is told if the view asked for it.
func (w *Workspace) CloseView(ctx context.Context, as, viewID string) error {
	w.mu.Lock()
	u, v, err := w.top(as, viewID)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	delete(w.stacks, as)
	w.touch(Change{Type: "views", User: as})
	var d *delivery
	if v.NotifyOnClose {
		payload := w.interaction("view_closed", u, false)
		delete(payload, "trigger_id")
		payload["view"], payload["is_cleared"] = deepCopy(v.View), true
		d = w.newDelivery(kindInteractive, "view_closed", payload)
	}
	w.mu.Unlock()
	if d == nil {
		return nil
	}
	return unacknowledged(w.once(ctx, d))
}
