package bot

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"howto/escalation"
)

// Short sentences that need nothing filled in.
const (
	saidContinues     = "Continued in the next message."
	saidCut           = "The rest follows in the message itself."
	saidNothingToRead = "There is nothing to read here."
	saidNoWords       = "(no words)"
	saidReplyToAdd    = "Reply in this thread to add something."

	saidQueueEmpty = "No question is waiting for you."
)

// doneLine says in one line of mrkdwn who did what, and when: "✓ Marked as solved by Amira Haddad,
// today at 14:02". It takes the place of the buttons that were pressed. Only what is solved gets the
// check mark.
func doneLine(who, what string, when time.Time) string {
	mark := ""
	if what == didSolve {
		mark = "✓ "
	}
	return fmt.Sprintf("%s%s by %s, %s", mark, escape(capital(what)), escape(who), moment(when, nil))
}

// capital writes s with a capital letter first.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// list joins names the way people do: "Dana, Elif and Finn".
func list(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// was is the verb that goes with n people.
func was(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// usualWait says how long an answer usually takes, or nothing when that is not known.
func usualWait(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return "An answer usually takes " + roughly(d) + "."
}

// rootState says in the team's channel where a case stands. It is mrkdwn.
func rootState(v caseView) string {
	c := v.Case
	asker, owner := v.name(c.Asker), v.name(c.Owner)
	switch c.State {
	case escalation.Queued:
		return "Nobody is on call now. " + v.back() + " Whoever can help may take it before."
	case escalation.Paging:
		if v.Mention {
			return v.called() + ", you are on call: please take this question, " +
				"or answer in this thread."
		}
		return fmt.Sprintf("%s %s asked. Nobody has taken it yet. It came in %s.",
			v.asked(), was(len(c.OnCall)), v.at(c.OpenedAt))
	case escalation.Claimed:
		return fmt.Sprintf("%s has it (since %s). What %s writes in this thread goes to %s.",
			owner, v.at(c.ClaimedAt), owner, asker)
	case escalation.Answered:
		return fmt.Sprintf("%s answered %s. %s has not said yet whether it helped.",
			owner, v.at(c.AnsweredAt), asker)
	case escalation.Resolved:
		if c.ByCard {
			return fmt.Sprintf("✓ Solved: %s found the steps in the library %s. There is nothing left to do.",
				asker, v.at(c.ClosedAt))
		}
		return fmt.Sprintf("✓ Solved: %s said %s that the answer by %s helped.",
			asker, v.at(c.ClosedAt), owner)
	case escalation.Withdrawn:
		return fmt.Sprintf("%s took the question back %s. There is nothing left to do.",
			asker, v.at(c.ClosedAt))
	}
	return "This question is being handed over."
}

// lineState says to the asker where their case stands. It is mrkdwn.
func lineState(v caseView) string {
	c := v.Case
	owner := v.name(c.Owner)
	switch c.State {
	case escalation.Queued:
		return "Nobody is on call now. " + v.back() +
			" Your question waits for them; you need not ask again."
	case escalation.Paging:
		return strings.TrimSpace(fmt.Sprintf("Your question is with %s: %s %s asked to take it. %s",
			escape(v.team()), v.asked(), was(len(c.OnCall)), usualWait(v.UsualWait)))
	case escalation.Claimed:
		has := fmt.Sprintf("%s has your question (since %s).", owner, v.at(c.ClaimedAt))
		if !c.AnsweredAt.IsZero() {
			return has // an answer came; how long the first one takes says nothing about the next
		}
		return strings.TrimSpace(has + " " + usualWait(v.UsualWait))
	case escalation.Answered:
		return fmt.Sprintf("%s answered you %s. "+
			"Please say with *Solved* or *Not yet* whether it helped.", owner, v.at(c.AnsweredAt))
	case escalation.Resolved:
		if c.ByCard {
			return "✓ Solved " + v.at(c.ClosedAt) + " by the steps that you found."
		}
		return fmt.Sprintf("✓ Solved %s, with the help of %s.", v.at(c.ClosedAt), owner)
	case escalation.Withdrawn:
		return "You took this question back " + v.at(c.ClosedAt) + "."
	}
	return "Your question is on its way to " + escape(v.team()) + "."
}

// greeting asks a person what they need, by the first word of their name where it is known.
func greeting(name string) string {
	words := strings.Fields(clean(name))
	if len(words) == 0 || name == unknownName {
		return "How can I help you?"
	}
	return "How can I help you, " + cut(words[0], nameLimit) + "?"
}
