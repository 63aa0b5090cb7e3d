package meaning_test

import (
	"math"
	"testing"

	"howto/search/meaning"
)

func TestStoredVectorsHaveAlmostTheSameCosines(t *testing.T) {
	const want = .001
	var worst float64
	all := readGolden(t)
	for _, a := range all {
		s := a.Vector.Store()
		if got := len(s); got != meaning.Size+4 {
			t.Fatalf("a stored vector has %d bytes, want %d", got, meaning.Size+4)
		}
		for _, b := range all {
			worst = max(worst, math.Abs(float64(s.Cosine(b.Vector)-a.Vector.Cosine(b.Vector))))
		}
	}
	if worst >= want {
		t.Errorf("storing changed a cosine by %v, want less than %v", worst, want)
	}
	t.Logf("at most %.5f", worst)
}

func TestWhatCannotBeComparedIsNotClose(t *testing.T) {
	v, other := meaning.Vector{.6, .8}, meaning.Vector{1, 0, 0}
	for name, got := range map[string]float32{
		"vectors of two sizes":            v.Cosine(other),
		"a stored vector of another size": other.Store().Cosine(v),
		"a stored vector that is cut off": v.Store()[:3].Cosine(v),
		"nothing stored":                  meaning.Stored(nil).Cosine(v),
		"nothing and nothing":             meaning.Stored(nil).Cosine(nil),
		"a stored vector of zeros":        make(meaning.Vector, 2).Store().Cosine(v),
	} {
		if got != 0 {
			t.Errorf("cosine of %s = %v, want 0", name, got)
		}
	}
}
