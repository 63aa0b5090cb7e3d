package bot

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/slack-go/slack"
)

// fromSlack turns text as Slack delivers it into plain text: entities resolved, links as
// "label (address)", mentions as names where Slack gives them.
func fromSlack(text string) string {
	var b strings.Builder
	for _, p := range slackParts(clean(text)) {
		word, address := p.resolve(nil)
		if address != "" {
			word = unescapeEntities(labelled(escape(word), address))
		}
		b.WriteString(word)
	}
	return b.String()
}

// relayed renders what somebody typed in Slack, as Slack delivered it, so that it looks as they
// wrote it and can mention nobody.
func relayed(text string, who names) []slack.RichTextElement {
	var out []slack.RichTextElement
	for i, part := range strings.Split(clean(text), "```") {
		if strings.Trim(part, "\n ") == "" {
			continue
		}
		if i%2 == 1 {
			in := slackInline(strings.Trim(part, "\n"), who, style{}, false)
			out = append(out, &slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: in})
			continue
		}
		out = append(out, relayedLines(strings.Trim(part, "\n"), who)...)
	}
	if len(out) == 0 {
		out = append(out, section(span(saidNoWords, style{italic: true})))
	}
	return out
}

// relayedLines renders text outside code: quoted lines as quotations, the others as they are.
func relayedLines(text string, who names) []slack.RichTextElement {
	var out []slack.RichTextElement
	var lines []string
	inQuote := false
	flush := func() {
		s := strings.Join(lines, "\n")
		lines = nil
		if strings.TrimSpace(s) == "" {
			return
		}
		in := slackInline(s, who, style{}, true)
		if inQuote {
			out = append(out, quote(in...))
			return
		}
		out = append(out, section(in...))
	}
	for _, l := range strings.Split(text, "\n") {
		rest, isQuote := strings.CutPrefix(l, "&gt;")
		if isQuote != inQuote {
			flush()
			inQuote = isQuote
		}
		if isQuote {
			l = strings.TrimPrefix(rest, " ")
		}
		lines = append(lines, l)
	}
	flush()
	return out
}

// A slackPart is a stretch of delivered text: an entity such as <@U1> when form is set, else words.
type slackPart struct {
	raw  string
	form bool
}

// slackParts cuts delivered text at its <…> forms.
func slackParts(s string) []slackPart {
	var out []slackPart
	begin := 0 // of the words that are not in out yet
	for i := strings.IndexByte(s, '<'); i >= 0 && i < len(s); {
		n := strings.IndexAny(s[i+1:], "<>\n")
		if n < 0 {
			break
		}
		end := i + 1 + n
		if s[end] == '>' && n > 0 {
			if i > begin {
				out = append(out, slackPart{raw: s[begin:i]})
			}
			out, begin = append(out, slackPart{raw: s[i+1 : end], form: true}), end+1
		}
		next := strings.IndexByte(s[end:], '<')
		if next < 0 {
			break
		}
		i = end + next
	}
	if begin < len(s) {
		out = append(out, slackPart{raw: s[begin:]})
	}
	return out
}

// resolve says what a part reads as, and where it leads when it is a link.
func (p slackPart) resolve(who names) (word, address string) {
	if !p.form {
		return unescapeEntities(p.raw), ""
	}
	target, label, _ := strings.Cut(p.raw, "|")
	target, label = unescapeEntities(target), unescapeEntities(label)
	switch target[:min(1, len(target))] {
	case "@":
		if label == "" {
			label = who.of(target[1:])
		}
		return "@" + strings.TrimPrefix(label, "@"), ""
	case "#":
		if label == "" {
			label = "channel"
		}
		return "#" + strings.TrimPrefix(label, "#"), ""
	case "!":
		return special(target[1:], label), ""
	}
	if label == "" {
		label = strings.TrimPrefix(target, "mailto:")
	}
	if address = safeLink(target); address == "" {
		return label, ""
	}
	return label, address
}

