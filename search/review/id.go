package review

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"unicode"
)

const (
	// idWords is how many words of a title an id has: enough to know it by, and to type it.
	idWords = 6
	// idLimit is the most characters of one part of an id. File systems take 255 bytes.
	idLimit = 50
)

// ID makes the id of a new asset: words of its title, in lower case and parted by hyphens, in a
// folder. taken reports that an id is used; then a number is put behind.
func ID(folder, title string, taken func(id string) bool) string {
	base := path.Join(cmp.Or(slug(folder), "answers"), cmp.Or(slug(title), "answer"))
	id := base
	for n := 2; taken(id); n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	return id
}

func slug(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\''
	})
	var kept []string
	for _, w := range words {
		w = strings.ReplaceAll(w, "'", "")
		if w != "" && !filler(w) {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = words
	}
	out := []rune(strings.Join(kept[:min(len(kept), idWords)], "-"))
	return strings.Trim(string(out[:min(len(out), idLimit)]), "-'")
}

// filler reports words that say nothing in an id.
func filler(w string) bool {
	switch w {
	case "a", "an", "and", "can", "do", "does", "for", "how", "i", "in", "is", "it", "my", "of", "on",
		"the", "to", "we", "what", "when", "where":
		return true
	}
	return false
}
