package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"howto/bot"
	"howto/escalation"
	"howto/outcome"
	"howto/sandbox"
	"howto/search"
	"howto/store"
)

// ivoLeft is a workspace with an asset for few, whose owner has left. Cora, of the team's channel, is not
// among those who may see it.
func ivoLeft(t *testing.T) *world {
	t.Helper()
	w := prepare(t, sandbox.ModeSocket, aviary)
	w.write(filepath.Join(w.libraryDir(), "aviary.md"), aviaryAsset)
	w.start(sandbox.ModeSocket)
	if err := w.Deactivate("U0IVO"); err != nil {
		t.Fatal(err)
	}
	return w
}

// wantNoTitle fails the test if a message, or what a press on it asks to confirm, names the asset.
func wantNoTitle(t *testing.T, m sandbox.Message) {
	t.Helper()
	raw, err := json.Marshal(m)
	if err != nil || strings.Contains(string(raw), "quokka") {
		t.Errorf("in a channel everybody reads %s (%v), want no title of an asset for few", raw, err)
	}
}

func TestAFindingInAChannelNamesNoAssetThatNotEverybodyThereMaySee(t *testing.T) {
	w := ivoLeft(t)
	m, _ := w.week(func(d *bot.Digest) {
		d.Team, d.Finding, d.Fix = "operations", "3 of 40 asks solved.", "Check it."
		d.Step = bot.DigestStep{Text: "Ask the owner.", Owner: "U0IVO", Asset: "aviary"}
	})
	w.press(mara, m, "digest_send")
	wantNoTitle(t, w.see(cora, "C0OPS", "", "about *"+bot.GuardedTitle+"*", "Ivo Petrov, who kept it, takes no messages any more"))
}

func TestARequestToLookInAChannelNamesNoAssetThatNotEverybodyThereMaySee(t *testing.T) {
	w := ivoLeft(t)
	lib, _, err := search.Load(w.libraryDir())
	if err != nil {
		t.Fatal(err)
	}
	asset, ok := lib.Asset("aviary")
	body, errJSON := json.Marshal(bot.Look{Look: "look1", To: "U0IVO", Team: "operations"})
	if !ok || errJSON != nil {
		t.Fatalf("no aviary in the library (%v)", errJSON)
	}
	s := w.beside()
	look := outcome.Look{ID: "look1", Asset: asset.ID, Cause: outcome.FellBelow}
	_, err = s.OpenLook(t.Context(), store.WaitingLook{Look: look, Text: asset.Fingerprint()}, escalation.Outgoing{
		ID: s.NewID(), Key: "look/look1", Lane: "dm:U0IVO", Kind: escalation.OutLook, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	m := w.see(cora, "C0OPS", "", "*An asset that not everybody may see* solved less often than usual.",
		"Its owner, Ivo Petrov, takes no messages any more.")
	wantNoTitle(t, m)
	w.press(cora, m, "look_right")
	wantNoTitle(t, w.see(cora, "C0OPS", "", "says that it is still right"))
}
