package config

import (
	"fmt"
	"maps"
	"math"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "time/tzdata" // zones must load alike on a machine without a zone database
)

var (
	userID    = regexp.MustCompile(`^[UW][A-Z0-9]{1,20}$`)
	channelID = regexp.MustCompile(`^[CG][A-Z0-9]{1,20}$`)
	teamID    = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	// fixedZone is what is a name of a zone, or looks like one, and means an offset.
	fixedZone = regexp.MustCompile(`^(Etc/)?(GMT|UTC|UCT)?[+-]?[0-9][0-9:]*$|^(EST|MST|HST)$`)
	command   = regexp.MustCompile(`^/[a-z0-9_-]{1,31}$`)
)

var weekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday,
	"wednesday": time.Wednesday, "thursday": time.Thursday, "friday": time.Friday,
	"saturday": time.Saturday,
}

// settle fills what depends on other keys and brings texts into the one form that others rely on.
func (c *Config) settle() {
	if u := c.Slack.APIURL; u != "" && !strings.HasSuffix(u, "/") {
		c.Slack.APIURL = u + "/"
	}
	for id, t := range c.Teams {
		t.Name = either(t.Name, strings.ToUpper(id[:min(1, len(id))])+id[min(1, len(id)):])
		t.Schedule.settle()
		settleHours(t.Hours, t.Schedule.Zone)
		c.Teams[id] = t
	}
	// Ids of teams are read in lower case, so they are meant in lower case.
	for i := range c.Routing {
		c.Routing[i].Team = strings.ToLower(c.Routing[i].Team)
	}
	for _, m := range c.Digest.Managers {
		for i, id := range m.Teams {
			m.Teams[i] = strings.ToLower(id)
		}
	}
}

