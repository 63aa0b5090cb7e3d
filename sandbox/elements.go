package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// pressables returns the elements of a block that a person can press or fill.
func pressables(block map[string]any) []map[string]any {
	var out []map[string]any
	take := func(v any) {
		if m, ok := v.(map[string]any); ok && interactive(m) {
			out = append(out, m)
		}
	}
	switch block["type"] {
	case "actions", "context_actions":
		list, _ := block["elements"].([]any)
		for _, e := range list {
			take(e)
		}
	case "section":
		take(block["accessory"])
	case "input":
		take(block["element"])
	}
	return out
}

func interactive(e map[string]any) bool { return e["type"] != "image" }

// An element is something to press or fill, and where it stands.
type element struct {
	block, action string
	input         bool // it is the element of an input block
	optional      bool
	dispatches    bool // pressing tells the bot at once
	spec          map[string]any
}

// elements returns everything in blocks that a person can press or fill.
func elements(blocks []map[string]any) []element {
	var out []element
	for _, b := range blocks {
		id, _ := b["block_id"].(string)
		optional, _ := b["optional"].(bool)
		dispatch, _ := b["dispatch_action"].(bool)
		for _, e := range pressables(b) {
			action, _ := e["action_id"].(string)
			out = append(out, element{
				block: id, action: action, spec: e, optional: optional,
				input: b["type"] == "input", dispatches: b["type"] != "input" || dispatch,
			})
		}
	}
	return out
}

// kind is the element's type.
func (e element) kind() string { s, _ := e.spec["type"].(string); return s }

// option finds the option with that value.
func (e element) option(value string) (any, bool) {
	lists := []any{e.spec["options"]}
	groups, _ := e.spec["option_groups"].([]any)
	for _, g := range groups {
		if m, ok := g.(map[string]any); ok {
			lists = append(lists, m["options"])
		}
	}
	for _, l := range lists {
		list, _ := l.([]any)
		for _, o := range list {
			if m, ok := o.(map[string]any); ok && m["value"] == value {
				return o, true
			}
		}
	}
	return nil, false
}

// holds is the name under which the state of an element keeps its value; empty if
// the element keeps none.
func (e element) holds() string {
	switch e.kind() {
	case "plain_text_input", "email_text_input", "url_text_input", "number_input":
		return "value"
	case "static_select", "radio_buttons", "overflow":
		return "selected_option"
	case "checkboxes", "multi_static_select":
		return "selected_options"
	case "users_select":
		return "selected_user"
	case "multi_users_select":
		return "selected_users"
	case "conversations_select":
		return "selected_conversation"
	case "multi_conversations_select":
		return "selected_conversations"
	case "channels_select":
		return "selected_channel"
	case "multi_channels_select":
		return "selected_channels"
	case "datepicker":
		return "selected_date"
	case "timepicker":
		return "selected_time"
	case "datetimepicker":
		return "selected_date_time"
	}
	return ""
}

// state returns what an element holds when a person has put value into it.
func (e element) state(value string) (map[string]any, error) {
	key := e.holds()
	if key == "" {
		return nil, fmt.Errorf("a %s holds no value", e.kind())
	}
	held := map[string]any{"type": e.kind()}
	switch key {
	case "value":
		return e.text(held, value)
	case "selected_option":
		o, ok := e.option(value)
		if !ok {
			return nil, fmt.Errorf("%s has no option %q", e.action, value)
		}
		held[key] = o
	case "selected_options":
		options := []any{}
		for _, v := range split(value) {
			o, ok := e.option(v)
			if !ok {
				return nil, fmt.Errorf("%s has no option %q", e.action, v)
			}
			options = append(options, o)
		}
		held[key] = options
		return held, e.most(len(options))
	case "selected_users", "selected_conversations", "selected_channels":
		ids := split(value)
		held[key] = ids
		return held, e.most(len(ids))
	case "selected_date_time":
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is not a Unix time", e.action, value)
		}
		held[key] = n
	case "selected_date":
		return e.written(held, value, time.DateOnly)
	case "selected_time":
		return e.written(held, value, "15:04")
	default:
		held[key] = value
	}
	return held, nil
}

// most refuses more choices than the element takes.
func (e element) most(n int) error {
	if limit, ok := e.spec["max_selected_items"].(float64); ok && float64(n) > limit {
		return fmt.Errorf("%s takes at most %.0f choices, not %d", e.action, limit, n)
	}
	return nil
}

// written is the state of a field for a day or a time, which may be empty.
func (e element) written(held map[string]any, value, layout string) (map[string]any, error) {
	held[e.holds()] = value
	if t, err := time.Parse(layout, value); value != "" && (err != nil || t.Format(layout) != value) {
		return nil, fmt.Errorf("%s: %q is not written like %s", e.action, value, layout)
	}
	return held, nil
}

// tooShort reports whether a text is shorter than the element wants it, and how long that is. Without
// any text it is empty, and not too short.
func (e element) tooShort(state map[string]any) (least int, short bool) {
	want, _ := e.spec["min_length"].(float64)
	text, _ := state["value"].(string)
	return int(want), text != "" && float64(utf8.RuneCountInString(text)) < want
}

// text is the state of an input for text.
func (e element) text(held map[string]any, value string) (map[string]any, error) {
	limit := 3000.0
	if n, ok := e.spec["max_length"].(float64); ok {
		limit = n
	}
	if n := len([]rune(value)); float64(n) > limit {
		return nil, fmt.Errorf("%s takes at most %.0f characters", e.action, limit)
	}
	held["value"] = value
	if value == "" {
		held["value"] = nil
	}
	return held, nil
}

// starts is the field of the element that says what it holds from the start.
func (e element) starts() string {
	key := e.holds()
	if key == "value" {
		return "initial_value"
	}
	return strings.Replace(key, "selected_", "initial_", 1)
}

// initial is what an element holds before anybody touched it, nil for nothing.
func (e element) initial() map[string]any {
	key := e.holds()
	if key == "" {
		return nil
	}
	held := map[string]any{"type": e.kind(), key: e.spec[e.starts()]}
	if held[key] == nil && slices.Contains([]string{"selected_options", "selected_users"}, key) {
		held[key] = []any{}
	}
	return held
}

// empty reports whether a state holds nothing.
func empty(state map[string]any) bool {
	for k, v := range state {
		if k == "type" {
			continue
		}
		switch v := v.(type) {
		case nil:
		case string:
			return v == ""
		case []any:
			return len(v) == 0
		case []string:
			return len(v) == 0
		default:
			return false
		}
	}
	return true
}

// split cuts a list of values at its commas.
func split(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, ",")
}
