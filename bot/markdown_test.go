package bot

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

func TestMarkdownBecomesBlocks(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"styles", "a **b** *c* ~~d~~ `e`",
			"[rich_text] section(a |b:bold| |c:italic| |d:strike| |e:code)"},
		{"nested styles", "**a *b***", "[rich_text] section(a :bold|b:bold,italic)"},
		{"paragraphs share a section", "a\n\nb", "[rich_text] section(a\n\nb)"},
		{"a soft break is a space", "a\nb", "[rich_text] section(a b)"},
		{"a hard break is a line", "a  \nb", "[rich_text] section(a\nb)"},
		{"escapes and entities", `\*a\* &amp; &lt;b&gt; &#33;`, "[rich_text] section(*a* & <b> !)"},
		{"code keeps entities", "`&amp; \\*`", "[rich_text] section(&amp; \\*:code)"},
		{"heading", "# A *b*\n\nc", "[header A b] [rich_text] section(c)"},
		{"rule", "a\n\n---\n\nb", "[rich_text] section(a) [divider] [rich_text] section(b)"},
		{"quote", "> a\n> b\n>\n> c", "[rich_text] quote(a b\nc)"},
		{"code", "```go\na\n\n b\n```", "[rich_text] preformatted(a\n\n b)"},
		{"bullets", "- a\n- b", "[rich_text] bullet0(a / b)"},
		{"numbers start where they say", "3. a\n4. b", "[rich_text] ordered0+2(a / b)"},
		{"numbers go on after a list inside", "1. a\n   - x\n     - y\n2. b",
			"[rich_text] ordered0(a) bullet1(x) bullet2(y) ordered0+1(b)"},
		{"numbers go on after code inside", "1. a\n   ```\n   x\n   ```\n2. b",
			"[rich_text] ordered0(a) preformatted(x) ordered0+1(b)"},
		{"two paragraphs in an item", "- a\n\n  b", "[rich_text] bullet0(a\nb)"},
		{"tasks", "- [ ] a\n- [x] b", "[rich_text] bullet0(☐ a / ☑ b)"},
		{"table", "| a | b |\n|---|---|\n| 1 | |", "[table a:bold,b:bold / 1,–]"},
		{"html is left out", "a <b>c</b>\n\n<div>x</div>\n\nd", "[rich_text] section(a c\n\nd)"},
		{"links", "[a](https://x.example/?q=1&r=2) <m@x.example>",
			"[rich_text] section(a→https://x.example/?q=1&r=2| |m@x.example→mailto:m@x.example)"},
		{"bare links", "see https://x.example.",
			"[rich_text] section(see |https://x.example→https://x.example|.)"},
		{"unsafe links are their label", "[a](javascript:x) [b](data:x) [c](/x) [d](file:///x)",
			"[rich_text] section(a b c d)"},
		{"image", "![a *b*](https://x.example/y.png)", "[image a b→https://x.example/y.png]"},
		{"image without words", "![](https://x.example/y.png)", "[image Image→https://x.example/y.png]"},
		{"unsafe images are their words", "![a](http://x.example/y.png) b",
			"[rich_text] section(a b)"},
		{"nothing", " \n\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := shape(markdown(c.src).Blocks); got != c.want {
				t.Errorf("markdown(%q) =\n%s\nwant\n%s", c.src, got, c.want)
			}
		})
	}
}

func TestOnlyTheFirstTableIsATableBlock(t *testing.T) {
	table := "| a | bb |\n|---|---|\n| ccc | [d](https://x.example) |\n\n"
	got := shape(markdown(table + "x\n\n" + table).Blocks)
	want := "[table a:bold,bb:bold / ccc,d→https://x.example] " +
		"[rich_text] section(x) preformatted(a    bb\nccc  d (https://x.example))"
	if got != want {
		t.Errorf("two tables =\n%s\nwant\n%s", got, want)
	}
}

func TestALongTableGoesOnAsText(t *testing.T) {
	src := "| n | square |\n|---|---|\n" + strings.Repeat("| 12 | 144 |\n", 150)
	blocks := markdown(src).Blocks
	table, ok := blocks[0].(*slack.TableBlock)
	if !ok || len(table.Rows) != tableRows {
		t.Fatalf("first block is %T, want a table of %d rows", blocks[0], tableRows)
	}
	if got := strings.Count(plainText(blocks[1:]), "144"); got != 51 {
		t.Errorf("%d rows after the table, want 51", got)
	}
}

