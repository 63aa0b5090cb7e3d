package sandbox

import "errors"

// A Presence says whether a person can be reached.
type Presence struct {
	User string `json:"user"`
	Away bool   `json:"away"`
	// Quiet is until when the person is not to be disturbed, in seconds since 1970; 0: they may be.
	Quiet int64 `json:"quiet"`
}

// SetPresence makes a person be there or away, or not to be disturbed. The bot is not told: Slack has
// no such event for apps.
func (w *Workspace) SetPresence(p Presence) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(p.User)
	if err != nil {
		return err
	}
	if p.Quiet < 0 {
		return errors.New("quiet is a time in seconds since 1970")
	}
	u.Away, u.Quiet = p.Away, p.Quiet
	w.touch(Change{Type: "state", User: u.ID})
	return nil
}

// Deactivate closes a person's account. The bot is told by user_change.
func (w *Workspace) Deactivate(user string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(user)
	if err != nil {
		return err
	}
	u.Deleted = true
	delete(w.stacks, user)
	w.touch(Change{Type: "state", User: user})
	if w.need("users:read") == nil {
		at := w.stamp()
		w.emit(map[string]any{"type": "user_change", "user": w.wireUser(u, false),
			"cache_ts": w.cfg.Now().Unix(), "event_ts": at})
	}
	return nil
}

func getPresence(w *Workspace, c *call) (map[string]any, error) {
	u := w.user(c.str("user"))
	if u == nil {
		return nil, refuse("user_not_found")
	}
	presence := "active"
	if u.Away || u.Deleted {
		presence = "away"
	}
	return map[string]any{"presence": presence}, nil
}

func dndInfo(w *Workspace, c *call) (map[string]any, error) {
	u := w.user(c.str("user"))
	if u == nil {
		return nil, refuse("user_not_found")
	}
	now := w.cfg.Now().Unix()
	out := map[string]any{"dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1,
		"snooze_enabled": false}
	if u.Quiet > now {
		out["snooze_enabled"], out["snooze_endtime"] = true, u.Quiet
		out["snooze_remaining"], out["snooze_is_indefinite"] = u.Quiet-now, false
	}
	return out, nil
}
