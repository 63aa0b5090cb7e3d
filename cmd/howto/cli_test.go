package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"howto/config"
	"howto/sandbox"
)

// A ran is what a command did.
type ran struct {
	status   int
	out, err string
}

// runIn runs a command with a configuration in an empty directory. It searches by words alone unless the
// configuration says what to do with meaning: few tests are about that, and encoding a library takes seconds.
func runIn(t *testing.T, conf string, args ...string) ran {
	t.Helper()
	file := filepath.Join(t.TempDir(), "howto.yaml")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	set := env()
	if !strings.Contains(conf, "meaning:") {
		set = append(set, "HOWTO_SEARCH_MEANING="+config.MeaningOff)
	}
	var out, errs bytes.Buffer
	status := run(t.Context(), append(args, "--config", file), program{out: &out, err: &errs, env: set})
	return ran{status, out.String(), errs.String()}
}

// want fails the test unless the command ended with the status and one sentence that has the words.
func (r ran) want(t *testing.T, status int, words ...string) {
	t.Helper()
	if r.status != status {
		t.Errorf("status %d, want %d:\n%s%s", r.status, status, r.out, r.err)
	}
	for _, w := range words {
		if !strings.Contains(r.out+r.err, w) {
			t.Errorf("it says\n%s%s\nwant %q in it", r.out, r.err, w)
		}
	}
}

func TestWrongUsageEndsWithStatus2AndSaysWhatToType(t *testing.T) {
	for name, c := range map[string]struct {
		args  []string
		words []string
	}{
		"unknown command":  {[]string{"serv"}, []string{`"serv"`, "serve"}},
		"misspelt command": {[]string{"exprt"}, []string{`did you mean "export"?`}},
		"two forms":        {[]string{"oncall", "--json", "--ics"}, []string{"--json and --ics: choose one"}},
		"unknown flag":     {[]string{"check", "--fast"}, []string{"--fast", "howto check --help"}},
		"missing question": {[]string{"ask"}, []string{"a question"}},
		"too many":         {[]string{"serve", "now"}, []string{"no arguments"}},
		"format":           {[]string{"export", "--format", "xml"}, []string{"csv or jsonl"}},
		"figure":           {[]string{"metric", "solved"}, []string{"solved_rate"}},
		"since":            {[]string{"export", "--since", "tomorrow"}, []string{"36h or 30d"}},
		"mode":             {[]string{"demo", "--mode", "pigeon"}, []string{"socket or http"}},
		"at":               {[]string{"oncall", "--at", "noon"}, []string{"2026-12-24T09:00:00+01:00"}},
		"whole number":     {[]string{"fit", "x", "--folds", "2.5"}, []string{`"2.5" for "--folds" flag: want a whole number; see`}},
		"seed":             {[]string{"eval", "x", "--seed", "-1"}, []string{`"-1" for "--seed" flag: want a whole number, not below 0; see`}},
		"share":            {[]string{"fit", "x", "--precision", "1e999"}, []string{`"1e999" for "--precision" flag: want a number nearer to 0; see`}},
		"http":             {[]string{"manifest", "--http", "http://x"}, []string{"https"}},
	} {
		t.Run(name, func(t *testing.T) {
			runIn(t, "", c.args...).want(t, statusUsage, c.words...)
		})
	}
}

func TestAnInterruptIsSaidInOneSentence(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	lib, to := libraryDir(t), filepath.Join(t.TempDir(), "run.jsonl")
	set := append(env(), "HOWTO_LIBRARY_DIRS="+lib, "HOWTO_DATA_DIR="+t.TempDir())
	for want, args := range map[string][]string{
		"howto: interrupted\n":                      {"ask", "refund without receipt"},
		"howto: interrupted; nothing was written\n": {"eval", judged, "--run", to},
	} {
		var out, errs bytes.Buffer
		status := run(ctx, args, program{out: &out, err: &errs, env: set})
		if status != statusFault || errs.String() != want || out.Len() > 0 {
			t.Errorf("interrupted, %q ends with %d and says\n%s%s\nwant %d and %s", args, status, out.String(), errs.String(), statusFault, want)
		}
	}
	if exists(to) {
		t.Error("a file of no run was left behind")
	}
}

