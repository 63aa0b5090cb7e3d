package bot

import (
	"github.com/slack-go/slack"
)

// What a submitted view is recognised by, and where its one input is found in it.
const (
	callbackMissing = "missing"
	callbackAsk     = "ask"
	inputBlock      = "words"
	inputAction     = "words"
)

// questionLimit is the longest question that is taken, in characters, and the longest input.
const questionLimit = 3_000

// viewTitleLimit is the longest title of a view that Slack takes.
const viewTitleLimit = 24

func modal(title string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:   slack.VTModal,
		Title:  plainObjectOf(cut(oneLine(title), viewTitleLimit)),
		Close:  plainObjectOf("Close"),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

func input(label, hint, initial string) *slack.InputBlock {
	in := slack.NewPlainTextInputBlockElement(nil, inputAction).
		WithMultiline(true).WithMaxLength(questionLimit).WithInitialValue(initial)
	return slack.NewInputBlock(inputBlock, plainObjectOf(label), plainObjectOf(hint), in)
}

// missingModal asks what was missing. The value comes back as the view's private metadata.
func missingModal(value string) slack.ModalViewRequest {
	in := input("What was missing or wrong?",
		"Optional. The person who keeps this help right will read it.", "")
	in.Optional = true
	m := modal("What was missing?", in)
	m.CallbackID, m.PrivateMetadata = callbackMissing, value
	m.Submit = plainObjectOf("Send")
	return m
}

// askModal asks for a question, filled in with the given one.
func askModal(question string) slack.ModalViewRequest {
	m := modal("Ask howto", input("What do you want to do?",
		"A few plain words are best, for example: refund without receipt.",
		cut(clean(question), questionLimit)))
	m.CallbackID = callbackAsk
	m.Submit = plainObjectOf("Ask")
	return m
}
