package meaning_test

import (
	"slices"
	"strings"
	"testing"

	"howto/search/meaning"
)

func TestTextIsSplitIntoItsMostLikelyPieces(t *testing.T) {
	e := load(t)
	for text, want := range map[string]string{
		"":                          "",
		"how do I refund":           "▁how ▁do ▁I ▁re fund",
		"VPN   now":                 "▁V P N ▁ ▁ ▁now",
		"日本語 now":                   "▁ � ▁now",
		"ﬁnal":                      "▁final",
		"refund\x00\x00\x00\xff it": "▁re fund � ▁it",
	} {
		if got := strings.Join(e.Pieces(text), " "); got != want {
			t.Errorf("pieces of %q = %q, want %q", text, got, want)
		}
	}
}

func TestALongTextCostsNoMoreThanItsBeginning(t *testing.T) {
	e := load(t)
	long := strings.Repeat("the queue at the till is long ", 4000)
	if got := len(e.Pieces(long)); got != meaning.Longest {
		t.Errorf("pieces of %d bytes: got %d, want %d", len(long), got, meaning.Longest)
	}
	if got, want := e.Pieces(long), e.Pieces(long[:2000]); !slices.Equal(got, want) {
		t.Errorf("pieces of a long text = %v, want those of its beginning %v", got, want)
	}
	for _, s := range []string{strings.Repeat("\uFDFA", 30_000), strings.Repeat("-", 100_000), strings.Repeat("界", 30_000)} {
		if prepared, _ := e.Segment(s); len(prepared) > 3*4096+3 {
			t.Errorf("of %d bytes, %d are looked at", len(s), len(prepared))
		}
	}
}

func TestTheBeginningOfATextHasItsFirstPieces(t *testing.T) {
	e := load(t)
	for _, c := range []struct {
		text   string
		most   int
		want   string
		pieces int
	}{
		{"how do I refund", 4, "how do I re", 4},
		{"how do I refund", 9, "how do I refund", 5},
		{"how do I refund", 0, "", 0},
		{"VPN now", 3, "VPN", 3},
		// Characters of no piece in a row are one piece.
		{"日本語 now", 2, "日本語", 2},
		{"日本語 now", 3, "日本語 now", 3},
	} {
		got, pieces := e.Beginning(c.text, c.most)
		if got != c.want || pieces != c.pieces {
			t.Errorf("Beginning(%q, %d) = %q, %d, want %q, %d", c.text, c.most, got, pieces, c.want, c.pieces)
		}
	}
}

// Parts that do not add up to the text would have skipped some of it, or gone over it twice.
func FuzzPieces(f *testing.F) {
	for _, g := range readGolden(f) {
		f.Add(g.Text)
	}
	f.Add("\xff\xfe\x00 ▁▁ \uFDFA e\u0301\u0301\u0301 \U0001F9D1\u200D\U0001F33E")
	f.Add(strings.Repeat("x\u0301", 3000))
	e := load(f)
	f.Fuzz(func(t *testing.T, text string) {
		prepared, sizes := e.Segment(text)
		sum := 0
		for _, n := range sizes {
			if n < 1 {
				t.Fatalf("a part of %q has size %d", text, n)
			}
			sum += n
		}
		if sum != len(prepared) {
			t.Errorf("parts of %q have %d bytes, want %d", prepared, sum, len(prepared))
		}
		pieces := e.Pieces(text)
		if len(pieces) > meaning.Longest {
			t.Errorf("got %d pieces, want at most %d", len(pieces), meaning.Longest)
		}
		const few = 7
		begun, n := e.Beginning(text, few)
		if want := pieces[:min(few, len(pieces))]; n != len(want) || !slices.Equal(e.Pieces(begun), want) {
			t.Errorf("the beginning of %q has pieces %q and says %d, want %q", text, e.Pieces(begun), n, want)
		}
		for i := 1; i < len(pieces); i++ {
			if pieces[i] == "�" && pieces[i-1] == "�" {
				t.Errorf("pieces of %q: two unknown ones in a row", text)
			}
		}
	})
}
