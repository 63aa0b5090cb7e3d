package escalation

import (
	"slices"
	"time"
)

// kept is how many relayed messages of each side a case remembers. What is relayed beyond that can
// no longer be edited.
const kept = 100

// reply takes what is written in the case's thread. What the owner writes reaches the asker; so does
// what the first expert writes in a case that nobody has, which makes them its owner, except the
// asker: their own words are no answer to them. Other experts are asked whether to send it on. Where the asker was
// asked something back, the question stands there as well, and what they write below it is their reply.
func reply(c Case, ev Reply, now time.Time) (Case, []Effect) {
	if reopenable(c, now) && ev.By != "" && (ev.By == c.Owner || ev.Member) && ev.By != c.Asker {
		return lateReply(c, ev, now)
	}
	if c.State == Waiting && ev.By != "" && ev.By == c.Asker {
		return repliedHere(c, ev.By, now)
	}
	if why := notForExpert(c, ev.By, ev.Member); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case c.answer(ev.Message) >= 0:
		return refuse(c, ev.By, SentAlready)
	case c.Owner == ev.By || c.free() && c.Asker != ev.By:
		return relay(c, ev.By, ev.By, ev.Message, now)
	case c.Asker == ev.By:
		return refuse(c, ev.By, NotTheOwner)
	}
	return c, []Effect{Offer{By: ev.By, Message: ev.Message}}
}

// repliedHere takes a reply that the asker wrote in the team's thread. The team reads it there; who waits for
// it may not follow the thread, and is called.
func repliedHere(c Case, asker User, now time.Time) (Case, []Effect) {
	var call []Effect
	if owner := c.pinged(); owner != "" {
		call = []Effect{TellTeam{What: TellReplied, Ping: []User{owner}}}
	}
	return after(call, back(c, now), Record{Kind: followUp, By: asker})
}

// lateReply relays what an expert adds after the end, where nothing was solved: it is an answer like any other.
// Once it is solved, the team talks about it among themselves.
func lateReply(c Case, ev Reply, now time.Time) (Case, []Effect) {
	switch {
	case c.answer(ev.Message) >= 0:
		return refuse(c, ev.By, SentAlready)
	case ev.By != c.Owner && !c.free() || c.State == Resolved:
		return c, []Effect{Offer{By: ev.By, Message: ev.Message}}
	}
	return relay(c.reopened(now), ev.By, ev.By, ev.Message, now)
}

// relay brings author's message to the asker: it is answered, and its owner is who owned it, else
// whoever sent it.
func relay(c Case, by, author User, m Message, now time.Time) (Case, []Effect) {
	before := c.State
	effects := []Effect{ToAsker{By: author, Message: m}}
	var records []Effect
	taken := c.free()
	if taken {
		c = own(c, by, now)
		effects = append([]Effect{DropPages{}}, effects...)
		records = append(records, Record{Kind: claimed, By: by})
	}
	records = append(records, Record{Kind: answered, By: author})
	c = c.still()
	c = c.remember(author, m, now)
	c.State, c.Unheard = Answered, now
	if c.AnsweredAt.IsZero() {
		c.AnsweredAt = now
	}
	c = c.arm(Silence, now.Add(c.Policy.OrDefault().Settle))
	if before == Answered && !taken {
		return c, append(effects, records...)
	}
	return after(effects, c, records...)
}

// remember keeps an answer, so that it can be edited, deleted, and made into an asset.
func (c Case) remember(by User, m Message, now time.Time) Case {
	c.Answers = append(slices.Clone(c.Answers), Answer{By: by, Message: m, At: now})
	if over := len(c.Answers) - kept; over > 0 {
		c.Answers = c.Answers[over:]
	}
	return c
}