func TestEveryCommandHelpsWithAnExample(t *testing.T) {
	for _, c := range newRoot(program{}).Commands() {
		if c.Name() == "help" {
			continue // cobra's own
		}
		if c.Example == "" || c.Short == "" {
			t.Errorf("%s has no example or no summary", c.Name())
		}
		runIn(t, "", c.Name(), "--help").want(t, statusDone, "Examples:", "Usage:")
	}
}

func TestServeSaysWhatToDoAndChangesNothing(t *testing.T) {
	taken, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	box, err := sandbox.New(demoWorkspace(testTokens))
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	api := box.URL() + "/api/"
	for name, c := range map[string]struct {
		conf  string
		env   []string
		words []string
	}{
		"no token":      {conf: "", env: []string{"SLACK_APP_TOKEN=xapp-1"}, words: []string{"SLACK_BOT_TOKEN"}},
		"wrong token":   {conf: "slack: {api_url: " + api + "}", env: []string{"SLACK_BOT_TOKEN=xoxb-wrong", "SLACK_APP_TOKEN=xapp-1"}, words: []string{"refused the bot token", "SLACK_BOT_TOKEN"}},
		"wrong app":     {conf: "slack: {api_url: " + api + "}", env: []string{"SLACK_BOT_TOKEN=" + testTokens.bot, "SLACK_APP_TOKEN=xapp-wrong"}, words: []string{"SLACK_APP_TOKEN"}},
		"no secret":     {conf: "slack: {mode: http}", env: []string{"SLACK_BOT_TOKEN=xoxb-1"}, words: []string{"SLACK_SIGNING_SECRET"}},
		"port in use":   {conf: "slack: {api_url: " + api + "}\nhttp: {listen: " + taken.Addr().String() + "}", env: env(), words: []string{"http.listen", taken.Addr().String()}},
		"unknown key":   {conf: "slcak: {mode: http}", env: env(), words: []string{"slcak", "slack"}},
		"nobody's team": {conf: "slack: {api_url: " + api + "}\ndigest: {managers: [{user: U0MARA, teams: [paymets]}]}", env: env(), words: []string{"paymets"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			data := filepath.Join(dir, "data")
			conf := filepath.Join(dir, "howto.yaml")
			text := strings.Replace(demoConfig, demoConfig[strings.Index(demoConfig, "digest:"):], "", 1)
			text += c.conf + "\ndata: {dir: " + data + "}\nlibrary: {dirs: [" + libraryDir(t) + "]}\n"
			if !strings.Contains(c.conf, "listen") {
				text += "http: {listen: \"127.0.0.1:0\"}\n"
			}
			if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			status := run(t.Context(), []string{"serve", "--config", conf, "--log-level", "error"},
				program{out: &out, err: &errs, env: c.env})
			ran{status, out.String(), errs.String()}.want(t, statusFault, c.words...)
			if name != "wrong token" && name != "wrong app" && exists(data) {
				t.Error("the data directory was made, want nothing changed")
			}
		})
	}
}

func TestServeRefusesADataDirectoryThatIsInUse(t *testing.T) {
	w := newWorld(t, config.ModeSocket)
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"serve", "--config", w.conf}, program{out: &out, err: &errs, env: env()})
	ran{status, out.String(), errs.String()}.want(t, statusFault, "another howto", "data.dir")
}

func TestServeStartsWithTheGoodAssetsAndNamesTheOthers(t *testing.T) {
	w := newWorld(t, config.ModeSocket)
	dir := w.libraryDir()
	w.write(filepath.Join(dir, "fresh.md"), "---\ntitle: Water the quokka\nkind: steps\ntopics: [stock]\n"+
		"owner: U0IVO\nreview: 2027-01-01\n---\n1. Fill the *blue* can.\n")
	w.write(filepath.Join(dir, "broken.md"), "---\ntitle: [\n---\n1. Step")
	ctx, cancel := contextWithPatience(t)
	defer cancel()
	if _, err := w.err.await(ctx, `broken\.md`); err != nil {
		t.Fatalf("the broken file is not named: %v", err)
	}
	w.command(amira, chanFloor, "water the quokka")
	w.see(amira, chanFloor, "", "Water the quokka", "blue")
}

