package bot

import (
	"context"
	"encoding/json"

	"howto/escalation"

	"github.com/slack-go/slack"
)

// neverSent tells people what it means that a row was given up. Of an answer that the asker never got
// nothing may say that they did: the case takes it back, and its author and owner are asked to find
// another way.
func (b *Bot) neverSent(ctx context.Context, o escalation.Outgoing, why error) {
	var e escalation.ToAsker
	if o.Kind != escalation.OutToAsker || json.Unmarshal(o.Body, &e) != nil {
		return
	}
	c, err := b.Cases.Case(ctx, o.Case)
	if err == nil && !c.Deaf && !e.Asks && c.Relayed(e.Message) {
		_, err = b.removed(ctx, c.ID, e.Message)
	}
	if err != nil {
		b.Log.ErrorContext(ctx, "an answer that was not sent still counts as one", "case", o.Case, "err", err)
	}
	if err != nil || c.Deaf { // of an asker who has left, the team knows
		return
	}
	to := c.Root
	if to.Thread == "" {
		to = escalation.Place{Channel: "dm:" + string(e.By)}
	}
	b.queueOrLog(ctx, "unsent:"+o.Key, post{Via: viaMessage, Channel: to.Channel, Thread: to.Thread,
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
	says := who + ", this answer did not reach " + asker + ", so the question is not answered yet."
	if e.Asks {
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
