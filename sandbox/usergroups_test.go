package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"howto/sandbox"
)

func TestAUserGroupTakesOnlyPeopleWhoAreThere(t *testing.T) {
	w := start(t, func(c *sandbox.Config) {
		c.Users = append(c.Users, sandbox.User{ID: "U0GUEST", Name: "guest", Guest: true},
			sandbox.User{ID: "U0LEFT", Name: "left", Deleted: true})
	})
	for users, want := range map[string]string{
		amira: "", "": "no_users_provided", "U0NOBODY": "invalid_users", "U0GUEST": "invalid_users",
		"U0LEFT": "invalid_users", amira + "," + bot: "invalid_users", amira + "," + amira: "invalid_users",
		amira + "," + ben: "",
	} {
		before := strings.Join(w.Group("S0TILLS"), ",")
		_, err := client(w).UpdateUserGroupMembersContext(t.Context(), "S0TILLS", users)
		if code(err) != want {
			t.Errorf("users %q: %v, want %q", users, err, want)
		}
		if want == "" {
			before = users
		}
		if got := strings.Join(w.Group("S0TILLS"), ","); got != before {
			t.Errorf("after users %q the group has %s, want %s", users, got, before)
		}
	}
	if _, err := client(w).UpdateUserGroupMembersContext(t.Context(), "S0NONE", amira); code(err) != "no_such_subteam" {
		t.Errorf("a group that is not there: %v, want no_such_subteam", err)
	}
	if err := w.SetGroup("S0TILLS"); err != nil || len(w.Group("S0TILLS")) != 0 {
		t.Errorf("SetGroup to nobody: %v, %v; want it empty", w.Group("S0TILLS"), err)
	}
}

func TestAPersonIsFoundByAddressWithTheScopeForIt(t *testing.T) {
	mail := func(c *sandbox.Config) { c.Users[2].Email = "dana@fernhill.example" }
	w := start(t, mail)
	u, err := client(w).GetUserByEmailContext(t.Context(), "Dana@fernhill.example")
	if err != nil || u.ID != dana {
		t.Errorf("got %v, %v, want %s", u, err, dana)
	}
	if _, err := client(w).GetUserByEmailContext(t.Context(), "x@fernhill.example"); code(err) != "users_not_found" {
		t.Errorf("a stranger: %v, want users_not_found", err)
	}
	w = start(t, mail, func(c *sandbox.Config) {
		c.Scopes = slices.DeleteFunc(sandbox.AllScopes(), func(s string) bool { return s == "users:read.email" })
	})
	if _, err := client(w).GetUserByEmailContext(t.Context(), "dana@fernhill.example"); code(err) != "missing_scope" {
		t.Errorf("without the scope: %v, want missing_scope", err)
	}
}
