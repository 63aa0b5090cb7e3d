package sandbox

import (
	"regexp"
	"slices"
)

// mention finds what notifies people in mrkdwn: a person, a user group, or a
// whole channel.
var mention = regexp.MustCompile(
	`<(?:@([UW][A-Z0-9]+)|!subteam\^([A-Z0-9]+)|!(channel|here|everyone))(?:\|[^>]*)?>`)

// renotify works out whom p notifies: members of its channel who are mentioned in
// its text or its blocks, without the author. The lock is held.
func (w *Workspace) renotify(p *post) {
	ch := w.channel(p.Channel)
	if ch == nil {
		return
	}
	n := &notice{w: w, channel: ch}
	n.mrkdwn(p.Text)
	for _, b := range p.Blocks {
		n.block(b)
	}
	p.Notified = []string{}
	for _, id := range ch.Members {
		u := w.user(id)
		hidden := p.Ephemeral && id != p.to
		if n.named[id] && id != p.User && !u.Bot && !u.Deleted && !hidden {
			p.Notified = append(p.Notified, id)
		}
	}
	slices.Sort(p.Notified)
}

// A notice collects who is named.
type notice struct {
	w       *Workspace
	channel *Channel
	named   map[string]bool
}

func (n *notice) add(users ...string) {
	if n.named == nil {
		n.named = map[string]bool{}
	}
	for _, u := range users {
		n.named[u] = true
	}
}

// group names the people of a user group.
func (n *notice) group(id string) {
	for _, g := range n.w.cfg.UserGroups {
		if g.ID == id {
			n.add(g.Users...)
		}
	}
}

func (n *notice) mrkdwn(text string) {
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		switch {
		case m[1] != "":
			n.add(m[1])
		case m[2] != "":
			n.group(m[2])
		default:
			n.add(n.channel.Members...)
		}
	}
}

// block looks through a JSON value for text objects, markdown blocks and rich
// text elements. Whether a markdown block notifies is not documented, so it is
// taken to do so. Plain text notifies nobody.
func (n *notice) block(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n.block(x)
		}
	case map[string]any:
		text, _ := v["text"].(string)
		switch v["type"] {
		case "mrkdwn", "markdown":
			n.mrkdwn(text)
		case "user":
			if id, ok := v["user_id"].(string); ok {
				n.add(id)
			}
		case "usergroup":
			if id, ok := v["usergroup_id"].(string); ok {
				n.group(id)
			}
		case "broadcast":
			n.add(n.channel.Members...)
		}
		for _, x := range v {
			n.block(x)
		}
	}
}
