package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// The ways in which a workspace reaches its bot.
const (
	ModeSocket = "socket" // Socket Mode: the bot opens a WebSocket
	ModeHTTP   = "http"   // signed requests to the bot's request URLs
)

// A Config describes a workspace. The zero value of a field marked optional
// means what its comment says; every other field must be set.
type Config struct {
	Team, TeamName   string // id and name of the workspace; optional
	BotUser, BotName string // the bot's user id and its handle; optional, "U0HOWTO" and "howto"

	BotToken      string // xoxb-…, expected on every Web API call
	AppToken      string // xapp-…, expected by apps.connections.open; needed in Socket Mode
	SigningSecret string // signs what is posted to the bot; needed in HTTP mode

	Scopes     []string // what the bot token may do; nil means every scope of AllScopes
	Users      []User
	Channels   []Channel
	UserGroups []UserGroup
	Commands   []Command
	Shortcuts  []Shortcut

	Mode string    // ModeSocket (the default) or ModeHTTP
	HTTP Endpoints // where deliveries go in HTTP mode; may be set later with SetEndpoints

	AckWait    time.Duration   // how long the bot has to acknowledge; optional, 3 s
	RetryWaits []time.Duration // pauses before an event comes again; nil means 1 s, 1 min, 5 min
	Pace       Pace            // how fast the bot may post; optional

	// MessagesTabOff refuses direct messages from the bot with
	// messages_tab_disabled, as an app without a Messages tab is refused.
	MessagesTabOff bool

	Now func() time.Time // the workspace's clock; optional, time.Now
	// MoveClock moves the clock that Now shows forward; Now must show it when it
	// returns. Optional: without it the clock cannot be moved.
	MoveClock func(ctx context.Context, by time.Duration) error
	Log       *slog.Logger // optional, silent

	// Inspect is called with every message and view that the bot had accepted:
	// the Web API method ("chat.postMessage", "views.open", …), "response_url",
	// "command_ack" or "view_submission_ack", and the body with blocks, view and
	// metadata as JSON values. It must not call the workspace.
	Inspect func(method string, body map[string]any)
}

// A User is a person of the workspace, or the bot.
type User struct {
	ID       string `json:"id"`
	Name     string `json:"name"` // handle, as typed after @; no spaces
	RealName string `json:"real_name"`
	Email    string `json:"email,omitempty"`
	Title    string `json:"title"`
	Role     string `json:"role"` // asker, expert, manager, curator or empty; for the page only
	TZ       string `json:"tz"`   // IANA name; UTC if empty
	Bot      bool   `json:"is_bot"`
	Deleted  bool   `json:"deleted"` // deactivated
	Guest    bool   `json:"guest"`
	Away     bool   `json:"away"` // not at their computer, or set to away
	// Quiet is until when they are not to be disturbed, in seconds since 1970; 0: they may be.
	Quiet int64 `json:"quiet"`
}

// The kinds of channel.
const (
	Public  = "public"
	Private = "private"
	IM      = "im" // the direct messages of one person and the bot
)

// A Channel is a place for messages. The bot is a member where Members lists it.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	Members  []string `json:"members"`
	Topic    string   `json:"topic"`
	Archived bool     `json:"archived"`

	restricted string // what its posts are held to, see Restrict
}

// A UserGroup is a handle that stands for several people.
type UserGroup struct {
	ID     string   `json:"id"`
	Handle string   `json:"handle"`
	Users  []string `json:"users"`
}

// A Command is a slash command of the bot; Name begins with a slash.
type Command struct {
	Name        string `json:"name"`
	Hint        string `json:"hint"`
	Description string `json:"description"`
}

// A Shortcut is a message shortcut of the bot.
type Shortcut struct {
	CallbackID string `json:"callback_id"`
	Name       string `json:"name"`
}

// Endpoints are the request URLs of an app in HTTP mode. An empty one gets nothing.
type Endpoints struct {
	Events        string `json:"events"`
	Commands      string `json:"commands"`
	Interactivity string `json:"interactivity"`
}

// A Pace is a token bucket for each channel: Burst posts at once, and one more
// after each Every. The zero value means 20 posts and one second.
type Pace struct {
	Every time.Duration
	Burst int
}

