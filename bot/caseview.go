package bot

import (
	"strings"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// A caseView is a case and what is needed to speak about it.
type caseView struct {
	Case  escalation.Case
	Team  string // the team's display name
	Names names
	// UsualWait is how long an answer by the team usually takes; 0 when unknown.
	UsualWait time.Duration
	Now       time.Time
	Zone      *time.Location // the team's zone, for times where the reader's is not known; nil: UTC
	// Mention makes the root message call the people on call. It is set when the message is first
	// posted and not when it is brought up to date.
	Mention bool
}

func (v caseView) team() string {
	if t := oneLine(v.Team); t != "" {
		return cut(t, nameLimit)
	}
	return "the team"
}

// name is a person's name escaped for mrkdwn.
func (v caseView) name(u escalation.User) string { return escape(v.Names.of(string(u))) }

func (v caseView) at(t time.Time) string { return moment(t, v.Zone) }

// asked names the people who were asked, escaped.
func (v caseView) asked() string {
	var out []string
	for _, u := range v.Case.OnCall {
		out = append(out, v.name(u))
	}
	if len(out) == 0 {
		return unknownName
	}
	return list(out)
}

// called mentions the people who are asked.
func (v caseView) called() string { return mentions(v.Case.OnCall) }

func mentions(users []escalation.User) string {
	var out []string
	for _, u := range users {
		out = append(out, mention(string(u)))
	}
	return list(out)
}

// back says when the team is there again.
func (v caseView) back() string {
	if v.Case.Until.IsZero() {
		return escape(v.team()) + " will see it when somebody comes on call."
	}
	return escape(v.team()) + " is back " + v.at(v.Case.Until) + "."
}

func (v caseView) value() actionValue {
	return actionValue{Ask: v.Case.Ask, Case: v.Case.ID}
}

// caseRoot is the message in the team's channel that always shows where the case stands.
func caseRoot(v caseView) message {
	c := v.Case
	blocks := []slack.Block{sectionMrkdwn(bold(v.Names.of(string(c.Asker))) + " asks " +
		escape(v.team()) + ":")}
	blocks = append(blocks, quoted(cut(c.Question, questionLimit))...)
	if line := offered(c.Offered); line != "" {
		blocks = append(blocks, contextPlain(line))
	}
	blocks = append(blocks, sectionMrkdwn(rootState(v)))
	if c.State == escalation.Queued || c.State == escalation.Paging {
		blocks = append(blocks,
			contextPlain("Press the button or just answer in this thread: "+
				"your words go to "+v.Names.of(string(c.Asker))+"."),
			buttons(button{id: actClaim, label: "I'll take it", value: v.value(),
				spoken: "I'll take the question of " + v.Names.of(string(c.Asker)), style: slack.StylePrimary}))
	}
	return newMessage(blocks...)
}

// offered says what the asker has been shown already.
func offered(titles []string) string {
	var out []string
	for _, t := range titles {
		if t = cut(oneLine(t), headerLimit); t != "" && len(out) < 5 {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return "The library had nothing to offer."
	}
	return "Shown already: " + strings.Join(out, " · ")
}

// caseLine is the asker's status line.
func caseLine(v caseView) message {
	c := v.Case
	blocks := []slack.Block{sectionMrkdwn(lineState(v))}
	blocks = append(blocks, quoted(cut(clean(c.Question), quoteShown))...)
	if !c.State.Open() {
		return newMessage(blocks...)
	}
	return newMessage(append(blocks, contextPlain(saidReplyToAdd), buttons(withdrawButton(v)))...)
}

// quoteShown is how much of a question is repeated to the one who asked it.
const quoteShown = 500

func withdrawButton(v caseView) button {
	confirm := slack.NewConfirmationBlockObject(
		plainObjectOf("Take your question back?"),
		plainObjectOf(cut(v.team(), nameLimit)+" will be told that you no longer need an answer."),
		plainObjectOf("Take it back"), plainObjectOf("Keep it"))
	return button{id: actWithdraw, label: "Take it back", value: v.value(),
		spoken: "Take my question back", confirm: confirm}
}

// pageMessage asks users in the case's thread to take it, and notifies them.
func pageMessage(v caseView, users []escalation.User) message {
	who := mentions(users)
	if who == "" {
		who = escape(v.team())
	}
	return newMessage(sectionMrkdwn(who + ", you are on call for " + escape(v.team()) +
		": please take this question from " + v.name(v.Case.Asker) + ", or answer here."))
}

// toAsker relays an expert's words to the asker. The buttons are on the last of the messages.
func toAsker(v caseView, m escalation.ToAsker) []message {
	head := []slack.Block{sectionMrkdwn(bold(v.Names.of(string(m.By))) + " from " +
		escape(v.team()) + " answers:")}
	return pagedEnd(head, richBlocks(relayed(m.Message.Text, v.Names)), []slack.Block{
		contextPlain(saidReplyToAdd),
		buttons(
			button{id: actCaseSolved, label: "Solved", value: v.value(), style: slack.StylePrimary,
				spoken: "Solved: the answer helped"},
			button{id: actCaseNotYet, label: "Not yet", value: v.value(),
				spoken: "Not yet: I need more help"}),
	})
}

// toTeam relays the asker's words into the case's thread.
func toTeam(v caseView, m escalation.ToTeam) []message {
	line := bold(v.Names.of(string(m.By))) + " writes:"
	if m.Ping != "" {
		line = mention(string(m.Ping)) + ", " + line
	}
	return paged([]slack.Block{sectionMrkdwn(line)}, richBlocks(relayed(m.Message.Text, v.Names)), nil)
}

// tellTeam says in the case's thread what the asker pressed.
func tellTeam(v caseView, m escalation.TellTeam) message {
	asker := v.name(v.Case.Asker)
	line := asker + " changed something."
	switch m.What {
	case escalation.TellSolved:
		line = "✓ " + asker + " says that it is solved. Thank you."
	case escalation.TellNotYet:
		line = asker + " says that it is not solved yet. Please answer once more in this thread."
	case escalation.TellByCard:
		line = "✓ " + asker + " found the steps in the library. There is nothing left to do."
	case escalation.TellWithdrawn:
		line = asker + " took the question back. There is nothing left to do."
	}
	if who := mentions(m.Ping); who != "" {
		line = who + ", " + line
	}
	return newMessage(append([]slack.Block{sectionMrkdwn(line)}, saveButton(v, m)...)...)
}

// noteMessages is Markdown for one person's direct messages, such as a digest.
func noteMessages(src string) []message { return paged(nil, render(src, how{}), nil) }
