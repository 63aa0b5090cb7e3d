package search

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis"
)

// joins reports whether a few letters and the number after them, with a dash
// between, are one code.
func joins(letters string, next *analysis.Token, gap []byte) bool {
	return len(letters) <= 3 && isLetters(letters) && next.Type == analysis.Numeric &&
		len(next.Term) >= 2 && isDigits(next.Term) && gap[0] == '-' && next.End-len(next.Term) > 0 &&
		len(gap) > len(next.Term) && bytes.HasPrefix(gap[1:], next.Term)
}

// isWithout reports whether a "w" goes on as "w/o", which people in a hurry write
// for "without".
func isWithout(next *analysis.Token, gap []byte) bool {
	return string(next.Term) == "o" && gap[0] == '/' && len(gap) > 1 && gap[1]|0x20 == 'o'
}

// digits is the number in a code such as "e1042", or "".
func digits(text string) string {
	n := strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyz")
	if letters := len(text) - len(n); letters == 0 || letters > 3 || len(n) < 2 {
		return ""
	}
	if !isDigits([]byte(n)) {
		return ""
	}
	return n
}

// hasLike reports whether an asset has a code of the same letters, such as E-1042 or E5 for "E-1043".
func (v view) hasLike(code string) bool {
	code = strings.ToLower(code)
	letters := strings.TrimRight(strings.Replace(code, "-", "", 1), "0123456789")
	return slices.ContainsFunc(v.classes, func(c uint32) bool {
		words := v.Classes[c].Words
		from, _ := slices.BinarySearchFunc(words, letters+"0", func(w spelling, to string) int { return strings.Compare(w.Text, to) })
		for _, w := range words[from:] {
			if len(w.Text) <= len(letters) || w.Text[:len(letters)] != letters || w.Text[len(letters)] > '9' {
				return false
			}
			if isDigits([]byte(w.Text[len(letters):])) {
				return true
			}
		}
		return false
	})
}

// together is what two neighbours make of which the text writes one thing: "wi-fi" is
// "wifi" as well (joined), and in "File > Export", "C:\Users", "user_id" and "10-A" the
// two are a pair that no other order of them is (path). gap is what stands between.
func together(before, after, gap string) (joined, path string) {
	mark := strings.Trim(gap, " *`\"'")
	switch mark {
	case "-", "\u2010", "\u2011":
		if len(gap) != len(mark) {
			return "", ""
		}
		if allLetters(before) && allLetters(after) {
			return before + after, ""
		}
		return "", before + "-" + after
	case ">", "→", "›", "»", "->", "=>":
		return "", before + ">" + after
	case `\`, `:\`, `\\`:
		return "", before + `\` + after
	case "_":
		return "", before + "_" + after
	}
	return "", ""
}

// inside are the words within a word with dots or colons, such as "report" and "xlsx".
// A version or an amount has none: half of it means something else.
func inside(text string) []string {
	if !strings.ContainsAny(text, ".:") || strings.IndexFunc(text, unicode.IsLetter) < 0 {
		return nil
	}
	var parts []string
	for _, p := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == ':' }) {
		if len(p) > 1 && !isDigits([]byte(p)) {
			parts = append(parts, p)
		}
	}
	return parts
}

// humps are the words of a name such as "OneDriveSync", in lower case; nil if it is one.
func humps(raw string) (parts []string) {
	from, lower := 0, false
	for i, r := range raw {
		if unicode.IsUpper(r) && lower {
			parts, from = append(parts, strings.ToLower(raw[from:i])), i
		}
		lower = unicode.IsLower(r)
	}
	if from == 0 {
		return nil
	}
	return append(parts, strings.ToLower(raw[from:]))
}

func isLetters(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

func isDigits(b []byte) bool {
	return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0
}

func allLetters(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}
