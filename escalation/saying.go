package escalation

import "time"

// longestOutage is for how long a message is believed to be on its way. After that its case goes on
// without Slack's word, so that a lost row cannot hold it.
const longestOutage = 7 * 24 * time.Hour

// unheard reports whether the time of whoever should answer has not begun, because Slack has not taken
// what they should answer.
func (c Case) unheard(now time.Time) bool {
	return !c.Unheard.IsZero() && now.Sub(c.Unheard) < longestOutage
}

// said starts the clock of whoever should answer the message. A reminder that is lost is sent once more
// when its time has come again; what else is lost counts as said, so that the case goes on.
func said(c Case, ev Said, now time.Time) (Case, []Effect) {
	p := c.Policy.OrDefault()
	shown := false
	switch {
	case ev.What == OutNudge && c.State == Claimed && c.Reminded:
		c = c.arm(Remind, now.Add(p.Release))
		if ev.Lost {
			c.Reminded, shown = false, c.hasAnswer()
			c = c.arm(Remind, now.Add(p.Remind))
		}
	case c.State == Waiting && (ev.What == OutNudgeAsk || ev.What == OutToAsker && ev.Asks):
		c = c.arm(AskerLate, now.Add(p.Patience))
		c.AskedAt = now
		if ev.What == OutNudgeAsk && ev.Lost {
			c.Reminded = false
		}
	case c.State == Answered && (ev.What == OutNudgeAsk || ev.What == OutToAsker && !ev.Asks):
		c = c.arm(Silence, now.Add(p.Settle))
	default:
		return refuse(c, "", OldPage)
	}
	c.Unheard = time.Time{}
	if shown {
		return show(c)
	}
	return c, nil
}