func either(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// check finds all faults of values and fills what is read from them.
func (c *Config) check(f *faults) {
	c.Slack.check(f)
	if host, port, err := net.SplitHostPort(c.HTTP.Listen); err != nil || !isPort(port) {
		f.add("http.listen", "%q is no address: write host:port, such as :8080", c.HTTP.Listen)
	} else if strings.ContainsAny(host, " /") {
		f.add("http.listen", "%q has no such host: write host:port, such as :8080", c.HTTP.Listen)
	}
	if len(c.Library.Dirs) == 0 || slices.Contains(c.Library.Dirs, "") {
		f.add("library.dirs", "name at least one folder, and none without a name")
	}
	checkUsers("library.curators", c.Library.Curators, f)
	if c.Data.Dir == "" {
		f.add("data.dir", "name a folder")
	}
	checkStoreURL(c.Store.URL, f)
	c.Search.check(f)
	for _, id := range slices.Sorted(maps.Keys(c.Teams)) {
		t := c.Teams[id]
		t.check(id, f)
		c.Teams[id] = t
	}
	for i, r := range c.Routing {
		r.check(fmt.Sprintf("routing[%d]", i), c.Teams, f)
	}
	c.Digest.check(c.Teams, f)
	c.Outcomes.check(f)
	c.PagerDuty.check(f)
	oneOf("log.level", c.Log.Level, f, "debug", "info", "warn", "error")
	oneOf("log.format", c.Log.Format, f, "text", "json")
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

func (s Slack) check(f *faults) {
	oneOf("slack.mode", s.Mode, f, ModeSocket, ModeHTTP)
	if _, ok := webAddress(s.APIURL); !ok {
		f.add("slack.api_url", "it is no web address: write one such as https://slack.com/api/")
	}
	if !command.MatchString(s.Command) {
		f.add("slack.command", "%q is no slash command: write a slash and up to 31 lower-case "+
			"letters, digits or dashes, such as /howto", s.Command)
	}
	if t := s.BotToken.Reveal(); t != "" && !strings.HasPrefix(t, "xoxb-") {
		f.add("slack.bot_token", "a bot's token begins with xoxb-: copy it from OAuth & Permissions")
	}
	if t := s.AppToken.Reveal(); t != "" && !strings.HasPrefix(t, "xapp-") {
		f.add("slack.app_token", "an app's token begins with xapp-: copy it from Basic Information")
	}
	if s.AdminChannel != "" {
		checkChannels("slack.admin_channel", []string{s.AdminChannel}, f)
	}
	if slices.Contains(s.SigningSecrets, "") {
		f.add("slack.signing_secret", "one of the secrets is empty: take it out")
	}
}

// webAddress reads text as an address of the web, and reports whether it is one.
func webAddress(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	return u, err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func checkStoreURL(secret Secret, f *faults) {
	if secret == "" {
		return
	}
	u, err := url.Parse(secret.Reveal())
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		f.add("store.url", "write postgres://user:password@host/database, "+
			"or leave it empty for the built-in database")
	}
}

func (s Search) check(f *faults) {
	checkShare("search.sure", s.Sure, f)
	checkShare("search.unsure", s.Unsure, f)
	s.checkMeaning(f)
	if (s.Sure > 0) != (s.Unsure > 0) {
		key, other := "search.sure", "search.unsure"
		if s.Unsure > 0 {
			key, other = other, key
		}
		f.add(key, "%s is not set beside it: set both or neither", other)
	} else if s.Unsure > s.Sure {
		f.add("search.unsure", "%v is above search.sure, %v: make it the lower of the two",
			s.Unsure, s.Sure)
	}
}

// checkMeaning refuses a second opinion that could not be asked.
func (s Search) checkMeaning(f *faults) {
	oneOf("search.meaning", s.Meaning, f, MeaningOn, MeaningOff, MeaningAuto)
	e := s.Embeddings
	if e == (Embeddings{}) {
		return
	}
	if u, ok := webAddress(e.URL); !ok || u.User != nil || u.RawQuery != "" {
		f.add("search.embeddings.url", "write http://host:port or https://host, the address before /v1/embeddings; "+
			"a key goes into search.embeddings.key")
	}
	if e.Model == "" {
		f.add("search.embeddings.model", "it is missing: name the model that the endpoint shall use")
	}
}

func checkShare(key string, value float64, f *faults) {
	if math.IsNaN(value) || value < 0 || value > 1 {
		f.add(key, "%v is no threshold: write a number from 0 to 1", value)
	}
}

func (t *Team) check(id string, f *faults) {
	at := join("teams", id)
	if !teamID.MatchString(id) {
		f.add(at, "%q is no id: use lower-case letters, digits, - and _", id)
	}
	checkChannels(at+".channel", []string{t.Channel}, f)
	if slices.Contains(t.Topics, "") {
		f.add(at+".topics", "one of the topics is empty: take it out")
	}
	checkUsers(at+".members", t.Members, f)
	t.Schedule.check(at+".schedule", f)
	if t.Lead != "" {
		checkUsers(at+".lead", []string{t.Lead}, f)
	}
	t.Policy.check(at+".policy", f)
	t.checkUserGroup(at, f)
	checkHours(at+".hours", t.Hours, f)
}

func (d *Digest) check(teams map[string]Team, f *faults) {
	day, ok := weekdays[strings.ToLower(d.Day)]
	if !ok {
		f.add("digest.day", "%q is no day of the week: write one such as monday", d.Day)
	}
	d.Weekday = day
	d.Clock = checkClock("digest.at", d.At, f)
	for i := range d.Managers {
		m := &d.Managers[i]
		at := fmt.Sprintf("digest.managers[%d]", i)
		checkUsers(at+".user", []string{m.User}, f)
		if len(m.Teams) == 0 {
			f.add(at+".teams", "it is missing: list the teams that the digest is about")
		}
		for _, id := range m.Teams {
			if _, ok := teams[id]; !ok {
				f.add(at+".teams", "there is no team %q: %s", id, offer(id, teams))
			}
		}
		if m.Zone != "" {
			m.Location = checkZone(at+".zone", m.Zone, f)
		}
	}
}

// leastFloor is the floor of people behind a figure. It can be raised only.
const leastFloor = 5

func (o *Outcomes) check(f *faults) {
	if o.Floor < leastFloor {
		f.add("outcomes.floor", "%d is too few: a figure is about %d people or more", o.Floor, leastFloor)
	}
	if o.Promise != "" {
		var ok bool
		if o.Within, ok = o.Promise.Duration(); !ok || o.Within <= 0 {
			f.add("outcomes.promise", "%q is no length of time: write one such as 30m, 2h or 1d", string(o.Promise))
		}
	}
	checkUsers("outcomes.test_users", o.TestUsers, f)
	checkUsers("outcomes.training_users", o.TrainingUsers, f)
	checkChannels("outcomes.test_channels", o.TestChannels, f)
	checkChannels("outcomes.training_channels", o.TrainingChannels, f)
}

func checkChannels(key string, ids []string, f *faults) {
	for _, id := range ids {
		if !channelID.MatchString(id) {
			f.add(key, "%q is no channel's id: copy one such as C0PAY from the channel's details", id)
		}
	}
}

// offer says which teams there are to name.
func offer(id string, teams map[string]Team) string {
	if near, d := nearest(id, slices.Sorted(maps.Keys(teams))); near != "" && d <= 2 {
		return "did you mean " + near + "?"
	}
	return "name one of those under teams"
}

func oneOf(key, value string, f *faults, allowed ...string) {
	if !slices.Contains(allowed, value) {
		f.add(key, "%q is none of %s", value, strings.Join(allowed, ", "))
	}
}

func checkUsers(key string, ids []string, f *faults) {
	for _, id := range ids {
		if !userID.MatchString(id) {
			f.add(key, "%q is no user's id: copy one such as U0DANA from the profile", id)
		}
	}
}

func checkClock(key, text string, f *faults) time.Duration {
	t, err := time.Parse("15:04", text)
	if err != nil {
		f.add(key, "%q is no time of day: write hours and minutes, such as 09:00", text)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// checkZone loads a zone. The machine's own zone is refused: it would be another on another machine. So
// is an offset: whoever writes one does not mean that its clocks never change.
func checkZone(key, name string, f *faults) *time.Location {
	if fixedZone.MatchString(name) {
		f.add(key, "%q is an offset, whose clocks never change: write a name such as Europe/Berlin", name)
		return time.UTC
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		f.add(key, "%q is no time zone: write a name such as Europe/Berlin", name)
		return time.UTC
	}
	return loc
}

// ValidateServe asks for what only a running bot needs: tokens for the chosen mode, and a team to
// send questions to. The error joins all that is missing.
func (c Config) ValidateServe() error {
	f := &faults{file: c.file}
	if c.absent {
		f.add("", "there is no such file in this folder: write one, or name it with --config")
	}
	if c.Slack.BotToken == "" {
		f.add("slack.bot_token", "it is missing: set SLACK_BOT_TOKEN to the token that begins with xoxb-")
	}
	if c.Slack.Mode == ModeSocket && c.Slack.AppToken == "" {
		f.add("slack.app_token", "it is missing, and slack.mode socket needs it: "+
			"set SLACK_APP_TOKEN to the token that begins with xapp-")
	}
	if c.Slack.Mode == ModeHTTP && len(c.Slack.SigningSecrets) == 0 {
		f.add("slack.signing_secret", "it is missing, and slack.mode http needs it: "+
			"set SLACK_SIGNING_SECRET to the one under Basic Information")
	}
	if len(c.Teams) == 0 {
		f.add("teams", "there is none: name at least one team with its channel and experts")
	}
	c.PagerDuty.checkToken(c.Teams, f)
	return f.joined()
}