// sendOn relays a message of the thread that does not reach the asker by itself.
func sendOn(c Case, ev SendOn, now time.Time) (Case, []Effect) {
	if ev.By == "" || ev.Author == "" {
		return refuse(c, ev.By, Unexpected)
	}
	if !c.State.Open() && !reopenable(c, now) {
		return refuse(c, ev.By, ClosedCase)
	}
	switch {
	case ev.By != c.Owner && !ev.Member && !c.asked(ev.By):
		return refuse(c, ev.By, NotOfTeam)
	case c.answer(ev.Message) >= 0 || ev.Author == c.Asker:
		return refuse(c, ev.By, SentAlready)
	case c.State == Resolved:
		c = c.remember(ev.Author, ev.Message, now)
		return c, []Effect{
			ToAsker{By: ev.Author, Message: ev.Message, Ended: true}, Record{Kind: answered, By: ev.Author},
		}
	case !c.State.Open():
		c = c.reopened(now)
	}
	return relay(c, ev.By, ev.Author, ev.Message, now)
}

// askBack relays a question to the asker and waits for what they say.
func askBack(c Case, ev AskBack, now time.Time) (Case, []Effect) {
	if why := notForOwner(c, ev.By, ev.Member); why != "" {
		return refuse(c, ev.By, why)
	}
	if c.Asker == ev.By {
		return refuse(c, ev.By, NotTheOwner)
	}
	effects := []Effect{ToAsker{By: ev.By, Message: ev.Message, Asks: true},
		ToTeam{By: ev.By, Message: ev.Message, Asks: true}}
	var records []Effect
	if c.free() {
		c = own(c, ev.By, now)
		effects = append([]Effect{DropPages{}}, effects...)
		records = append(records, Record{Kind: claimed, By: ev.By})
	}
	c = c.still()
	c.State, c.Unheard, c.Asks, c.AskedAt = Waiting, now, ev.Message.Text, now
	c = c.arm(AskerLate, now.Add(c.Policy.OrDefault().Patience))
	return after(effects, c, append(records, Record{Kind: askedBack, By: ev.By})...)
}

// askerLate reminds the asker once, and then takes their silence for an end.
func askerLate(c Case, now time.Time) (Case, []Effect) {
	if c.State != Waiting {
		return refuse(c, "", OldTimer)
	}
	switch {
	case c.unheard(now):
		return c.arm(AskerLate, now.Add(lookAgain)), nil
	case !c.Reminded:
		c.Reminded, c.Unheard = true, now
		return c.arm(AskerLate, now.Add(c.Policy.OrDefault().Patience)), []Effect{NudgeAsker{}}
	}
	return settle(c, now, TellTeam{What: TellSettled})
}

// askerReply relays what the asker writes. It answers a question back, says that an answer was not
// the end of it, and opens a case again that has ended lately.
func askerReply(c Case, ev AskerReply, now time.Time) (Case, []Effect) {
	reopens := c.Asker == ev.By && reopenable(c, now)
	if why := notForAsker(c, ev.By); why != "" && !reopens {
		return refuse(c, ev.By, why)
	}
	switch {
	case c.added(ev.Message) >= 0:
		return refuse(c, ev.By, SentAlready)
	case reopens:
		return reopenBy(c, ev, now)
	}
	relay := []Effect{ToTeam{By: ev.By, Ping: c.pinged(), Message: ev.Message}}
	said := Record{Kind: followUp, By: ev.By}
	c = c.add(ev.Message)
	if ev.Beside {
		c.BesideAt = now
	}
	if c.State != Answered && c.State != Waiting {
		return c, append(relay, said)
	}
	return after(relay, back(c, now), said)
}

// pinged is the owner as far as they can be called.
func (c Case) pinged() User {
	if c.Left {
		return ""
	}
	return c.Owner
}

// add keeps what the asker wrote, so that it can be edited and deleted.
func (c Case) add(m Message) Case {
	c.Added = append(slices.Clone(c.Added), m)
	if over := len(c.Added) - kept; over > 0 {
		c.Added = c.Added[over:]
	}
	return c
}

// reopenBy opens a case again with the asker's words.
func reopenBy(c Case, ev AskerReply, now time.Time) (Case, []Effect) {
	_, fell := c.standing()
	c = back(c.reopened(now), now).add(ev.Message)
	relay := []Effect{
		TellTeam{What: TellReopened}, ToTeam{By: ev.By, Ping: c.pinged(), Message: ev.Message},
	}
	records := []Effect{Record{Kind: reopened, By: ev.By}, Record{Kind: followUp, By: ev.By}}
	if fell { // by whom it was deleted after the end is not kept
		records = append(records, Record{Kind: retracted})
	}
	return after(relay, c, records...)
}

