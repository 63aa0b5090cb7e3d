package meaning_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"howto/search/meaning"
)

const modelFile = "model/use-lite-int8.bin"

func readModel(t testing.TB) []byte {
	t.Helper()
	raw, err := os.ReadFile(modelFile)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestTheEmbeddedFileIsTheOneThatWasConverted(t *testing.T) {
	const size = 7_207_106
	const hash = "f38d1e78cfedacafab1a8b6d62e645e852c75fb712293c03cfa34c0274415f92"
	raw := readModel(t)
	if len(raw) != size {
		t.Errorf("%s has %d bytes, want %d", modelFile, len(raw), size)
	}
	sum := sha256.Sum256(raw)
	if got := hex.EncodeToString(sum[:]); got != hash {
		t.Errorf("%s has SHA-256 %s, want %s", modelFile, got, hash)
	}
	if got := load(t).Version(); got != hash {
		t.Errorf("Load().Version() = %s, want %s", got, hash)
	}
	e, err := meaning.Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Version(); got != hash {
		t.Errorf("Open(%s).Version() = %s, want %s", modelFile, got, hash)
	}
}

func TestWhatIsNoModelIsRefused(t *testing.T) {
	raw := readModel(t)
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":          {nil, "no sentence encoder"},
		"something else": {[]byte("%PDF-1.7 and whatever comes then"), "no sentence encoder"},
		"only its head":  {raw[:20], "ends too early"},
		"half":           {raw[:len(raw)/2], "ends too early"},
		"a byte less":    {raw[:len(raw)-1], "ends too early"},
		"a byte more":    {append(raw[:len(raw):len(raw)], 0), "1 bytes too many"},
	} {
		if _, err := meaning.Open(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: Open = %v, want an error with %q", name, err, c.want)
		}
	}
}
