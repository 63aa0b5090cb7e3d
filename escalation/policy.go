package escalation

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Here stands for everybody who is present in the team's channel. It is nobody's id: it can be
// asked, but it owns nothing and nothing is counted for it.
const Here User = "!here"

// A Target says whom a step of a policy asks.
type Target string

// The targets. People are found when the step asks, not when the case opens, so that a handoff in
// between asks whoever has come on.
const (
	AskOnCall  Target = "on-call" // of those on call, the one who has had the least to do lately
	AskPeople  Target = "people"  // the people that the step names
	AskTeam    Target = "team"    // everybody of the team
	AskChannel Target = "channel" // everybody who is present in the team's channel
)

// A PolicyStep asks some people and says how long they have to take the case.
type PolicyStep struct {
	Ask    Target
	People []User        // for AskPeople
	Wait   time.Duration // until the next step; counted from when Slack has taken the message
}

// AfterHours says what becomes of a question while the team's hours are over.
type AfterHours string

// What may be done after hours.
const (
	QueueAfterHours AfterHours = "queue"          // it waits until the team is back
	PageAfterHours  AfterHours = "page"           // all steps ask as if it were day
	FollowTheSun    AfterHours = "follow the sun" // only who is on call is asked; with nobody on call it waits
)

// A Policy says in which order a team is asked, and how long everything may take. A case carries
// the policy that its team had when it opened; later changes do not touch it.
type Policy struct {
	Steps      []PolicyStep
	Repeat     int // how often all steps are gone through again before the case is exhausted
	AfterHours AfterHours

	Remind   time.Duration // an owner who has not answered is asked whether they still have it
	Release  time.Duration // after that, without a sign, the case goes on to the next step
	Patience time.Duration // the asker is reminded of a question back; after as long again it is closed
	Settle   time.Duration // an answer of which the asker says nothing closes the case
	Reopen   time.Duration // for how long after its end the asker's words open a case again
	MaxAge   time.Duration // no case stays open for longer
}

// Limits of a policy.
const (
	maxSteps  = 10
	maxRepeat = 5
	maxWait   = 150 * time.Hour // what GoAlert allows too: 9,000 minutes
)

// DefaultPolicy asks who is on call, then the whole team, twice. The times are those that support
// desks settled on: a quarter of an hour to react, and three days of silence before an answer is
// taken to have ended it, which is also when the ledger counts an ask as silent.
func DefaultPolicy() Policy {
	return Policy{
		Steps: []PolicyStep{
			{Ask: AskOnCall, Wait: 15 * time.Minute},
			{Ask: AskTeam, Wait: 30 * time.Minute},
		},
		Repeat: 1, AfterHours: QueueAfterHours,
		Remind: 2 * time.Hour, Release: 2 * time.Hour, Patience: 24 * time.Hour,
		Settle: 72 * time.Hour, Reopen: 7 * 24 * time.Hour, MaxAge: 14 * 24 * time.Hour,
	}
}

// OrDefault is p, or the default policy when p has no steps: a team without one of its own, and a case
// from before there were policies, go by that.
func (p Policy) OrDefault() Policy {
	if len(p.Steps) == 0 {
		return DefaultPolicy()
	}
	return p
}

// Check returns every fault of p, each in words for the operator.
func (p Policy) Check() error {
	var faults []error
	fault := func(form string, args ...any) { faults = append(faults, fmt.Errorf(form, args...)) }
	if n := len(p.Steps); n < 1 || n > maxSteps {
		fault("there are %d steps; write 1 to %d", n, maxSteps)
	}
	for i, s := range p.Steps {
		if s.Wait < time.Minute || s.Wait > maxWait {
			fault("step %d waits %s; write 1m to %.0fh", i+1, s.Wait, maxWait.Hours())
		}
		switch s.Ask {
		case AskOnCall, AskTeam, AskChannel:
		case AskPeople:
			if len(s.People) == 0 {
				fault("step %d asks people and names none", i+1)
			}
		default:
			fault("step %d asks %q; write on-call, people, team or channel", i+1, s.Ask)
		}
	}
	if p.Repeat < 0 || p.Repeat > maxRepeat {
		fault("it is repeated %d times; write 0 to %d", p.Repeat, maxRepeat)
	}
	switch p.AfterHours {
	case QueueAfterHours, PageAfterHours, FollowTheSun:
	default:
		fault("after hours it does %q; write queue, page or follow the sun", p.AfterHours)
	}
	for _, d := range []struct {
		name string
		d    time.Duration
	}{
		{"remind", p.Remind}, {"release", p.Release}, {"patience", p.Patience},
		{"settle", p.Settle}, {"reopen", p.Reopen}, {"max_age", p.MaxAge},
	} {
		if d.d < time.Minute {
			fault("%s is %s; write at least 1m", d.name, d.d)
		}
	}
	return errors.Join(faults...)
}

// A Duty says whom a team could ask at one moment by the steps of a policy. It is found outside of
// [Next], because who is there changes with schedules, load and Slack.
type Duty struct {
	Team string // whose duty it is
	// Asks holds for each step whom it would ask now, first things first; empty is nobody.
	Asks   [][]User
	Closed bool      // the team's hours are over
	Next   time.Time // when somebody can next be asked; zero: unknown
}

// nobody reports whether no step would ask anybody.
func (d Duty) nobody() bool {
	return !slices.ContainsFunc(d.Asks, func(who []User) bool { return len(who) > 0 })
}

// partial reports whether somebody who would be asked is not because the team's hours are over, and it
// is known when others can be.
func (d Duty) partial(now time.Time) bool {
	return d.Closed && d.Next.After(now) && slices.ContainsFunc(d.Asks, func(who []User) bool {
		return len(who) == 0
	})
}

// others reports whether a step would ask anybody but exactly these.
func (d Duty) others(than []User) bool {
	return slices.ContainsFunc(d.Asks, func(who []User) bool {
		return len(who) > 0 && !sameUsers(who, than)
	})
}

// sameUsers reports whether both name the same people, in whatever order.
func sameUsers(a, b []User) bool {
	return slices.Equal(each(a), each(b))
}

// asks is whom step i would ask.
func (d Duty) asks(i int) []User {
	if i < 0 || i >= len(d.Asks) {
		return nil
	}
	return d.Asks[i]
}

// First is whom the first step that would ask anybody would ask.
func (d Duty) First() []User {
	for _, who := range d.Asks {
		if len(who) > 0 {
			return who
		}
	}
	return nil
}
