package config

import "time"

// DefaultFile is read when no other file is named. Only this one may be missing.
const DefaultFile = "howto.yaml"

// A Config is everything that can be set. The names in the file are those of the tags.
type Config struct {
	Slack   Slack           `mapstructure:"slack"`
	HTTP    HTTP            `mapstructure:"http"`
	Library Library         `mapstructure:"library"`
	Data    Data            `mapstructure:"data"`
	Store   Store           `mapstructure:"store"`
	Search  Search          `mapstructure:"search"`
	Teams   map[string]Team `mapstructure:"teams"`   // by id: lower-case letters, digits, "-", "_"
	Routing []Rule          `mapstructure:"routing"` // go before the teams' topics; the first that fits counts
	Digest  Digest          `mapstructure:"digest"`
	// Outcomes say which asks are trials, and count in no figure.
	Outcomes Outcomes `mapstructure:"outcomes"`
	Log      Log      `mapstructure:"log"`
	// PagerDuty is needed where it keeps who is on call for a team.
	PagerDuty PagerDuty `mapstructure:"pagerduty"`

	file   string
	absent bool // there is no such file
}

// Slack says how to reach Slack.
type Slack struct {
	Mode     string `mapstructure:"mode"`      // socket or http; socket
	BotToken Secret `mapstructure:"bot_token"` // xoxb-…; needed to serve
	AppToken Secret `mapstructure:"app_token"` // xapp-…; needed to serve in mode socket
	// SigningSecrets are those that Slack may sign with, several while one replaces another; at least
	// one is needed to serve in mode http. A list, or text with commas.
	SigningSecrets []Secret `mapstructure:"signing_secret"`
	APIURL         string   `mapstructure:"api_url"` // ends in a slash; https://slack.com/api/
	// Command is the slash command that the manifest names; the bot answers to whatever Slack sends.
	Command string `mapstructure:"command"`
	// AdminChannel is the id of the channel that is told what needs the hand of whoever runs the
	// program; empty is none.
	AdminChannel string `mapstructure:"admin_channel"`
}

// HTTP says where the program listens.
type HTTP struct {
	Listen string `mapstructure:"listen"` // host:port, the host may be empty; :8080
}

// Library says where assets are.
type Library struct {
	Dirs     []string `mapstructure:"dirs"`     // ./library
	Curators []string `mapstructure:"curators"` // Slack users who may look after assets
	// Language is the code of the language that the assets are written in; package search says which it
	// knows, and refuses the others. en.
	Language string `mapstructure:"language"`
}

// Data says where the program keeps what it makes: database, index, keys.
type Data struct {
	Dir string `mapstructure:"dir"` // ./data
}

// Store says which database is used.
type Store struct {
	// URL is postgres://… or postgresql://…; empty is SQLite in Data.Dir. It may hold a password.
	URL Secret `mapstructure:"url"`
}

// Search holds the thresholds of confidence, from 0 to 1, the lower one in Unsure. Both are set, or both
// are 0 for the shipped ones, so that the order of the two can be checked.
type Search struct {
	Sure   float64 `mapstructure:"sure"`
	Unsure float64 `mapstructure:"unsure"`
	// Model is a file that howto fit made; empty is confidence.json in Data.Dir, if there is one.
	Model string `mapstructure:"model"`
	// Weights take the place of shipped numbers of the ranking, by the names that package search gives
	// them; it refuses those that it does not know.
	Weights map[string]float64 `mapstructure:"weights"`
	// Meaning says whether a second opinion compares what texts mean: on, off or auto; auto. With auto it
	// is off where the language of the library is not the one that the encoder knows.
	Meaning string `mapstructure:"meaning"`
	// Embeddings is an endpoint that gives the vectors in the place of the built-in encoder.
	Embeddings Embeddings `mapstructure:"embeddings"`
}

// The values of [Search.Meaning].
const (
	MeaningOn   = "on"
	MeaningOff  = "off"
	MeaningAuto = "auto"
)

// Embeddings is an endpoint that speaks OpenAI's protocol for embeddings. What it is asked leaves this
// machine unless it runs here.
type Embeddings struct {
	URL   string `mapstructure:"url"`   // such as http://localhost:11434; empty: none
	Model string `mapstructure:"model"` // by the endpoint's name
	Key   Secret `mapstructure:"key"`   // sent as a bearer token; empty: none
}

