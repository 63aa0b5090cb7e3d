package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/escalation"
	"howto/outcome"
)

// rootState says in the team's channel where a case stands. It is mrkdwn.
func rootState(v caseView) string {
	c := v.Case
	asker, owner := v.name(c.Asker), v.name(c.Owner)
	switch c.State {
	case escalation.Queued:
		return v.waits() + " Whoever can help may take it before."
	case escalation.Paging:
		return rootPaging(v)
	case escalation.Exhausted:
		return "Nobody who was asked has taken it yet. It stays open, and I remind you of " +
			"it every day. Whoever can help, please take it."
	case escalation.Claimed:
		has := fmt.Sprintf("%s has it (since %s).", owner, v.at(c.ClaimedAt))
		if v.Listed {
			return has
		}
		return has + fmt.Sprintf(" What %s writes in this thread goes to %s.", owner, asker)
	case escalation.Snoozed:
		if c.Owner == "" {
			return fmt.Sprintf("Put off until %s; then somebody is asked again. "+
				"Whoever can help may take it before.", v.at(c.Until))
		}
		return fmt.Sprintf("%s has it, and has put it off until %s.", owner, v.at(c.Until))
	case escalation.Waiting:
		return fmt.Sprintf("%s has it, has asked %s something, and waits for the reply.", owner, asker)
	case escalation.Answered:
		return strings.TrimSpace(fmt.Sprintf("%s answered %s. %s has not said yet whether it helped. %s",
			v.helpers(), v.at(c.AnsweredAt), asker, goesToAsker(v)))
	}
	return rootEnd(v)
}

// rootPaging is rootState while somebody is asked.
func rootPaging(v caseView) string {
	c := v.Case
	switch {
	case len(c.OnCall) == 0:
		return "Nobody has it now. The next ones are asked in a moment."
	case v.Mention:
		return pleaseTake(v, c.OnCall)
	}
	return fmt.Sprintf("%s %s asked. Nobody has taken it yet. %s It came in %s.",
		capital(v.asked()), was(len(c.OnCall)), v.goesOn(), v.at(c.OpenedAt))
}

// rootEnd is rootState of a case that has ended.
func rootEnd(v caseView) string {
	c := v.Case
	asker, at := v.name(c.Asker), v.at(c.ClosedAt)
	switch c.State {
	case escalation.Resolved:
		if c.ByCard {
			return fmt.Sprintf("✓ Solved: %s found the steps in the library %s. There is nothing left to do.",
				asker, at)
		}
		return fmt.Sprintf("✓ Solved: %s said %s that the %s by %s helped.",
			asker, v.at(helpedAt(c)), answers(v.wrote()), v.helpers())
	case escalation.Settled:
		switch {
		case len(c.Answers) == 0 && c.AnsweredAt.IsZero():
			return fmt.Sprintf("Closed %s: %s did not reply. %s", at, asker, stillGoes(v))
		case c.Aged:
			return fmt.Sprintf("Closed %s, because it was open for too long: %s answered. %s", at, v.helpers(), stillGoes(v))
		case c.Deaf:
			return fmt.Sprintf("Closed %s: %s answered. %s", at, v.helpers(), stillGoes(v))
		}
		return fmt.Sprintf("Closed %s: %s answered, and %s said nothing more. %s", at, v.helpers(), asker, stillGoes(v))
	case escalation.Unanswered:
		return fmt.Sprintf("Closed %s without an answer%s: it was open for too long. %s",
			at, that(len(c.Answers) > 0), stillGoes(v))
	case escalation.Withdrawn:
		return fmt.Sprintf("The question was taken back %s. There is nothing left to do.", at)
	}
	return "This question is being handed over."
}

// writer is whose words in the thread reach the asker by themselves: the owner's, or while there is none, anybody's.
func (v caseView) writer() string {
	if v.Case.Owner == "" || v.Case.Left {
		return "one of you"
	}
	return v.name(v.Case.Owner)
}

