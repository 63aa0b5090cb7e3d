package bot

import (
	"strings"

	"github.com/slack-go/slack"
)

// What this program puts into one message at most. Slack allows 50 blocks, and refuses a message
// whose blocks hold somewhat more than 13,000 characters in all.
const (
	blockBudget = 45
	charBudget  = 11_500
	// richLimit is how much text goes into one block of rich text or of text.
	richLimit = 3_000
	// elementLimit is how many elements, items or runs of text stand in one list of them.
	elementLimit = 200
)

// A message is what one call to Slack posts. Text is never empty: phones and screen readers read
// nothing else.
type message struct {
	Text   string
	Blocks []slack.Block
}

// newMessage makes a message of blocks that are known to fit into one.
func newMessage(blocks ...slack.Block) message {
	if len(blocks) == 0 {
		blocks = []slack.Block{contextPlain(saidNothingToRead)}
	}
	return message{Text: topText(plainText(blocks)), Blocks: blocks}
}

// paged spreads body over as many messages as it needs. The first begins with head and ends with
// tail, both of which must be small; it says when more follows.
func paged(head, body, tail []slack.Block) []message {
	budget := newBudget(head, tail)
	first, rest := fill(&budget, body)
	blocks := append(append([]slack.Block{}, head...), first...)
	if len(rest) > 0 {
		blocks = append(blocks, contextPlain(saidContinues))
	}
	out := []message{newMessage(append(blocks, tail...)...)}
	for len(rest) > 0 {
		budget = newBudget()
		first, rest = fill(&budget, rest)
		if len(rest) > 0 {
			first = append(first, contextPlain(saidContinues))
		}
		out = append(out, newMessage(first...))
	}
	return out
}

// pagedEnd is paged with the tail on the last message.
func pagedEnd(head, body, tail []slack.Block) []message {
	budget := newBudget(head, tail)
	if first, rest := fill(&budget, body); len(rest) == 0 {
		return []message{newMessage(concat(head, first, tail)...)}
	}
	out := paged(head, body, nil)
	last := out[len(out)-1].Blocks
	budget = newBudget(last, tail)
	if budget.chars < 0 || budget.blocks < 0 || budget.text < 0 {
		return append(out, newMessage(tail...))
	}
	out[len(out)-1] = newMessage(concat(last, tail)...)
	return out
}

