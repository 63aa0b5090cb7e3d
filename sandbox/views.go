package sandbox

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// A View is a modal or a Home tab, with the field names of Slack's view object.
type View struct {
	ID                 string           `json:"id"`
	TeamID             string           `json:"team_id"`
	Type               string           `json:"type"` // modal or home
	Blocks             []map[string]any `json:"blocks"`
	PrivateMetadata    string           `json:"private_metadata"`
	CallbackID         string           `json:"callback_id"`
	State              ViewState        `json:"state"`
	Hash               string           `json:"hash"`
	Title              map[string]any   `json:"title"`
	Close              map[string]any   `json:"close"`
	Submit             map[string]any   `json:"submit"`
	ClearOnClose       bool             `json:"clear_on_close"`
	NotifyOnClose      bool             `json:"notify_on_close"`
	PreviousViewID     *string          `json:"previous_view_id"`
	RootViewID         string           `json:"root_view_id"`
	AppID              string           `json:"app_id"`
	ExternalID         string           `json:"external_id"`
	BotID              string           `json:"bot_id"`
	AppInstalledTeamID string           `json:"app_installed_team_id"`
}

// A ViewState holds what was put into a view: block id, action id, value.
type ViewState struct {
	Values map[string]map[string]any `json:"values"`
}

type view struct {
	View
	user string
}

// maxStack is how many modals may lie on each other.
const maxStack = 3

const (
	// triggerLife is how long a trigger can open a modal.
	triggerLife = 3 * time.Second

	// triggerKept is how long one is told to have expired or been used, rather than
	// not to exist.
	triggerKept = 30 * time.Minute
)

// A trigger is one person's action that may open a modal, once.
type trigger struct {
	user    string
	at      time.Time
	used    bool
	inModal bool
}

func viewMethods() map[string]method {
	return map[string]method{
		"views.open":    {args: "trigger_id view interactivity_pointer", do: viewsOpen},
		"views.push":    {args: "trigger_id view interactivity_pointer", do: viewsPush},
		"views.update":  {args: "view view_id external_id hash", do: viewsUpdate},
		"views.publish": {args: "user_id view hash", do: viewsPublish},
	}
}

// newTrigger lets a person's action open a modal, and forgets old ones. The lock is held.
func (w *Workspace) newTrigger(user string, inModal bool) string {
	now := w.cfg.Now()
	maps.DeleteFunc(w.triggers, func(_ string, t *trigger) bool {
		return now.Sub(t.at) > triggerKept
	})
	id := fmt.Sprintf("%d.%s", now.Unix(), secret())
	w.triggers[id] = &trigger{user: user, at: now, inModal: inModal}
	return id
}

// pull uses a trigger up. The lock is held.
func (w *Workspace) pull(id string) (*trigger, error) {
	t := w.triggers[id]
	switch {
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case w.cfg.Now().Sub(t.at) > triggerLife:
		return nil, refuse("expired_trigger_id")
	}
	t.used = true
	return t, nil
}

// viewArg reads and checks the view of a call. The lock is held.
func (w *Workspace) viewArg(c *call) (View, error) {
	raw, err := c.value("view")
	if err != nil || raw == nil {
		return View{}, refuse("invalid_arguments", "[ERROR] view is missing or not JSON")
	}
	v, err := w.makeView(raw)
	if err == nil {
		c.inspect = map[string]any{"view": deepCopy(raw)}
	}
	return v, err
}

// makeView checks a view as the bot sent it and gives it ids. The lock is held.
func (w *Workspace) makeView(raw any) (View, error) {
	if err := w.kit.view(raw); err != nil {
		return View{}, err
	}
	v := deepCopyInto[View](raw)
	if err := w.checkFiles("/view/blocks", v.Blocks); err != nil {
		return View{}, err
	}
	v.Blocks = w.nameBlocks(v.Blocks)
	v.ID, v.TeamID = w.newID("V"), w.cfg.Team
	v.Hash = fmt.Sprintf("%d.%s", w.cfg.Now().Unix(), secret()[:8])
	v.AppID, v.BotID, v.AppInstalledTeamID = w.cfg.appID(), w.cfg.botID(), w.cfg.Team
	v.RootViewID = v.ID
	v.State = ViewState{Values: map[string]map[string]any{}}
	return v, nil
}

// taken reports whether another view has that external id. The lock is held.
func (w *Workspace) taken(externalID, exceptView string) bool {
	if externalID == "" {
		return false
	}
	for _, stack := range w.stacks {
		for _, v := range stack {
			if v.ExternalID == externalID && v.ID != exceptView {
				return true
			}
		}
	}
	for _, v := range w.homes {
		if v.ExternalID == externalID && v.ID != exceptView {
			return true
		}
	}
	return false
}

// modalArg is viewArg for calls that want a modal.
func (w *Workspace) modalArg(c *call) (View, error) {
	v, err := w.viewArg(c)
	switch {
	case err != nil:
		return v, err
	case v.Type != "modal":
		return v, refuse("invalid_arguments", "[ERROR] view.type must be modal")
	case w.taken(v.ExternalID, ""):
		return v, refuse("duplicate_external_id")
	}
	return v, nil
}

