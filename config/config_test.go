package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"howto/config"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func load(t *testing.T, text string, env ...string) config.Config {
	t.Helper()
	c, err := config.Load(write(t, "howto.yaml", text), env)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return c
}

// fernhill uses every key, and YAML's ways of writing them.
const fernhill = `
slack: {mode: http, bot_token: xoxb-1, app_token: xapp-1, signing_secret: [one, two],
  api_url: "http://127.0.0.1:8081/api", command: /wie}
http: {listen: "127.0.0.1:0"}
library: {dirs: [a, b], curators: [U0CORA], language: de}
data: {dir: /var/lib/howto}
store: {url: "postgres://howto:pw@db/howto"}
search: {sure: 0.8, unsure: .25, model: own.json, meaning: on,
  embeddings: {url: 'http://localhost:11434', model: nomic, key: k}}
teams:
  payments:
    name: Pay desk
    channel: C0PAY
    topics: [refunds, tills]
    members: [U0IVO]
    schedule:
      {zone: Europe/Berlin, handoff: 08:30, every: 2w, start: 2026-03-16, experts: [U0DANA],
       days: "mon-thu, sat", from: 09:00, to: 17:00, holidays: berlin.ics, fallback: U0MARA,
       layers: [{priority: 1, zone: America/Chicago, handoff: [06:00, "14:00"], experts: [U0ELIF]}],
       overrides: [{from: 2026-12-24, to: 2026-12-26 09:30, remove: U0DANA, add: U0FINN}],
       revisions: [{since: 2027-01-04, experts: [U0ELIF],
         layers: [{priority: -1, days: [sat, sun], experts: [U0IVO]}]}]}
  operations: {channel: C0OPS, catch_all: true}
digest:
  day: Friday
  at: "16:30"
  managers: [{user: U0MARA, teams: [payments, operations], zone: America/Chicago}, {user: W1, teams: [payments]}]
outcomes: {promise: 30m, floor: 8, test_users: [U0CORA], test_channels: [C0TEST], training_users: U0BEN, training_channels: [C0NEW, G1]}
log: {level: debug, format: json}
`

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func fullSchedule(t *testing.T) config.Schedule {
	t.Helper()
	berlin, chicago := zone(t, "Europe/Berlin"), zone(t, "America/Chicago")
	return config.Schedule{
		Rotation: config.Rotation{Zone: "Europe/Berlin", Handoff: []string{"08:30"}, Every: "2w",
			Start: "2026-03-16", Experts: []string{"U0DANA"}, Days: []string{"mon-thu", "sat"},
			From: "09:00", To: "17:00", Holidays: []string{"berlin.ics"}, Location: berlin},
		Layers: []config.Rotation{{Priority: 1, Zone: "America/Chicago",
			Handoff: []string{"06:00", "14:00"}, Every: "1d", Start: "2026-03-16",
			Experts: []string{"U0ELIF"}, Location: chicago}},
		Revisions: []config.Revision{{Since: "2027-01-04",
			Rotation: config.Rotation{Zone: "Europe/Berlin", Handoff: []string{"08:30"}, Every: "2w",
				Start: "2027-01-04", Experts: []string{"U0ELIF"}, Location: berlin},
			Layers: []config.Rotation{{Priority: -1, Zone: "Europe/Berlin", Handoff: []string{"08:30"},
				Every: "2w", Start: "2027-01-04", Experts: []string{"U0IVO"},
				Days: []string{"sat", "sun"}, Location: berlin}},
		}},
		Overrides: []config.Override{{From: "2026-12-24", To: "2026-12-26 09:30", Remove: "U0DANA",
			Add: "U0FINN"}},
		Fallback: "U0MARA",
	}
}

