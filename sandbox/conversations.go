package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

func conversationMethods() map[string]method {
	const page = "channel cursor limit latest oldest inclusive include_all_metadata "
	return map[string]method{
		"conversations.open": {
			scope: "im:write", args: "users channel return_im prevent_creation", do: conversationsOpen,
		},
		"conversations.info": {
			scope: "*:read", do: conversationsInfo,
			args: "channel include_locale include_num_members",
		},
		"conversations.members": {scope: "*:read", args: "channel cursor limit", do: members},
		"conversations.history": {scope: "*:history", args: page, do: history},
		"conversations.replies": {scope: "*:history", args: page + "ts", do: replies},
	}
}

func peopleMethods() map[string]method {
	const item = "channel timestamp name"
	return map[string]method{
		"users.info":          {scope: "users:read", args: "user include_locale", do: usersInfo},
		"users.getPresence":   {scope: "users:read", args: "user", do: getPresence},
		"dnd.info":            {scope: "dnd:read", args: "user team_id", do: dndInfo},
		"users.list":          {scope: "users:read", args: "cursor limit include_locale team_id", do: usersList},
		"users.lookupByEmail": {scope: "users:read.email", args: "email", do: lookupByEmail},
		"reactions.add":       {scope: "reactions:write", args: item, do: addReaction},
		"reactions.remove":    {scope: "reactions:write", args: item, do: removeReaction},
	}
}

// user returns a person or the bot, or nil. The lock is held.
func (w *Workspace) user(id string) *User {
	for _, u := range w.users {
		if u.ID == id {
			return u
		}
	}
	return nil
}

// channel returns a channel, or nil. The lock is held.
func (w *Workspace) channel(id string) *Channel {
	for _, c := range w.channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// botChannel returns a channel that the bot is a member of. A private channel
// that it is not in does not exist for it. The lock is held.
func (w *Workspace) botChannel(id string) (*Channel, error) {
	ch := w.channel(id)
	in := ch != nil && slices.Contains(ch.Members, w.cfg.BotUser)
	switch {
	case ch == nil, !in && ch.Kind != Public:
		return nil, refuse("channel_not_found")
	case !in:
		return nil, refuse("not_in_channel")
	}
	return ch, nil
}

// openIM returns the direct messages of a person and the bot, new if need be. The
// lock is held.
func (w *Workspace) openIM(user string) (*Channel, error) {
	u := w.user(user)
	switch {
	case u == nil:
		return nil, refuse("user_not_found")
	case u.Bot:
		return nil, refuse("cannot_dm_bot")
	case u.Deleted:
		return nil, refuse("user_disabled")
	}
	for _, c := range w.channels {
		if c.Kind == IM && slices.Contains(c.Members, user) {
			return c, nil
		}
	}
	c := &Channel{ID: "D" + user[1:], Kind: IM, Members: []string{w.cfg.BotUser, user}}
	w.channels = append(w.channels, c)
	w.touch(Change{Type: "state"})
	return c, nil
}

func conversationsOpen(w *Workspace, c *call) (map[string]any, error) {
	users := c.str("users")
	if id := c.str("channel"); id != "" {
		ch := w.channel(id)
		if ch == nil || ch.Kind != IM {
			return nil, refuse("channel_not_found")
		}
		users = ch.Members[0]
		if users == w.cfg.BotUser {
			users = ch.Members[1]
		}
	}
	if users == "" {
		return nil, refuse("users_list_not_supplied")
	}
	if strings.Contains(users, ",") {
		return nil, refuse("too_many_users", "[ERROR] the sandbox knows no group messages")
	}
	before := len(w.channels)
	ch, err := w.openIM(users)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"no_op": before == len(w.channels), "already_open": before == len(w.channels),
		"channel": w.wireChannel(ch),
	}, nil
}

