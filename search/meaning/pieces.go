package meaning

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// longest is how many pieces of a text are read.
	longest = 128
	// readBytes is how much of a text is looked at: more than longest pieces of the longest kind have.
	readBytes = 4096
	// unknown is the piece that stands for a character of no piece.
	unknown = 0
	// space is what pieces have in place of a space.
	space = "▁"
)

// vocabulary is the pieces that texts are made of, sorted by their bytes. Piece i+1 is the i-th of
// them; 0 is the unknown one.
type vocabulary struct {
	text   string    // all pieces, one after the other
	ends   []uint32  // where each ends in text
	scores []float64 // logarithm of how often each occurs
}

func (v *vocabulary) at(i int) string {
	if i == 0 {
		return v.text[:v.ends[0]]
	}
	return v.text[v.ends[i-1]:v.ends[i]]
}

// unheardOf is the logarithm of how often a character of no piece occurs: less than any piece.
const unheardOf = -15

// likelihood is the logarithm of how often a piece occurs.
func (v *vocabulary) likelihood(piece int32) float64 {
	if piece == unknown {
		return unheardOf
	}
	return v.scores[piece-1]
}

// split is the most likely pieces of a text, at most longest. Two ways to reach a place are
// compared as the tokenizer does that the network was published with: a place of score 0 counts
// as not reached, and of equals the later one wins. The network learnt with its oddities.
func (v *vocabulary) split(text string) []int32 {
	back := v.segment(prepare(text))
	pieces := make([]int32, 0, min(len(back), longest))
	for i := len(back) - 1; i >= 0; i-- {
		p := back[i].piece
		if p == unknown && len(pieces) > 0 && pieces[len(pieces)-1] == unknown {
			continue
		}
		if pieces = append(pieces, p); len(pieces) == longest {
			break
		}
	}
	return pieces
}

// beginning is as much of a text as its first pieces have, most of them or fewer, and how many those are.
// The beginning of a text is split as it is within the text.
func (v *vocabulary) beginning(text string, most int) (beginning string, pieces int) {
	text = prepare(text)
	size, before := 0, int32(-1)
	for _, p := range slices.Backward(v.segment(text)) {
		if p.piece != unknown || p.piece != before {
			if pieces == most {
				break
			}
			pieces++
		}
		size, before = size+int(p.size), p.piece
	}
	beginning = strings.TrimPrefix(text[:size], space)
	return strings.ReplaceAll(beginning, space, " "), pieces
}

// prepare is a text as pieces have it: compatible forms made one, spaces marked, one in front.
func prepare(text string) string {
	text = norm.NFKC.String(cut(text, readBytes))
	if text == "" {
		return ""
	}
	return space + strings.ReplaceAll(cut(text, readBytes), " ", space)
}

// cut is the first n bytes of s, without half a character at the end.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for back := range utf8.UTFMax {
		if utf8.RuneStart(s[n-back]) {
			return s[:n-back]
		}
	}
	return s[:n]
}

// part is a piece in its place.
type part struct {
	piece int32
	size  int32 // in bytes
}

// segment is the parts of a prepared text, from its end to its start. Their sizes add up to it.
func (v *vocabulary) segment(text string) []part {
	best := make([]float64, len(text)+1)
	last := make([]part, len(text)+1)
	reach := func(end int, score float64, by part) {
		if best[end] == 0 || score >= best[end] {
			best[end], last[end] = score, by
		}
	}
	for start := 0; start < len(text); {
		found := false
		v.starting(text[start:], func(i, size int) {
			found = true
			reach(start+size, best[start]+v.scores[i], part{int32(i) + 1, int32(size)})
		})
		_, size := utf8.DecodeRuneInString(text[start:])
		if !found {
			reach(start+size, best[start], part{unknown, int32(size)})
		}
		start += size
	}
	parts := make([]part, 0, len(text))
	for end := len(text); end > 0; {
		p := last[end]
		if p.piece == unknown {
			_, size := utf8.DecodeLastRuneInString(text[:end])
			p.size = int32(size)
		}
		parts = append(parts, p)
		end -= int(p.size)
	}
	return parts
}

// starting visits the pieces that text starts with, shortest first.
func (v *vocabulary) starting(text string, visit func(i, size int)) {
	from, to := 0, len(v.scores)
	for n := range len(text) {
		// All pieces from here to there begin with text[:n]; one that ends there comes first.
		from += sort.Search(to-from, func(i int) bool {
			p := v.at(from + i)
			return len(p) > n && p[n] >= text[n]
		})
		to = from + sort.Search(to-from, func(i int) bool { return v.at(from + i)[n] > text[n] })
		if from == to {
			return
		}
		if len(v.at(from)) == n+1 {
			visit(from, n+1)
		}
	}
}
