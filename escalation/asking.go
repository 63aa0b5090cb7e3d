package escalation

import (
	"slices"
	"time"
)

const (
	// lookAgain is how long a case waits where nobody knows for how long it should.
	lookAgain = 30 * time.Minute
	// recallEvery is how often a team is told of a case that nobody wants.
	recallEvery = 24 * time.Hour
	// damp is how long a case that was given back stays silent: whoever takes it again at once should
	// not have woken anybody. Grafana OnCall waits as long.
	damp = 10 * time.Second
	// lateAfter is from when on a timer that fires late means that this program was away.
	lateAfter = 5 * time.Minute
)

func opened(c Case, ev Opened, now time.Time) (Case, []Effect) {
	switch {
	case c.State != "":
		return refuse(c, "", OpenAlready)
	case ev.Duty.Team != c.Team:
		return refuse(c, "", Unexpected)
	}
	c.OpenedAt, c.Step = now, -1
	c = c.arm(TooOld, now.Add(c.Policy.OrDefault().MaxAge))
	c, effects := ask(c, request{duty: ev.Duty, byRoot: true}, now)
	first := slices.IndexFunc(effects, isRecord)
	return c, slices.Insert(effects, first, Effect(Record{Kind: handedOver, By: c.Asker}))
}

func isRecord(e Effect) bool { _, ok := e.(Record); return ok }

// A request is how a case looks for people.
type request struct {
	duty   Duty
	from   int  // the step to begin with
	late   bool // this program was away
	byRoot bool // the root message is not there yet and can ask
}

// ask asks the people of the first step from r.from on that would ask anybody, going round as often
// as the policy says. A step that would ask nobody is passed at once. With nobody in any step the
// case is queued; at the end of the policy it is exhausted, unless some could not be asked because
// the team's hours are over: then it waits for them.
func ask(c Case, r request, now time.Time) (Case, []Effect) {
	if r.duty.nobody() {
		return queue(c, r.duty, now)
	}
	p := c.Policy.OrDefault()
	for i := r.from; ; i++ {
		if i >= len(p.Steps) {
			switch {
			case c.Loop < p.Repeat:
			case r.duty.partial(now):
				return queue(c, r.duty, now)
			default:
				return exhaust(c, r.duty, now)
			}
			c.Loop++
			i = 0
		}
		who := r.duty.asks(i)
		// After an outage whoever was asked last has had their time: others are asked if there are any.
		again := r.late && sameUsers(who, c.OnCall) && r.duty.others(c.OnCall)
		if len(who) > 0 && !again {
			c.Step = i
			return page(c, who, r)
		}
	}
}

// page asks who. The clock of the step begins when Slack has taken the message.
func page(c Case, who []User, r request) (Case, []Effect) {
	c = c.still()
	c.State, c.Owner, c.Left, c.OnCall = Paging, "", false, slices.Clone(who)
	c.Page++
	c.Told, c.ByRoot = false, r.byRoot
	record := Record{Kind: paged, Users: slices.Clone(who), AfterHours: r.duty.Closed}
	if r.byRoot {
		return show(c, record)
	}
	return after([]Effect{Page{Users: slices.Clone(who), Page: c.Page, Late: r.late}}, c, record)
}

// queue lets c wait until somebody can be asked.
func queue(c Case, d Duty, now time.Time) (Case, []Effect) {
	c = c.still()
	c.State, c.Owner, c.Left, c.OnCall = Queued, "", false, nil
	c.Loop, c.Step, c.ByRoot = 0, -1, false
	c = await(c, d, now)
	var alarm []Effect
	if c.Until.IsZero() {
		alarm = []Effect{Alarm{Why: TellNobody}}
	}
	return after(alarm, c, Record{Kind: queued})
}

// await arms the timer for when somebody can be asked. Whoever keeps the timers brings it forward when
// somebody comes on call earlier. Not all that brings somebody back is a hand-off, and one may be missed, so a case
// that has nobody looks again meanwhile. One whose people have been asked does not: it would ask them twice.
func await(c Case, d Duty, now time.Time) Case {
	c.Until, c.AfterHours = d.Next, d.Closed
	at := d.Next
	if !at.After(now) { // unknown, or past, which would fire at once and for ever
		c.Until, at = time.Time{}, now.Add(lookAgain)
	}
	if d.nobody() {
		at = earliest(at, now.Add(lookAgain))
	}
	return c.arm(ShiftStart, at)
}

// shiftStart begins with the first step: whoever has come on has not been asked.
func shiftStart(c Case, d Duty, now time.Time) (Case, []Effect) {
	if !d.nobody() {
		return ask(c, request{duty: d}, now)
	}
	before := c
	c = await(c, d, now)
	if c.Until.Equal(before.Until) && c.AfterHours == before.AfterHours {
		return c, nil
	}
	return show(c)
}

// stepOver goes on to the next step. The time that this program was away for counts as one step.
func stepOver(c Case, ev Due, now time.Time) (Case, []Effect) {
	late := now.Sub(ev.Timer.Due) > lateAfter
	return ask(c, request{duty: ev.Duty, from: c.Step + 1, late: late}, now)
}

