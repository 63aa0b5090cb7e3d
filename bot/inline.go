package bot

import (
	"bufio"
	"bytes"
	"html"
	"strings"

	"github.com/slack-go/slack"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	mdhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// A style is how a run of text is set.
type style struct{ bold, italic, strike, code bool }

func (s style) slack() *slack.RichTextSectionTextStyle {
	if s == (style{}) {
		return nil
	}
	return &slack.RichTextSectionTextStyle{
		Bold: s.bold, Italic: s.italic, Strike: s.strike, Code: s.code}
}

func span(text string, s style) *slack.RichTextSectionTextElement {
	return slack.NewRichTextSectionTextElement(text, s.slack())
}

// linkLabel is the longest label of a link; with its address it must fit into one block.
const linkLabel = 500

func link(address, label string, s style) *slack.RichTextSectionLinkElement {
	return slack.NewRichTextSectionLinkElement(address, cut(label, linkLabel), s.slack())
}

func section(in ...slack.RichTextSectionElement) *slack.RichTextSection {
	return slack.NewRichTextSection(joined(in)...)
}

func quote(in ...slack.RichTextSectionElement) *slack.RichTextQuote {
	return &slack.RichTextQuote{Type: slack.RTEQuote, Elements: joined(in)}
}

func preformatted(text string) *slack.RichTextPreformatted {
	return &slack.RichTextPreformatted{Type: slack.RTEPreformatted,
		Elements: []slack.RichTextSectionElement{span(text, style{})}}
}

// inline renders the inline children of n.
func (w *writer) inline(n ast.Node, s style) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = append(out, w.inlineNode(c, s)...)
	}
	return joined(out)
}

func (w *writer) inlineNode(c ast.Node, s style) []slack.RichTextSectionElement {
	switch c := c.(type) {
	case *ast.Text:
		return one(w.text(c), s)
	case *ast.String:
		return one(unescaped(c.Value), s)
	case *ast.CodeSpan:
		s.code = true
		return one(w.raw(c), s)
	case *ast.Emphasis:
		s.bold, s.italic = s.bold || c.Level > 1, s.italic || c.Level == 1
		return w.inline(c, s)
	case *extast.Strikethrough:
		s.strike = true
		return w.inline(c, s)
	case *ast.Link:
		return w.link(string(util.URLEscape(c.Destination, true)), w.inline(c, s), s)
	case *ast.AutoLink:
		return w.autoLink(c, s)
	case *ast.Image:
		return one(w.alt(c), s)
	case *extast.TaskCheckBox:
		return one(box(c.IsChecked), s)
	case *ast.RawHTML:
		return nil
	}
	return w.inline(c, s)
}

// one is text as inline elements, of which there are none when it is empty.
func one(text string, s style) []slack.RichTextSectionElement {
	if text == "" {
		return nil
	}
	return []slack.RichTextSectionElement{span(text, s)}
}

func box(checked bool) string {
	if checked {
		return "☑ "
	}
	return "☐ "
}

func (w *writer) text(n *ast.Text) string {
	s := string(n.Segment.Value(w.src))
	if !n.IsRaw() {
		s = unescaped(n.Segment.Value(w.src))
	}
	switch {
	case n.HardLineBreak(), n.SoftLineBreak() && w.how.breaks:
		return strings.TrimRight(s, " ") + "\n"
	case n.SoftLineBreak():
		return s + " "
	}
	return s
}

// unescaped resolves backslashes and entities. Goldmark does so only while it writes HTML, so its
// output is turned back into text.
func unescaped(raw []byte) string {
	var buf bytes.Buffer
	bw := bufio.NewWriter(&buf)
	mdhtml.DefaultWriter.Write(bw, raw)
	_ = bw.Flush() // writing into memory cannot fail
	return clean(html.UnescapeString(buf.String()))
}

// raw is the text under n as it stands, line breaks as spaces.
func (w *writer) raw(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(w.src))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

func (w *writer) autoLink(n *ast.AutoLink, s style) []slack.RichTextSectionElement {
	label := string(n.Label(w.src))
	address := string(n.URL(w.src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(address, "mailto:") {
		address = "mailto:" + address
	}
	return w.link(address, one(label, s), s)
}

// link makes a link of the label's words, or gives the label back when the address may not be one.
func (w *writer) link(
	address string, label []slack.RichTextSectionElement, s style,
) []slack.RichTextSectionElement {
	address = safeLink(address)
	if address == "" {
		return label
	}
	text := oneLine(words(label))
	if text == "" {
		text = address
	}
	return []slack.RichTextSectionElement{link(address, text, s)}
}

// joined puts neighbouring runs of the same style together.
func joined(in []slack.RichTextSectionElement) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for _, e := range in {
		t, ok := e.(*slack.RichTextSectionTextElement)
		if k := len(out); ok && k > 0 {
			if last, ok := out[k-1].(*slack.RichTextSectionTextElement); ok && sameStyle(last, t) {
				out[k-1] = slack.NewRichTextSectionTextElement(last.Text+t.Text, last.Style)
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

func sameStyle(a, b *slack.RichTextSectionTextElement) bool {
	if a.Style == nil || b.Style == nil {
		return a.Style == b.Style
	}
	return *a.Style == *b.Style
}

// words is what inline elements say, without styles and addresses.
func words(in []slack.RichTextSectionElement) string {
	var b strings.Builder
	for _, e := range in {
		switch e := e.(type) {
		case *slack.RichTextSectionTextElement:
			b.WriteString(e.Text)
		case *slack.RichTextSectionLinkElement:
			b.WriteString(e.Text)
		case *slack.RichTextSectionEmojiElement:
			b.WriteString(":" + e.Name + ":")
		}
	}
	return b.String()
}
