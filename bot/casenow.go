package bot

import (
	"fmt"

	"howto/escalation"
)

// refusal is what a press on a case is answered with when it changed nothing: that it did not, and
// what is the case now.
func refusal(why escalation.Reason, c escalation.Case, who names) string {
	switch why {
	case escalation.NotOfTeam:
		return "Only people of the team that has this question can do that. " + caseNow(c, who)
	case escalation.NotTheAsker:
		return "Only the person who asked can press this."
	case escalation.NotTheOwner:
		return "Only the person who has this question can do that. " + caseNow(c, who)
	case escalation.TakenAlready:
		return fmt.Sprintf("%s has this question already.", who.of(string(c.Owner)))
	case escalation.YoursAlready:
		return "You have this question already. Reply in the thread and the asker gets your words."
	case escalation.OwnQuestion:
		return fmt.Sprintf("%s asked this. Choose somebody else who can answer it.", who.of(string(c.Asker)))
	case escalation.ClosedCase:
		return "This question is closed already. " + caseNow(c, who)
	case escalation.NotAnswered:
		return "There is no answer to judge yet. " + caseNow(c, who)
	case escalation.OldButton:
		return "Somebody was faster. " + caseNow(c, who)
	case escalation.NotWaiting:
		return "There is nothing to hurry or to put off. " + caseNow(c, who)
	case escalation.NobodyThere:
		return "Nobody can be reached now, not even after hours. Your question waits, and you need not ask again."
	case escalation.SamePlace:
		if c.State == escalation.Paging && len(c.OnCall) == 1 && c.OnCall[0] != escalation.Here {
			return fmt.Sprintf("%s is asked already. %s", who.of(string(c.OnCall[0])), caseNow(c, who))
		}
		return "It is there already. " + caseNow(c, who)
	case escalation.BadTime:
		return "That time cannot be. Choose one that is still to come, and not too far away."
	case escalation.SentAlready:
		return fmt.Sprintf("%s has these words already.", who.of(string(c.Asker)))
	default:
		return "Nothing changed. " + caseNow(c, who)
	}
}

// caseNow says in one plain sentence where a case stands.
func caseNow(c escalation.Case, who names) string {
	owner, asker := who.of(string(c.Owner)), who.of(string(c.Asker))
	switch c.State {
	case escalation.Queued:
		return "The question waits until somebody can be asked."
	case escalation.Paging:
		return "The question waits for somebody to take it."
	case escalation.Exhausted:
		return "Nobody who was asked has taken the question yet."
	case escalation.Claimed:
		return owner + " has the question."
	case escalation.Snoozed:
		return "The question is put off for a while."
	case escalation.Waiting:
		return fmt.Sprintf("%s has the question and waits for a reply by %s.", owner, asker)
	case escalation.Answered:
		return fmt.Sprintf("The question is answered, and waits for a word by %s.", asker)
	case escalation.Resolved:
		return asker + " said that it is solved."
	case escalation.Settled:
		return asker + " said nothing more."
	case escalation.Withdrawn:
		return asker + " took it back."
	case escalation.Unanswered:
		return "It was open for too long."
	}
	return "The question has moved on."
}
