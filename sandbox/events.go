package sandbox

import (
	"maps"
	"slices"
	"strings"
)

// emit queues an event for the bot. The lock is held.
func (w *Workspace) emit(event map[string]any) {
	name, _ := event["type"].(string)
	if sub, _ := event["subtype"].(string); sub != "" {
		name += "." + sub
	}
	w.enqueue(w.newDelivery(kindEvents, name, map[string]any{
		"token": "sandbox", "team_id": w.cfg.Team, "api_app_id": w.cfg.appID(),
		"type": "event_callback", "event": event,
		"event_id": w.newID("Ev"), "event_time": w.cfg.Now().Unix(),
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": w.cfg.Team, "user_id": w.cfg.BotUser,
			"is_bot": true, "is_enterprise_install": false,
		}},
		"is_ext_shared_channel": false,
	}))
}

// hears reports whether the bot gets the messages of ch. The lock is held.
func (w *Workspace) hears(ch *Channel) bool {
	return slices.Contains(ch.Members, w.cfg.BotUser) &&
		w.need(scopeFor("*:history", ch)) == nil
}

// channelType is what a message event calls the kind of its channel.
func channelType(ch *Channel) string {
	switch ch.Kind {
	case IM:
		return "im"
	case Private:
		return "group"
	}
	return "channel"
}

// emitMessage tells the bot of a new message, its own included, and of a mention
// a second time as app_mention. The lock is held.
func (w *Workspace) emitMessage(ch *Channel, p *post) {
	if p.Ephemeral || !slices.Contains(ch.Members, w.cfg.BotUser) {
		return
	}
	event := w.wire(p)
	event["channel"], event["event_ts"] = ch.ID, p.TS
	event["channel_type"] = channelType(ch)
	if w.hears(ch) {
		w.emit(event)
	}
	mentioned := strings.Contains(p.Text, "<@"+w.cfg.BotUser+">") && p.User != w.cfg.BotUser
	if mentioned && ch.Kind != IM && w.need("app_mentions:read") == nil {
		mention := maps.Clone(event)
		mention["type"] = "app_mention"
		delete(mention, "channel_type")
		delete(mention, "subtype")
		w.emit(mention)
	}
}

// edited records and tells of a change to p, which looked like before. The lock
// is held.
func (w *Workspace) edited(ch *Channel, p *post, before map[string]any, by string) {
	at := w.stamp()
	p.Edited, p.editedBy, p.editedTS = true, by, at
	w.renotify(p)
	w.touch(Change{Type: "changed", Channel: ch.ID})
	w.emitChange(ch, at, map[string]any{
		"subtype": "message_changed", "message": w.wire(p), "previous_message": before,
	})
}

// deleted removes p and tells of it. A parent with replies becomes a tombstone,
// which Slack tells as a change, and goes when its last reply goes. The lock is
// held.
func (w *Workspace) deleted(ch *Channel, p *post) {
	before := w.wire(p)
	w.remove(p)
	if p.Deleted && p.ReplyCount > 0 {
		w.emitChange(ch, w.stamp(), map[string]any{
			"subtype": "message_changed", "message": w.wire(p), "previous_message": before,
		})
		return
	}
	w.emitChange(ch, w.stamp(), map[string]any{
		"subtype": "message_deleted", "deleted_ts": p.TS, "previous_message": before,
	})
	parent := w.find(ch.ID, p.ThreadTS)
	if parent != nil && parent.Deleted && parent.ReplyCount == 0 {
		w.deleted(ch, parent)
	}
}

// emitChange queues a message event about another message. The lock is held.
func (w *Workspace) emitChange(ch *Channel, at string, event map[string]any) {
	if !w.hears(ch) {
		return
	}
	event["type"], event["hidden"] = "message", true
	event["channel"], event["channel_type"] = ch.ID, channelType(ch)
	event["ts"], event["event_ts"] = at, at
	w.emit(event)
}
