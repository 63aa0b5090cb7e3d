package escalation

import (
	"slices"
	"time"
)

// What [TellTeam] can say that the asker pressed.
const (
	TellSolved    = "solved"
	TellNotYet    = "not yet"
	TellWithdrawn = "withdrawn"
	TellByCard    = "by card" // an asset helped meanwhile
)

// The ledger's kinds that [Record] carries. A test holds them to the ledger's own names.
const (
	handedOver = "handed over"
	queued     = "queued"
	paged      = "paged"
	claimed    = "claimed"
	answered   = "answered"
	followUp   = "follow-up"
	notYet     = "not yet"
	resolved   = "resolved"
	withdrawn  = "withdrawn"
	solved     = "solved"
)

// lookAgain is how long a queued case waits when nobody knows the start of the next shift.
const lookAgain = time.Hour

// Next returns c after ev, which happened at now, and what follows from it. It is the whole rule of
// escalation: it reads no clock, changes nothing that c refers to, and leaves Version to the store.
//
// An event that c has no use for gives c back as it was with a single [Refuse] that says why.
// Otherwise Seq rises by one exactly when the effects hold [ShowRoot] or [ShowLine]. Effects come in
// the order in which people should see them: new messages, then the two that always show the
// present state, then what the ledger keeps.
func Next(c Case, ev Event, now time.Time) (Case, []Effect) {
	switch ev := ev.(type) {
	case Opened:
		return opened(c, ev, now)
	case Due:
		return due(c, ev, now)
	case Claim:
		return claim(c, ev, now)
	case Reply:
		return reply(c, ev, now)
	case AskerReply:
		return askerReply(c, ev)
	case Solve:
		return solve(c, ev, now)
	case NotYet:
		return notYetHelped(c, ev)
	case Withdraw:
		return withdraw(c, ev, now)
	case CardHelped:
		return cardHelped(c, ev, now)
	default:
		return refuse(c, "", Unexpected)
	}
}

func opened(c Case, ev Opened, now time.Time) (Case, []Effect) {
	if c.State != "" {
		return refuse(c, "", OpenAlready)
	}
	c.OpenedAt = now
	if len(ev.OnCall) == 0 {
		c.State = Queued
		c = await(c, ev.NextShift, now)
		return show(c, Record{Kind: handedOver, By: c.Asker}, Record{Kind: queued})
	}
	c.State = Paging
	c.OnCall = slices.Clone(ev.OnCall)
	return show(c, Record{Kind: handedOver, By: c.Asker}, Record{Kind: paged})
}

func due(c Case, ev Due, now time.Time) (Case, []Effect) {
	if c.State != Queued || ev.Timer.Kind != ShiftStart || !carries(c, ev.Timer) {
		return refuse(c, "", OldTimer)
	}
	if len(ev.OnCall) == 0 {
		before := c.Until
		c = await(c, ev.NextShift, now)
		if c.Until.Equal(before) {
			return c, nil
		}
		return show(c)
	}
	c = settle(c)
	c.State = Paging
	c.OnCall = slices.Clone(ev.OnCall)
	return after(Page{Users: slices.Clone(ev.OnCall)}, c, Record{Kind: paged})
}

func claim(c Case, ev Claim, now time.Time) (Case, []Effect) {
	if why := notForExpert(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case c.Owner == ev.By:
		return refuse(c, ev.By, YoursAlready)
	case c.Owner != "":
		return refuse(c, ev.By, TakenAlready)
	case !ev.Member:
		return refuse(c, ev.By, NotOfTeam)
	}
	return show(own(c, ev.By, now), Record{Kind: claimed, By: ev.By})
}

// reply relays what the owner writes. The first member to write in a case that nobody has becomes
// its owner, except the asker: their own words are no answer to them. An owner who has left the
// team since is still heard, because the asker waits for that person.
func reply(c Case, ev Reply, now time.Time) (Case, []Effect) {
	if why := notForExpert(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case c.Owner != ev.By && !ev.Member:
		return refuse(c, ev.By, NotOfTeam)
	case c.Owner != ev.By && (c.Owner != "" || c.Asker == ev.By):
		return refuse(c, ev.By, NotTheOwner)
	}
	relay := ToAsker{By: ev.By, Message: ev.Message}
	said := Record{Kind: answered, By: ev.By}
	if c.State == Answered {
		return c, []Effect{relay, said}
	}
	var records []Effect
	if c.Owner == "" {
		c = own(c, ev.By, now)
		records = append(records, Record{Kind: claimed, By: ev.By})
	}
	c.State = Answered
	if c.AnsweredAt.IsZero() {
		c.AnsweredAt = now
	}
	return after(relay, c, append(records, said)...)
}