// wireChannel returns ch as Slack shows it. The lock is held.
func (w *Workspace) wireChannel(ch *Channel) map[string]any {
	m := map[string]any{
		"id": ch.ID, "created": 1700000000, "is_archived": ch.Archived,
		"is_channel": ch.Kind == Public, "is_group": ch.Kind == Private, "is_im": ch.Kind == IM,
		"is_mpim": false, "is_private": ch.Kind != Public, "is_shared": false,
		"is_ext_shared": false, "is_org_shared": false,
		"is_member": slices.Contains(ch.Members, w.cfg.BotUser),
	}
	if ch.Kind == IM {
		for _, id := range ch.Members {
			if id != w.cfg.BotUser {
				m["user"] = id
			}
		}
		return m
	}
	m["name"], m["name_normalized"] = ch.Name, ch.Name
	m["num_members"] = len(ch.Members)
	m["topic"] = map[string]any{"value": ch.Topic, "creator": "", "last_set": 0}
	m["purpose"] = map[string]any{"value": "", "creator": "", "last_set": 0}
	return m
}

// readable returns a channel whose name and members the bot may see: public ones,
// and those it is in. The lock is held.
func (w *Workspace) readable(c *call, scope string) (*Channel, error) {
	ch := w.channel(c.str("channel"))
	if ch == nil || ch.Kind != Public && !slices.Contains(ch.Members, w.cfg.BotUser) {
		return nil, refuse("channel_not_found")
	}
	return ch, w.need(scopeFor(scope, ch))
}

func conversationsInfo(w *Workspace, c *call) (map[string]any, error) {
	ch, err := w.readable(c, "*:read")
	if err != nil {
		return nil, err
	}
	return map[string]any{"channel": w.wireChannel(ch)}, nil
}

func members(w *Workspace, c *call) (map[string]any, error) {
	ch, err := w.readable(c, "*:read")
	if err != nil {
		return nil, err
	}
	list, next, err := paged(ch.Members, c, 100)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"members": list, "response_metadata": map[string]any{"next_cursor": next},
	}, nil
}

// paged cuts one page out of all. The cursor is the offset of the page.
func paged[T any](all []T, c *call, size int) (page []T, next string, err error) {
	from := 0
	if s := c.str("cursor"); s != "" {
		if from, err = strconv.Atoi(s); err != nil || from < 0 || from > len(all) {
			return nil, "", refuse("invalid_cursor")
		}
	}
	if s := c.str("limit"); s != "" && s != "0" {
		if size, err = strconv.Atoi(s); err != nil || size < 1 || size > 1000 {
			return nil, "", refuse("invalid_limit")
		}
	}
	to := min(from+size, len(all))
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return append([]T{}, all[from:to]...), next, nil
}

// within returns the messages of a call's time range that everyone sees.
func within(all []*post, c *call) []*post {
	oldest, latest, inclusive := c.str("oldest"), c.str("latest"), c.is("inclusive")
	var out []*post
	for _, p := range all {
		late := oldest == "" || p.TS > oldest || inclusive && p.TS == oldest
		early := latest == "" || p.TS < latest || inclusive && p.TS == latest
		if late && early && !p.Ephemeral {
			out = append(out, p)
		}
	}
	return out
}

// listing answers with one page of messages. The lock is held.
func (w *Workspace) listing(all []*post, c *call) (map[string]any, error) {
	page, next, err := paged(all, c, 100)
	if err != nil {
		return nil, err
	}
	list := make([]map[string]any, 0, len(page))
	for _, p := range page {
		m := w.wire(p)
		if p.Metadata != nil && c.is("include_all_metadata") {
			m["metadata"] = p.Metadata
		}
		list = append(list, m)
	}
	return map[string]any{
		"messages": list, "has_more": next != "",
		"response_metadata": map[string]any{"next_cursor": next},
	}, nil
}

// transcript returns a channel whose messages the bot may read. The lock is held.
func (w *Workspace) transcript(c *call) (*Channel, error) {
	ch, err := w.botChannel(c.str("channel"))
	if err != nil {
		return nil, err
	}
	return ch, w.need(scopeFor("*:history", ch))
}

func history(w *Workspace, c *call) (map[string]any, error) {
	ch, err := w.transcript(c)
	if err != nil {
		return nil, err
	}
	var top []*post
	for _, p := range within(w.messages[ch.ID], c) {
		if !p.isReply() || p.Broadcast {
			top = append(top, p)
		}
	}
	slices.Reverse(top) // newest first, as Slack lists them
	return w.listing(top, c)
}

