package bot

import (
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// sizeBlock counts the code points of all text in a block, addresses and labels included, which is
// no less than what Slack may count.
func sizeBlock(b slack.Block) int {
	switch b := b.(type) {
	case *slack.RichTextBlock:
		return sizeElements(b.Elements)
	case *slack.HeaderBlock:
		return sizeObject(b.Text)
	case *slack.SectionBlock:
		n := sizeObject(b.Text)
		for _, f := range b.Fields {
			n += sizeObject(f)
		}
		if b.Accessory != nil && b.Accessory.ButtonElement != nil {
			n += sizeButton(b.Accessory.ButtonElement)
		}
		return n
	case *slack.ContextBlock:
		n := 0
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				n += sizeObject(t)
			}
		}
		return n
	case *slack.ImageBlock:
		return runes(b.AltText) + runes(b.ImageURL) + sizeObject(b.Title)
	case *slack.TableBlock:
		return sizeTable(b)
	case *slack.ActionBlock:
		n := 0
		for _, e := range b.Elements.ElementSet {
			switch e := e.(type) {
			case *slack.ButtonBlockElement:
				n += sizeButton(e)
			case *slack.OverflowBlockElement:
				n += sizeOptions(e.Options)
			case *slack.SelectBlockElement:
				n += sizeObject(e.Placeholder) + sizeOptions(e.Options)
			}
		}
		return n
	}
	return 0
}

func sizeTable(b *slack.TableBlock) int {
	n := 0
	for _, row := range b.Rows {
		for _, c := range row {
			switch c := c.(type) {
			case *slack.TableRawTextCell:
				n += runes(c.Text)
			case *slack.TableRichTextCell:
				n += sizeElements(c.Elements)
			}
		}
	}
	return n
}

func sizeElements(elements []slack.RichTextElement) int {
	n := 0
	for _, e := range elements {
		n += sizeElement(e)
	}
	return n
}

func sizeElement(e slack.RichTextElement) int {
	switch e := e.(type) {
	case *slack.RichTextSection:
		return sizeInline(e.Elements)
	case *slack.RichTextQuote:
		return sizeInline(e.Elements)
	case *slack.RichTextPreformatted:
		return sizeInline(e.Elements)
	case *slack.RichTextList:
		return sizeElements(e.Elements)
	}
	return 0
}

func sizeInline(in []slack.RichTextSectionElement) int {
	n := 0
	for _, e := range in {
		n += sizeRun(e)
	}
	return n
}

func sizeRun(e slack.RichTextSectionElement) int {
	switch e := e.(type) {
	case *slack.RichTextSectionTextElement:
		return runes(e.Text)
	case *slack.RichTextSectionLinkElement:
		return runes(e.Text) + runes(e.URL)
	case *slack.RichTextSectionUserElement:
		return runes(e.UserID)
	case *slack.RichTextSectionEmojiElement:
		return runes(e.Name) + 2
	}
	return 0
}

func sizeObject(t *slack.TextBlockObject) int {
	if t == nil {
		return 0
	}
	return runes(t.Text)
}

func sizeButton(b *slack.ButtonBlockElement) int {
	return sizeObject(b.Text) + runes(b.URL) + runes(b.Value) + runes(b.AccessibilityLabel)
}

func sizeOptions(options []*slack.OptionBlockObject) int {
	n := 0
	for _, o := range options {
		n += sizeObject(o.Text) + runes(o.Value)
	}
	return n
}

func runes(s string) int { return utf8.RuneCountInString(s) }
