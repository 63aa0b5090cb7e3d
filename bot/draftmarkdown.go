package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"howto/search"

	"github.com/slack-go/slack"
)

const (
	// inputLimit is the most characters that Slack's inputs for text hold.
	inputLimit = 3_000
	// longBlock is the most characters of a paragraph of a draft. A longer one is broken: nobody reads
	// it, and the library takes no long lines.
	longBlock = 1_200
)

var (
	// bullet is what people write before the items of a list, also where it has been escaped.
	bullet = regexp.MustCompile(`^(\s*)(?:(\d{1,3})[.)]|\\?[-*•◦▪‣●○–])\s+(\S.*)$`)
	// listItem is a line of a list as it is written.
	listItem  = regexp.MustCompile(`^\s*(?:\d{1,3}\.|-) `)
	lineStart = regexp.MustCompile(`^(\s*)([#>+=-]|\d{1,9}[.)])`)
)

// blocks turns text as Slack delivered it into blocks of Markdown: paragraphs, list items, quotations
// and code. Nobody is named in it, and the library takes it: what it would not take, such as a link to
// an odd place that people can make of plain words in many ways, becomes plain words.
func (w anonymiser) blocks(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	out := w.marked(text)
	for i, b := range out {
		if len(search.Lint(search.Asset{Body: b})[search.PartBody]) > 0 {
			out[i] = everyMark.ReplaceAllString(strings.TrimSpace(b), `\$0`)
		}
	}
	return out
}

// everyMark is whatever can be a mark of Markdown.
var everyMark = regexp.MustCompile("[!-/:-@\\[-`{-~]")

// marked is the blocks of a text with its marks.
func (w anonymiser) marked(text string) []string {
	d := drafter{who: w}
	for _, e := range relayed(w.forms(text), nil) {
		switch e := e.(type) {
		case *slack.RichTextSection:
			d.lines(d.inline(e.Elements))
		case *slack.RichTextQuote:
			for _, l := range strings.Split(d.inline(e.Elements), "\n") {
				for _, p := range pieces(strings.TrimSpace(l), longBlock) {
					d.add("> "+lineStart.ReplaceAllStringFunc(p, escapeStart), false)
				}
			}
		case *slack.RichTextPreformatted:
			d.code(words(e.Elements))
		}
	}
	return d.out
}

// A drafter writes one answer as Markdown.
type drafter struct {
	who    anonymiser
	out    []string
	number int // of the last list item; 0 outside a list
}

func (d *drafter) add(block string, item bool) {
	if !item {
		d.number = 0
	}
	d.out = append(d.out, block)
}

// lines takes text outside code: lines with a bullet or a number become a numbered list, each other
// line a paragraph.
func (d *drafter) lines(text string) {
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t")
		if strings.TrimSpace(line) == "" {
			continue
		}
		m := bullet.FindStringSubmatch(line)
		switch {
		case m == nil:
			for _, p := range pieces(strings.TrimSpace(line), longBlock) {
				d.add(lineStart.ReplaceAllStringFunc(strings.TrimSpace(p), escapeStart), false)
			}
		case len(m[1]) >= 2 && d.number > 0:
			d.add("   - "+cut(m[3], longBlock), true)
		default:
			d.item(m[2], m[3])
		}
	}
}

// item adds an item of a numbered list, with its own number where that goes on from the one before.
func (d *drafter) item(number, text string) {
	n, err := strconv.Atoi(number)
	if err != nil || n == 0 || d.number > 0 && n != d.number+1 {
		n = d.number + 1
	}
	d.number = n
	d.add(fmt.Sprintf("%d. %s", n, cut(text, longBlock)), true)
}

// escapeStart keeps a line from becoming a heading, a quotation or a list.
func escapeStart(mark string) string {
	at := len(mark) - 1
	return mark[:at] + `\` + mark[at:]
}

// code writes code as it is, in pieces where it is long.
func (d *drafter) code(text string) {
	text = strings.Trim(d.who.numbers(text), "\n")
	part := ""
	flush := func() {
		if part != "" {
			d.add("```\n"+strings.TrimRight(part, "\n")+"\n```", false)
		}
		part = ""
	}
	for _, line := range strings.Split(text, "\n") {
		for _, p := range pieces(line, longBlock) {
			if runes(part)+runes(p) > longBlock {
				flush()
			}
			part += p + "\n"
		}
	}
	flush()
}

// inline writes a run of text with its marks.
func (d *drafter) inline(in []slack.RichTextSectionElement) string {
	var b strings.Builder
	for _, e := range in {
		switch e := e.(type) {
		case *slack.RichTextSectionTextElement:
			b.WriteString(d.span(e))
		case *slack.RichTextSectionLinkElement:
			b.WriteString(d.link(e))
		case *slack.RichTextSectionEmojiElement:
			b.WriteString(":" + e.Name + ":")
		}
	}
	return b.String()
}

// span writes one piece of text. Marks stand close to the words, or they are none in Markdown.
func (d *drafter) span(e *slack.RichTextSectionTextElement) string {
	if e.Style != nil && e.Style.Code {
		return inlineCode(d.who.numbers(e.Text))
	}
	text := escapeMarkdown(d.who.words(e.Text))
	if e.Style == nil || strings.TrimSpace(text) == "" {
		return text
	}
	for _, m := range []struct {
		on   bool
		mark string
	}{{e.Style.Italic, "*"}, {e.Style.Bold, "**"}, {e.Style.Strike, "~~"}} {
		if m.on {
			inner := strings.TrimSpace(text)
			before, after, _ := strings.Cut(text, inner)
			text = before + m.mark + inner + m.mark + after
		}
	}
	return text
}

// inlineCode is text in as many backquotes as it needs.
func inlineCode(text string) string {
	text = oneLine(text)
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if fence != "`" {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

func (d *drafter) link(e *slack.RichTextSectionLinkElement) string {
	label := oneLine(d.who.words(e.Text))
	if label == "" || label == e.URL {
		return "<" + e.URL + ">"
	}
	label = strings.NewReplacer("[", `\[`, "]", `\]`).Replace(escapeMarkdown(label))
	return "[" + label + "](<" + e.URL + ">)"
}

var inWordMark = regexp.MustCompile(`[\\*<` + "`" + `]|~~|\]\(|(?:^|[^\pL\pN])_|_(?:[^\pL\pN]|$)|&(?:#|\pL)`)

// escapeMarkdown keeps the marks of Markdown in plain words from being marks. What is none in its place
// stays as it is, so that file_name reads as it was written.
func escapeMarkdown(text string) string {
	return inWordMark.ReplaceAllStringFunc(text, func(s string) string {
		for i := range len(s) {
			if strings.ContainsRune("\\*<`~]_&", rune(s[i])) {
				return s[:i] + `\` + s[i:]
			}
		}
		return s
	})
}