// exhaust stops asking. The case stays in view: silence would lose it.
func exhaust(c Case, d Duty, now time.Time) (Case, []Effect) {
	c = c.still()
	c.State, c.Owner, c.Left = Exhausted, "", false
	at := now.Add(recallEvery)
	if d.Closed && d.Next.After(now) {
		at = earliest(at, d.Next) // an urgent one, at night: the morning is when the team comes
	}
	c = c.arm(Recall, at)
	return after([]Effect{TellTeam{What: TellExhausted}, Alarm{Why: TellExhausted}}, c,
		Record{Kind: exhausted, AfterHours: d.Closed})
}

// recall tells the team once a day, in its hours, that a case is still open.
func recall(c Case, d Duty, now time.Time) (Case, []Effect) {
	switch {
	case d.Next.After(now) && (d.Closed || d.nobody()):
		return c.arm(Recall, d.Next), nil
	case d.nobody():
		return c.arm(Recall, now.Add(lookAgain)), nil
	}
	c = c.arm(Recall, now.Add(recallEvery))
	return c, []Effect{TellTeam{What: TellStillOpen, Ping: slices.Clone(d.First())}}
}

// resume looks for people again after a moment, from the step after the one that asked last. The
// timer does it, because only then is it known who is there.
func resume(c Case, at time.Time) Case {
	c = c.still()
	c.State, c.Owner, c.Left = Paging, "", false
	c.OnCall, c.Loop, c.ByRoot, c.Told = nil, 0, false, true
	c.Step = c.beforeNext()
	return c.arm(StepOver, at)
}

// beforeNext is the step after which to go on: the one that asked last, or -1 when that was the last
// of all, so that the first comes next.
func (c Case) beforeNext() int {
	if c.Step >= len(c.Policy.OrDefault().Steps)-1 {
		return -1
	}
	return c.Step
}

// delivered starts the clock of the step.
func delivered(c Case, ev Delivered, now time.Time) (Case, []Effect) {
	if c.State != Paging || c.Told || ev.Page != c.Page {
		return refuse(c, "", OldPage)
	}
	c.Told = true
	return c.arm(StepOver, now.Add(c.wait())), nil
}

// wait is how long the people asked last have.
func (c Case) wait() time.Duration {
	steps := c.Policy.OrDefault().Steps
	return steps[min(max(c.Step, 0), len(steps)-1)].Wait
}

// undelivered goes on at once: those people were never asked.
func undelivered(c Case, ev Undelivered, now time.Time) (Case, []Effect) {
	if c.State != Paging || c.Told || ev.Page != c.Page {
		return refuse(c, "", OldPage)
	}
	c.Told = true
	return c.arm(StepOver, now), nil
}

// askNext ends the time of the people asked last.
func askNext(c Case, ev AskNext, now time.Time) (Case, []Effect) {
	if why := notForExpert(c, ev.By, ev.Member); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case c.State != Paging && c.State != Exhausted:
		return refuse(c, ev.By, NotWaiting)
	case ev.Seq != c.Seq:
		return refuse(c, ev.By, OldButton)
	case c.State == Exhausted:
		c.Step = -1
		return after([]Effect{DropPages{}}, resume(c, now))
	}
	c.Told = true
	return after([]Effect{DropPages{}}, c.arm(StepOver, now))
}

// urgent asks people although the team's hours are over, now and for the rest of this case.
func urgent(c Case, ev Urgent, now time.Time) (Case, []Effect) {
	if why := notForAsker(c, ev.By); why != "" {
		return refuse(c, ev.By, why)
	}
	switch {
	case c.State != Queued || ev.Duty.Team != c.Team:
		return refuse(c, ev.By, NotWaiting)
	case ev.Duty.nobody():
		return refuse(c, ev.By, NobodyThere)
	}
	c.Policy = c.Policy.OrDefault()
	c.Policy.AfterHours = PageAfterHours
	return ask(c, request{duty: ev.Duty}, now)
}

// reroute begins anew with another team, by its policy.
func reroute(c Case, ev Reroute, now time.Time) (Case, []Effect) {
	switch {
	case ev.By == "" || ev.Duty.Team == "" || ev.Channel == "":
		return refuse(c, ev.By, Unexpected)
	case !c.State.Open():
		return refuse(c, ev.By, ClosedCase)
	case ev.By != c.Asker && notForExpert(c, ev.By, ev.Member) != "":
		return refuse(c, ev.By, NotOfTeam)
	case ev.Duty.Team == c.Team:
		return refuse(c, ev.By, SamePlace)
	}
	old := c.Root
	c = c.still()
	c.Team, c.Policy, c.Root = ev.Duty.Team, ev.Policy, Place{Channel: ev.Channel}
	c.Loop, c.Step, c.Owner, c.Left = 0, -1, "", false
	c.AnsweredAt, c.HelpedAt = time.Time{}, time.Time{}
	c.OnCall, c.Moved = nil, c.Seq+1
	c, effects := ask(c, request{duty: ev.Duty, byRoot: true}, now)
	effects = slices.Insert(effects, slices.IndexFunc(effects, isRecord),
		Effect(Record{Kind: rerouted, By: ev.By}))
	leaving := []Effect{DropPages{}}
	if old.Thread != "" {
		leaving = append(leaving, LeaveRoot{Root: old, Team: c.Team})
	}
	return c, append(leaving, effects...)
}
