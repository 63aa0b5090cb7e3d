package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"howto/bot"
	"howto/config"

	"github.com/spf13/cobra"
)

// manifest prints what to paste into Slack to create the app.
func (a *app) manifest() *cobra.Command {
	var at string
	cmd := &cobra.Command{
		Use:   "manifest",
		Short: "Print the Slack app manifest for this configuration",
		Long: "manifest prints the JSON to paste at api.slack.com/apps under Create New App, From a manifest. It\n" +
			"asks for no more scopes than the bot uses. In HTTP mode it needs the address at which Slack\n" +
			"reaches the bot.",
		Example: "  howto manifest\n  howto manifest --http https://howto.example.com",
		Args:    exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			m, err := manifestFor(cfg, at)
			if err != nil {
				return err
			}
			e := json.NewEncoder(a.out)
			e.SetIndent("", "  ")
			e.SetEscapeHTML(false)
			return e.Encode(m)
		},
	}
	cmd.Flags().StringVar(&at, "http", "", "public `URL` of the bot, for HTTP mode")
	return cmd
}

type object = map[string]any

// manifestFor builds the manifest. An address means HTTP mode, whatever the configuration says.
func manifestFor(cfg config.Config, at string) (object, error) {
	http := at != "" || cfg.Slack.Mode == config.ModeHTTP
	base := ""
	if http {
		u, err := url.Parse(at)
		if err != nil || u.Scheme != "https" || u.Host == "" {
			return nil, usageError{fmt.Errorf("--http %q: HTTP mode needs the https address at which Slack reaches the bot", at)}
		}
		base = strings.TrimSuffix(at, "/")
	}
	command := object{"command": cfg.Slack.Command, "description": "Shows you the steps, or finds somebody who knows",
		"usage_hint": "what do you need to do?", "should_escape": true}
	shortcut := object{"name": "Find help for this", "type": "message", "callback_id": bot.ShortcutFind,
		"description": "Looks for help with what a message says"}
	save := object{"name": "Save as asset", "type": "message", "callback_id": bot.ShortcutSave,
		"description": "Makes help for the library of an expert's answer"}
	send := object{"name": "Send to the asker", "type": "message", "callback_id": bot.ShortcutSend,
		"description": "Sends what only the team has seen to whoever asked"}
	settings := object{
		"event_subscriptions": object{"bot_events": []string{"app_home_opened", "app_mention",
			"message.channels", "message.groups", "message.im", "user_change"}},
		"interactivity":          object{"is_enabled": true},
		"org_deploy_enabled":     false,
		"socket_mode_enabled":    !http,
		"token_rotation_enabled": false,
	}
	if http {
		command["url"] = base + bot.PathCommands
		settings["event_subscriptions"].(object)["request_url"] = base + bot.PathEvents
		settings["interactivity"].(object)["request_url"] = base + bot.PathInteractivity
	}
	return object{
		"display_information": object{"name": "howto", "description": "Help at the moment of need"},
		"features": object{
			"app_home": object{"home_tab_enabled": true, "messages_tab_enabled": true,
				"messages_tab_read_only_enabled": false},
			"bot_user":       object{"display_name": "howto", "always_online": true},
			"slash_commands": []object{command},
			"shortcuts":      []object{shortcut, save, send},
		},
		"oauth_config": object{"scopes": object{
			"bot":          append(bot.Scopes(), scopes(cfg)...),
			"bot_optional": scopes(cfg),
		}},
		"settings": settings,
	}, nil
}
