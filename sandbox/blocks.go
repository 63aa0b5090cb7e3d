package sandbox

import (
	"encoding/json"
	"fmt"
)

// The surfaces that blocks are put on.
const (
	surfaceMessage = "message"
	surfaceModal   = "modal"
	surfaceHome    = "home"
)

// Limits of a whole message or view.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	maxMessageChars  = 12000  // Slack refuses somewhat above this, undocumented
	maxViewBytes     = 250000 // of its JSON
)

// A kit is Block Kit: the rules of every block and view. It is built once, and
// only read afterwards.
type kit struct {
	blocks, views map[string]rule // by type
}

func newKit() kit { return kit{blocks: blockRules(), views: viewRules()} }

// message holds the blocks of a message to the rules and returns a copy of them.
func (k kit) message(raw any) ([]map[string]any, error) {
	items, ok := raw.([]any)
	if !ok {
		return nil, refuse("invalid_blocks_format", "[ERROR] blocks must be a list")
	}
	c := k.check(surfaceMessage, items, maxMessageBlocks)
	switch {
	case c.tables > 1:
		return nil, refuse("only_one_table_allowed")
	case len(c.problems) > 0:
		return nil, refuse("invalid_blocks", c.problems...)
	case c.markdown > 12000:
		return nil, refuse("msg_blocks_too_long", fmt.Sprintf(
			"[ERROR] markdown blocks add up to %d characters, at most 12000", c.markdown))
	case c.chars > maxMessageChars:
		return nil, refuse("msg_blocks_too_long", fmt.Sprintf(
			"[ERROR] blocks add up to %d characters, at most %d", c.chars, maxMessageChars))
	}
	return deepCopyInto[[]map[string]any](items), nil
}

// check applies the rules of a surface to blocks.
func (k kit) check(surface string, items []any, most int) *checker {
	c := &checker{blockIDs: map[string]bool{}}
	if len(items) > most {
		c.bad("/blocks", "no more than %d items allowed: has %d", most, len(items))
	}
	allowed := surfaceBlocks(surface)
	for i, item := range items {
		at := fmt.Sprintf("/blocks/%d", i)
		m, _ := item.(map[string]any)
		kind, _ := m["type"].(string)
		if k.blocks[kind] == nil || !allowed[kind] {
			c.bad(at, "unsupported type: %q in a %s", kind, surface)
			continue
		}
		c.actions = map[string]bool{}
		k.blocks[kind](c, at, item)
	}
	return c
}

// surfaceBlocks says which blocks a surface takes. A video takes a scope and domains that the app has not
// got; Slack alone puts a file into a message.
func surfaceBlocks(surface string) map[string]bool {
	names := []string{
		"section", "header", "divider", "context", "actions", "image", "rich_text",
	}
	if surface == surfaceMessage {
		names = append(names, "table", "data_table", "data_visualization", "markdown",
			"context_actions")
	} else {
		names = append(names, "input")
	}
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}

// view holds a modal or Home tab to the rules.
func (k kit) view(raw any) error {
	m, ok := raw.(map[string]any)
	if !ok {
		return refuse("invalid_arguments", "[ERROR] view must be an object")
	}
	if b, err := json.Marshal(m); err != nil || len(b) > maxViewBytes {
		return refuse("view_too_large")
	}
	kind, _ := m["type"].(string)
	rules := k.views[kind]
	if rules == nil {
		return refuse("invalid_arguments", "[ERROR] view.type must be modal or home")
	}
	items, _ := m["blocks"].([]any)
	c := k.check(kind, items, maxViewBlocks)
	rules(c, "/view", m)
	hasInput := false
	for _, i := range items {
		if b, _ := i.(map[string]any); b["type"] == "input" {
			hasInput = true
		}
	}
	if kind == surfaceModal && hasInput && m["submit"] == nil {
		c.bad("/view", "missing required field: submit, because there is an input")
	}
	if len(c.problems) > 0 {
		return refuse("invalid_arguments", c.problems...)
	}
	return nil
}

