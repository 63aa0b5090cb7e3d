package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"howto/search/meaning"
)

// unpacked is the npm package, where it is at hand.
func unpacked(t *testing.T) *npm {
	t.Helper()
	dir := os.Getenv("HOWTO_ENCODER_PACKAGE")
	if dir == "" {
		t.Skip("HOWTO_ENCODER_PACKAGE does not name the unpacked npm package")
	}
	p, err := open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheSamePackageGivesTheSameBytes(t *testing.T) {
	p := unpacked(t)
	once := p.convert(rounded)
	if !bytes.Equal(once, p.convert(rounded)) {
		t.Error("two conversions differ")
	}
	committed, err := os.ReadFile("../model/use-lite-int8.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(once, committed) {
		t.Errorf("got %d bytes that differ from the %d committed; run go generate", len(once), len(committed))
	}
}

func TestRunWritesTheFileAndItsHash(t *testing.T) {
	unpacked(t)
	dir := t.TempDir()
	if err := run(os.Getenv("HOWTO_ENCODER_PACKAGE"), dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"use-lite-int8.bin", "use-lite-int8.sha256"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("../model", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from the one committed", name)
		}
	}
}

// Without rounding the network must be the published one to the last digit that was published:
// what int8 takes is then all there is to lose.
func TestUnroundedWeightsGiveThePublishedVectors(t *testing.T) {
	const want = .99999
	e, err := meaning.Open(unpacked(t).convert(exact))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("../testdata/golden.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	least := float32(1)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var g struct {
			Text   string
			Vector meaning.Vector
		}
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		v, err := e.Encode(t.Context(), g.Text)
		if err != nil {
			t.Fatal(err)
		}
		got := v.Cosine(g.Vector)
		least = min(least, got)
		if got < want {
			t.Errorf("Encode(%q) has cosine %v to the published vector, want %v", g.Text, got, want)
		}
	}
	t.Logf("least cosine %.7f", least)
}

func TestAnotherPackageIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "dist"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "dist", shards[0].name), []byte("other weights"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(dir); err == nil || !strings.Contains(err.Error(), "want "+shards[0].hash) {
		t.Errorf("open of another package = %v, want the hash it should have", err)
	}
	if _, err := open(t.TempDir()); !os.IsNotExist(err) {
		t.Errorf("open of an empty folder = %v, want that there is no such file", err)
	}
}

func TestOfEqualPiecesTheLastCounts(t *testing.T) {
	p := &npm{pieces: make([]piece, reserved)}
	p.pieces = append(p.pieces, piece{"b", -1}, piece{"a", -2}, piece{"b", -3})
	if got := p.order(); len(got) != 2 || got[0] != reserved+1 || got[1] != reserved+2 {
		t.Errorf("order of b, a, b = %v, want a and the second b: [%d %d]", got, reserved+1, reserved+2)
	}
}

func TestRoundingTakesTheLargestWeightTo127(t *testing.T) {
	w := new(writer)
	row := []float32{.5, -1, .25, 0}
	scale := w.scale(row)
	w.weights(row, func(int) float32 { return scale })
	if want := []byte{64, 0x81, 32, 0}; !bytes.Equal(w.file, want) {
		t.Errorf("rounded %v = %v, want %v", row, w.file, want)
	}
	if got := w.scale(make([]float32, 3)); got != 1 {
		t.Errorf("scale of zeros = %v, want 1", got)
	}
}