// goesToAsker says of an answered case whose words go on reaching its asker, or that its owner has left.
func goesToAsker(v caseView) string {
	if v.Case.Left || v.Listed {
		return hasLeft(v)
	}
	return "What " + v.writer() + " writes in this thread goes to " + v.name(v.Case.Asker) + "."
}

// stillGoes says of a case that was closed unsolved that words in its thread are an answer that comes after all,
// or that nobody is left to read them.
func stillGoes(v caseView) string {
	if v.Case.Deaf {
		return v.name(v.Case.Asker) + " is no longer with the company."
	}
	return "What " + v.writer() + " writes in this thread until " + v.at(v.reopens()) + " still goes to " +
		v.name(v.Case.Asker) + "."
}

// helpedAt is when the asker of a resolved case said so, which may have been before they said thanks.
func helpedAt(c escalation.Case) time.Time {
	if c.HelpedAt.IsZero() {
		return c.ClosedAt
	}
	return c.HelpedAt
}

// that says of a missing answer, where there were some, which one was missing.
func that(some bool) string {
	if some {
		return " that helped"
	}
	return ""
}

// lineState says to the asker where their case stands. It is mrkdwn.
func lineState(v caseView) string {
	c := v.Case
	owner, team := v.name(c.Owner), escape(v.team())
	switch c.State {
	case escalation.Queued:
		return v.waits() +
			" Your question waits for them; you need not ask again."
	case escalation.Paging:
		return linePaging(v)
	case escalation.Exhausted:
		return "Nobody of " + team + " who was asked could take your question yet. It stays " +
			"open, they are reminded every day, and you need not ask again."
	case escalation.Claimed:
		has := fmt.Sprintf("%s has your question (since %s).", owner, v.at(c.ClaimedAt))
		if !c.AnsweredAt.IsZero() || len(c.Answers) > 0 {
			return has + reminded(v) // how long a first answer takes says nothing about the next
		}
		return strings.TrimSpace(has + " " + usualWait(v.UsualWait))
	case escalation.Snoozed:
		if c.Owner == "" {
			return fmt.Sprintf("%s has put your question off until %s. Then somebody is asked again.",
				team, v.at(c.Until))
		}
		return fmt.Sprintf("%s has your question, and comes back to it %s.", owner, v.at(c.Until))
	case escalation.Waiting:
		if v.Listed {
			return fmt.Sprintf("%s has asked you something, and waits for your reply.", owner)
		}
		return fmt.Sprintf("%s has asked you something. Please reply in this thread.", owner)
	case escalation.Answered:
		return fmt.Sprintf("%s answered you %s. "+
			"Please say with *Solved* or *Not yet* whether it helped.", v.helpers(), v.at(c.AnsweredAt))
	}
	return lineEnd(v)
}

// reminded says that the owner was reminded of what the asker wrote after an answer.
func reminded(v caseView) string {
	if !v.Case.Reminded || v.Case.AnsweredAt.IsZero() {
		return ""
	}
	return " I have reminded them of what you wrote."
}

// linePaging is lineState while somebody is asked.
func linePaging(v caseView) string {
	if len(v.Case.OnCall) == 0 {
		return "Your question is with " + escape(v.team()) +
			": nobody has it now, and the next ones are asked in a moment."
	}
	return strings.TrimSpace(fmt.Sprintf("Your question is with %s: %s %s asked to take it. %s %s",
		escape(v.team()), v.asked(), was(len(v.Case.OnCall)), v.goesOn(), usualWait(v.UsualWait)))
}

// lineEnd is lineState of a case that has ended.
func lineEnd(v caseView) string {
	c := v.Case
	at := v.at(c.ClosedAt)
	switch c.State {
	case escalation.Resolved:
		if c.ByCard {
			return "✓ Solved " + at + " by the steps that you found."
		}
		return fmt.Sprintf("✓ Solved %s, with the help of %s.", v.at(helpedAt(c)), v.helpers())
	case escalation.Settled:
		if len(c.Answers) == 0 && c.AnsweredAt.IsZero() {
			return "Closed " + at + ", because I heard nothing more from you."
		}
		if c.Aged {
			return fmt.Sprintf("Closed %s, because it was open for too long: %s answered you.", at, v.helpers())
		}
		return fmt.Sprintf("Closed %s: %s answered, and I heard nothing more from you.", at, v.helpers())
	case escalation.Unanswered:
		return fmt.Sprintf("Closed %s without an answer%s: nobody of %s could help in time. I am sorry.",
			at, that(len(c.Answers) > 0), escape(v.team()))
	case escalation.Withdrawn:
		return "You took this question back " + at + "."
	}
	return "Your question is on its way to " + escape(v.team()) + "."
}

