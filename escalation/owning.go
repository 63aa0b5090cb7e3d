package escalation

import "time"

func claim(c Case, ev Claim, now time.Time) (Case, []Effect) {
	if ev.By == "" {
		return refuse(c, ev.By, Unexpected)
	}
	switch {
	case !c.State.Open():
		return refuse(c, ev.By, ClosedCase)
	case c.Owner == ev.By:
		return refuse(c, ev.By, YoursAlready)
	case !c.free():
		return refuse(c, ev.By, TakenAlready)
	case !ev.Member && !c.asked(ev.By):
		return refuse(c, ev.By, NotOfTeam)
	}
	if c.State == Answered {
		// The asker has yet to judge what somebody wrote who has left since: that goes on.
		c.Owner, c.Left, c.ClaimedAt, c.Reminded = ev.By, false, now, false
	} else {
		c = own(c, ev.By, now)
	}
	return after([]Effect{DropPages{}}, c, Record{Kind: claimed, By: ev.By})
}

// own gives c to an expert: whatever waited for somebody to take it is over.
func own(c Case, by User, now time.Time) Case {
	c = c.still()
	c.State, c.Owner, c.Left, c.ClaimedAt = Claimed, by, false, now
	return c.arm(Remind, now.Add(c.Policy.OrDefault().Remind))
}

// back gives c to the owner it has, or to the team when that person has left.
func back(c Case, now time.Time) Case {
	if c.free() {
		return resume(c, now)
	}
	c = c.still()
	c.State = Claimed
	return c.arm(Remind, now.Add(c.Policy.OrDefault().Remind))
}

// remind asks the owner for a sign. When there is none, a case without an answer goes to others, and
// one that has an answer waits for its asker again: what they wrote may have been thanks. Neither
// happens while the team's hours are over, unless its people are asked at all hours, nor the second before Slack
// has taken the reminder.
func remind(c Case, d Duty, now time.Time) (Case, []Effect) {
	if c.State != Claimed {
		return refuse(c, "", OldTimer)
	}
	if d.Closed && d.Next.After(now) && c.Policy.AfterHours != PageAfterHours {
		return c.arm(Remind, d.Next), nil
	}
	switch {
	case !c.Reminded:
		return nudge(c, now)
	case c.unheard(now):
		return c.arm(Remind, now.Add(lookAgain)), nil
	case c.hasAnswer():
		return answerStands(c, "", now)
	}
	lost := c.Owner
	return after([]Effect{TellTeam{What: TellForgotten, By: lost}}, resume(c, now),
		Record{Kind: released})
}

// nudge reminds the owner. Who wrote after an answer reads that they did.
func nudge(c Case, now time.Time) (Case, []Effect) {
	c.Reminded, c.Unheard = true, now
	c = c.arm(Remind, now.Add(c.Policy.OrDefault().Release))
	asks := []Effect{Nudge{User: c.Owner}}
	if c.hasAnswer() {
		return after(asks, c)
	}
	return c, asks
}

// answerStands leaves c with the answer that it has, for its asker to judge: by has nothing to add, or, where
// by is empty, its owner gave no sign.
func answerStands(c Case, by User, now time.Time) (Case, []Effect) {
	c = c.still()
	c.State, c.Reminded, c.Unheard = Answered, by == "", now
	c = c.arm(Silence, now.Add(c.Policy.OrDefault().Settle))
	return after([]Effect{NudgeAsker{Judge: true, By: by}}, c)
}

func nothingToAdd(c Case, ev NothingToAdd, now time.Time) (Case, []Effect) {
	if why := notForExpert(c, ev.By, ev.Member); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case ev.By == c.Asker: // they have Solved and Not yet
		return refuse(c, ev.By, NotTheOwner)
	case c.State == Answered:
		return refuse(c, ev.By, SamePlace)
	case c.free() || c.State != Claimed && c.State != Snoozed:
		return refuse(c, ev.By, NotWaiting)
	case !c.hasAnswer():
		return refuse(c, ev.By, NotAnswered)
	}
	return answerStands(c, ev.By, now)
}

func stillOnIt(c Case, ev StillOnIt, now time.Time) (Case, []Effect) {
	switch {
	case ev.By == "":
		return refuse(c, ev.By, Unexpected)
	case !c.State.Open():
		return refuse(c, ev.By, ClosedCase)
	case ev.By != c.Owner:
		return refuse(c, ev.By, NotTheOwner)
	case c.State != Claimed:
		return refuse(c, ev.By, NotWaiting)
	}
	shown := c.Reminded && c.hasAnswer()
	c.Reminded, c.Unheard = false, time.Time{}
	c = c.arm(Remind, now.Add(c.Policy.OrDefault().Remind))
	if shown {
		return show(c)
	}
	return c, nil
}

