package bot

import (
	"strings"

	"github.com/slack-go/slack"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// A rendered text is Markdown as Slack shows it: blocks, and the same in plain lines as top-level
// text, escaped as mrkdwn.
type rendered struct {
	Blocks []slack.Block
	Plain  string
}

// markdown renders src: GitHub's Markdown without raw HTML, which is left out. Links other than
// http, https and mailto become their label, images that are not https become their words. No block
// has more than 3,000 characters of text, and at most one is a table.
func markdown(src string) rendered {
	blocks := render(src, how{})
	return rendered{Blocks: blocks, Plain: plainText(blocks)}
}

// how is what some kinds of assets want otherwise.
type how struct {
	boxes  bool // every item of an outermost list gets a box to tick, unless it has one
	breaks bool // a line break in the source is one in the text
}

func render(src string, h how) []slack.Block {
	b := []byte(clean(src))
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	w := writer{src: b, how: h}
	w.blocks(md.Parser().Parse(text.NewReader(b)))
	w.flush()
	return w.out
}

// A writer turns a syntax tree into blocks. What rich_text can hold is gathered in pending until
// something comes that needs a block of its own.
type writer struct {
	src     []byte
	how     how
	out     []slack.Block
	pending []slack.RichTextElement
	tabled  bool // the one table block is spent
}

func (w *writer) flush() {
	w.out = append(w.out, richBlocks(w.pending)...)
	w.pending = nil
}

// own adds a block that cannot be part of rich_text.
func (w *writer) own(b slack.Block) {
	w.flush()
	w.out = append(w.out, b)
}

func (w *writer) add(e ...slack.RichTextElement) { w.pending = append(w.pending, e...) }

func (w *writer) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n)
	}
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n)
	case *ast.ThematicBreak:
		w.own(slack.NewDividerBlock())
	case *ast.Paragraph, *ast.TextBlock:
		w.paragraph(n)
	case *ast.List:
		w.add(w.list(n, 0)...)
	case *ast.Blockquote:
		if in := w.flat(n); len(in) > 0 {
			w.add(quote(in...))
		}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if p := w.code(n); p != nil {
			w.add(p)
		}
	case *extast.Table:
		w.table(n)
	case *ast.HTMLBlock:
	default:
		if n.HasChildren() {
			w.blocks(n)
		}
	}
}

// headerLimit is the longest header that Slack takes.
const headerLimit = 150

func (w *writer) heading(n *ast.Heading) {
	in := w.inline(n, style{})
	title := oneLine(words(in))
	switch {
	case title == "":
	case len([]rune(title)) <= headerLimit:
		w.own(header(title))
	default:
		w.add(section(w.inline(n, style{bold: true})...))
	}
}

// paragraph adds a paragraph. Rich text draws sections without space between them, so a paragraph
// that follows another one goes into the same section after an empty line.
func (w *writer) paragraph(n ast.Node) {
	if img := w.onlyImage(n); img != nil {
		w.own(img)
		return
	}
	in := w.inline(n, style{})
	if strings.TrimSpace(words(in)) == "" {
		return
	}
	if k := len(w.pending); k > 0 {
		if s, ok := w.pending[k-1].(*slack.RichTextSection); ok {
			s.Elements = joined(append(append(s.Elements, span("\n\n", style{})), in...))
			return
		}
	}
	w.add(section(in...))
}

// onlyImage returns the image block for a paragraph that is one https image and nothing else.
func (w *writer) onlyImage(n ast.Node) *slack.ImageBlock {
	img, ok := n.FirstChild().(*ast.Image)
	if !ok || img.NextSibling() != nil {
		return nil
	}
	address := safeLink(string(img.Destination))
	if !strings.HasPrefix(strings.ToLower(address), "https://") {
		return nil
	}
	return slack.NewImageBlock(address, cut(w.alt(img), altLimit), "", nil)
}

// altLimit is the longest description of an image that Slack takes.
const altLimit = 2000

func (w *writer) alt(n *ast.Image) string {
	for _, s := range []string{words(w.inline(n, style{})), string(n.Title)} {
		if s = oneLine(s); s != "" {
			return s
		}
	}
	return "Image"
}

func (w *writer) code(n ast.Node) slack.RichTextElement {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(w.src))
	}
	s := strings.Trim(b.String(), "\n")
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return preformatted(s)
}

// flat renders everything under n as one run of inline elements, for places that hold nothing else.
func (w *writer) flat(n ast.Node) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		part := w.flatBlock(c)
		if len(part) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, span("\n", style{}))
		}
		out = append(out, part...)
	}
	return out
}

func (w *writer) flatBlock(c ast.Node) []slack.RichTextSectionElement {
	switch c := c.(type) {
	case *ast.HTMLBlock, *ast.ThematicBreak:
		return nil
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if p, ok := w.code(c).(*slack.RichTextPreformatted); ok {
			return p.Elements
		}
		return nil
	case *ast.ListItem:
		return append([]slack.RichTextSectionElement{span("• ", style{})}, w.flat(c)...)
	case *ast.Blockquote, *ast.List, *extast.Table, *extast.TableRow, *extast.TableHeader:
		return w.flat(c)
	}
	return w.inline(c, style{})
}
