package meaning_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"howto/search/meaning"
)

// golden is a text with the vector that the published network gives it.
type golden struct {
	Text   string         `json:"text"`
	Vector meaning.Vector `json:"vector"`
}

func readGolden(t testing.TB) []golden {
	t.Helper()
	f, err := os.Open("testdata/golden.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []golden
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var g golden
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		all = append(all, g)
	}
	return all
}

func load(t testing.TB) *meaning.Encoder {
	t.Helper()
	e, err := meaning.Load()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestVectorsAreThoseOfThePublishedNetwork(t *testing.T) {
	const want = .999
	e, least := load(t), float32(1)
	all := readGolden(t)
	if len(all) != 24 {
		t.Errorf("golden texts: got %d, want 24", len(all))
	}
	for _, g := range all {
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
	t.Logf("least cosine %.6f", least)
}
