package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"howto/config"
	"howto/escalation"
)

// fernhillRoster is the roster of the demo.
func fernhillRoster(t *testing.T) escalation.Roster {
	t.Helper()
	file := filepath.Join(t.TempDir(), "howto.yaml")
	if err := os.WriteFile(file, []byte(demoConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	roster, err := rosterOf(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return roster
}

func TestTheDemoHasAGapInWhichAQuestionWaits(t *testing.T) {
	rota := escalation.Rota{Roster: fernhillRoster(t)}
	for _, tt := range []struct{ at, next string }{
		{"2026-11-20T11:30:00Z", "2026-11-23T08:00:00Z"}, // Friday after twelve in Berlin, Monday at nine
		{"2026-11-23T09:00:00Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		duty := rota.DutyOf(t.Context(), "people", escalation.Case{}, at)
		next := ""
		if !duty.Next.IsZero() {
			next = duty.Next.UTC().Format(time.RFC3339)
		}
		if asked := len(duty.First()) > 0; asked != (tt.next == "") || next != tt.next {
			t.Errorf("at %s people asks %v and next at %q, want somebody only without a next time %q",
				tt.at, duty.First(), next, tt.next)
		}
	}
}