// lineHint says below the asker's line what words in its thread do.
func lineHint(v caseView) string {
	c := v.Case
	switch {
	case c.State == escalation.Waiting:
		return "Your reply goes to " + v.Names.of(string(c.Owner)) + "."
	case c.State.Open():
		return saidReplyToAdd
	case c.State == escalation.Withdrawn || c.ByCard || !v.Now.Before(v.reopens()):
		return ""
	}
	return "If you need more, reply in this thread: that opens the question again."
}

// pleaseTake asks people to take the case, and notifies them. It is mrkdwn.
func pleaseTake(v caseView, users []escalation.User) string {
	who := mentions(users)
	switch {
	case who == "":
		return escape(capital(v.team())) + ", please take this question, or answer in this thread."
	case slices.Contains(users, escalation.Here):
		return who + ", who can take this question? Please take it, or answer in this thread."
	case len(users) > 1:
		return who + ", please take this question, whoever of you can first, or answer in this thread."
	case v.target() == escalation.AskOnCall:
		return who + ", you are on call: please take this question, or answer in this thread."
	}
	return who + ", please take this question, or answer in this thread."
}

// target is whom the step asks that the case is in.
func (v caseView) target() escalation.Target {
	steps := v.Case.Policy.OrDefault().Steps
	if i := v.Case.Step; i >= 0 && i < len(steps) {
		return steps[i].Ask
	}
	return escalation.AskOnCall
}

// reopens is until when words open an ended case again.
func (v caseView) reopens() time.Time { return v.Case.ClosedAt.Add(v.Case.Policy.OrDefault().Reopen) }

// goesOn says how long those who were asked have, and what happens then.
func (v caseView) goesOn() string {
	p := v.Case.Policy.OrDefault()
	i := min(max(v.Case.Step, 0), len(p.Steps)-1)
	then := "the next ones are asked"
	if i == len(p.Steps)-1 && v.Case.Loop >= p.Repeat {
		then = "it stays open for everybody"
	}
	return "If nobody takes it within " + outcome.About(p.Steps[i].Wait) + ", " + then + "."
}

// askedShown is how many people a sentence names.
const askedShown = 5

// asked names the people who were asked, escaped.
func (v caseView) asked() string {
	var out []string
	for _, u := range v.Case.OnCall {
		switch {
		case u == escalation.Here:
			out = append(out, "everybody in the team's channel")
		case len(out) < askedShown:
			out = append(out, v.name(u))
		}
	}
	if more := len(v.Case.OnCall) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	if len(out) == 0 {
		return unknownName
	}
	return list(out)
}

// wrote are the experts whose words reached the asker, in the order of their first; where none are
// known it is the owner.
func (v caseView) wrote() []escalation.User {
	var who []escalation.User
	for _, a := range v.Case.Answers {
		if !slices.Contains(who, a.By) {
			who = append(who, a.By)
		}
	}
	if len(who) == 0 {
		who = append(who, v.Case.Owner)
	}
	return who
}

// helpers names them, escaped.
func (v caseView) helpers() string { return v.Names.list(v.wrote()) }

func answers(by []escalation.User) string {
	if len(by) == 1 {
		return "answer"
	}
	return "answers"
}

// hasLeft says that the owner is no longer there to be asked.
func hasLeft(v caseView) string {
	if !v.Case.Left {
		return ""
	}
	return v.name(v.Case.Owner) + " is no longer with the company; whoever can help may take it."
}
