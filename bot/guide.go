package bot

import (
	"github.com/slack-go/slack"
)

// guide is the short help: how to ask, what comes back, and who sees it.
func guide(command string) message {
	if command = oneLine(command); command == "" {
		command = "/howto"
	}
	say := func(text string) []slack.RichTextSectionElement {
		return []slack.RichTextSectionElement{span(text, style{})}
	}
	code := func(question, then string) []slack.RichTextSectionElement {
		return append(one(command+question, style{code: true}), say(then)...)
	}
	ask := slack.NewRichTextList(slack.RTEListBullet, 0,
		section(code(" refund without receipt", " shows you the steps; only you see them.")...),
		section(say("Mention me in a channel, and the answer is in the thread for everybody.")...),
		section(say("Write to me directly, and it stays between us. If an expert has just asked you something, it goes to them.")...),
		section(say("On any message: More actions, then Find help for this.")...),
	)
	press := slack.NewRichTextList(slack.RTEListBullet, 0,
		section(one("Solved", style{bold: true})[0], span(" when it helped.", style{})),
		section(one("Not quite", style{bold: true})[0], span(" for the next best answer.", style{})),
		section(one("Ask an expert", style{bold: true})[0],
			span(" to hand your question to the person on call. You are told who has it.", style{})),
	)
	return newMessage(
		header("Ask me how to do something"),
		slack.NewRichTextBlock("",
			section(say("Say in a few plain words what you want to do:")...), ask,
			section(say("Then press:")...), press),
		contextPlain("Type "+command+" help to see this again, or "+command+" mine to see what is stored about you."),
	)
}