// libraryDir is the folder that the program serves.
func (w *world) libraryDir() string {
	w.t.Helper()
	cfg, err := config.Load(w.conf, env())
	if err != nil {
		w.t.Fatal(err)
	}
	return cfg.Library.Dirs[0]
}

func TestServeRebuildsADamagedIndexAndSaysSo(t *testing.T) {
	w := newWorld(t, config.ModeSocket)
	w.stop()
	var damaged int
	err := filepath.WalkDir(filepath.Join(w.dir, "index"), func(path string, e os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".zap") {
			damaged++
			return os.Remove(path)
		}
		return err
	})
	if err != nil || damaged == 0 {
		t.Fatalf("found %d segments to remove, %v", damaged, err)
	}
	w.start(config.ModeSocket)
	if !strings.Contains(w.err.String(), "built") {
		t.Errorf("the log does not say that the index was rebuilt:\n%s", w.err)
	}
	w.command(amira, chanFloor, "refund without receipt")
	w.see(amira, chanFloor, "", "Refund a card payment without a receipt")
}

func TestRestartForgetsNothingAndRepeatsNothing(t *testing.T) {
	w := newWorld(t, config.ModeSocket)
	w.command(amira, chanFloor, "zeppelin mooring permit")
	w.press(amira, w.see(amira, chanFloor, "", "zeppelin"), "ask_expert")
	root := w.see("U0IVO", "C0OPS", "", "zeppelin")
	line := w.see(amira, w.dm(amira), "", "Operations")
	if got := w.stop(); got != statusDone {
		t.Fatalf("serve ended with %d, want %d", got, statusDone)
	}
	w.start(config.ModeSocket)
	w.say("U0IVO", "C0OPS", root.TS, "Ask the airport.")
	w.see(amira, w.dm(amira), line.TS, "Ask the airport.")
	if n := len(w.Messages("C0OPS", "U0IVO", "")); n != 1 {
		t.Errorf("the team's channel has %d root messages after a restart, want 1", n)
	}
}

func TestAskAnswersInTheTerminal(t *testing.T) {
	conf := "library: {dirs: [" + libraryDir(t) + "]}\ndata: {dir: " + t.TempDir() + "}"
	runIn(t, conf, "ask", "refund without receipt").want(t, statusDone, "Refund a card payment without a receipt", "Find sale")
	runIn(t, conf, "ask", "zeppelin", "mooring").want(t, statusDone, "Nothing in the library fits")
	runIn(t, conf, "ask", "--why", "refund without receipt").want(t, statusDone, "refunds/no-receipt", "title")
	if r := runIn(t, conf, "ask", "bike combination"); r.out != "Not sure. Is it this?\n  Park in the right place (premises/parking)\n" {
		t.Errorf("ask about what one asset alone may answer = %q, want it asked about", r.out)
	}
	r := runIn(t, conf, "ask", "--json", "refund without receipt")
	var f found
	if err := json.Unmarshal([]byte(r.out), &f); err != nil || len(f.Hits) == 0 || f.Hits[0].ID != "refunds/no-receipt" {
		t.Errorf("ask --json = %s (%v), want refunds/no-receipt first", r.out, err)
	}
	if f.Why != nil {
		t.Errorf("ask --json explains the ranking: %s; want that with --why only", r.out)
	}
	r = runIn(t, conf, "ask", "--json", "--why", "refund without reciept")
	err := json.Unmarshal([]byte(r.out), &f)
	if err != nil || f.Why == nil || len(f.Why.Words) != 3 || f.Why.Words[2].Found != "receipt" ||
		f.Why.Hits[0].Asset != "refunds/no-receipt" || f.Why.Tier != f.Confidence {
		t.Errorf("ask --json --why = %s (%v), want the words and the reasons for refunds/no-receipt", r.out, err)
	}
}

