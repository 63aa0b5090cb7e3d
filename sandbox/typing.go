package sandbox

import (
	"regexp"
	"slices"
	"strings"
)

// token finds what Slack's client replaces in what a person types.
var token = regexp.MustCompile(`https?://[^\s<>]+|[@#][\p{L}\p{N}._-]+`)

// escape does what Slack's client does to the three characters.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// typed turns what a person types into a message's text and its rich text, as
// Slack's client does: names become mentions, links are marked, and the three
// characters are escaped. The lock is held.
func (w *Workspace) typed(ch *Channel, raw string) (text string, blocks []map[string]any) {
	var out strings.Builder
	var elements []any
	plain := func(s string) {
		if s == "" {
			return
		}
		out.WriteString(escape(s))
		elements = append(elements, map[string]any{"type": "text", "text": s})
	}
	done := 0
	for _, at := range token.FindAllStringIndex(raw, -1) {
		if at[0] > 0 && isWordByte(raw[at[0]-1]) {
			continue
		}
		mrkdwn, element, length := w.entity(ch, raw[at[0]:at[1]])
		if element == nil {
			continue
		}
		plain(raw[done:at[0]])
		out.WriteString(mrkdwn)
		elements = append(elements, element)
		done = at[0] + length
	}
	plain(raw[done:])
	return out.String(), []map[string]any{{
		"type": "rich_text", "block_id": w.newID("b"),
		"elements": []any{map[string]any{"type": "rich_text_section", "elements": elements}},
	}}
}

// isWordByte reports whether b belongs to a word, so that what follows it is not
// the beginning of a name.
func isWordByte(b byte) bool {
	letter := b|0x20 >= 'a' && b|0x20 <= 'z'
	return letter || b >= 0x80 || b == '_' || b >= '0' && b <= '9'
}

// entity returns a typed word as mrkdwn and as a rich text element, and how much
// of the word it took; no element means that the word is only a word.
func (w *Workspace) entity(ch *Channel, word string) (string, map[string]any, int) {
	trimmed := strings.TrimRight(word, ".,:;!?)-_")
	name := trimmed[min(1, len(trimmed)):]
	switch {
	case strings.HasPrefix(word, "http"):
		return "<" + escape(trimmed) + ">",
			map[string]any{"type": "link", "url": trimmed}, len(trimmed)
	case strings.HasPrefix(word, "#"):
		for _, c := range w.channels {
			if c.Name == name && c.Kind == Public {
				return "<#" + c.ID + "|" + c.Name + ">",
					map[string]any{"type": "channel", "channel_id": c.ID}, len(trimmed)
			}
		}
	case slices.Contains([]string{"here", "channel", "everyone"}, name):
		return "<!" + name + ">", map[string]any{"type": "broadcast", "range": name}, len(trimmed)
	default:
		for _, u := range w.users {
			if u.Name == name && (u.Bot || slices.Contains(ch.Members, u.ID)) {
				return "<@" + u.ID + ">",
					map[string]any{"type": "user", "user_id": u.ID}, len(trimmed)
			}
		}
	}
	return "", nil, 0
}
