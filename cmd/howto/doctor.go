package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"howto/bot"
	"howto/config"
	"howto/search"

	"github.com/slack-go/slack"
	"github.com/spf13/cobra"
)

// doctor looks for what is wrong with an installation.
func (a *app) doctor() *cobra.Command {
	var alive bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with an installation, and how to mend it",
		Long: "doctor checks the configuration, the tokens and their scopes, the teams' channels, the people who\n" +
			"are named, this machine's clock against Slack's, the database, the library and its index. It\n" +
			"changes nothing and exits with 1 when something needs mending.",
		Example: "  howto doctor --config /etc/howto.yaml",
		Args:    exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if alive {
				return a.runAlive(cmd.Context())
			}
			return a.runDoctor(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&alive, "alive", false, "only ask the bot on this machine whether it is alive")
	return cmd
}

// A finding is one line of the doctor's report.
type finding struct {
	what string
	bad  string // what is wrong and how to mend it; empty: it is well
	note string // said when it is well
}

func (a *app) runDoctor(ctx context.Context) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	findings := []finding{of("configuration", cfg.ValidateServe(), "complete")}
	findings = append(findings, slackFindings(ctx, cfg)...)
	findings = append(findings, appFindings(ctx, cfg)...)
	findings = append(findings, storeFinding(ctx, cfg))
	findings = append(findings, roomFindings(cfg.Data.Dir)...)
	findings = append(findings, botFindings(ctx, cfg)...)
	findings = append(findings, libraryFindings(ctx, cfg)...)
	findings = append(findings, modelFinding(cfg), opinionFinding(ctx, cfg))
	if ctx.Err() != nil {
		return ctx.Err() // what was not looked at any more needs no mending
	}
	return report(a.out, findings)
}

func of(what string, err error, note string) finding {
	if err != nil {
		return finding{what: what, bad: err.Error()}
	}
	return finding{what: what, note: note}
}

func report(w io.Writer, findings []finding) error {
	bad := 0
	for _, f := range findings {
		state, text := "ok  ", f.note
		if f.bad != "" {
			state, text = "MEND", strings.ReplaceAll(f.bad, "\n", "\n       ")
			bad++
		}
		fmt.Fprintf(w, "%s   %s: %s\n", state, f.what, text)
	}
	if bad > 0 {
		return errSaid
	}
	return nil
}

// slackFindings asks Slack about the token, the channels, the people and the time.
func slackFindings(ctx context.Context, cfg config.Config) []finding {
	if cfg.Slack.BotToken == "" {
		return []finding{{what: "slack", bad: "no bot token; set SLACK_BOT_TOKEN"}}
	}
	seen := &answers{}
	api := slackClient(cfg.Slack, seen)
	me, err := api.AuthTestContext(ctx)
	if err != nil {
		return []finding{of("slack token", bot.TokenFault(err), "")}
	}
	all := []finding{
		{what: "slack token", note: "works, as " + me.User + " in " + me.Team},
		seen.scopes(), seen.optionalScopes(scopes(cfg)), seen.clock(time.Now()),
	}
	for _, id := range cfg.TeamIDs() {
		all = append(all, channelFinding(ctx, api, "teams."+id+".channel", cfg.Teams[id].Channel))
	}
	if c := cfg.Slack.AdminChannel; c != "" {
		all = append(all, channelFinding(ctx, api, "slack.admin_channel", c))
	}
	for i, r := range cfg.Routing {
		for _, g := range r.Groups {
			all = append(all, groupFinding(ctx, api, fmt.Sprintf("routing[%d].group", i), g))
		}
	}
	return slices.Concat(all, peopleFindings(ctx, cfg), userGroupFindings(ctx, api, cfg, seen.granted),
		sourceFindings(ctx, api, cfg))
}

// appFindings tries the app token where Socket Mode needs it. Slack answers with the address for a
// connection, which is not opened. A token that is missing is a fault of the configuration.
func appFindings(ctx context.Context, cfg config.Config) []finding {
	if cfg.Slack.Mode != config.ModeSocket || cfg.Slack.AppToken == "" {
		return nil
	}
	api := slackClient(cfg.Slack, http.DefaultTransport)
	f := finding{what: "slack app token", note: "works"}
	_, _, err := api.StartSocketModeContext(ctx)
	var refused slack.SlackErrorResponse
	switch {
	case errors.As(err, &refused):
		f.bad = "Slack refused it (" + refused.Err + "); set SLACK_APP_TOKEN to an xapp- token of this app with " +
			"connections:write, and switch Socket Mode on for the app"
	case err != nil:
		f.bad = "Slack cannot be reached: " + err.Error() + "; check the network and slack.api_url"
	}
	return []finding{f}
}