// viewRules are the rules of the views themselves.
func viewRules() map[string]rule {
	blocks := list(1, maxViewBlocks, func(*checker, string, any) {}) // checked one by one
	common := fields{
		"type": oneOf(surfaceModal, surfaceHome), "blocks": blocks,
		"private_metadata": str(0, 3000), "callback_id": str(0, 255), "external_id": str(0, 255),
	}
	return map[string]rule{
		surfaceHome: object("blocks", common),
		surfaceModal: object("title blocks", common.with(fields{
			"title": plain(24), "submit": plain(24), "close": plain(24),
			"clear_on_close": boolean, "notify_on_close": boolean,
		})),
	}
}

// blockRules are the rules of the blocks, by type.
func blockRules() map[string]rule {
	all := elementRules()
	id := fields{"type": str(1, 64), "block_id": blockID}
	block := func(required string, f fields) rule { return object(required, id.with(f)) }
	return map[string]rule{
		"section": either("text", "fields", block("", fields{
			"text": text(3000), "fields": list(1, 10, text(2000)), "expand": boolean,
			"accessory": among(all, accessories()...),
		})),
		"header":  block("text", fields{"text": plain(150), "level": number(1, 4)}),
		"divider": block("", fields{}),
		"context": block("elements", fields{"elements": list(1, 10, variant(map[string]rule{
			"image": all["image"], "mrkdwn": text(3000), "plain_text": text(3000),
		}))}),
		"actions": block("elements", fields{"elements": list(1, 25, among(all, pressed()...))}),
		"context_actions": block("elements", fields{
			"elements": list(1, 5, among(all, "feedback_buttons", "icon_button")),
		}),
		"image": imageRule(id.with(fields{"title": plain(2000)})),
		"input": block("label element", fields{
			"label": plain(2000), "hint": plain(2000), "optional": boolean,
			"dispatch_action": boolean, "element": among(all, inputs()...),
		}),
		"rich_text":          block("elements", fields{"elements": richText()}),
		"table":              tableRule(id),
		"data_table":         dataTableRule(id),
		"data_visualization": chartRule(id),
		"markdown":           block("text", fields{"text": markdown}),
	}
}

// either wants one field at least of the two.
func either(a, b string, then rule) rule {
	return func(c *checker, at string, v any) {
		m, _ := v.(map[string]any)
		if m[a] == nil && m[b] == nil {
			c.bad(at, "must have %s or %s", a, b)
		}
		then(c, at, v)
	}
}

// markdown checks the text of a markdown block, of which a message may have
// 12,000 characters in all.
func markdown(c *checker, at string, v any) {
	said(1, 12000)(c, at, v)
	if s, ok := v.(string); ok {
		c.markdown += len([]rune(s))
	}
}

// text checks a text object of either kind.
func text(most int) rule {
	words := fields{"type": str(1, 64), "text": said(1, most)}
	return variant(map[string]rule{
		"plain_text": object("text", words.with(fields{"emoji": boolean})),
		"mrkdwn":     object("text", words.with(fields{"verbatim": boolean})),
	})
}

// plain checks a text object that must be plain text.
func plain(most int) rule {
	return variant(map[string]rule{
		"plain_text": object("text", fields{
			"type": str(1, 64), "text": said(1, most), "emoji": boolean,
		}),
	})
}

// oneSource wants an address or a file, and not both.
func oneSource(then rule) rule {
	return func(c *checker, at string, v any) {
		m, _ := v.(map[string]any)
		if (m["image_url"] == nil) == (m["slack_file"] == nil) {
			c.bad(at, "must have either image_url or slack_file")
		}
		then(c, at, v)
	}
}

// imageRule wants one source, and words for those who do not see.
func imageRule(more fields) rule {
	return oneSource(object("alt_text", more.with(fields{
		"type": str(1, 64), "image_url": link, "alt_text": said(1, 2000),
		// Slack also takes the address of a file; an app that uploads its pictures knows their ids.
		"slack_file": object("id", fields{"id": str(1, 255)}),
	})))
}
