package escalation

import (
	"slices"
	"time"
)

// The ledger's kinds that [Record] carries. A test holds them to the ledger's own names.
const (
	handedOver = "handed over"
	queued     = "queued"
	paged      = "paged"
	exhausted  = "exhausted"
	claimed    = "claimed"
	released   = "released"
	passedOn   = "passed on"
	snoozed    = "snoozed"
	askedBack  = "asked back"
	answered   = "answered"
	retracted  = "retracted" // the last answer was deleted
	followUp   = "follow-up"
	notYet     = "not yet"
	reopened   = "reopened"
	resolved   = "resolved"
	settled    = "settled"
	unanswered = "unanswered"
	withdrawn  = "withdrawn"
	solved     = "solved"
	rerouted   = "rerouted"
)

// Next returns c after ev, which happened at now, and what follows from it. It is the whole rule of
// escalation: it reads no clock, changes nothing that c refers to, and leaves Version to the store.
//
// An event that c has no use for gives c back as it was with a single [Refuse] that says why.
// Otherwise Seq rises by one exactly when the effects hold [ShowRoot] or [ShowLine]. Effects come in
// the order in which people should see them: new messages, then the two that always show the
// present state, then what the ledger keeps.
func Next(c Case, ev Event, now time.Time) (Case, []Effect) {
	if _, opens := ev.(Opened); !opens && c.State == "" {
		return refuse(c, "", Unexpected)
	}
	switch ev := ev.(type) {
	case Opened:
		return opened(c, ev, now)
	case Due:
		return due(c, ev, now)
	case Delivered:
		return delivered(c, ev, now)
	case Undelivered:
		return undelivered(c, ev, now)
	case Said:
		return said(c, ev, now)
	case AskNext:
		return askNext(c, ev, now)
	case Urgent:
		return urgent(c, ev, now)
	case Reroute:
		return reroute(c, ev, now)
	case Gone:
		return gone(c, ev, now)
	case Mend:
		return mend(c, ev, now)
	}
	return byPerson(c, ev, now)
}

// byPerson is Next for what experts and the asker do with a case that is under way.
func byPerson(c Case, ev Event, now time.Time) (Case, []Effect) {
	switch ev := ev.(type) {
	case Claim:
		return claim(c, ev, now)
	case StillOnIt:
		return stillOnIt(c, ev, now)
	case NothingToAdd:
		return nothingToAdd(c, ev, now)
	case Release:
		return release(c, ev, now)
	case PassOn:
		return passOn(c, ev)
	case Snooze:
		return snooze(c, ev, now)
	case AskBack:
		return askBack(c, ev, now)
	case Reply:
		return reply(c, ev, now)
	case SendOn:
		return sendOn(c, ev, now)
	case Edited:
		return edited(c, ev)
	case Deleted:
		return deleted(c, ev, now)
	case AskerReply:
		return askerReply(c, ev, now)
	case Solve:
		return solve(c, ev, now)
	case NotYet:
		return notYetHelped(c, ev, now)
	case Withdraw:
		return withdraw(c, ev, now)
	case CardHelped:
		return cardHelped(c, ev, now)
	default:
		return refuse(c, "", Unexpected)
	}
}

// due lets a timer of c fire, unless c has moved on since it was armed.
func due(c Case, ev Due, now time.Time) (Case, []Effect) {
	if !c.State.Open() || !c.carries(ev.Timer) {
		return refuse(c, "", OldTimer)
	}
	switch ev.Timer.Kind {
	case TooOld:
		return tooOld(c, now)
	case AskerLate:
		return askerLate(c, now)
	case Silence:
		return silence(c, now)
	}
	if ev.Duty.Team != c.Team {
		return refuse(c, "", OldTimer)
	}
	switch ev.Timer.Kind {
	case ShiftStart:
		return shiftStart(c, ev.Duty, now)
	case StepOver:
		return stepOver(c, ev, now)
	case Recall:
		return recall(c, ev.Duty, now)
	case Remind:
		return remind(c, ev.Duty, now)
	case Wake:
		return wake(c, ev.Duty, now)
	}
	return refuse(c, "", OldTimer)
}

// reopenable reports whether c has ended so lately that words open it again.
func reopenable(c Case, now time.Time) bool {
	switch c.State {
	case Resolved, Settled, Unanswered:
		return !c.ByCard && !c.Deaf && now.Sub(c.ClosedAt) < c.Policy.OrDefault().Reopen
	}
	return false
}

// notForExpert says why by cannot act on c as an expert, or nothing when they can. Who was asked by
// name counts as one of the team. Nobody does not: an owner without a name would be no owner.
func notForExpert(c Case, by User, member bool) Reason {
	switch {
	case by == "":
		return Unexpected
	case !c.State.Open():
		return ClosedCase
	case by != c.Owner && !member && !c.asked(by):
		return NotOfTeam
	}
	return ""
}

// notForOwner says why by cannot act on c as its owner; while nobody owns it, any expert may.
func notForOwner(c Case, by User, member bool) Reason {
	if why := notForExpert(c, by, member); why != "" {
		return why
	}
	if !c.free() && c.Owner != by {
		return TakenAlready
	}
	return ""
}

// notForAsker says why by cannot act on c as its asker, or nothing when they can.
func notForAsker(c Case, by User) Reason {
	switch {
	case !c.State.Open():
		return ClosedCase
	case c.Asker != by:
		return NotTheAsker
	}
	return ""
}

// show raises Seq and brings both standing messages up to date, then records.
func show(c Case, records ...Effect) (Case, []Effect) {
	c.Seq++
	return c, append([]Effect{ShowRoot{}, ShowLine{}}, records...)
}

// after is show with new messages before it.
func after(messages []Effect, c Case, records ...Effect) (Case, []Effect) {
	c, shown := show(c, records...)
	return c, append(slices.Clone(messages), shown...)
}

func refuse(c Case, to User, why Reason) (Case, []Effect) {
	return c, []Effect{Refuse{To: to, Why: why}}
}
