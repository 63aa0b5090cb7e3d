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
	v := caseView{Case: c, Team: b.teamName(c.Team), Names: b.people.name}
	by, can := escalation.User(ev.User), sendsOn(c)
	b.people.learn(ctx, append(userIDs(can), ev.User, string(c.Asker))...)
	key, says := "outsider:"+c.ID+":"+ev.User, staysHere(v, by, can)
	if elsewhere(c, escalation.Place{Channel: ev.Channel, Thread: ev.ThreadTS}) {
		key, says = "moved:"+c.ID+":"+c.Team+":"+ev.User, wentOn(v, by)
	}
	return b.queue(ctx, key, post{Via: viaMessage, Channel: ev.Channel, Thread: ev.ThreadTS, Message: says})
}

// elsewhere reports whether the people who have c do not read the thread: it is that of a team which had c
// before, or of a card in somebody's direct messages.
func elsewhere(c escalation.Case, thread escalation.Place) bool {
	return thread != c.Root && (c.Moved > 0 || thread.Channel != c.Root.Channel)
}

// wentOn tells somebody who writes where a question was asked before who has it now. Nobody there can send
// their words on.
func wentOn(v caseView, by escalation.User) message {
	return newMessage(sectionMrkdwn(fmt.Sprintf("%s, this question is with %s now, so your words stay here and do not "+
		"reach %s. If they would help, please write to %s.",
		v.name(by), escape(v.team()), v.name(v.Case.Asker), escape(v.team()))))
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