// reopened is a case that had ended as one that goes on: its age counts from now. An answer that it
// had, and that still stands, can be judged again, since words may well be thanks.
func (c Case) reopened(now time.Time) Case {
	c, _ = c.standing()
	c.State, c.ClosedAt, c.Aged = Claimed, time.Time{}, false
	c.OpenedAt = now
	return c.arm(TooOld, now.Add(c.Policy.OrDefault().MaxAge))
}

// edited changes the copy of a message that was relayed.
func edited(c Case, ev Edited) (Case, []Effect) {
	if c.Outdated(ev.Message) {
		return refuse(c, ev.By, OldWords)
	}
	if i := c.answer(ev.Message); i >= 0 {
		if c.Answers[i].By != ev.By {
			return refuse(c, ev.By, NotRelayed)
		}
		c.Answers = slices.Clone(c.Answers)
		c.Answers[i].Message = ev.Message
		return c, []Effect{Revise{By: ev.By, Message: ev.Message, ToAsker: true}}
	}
	if i := c.added(ev.Message); i >= 0 && ev.By == c.Asker {
		c.Added = slices.Clone(c.Added)
		c.Added[i] = ev.Message
		return c, []Effect{Revise{By: ev.By, Message: ev.Message}}
	}
	return refuse(c, ev.By, NotRelayed)
}

// deleted takes back the copy of a message that was relayed, and posts a root message, or an asker's
// status line, that is gone anew. An open case that has no answer left for its asker to judge is unanswered
// again; one that was solved by what is gone is not solved.
func deleted(c Case, ev Deleted, now time.Time) (Case, []Effect) {
	m := Message{Channel: ev.Message.Channel, TS: ev.Message.TS}
	if i := c.answer(m); i >= 0 {
		return answerDeleted(c, i, now)
	}
	if i := c.added(m); i >= 0 {
		c.Added, c.BesideAt = slices.Delete(slices.Clone(c.Added), i, i+1), time.Time{}
		return c, []Effect{Retract{By: c.Asker, Message: m}}
	}
	for _, standing := range []*Place{&c.Root, &c.Line} {
		if m.TS != "" && *standing == (Place{Channel: m.Channel, Thread: m.TS}) && c.State.Open() {
			standing.Thread = ""
			return show(c)
		}
	}
	return refuse(c, "", NotRelayed)
}

func answerDeleted(c Case, i int, now time.Time) (Case, []Effect) {
	gone := c.Answers[i]
	c.Answers = slices.Delete(slices.Clone(c.Answers), i, i+1)
	gone.Message.Text = ""
	effects := []Effect{Retract{By: gone.By, Message: gone.Message, ToAsker: true}}
	if !c.State.Open() {
		return c, effects
	}
	c, fell := c.standing()
	if !fell {
		return c, effects
	}
	if c.State == Answered && !c.hasAnswer() {
		c = back(c, now)
	}
	return after(effects, c, Record{Kind: retracted, By: gone.By})
}

// standing takes from c what rested on answers that stand no more, and reports whether anything did: that it has
// one to judge, and that it is solved, of which a newer answer says nothing.
func (c Case) standing() (_ Case, fell bool) {
	switch {
	case c.hasAnswer() && !c.toJudge():
		c.AnsweredAt, c.HelpedAt = time.Time{}, time.Time{}
	case !c.HelpedAt.IsZero() && !c.hasHelper():
		c.HelpedAt = time.Time{}
	default:
		return c, false
	}
	return c, true
}

// toJudge reports whether there is an answer that did not fail to help: the asker said *Not yet* of earlier ones.
func (c Case) toJudge() bool {
	return slices.ContainsFunc(c.Answers, func(a Answer) bool { return !a.At.Before(c.AnsweredAt) })
}

// hasHelper reports whether there is an answer of those that the asker had when they said that it is solved.
func (c Case) hasHelper() bool {
	return slices.ContainsFunc(c.Answers, func(a Answer) bool {
		return !a.At.Before(c.AnsweredAt) && !a.At.After(c.HelpedAt)
	})
}
