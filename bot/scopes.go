package bot

// Scopes are the permissions of the bot token that it cannot do without.
func Scopes() []string {
	return []string{
		"app_mentions:read", // questions in channels
		"channels:history",  // experts' replies in their team's channel
		"chat:write",
		"commands",
		"im:history", // questions in direct messages
		"im:write",   // answers to slash commands
		"users:read", // names and time zones
	}
}

// OptionalScopes are the permissions that the bot uses where it has them: private team channels, assets
// that are kept for user groups or are for the role after which one is called, whether an expert has
// notifications paused, and the picture in a weekly message.
func OptionalScopes() []string {
	return []string{"groups:history", "usergroups:read", "dnd:read", "files:write"}
}

// Permissions that only some configurations need.
const (
	ScopeGroups = "usergroups:write" // to keep user groups equal to who is on call
	ScopeMails  = "users:read.email" // to know people by the addresses that another schedule has of them
)

// WithoutScope says what goes missing without an optional permission.
func WithoutScope(scope string) string {
	switch scope {
	case "groups:history":
		return "private team channels cannot be used"
	case "usergroups:read":
		return "assets for user groups stay hidden, and roles count for nothing"
	case ScopeGroups:
		return "user groups are not kept equal to who is on call"
	case ScopeMails:
		return "people of schedules that are kept elsewhere are known by schedule.source.map only"
	case "files:write":
		return "weekly messages come without their picture, and what is stored about a person as text"
	case "dnd:read":
		return "experts are asked although their notifications are paused"
	}
	return ""
}