func askerReply(c Case, ev AskerReply) (Case, []Effect) {
	if why := notForAsker(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	relay := ToTeam{By: ev.By, Ping: c.Owner, Message: ev.Message}
	said := Record{Kind: followUp, By: ev.By}
	if c.State != Answered {
		return c, []Effect{relay, said}
	}
	c.State = Claimed
	return after(relay, c, said)
}

func solve(c Case, ev Solve, now time.Time) (Case, []Effect) {
	if why := notToJudge(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	c = settle(c)
	c.State = Resolved
	c.ClosedAt = now
	return after(TellTeam{What: TellSolved}, c, Record{Kind: resolved, By: ev.By})
}

func notYetHelped(c Case, ev NotYet) (Case, []Effect) {
	if why := notToJudge(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	c.State, c.AnsweredAt = Claimed, time.Time{}
	return after(TellTeam{What: TellNotYet, Ping: c.Owner}, c, Record{Kind: notYet, By: ev.By})
}

func withdraw(c Case, ev Withdraw, now time.Time) (Case, []Effect) {
	if why := notForAsker(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	tell := stop(c, TellWithdrawn)
	c = settle(c)
	c.State = Withdrawn
	c.ClosedAt = now
	return after(tell, c, Record{Kind: withdrawn, By: ev.By})
}

func cardHelped(c Case, ev CardHelped, now time.Time) (Case, []Effect) {
	if why := notForAsker(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	tell := stop(c, TellByCard)
	c = settle(c)
	c.State, c.ByCard = Resolved, true
	c.ClosedAt = now
	return after(tell, c, Record{Kind: solved, By: ev.By, Asset: ev.Asset})
}

// stop tells the team that there is nothing left to do. It mentions the owner only while they are at
// work on the case: those who were merely asked or who have answered have nothing to stop.
func stop(c Case, what string) TellTeam {
	tell := TellTeam{What: what}
	if c.State == Claimed {
		tell.Ping = c.Owner
	}
	return tell
}

// closed says why nobody can act on c, or nothing when they can.
func closed(c Case) Reason {
	switch c.State {
	case Queued, Paging, Claimed, Answered:
		return ""
	case Resolved, Withdrawn:
		return ClosedCase
	}
	return Unexpected
}

// notForExpert says why by cannot act on c as an expert, whoever they are. Nobody cannot: an owner
// without a name would be no owner.
func notForExpert(c Case, by User) Reason {
	if by == "" {
		return Unexpected
	}
	return closed(c)
}

// notForAsker says why by cannot act on c as its asker, or nothing when they can.
func notForAsker(c Case, by User) Reason {
	if why := closed(c); why != "" {
		return why
	}
	if c.Asker != by {
		return NotTheAsker
	}
	return ""
}

// notToJudge says why by cannot say whether an answer helped, or nothing when they can. Once there is
// an answer it can be judged whatever was said after it: a "thanks!" takes nothing away.
func notToJudge(c Case, by User) Reason {
	if why := notForAsker(c, by); why != "" {
		return why
	}
	if c.Owner == "" || c.AnsweredAt.IsZero() {
		return NotAnswered
	}
	return ""
}

// own gives c to an expert: whatever waited for somebody to take it is over.
func own(c Case, by User, now time.Time) Case {
	c = settle(c)
	c.State, c.Owner, c.ClaimedAt = Claimed, by, now
	return c
}

// settle drops what c was waiting for.
func settle(c Case) Case {
	c.Timers = nil
	c.Until = time.Time{}
	return c
}

// await arms the timer for the next shift. A start that is unknown or already past would fire at
// once and for ever, so the case looks again after a while instead.
func await(c Case, next, now time.Time) Case {
	c.Until = next
	at := next
	if !at.After(now) {
		at = now.Add(lookAgain)
	}
	epoch := 1
	kept := make([]Timer, 0, len(c.Timers)+1)
	for _, t := range c.Timers {
		if t.Kind == ShiftStart {
			epoch = t.Epoch + 1
			continue
		}
		kept = append(kept, t)
	}
	c.Timers = append(kept, Timer{Kind: ShiftStart, Epoch: epoch, Due: at})
	return c
}

// carries reports whether c still has the timer; its due time may have been rounded on the way.
func carries(c Case, t Timer) bool {
	return slices.ContainsFunc(c.Timers, func(u Timer) bool {
		return u.Kind == t.Kind && u.Epoch == t.Epoch
	})
}

// show raises Seq and brings both standing messages up to date, then records.
func show(c Case, records ...Effect) (Case, []Effect) {
	c.Seq++
	return c, append([]Effect{ShowRoot{}, ShowLine{}}, records...)
}

// after is show with a new message before it.
func after(message Effect, c Case, records ...Effect) (Case, []Effect) {
	c, shown := show(c, records...)
	return c, append([]Effect{message}, shown...)
}

func refuse(c Case, to User, why Reason) (Case, []Effect) {
	return c, []Effect{Refuse{To: to, Why: why}}
}