// A Team answers topics in a channel.
type Team struct {
	Name     string   `mapstructure:"name"`      // how people call it; its id with a capital
	Channel  string   `mapstructure:"channel"`   // a Slack channel's id; required
	Topics   []string `mapstructure:"topics"`    // what it answers
	CatchAll bool     `mapstructure:"catch_all"` // answers what nobody's topics cover
	Members  []string `mapstructure:"members"`   // experts beside those of the schedule
	Schedule Schedule `mapstructure:"schedule"`
	Lead     string   `mapstructure:"lead"`   // a Slack user, told when nobody takes a case
	Policy   Policy   `mapstructure:"policy"` // in which order the team is asked
	Hours    []Window `mapstructure:"hours"`  // when it is at work: one window or a list; none is always
	// UserGroup is the id of a Slack user group that is kept equal to who is on call; teams that share
	// one are in it together. Empty is none.
	UserGroup string `mapstructure:"usergroup"`
}

// Digest says when the weekly message goes to whom, by the clock of each manager's zone.
type Digest struct {
	Day      string    `mapstructure:"day"` // monday … sunday; monday
	At       string    `mapstructure:"at"`  // 09:00
	Managers []Manager `mapstructure:"managers"`

	Weekday time.Weekday  `mapstructure:"-"` // Day, read
	Clock   time.Duration `mapstructure:"-"` // At, read: what a clock shows, since midnight
}

// A Manager gets a digest of teams.
type Manager struct {
	User  string   `mapstructure:"user"`  // a Slack user; required
	Teams []string `mapstructure:"teams"` // ids of teams; required
	Zone  string   `mapstructure:"zone"`  // an IANA name; empty is the zone that Slack knows of them

	Location *time.Location `mapstructure:"-"` // Zone, loaded; nil where there is none
}

// Outcomes name who and where asks for another reason than work, what is promised, and how small a group a
// figure may be about. Whoever is in two lists tests.
type Outcomes struct {
	TestUsers        []string `mapstructure:"test_users"`        // Slack users who try the bot out
	TestChannels     []string `mapstructure:"test_channels"`     // channels in which everybody does
	TrainingUsers    []string `mapstructure:"training_users"`    // Slack users who practise with it
	TrainingChannels []string `mapstructure:"training_channels"` // channels in which everybody does
	// Promise is within what time a question that goes to a person should have one, such as 30m; empty
	// is no promise.
	Promise Span `mapstructure:"promise"`
	// Floor is how many different people must be behind a figure for it to be shown: 5 or more; 5.
	Floor int `mapstructure:"floor"`

	Within time.Duration `mapstructure:"-"` // Promise, read
}

// Log says what standard error shows.
type Log struct {
	Level  string `mapstructure:"level"`  // debug, info, warn or error; info
	Format string `mapstructure:"format"` // text or json; text
}

// defaults has every key that is not within a team or a manager. Viper fills and decodes only keys
// that it has heard of.
func defaults() map[string]any {
	return map[string]any{
		"slack.mode": "socket", "slack.bot_token": "", "slack.app_token": "",
		"slack.signing_secret": []string{}, "slack.api_url": "https://slack.com/api/",
		"slack.command": "/howto", "slack.admin_channel": "",
		"http.listen":  ":8080",
		"library.dirs": []string{"./library"}, "library.curators": []string{},
		"library.language": "en",
		"data.dir":         "./data",
		"store.url":        "",
		"search.sure":      0.0, "search.unsure": 0.0, "search.model": "",
		"search.meaning": "auto", "search.embeddings.url": "", "search.embeddings.model": "",
		"search.embeddings.key": "",
		"digest.day":            "monday", "digest.at": "09:00", "digest.managers": []any{},
		"outcomes.test_users": []string{}, "outcomes.test_channels": []string{},
		"outcomes.training_users": []string{}, "outcomes.training_channels": []string{},
		"outcomes.promise": "", "outcomes.floor": leastFloor,
		"routing":         []any{},
		"pagerduty.token": "", "pagerduty.api_url": "https://api.pagerduty.com",
		"log.level": "info", "log.format": "text",
	}
}
