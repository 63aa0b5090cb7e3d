package bot

import (
	"context"
	"fmt"
	"slices"

	"howto/escalation"
)

// tellOutsider says to somebody who does not belong to a case's team, once, that what they write in its thread
// reaches only the people there, and who can send it on. It stands in the thread, where those read it too.
func (b *Bot) tellOutsider(ctx context.Context, ev inner, c escalation.Case) error {
	if escalation.User(ev.User) == c.Asker {
		return nil // they need not reach themselves
	}
	can := sendsOn(c)
	b.people.learn(ctx, append(userIDs(can), ev.User, string(c.Asker))...)
	says := staysHere(caseView{Case: c, Team: b.teamName(c.Team), Names: b.people.name}, escalation.User(ev.User), can)
	return b.queue(ctx, "outsider:"+c.ID+":"+ev.User, post{
		Via: viaMessage, Channel: ev.Channel, Thread: ev.ThreadTS, Message: says,
	})
}

// sendsOnShown is how many people are named who can send words on.
const sendsOnShown = 3

// sendsOn are who to turn to for sending words on to the asker: the owner, or those who were asked by name.
func sendsOn(c escalation.Case) []escalation.User {
	if c.Owner != "" && !c.Left {
		return []escalation.User{c.Owner}
	}
	named := slices.DeleteFunc(slices.Clone(c.OnCall), func(u escalation.User) bool { return u == escalation.Here })
	return named[:min(len(named), sendsOnShown)]
}

// staysHere tells an outsider that their words did not reach the asker, and what to do about it.
func staysHere(v caseView, by escalation.User, can []escalation.User) message {
	who := v.Names.list(can)
	if who == "" {
		who = "Anybody of " + escape(v.team())
	}
	return newMessage(sectionMrkdwn(fmt.Sprintf("%s, only people of %s reach %s from this thread, so your words stay here. "+
		"%s can send them on: More actions on your message, then *Send to the asker*.",
		v.name(by), escape(v.team()), v.name(v.Case.Asker), who)))
}
