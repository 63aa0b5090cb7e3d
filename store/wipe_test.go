package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"howto/outcome"
)

// wantNowhere expects that no file of the data directory holds one of these texts.
func wantNowhere(t *testing.T, b *bench, texts ...string) {
	t.Helper()
	files, err := os.ReadDir(b.options.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(b.options.Dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if n := bytes.Count(raw, []byte(text)); n > 0 {
				t.Errorf("%s holds %q %d times, want it nowhere", f.Name(), text, n)
			}
		}
	}
}

func TestWhatIsForgottenIsNotInTheFilesEither(t *testing.T) {
	b := onFile(t)
	opened(t, b.Store, "a1")
	ask(t, b.Store, "a2")
	texts := []string{"without a receipt", "U0AMIRA", b.Pseudonym("U0AMIRA")}
	if _, err := b.Forget(t.Context(), "U0AMIRA"); err != nil {
		t.Fatal(err)
	}
	wantNowhere(t, b, texts...) // while the bot goes on
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	wantNowhere(t, b, texts...)
}

func TestWhoeverReadsKeepsNobodyFromBeingForgotten(t *testing.T) {
	b := onFile(t)
	for _, id := range []string{"a1", "a2", "a3"} {
		ask(t, b.Store, id)
	}
	forgot := false
	err := b.EachEntry(t.Context(), start.Add(-time.Hour), func(outcome.Entry) error {
		if forgot {
			return nil
		}
		forgot = true
		_, err := b.Forget(t.Context(), "U0AMIRA")
		return err
	})
	if err != nil || !forgot {
		t.Fatalf("forgot: %v, %v; want her forgotten while somebody reads", forgot, err)
	}
	if err := b.Sweep(t.Context()); err != nil { // within the hour
		t.Fatal(err)
	}
	wantNowhere(t, b, "without a receipt", "U0AMIRA", b.Pseudonym("U0AMIRA"))
}

func TestEveryConnectionOverwritesWhatItErases(t *testing.T) {
	b := onFile(t)
	for i, read := range []string{"writer", "reader"} {
		get := b.Texts
		if i == 1 {
			get = b.ReaderTexts
		}
		got, err := get(t.Context(), `SELECT CAST(secure_delete AS TEXT) FROM pragma_secure_delete`)
		if err != nil || len(got) != 1 || got[0] != "1" {
			t.Errorf("secure_delete of the %s is %q, %v; want 1", read, got, err)
		}
	}
}