func replies(w *Workspace, c *call) (map[string]any, error) {
	ch, err := w.transcript(c)
	if err != nil {
		return nil, err
	}
	p := w.find(ch.ID, c.str("ts"))
	if p == nil || p.Ephemeral {
		return nil, refuse("thread_not_found")
	}
	root := p.TS
	if p.isReply() {
		root = p.ThreadTS
	}
	var thread []*post
	for _, q := range within(w.messages[ch.ID], c) {
		if q.TS == root || q.ThreadTS == root {
			thread = append(thread, q)
		}
	}
	return w.listing(thread, c)
}

func usersInfo(w *Workspace, c *call) (map[string]any, error) {
	u := w.user(c.str("user"))
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return map[string]any{"user": w.wireUser(u, c.is("include_locale"))}, nil
}

// usersList pages through everybody, those who have left included, as Slack does.
func usersList(w *Workspace, c *call) (map[string]any, error) {
	page, next, err := paged(w.users, c, 100)
	if err != nil {
		return nil, err
	}
	list := make([]map[string]any, 0, len(page))
	for _, u := range page {
		list = append(list, w.wireUser(u, c.is("include_locale")))
	}
	return map[string]any{
		"members": list, "response_metadata": map[string]any{"next_cursor": next},
	}, nil
}

// wireUser returns u as Slack shows it. The lock is held.
func (w *Workspace) wireUser(u *User, locale bool) map[string]any {
	m := map[string]any{
		"id": u.ID, "team_id": w.cfg.Team, "name": u.Name, "deleted": u.Deleted,
		"is_bot": u.Bot, "is_app_user": false, "updated": 1700000000,
		"profile": map[string]any{
			"real_name": u.RealName, "display_name": u.Name, "title": u.Title, "team": w.cfg.Team,
		},
	}
	if !u.Deleted { // Slack leaves these out for deactivated people
		m["real_name"] = u.RealName
		m["is_restricted"], m["is_ultra_restricted"] = u.Guest, false
		m["tz"], m["tz_label"], m["tz_offset"] = u.TZ, u.TZ, w.offset(u.TZ)
	}
	if locale {
		m["locale"] = "en-GB"
	}
	return m
}

// offset is the seconds east of UTC now. Zones were checked by New.
func (w *Workspace) offset(zone string) int {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return 0
	}
	_, seconds := w.cfg.Now().In(loc).Zone()
	return seconds
}

// reactable returns the message that a reaction call means. The lock is held.
func (w *Workspace) reactable(c *call) (*post, error) {
	ch, err := w.botChannel(c.str("channel"))
	if err != nil {
		return nil, err
	}
	p := w.find(ch.ID, c.str("timestamp"))
	switch {
	case p == nil || p.Ephemeral || p.Deleted:
		return nil, refuse("message_not_found")
	case ch.Archived:
		return nil, refuse("is_archived")
	case c.str("name") == "" || strings.ContainsAny(c.str("name"), ": "):
		return nil, refuse("invalid_name")
	}
	return p, nil
}

func addReaction(w *Workspace, c *call) (map[string]any, error) {
	p, err := w.reactable(c)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(p.Reactions, func(r Reaction) bool { return r.Name == c.str("name") })
	if i < 0 {
		p.Reactions = append(p.Reactions, Reaction{Name: c.str("name")})
		i = len(p.Reactions) - 1
	}
	if slices.Contains(p.Reactions[i].Users, w.cfg.BotUser) {
		return nil, refuse("already_reacted")
	}
	p.Reactions[i].Users = append(p.Reactions[i].Users, w.cfg.BotUser)
	w.touch(Change{Type: "changed", Channel: p.Channel})
	return nil, nil
}

func removeReaction(w *Workspace, c *call) (map[string]any, error) {
	p, err := w.reactable(c)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(p.Reactions, func(r Reaction) bool {
		return r.Name == c.str("name") && slices.Contains(r.Users, w.cfg.BotUser)
	})
	if i < 0 {
		return nil, refuse("no_reaction")
	}
	p.Reactions = slices.Delete(p.Reactions, i, i+1)
	w.touch(Change{Type: "changed", Channel: p.Channel})
	return nil, nil
}
