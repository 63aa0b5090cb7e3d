package bot

import (
	"context"
	"encoding/json"
	"fmt"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// neverSent tells people what it means that a row was given up. Of an answer that the asker never got
// nothing may say that they did: the case takes it back, and its author and owner are asked to find
// another way. It comes before the row is dropped and may be done again; after an error the row must stay.
func (b *Bot) neverSent(ctx context.Context, o escalation.Outgoing, why error) error {
	var e escalation.ToAsker
	if o.Kind != escalation.OutToAsker || json.Unmarshal(o.Body, &e) != nil {
		return nil
	}
	c, err := b.Cases.Case(ctx, o.Case)
	if err != nil && b.Missing(err) {
		return nil
	}
	if err == nil && !c.Deaf && !e.Asks && c.Relayed(e.Message) {
		var step escalation.Step
		step, err = b.Desk.Advance(ctx, "unsent:"+o.Key, c.ID, escalation.Deleted{Message: e.Message})
		c = step.Case
	}
	if err != nil {
		return fmt.Errorf("take back an answer that was not sent: %w", err)
	}
	if c.Deaf { // of an asker who has left, the team knows
		return nil
	}
	to := c.Root
	if to.Thread == "" {
		to = escalation.Place{Channel: "dm:" + string(e.By)}
	}
	return b.queue(ctx, "unsent-note:"+o.Key, post{Via: viaMessage, Channel: to.Channel, Thread: to.Thread,
		Message: notReached(c, e, b.people.name, refusedAs(why))})
}

// notReached says, to who wrote it and to who has the case, that words did not reach the asker. Code is
// Slack's, empty where it gave none.
func notReached(c escalation.Case, e escalation.ToAsker, names names, code string) message {
	who := mention(string(e.By))
	if c.Owner != "" && c.Owner != e.By && !c.Left {
		who += " " + mention(string(c.Owner))
	}
	asker := escape(names.of(string(c.Asker)))
	says := who + ", this answer did not reach " + asker + "."
	switch {
	case !e.Asks && c.State.Open() && c.AnsweredAt.IsZero():
		says = who + ", this answer did not reach " + asker + ", so the question is not answered yet."
	case e.Asks:
		says = who + ", this question did not reach " + asker + "."
	}
	cause := "Slack did not take it for a day."
	if code != "" {
		cause = "Slack refuses it (`" + escape(code) + "`)."
	}
	head := sectionMrkdwn(says + " " + cause + " Please tell " + asker + " in another way.")
	return newMessage(append([]slack.Block{head},
		quoted(cut(oneLine(fromSlack(e.Message.Text)), quoteShown))...)...)
}
