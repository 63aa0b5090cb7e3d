package bot

import (
	"howto/escalation"

	"github.com/slack-go/slack"
)

// toAsker relays an expert's words to the asker. The buttons are on the last of the messages; a
// question back and words after the end have none.
func toAsker(v caseView, m escalation.ToAsker) []message {
	body := relayedBlocks(v, m.Message)
	head := []slack.Block{sectionMrkdwn(bold(v.Names.of(string(m.By))) + " from " + escape(v.team()) +
		" " + spoke(m) + ":")}
	switch {
	case m.Asks:
		return pagedEnd(head, body, []slack.Block{contextPlain("Please reply in this thread: your words go to " +
			v.Names.of(string(m.By)) + ".")})
	case m.Ended:
		return pagedEnd(head, body, []slack.Block{contextPlain("Your question is closed as solved. " +
			"If you need more, reply in this thread: that opens it again.")})
	}
	return pagedEnd(head, body, judging(v))
}

func spoke(m escalation.ToAsker) string {
	switch {
	case m.Asks:
		return "asks you"
	case m.Ended:
		return "adds"
	}
	return "answers"
}

// judging asks the asker whether an answer helped.
func judging(v caseView) []slack.Block {
	return []slack.Block{
		contextPlain(saidReplyToAdd),
		buttons(
			solvedButton(v),
			button{id: actCaseNotYet, label: "Not yet", value: v.value(),
				spoken: "Not yet: I need more help"}),
	}
}

func solvedButton(v caseView) button {
	return button{id: actCaseSolved, label: "Solved", value: v.value(), style: slack.StylePrimary,
		spoken: "Solved: the answer helped"}
}

// toTeam relays the asker's words into the case's thread, or shows there what the asker was asked.
func toTeam(v caseView, m escalation.ToTeam) []message {
	line := bold(v.Names.of(string(m.By))) + " writes:"
	if m.Asks {
		line = bold(v.Names.of(string(m.By))) + " asks " + v.name(v.Case.Asker) + ":"
	}
	if m.Ping != "" {
		line = mention(string(m.Ping)) + ", " + line
	}
	return paged([]slack.Block{sectionMrkdwn(line)}, relayedBlocks(v, m.Message), nil)
}

// relayedMost is how much of one message is relayed: it is what Slack holds in one. What is longer is
// read where it was written.
const relayedMost = 40_000

// relayedBlocks are somebody's words, with a link to the whole where they are too long to be relayed.
func relayedBlocks(v caseView, m escalation.Message) []slack.Block {
	if runes(m.Text) <= relayedMost {
		return richBlocks(relayed(m.Text, v.Names))
	}
	head := cut(m.Text, relayedMost)
	blocks := richBlocks(relayed(head[:beforeEntity(head)], v.Names))
	blocks = append(blocks, contextPlain("The message is longer than I can pass on."))
	if v.Link == "" {
		return blocks
	}
	return append(blocks, buttons(button{id: actOpen, label: "Read all of it", url: v.Link}))
}

// revised is a relayed message that says something else now.
func revised(v caseView, m escalation.Revise) []message {
	who := bold(v.Names.of(string(m.By)))
	body := append(relayedBlocks(v, m.Message), contextPlain("(edited)"))
	if !m.ToAsker {
		return paged([]slack.Block{sectionMrkdwn(who + " writes:")}, body, nil)
	}
	head := []slack.Block{sectionMrkdwn(who + " from " + escape(v.team()) + " answers:")}
	if !v.Case.State.Open() || v.Case.AnsweredAt.IsZero() {
		return pagedEnd(head, body, nil)
	}
	return pagedEnd(head, body, judging(v))
}

// retracted is what remains of a relayed message that its author took away.
func retracted(v caseView, m escalation.Retract) message {
	who := v.Names.of(string(m.By))
	if m.ToAsker {
		return newMessage(contextPlain("Answer withdrawn by " + who + "."))
	}
	return newMessage(contextPlain("Message withdrawn by " + who + "."))
}

// offer asks an expert, alone, whether what they wrote should reach the asker.
func offer(v caseView, m escalation.Offer) message {
	asker := v.Names.of(string(v.Case.Asker))
	value := v.value()
	value.Pick = m.Message.Channel + "/" + m.Message.TS
	line := "Only the team sees what you just wrote. Send it to " + escape(asker) + "?"
	switch o := v.Case.Owner; {
	case v.Case.State == escalation.Resolved:
		line = escape(asker) + " has said that it is solved, so only the team sees what you just wrote. Send it to " +
			escape(asker) + " as well?"
	case o != "":
		line = v.name(o) + " has this question, so only the team sees what you just wrote. Send it to " +
			escape(asker) + " as well?"
	}
	return newMessage(sectionMrkdwn(line),
		buttons(button{id: actSendOn, label: cut("Send to "+asker, labelLimit), value: value,
			spoken: "Send what I just wrote to " + asker}))
}
