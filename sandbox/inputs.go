package sandbox

import (
	"reflect"
	"time"
	"unicode/utf8"
)

// accessories, pressed and inputs name the elements that a section, an actions
// block and an input block take.
func accessories() []string {
	return append(pressed(), "image", "multi_static_select", "multi_users_select",
		"multi_conversations_select", "multi_channels_select")
}

func pressed() []string {
	return []string{
		"button", "overflow", "static_select", "users_select", "conversations_select",
		"channels_select", "radio_buttons", "checkboxes", "datepicker", "timepicker",
		"datetimepicker",
	}
}

func inputs() []string {
	return []string{
		"plain_text_input", "email_text_input", "url_text_input", "number_input",
		"static_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_users_select", "multi_conversations_select",
		"multi_channels_select", "radio_buttons", "checkboxes", "datepicker", "timepicker",
		"datetimepicker",
	}
}

// confirm is the dialogue before an action.
func confirm() rule {
	return object("title text confirm deny", fields{
		"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30),
		"style": oneOf("primary", "danger"),
	})
}

// option is one choice; its text may be mrkdwn only in radio buttons and
// checkboxes.
func option(words func(int) rule, more fields) rule {
	return object("text value", more.with(fields{
		"text": words(75), "value": str(1, 150), "description": words(75),
	}))
}

// elementRules are the rules of block elements, by type.
func elementRules() map[string]rule {
	rules := map[string]rule{"image": imageRule(fields{})}
	base := fields{"type": str(1, 64), "action_id": actionID}
	add := func(name, required string, f fields) { rules[name] = object(required, base.with(f)) }

	add("button", "text", fields{
		"text": plain(75), "value": str(1, 2000), "url": link, "style": oneOf("primary", "danger"),
		"accessibility_label": str(1, 75), "confirm": confirm(),
	})
	add("icon_button", "icon text", fields{
		"icon": oneOf("trash"), "text": plain(75), "value": str(1, 2000), "confirm": confirm(),
		"accessibility_label": str(1, 75), "visible_to_user_ids": list(1, 10, str(1, 255)),
	})
	side := object("text value", fields{
		"text": plain(75), "value": str(1, 2000), "accessibility_label": str(1, 75),
	})
	add("feedback_buttons", "positive_button negative_button", fields{
		"positive_button": side, "negative_button": side,
	})
	add("overflow", "options", fields{
		"options": list(1, 5, option(plain, fields{"url": link})), "confirm": confirm(),
	})
	choice := option(text, fields{})
	asks := fields{"confirm": confirm(), "focus_on_load": boolean}
	add("radio_buttons", "options", asks.with(fields{
		"options": list(1, 10, choice), "initial_option": choice,
	}))
	add("checkboxes", "options", asks.with(fields{
		"options": list(1, 10, choice), "initial_options": list(1, 10, choice),
	}))
	addSelects(add)
	addInputs(add)
	addDates(add, asks)
	for _, name := range []string{"static_select", "multi_static_select"} {
		rules[name] = oneList(rules[name])
	}
	for _, name := range []string{"static_select", "multi_static_select", "radio_buttons", "checkboxes"} {
		rules[name] = amongOptions(rules[name])
	}
	for _, name := range []string{"multi_static_select", "multi_users_select", "multi_channels_select",
		"multi_conversations_select"} {
		rules[name] = notTooMany(rules[name])
	}
	rules["plain_text_input"] = fitting(rules["plain_text_input"])
	return rules
}

// oneList wants a list of options or one of groups of them, and not both.
func oneList(then rule) rule {
	return func(c *checker, at string, v any) {
		m, _ := v.(map[string]any)
		if (m["options"] == nil) == (m["option_groups"] == nil) {
			c.bad(at, "must have either options or option_groups")
		}
		then(c, at, v)
	}
}

// amongOptions wants each option that is chosen from the start to be one of the options, word for word.
func amongOptions(then rule) rule {
	return func(c *checker, at string, v any) {
		then(c, at, v)
		m, _ := v.(map[string]any)
		chosen, _ := m["initial_options"].([]any)
		if o := m["initial_option"]; o != nil {
			chosen = append([]any{o}, chosen...)
		}
		for _, want := range chosen {
			o, _ := want.(map[string]any)
			value, _ := o["value"].(string)
			if has, ok := (element{spec: m}).option(value); !ok || !reflect.DeepEqual(has, want) {
				c.bad(at, "the initial option %q is not one of the options", value)
			}
		}
	}
}

