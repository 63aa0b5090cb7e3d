package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/sandbox"
)

// crowd is a world in which each team of the demo has more people than it had.
func crowd(t *testing.T, mode string, change ...string) *world {
	t.Helper()
	w := prepare(t, mode)
	raw, err := os.ReadFile(w.conf)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(change...).Replace(string(raw))
	if text == string(raw) {
		t.Fatal("the demo's configuration has none of the teams that are to grow")
	}
	w.write(w.conf, text)
	furnish(t, w.dir)
	w.start(mode)
	return w
}

func TestACommandIsAnsweredInTimeThoughSlackIsSlow(t *testing.T) {
	eachMode(t, func(t *testing.T, mode string) {
		w := crowd(t, mode, "experts: [U0IVO]}",
			"experts: [U0IVO]}\n    members: [U0FINN, U0HUGO, U0GRETA, U0ELIF, U0DANA, U0MARA, U0CORA, U0BEN]")
		w.faults(sandbox.Fault{Kind: "slow", Match: "users.info", MS: 150},
			sandbox.Fault{Kind: "slow", Match: "dnd.info", MS: 150},
			sandbox.Fault{Kind: "slow", Match: "users.getPresence", MS: 150})
		r, err := w.Command(t.Context(), sandbox.CommandInput{As: amira, Channel: chanFloor, Command: "/howto", Text: "zeppelin mooring permit"})
		if err != nil || r.Error != "" || r.AckMS > 2200 {
			t.Errorf("the command is acknowledged after %d ms: %q, %v; want it well within three seconds", r.AckMS, r.Error, err)
		}
		w.see(amira, chanFloor, "", "found nothing", "zeppelin")
	})
}

func TestWhoIsOnCallIsSaidInTimeThoughSlackIsSlow(t *testing.T) {
	w := crowd(t, sandbox.ModeSocket, "experts: [U0DANA]", "experts: [U0DANA, U0ELIF]",
		"experts: [U0FINN]", "experts: [U0FINN, U0MARA]", "experts: [U0HUGO]", "experts: [U0HUGO, U0CORA]",
		"experts: [U0IVO]", "experts: [U0IVO, U0BEN]")
	w.faults(sandbox.Fault{Kind: "slow", Match: "users.info", MS: 2000})
	w.command(amira, chanFloor, "oncall")
	w.see(amira, chanFloor, "", "Operations")
}

func TestACommandIsAnsweredThoughTheDatabaseStandsStill(t *testing.T) {
	eachMode(t, func(t *testing.T, mode string) {
		w := prepare(t, mode)
		furnish(t, w.dir)
		w.start(mode)
		db, err := sql.Open("sqlite", filepath.Join(w.dir, databaseFile)+"?_pragma=busy_timeout(5000)&_txlock=immediate")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		lock, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		w.command(amira, chanFloor, "refund without receipt") // fails when Slack has waited for three seconds
		w.see(amira, chanFloor, "", "Refund a card payment")
		if err := lock.Rollback(); err != nil {
			t.Fatal(err)
		}
	})
}