// channelFinding checks that the bot is a member of the channel that a key names. Without the
// permission to look, it says so and leaves it.
func channelFinding(ctx context.Context, api *slack.Client, key, channel string) finding {
	c, err := api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	var refused slack.SlackErrorResponse
	switch {
	case errors.As(err, &refused) && refused.Err == "missing_scope":
		return finding{what: key, note: "not checked, it takes the scope channels:read; be sure to /invite the bot to " + channel}
	case err != nil:
		return finding{what: key, bad: fmt.Sprintf("%s: %v; correct %s, or /invite the bot there", channel, err, key)}
	case c.IsArchived:
		return finding{what: key, bad: fmt.Sprintf("%s is archived; choose another for %s", channel, key)}
	case !c.IsMember:
		return finding{what: key, bad: fmt.Sprintf("the bot is not in %s; type /invite @howto there", channel)}
	}
	return finding{what: key, note: channel + ", the bot is a member"}
}

// groupFinding checks that a user group that a rule names can be read.
func groupFinding(ctx context.Context, api *slack.Client, key, group string) finding {
	members, err := api.GetUserGroupMembersContext(ctx, group)
	if err != nil {
		return finding{what: key, bad: fmt.Sprintf("%s: %v; correct the id, or reinstall the app with the scope usergroups:read",
			group, err)}
	}
	return finding{what: key, note: fmt.Sprintf("%s, %s", group, count(len(members), "member"))}
}

// answers keeps what the headers of Slack's answers tell.
type answers struct {
	granted []string
	date    time.Time
}

// RoundTrip notes the scopes and the time that Slack names.
func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	for s := range strings.SplitSeq(resp.Header.Get("X-OAuth-Scopes"), ",") {
		if s = strings.TrimSpace(s); s != "" {
			a.granted = append(a.granted, s)
		}
	}
	if t, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		a.date = t
	}
	return resp, nil
}

func (a *answers) scopes() finding {
	if len(a.granted) == 0 {
		return finding{what: "slack scopes", note: "Slack did not name them"}
	}
	var missing []string
	for _, s := range bot.Scopes() {
		if !slices.Contains(a.granted, s) {
			missing = append(missing, s)
		}
	}
	if len(missing) > 0 {
		return finding{what: "slack scopes", bad: "missing: " + strings.Join(missing, ", ") +
			"; reinstall the app with the manifest that `howto manifest` prints"}
	}
	return finding{what: "slack scopes", note: "all there"}
}

// optionalScopes names what the bot does without.
func (a *answers) optionalScopes(wanted []string) finding {
	f := finding{what: "slack optional scopes", note: "all there"}
	if len(a.granted) == 0 {
		f.note = "Slack did not name them"
		return f
	}
	var missing []string
	for _, s := range wanted {
		if !slices.Contains(a.granted, s) {
			missing = append(missing, s+" ("+bot.WithoutScope(s)+")")
		}
	}
	if len(missing) > 0 {
		f.note = "without " + strings.Join(missing, "; ")
	}
	return f
}

// clockSkew is how far this clock may be from Slack's: signed requests are refused at five minutes.
const clockSkew = time.Minute

func (a *answers) clock(now time.Time) finding {
	if a.date.IsZero() {
		return finding{what: "clock", note: "Slack did not say the time"}
	}
	if off := now.Sub(a.date).Abs(); off > clockSkew {
		return finding{what: "clock", bad: fmt.Sprintf("this machine's clock is %s off Slack's; set it by NTP", off.Round(time.Second))}
	}
	return finding{what: "clock", note: "agrees with Slack's"}
}