func release(c Case, ev Release, now time.Time) (Case, []Effect) {
	switch {
	case ev.By == "":
		return refuse(c, ev.By, Unexpected)
	case !c.State.Open():
		return refuse(c, ev.By, ClosedCase)
	case ev.By != c.Owner:
		return refuse(c, ev.By, NotTheOwner)
	case c.State == Answered:
		return refuse(c, ev.By, NotWaiting)
	}
	return after([]Effect{TellTeam{What: TellReleased, By: ev.By}}, resume(c, now.Add(damp)),
		Record{Kind: released, By: ev.By})
}

// passOn asks one person. Until they take it the case is nobody's, and when they do not, the policy
// goes on.
func passOn(c Case, ev PassOn) (Case, []Effect) {
	if why := notForOwner(c, ev.By, ev.Member); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case ev.To == "" || ev.To == Here:
		return refuse(c, ev.By, Unexpected)
	case ev.To == c.Asker:
		return refuse(c, ev.By, OwnQuestion)
	case !ev.ToMember:
		return refuse(c, ev.By, NotOfTeam)
	case ev.To == ev.By || ev.To == c.Owner || c.State == Paging && sameUsers(c.OnCall, []User{ev.To}):
		return refuse(c, ev.By, SamePlace)
	}
	c.Loop, c.Step = 0, c.beforeNext()
	c, effects := page(c, []User{ev.To}, request{})
	for i, e := range effects {
		if p, ok := e.(Page); ok {
			p.By = ev.By
			effects[i] = p
		}
	}
	effects = append([]Effect{DropPages{}}, effects...)
	return c, append(effects, Record{Kind: passedOn, By: ev.By})
}

// snooze puts c off to a time that its asker is told.
func snooze(c Case, ev Snooze, now time.Time) (Case, []Effect) {
	if why := notForOwner(c, ev.By, ev.Member); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case c.State == Answered || c.State == Waiting || c.State == Queued:
		return refuse(c, ev.By, NotWaiting)
	case !ev.Until.After(now) || ev.Until.After(c.oldest()):
		return refuse(c, ev.By, BadTime)
	}
	c = c.still()
	c.State, c.Until = Snoozed, ev.Until
	return after([]Effect{DropPages{}}, c.arm(Wake, ev.Until), Record{Kind: snoozed, By: ev.By})
}

// wake gives a case that was put off back to its owner, or asks the people of the same step again.
func wake(c Case, d Duty, now time.Time) (Case, []Effect) {
	if c.State != Snoozed {
		return refuse(c, "", OldTimer)
	}
	if c.free() {
		c.Left = false
		return ask(c, request{duty: d, from: max(c.Step, 0)}, now)
	}
	c = back(c, now)
	return after([]Effect{Nudge{User: c.Owner, Woke: true}}, c)
}

// gone takes a person out of the case who has left the company.
func gone(c Case, ev Gone, now time.Time) (Case, []Effect) {
	owned := c.Owner == ev.Who && !c.Left
	switch {
	case ev.Who == "":
		return refuse(c, "", Unexpected)
	case c.Asker == ev.Who && reopenable(c, now):
		return askerGoneAfter(c)
	case owned && reopenable(c, now):
		c.Left = true
		return c, nil
	case !c.State.Open():
		return refuse(c, "", ClosedCase)
	case c.Asker == ev.Who:
		return askerGone(c, now)
	case owned:
		return ownerGone(c, now)
	case c.State == Paging && len(c.OnCall) == 1 && c.asked(ev.Who):
		c.Told = true
		return c.arm(StepOver, now), []Effect{DropPages{}}
	}
	return refuse(c, "", NotTheOwner)
}

// askerGone ends the case, because nobody waits for it any more. An answer that it has is kept.
func askerGone(c Case, now time.Time) (Case, []Effect) {
	tell := stop(c, TellAskerGone)
	c.Deaf = true
	if c.AnsweredAt.IsZero() {
		return end(c, Withdrawn, now, tell, Record{Kind: withdrawn})
	}
	return settle(c, now, tell)
}

// askerGoneAfter keeps words from a case that has ended: nobody is there to read them. Where the root message
// says that they still go to the asker, it is drawn anew.
func askerGoneAfter(c Case) (Case, []Effect) {
	c.Deaf = true
	if c.State == Resolved {
		return c, nil
	}
	return show(c)
}

// ownerGone leaves an answer with the asker, who has yet to judge it, and brings everything else
// back to the team.
func ownerGone(c Case, now time.Time) (Case, []Effect) {
	if c.State == Answered {
		c.Left = true
		return c, nil
	}
	who := c.Owner
	return after([]Effect{TellTeam{What: TellGone, By: who}}, resume(c, now),
		Record{Kind: released})
}
