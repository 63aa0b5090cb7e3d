package escalation

import "time"

// end closes c.
func end(c Case, s State, now time.Time, tell TellTeam, records ...Effect) (Case, []Effect) {
	c = c.still().disarm(TooOld)
	c.State, c.ClosedAt = s, now
	return after([]Effect{DropPages{}, tell}, c, records...)
}

func solve(c Case, ev Solve, now time.Time) (Case, []Effect) {
	why := notToJudge(c, ev.By, now)
	if c.State == Resolved {
		why = ClosedCase
	}
	if why != "" {
		return refuse(c, ev.By, why)
	}
	c.HelpedAt = now
	if n := len(c.Answers); n > 0 { // clocks may differ, and they have read it
		c.HelpedAt = latest(now, c.Answers[n-1].At)
	}
	return end(c, Resolved, now, TellTeam{What: TellSolved}, Record{Kind: resolved, By: ev.By})
}

// notYetHelped gives the case back to its owner. One that was taken for settled, or was said to be solved, goes on.
func notYetHelped(c Case, ev NotYet, now time.Time) (Case, []Effect) {
	if why := notToJudge(c, ev.By, now); why != "" {
		return refuse(c, ev.By, why)
	}
	if !c.State.Open() {
		c = c.reopened(now)
	}
	c.AnsweredAt, c.HelpedAt = time.Time{}, time.Time{}
	if c.State == Answered && c.Reminded && !c.free() {
		return notYetToOthers(c, ev.By, now)
	}
	if !c.free() || c.State == Answered || c.State == Claimed {
		c = back(c, now)
	}
	tell := TellTeam{What: TellNotYet}
	if u := c.pinged(); u != "" {
		tell.Ping = []User{u}
	}
	return after([]Effect{tell}, c, Record{Kind: notYet, By: ev.By})
}

// notYetToOthers gives the case to the team: its owner has been asked once more before, and gave no sign.
func notYetToOthers(c Case, by User, now time.Time) (Case, []Effect) {
	said := []Effect{TellTeam{What: TellNotYet}, TellTeam{What: TellForgotten, By: c.Owner}}
	return after(said, resume(c, now), Record{Kind: notYet, By: by}, Record{Kind: released})
}

// notToJudge says why by cannot say whether an answer helped, or nothing when they can. Once there is
// an answer it can be judged whatever was said after it, a "thanks!" takes nothing away; and the
// asker's word counts even after their silence was taken for an end, or after they said that it was solved.
func notToJudge(c Case, by User, now time.Time) Reason {
	if (c.State == Settled || c.State == Resolved) && reopenable(c, now) && c.Asker == by && !c.AnsweredAt.IsZero() {
		return ""
	}
	if why := notForAsker(c, by); why != "" {
		return why
	}
	if c.AnsweredAt.IsZero() {
		return NotAnswered
	}
	return ""
}

// withdraw ends the case because its asker needs no answer any more. Where they had said that it is solved, that stands;
// of whoever is forgotten only the ledger says so.
func withdraw(c Case, ev Withdraw, now time.Time) (Case, []Effect) {
	if why := notForAsker(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case c.HelpedAt.IsZero():
		return end(c, Withdrawn, now, stop(c, TellWithdrawn), Record{Kind: withdrawn, By: ev.By})
	case ev.Forgotten:
		return end(c, Withdrawn, now, stop(c, TellWithdrawn), Record{Kind: settled})
	}
	return settle(c, now, stop(c, TellSolved))
}

func cardHelped(c Case, ev CardHelped, now time.Time) (Case, []Effect) {
	if why := notForAsker(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	tell := stop(c, TellByCard)
	c.ByCard = true
	return end(c, Resolved, now, tell, Record{Kind: solved, By: ev.By, Asset: ev.Asset})
}

// stop tells the team that there is nothing left to do. It mentions the owner only while they are at
// work on the case: those who were merely asked or who have answered have nothing to stop.
func stop(c Case, what Tale) TellTeam {
	tell := TellTeam{What: what}
	switch c.State {
	case Claimed, Waiting, Snoozed:
		if u := c.pinged(); u != "" {
			tell.Ping = []User{u}
		}
	}
	return tell
}

// settle ends a case whose asker says nothing more. That is not counted as solved, but takes nothing away from it
// either, where they had said so before they wrote once more.
func settle(c Case, now time.Time, tell TellTeam) (Case, []Effect) {
	state := Settled
	if !c.HelpedAt.IsZero() {
		state = Resolved
	}
	return end(c, state, now, tell, Record{Kind: settled})
}

// silence takes it for an end that the asker says nothing of an answer.
func silence(c Case, now time.Time) (Case, []Effect) {
	if c.State != Answered {
		return refuse(c, "", OldTimer)
	}
	if c.unheard(now) {
		return c.arm(Silence, now.Add(lookAgain)), nil
	}
	return settle(c, now, TellTeam{What: TellSettled})
}

// tooOld closes a case that has been open for as long as a case may be, and says so to everybody. One
// with an answer has been settled by it, whoever had the last word.
func tooOld(c Case, now time.Time) (Case, []Effect) {
	switch {
	case c.State == Answered:
		return settle(c, now, TellTeam{What: TellSettled})
	case c.hasAnswer():
		c.Aged = true
		return settle(c, now, stop(c, TellTooOld))
	}
	c.Aged = true
	c, effects := end(c, Unanswered, now, stop(c, TellTooOld), Record{Kind: unanswered})
	return c, append([]Effect{Alarm{Why: TellTooOld}}, effects...)
}

// mend arms what a case lacks to go on by itself. It finds nothing unless a fault of the program, or a
// release before this one, has left the case without.
func mend(c Case, ev Mend, now time.Time) (Case, []Effect) {
	if !c.State.Open() {
		return refuse(c, "", ClosedCase)
	}
	if !Lacks(c, ev.Unsent) {
		return refuse(c, "", AllWell)
	}
	if !c.has(TooOld) {
		c = c.arm(TooOld, latest(now, c.oldest()))
	}
	if n, lacking := c.lacking(ev.Unsent); lacking {
		c.Told = c.Told || n.kind == StepOver
		c = c.arm(n.kind, latest(now.Add(n.after(c.Policy.OrDefault())), c.Until))
	}
	return c, nil
}

// A need is the timer that moves a case on from a state, and how long after it was found missing it
// is due.
type need struct {
	state State
	kind  TimerKind
	after func(Policy) time.Duration
}

// lacking is what c needs and does not have. While people are being asked, the word of Slack that they
// are does instead.
func (c Case) lacking(unsent bool) (need, bool) {
	for _, n := range needs {
		if c.State == n.state {
			return n, !c.has(n.kind) && (n.kind != StepOver || c.Told || unsent)
		}
	}
	return need{}, false
}

var needs = []need{
	{Queued, ShiftStart, func(Policy) time.Duration { return 0 }},
	{Paging, StepOver, func(Policy) time.Duration { return 0 }},
	{Exhausted, Recall, func(Policy) time.Duration { return 0 }},
	{Claimed, Remind, func(p Policy) time.Duration { return p.Remind }},
	{Snoozed, Wake, func(Policy) time.Duration { return 0 }},
	{Waiting, AskerLate, func(p Policy) time.Duration { return p.Patience }},
	{Answered, Silence, func(p Policy) time.Duration { return p.Settle }},
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
