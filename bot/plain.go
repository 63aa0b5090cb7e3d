package bot

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"
)

// textLimit is how long the top-level text of a message may be.
const textLimit = 4_000

// topText makes plain fit for the top of a message: not empty, and cut at a paragraph's end, with a
// line saying so, when it is too long. plain is escaped already; an entity is never cut in two.
func topText(plain string) string {
	plain = strings.TrimSpace(plain)
	if plain == "" {
		return saidNothingToRead
	}
	if runes(plain) <= textLimit {
		return plain
	}
	end := "\n\n" + saidCut
	head := string([]rune(plain)[:textLimit-runes(end)])
	at := strings.LastIndex(head, "\n\n")
	if at < len(head)/2 {
		at = strings.LastIndexByte(head, '\n')
	}
	if at < len(head)/2 {
		at = strings.LastIndexByte(head, ' ')
	}
	if at < len(head)/2 {
		at = len(head)
	}
	at = beforeEntity(head[:at])
	return strings.TrimRight(head[:at], " \n") + end
}

// beforeEntity is where s ends without the beginning of an entity or of a <…> form at its end.
func beforeEntity(s string) int {
	if i := strings.LastIndexByte(s, '&'); i >= 0 && !strings.Contains(s[i:], ";") {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '<'); i >= 0 && !strings.Contains(s[i:], ">") {
		s = s[:i]
	}
	return len(s)
}

// plainText writes blocks as plain lines for the top-level text: what they say, in their order,
// escaped as mrkdwn. Buttons and dividers say nothing.
func plainText(blocks []slack.Block) string {
	var parts []string
	for _, b := range blocks {
		if s := strings.TrimSpace(plainBlock(b)); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n\n")
}

func plainBlock(b slack.Block) string {
	switch b := b.(type) {
	case *slack.HeaderBlock:
		return plainObject(b.Text)
	case *slack.SectionBlock:
		parts := []string{plainObject(b.Text)}
		for _, f := range b.Fields {
			parts = append(parts, strings.ReplaceAll(plainObject(f), "\n", " "))
		}
		return strings.TrimSpace(strings.Join(parts, "\n"))
	case *slack.ContextBlock:
		var parts []string
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				parts = append(parts, plainObject(t))
			}
		}
		return strings.Join(parts, "\n")
	case *slack.ImageBlock:
		if b.ImageURL == "" {
			return "Image: " + escape(b.AltText)
		}
		return labelled("Image: "+escape(b.AltText), b.ImageURL)
	case *slack.RichTextBlock:
		return plainElements(b.Elements)
	case *slack.TableBlock:
		return plainTable(b)
	}
	return ""
}

func plainObject(t *slack.TextBlockObject) string {
	if t == nil {
		return ""
	}
	if t.Type == slack.MarkdownType {
		return t.Text
	}
	return escape(t.Text)
}

func plainElements(elements []slack.RichTextElement) string {
	var b strings.Builder
	for i, e := range elements {
		if i > 0 {
			b.WriteString(gap(elements[i-1], e))
		}
		b.WriteString(plainElement(e))
	}
	return b.String()
}

// gap is what stands between two elements: an empty line, except inside what was one list.
func gap(a, b slack.RichTextElement) string {
	la, okA := a.(*slack.RichTextList)
	lb, okB := b.(*slack.RichTextList)
	if okA && okB && (la.Indent != lb.Indent || lb.Offset > 0) {
		return "\n"
	}
	return "\n\n"
}

func plainElement(e slack.RichTextElement) string {
	switch e := e.(type) {
	case *slack.RichTextSection:
		return plainInline(e.Elements)
	case *slack.RichTextQuote:
		return "“" + strings.TrimSpace(plainInline(e.Elements)) + "”"
	case *slack.RichTextPreformatted:
		return plainInline(e.Elements)
	case *slack.RichTextList:
		return plainList(e)
	}
	return ""
}

func plainList(l *slack.RichTextList) string {
	indent := strings.Repeat("    ", l.Indent)
	var lines []string
	for i, item := range l.Elements {
		s, ok := item.(*slack.RichTextSection)
		if !ok {
			continue
		}
		mark := "• "
		if l.Style == slack.RTEListOrdered {
			mark = strconv.Itoa(l.Offset+i+1) + ". "
		}
		text := plainInline(s.Elements)
		if strings.HasPrefix(text, "☐ ") || strings.HasPrefix(text, "☑ ") {
			if l.Style != slack.RTEListOrdered {
				mark = ""
			}
		}
		lines = append(lines, indent+mark+strings.ReplaceAll(text, "\n", "\n"+indent+"   "))
	}
	return strings.Join(lines, "\n")
}

// plainInline writes inline elements escaped. Links are written out, because a label alone helps
// nobody who only hears it.
func plainInline(in []slack.RichTextSectionElement) string {
	var b strings.Builder
	for _, e := range in {
		switch e := e.(type) {
		case *slack.RichTextSectionTextElement:
			b.WriteString(escape(e.Text))
		case *slack.RichTextSectionLinkElement:
			b.WriteString(labelled(escape(e.Text), e.URL))
		case *slack.RichTextSectionUserElement:
			b.WriteString(mention(e.UserID))
		case *slack.RichTextSectionEmojiElement:
			b.WriteString(":" + e.Name + ":")
		}
	}
	return b.String()
}

// labelled is a link in plain words. A label that is the address stands for both.
func labelled(label, address string) string {
	address = escape(address)
	bare := strings.TrimPrefix(address, "mailto:")
	if label == "" || label == address || label == bare {
		return bare
	}
	return label + " (" + address + ")"
}

// plainTable writes each row of a table as a line that can be understood by itself: the first cell
// names the row; with more than two columns, each further cell is named by the head of its column.
func plainTable(t *slack.TableBlock) string {
	if len(t.Rows) == 0 {
		return ""
	}
	heads := plainRow(t.Rows[0])
	if len(t.Rows) == 1 {
		return strings.Join(heads, ", ")
	}
	var lines []string
	for _, row := range t.Rows[1:] {
		cells := plainRow(row)
		var rest []string
		for i, c := range cells[1:] {
			if len(cells) > 2 && i+1 < len(heads) && heads[i+1] != "–" {
				c = heads[i+1] + " " + c
			}
			rest = append(rest, c)
		}
		line := cells[0]
		if len(rest) > 0 {
			line += ": " + strings.Join(rest, ", ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func plainRow(row []slack.TableCell) []string {
	out := make([]string, 0, len(row))
	for _, c := range row {
		switch c := c.(type) {
		case *slack.TableRawTextCell:
			out = append(out, escape(c.Text))
		case *slack.TableRichTextCell:
			out = append(out, plainElements(c.Elements))
		default:
			out = append(out, "–")
		}
	}
	return out
}
