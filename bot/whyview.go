package bot

import (
	"github.com/slack-go/slack"
)

// whyLimit is how much of an explanation is shown: all that fits into one message.
const whyLimit = 10_000

// explanation is the text of how a ranking came about, in fixed width because it has columns.
func explanation(text string) []slack.Block {
	text = clean(text)
	if oneLine(text) == "" {
		text = saidNoWords
	}
	return richBlocks([]slack.RichTextElement{preformatted(cut(text, whyLimit))})
}

// whyMessage shows a curator how a ranking came about.
func whyMessage(text string) message {
	return newMessage(append([]slack.Block{header("Why this?")}, explanation(text)...)...)
}

// sentence is a message of one line, such as a notice to one person.
func sentence(text string) message { return newMessage(sectionMrkdwn(safeMrkdwn(text))) }
