package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/config"
)

func TestACaseThatStandsStillIsMendedCountedAndSaid(t *testing.T) {
	w := prepare(t, config.ModeHTTP)
	text, err := os.ReadFile(w.conf)
	if err != nil {
		t.Fatal(err)
	}
	w.write(w.conf, strings.Replace(string(text), "slack: {", "slack: {admin_channel: C0GENERAL, ", 1))
	w.start(w.mode)
	w.command(amira, chanFloor, "zxqv wvut")
	w.press(amira, w.see(amira, chanFloor, "", "zxqv"), "ask_expert")
	root := w.see("U0IVO", "C0OPS", "", "zxqv")
	if got := w.stop(); got != statusDone {
		t.Fatalf("serve ended with %d", got)
	}
	db, err := sql.Open("sqlite", filepath.Join(w.dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{"DELETE FROM timers", "UPDATE cases SET body = json_set(body, '$.Timers', json('[]'))"} {
		if _, err := db.Exec(damage); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	w.start(w.mode)
	w.see(cora, "C0GENERAL", "", "A question had come to a stop", "stranded case set going again")
	if text := w.scrape(); !strings.Contains(text, "howto_cases_mended_total 1\n") {
		t.Errorf("the mended case is not counted:\n%s", text)
	}
	w.see("U0IVO", "C0OPS", root.TS, ">, please take this question")
	w.onlyTold(toldRoot, "C0OPS: >, please take this question", "D0AMIRA: Your question is with", "C0GENERAL: A question had come to a stop")
}