// AllScopes returns every bot scope that the sandbox asks for somewhere.
func AllScopes() []string {
	return []string{
		"app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "dnd:read",
		"files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
		"reactions:write", "usergroups:read", "usergroups:write", "users:read", "users:read.email",
	}
}

// withDefaults fills what may be left out.
func (c Config) withDefaults() Config {
	fill := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	fill(&c.Team, "T0SANDBOX")
	fill(&c.TeamName, "Sandbox")
	fill(&c.BotUser, "U0HOWTO")
	fill(&c.BotName, "howto")
	fill(&c.Mode, ModeSocket)
	if c.Scopes == nil {
		c.Scopes = AllScopes()
	}
	if c.AckWait == 0 {
		c.AckWait = 3 * time.Second
	}
	if c.RetryWaits == nil {
		c.RetryWaits = []time.Duration{time.Second, time.Minute, 5 * time.Minute}
	}
	if c.Pace.Every == 0 {
		c.Pace.Every = time.Second
	}
	if c.Pace.Burst == 0 {
		c.Pace.Burst = 20
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// check returns every fault of c at once.
func (c Config) check() error {
	var faults []error
	bad := func(format string, a ...any) { faults = append(faults, fmt.Errorf(format, a...)) }
	if !strings.HasPrefix(c.BotToken, "xoxb-") {
		bad("bot token must begin with xoxb-")
	}
	switch c.Mode {
	case ModeSocket:
		if !strings.HasPrefix(c.AppToken, "xapp-") {
			bad("app token must begin with xapp- in socket mode")
		}
	case ModeHTTP:
		if c.SigningSecret == "" {
			bad("signing secret is needed in http mode")
		}
	default:
		bad("mode %q is neither %q nor %q", c.Mode, ModeSocket, ModeHTTP)
	}
	if c.AckWait < 0 || c.Pace.Every < 0 || c.Pace.Burst < 0 {
		bad("waits and pace must not be negative")
	}
	faults = append(faults, c.checkPeople()...)
	for _, cmd := range c.Commands {
		name, slash := strings.CutPrefix(cmd.Name, "/")
		if !slash || name == "" || strings.ContainsAny(name, " \t") {
			bad("command %q must be a slash and a word", cmd.Name)
		}
	}
	for _, s := range c.Shortcuts {
		if s.CallbackID == "" || s.Name == "" || len([]rune(s.Name)) > 24 {
			bad("shortcut %q needs a callback id and a name of at most 24 characters", s.CallbackID)
		}
	}
	return errors.Join(faults...)
}

// checkPeople returns the faults of users, channels and user groups.
func (c Config) checkPeople() (faults []error) {
	bad := func(format string, a ...any) { faults = append(faults, fmt.Errorf(format, a...)) }
	known := map[string]bool{c.BotUser: true}
	names := map[string]bool{c.BotName: true}
	for _, u := range c.Users {
		if u.ID == "" || known[u.ID] {
			bad("user id %q is empty or used twice", u.ID)
		}
		if u.Name == "" || names[u.Name] || strings.ContainsAny(u.Name, " \t@") {
			bad("user %s: name %q is empty, used twice or has a space", u.ID, u.Name)
		}
		if _, err := time.LoadLocation(u.TZ); err != nil {
			bad("user %s: time zone %q is not known", u.ID, u.TZ)
		}
		known[u.ID], names[u.Name] = true, true
	}
	channels := map[string]bool{}
	for _, ch := range c.Channels {
		if ch.ID == "" || channels[ch.ID] {
			bad("channel id %q is empty or used twice", ch.ID)
		}
		channels[ch.ID] = true
		if !slices.Contains([]string{"", Public, Private, IM}, ch.Kind) {
			bad("channel %s: kind %q is not public, private or im", ch.ID, ch.Kind)
		}
		if ch.Kind == IM && (len(ch.Members) != 2 || !slices.Contains(ch.Members, c.BotUser)) {
			bad("channel %s: an im has the bot and one person as members", ch.ID)
		}
		for _, m := range ch.Members {
			if !known[m] {
				bad("channel %s: member %q is not a user", ch.ID, m)
			}
		}
	}
	return faults
}
