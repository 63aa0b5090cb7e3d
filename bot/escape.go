package bot

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"howto/escalation"
)

// clean makes s fit to be shown anywhere: valid UTF-8, line breaks as \n, and neither control
// characters nor the invisible marks that turn the reading direction of what follows.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\v', r == '\f', r == '\u2028', r == '\u2029', r == '\u0085':
			return '\n'
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r), turnsDirection(r):
			return -1
		}
		return r
	}, s)
}

// turnsDirection reports the embedding, override and isolate marks. The plain marks that
// right-to-left scripts need (U+200E, U+200F, U+061C) are not among them.
func turnsDirection(r rune) bool {
	return '\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069'
}

// escape makes s inert in mrkdwn: nothing in it can mention, link or format a date.
func escape(s string) string {
	s = strings.ReplaceAll(clean(s), "&", "&amp;")
	return strings.ReplaceAll(strings.ReplaceAll(s, "<", "&lt;"), ">", "&gt;")
}

// unescapeEntities resolves the three entities that Slack uses.
func unescapeEntities(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "&lt;", "<"), "&gt;", ">")
	return strings.ReplaceAll(s, "&amp;", "&")
}

// bold returns s escaped and bold in mrkdwn. Marks in s that would end the bold early are left out.
func bold(s string) string {
	s = strings.Join(strings.Fields(escape(strings.Map(dropMarks, s))), " ")
	if s == "" {
		return ""
	}
	return "*" + s + "*"
}

func dropMarks(r rune) rune {
	if strings.ContainsRune("*_~`", r) {
		return -1
	}
	return r
}

// oneLine returns s with every run of white space as one space.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// cut returns s with at most n code points. What is cut ends in an ellipsis, at a word border when
// there is one in the last third.
func cut(s string, n int) string {
	if runes(s) <= n {
		return s
	}
	head := string([]rune(s)[:max(n-1, 0)])
	if i := strings.LastIndexFunc(head, unicode.IsSpace); i > len(head)*2/3 {
		head = head[:i]
	}
	return strings.TrimRightFunc(head, unicode.IsSpace) + "…"
}

// cutPath returns the path of a file on one line with at most n code points. A long one loses its
// beginning, at a slash when there is one in the first third of what is left: by its end people know a
// file.
func cutPath(path string, n int) string {
	all := []rune(oneLine(path))
	if len(all) <= n {
		return string(all)
	}
	tail := string(all[len(all)-n+1:])
	if i := strings.IndexByte(tail, '/'); i >= 0 && i < len(tail)/3 {
		tail = tail[i:]
	}
	return "…" + tail
}

// linkLimit is the longest address that Slack takes.
const linkLimit = 3000

// safeLink returns the address to link to, or "" when raw may not become a link: only http, https
// and mailto do.
func safeLink(raw string) string {
	raw = strings.TrimSpace(raw)
	u, err := url.Parse(raw)
	if err != nil || runes(raw) > linkLimit || strings.ContainsAny(raw, "<>| \t\n\"") {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host == "" {
			return ""
		}
	case "mailto":
		if u.Opaque == "" {
			return ""
		}
	default:
		return ""
	}
	return raw
}

var userID = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)

// names gives the display name of the person with a Slack id.
type names func(id string) string

// unknownName stands for a person whose name is not known.
const unknownName = "someone"

// list joins the names of people, escaped for mrkdwn.
func (n names) list(people []escalation.User) string {
	out := make([]string, len(people))
	for i, u := range people {
		out[i] = escape(n.of(string(u)))
	}
	return list(out)
}

// of returns the display name of id on one line, or unknownName when there is none.
func (n names) of(id string) string {
	if n == nil || id == "" {
		return unknownName
	}
	name := cut(oneLine(n(id)), nameLimit)
	if name == "" {
		return unknownName
	}
	return name
}

// nameLimit keeps a strange display name from filling a message.
const nameLimit = 80