func TestEveryKeyIsRead(t *testing.T) {
	c := load(t, fernhill)
	for _, tt := range []struct {
		key       string
		got, want any
	}{
		{"slack", c.Slack, config.Slack{Mode: "http", BotToken: "xoxb-1", AppToken: "xapp-1",
			SigningSecrets: []config.Secret{"one", "two"}, APIURL: "http://127.0.0.1:8081/api/",
			Command: "/wie"}},
		{"http", c.HTTP, config.HTTP{Listen: "127.0.0.1:0"}},
		{"library", c.Library, config.Library{Dirs: []string{"a", "b"}, Curators: []string{"U0CORA"},
			Language: "de"}},
		{"data", c.Data, config.Data{Dir: "/var/lib/howto"}},
		{"store", c.Store, config.Store{URL: "postgres://howto:pw@db/howto"}},
		{"search", c.Search, config.Search{Sure: 0.8, Unsure: 0.25, Model: "own.json", Meaning: "on",
			Embeddings: config.Embeddings{URL: "http://localhost:11434", Model: "nomic", Key: "k"}}},
		{"teams", c.Teams, map[string]config.Team{
			"payments": {Name: "Pay desk", Channel: "C0PAY", Topics: []string{"refunds", "tills"},
				Members: []string{"U0IVO"}, Schedule: fullSchedule(t)},
			"operations": {Name: "Operations", Channel: "C0OPS", CatchAll: true,
				Schedule: config.Schedule{Rotation: config.Rotation{Location: time.UTC}}},
		}},
		{"digest", c.Digest, config.Digest{Day: "Friday", At: "16:30", Weekday: time.Friday,
			Clock: 16*time.Hour + 30*time.Minute, Managers: []config.Manager{
				{User: "U0MARA", Teams: []string{"payments", "operations"}, Zone: "America/Chicago",
					Location: zone(t, "America/Chicago")},
				{User: "W1", Teams: []string{"payments"}}}}},
		{"outcomes", c.Outcomes, config.Outcomes{TestUsers: []string{"U0CORA"}, TestChannels: []string{"C0TEST"},
			TrainingUsers: []string{"U0BEN"}, TrainingChannels: []string{"C0NEW", "G1"},
			Promise: "30m", Within: 30 * time.Minute, Floor: 8}},
		{"log", c.Log, config.Log{Level: "debug", Format: "json"}},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s:\ngot  %#v\nwant %#v", tt.key, tt.got, tt.want)
		}
	}
}

