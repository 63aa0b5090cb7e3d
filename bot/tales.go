package bot

import (
	"howto/escalation"

	"github.com/slack-go/slack"
)

// pageMessage asks people in the case's thread to take it, and notifies them.
func pageMessage(v caseView, p escalation.Page) message {
	line := pleaseTake(v, p.Users)
	if p.By != "" {
		line = mentions(p.Users) + ", " + v.name(p.By) + " passes this question from " +
			v.name(v.Case.Asker) + " on to you. Please take it above, or answer in this thread. " + v.goesOn()
	}
	blocks := []slack.Block{sectionMrkdwn(line)}
	if p.Late {
		blocks = append(blocks, contextPlain("This comes late: I was not running for a while."))
	}
	return newMessage(blocks...)
}

// nudge asks the owner for a sign.
func nudge(v caseView, m escalation.Nudge) message {
	who, asker := mention(string(m.User)), v.name(v.Case.Asker)
	line, silent := who+", do you still have this question from "+asker+"?", "others are asked"
	if v.afterAnswer() {
		line, silent = who+", "+asker+" wrote something after the answer. Is there anything to add?", "I leave it at the answer"
	}
	if m.Woke {
		line = who + ", you put this question from " + asker + " off until now."
	} else {
		line += " Without a sign from you, " + silent + " " + v.at(v.Now.Add(v.Case.Policy.OrDefault().Release)) + "."
	}
	bs := []button{{id: actStillOnIt, label: "Still on it", value: v.value(), style: slack.StylePrimary,
		spoken: "I am still on the question of " + v.Names.of(string(v.Case.Asker))}}
	if v.afterAnswer() {
		bs = append(bs, v.noMoreButton())
	}
	return newMessage(sectionMrkdwn(line), buttons(append(bs, button{id: actGiveBack, label: "Give back",
		value: v.value(), spoken: "Give the question of " + v.Names.of(string(v.Case.Asker)) + " back"})...))
}

// nudgeAsker reminds the asker of a question back, or of an answer.
func nudgeAsker(v caseView, m escalation.NudgeAsker) message {
	if m.Judge {
		return nudgeJudge(v, m.By)
	}
	line := v.name(v.Case.Owner) + " still waits for your reply. Please write it in this thread." +
		" Without one, your question is closed " + v.at(v.Now.Add(v.Case.Policy.OrDefault().Patience)) + "."
	return newMessage(sectionMrkdwn(line))
}

// nudgeJudge asks the asker once more whether an answer helped, to which by has nothing to add. Where by
// is empty, its owner was reminded of what the asker wrote and gave no sign.
func nudgeJudge(v caseView, by escalation.User) message {
	line := v.name(by) + " has nothing to add to the answer. Please say with *Solved* or *Not yet* whether it helped."
	if by == "" {
		line = "I reminded " + v.name(v.Case.Owner) + " of what you wrote, and nothing came back. " +
			"Please say with *Solved* or *Not yet* whether the answer helped: after *Not yet*, others are asked."
	}
	return newMessage(append([]slack.Block{sectionMrkdwn(line)}, judging(v)...)...)
}

// tellTeam says in the case's thread what happened.
func tellTeam(v caseView, m escalation.TellTeam) message {
	line := tale(v, m)
	if who := mentions(m.Ping); who != "" {
		line = who + ", " + line
	}
	return newMessage(append([]slack.Block{sectionMrkdwn(capital(line))}, saveButton(v, m)...)...)
}

func tale(v caseView, m escalation.TellTeam) string {
	asker, by := v.name(v.Case.Asker), v.name(m.By)
	switch m.What {
	case escalation.TellSolved:
		return "✓ " + asker + " says that it is solved. Thank you."
	case escalation.TellNotYet:
		return asker + " says that it is not solved yet. Please answer once more in this thread."
	case escalation.TellByCard:
		return "✓ " + asker + " found the steps in the library. There is nothing left to do."
	case escalation.TellWithdrawn:
		return asker + " took the question back. There is nothing left to do."
	case escalation.TellSettled:
		return asker + " said nothing more, so I closed this. Thank you."
	case escalation.TellTooOld:
		if len(v.Case.Answers) > 0 {
			return "I closed this, because it was open for too long."
		}
		return "I closed this without an answer, because it was open for too long."
	case escalation.TellExhausted:
		return "Nobody who was asked has taken this yet. Whoever can help, please take it above."
	case escalation.TellStillOpen:
		return "this question from " + asker + " is still open. Can you take it, or answer in this thread?"
	case escalation.TellReplied:
		return asker + " replied here."
	case escalation.TellReleased:
		return by + " gave this back. The next ones are asked."
	case escalation.TellForgotten:
		return by + " gave no sign, so the next ones are asked."
	case escalation.TellGone:
		return by + " is no longer with the company. The next ones are asked."
	case escalation.TellAskerGone:
		return asker + " is no longer with the company, so nobody waits for this any more. " +
			"There is nothing left to do."
	case escalation.TellReopened:
		return asker + " wrote once more, so this question is open again."
	case escalation.TellNobody:
		return "nobody can be asked about this question from " + asker + ". Whoever can help, please take it above."
	}
	return asker + " changed something."
}

// alarm tells whoever runs the program, or leads the team, that a case needs a hand. It does not repeat
// the question: who reads it there is not known.
func alarm(v caseView, m escalation.Alarm) message {
	from, team := v.name(v.Case.Asker), escape(v.team())
	line := "A question from " + from + " to " + team + " needs a hand."
	switch m.Why {
	case escalation.TellExhausted:
		line = "Nobody of " + team + " who was asked has taken a question from " + from +
			". Please find somebody for it."
	case escalation.TellNobody:
		line = "A question from " + from + " waits for " + team +
			", but nobody is on call there, now or later. Please look at the team's schedule."
	case escalation.TellTooOld:
		line = "A question from " + from + " to " + team +
			" was closed without an answer, because it was open for too long."
	}
	blocks := []slack.Block{sectionMrkdwn(line)}
	if v.Link != "" {
		blocks = append(blocks, buttons(button{id: actOpen, label: "See it", url: v.Link,
			spoken: "See the question of " + v.Names.of(string(v.Case.Asker))}))
	}
	return newMessage(blocks...)
}

// markdownMessages are the messages of a Markdown text.
func markdownMessages(src string) []message { return paged(nil, render(src, how{}), nil) }