func viewsOpen(w *Workspace, c *call) (map[string]any, error) {
	v, err := w.modalArg(c)
	if err != nil {
		return nil, err
	}
	t, err := w.pull(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	w.stacks[t.user] = []*view{{View: v, user: t.user}}
	w.touch(Change{Type: "views", User: t.user})
	return map[string]any{"view": v}, nil
}

func viewsPush(w *Workspace, c *call) (map[string]any, error) {
	v, err := w.modalArg(c)
	if err != nil {
		return nil, err
	}
	t, err := w.pull(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	if !t.inModal || len(w.stacks[t.user]) == 0 {
		return nil, refuse("invalid_trigger_id", "[ERROR] only an action in a modal can push one")
	}
	return w.stack(t.user, v)
}

// stack lays v on the open modals of a person. The lock is held.
func (w *Workspace) stack(user string, v View) (map[string]any, error) {
	below := w.stacks[user]
	if len(below) >= maxStack {
		return nil, refuse("push_limit_reached")
	}
	if len(below) > 0 {
		v.PreviousViewID = &below[len(below)-1].ID
		v.RootViewID = below[0].ID
	}
	w.stacks[user] = append(below, &view{View: v, user: user})
	w.touch(Change{Type: "views", User: user})
	return map[string]any{"view": v}, nil
}

func viewsUpdate(w *Workspace, c *call) (map[string]any, error) {
	v, err := w.viewArg(c)
	if err != nil {
		return nil, err
	}
	old := w.openView(c.str("view_id"), c.str("external_id"))
	switch {
	case old == nil || old.Type != v.Type:
		return nil, refuse("not_found")
	case c.str("hash") != "" && c.str("hash") != old.Hash:
		return nil, refuse("hash_conflict")
	case w.taken(v.ExternalID, old.ID):
		return nil, refuse("duplicate_external_id")
	}
	w.replaceView(old, v)
	return map[string]any{"view": old.View}, nil
}

// replaceView gives a view new content. What was put in stays where block id and
// action id are the same. The lock is held.
func (w *Workspace) replaceView(old *view, v View) {
	v.ID, v.RootViewID, v.PreviousViewID = old.ID, old.RootViewID, old.PreviousViewID
	for _, e := range elements(v.Blocks) {
		if kept, ok := old.State.Values[e.block][e.action]; ok {
			if v.State.Values[e.block] == nil {
				v.State.Values[e.block] = map[string]any{}
			}
			v.State.Values[e.block][e.action] = kept
		}
	}
	old.View = v
	change := "views"
	if v.Type == "home" {
		change = "home"
	}
	w.touch(Change{Type: change, User: old.user})
}

// openView finds an open modal or a published Home tab. The lock is held.
func (w *Workspace) openView(id, externalID string) *view {
	matches := func(v *view) bool {
		return id != "" && v.ID == id || externalID != "" && v.ExternalID == externalID
	}
	for _, stack := range w.stacks {
		for _, v := range stack {
			if matches(v) {
				return v
			}
		}
	}
	for _, v := range w.homes {
		if matches(v) {
			return v
		}
	}
	return nil
}

func viewsPublish(w *Workspace, c *call) (map[string]any, error) {
	user := w.user(c.str("user_id"))
	if user == nil || user.Bot {
		return nil, refuse("invalid_arguments", "[ERROR] user_id is not a person")
	}
	v, err := w.viewArg(c)
	if err != nil {
		return nil, err
	}
	old := w.homes[user.ID]
	switch {
	case v.Type != "home":
		return nil, refuse("invalid_arguments", "[ERROR] view.type must be home")
	case user.Deleted:
		return nil, refuse("not_enabled")
	case c.str("hash") != "" && (old == nil || c.str("hash") != old.Hash):
		return nil, refuse("hash_conflict")
	}
	if old != nil {
		v.ID, v.RootViewID = old.ID, old.ID
	}
	if w.taken(v.ExternalID, v.ID) {
		return nil, refuse("duplicate_external_id")
	}
	w.homes[user.ID] = &view{View: v, user: user.ID}
	w.touch(Change{Type: "home", User: user.ID})
	return map[string]any{"view": v}, nil
}

// Views returns the open modals of a person, topmost last.
func (w *Workspace) Views(as string) []View {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []View{}
	for _, v := range w.stacks[as] {
		out = append(out, deepCopy(v.View))
	}
	return out
}

// Home returns the Home tab last published for a person, nil if there is none.
func (w *Workspace) Home(as string) *View {
	w.mu.Lock()
	defer w.mu.Unlock()
	if v := w.homes[as]; v != nil {
		copied := deepCopy(v.View)
		return &copied
	}
	return nil
}

// nameBlocks gives every block without an id one. A markdown block's own id is
// not kept. The lock need not be held for the blocks, but is for the id.
func (w *Workspace) nameBlocks(blocks []map[string]any) []map[string]any {
	for _, b := range blocks {
		if id, _ := b["block_id"].(string); id == "" || b["type"] == "markdown" {
			b["block_id"] = "b" + strings.ToLower(w.newID(""))
		}
		for i, e := range pressables(b) {
			if id, _ := e["action_id"].(string); id == "" {
				e["action_id"] = fmt.Sprintf("a%d", i)
			}
		}
	}
	return blocks
}
