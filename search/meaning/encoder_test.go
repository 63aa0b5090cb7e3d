package meaning_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"howto/search/meaning"
)

func encode(t testing.TB, e *meaning.Encoder, text string) meaning.Vector {
	t.Helper()
	v, err := e.Encode(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheSameMeaningIsCloserThanTheSameWords(t *testing.T) {
	e := load(t)
	question := encode(t, e, "I feel sick and cannot come in")
	near := encode(t, e, "Report that you are ill").Cosine(question)
	far := encode(t, e, "A delivery cannot come in through the front").Cosine(question)
	if near <= far {
		t.Errorf("cosine to the same meaning %v, to the same words %v; want the first to be higher", near, far)
	}
}

func TestATextWithoutPiecesIsCloseToNothing(t *testing.T) {
	e := load(t)
	v := encode(t, e, "")
	if len(v) != meaning.Size {
		t.Errorf("Encode of nothing has %d numbers, want %d", len(v), meaning.Size)
	}
	if got := v.Cosine(encode(t, e, "refund")); got != 0 {
		t.Errorf("cosine of nothing to something = %v, want 0", got)
	}
}

func TestVectorsHaveLengthOne(t *testing.T) {
	e := load(t)
	for _, text := range []string{"a", "?", "界", strings.Repeat("the queue is long ", 500)} {
		v := encode(t, e, text)
		if got := v.Cosine(v); math.Abs(float64(got)-1) > 1e-5 {
			t.Errorf("Encode(%.20q) has squared length %v, want 1", text, got)
		}
	}
}

func TestWhoElseEncodesChangesNothing(t *testing.T) {
	e := load(t)
	alone := e.Alone()
	var all sync.WaitGroup
	for _, g := range readGolden(t) {
		want := encode(t, alone, g.Text)
		for range 2 {
			all.Go(func() {
				got, err := e.Encode(t.Context(), g.Text)
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("Encode(%q) among others differs from it alone, err %v", g.Text, err)
				}
			})
		}
	}
	all.Wait()
}

// ended is a context that is done once it was looked at so many times.
type ended struct {
	context.Context
	left *int
}

func (c ended) Err() error {
	if *c.left--; *c.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestEncodingStopsBetweenLayers(t *testing.T) {
	e := load(t)
	for looks := range 10 {
		left := looks
		_, err := e.Encode(ended{t.Context(), &left}, "where is the stockroom key")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Encode with a context done after %d looks = %v, want that it is done", looks, err)
		}
		if err != nil && strings.Contains(err.Error(), "stockroom") {
			t.Errorf("the error says what was asked: %v", err)
		}
	}
	// What was left half done must not show in the next text.
	want := encode(t, load(t), "now what")
	if got := encode(t, e, "now what"); !slices.Equal(got, want) {
		t.Error("Encode after one that was stopped differs from the first of a new encoder")
	}
}

func TestAllocationsDoNotGrowWithTheText(t *testing.T) {
	e := load(t).Alone()
	allocations := func(words int) float64 {
		text := strings.Repeat("till ", words)
		encode(t, e, text)
		return testing.AllocsPerRun(10, func() { encode(t, e, text) })
	}
	few, many := allocations(3), allocations(100)
	if many > few+3 {
		t.Errorf("Encode of 100 words allocates %v times, of 3 words %v times; want about the same", many, few)
	}
}

func TestASlipIsFarLessLikelyThanTheWordAndARareWordIsNot(t *testing.T) {
	e := load(t)
	for _, c := range []struct {
		typed, mended string
		slip          bool
	}{
		{"refnud", "refund", true}, {"wiht", "with", true}, {"passwrod", "password", true},
		{"remove", "move", false}, {"brand", "band", false},
	} {
		got := e.Likelihood(c.mended) - e.Likelihood(c.typed)
		if (got > 5) != c.slip {
			t.Errorf("%q is likelier than %q by e to the %.1f, want more than 5: %t", c.mended, c.typed, got, c.slip)
		}
	}
	if one, two := e.Likelihood("界"), e.Likelihood("the"); one >= two {
		t.Errorf("a character of no piece has likelihood %v and %q %v, want less", one, "the", two)
	}
}

func TestWordsAreThoseOfOnePiece(t *testing.T) {
	words := load(t).Words()
	for _, c := range []struct {
		word string
		one  bool
	}{{"money", true}, {"weather", true}, {"wea", false}, {"passwrod", false}, {"", false}} {
		if got := slices.Contains(words, c.word); got != c.one {
			t.Errorf("%q among the words of one piece: %t, want %t", c.word, got, c.one)
		}
	}
}
