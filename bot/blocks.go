package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

func header(title string) *slack.HeaderBlock {
	return slack.NewHeaderBlock(plainObjectOf(cut(oneLine(title), headerLimit)))
}

// noText stands where Slack insists on text and there is none.
const noText = "–"

// plainObjectOf is text that Slack does not interpret.
func plainObjectOf(text string) *slack.TextBlockObject {
	text = clean(text)
	if strings.TrimSpace(text) == "" {
		text = noText
	}
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// sectionMrkdwn is a block of mrkdwn, whose words must be escaped already.
func sectionMrkdwn(mrkdwn string) *slack.SectionBlock {
	return slack.NewSectionBlock(mrkdwnObject(mrkdwn), nil, nil)
}

func mrkdwnObject(mrkdwn string) *slack.TextBlockObject {
	if strings.TrimSpace(mrkdwn) == "" {
		mrkdwn = noText
	}
	return slack.NewTextBlockObject(slack.MarkdownType, cutMrkdwn(mrkdwn, richLimit), false, true)
}

// cutMrkdwn returns escaped text with at most n code points. What is cut ends in an ellipsis; no entity is
// cut in two.
func cutMrkdwn(s string, n int) string {
	if runes(s) <= n {
		return s
	}
	head := string([]rune(s)[:n-1])
	return head[:beforeEntity(head)] + "…"
}

// contextMrkdwn is small print in lines of mrkdwn, of which empty ones are left out. They are one
// element because Slack puts several beside each other.
func contextMrkdwn(lines ...string) *slack.ContextBlock {
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
	return slack.NewContextBlock("", mrkdwnObject(strings.Join(lines, "\n")))
}

func contextPlain(text string) *slack.ContextBlock {
	return slack.NewContextBlock("", plainObjectOf(cut(text, richLimit)))
}

// quoted is somebody's own words as a quotation.
func quoted(text string) []slack.Block {
	text = strings.TrimSpace(clean(text))
	if text == "" {
		text = saidNoWords
	}
	return richBlocks([]slack.RichTextElement{quote(span(text, style{}))})
}

// Limits of a button.
const (
	labelLimit = 75
	// labelShown is about how much of a label Slack's clients draw.
	labelShown = 30
)

// A button is what it says, what it does, and what is read out to those who cannot see what it
// stands beside, when that differs.
type button struct {
	id, label string
	value     actionValue
	spoken    string
	style     slack.Style
	confirm   *slack.ConfirmationBlockObject
	url       string
}

// confirmation asks once more before a button does what it says.
func confirmation(title, text, yes, no string) *slack.ConfirmationBlockObject {
	return slack.NewConfirmationBlockObject(plainObjectOf(title), plainObjectOf(text),
		plainObjectOf(yes), plainObjectOf(no))
}

func (b button) element() *slack.ButtonBlockElement {
	label := plainObjectOf(cut(oneLine(b.label), labelLimit))
	e := slack.NewButtonBlockElement(b.id, b.value.encode(), label)
	e.Style, e.Confirm, e.URL = b.style, b.confirm, b.url
	if b.spoken != "" {
		e.AccessibilityLabel = cut(oneLine(b.spoken), labelLimit)
	}
	return e
}

func buttons(bs ...button) *slack.ActionBlock {
	return slack.NewActionBlock("", elements(bs)...)
}

func elements(bs []button) []slack.BlockElement {
	var e []slack.BlockElement
	for _, b := range bs {
		e = append(e, b.element())
	}
	return e
}

// sectionWithButton is a block of mrkdwn with a button beside it.
func sectionWithButton(mrkdwn string, b button) *slack.SectionBlock {
	return slack.NewSectionBlock(mrkdwnObject(mrkdwn), nil, slack.NewAccessory(b.element()))
}

// mention calls a person, and notifies them. An id that is none becomes words.
func mention(id string) string {
	if !userID.MatchString(id) {
		return unknownName
	}
	return "<@" + id + ">"
}

// dateForm is exactly what moment writes.
var dateForm = regexp.MustCompile(
	`<!date\^\d+\^\{date_short_pretty\} at \{time\}\|[A-Za-z0-9 :()/_+-]+>`)

// safeMrkdwn makes a line inert but for moments written by [moment]. A line that is escaped already
// comes back as it was.
func safeMrkdwn(s string) string {
	s = clean(s)
	var b strings.Builder
	at := 0
	for _, m := range dateForm.FindAllStringIndex(s, -1) {
		b.WriteString(escape(unescapeEntities(s[at:m[0]])))
		b.WriteString(s[m[0]:m[1]])
		at = m[1]
	}
	b.WriteString(escape(unescapeEntities(s[at:])))
	return b.String()
}
