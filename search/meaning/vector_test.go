package meaning_test

import (
	"math"
	"slices"
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

func TestTheMeanOfVectorsHasLengthOneAndLiesBetweenThem(t *testing.T) {
	for _, c := range []struct {
		name string
		of   []meaning.Vector
		want meaning.Vector
	}{
		{"two", []meaning.Vector{{1, 0}, {0, 1}}, meaning.Vector{.70710677, .70710677}},
		{"one", []meaning.Vector{{.6, .8}}, meaning.Vector{.6, .8}},
		{"opposites", []meaning.Vector{{1, 0}, {-1, 0}}, meaning.Vector{0, 0}},
		{"none", nil, nil},
	} {
		if got := meaning.Mean(c.of...); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAStoredVectorComesBackButForItsRounding(t *testing.T) {
	v := meaning.Vector{.6, -.8, 0}
	if got := v.Store().Vector(); got.Cosine(v) < .999 || len(got) != len(v) {
		t.Errorf("got %v, want about %v", got, v)
	}
}
