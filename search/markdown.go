package search

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	goldmarkparser "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// markdown reports raw HTML, links that lead nowhere safe, and pictures without
// words. The text src begins on the given line of the file.
func (p *parser) markdown(src []byte, line int) {
	if at := longLine(src); at >= 0 {
		p.fault(line+lineAt(src, at)-1, "a line of more than %d characters: break it", maxLine)
		return
	}
	if at := crowded(src); at >= 0 {
		p.fault(line+lineAt(src, at)-1, "more than %d marks such as * and [ in one block: part it with blank lines, "+
			"or put what is no Markdown between lines of ```", maxMarks)
		return
	}
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	block := 0 // offset at which the block that is being walked begins
	report := func(at int, format string, args ...any) {
		p.fault(line+lineAt(src, at)-1, format, args...)
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			block = n.Lines().At(0).Start
		}
		switch n := n.(type) {
		case *ast.HTMLBlock:
			if strings.Contains(string(n.Lines().Value(src)), moreMark) {
				report(block, "%s may stand once", moreMark)
				break
			}
			report(block, "raw HTML is not allowed: write it in Markdown")
		case *ast.RawHTML:
			report(n.Segments.At(0).Start, "raw HTML is not allowed: write it in Markdown")
		case *ast.Link:
			p.link(report, src, block, string(n.Destination))
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkURL {
				p.link(report, src, block, string(n.URL(src)))
			}
		case *ast.Image:
			dest := string(n.Destination)
			p.link(report, src, block, dest)
			if plain(n, src) == "" {
				report(find(src, block, dest), "image without words: ![what it shows](%s)", dest)
			}
		}
		return ast.WalkContinue, nil
	})
}

// maxLine is the most bytes that one line may have. The parser's time grows with
// the square of how deep blocks are nested, and only a long line nests deeply.
const maxLine = 5000

// longLine is where a line begins that is too long, or -1.
func longLine(src []byte) int {
	at := 0
	for line := range bytes.Lines(src) {
		if len(line) > maxLine {
			return at
		}
		at += len(line)
	}
	return -1
}

// maxMarks is the most marks of emphasis and links that one block may have: some five hundred words in bold. The
// parser's time grows with the square of their number.
const maxMarks = 2000

// crowded is where a block begins that has too many marks, or -1. It looks at blocks alone, which the parser
// finds in a time that does not depend on what is in them; what stands in code is no mark.
func crowded(src []byte) int {
	if marksIn(src) <= maxMarks {
		return -1
	}
	blocks := goldmarkparser.NewParser(goldmarkparser.WithBlockParsers(goldmarkparser.DefaultBlockParsers()...))
	at := -1
	_ = ast.Walk(blocks.Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() != ast.TypeBlock || n.IsRaw() || n.Lines() == nil || n.Lines().Len() == 0 {
			return ast.WalkContinue, nil
		}
		if marksIn(n.Lines().Value(src)) > maxMarks {
			at = n.Lines().At(0).Start
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return at
}

// marksIn counts the marks in a text; several of one kind side by side are one.
func marksIn(src []byte) (n int) {
	var last byte
	for _, c := range src {
		if c != last && bytes.IndexByte([]byte("*_~["), c) >= 0 {
			n++
		}
		last = c
	}
	return n
}

type reporter func(at int, format string, args ...any)

// link reports a destination that is not a whole http, https or mailto address.
func (p *parser) link(report reporter, src []byte, block int, dest string) {
	at := find(src, block, dest)
	u, err := url.Parse(dest)
	if err != nil {
		report(at, "link %q is not an address", dest)
		return
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host == "" {
			report(at, "link %q names no host", dest)
		}
	case "mailto":
		if u.Opaque == "" {
			report(at, "link %q names nobody", dest)
		}
	case "":
		report(at, "link %q is not whole: begin with https:// or mailto:", dest)
	default:
		report(at, "link %q: only http, https and mailto are allowed", dest)
	}
}

// find is where s stands in src at or after from, or from if it does not. The
// syntax tree keeps no position for the address of a link.
func find(src []byte, from int, s string) int {
	if i := bytes.Index(src[from:], []byte(s)); i > 0 {
		return from + i
	}
	return from
}

// plain is the text inside n, without marks.
func plain(n ast.Node, src []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(src))
		case *ast.String:
			b.Write(c.Value)
		default:
			b.WriteString(plain(c, src))
		}
	}
	return strings.TrimSpace(b.String())
}