func TestAnEmptyFileMeansTheDefaults(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "slack:\nhttp: {}\nteams:\nlog: {level: }\n"} {
		c := load(t, text)
		got := fmt.Sprintf("%s %s %s %q %q %v %s %q %v %v %s %s %v %v %s %s", c.Slack.Mode,
			c.Slack.APIURL, c.Slack.Command, c.Slack.BotToken.Reveal(), c.Slack.AppToken.Reveal(),
			len(c.Slack.SigningSecrets), c.HTTP.Listen, c.Library.Dirs, c.Search, len(c.Teams),
			c.Data.Dir, c.Digest.Weekday, c.Digest.Clock, len(c.Digest.Managers), c.Log.Level,
			c.Log.Format)
		want := `socket https://slack.com/api/ /howto "" "" 0 :8080 ["./library"] {0 0  map[] auto {  ***}} 0 ` +
			`./data Monday 9h0m0s 0 info text`
		if got != want || c.Store.URL != "" || len(c.Library.Curators) != 0 {
			t.Errorf("Load(%q):\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func TestOnlyTheDefaultFileMayBeMissing(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, file := range []string{"", config.DefaultFile} {
		if _, err := config.Load(file, nil); err != nil {
			t.Errorf("Load(%q) = %v, want the defaults", file, err)
		}
	}
	_, err := config.Load("other.yaml", nil)
	want := "config other.yaml: no such file or directory: name a file that can be read with --config"
	if err == nil || err.Error() != want {
		t.Errorf("Load of a missing file = %v, want %s", err, want)
	}
}

func TestAllFaultsComeAtOnce(t *testing.T) {
	text := `
slack: {mode: carrier-pigeon, bot_token: hello, app_tokn: xapp-1, api_url: slack.com, command: howto}
http: {listen: 8080}
library: {dirs: [], curators: [cora]}
outcomes: {promise: soon, floor: 4, test_users: [C0TEST], training_channels: [U0BEN]}
data: yes
store: {url: mysql://u:hunter2@db}
search: {sure: 0.2, unsure: 0.5}
privacy: {keep: 90d}
teams:
  payments:
    channel: help-payments
    topics: refunds
    catch_all: perhaps
    schedule: {zone: Mars/Olympus, handoff: "25:00", every: 3y, start: soon, experts: [U0DANA, dana, elif]}
  it: {channel: xoxb-oops, topics: {a: b}, schedule: {experts: [U0FINN]}}
  people:
digest: {day: caturday, at: noon, managers: [{user: mara, teams: [payment, xyz], zon: UTC}, {user: U0MARA}]}
log: {level: loud, format: xml}
`
	file := write(t, "howto.yaml", text)
	_, err := config.Load(file, []string{"HOWTO_LOG_LEVEL=louder"})
	if err == nil {
		t.Fatal("Load found no fault")
	}
	got := strings.ReplaceAll(err.Error(), file, "howto.yaml")
	golden := filepath.Join("testdata", "faults.txt")
	if os.Getenv("HOWTO_TEST_UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("faults:\n%s\nwant (HOWTO_TEST_UPDATE=1 writes them anew):\n%s", got, want)
	}
}

func TestEmptyNamesAndWrongIDsInListsAreFaults(t *testing.T) {
	for text, want := range map[string]string{
		`library: {dirs: [a, ""]}`:                        "library.dirs: name at least one folder, and none without a name",
		`slack: {signing_secret: [one, ""]}`:              "slack.signing_secret: one of the secrets is empty",
		"outcomes: {training_users: [U0BEN, C0TRAINING]}": "outcomes.training_users: \"C0TRAINING\" is no user's id",
	} {
		if _, err := config.Load(write(t, "howto.yaml", text), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load of %s = %v, want %q", text, err, want)
		}
	}
}

func TestThresholdsAreSetTogetherAndInOrder(t *testing.T) {
	for text, want := range map[string]string{
		"{sure: 0.9}":                "search.sure: search.unsure is not set beside it",
		"{unsure: 0.9}":              "search.unsure: search.sure is not set beside it",
		"{sure: 0.4, unsure: 0.9}":   "search.unsure: 0.9 is above search.sure, 0.4",
		"{sure: 0.4, unsure: 0.4}":   "",
		"{sure: 0, unsure: 0.0}":     "",
		"{sure: 1.5, unsure: 0.001}": "search.sure: 1.5 is no threshold",
	} {
		_, err := config.Load(write(t, "howto.yaml", "search: "+text), nil)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("Load of search: %s = %v, want %q", text, err, want)
		}
	}
}

func TestTheEndpointForMeaningIsWhole(t *testing.T) {
	const url = "search.embeddings.url: write http://host:port or https://host"
	for text, want := range map[string]string{
		"{meaning: perhaps}": `search.meaning: "perhaps" is none of on, off, auto`,
		"{meaning: [on]}":    "search.meaning: this is a single value",
		"{meaning: 'off'}":   "",
		"{embeddings: {url: 'http://localhost:11434', model: m}}":            "",
		"{embeddings: {url: 'https://x.example/openai', model: m, key: k}}":  "",
		"{embeddings: {url: 'localhost:11434', model: m}}":                   url,
		"{embeddings: {url: 'ftp://x.example', model: m}}":                   url,
		"{embeddings: {url: 'https://user:hunter2@x.example', model: m}}":    url,
		"{embeddings: {url: 'https://x.example/?key=hunter2', model: m}}":    url,
		"{embeddings: {model: m}}":                                           url,
		"{embeddings: {key: hunter2, model: m}}":                             url,
		"{embeddings: {url: 'https://x.example'}}":                           "search.embeddings.model: it is missing",
		"{embeddings: {url: 'https://x.example', model: m, token: hunter2}}": "search.embeddings.token: no such key",
		"{embeddings: 'https://x.example'}":                                  "search.embeddings: this is a section",
		"{embeddings: {url: ['https://x.example'], model: m}}":               "search.embeddings.url: this is a single value",
		"{embeddings: {url: 'https://x.example', model: [m]}}":               "search.embeddings.model: this is a single value",
		"{embeddings: {url: 'https://x.example', model: m, key: [hunter2]}}": "search.embeddings.key: this is a single value",
	} {
		_, err := config.Load(write(t, "howto.yaml", "search: "+text), nil)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("Load of search: %s = %v, want %q", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Load of search: %s shows a secret: %v", text, err)
		}
	}
}