func concat(parts ...[]slack.Block) []slack.Block {
	var out []slack.Block
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// A budget is what still fits into a message.
type budget struct {
	blocks, chars int
	text          int // characters of top-level text, so that it need not be cut
	tabled        bool
}

// newBudget is an empty message's budget less what is spoken for and the line that more follows.
func newBudget(taken ...[]slack.Block) budget {
	b := budget{blocks: blockBudget, chars: charBudget, text: textLimit}
	b.take(contextPlain(saidContinues))
	for _, blocks := range taken {
		for _, block := range blocks {
			b.take(block)
		}
	}
	return b
}

// fits reports whether a block may still be added. The first one always may.
func (b *budget) fits(block slack.Block) bool {
	if _, ok := block.(*slack.TableBlock); ok && b.tabled {
		return false
	}
	return b.blocks >= 1 && b.chars >= sizeBlock(block) && b.text >= sizeText(block)
}

func (b *budget) take(block slack.Block) {
	if _, ok := block.(*slack.TableBlock); ok {
		b.tabled = true
	}
	b.blocks--
	b.chars -= sizeBlock(block)
	b.text -= sizeText(block)
}

// sizeText is what a block adds to the top-level text, with the empty line before it.
func sizeText(block slack.Block) int {
	return runes(plainText([]slack.Block{block})) + 2
}

// fill takes blocks from the front of body while the budget lasts, and at least one. A divider does
// not end what it takes.
func fill(b *budget, body []slack.Block) (first, rest []slack.Block) {
	n := 0
	for n < len(body) && (n == 0 && b.blocks > 0 || b.fits(body[n])) {
		b.take(body[n])
		n++
	}
	first, rest = body[:n:n], body[n:]
	if len(rest) > 0 {
		for len(first) > 1 && isDivider(first[len(first)-1]) {
			first = first[:len(first)-1]
		}
		for len(rest) > 0 && isDivider(rest[0]) {
			rest = rest[1:]
		}
	}
	return first, rest
}

func isDivider(b slack.Block) bool {
	_, ok := b.(*slack.DividerBlock)
	return ok
}

// richBlocks puts rich text elements into as few blocks as the limits allow.
func richBlocks(elements []slack.RichTextElement) []slack.Block {
	var out []slack.Block
	var now []slack.RichTextElement
	size := 0
	flush := func() {
		if len(now) > 0 {
			out = append(out, slack.NewRichTextBlock("", now...))
		}
		now, size = nil, 0
	}
	for _, e := range elements {
		for _, part := range splitElement(e) {
			n := sizeElement(part)
			if size+n > richLimit || len(now) == elementLimit {
				flush()
			}
			now, size = append(now, part), size+n
		}
	}
	flush()
	return out
}

// splitElement cuts an element that is too long for one block.
func splitElement(e slack.RichTextElement) []slack.RichTextElement {
	if sizeElement(e) <= richLimit && countParts(e) <= elementLimit {
		return []slack.RichTextElement{e}
	}
	var out []slack.RichTextElement
	switch e := e.(type) {
	case *slack.RichTextList:
		return splitList(e)
	case *slack.RichTextSection:
		for _, part := range splitInline(e.Elements) {
			out = append(out, section(part...))
		}
	case *slack.RichTextQuote:
		for _, part := range splitInline(e.Elements) {
			out = append(out, quote(part...))
		}
	case *slack.RichTextPreformatted:
		for _, part := range splitInline(e.Elements) {
			p := preformatted("")
			p.Elements = part
			out = append(out, p)
		}
	}
	return out
}

// countParts is how many items or runs of text an element holds.
func countParts(e slack.RichTextElement) int {
	switch e := e.(type) {
	case *slack.RichTextList:
		return len(e.Elements)
	case *slack.RichTextSection:
		return len(e.Elements)
	case *slack.RichTextQuote:
		return len(e.Elements)
	case *slack.RichTextPreformatted:
		return len(e.Elements)
	}
	return 0
}

// splitList cuts a list at its items. An item that is too long itself goes on below as text.
func splitList(l *slack.RichTextList) []slack.RichTextElement {
	p := listPieces{ordered: l.Style == slack.RTEListOrdered, indent: l.Indent, count: l.Offset}
	size := 0
	for _, item := range l.Elements {
		s, ok := item.(*slack.RichTextSection)
		if !ok {
			continue
		}
		n := sizeInline(s.Elements)
		if size+n > richLimit || len(p.items) == elementLimit {
			p.out, size = p.done(), 0
		}
		size += n
		if n <= richLimit && len(s.Elements) <= elementLimit {
			p.add(s.Elements, nil)
			continue
		}
		parts := splitInline(s.Elements)
		var after []slack.RichTextElement
		for _, part := range parts[1:] {
			after = append(after, section(part...))
		}
		p.add(parts[0], after)
		size = 0
	}
	return p.done()
}

// splitInline cuts a run of inline elements into pieces within the limits, at line ends or else at
// spaces where there are any.
func splitInline(in []slack.RichTextSectionElement) [][]slack.RichTextSectionElement {
	var out [][]slack.RichTextSectionElement
	var now []slack.RichTextSectionElement
	size := 0
	flush := func() {
		if len(now) > 0 {
			out = append(out, now)
		}
		now, size = nil, 0
	}
	for _, e := range in {
		n := sizeRun(e)
		if size+n > richLimit || len(now) == elementLimit {
			flush()
		}
		t, ok := e.(*slack.RichTextSectionTextElement)
		if n <= richLimit || !ok {
			now, size = append(now, e), size+n
			continue
		}
		for _, piece := range pieces(t.Text, richLimit) {
			flush()
			now = append(now, slack.NewRichTextSectionTextElement(piece, t.Style))
			size = runes(piece)
		}
	}
	flush()
	return out
}

// pieces cuts s into pieces of at most n code points: after a line end, else after a space, else
// where it must.
func pieces(s string, n int) []string {
	var out []string
	for runes(s) > n {
		head := string([]rune(s)[:n])
		at := strings.LastIndexByte(head, '\n')
		if at < len(head)/2 {
			at = max(at, strings.LastIndexByte(head, ' '))
		}
		if at < len(head)/2 {
			at = len(head) - 1
		}
		out, s = append(out, strings.TrimRight(s[:at+1], "\n")), s[at+1:]
	}
	if strings.TrimSpace(s) != "" || len(out) == 0 {
		out = append(out, s)
	}
	return out
}