func TestAHeadingThatIsTooLongIsBold(t *testing.T) {
	title := strings.TrimSpace(strings.Repeat("word ", 40))
	got, want := shape(markdown("# "+title).Blocks), "[rich_text] section("+title+":bold)"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPlainTextHoldsTheWholeAnswer(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"steps", "1. a\n2. b\n   - c\n3. d", "1. a\n2. b\n    • c\n3. d"},
		{"link", "[a](https://x.example)", "a (https://x.example)"},
		{"link that is its own label", "<https://x.example>", "https://x.example"},
		{"two columns", "| day | time |\n|---|---|\n| Mon | 9 |\n| Tue | 10 |", "Mon: 9\nTue: 10"},
		{"three columns", "| day | from | to |\n|---|---|---|\n| Mon | 9 | 5 |", "Mon: from 9, to 5"},
		{"only heads", "| a | b |\n|---|---|", "a, b"},
		{"escaped", "`<!channel>` & \\<@U1> &lt;", "&lt;!channel&gt; &amp; &lt;@U1&gt; &lt;"},
		{"image", "![a](https://x.example/y.png)", "Image: a (https://x.example/y.png)"},
		{"parts", "# a\n\nb\n\n> c\n\n---\n\n- [x] d", "a\n\nb\n\n“c”\n\n☑ d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := markdown(c.src).Plain; got != c.want {
				t.Errorf("Plain of %q = %q, want %q", c.src, got, c.want)
			}
		})
	}
}

func FuzzMarkdownStaysWithinLimits(f *testing.F) {
	for _, src := range nasty() {
		f.Add(cut(src, 500))
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 5_000 {
			t.Skip("long input is what the table of nasty words is for")
		}
		for _, m := range markdownMessages(src) {
			checkLimits(t, "note", m)
		}
	})
}

// shape writes blocks on one line, with the style and the address of each run.
func shape(blocks []slack.Block) string {
	var out []string
	for _, b := range blocks {
		switch b := b.(type) {
		case *slack.HeaderBlock:
			out = append(out, "[header "+b.Text.Text+"]")
		case *slack.ImageBlock:
			out = append(out, "[image "+b.AltText+"→"+b.ImageURL+"]")
		case *slack.TableBlock:
			out = append(out, "[table "+tableShape(b)+"]")
		case *slack.RichTextBlock:
			out = append(out, "[rich_text]")
			for _, e := range b.Elements {
				out = append(out, elementShape(e))
			}
		default:
			out = append(out, "["+string(b.BlockType())+"]")
		}
	}
	return strings.Join(out, " ")
}

func elementShape(e slack.RichTextElement) string {
	switch e := e.(type) {
	case *slack.RichTextSection:
		return "section(" + inlineShape(e.Elements) + ")"
	case *slack.RichTextQuote:
		return "quote(" + inlineShape(e.Elements) + ")"
	case *slack.RichTextPreformatted:
		return "preformatted(" + inlineShape(e.Elements) + ")"
	case *slack.RichTextList:
		name := string(e.Style) + string(rune('0'+e.Indent))
		if e.Offset > 0 {
			name += "+" + string(rune('0'+e.Offset))
		}
		var items []string
		for _, item := range e.Elements {
			items = append(items, inlineShape(item.(*slack.RichTextSection).Elements))
		}
		return name + "(" + strings.Join(items, " / ") + ")"
	}
	return "?"
}

func inlineShape(in []slack.RichTextSectionElement) string {
	var out []string
	for _, e := range in {
		switch e := e.(type) {
		case *slack.RichTextSectionTextElement:
			out = append(out, e.Text+styleShape(e.Style))
		case *slack.RichTextSectionLinkElement:
			out = append(out, e.Text+"→"+e.URL+styleShape(e.Style))
		case *slack.RichTextSectionEmojiElement:
			out = append(out, "{"+e.Name+"}")
		}
	}
	return strings.Join(out, "|")
}

func styleShape(s *slack.RichTextSectionTextStyle) string {
	if s == nil {
		return ""
	}
	var on []string
	for name, is := range map[string]bool{"bold": s.Bold, "strike": s.Strike, "code": s.Code} {
		if is {
			on = append(on, name)
		}
	}
	if s.Italic {
		on = append(on, "italic")
	}
	return ":" + strings.Join(on, ",")
}

func tableShape(t *slack.TableBlock) string {
	var rows []string
	for _, row := range t.Rows {
		var cells []string
		for _, c := range row {
			switch c := c.(type) {
			case *slack.TableRawTextCell:
				cells = append(cells, c.Text)
			case *slack.TableRichTextCell:
				cells = append(cells, inlineShape(c.Elements[0].(*slack.RichTextSection).Elements))
			}
		}
		rows = append(rows, strings.Join(cells, ","))
	}
	return strings.Join(rows, " / ")
}
