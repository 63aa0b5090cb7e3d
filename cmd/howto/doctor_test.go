package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"howto/config"
	"howto/sandbox"
)

// doctor runs howto doctor with these tokens.
func (w *world) doctor(env []string) ran {
	w.t.Helper()
	var out, errs bytes.Buffer
	status := run(w.t.Context(), []string{"doctor", "--config", w.conf}, program{out: &out, err: &errs, env: env})
	return ran{status, out.String(), errs.String()}
}

func TestDoctorTriesTheAppTokenInSocketModeOnly(t *testing.T) {
	wrong := append(env(), "SLACK_APP_TOKEN=xapp-wrong")
	w := prepare(t, config.ModeSocket)
	w.doctor(wrong).want(t, statusFault, "MEND   slack app token: Slack refused it (invalid_auth)",
		"SLACK_APP_TOKEN", "connections:write", "ok     slack token: works")
	w.doctor(env()).want(t, statusDone, "ok     slack app token: works")
	if n := w.Connections(); n != 0 {
		t.Errorf("the doctor left %d connections open, want none", n)
	}
	r := prepare(t, config.ModeHTTP).doctor(wrong)
	r.want(t, statusDone)
	if strings.Contains(r.out, "app token") {
		t.Errorf("in HTTP mode the doctor says\n%s\nwant nothing of the app token", r.out)
	}
}

func TestDoctorLooksAtTheAdminChannelAndAtGroupsOfRouting(t *testing.T) {
	w := prepare(t, config.ModeHTTP, func(c *sandbox.Config) {
		c.UserGroups = []sandbox.UserGroup{{ID: "S0NIGHT", Handle: "night", Users: []string{amira, ben}}}
	})
	text, err := os.ReadFile(w.conf)
	if err != nil {
		t.Fatal(err)
	}
	with := func(channel, group string) {
		w.write(w.conf, strings.Replace(string(text), "slack: {", "slack: {admin_channel: "+channel+", ", 1)+
			"routing: [{group: "+group+", team: it}]\n")
	}
	with("C0GENERAL", "S0NIGHT")
	w.doctor(env()).want(t, statusDone, "ok     slack.admin_channel: C0GENERAL, the bot is a member",
		"ok     routing[0].group: S0NIGHT, 2 members")
	with("C0NONE", "S0NONE")
	w.doctor(env()).want(t, statusFault, "MEND   slack.admin_channel: C0NONE: channel_not_found; correct slack.admin_channel",
		"MEND   routing[0].group: S0NONE: ")
}

// tree is what is in a folder: paths, sizes and times of change.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		i, err := e.Info()
		if err == nil {
			b.WriteString(path + " " + i.Mode().String() + " " + i.ModTime().Format(time.RFC3339Nano) + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDoctorLooksAtTheIndexAndLeavesItAsItIs(t *testing.T) {
	w := prepare(t, config.ModeSocket)
	w.doctor(env()).want(t, statusDone, "ok     index: not there yet; serve builds it")
	w.start(config.ModeSocket)
	w.doctor(env()).want(t, statusDone, "ok     index: fits the library")
	w.stop()
	index := filepath.Join(w.dir, indexDir)
	before := tree(t, index)
	w.doctor(env()).want(t, statusDone, "ok     index: fits the library")

	asset := filepath.Join(w.libraryDir(), "refunds", "no-receipt.md")
	text, err := os.ReadFile(asset)
	if err != nil {
		t.Fatal(err)
	}
	w.write(asset, string(text)+"\nAnd *smile*.\n")
	w.doctor(env()).want(t, statusDone, "ok     index: serve builds it anew: there was none for this library")
	w.write(asset, string(text))
	if after := tree(t, index); after != before {
		t.Errorf("the doctor changed the index:\n%s\nwas\n%s", after, before)
	}

	segments, err := filepath.Glob(filepath.Join(index, "*", "bleve", "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatalf("found %d segments, %v", len(segments), err)
	}
	if err := os.Remove(segments[0]); err != nil {
		t.Fatal(err)
	}
	before = tree(t, index)
	w.doctor(env()).want(t, statusDone, "ok     index: serve builds it anew: the one on disk was unusable")
	if after := tree(t, index); after != before {
		t.Errorf("the doctor changed the damaged index:\n%s\nwas\n%s", after, before)
	}
}
