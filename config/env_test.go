package config_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"howto/config"
)

func TestTheEnvironmentGoesBeforeTheFile(t *testing.T) {
	c := load(t, fernhill, "HOWTO_HTTP_LISTEN=:9", "HOWTO_LIBRARY_DIRS=x, y", "HOWTO_SEARCH_SURE=0.9",
		"HOWTO_TEAMS_PAYMENTS_CATCH_ALL=true", "HOWTO_TEAMS_PAYMENTS_SCHEDULE_EXPERTS=U1,U2",
		"HOWTO_SLACK_MODE=", "SLACK_BOT_TOKEN=xoxb-2", "SLACK_APP_TOKEN=xapp-shared",
		"HOWTO_SLACK_APP_TOKEN=xapp-own", "SLACK_SIGNING_SECRET=three,four",
		"SLACK_API_URL=http://sandbox/api/", "HOWTO_SERVICE_HOST=10.0.0.1", "HOWTO_HTTP_PORT_80_TCP=tcp://10.0.0.1:80", "PATH=/bin", "odd")
	team := c.Teams["payments"]
	got := fmt.Sprint(c.HTTP.Listen, c.Library.Dirs, c.Search.Sure, team.CatchAll, team.Channel,
		team.Schedule.Experts, c.Slack.Mode, c.Slack.BotToken.Reveal(), c.Slack.AppToken.Reveal(),
		len(c.Slack.SigningSecrets), c.Slack.SigningSecrets[1].Reveal(), c.Slack.APIURL)
	want := fmt.Sprint(":9", []string{"x", "y"}, 0.9, true, "C0PAY", []string{"U1", "U2"}, "http",
		"xoxb-2", "xapp-own", 2, "four", "http://sandbox/api/")
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestASecretMayBeInAFile(t *testing.T) {
	c := load(t, "", "SLACK_BOT_TOKEN_FILE="+write(t, "bot", "xoxb-3\r\n"),
		"HOWTO_STORE_URL_FILE="+write(t, "url", "postgres://u:p@h/d\n"),
		"SLACK_SIGNING_SECRET_FILE="+write(t, "sign", "a,b\n"))
	if got := c.Slack.BotToken.Reveal(); got != "xoxb-3" {
		t.Errorf("bot token %q, want xoxb-3", got)
	}
	if got := c.Store.URL.Reveal(); got != "postgres://u:p@h/d" {
		t.Errorf("store url %q, want it without the newline", got)
	}
	if got := len(c.Slack.SigningSecrets); got != 2 {
		t.Errorf("%d signing secrets, want 2", got)
	}
}

func TestFaultsOfTheEnvironmentNameTheVariable(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "gone")
	for _, tt := range []struct {
		env  []string
		want string
	}{
		{[]string{"HOWTO_HTTP_LISTEN=nowhere"}, "environment HOWTO_HTTP_LISTEN: "},
		{[]string{"HOWTO_HTTP_LISTN=:1"}, "HOWTO_HTTP_LISTN: no such setting: " +
			"did you mean HOWTO_HTTP_LISTEN?"},
		{[]string{"SLACK_BOT_TOKEN=hunter2"}, "environment SLACK_BOT_TOKEN: a bot's token begins"},
		{[]string{"SLACK_BOT_TOKEN=xoxb-1", "SLACK_BOT_TOKEN_FILE=" + missing},
			"SLACK_BOT_TOKEN is set as well: set only one"},
		{[]string{"SLACK_BOT_TOKEN_FILE=" + missing}, "gone: no such file or directory: name a file"},
		{[]string{"HOWTO_SEARCH_WEIGHTS_BOOST=9"}, "environment HOWTO_SEARCH_WEIGHTS_BOOST: the environment sets nothing"},
		{[]string{"HOWTO_ROUTING=x"}, "HOWTO_ROUTING: the environment sets nothing by that name: set it in the file"},
		{[]string{"HOWTO_DIGEST_MANAGERS=U1"}, "HOWTO_DIGEST_MANAGERS: the environment"},
		{[]string{"HOWTO_TEAMS_NEW_CHANNEL=C1"}, "HOWTO_TEAMS_NEW_CHANNEL: the environment"},
		{[]string{"HOWTO_DATA_DIR_FILE=/x"}, "HOWTO_DATA_DIR_FILE: the environment"},
		{[]string{"HOWTO_SEARCH_SURE=high"}, "environment HOWTO_SEARCH_SURE: write a number"},
	} {
		_, err := config.Load(write(t, "howto.yaml", ""), tt.env)
		if err == nil || !strings.Contains(err.Error(), tt.want) ||
			strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Load with %q = %v, want a fault with %q", tt.env, err, tt.want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(fernhill, "HOWTO_LOG_LEVEL=debug")
	f.Add("slack: 1\nteams: {a: , b: {channel: [C1]}}\n", "HOWTO_TEAMS_B_CHANNEL=C0")
	f.Add("digest: {managers: [1, {user: }]}\nsearch: {sure: .nan}", "SLACK_SIGNING_SECRET=,")
	f.Add("? [a]\n: b\nteams: {1: {2: 3}}\nhttp.listen: x", "HOWTO_SEARCH_SURE=NaN")
	f.Add("a: &a [*a]\nteams: {x: !!binary aGk=}\n", "")
	f.Fuzz(func(t *testing.T, text, variable string) {
		env := []string{"SLACK_BOT_TOKEN=hunter2", "SLACK_SIGNING_SECRET=sesame", variable}
		if strings.Contains(variable, "_FILE") {
			t.Skip("reads files of this machine")
		}
		c, err := config.Load(write(t, "howto.yaml", text), env)
		if err == nil {
			t.Fatalf("Load took a bot token of the wrong form: %v", c)
		}
		if s := strings.ReplaceAll(err.Error(), t.Name(), ""); !strings.Contains(text+variable,
			"hunter2") && strings.Contains(s, "hunter2") {
			t.Errorf("a fault shows a secret: %s", s)
		}
		if strings.Contains(err.Error(), "do not have the form") {
			t.Errorf("the checks let through what cannot be decoded: %q", text)
		}
		_ = c.ValidateServe()
	})
}
