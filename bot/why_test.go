package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"howto/outcome"
)

// noLedger is a Ledger that cannot be read.
type noLedger struct{ Ledger }

func (noLedger) AsksOf(context.Context, string, int) ([]outcome.Ask, error) {
	return nil, errors.New("no connection")
}

func TestAQuestionThatCannotBeReadIsNotSaidNeverToHaveBeenAsked(t *testing.T) {
	var log strings.Builder
	b := &Bot{Options: Options{Ledger: noLedger{}, Log: slog.New(slog.NewTextHandler(&log, nil))}}
	got := b.why(t.Context(), "U0AMIRA", "D0AMIRA", "")
	if len(got) != 1 || got[0].Text != searchFailed {
		t.Errorf("why = %+v, want %q", got, searchFailed)
	}
	if !strings.Contains(log.String(), "no connection") {
		t.Errorf("the log says %q, want what failed", log.String())
	}
}
