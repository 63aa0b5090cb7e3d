package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"unicode"
)

// maxName is the most characters of a folder or file name, without the letters of a digest. File
// systems take 255 bytes.
const maxName = 50

// paths gives each id of the rows its path: the id's own words where they are enough, and some letters
// of its digest behind them where two ids would have one path, a name is cut, or no word is left.
func paths(rows []row) map[string]string {
	out, taken := map[string]string{}, map[string]bool{}
	for _, r := range rows {
		id := r.one("id")
		if _, done := out[id]; done || id == "" {
			continue
		}
		p, whole := safe(id)
		if !whole || taken[p] {
			sum := sha256.Sum256([]byte(id))
			p += "-" + hex.EncodeToString(sum[:4])
		}
		taken[p] = true
		out[id] = p
	}
	return out
}

// safe makes a relative path of an id: words in lower case, parted by hyphens, so that it is the same
// file on every system and never outside its folder. It reports whether the id has enough words for it.
func safe(id string) (p string, whole bool) {
	whole = true
	var names []string
	parts := strings.FieldsFunc(id, func(r rune) bool { return r == '/' || r == '\\' })
	for i, part := range parts {
		name := slug(part)
		if r := []rune(name); len(r) > maxName {
			name, whole = strings.Trim(string(r[:maxName]), "-"), false
		}
		if name != "" || i == len(parts)-1 {
			names = append(names, name)
		}
	}
	if len(names) == 0 || names[len(names)-1] == "" {
		names, whole = append(names[:max(len(names)-1, 0)], "asset"), false
	}
	return path.Join(names...), whole
}

func slug(part string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(part) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