func TestAFileThatIsNoYAMLIsRefusedInASentence(t *testing.T) {
	for text, want := range map[string]string{
		"slack: {mode: socket\nhttp": "line",
		"slack: {}\nslack: {}\n":     "already defined",
		"xoxb-topsecret":             "write keys and values in YAML",
		"- a\n- b\n":                 "write keys and values in YAML",
		"\tslack: {}\n":              "mend the YAML there",

		"slack: {bot_token: *xoxb-topsecret}":         "unknown anchor *** referenced: mend the YAML there",
		"slack: {bot_token: &topsecret [*topsecret]}": "anchor *** value contains itself: mend the YAML there",
		"slack: {bot_token: !!int xoxb-topsecret}":    "cannot decode !!str *** as a !!int: mend the YAML there",
		"slack: {bot_token: xoxb-topsecret":           "did not find expected ',' or '}'",
	} {
		_, err := config.Load(write(t, "x.yaml", text), nil)
		if err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "topsecret") {
			t.Errorf("Load of %q = %v, want a fault with %q", text, err, want)
		}
	}
	_, err := config.Load(write(t, "x.yaml", strings.Repeat("# long\n", 200_000)), nil)
	if err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("Load of a huge file = %v, want it refused", err)
	}
}

func TestValidateServeAsksForWhatTheModeNeeds(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"socket", "", []string{"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "at least one team"}},
		{"http", "slack: {mode: http}",
			[]string{"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "at least one team"}},
		{"all there", fernhill, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := load(t, tt.text).ValidateServe()
			if (err == nil) != (tt.want == nil) {
				t.Fatalf("ValidateServe = %v, want faults with %q", err, tt.want)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("ValidateServe:\n%v\nwant it to name %q", err, want)
				}
			}
		})
	}
}

func TestATeamMayBeNamedWithCapitals(t *testing.T) {
	c := load(t, "teams: {Payments: {channel: C0PAY}}\nrouting: [{topic: x, team: Payments}]\n"+
		"digest: {managers: [{user: U0MARA, teams: [Payments]}]}\n")
	if c.Routing[0].Team != "payments" || c.Digest.Managers[0].Teams[0] != "payments" {
		t.Errorf("rule %+v and manager %+v, want team payments in both", c.Routing[0], c.Digest.Managers[0])
	}
}

func TestAFileThatIsNotThereIsSaidFirst(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	const want = "config howto.yaml: there is no such file in this folder"
	if err := c.ValidateServe(); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("ValidateServe = %v, want %q first", err, want)
	}
	if err := load(t, "log: {level: info}").ValidateServe(); strings.Contains(err.Error(), "no such file") {
		t.Errorf("ValidateServe = %v of a file that is there", err)
	}
}

func TestASecretIsNeverShown(t *testing.T) {
	s := config.Secret("hunter2")
	text, err := json.Marshal(map[string]any{"s": s, "all": []config.Secret{s}})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "s", s, "in", config.Store{URL: s})
	shown := []string{string(text), log.String(), s.String(), s.GoString()}
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%X", "%d", "%t"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, config.Store{URL: s}),
			fmt.Sprintf(verb, []config.Secret{s}))
	}
	for _, got := range shown {
		if strings.Contains(got, "hunter2") || strings.Contains(got, "68756e") ||
			!strings.Contains(got, "***") {
			t.Errorf("shown as %q, want only stars", got)
		}
	}
	if got := s.Reveal(); got != "hunter2" {
		t.Errorf("Reveal = %q, want the secret", got)
	}
}
