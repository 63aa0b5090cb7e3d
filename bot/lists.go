package bot

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// maxIndent is the deepest level of a list that Slack draws.
const maxIndent = 8

// maxNumber is the highest number that a list is made to start with.
const maxNumber = 9_000

// list renders a list. Slack's list items hold one section each, so whatever else is in an item
// (a list, code) stands between two pieces of the list, and the later piece goes on counting.
func (w *writer) list(n *ast.List, indent int) []slack.RichTextElement {
	p := listPieces{ordered: n.IsOrdered(), indent: min(indent, maxIndent)}
	switch {
	case n.Start > maxNumber:
		p.ordered, p.number = false, n.Start
	case p.ordered && n.Start > 1:
		p.count = n.Start - 1
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		w.item(&p, item, indent)
	}
	return p.done()
}

func (w *writer) item(p *listPieces, item ast.Node, indent int) {
	var line []slack.RichTextSectionElement
	var after []slack.RichTextElement
	for c := item.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.List:
			after = append(after, w.list(c, indent+1)...)
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if e := w.code(c); e != nil {
				after = append(after, e)
			}
		default:
			part := w.flatBlock(c)
			switch {
			case len(part) == 0:
			case len(after) > 0:
				after = append(after, section(part...))
			case len(line) > 0:
				line = append(append(line, span("\n", style{})), part...)
			default:
				line = part
			}
		}
	}
	if p.number > 0 {
		line = joined(append(one(strconv.Itoa(p.number)+". ", style{}), line...))
		p.number++
	}
	if w.how.boxes && indent == 0 && !hasBox(item) {
		line = joined(append(one(box(false), style{}), line...))
	}
	if len(line) == 0 {
		line = one(" ", style{}) // an empty section is no item to Slack
	}
	p.add(line, after)
}

func hasBox(item ast.Node) bool {
	first := item.FirstChild()
	if first == nil || first.FirstChild() == nil {
		return false
	}
	_, ok := first.FirstChild().(*extast.TaskCheckBox)
	return ok
}

// listPieces gathers the items of one list in pieces that nothing else stands between.
type listPieces struct {
	ordered bool
	indent  int
	count   int // items so far, and what the list starts after
	number  int // when set: the next item's number, which is written out
	items   []slack.RichTextElement
	out     []slack.RichTextElement
}

func (p *listPieces) add(line []slack.RichTextSectionElement, after []slack.RichTextElement) {
	p.items = append(p.items, section(line...))
	if len(after) > 0 {
		p.out = append(p.done(), after...)
	}
}

// done ends the present piece and returns all that there is.
func (p *listPieces) done() []slack.RichTextElement {
	if len(p.items) > 0 {
		p.out = append(p.out, listPiece(p.ordered, p.indent, p.count, p.items))
		p.count += len(p.items)
		p.items = nil
	}
	return p.out
}

func listPiece(
	ordered bool, indent, offset int, items []slack.RichTextElement,
) *slack.RichTextList {
	kind := slack.RTEListBullet
	if ordered {
		kind = slack.RTEListOrdered
	}
	l := slack.NewRichTextList(kind, indent, items...)
	if ordered {
		l.Offset = offset
	}
	return l
}

// Slack's limits of a table block, and how much text this program puts into one.
const (
	tableRows = 100
	tableCols = 20
)

// table renders a table: as a table block as far as that holds it, the rest in fixed-width lines.
func (w *writer) table(n *extast.Table) {
	rows := w.cells(n)
	if len(rows) == 0 {
		return
	}
	fit := 0
	if !w.tabled && len(rows[0]) <= tableCols {
		fit = tableFit(rows)
	}
	if fit > 1 || fit == len(rows) {
		w.tabled = true
		w.own(tableBlock(rows[:fit], n.Alignments))
		if rows = rows[fit:]; len(rows) == 0 {
			return
		}
	}
	w.add(preformatted(fixedWidth(rows)))
}

// tableFit is how many rows go into the table block.
func tableFit(rows [][][]slack.RichTextSectionElement) int {
	size := 0
	for i, row := range rows {
		for _, cell := range row {
			size += sizeInline(cell)
		}
		if i == tableRows || size > richLimit {
			return i
		}
	}
	return len(rows)
}

// cells returns the rows of a table, the heads first.
func (w *writer) cells(n *extast.Table) [][][]slack.RichTextSectionElement {
	var rows [][][]slack.RichTextSectionElement
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		s := style{}
		if _, ok := r.(*extast.TableHeader); ok {
			s.bold = true
		}
		var row [][]slack.RichTextSectionElement
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			row = append(row, w.inline(c, s))
		}
		rows = append(rows, row)
	}
	return rows
}

func tableBlock(
	rows [][][]slack.RichTextSectionElement, align []extast.Alignment,
) *slack.TableBlock {
	t := slack.NewTableBlock("")
	for _, a := range align {
		s := slack.ColumnSetting{Align: slack.ColumnAlignmentLeft, IsWrapped: true}
		switch a {
		case extast.AlignRight:
			s.Align = slack.ColumnAlignmentRight
		case extast.AlignCenter:
			s.Align = slack.ColumnAlignmentCenter
		}
		t.ColumnSettings = append(t.ColumnSettings, s)
	}
	for _, row := range rows {
		var cells []slack.TableCell
		for _, c := range row {
			cells = append(cells, tableCell(c))
		}
		t.AddRow(cells...)
	}
	return t
}

func tableCell(in []slack.RichTextSectionElement) slack.TableCell {
	if strings.TrimSpace(words(in)) == "" {
		return slack.NewTableRawTextCell(noText) // Slack refuses a cell without text
	}
	return slack.NewTableRichTextCell(section(in...))
}

// columnLimit keeps one long cell from pushing all the others out of sight.
const columnLimit = 40

// fixedWidth writes rows as lines whose columns stand below each other.
func fixedWidth(rows [][][]slack.RichTextSectionElement) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = min(max(widths[i], runes(cellText(cell))), columnLimit)
		}
	}
	var lines []string
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			s := cellText(cell)
			b.WriteString(s + strings.Repeat(" ", max(widths[i]-runes(s), 0)+2))
		}
		lines = append(lines, strings.TrimRight(b.String(), " "))
	}
	return strings.Join(lines, "\n")
}

// cellText is a cell in one line, with its links written out.
func cellText(cell []slack.RichTextSectionElement) string {
	return oneLine(unescapeEntities(plainInline(cell)))
}