func TestCheckPassesOnTheSampleLibraryAndListsEveryFault(t *testing.T) {
	dir := libraryDir(t)
	runIn(t, "", "check", dir).want(t, statusDone, "no faults")
	for file, text := range map[string]string{
		"a.md": "---\ntitle: A\nkind: stpes\ntopics: [x]\nowner: U1\nreview: soon\n---\n<b>hi</b>\n",
		"b.md": "no front matter",
		"c.md": "---\ntitle: C\nkind: steps\ntopics: [x]\nowner: U1\nreview: 2027-01-01\n---\n[x](javascript:alert(1))\n",
		"d.md": strings.Repeat("x", 1<<20),
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	runIn(t, "", "check", dir).want(t, statusFault, "a.md:3", "a.md:6", "a.md:8", "b.md:1", "c.md:8", "d.md:1", "faults")
}

func TestCheckCountsEveryFaultOnce(t *testing.T) {
	dir := libraryDir(t)
	runIn(t, "log: {level: loud}", "check", dir).want(t, statusFault, "howto: 1 fault; good: ")
	r := runIn(t, `teams:
  it: {channel: C0IT, topics: [tills], catch_all: true}
  pay: {channel: C0PAY, topics: [tills], catch_all: true}
`, "check", dir)
	r.want(t, statusFault, "howto: 2 faults; good: ")
	for line := range strings.Lines(r.out) {
		if !strings.HasPrefix(line, "config: teams: ") {
			t.Errorf("the line %q does not say that it is about the teams of the configuration", line)
		}
	}
}

func TestCheckNamesAConfidenceModelThatIsSetAndCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken.json")
	if err := os.WriteFile(broken, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf("data: {dir: %q}\nlibrary: {dirs: [%q]}\n", dir, libraryDir(t))
	for _, model := range []string{broken, filepath.Join(dir, "none.json")} {
		runIn(t, conf+fmt.Sprintf("search: {model: %q}\n", model), "check").want(t, statusFault,
			"config search.model: ", model, "howto: 1 fault; good: ")
	}
	runIn(t, conf, "check").want(t, statusDone, "no faults")
}

func TestCheckTellsFaultsWithinATeamAndBetweenTeamsTogether(t *testing.T) {
	r := runIn(t, `teams:
  it: {channel: C0IT, topics: [tills], catch_all: true, policy: {steps: [{ask: on-call, wait: 15m}, {ask: on-call, wait: 1s}]}}
  pay: {channel: C0PAY, topics: [tills]}
`, "check", libraryDir(t))
	r.want(t, statusFault, "howto: 2 faults; good: ", "config: teams.it.policy: ", "config: teams: topic tills belongs to")
}

func TestCheckNamesTeamsInWhichNobodyCouldTakeAQuestion(t *testing.T) {
	r := runIn(t, `teams:
  empty: {channel: C0IT, catch_all: true}
  led: {channel: C0LED, lead: U0IVO, topics: [a]}
  named: {channel: C0PAY, members: [U0IVO], topics: [b]}
  steps: {channel: C0S, topics: [c], policy: {steps: [{ask: people, people: [U0IVO]}]}}
  kept: {channel: C0K, topics: [d], schedule: {zone: Europe/Berlin, source: {usergroup: S0K}}}
`, "check", libraryDir(t))
	r.want(t, statusDone, `note: config: team "empty" has nobody`)
	if n := strings.Count(r.out, "has nobody"); n != 1 {
		t.Errorf("%d teams are said to have nobody, want 1:\n%s", n, r.out)
	}
}

func TestCheckSaysWhenAFaultOfTheConfigurationHidesTheLibrary(t *testing.T) {
	r := runIn(t, "log: {level: loud}", "check")
	r.want(t, statusFault, "howto: 1 fault; the library was not looked at", "name the directories")
	if strings.Contains(r.err, "good:") {
		t.Errorf("it says %q, want no word of good assets: none was read", r.err)
	}
}

func TestCheckShowsRulesWithoutQuestionsAndTopicsWithoutATeam(t *testing.T) {
	dir := libraryDir(t)
	runIn(t, demoConfig+`routing:
  - {channel: C0FLOOR, team: it}
  - {words: badge, team: people}
  - {words: lost badge, channel: [C0GENERAL, C0FLOOR], team: safety}
`, "check", dir).want(t, statusFault, "config: routing[2]: no question comes to it: routing[0] and routing[1] take all",
		"howto: 1 fault; good: ")
	teams := `teams:
  it: {channel: C0IT, catch_all: true}
  pay: {channel: C0PAY, topics: [Tills]}
routing: [{topic: refunds, team: pay}]
`
	r := runIn(t, teams, "check", dir)
	r.want(t, statusDone, `note: `, `the topic "payroll" is no team's: questions about it go to It`, "no faults")
	for _, topic := range []string{"tills", "refunds"} {
		if strings.Contains(r.out, `"`+topic+`"`) {
			t.Errorf("check says that %s is no team's, want it left out:\n%s", topic, r.out)
		}
	}
}

func TestOncallPrintsTurnsAndGaps(t *testing.T) {
	runIn(t, demoConfig, "oncall", "--team", "payments", "--at", "2026-11-21T12:00:00Z").want(t, statusDone, "payments: U0DANA")
	runIn(t, demoConfig, "oncall", "--at", "2025-01-01T00:00:00Z").want(t, statusDone, "nobody until Mon 5 Jan 2026 09:00")
	runIn(t, demoConfig, "oncall", "--team", "paymets").want(t, statusFault, "payments")
}

func TestDoctorFindsAnInstallationSound(t *testing.T) {
	w := newWorld(t, config.ModeSocket)
	out := w.howto("doctor")
	for _, want := range []string{"slack token: works", "teams.payments.channel: C0PAY", "database", "assets"} {
		if !strings.Contains(out, want) {
			t.Errorf("doctor says\n%s\nwant %q in it", out, want)
		}
	}
	if err := w.Kick(pay, demoBotUser); err != nil {
		t.Fatal(err)
	}
	var b, errs bytes.Buffer
	status := run(t.Context(), []string{"doctor", "--config", w.conf}, program{out: &b, err: &errs, env: env()})
	ran{status, b.String(), errs.String()}.want(t, statusFault, "MEND", "/invite")
}

func TestManifestFitsBothModes(t *testing.T) {
	for mode, args := range map[string][]string{"socket": {"manifest"}, "http": {"manifest", "--http", "https://howto.example.com"}} {
		r := runIn(t, "", args...)
		var m struct {
			Settings struct {
				Socket bool `json:"socket_mode_enabled"`
				Events struct {
					URL string `json:"request_url"`
				} `json:"event_subscriptions"`
			}
		}
		if err := json.Unmarshal([]byte(r.out), &m); err != nil {
			t.Fatal(err)
		}
		if m.Settings.Socket != (mode == "socket") || (m.Settings.Events.URL != "") != (mode == "http") {
			t.Errorf("manifest for %s has socket_mode_enabled %v and the request URL %q", mode, m.Settings.Socket, m.Settings.Events.URL)
		}
	}
}

// demoCanBeExported checks what other commands make of a demo that runs.
func demoCanBeExported(t *testing.T, conf string) {
	var text, faults bytes.Buffer
	status := run(t.Context(), []string{"digest", "--team", "operations", "--config", conf}, program{out: &text, err: &faults})
	ran{status, text.String(), faults.String()}.want(t, statusDone, "Help at work · Operations", "solved")
	if strings.Contains(text.String(), "gift wrapping") {
		t.Errorf("digest names a theme, and a shell does not know whose names to leave out:\n%s", &text)
	}
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"export", "--config", conf}, program{out: &out, err: &errs}); status != statusDone {
		t.Fatalf("export = %d: %s", status, errs.String())
	}
	rows, err := exportedRows(&out)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 500 {
		t.Errorf("the demo's ledger has %d rows, want the sample's hundreds", len(rows))
	}
	for _, r := range rows[1:] {
		if strings.Contains(strings.Join(r, " "), "U0") {
			t.Fatalf("the row %v names a person, want pseudonyms", r)
		}
		if _, err := time.Parse(time.RFC3339, r[0]); err != nil {
			t.Fatalf("the row %v begins with no time", r)
		}
	}
}