// libraryFindings looks at the library and at its index.
func libraryFindings(ctx context.Context, cfg config.Config) []finding {
	lib, faults, err := search.Load(cfg.Library.Dirs...)
	if err != nil {
		return []finding{of("library", err, "")}
	}
	faults = append(faults, lib.Faults(cfg.Library.Language)...)
	f := finding{what: "library", note: count(lib.Len(), "asset")}
	switch {
	case len(faults) > 0:
		f.bad = count(len(faults), "fault") + "; `howto check` lists them"
	case lib.Len() == 0:
		f.bad = "no assets; put Markdown files into " + strings.Join(cfg.Library.Dirs, " or ")
	}
	return []finding{f, indexFinding(ctx, lib, cfg)}
}

// indexFinding opens the index of the library as serve would. Serve also replaces an index that does
// not fit and removes old ones, so it is given a folder of links, and what is in dir stays as it is.
// Nothing here needs mending: an index is built whenever it is wanted.
func indexFinding(ctx context.Context, lib search.Library, cfg config.Config) (f finding) {
	f.what = "index"
	dir := filepath.Join(cfg.Data.Dir, indexDir)
	if !exists(dir) {
		f.note = "not there yet; serve builds it"
		return f
	}
	tmp, err := os.MkdirTemp("", "howto-doctor")
	if err != nil {
		f.note = fmt.Sprintf("not looked at, that takes a temporary folder (%v)", err)
		return f
	}
	defer os.RemoveAll(tmp)
	var x *search.Index
	if err = linkTo(tmp, dir); err == nil {
		x, err = search.Open(ctx, lib, search.Options{Dir: tmp, Language: cfg.Library.Language})
	}
	if err != nil {
		f.note = fmt.Sprintf("not looked at (%v)", err)
		return f
	}
	f.note = "fits the library"
	if why := x.Rebuilt(); why != "" {
		f.note = "serve builds it anew: " + strings.ReplaceAll(why, tmp, dir)
	}
	return of(f.what, x.Close(), f.note)
}

// modelFinding reads the confidence model as serve would.
func modelFinding(cfg config.Config) finding {
	f := finding{what: "confidence"}
	m, err := modelInUse(cfg)
	switch {
	case err != nil:
		f.bad = err.Error() + "; until then the shipped one is used"
	case m == nil:
		f.note = "the shipped model"
	default:
		f.note = fmt.Sprintf("the model in %s, fitted on %s", modelPath(cfg), count(m.Questions, "question"))
		if m.Calibration != nil {
			f.note += ", recalibrated on outcomes"
		}
	}
	return f
}

// opinionFinding says by what the second opinion is made, and asks the endpoint if there is one.
func opinionFinding(ctx context.Context, cfg config.Config) finding {
	f := finding{what: "second opinion"}
	_, by, err := opinionOf(ctx, cfg, opinionSetup{warn: func(err error) { f.bad = err.Error() }})
	if err != nil {
		f.bad = err.Error()
	}
	if f.note = by; f.bad != "" {
		f.bad += "; until then it is " + by
	}
	return f
}

// linkTo gives to the folders of from, and links to its files.
func linkTo(to, from string) error {
	from, err := filepath.Abs(from)
	if err != nil {
		return err
	}
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Mkdir(filepath.Join(to, rel), 0o700)
		}
		return os.Symlink(path, filepath.Join(to, rel))
	})
}

// runAlive asks the bot on this machine whether it is alive, for a container's health check.
func (a *app) runAlive(ctx context.Context) error {
	listen := ":8080"
	if l, _ := lookup(a.env, "HOWTO_HTTP_LISTEN"); l != "" {
		listen = l
	} else if cfg, err := a.load(); err == nil {
		listen = cfg.HTTP.Listen
	}
	host := loopback(listen)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", host, err)
	}
	resp, err := direct().Do(req)
	if err != nil {
		return fmt.Errorf("the bot does not answer: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the bot answers %s", resp.Status)
	}
	_, err = fmt.Fprintln(a.out, "alive")
	return err
}

// direct asks without a proxy, whatever the environment says: what is asked is on this machine.
func direct() *http.Client { return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} }

// loopback is where to reach who listens at an address on this machine: one who listens at all of its addresses
// does so at this one.
func loopback(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	switch ip := net.ParseIP(host); {
	case host == "" || ip.IsUnspecified() && ip.To4() != nil:
		host = "127.0.0.1"
	case ip.IsUnspecified():
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}

// lookup finds a variable in an environment.
func lookup(env []string, name string) (string, bool) {
	for _, e := range slices.Backward(env) {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			return v, true
		}
	}
	return "", false
}