// special is what the <!…> forms read as.
func special(target, label string) string {
	name, _, _ := strings.Cut(target, "^")
	switch {
	case name == "date":
		return label
	case label != "":
		return "@" + strings.TrimPrefix(label, "@")
	case name == "subteam":
		return "@group"
	}
	return "@" + name
}

// slackInline renders delivered text, with Slack's marks for bold, italic, strike and code when
// marks is set.
func slackInline(s string, who names, st style, marks bool) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for marks && s != "" {
		from, to, next := nextMark(s)
		if next == (style{}) {
			break
		}
		out = append(out, slackPlain(s[:from], who, st)...)
		inner := merge(st, next)
		out = append(out, slackInline(s[from+1:to], who, inner, !next.code)...)
		s = s[to+1:]
	}
	return joined(append(out, slackPlain(s, who, st)...))
}

func slackPlain(s string, who names, st style) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, p := range slackParts(s) {
		word, address := p.resolve(who)
		if address != "" {
			out = append(out, link(address, word, st))
			continue
		}
		out = append(out, withEmoji(word, st)...)
	}
	return out
}

var emojiCode = regexp.MustCompile(`:(?:[a-z][a-z0-9_'-]{0,60}|[+-]1):`)

// withEmoji renders words in which Slack has written emoji by name, such as :tada:. What only looks
// like one, as in a:b:c, stays as it is.
func withEmoji(s string, st style) []slack.RichTextSectionElement {
	if st.code {
		return one(s, st)
	}
	var out []slack.RichTextSectionElement
	at := 0
	for _, m := range emojiCode.FindAllStringIndex(s, -1) {
		if m[0] > 0 && wordByte(s[m[0]-1]) || m[1] < len(s) && wordByte(s[m[1]]) {
			continue
		}
		out = append(out, one(s[at:m[0]], st)...)
		out = append(out, slack.NewRichTextSectionEmojiElement(s[m[0]+1:m[1]-1], 0, nil))
		at = m[1]
	}
	return append(out, one(s[at:], st)...)
}

func merge(a, b style) style {
	return style{a.bold || b.bold, a.italic || b.italic, a.strike || b.strike, a.code || b.code}
}

// nextMark finds the first pair of marks in s that Slack would take for formatting, and the style
// that it gives; the zero style when there is none. Marks inside <…> forms are not marks.
func nextMark(s string) (from, to int, st style) {
	inForm := false
	open := map[byte]bool{} // marks that are not closed in this line, so that none of them is
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n':
			clear(open)
		case '<':
			inForm = true
		case '>':
			inForm = false
		case '`', '*', '_', '~':
			if inForm || open[s[i]] || !opens(s, i) {
				continue
			}
			if j := closing(s, i); j > 0 {
				return i, j, markStyle(s[i])
			}
			open[s[i]] = true
		}
	}
	return 0, 0, style{}
}

func markStyle(mark byte) style {
	return style{bold: mark == '*', italic: mark == '_', strike: mark == '~', code: mark == '`'}
}

// opens reports whether the mark at i stands at the beginning of a word.
func opens(s string, i int) bool {
	return i+1 < len(s) && s[i+1] != ' ' && s[i+1] != '\n' && s[i+1] != s[i] &&
		(i == 0 || !wordByte(s[i-1]))
}

// closing is where the mark at i is closed in the same line, or 0.
func closing(s string, i int) int {
	inForm := false
	for j := i + 1; j < len(s) && s[j] != '\n'; j++ {
		switch {
		case s[j] == '<':
			inForm = true
		case s[j] == '>':
			inForm = false
		case s[j] == s[i] && !inForm && j > i+1 && s[j-1] != ' ' && (j+1 == len(s) || !wordByte(s[j+1])):
			return j
		}
	}
	return 0
}

// wordByte reports whether c is part of a word; the bytes of letters beyond ASCII are.
func wordByte(c byte) bool {
	return c >= 0x80 || unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c))
}