// notTooMany wants no more choices from the start than can be made.
func notTooMany(then rule) rule {
	return func(c *checker, at string, v any) {
		then(c, at, v)
		m, _ := v.(map[string]any)
		e := element{spec: m}
		chosen, _ := m[e.starts()].([]any)
		if err := e.most(len(chosen)); err != nil {
			c.bad(at, "more initial choices than max_selected_items: %d", len(chosen))
		}
	}
}

// fitting wants lengths of a text that it can have, and one from the start that is not too long.
func fitting(then rule) rule {
	return func(c *checker, at string, v any) {
		then(c, at, v)
		m, _ := v.(map[string]any)
		least, _ := m["min_length"].(float64)
		most, limited := m["max_length"].(float64)
		text, _ := m["initial_value"].(string)
		if limited && least > most {
			c.bad(at, "min_length is more than max_length")
		}
		if n := utf8.RuneCountInString(text); limited && float64(n) > most {
			c.bad(at, "initial_value has %d characters, max_length is %.0f", n, most)
		}
	}
}

// addSelects adds menus of one choice and of several.
func addSelects(add func(name, required string, f fields)) {
	choice := option(plain, fields{})
	menu := fields{
		"placeholder": plain(150), "confirm": confirm(), "focus_on_load": boolean,
	}
	static := menu.with(fields{
		"options": list(1, 100, choice),
		"option_groups": list(1, 100, object("label options", fields{
			"label": plain(75), "options": list(1, 100, choice),
		})),
	})
	filter := object("", fields{
		"include":                          list(1, 4, oneOf("im", "mpim", "private", "public")),
		"exclude_external_shared_channels": boolean, "exclude_bot_users": boolean,
	})
	several := fields{"max_selected_items": number(1, 1000)}
	some := list(1, 100, str(1, 255))
	conversations := menu.with(fields{
		"default_to_current_conversation": boolean, "filter": filter,
	})
	add("static_select", "", static.with(fields{"initial_option": choice}))
	add("multi_static_select", "", static.with(several).with(fields{
		"initial_options": list(1, 100, choice),
	}))
	add("users_select", "", menu.with(fields{"initial_user": str(1, 255)}))
	add("multi_users_select", "", menu.with(several).with(fields{"initial_users": some}))
	add("channels_select", "", menu.with(fields{"initial_channel": str(1, 255)}))
	add("multi_channels_select", "", menu.with(several).with(fields{"initial_channels": some}))
	add("conversations_select", "", conversations.with(fields{"initial_conversation": str(1, 255)}))
	add("multi_conversations_select", "", conversations.with(several).with(fields{
		"initial_conversations": some,
	}))
}

// addInputs adds fields for text and numbers.
func addInputs(add func(name, required string, f fields)) {
	dispatch := object("", fields{"trigger_actions_on": list(1, 2,
		oneOf("on_enter_pressed", "on_character_entered"))})
	typed := fields{
		"placeholder": plain(150), "initial_value": str(0, 3000), "dispatch_action_config": dispatch,
		"focus_on_load": boolean,
	}
	add("plain_text_input", "", typed.with(fields{
		"multiline": boolean, "min_length": number(0, 3000), "max_length": number(1, 3000),
	}))
	add("email_text_input", "", typed)
	add("url_text_input", "", typed)
	add("number_input", "is_decimal_allowed", typed.with(fields{
		"is_decimal_allowed": boolean, "min_value": str(1, 64), "max_value": str(1, 64),
	}))
}

// addDates adds fields for days and times; asks are the fields that each of them
// has.
func addDates(add func(name, required string, f fields), asks fields) {
	add("datepicker", "", asks.with(fields{
		"placeholder": plain(150), "initial_date": written("2006-01-02"),
	}))
	add("timepicker", "", asks.with(fields{
		"placeholder": plain(150), "initial_time": written("15:04"), "timezone": str(1, 64),
	}))
	add("datetimepicker", "", asks.with(fields{"initial_date_time": number(1e9, 1e10)}))
}

// written checks a day or a time that is written in a layout of package time.
func written(layout string) rule {
	return func(c *checker, at string, v any) {
		s, _ := v.(string)
		if t, err := time.Parse(layout, s); err != nil || t.Format(layout) != s {
			c.bad(at, "must be written like %s", layout)
		}
	}
}
