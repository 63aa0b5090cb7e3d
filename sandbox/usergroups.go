package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

func groupMethods() map[string]method {
	return map[string]method{
		"usergroups.list": {
			scope: "usergroups:read", do: userGroups,
			args: "include_count include_disabled include_users team_id",
		},
		"usergroups.users.list": {
			scope: "usergroups:read", args: "usergroup include_disabled team_id", do: groupUsers,
		},
		"usergroups.users.update": {
			scope: "usergroups:write", args: "usergroup users include_count team_id", do: updateGroup,
		},
	}
}

// Group returns who belongs to a user group; nobody where there is no such group.
func (w *Workspace) Group(id string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if g := w.group(id); g != nil {
		return slices.Clone(g.Users)
	}
	return nil
}

// SetGroup is an administrator changing who belongs to a user group, which may be nobody.
func (w *Workspace) SetGroup(id string, users ...string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	g := w.group(id)
	if g == nil {
		return fmt.Errorf("no user group has the id %q", id)
	}
	g.Users = slices.Clone(users)
	w.touch(Change{Type: "state"})
	return nil
}

// group returns a user group, or nil. The lock is held.
func (w *Workspace) group(id string) *UserGroup {
	for i := range w.cfg.UserGroups {
		if w.cfg.UserGroups[i].ID == id {
			return &w.cfg.UserGroups[i]
		}
	}
	return nil
}

// updateGroup replaces everybody in a user group. Like Slack it takes no empty list, and no bots,
// guests or people who have left.
func updateGroup(w *Workspace, c *call) (map[string]any, error) {
	g := w.group(c.str("usergroup"))
	if g == nil {
		return nil, refuse("no_such_subteam")
	}
	if c.str("users") == "" {
		return nil, refuse("no_users_provided")
	}
	users := strings.Split(c.str("users"), ",")
	for i, id := range users {
		u := w.user(id)
		if u == nil || u.Deleted || u.Bot || u.Guest || slices.Contains(users[:i], id) {
			return nil, refuse("invalid_users")
		}
	}
	g.Users = users
	w.touch(Change{Type: "state"})
	return map[string]any{"usergroup": w.wireGroup(*g, true, c.is("include_count"))}, nil
}

// wireGroup returns a user group as Slack shows it. The lock is held.
func (w *Workspace) wireGroup(g UserGroup, people, count bool) map[string]any {
	m := map[string]any{
		"id": g.ID, "team_id": w.cfg.Team, "is_usergroup": true, "is_external": false,
		"name": g.Handle, "handle": g.Handle, "description": "", "auto_type": nil,
		"date_create": 0, "date_update": 0, "date_delete": 0, "deleted_by": nil,
		"prefs": map[string]any{"channels": []string{}, "groups": []string{}},
	}
	if people {
		m["users"] = append([]string{}, g.Users...)
	}
	if count {
		m["user_count"] = len(g.Users)
	}
	return m
}

func userGroups(w *Workspace, c *call) (map[string]any, error) {
	all := []map[string]any{}
	for _, g := range w.cfg.UserGroups {
		all = append(all, w.wireGroup(g, c.is("include_users"), c.is("include_count")))
	}
	return map[string]any{"usergroups": all}, nil
}

func groupUsers(w *Workspace, c *call) (map[string]any, error) {
	g := w.group(c.str("usergroup"))
	if g == nil {
		return nil, refuse("no_such_subteam")
	}
	return map[string]any{"users": append([]string{}, g.Users...)}, nil
}

// lookupByEmail finds a person by their address. People who have left have none.
func lookupByEmail(w *Workspace, c *call) (map[string]any, error) {
	for _, u := range w.users {
		if u.Email != "" && !u.Deleted && strings.EqualFold(u.Email, c.str("email")) {
			return map[string]any{"user": w.wireUser(u, false)}, nil
		}
	}
	return nil, refuse("users_not_found")
}
