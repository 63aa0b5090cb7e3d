package config

import (
	"maps"
	"slices"
)

// The values of slack.mode.
const (
	ModeSocket = "socket" // the bot opens a connection to Slack
	ModeHTTP   = "http"   // Slack sends signed requests to the bot
)

// TeamIDs are the ids of the teams, sorted.
func (c Config) TeamIDs() []string { return slices.Sorted(maps.Keys(c.Teams)) }
