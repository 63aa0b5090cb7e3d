package escalation

import (
	"slices"
	"time"
)

// A User is a person's Slack id.
type User string

// A State is where a case stands.
type State string

// The states of a case. The last four are ends; of these only Withdrawn is for good: the asker's
// words, and an answer that comes after all, open the others again for a while.
const (
	Queued    State = "queued"    // nobody can be asked now; it waits until somebody can
	Paging    State = "paging"    // somebody was asked and nobody has it yet
	Exhausted State = "exhausted" // all steps asked in vain; it stays in view until somebody takes it
	Claimed   State = "claimed"   // one expert, the owner, has it
	Snoozed   State = "snoozed"   // put off until a time that the asker knows
	Waiting   State = "waiting"   // the owner has asked the asker something
	Answered  State = "answered"  // an answer reached the asker, who has not said whether it helped

	Resolved   State = "resolved"   // the asker said that it is solved
	Settled    State = "settled"    // the asker said nothing more for long enough
	Withdrawn  State = "withdrawn"  // the asker took it back
	Unanswered State = "unanswered" // it grew too old without an answer
)

// Open reports whether a case in this state still waits for something.
func (s State) Open() bool {
	switch s {
	case Resolved, Settled, Withdrawn, Unanswered:
		return false
	}
	return true
}

// A Place is where messages go: a channel, and the thread in it when Thread is not empty.
type Place struct{ Channel, Thread string }

// A Case is an ask that a person must answer.
type Case struct {
	ID       string
	Ask      string // the ask it came from
	Team     string
	Policy   Policy // as it was when the case came to the team
	State    State
	Asker    User
	Question string   // the asker's own words
	Offered  []string // titles of what the bot had already shown

	Origin Place // where the asker reads; Channel is "dm:USER" until the direct message is open
	Line   Place // the asker's status line, once Slack confirmed it: Thread is its timestamp
	Root   Place // the root message in the team's channel; Thread is empty until Slack confirmed it
	Moved  int   // Seq when it came to this team from another; older root messages are the other's

	Owner    User   // who claimed it; empty before
	Left     bool   // the owner is no longer with the company
	Deaf     bool   // the asker is no longer with the company: nothing opens the case again
	ByCard   bool   // Resolved by a card that the asker found meanwhile, not by an answer
	OnCall   []User // who was asked last and has not declined
	Step     int    // which step of the policy asked last; 0 is the first, -1 none yet
	Loop     int    // how often the steps were repeated
	Page     int    // how often anybody was asked; messages that ask carry it
	ByRoot   bool   // the root message itself asks OnCall
	Told     bool   // Slack has taken the message that asks OnCall
	Reminded bool   // whoever has the word was reminded that it is theirs; Answered: the owner was, and gave no sign
	// Unheard is since when what the owner or the asker should answer has been on its way to Slack: their
	// time begins when it is there. It is zero when it is, or nothing is.
	Unheard time.Time `json:",omitzero"`
	// Asks is what the owner asked the asker, and AskedAt since when they can read it, or were reminded of it.
	// Both are empty unless it is Waiting.
	Asks    string    `json:",omitempty"`
	AskedAt time.Time `json:",omitzero"`
	// BesideAt is when words of the asker last went on that do not stand in the thread of the case; zero once they
	// took some back.
	BesideAt time.Time `json:",omitzero"`
	Seq      int       // rises with every change that people see; buttons carry it

	AfterHours bool `json:",omitempty"` // Queued: it waits because the team's hours are over

	Until      time.Time // Queued, Snoozed: when it goes on; zero when unknown
	OpenedAt   time.Time
	ClaimedAt  time.Time // when the present owner took it
	AnsweredAt time.Time // when the answer came that waits for the asker's word; zero without one
	ClosedAt   time.Time
	// HelpedAt is when the asker said that it is solved; zero when they have not, or said otherwise since, or the
	// answer of which they said so stands no more. Their words alone take nothing back: most are thanks.
	HelpedAt time.Time `json:",omitzero"`
	Aged     bool      `json:",omitempty"` // closed because it was open for too long

	Answers []Answer  // what experts wrote that reached the asker, oldest first
	Added   []Message // what the asker wrote that reached the team, oldest first

	Timers  []Timer // what is to happen by itself, at most one of each kind
	Epoch   int     // of the timer that was armed last
	Version int64   // kept by the store: compared and set
}

// An Answer is an expert's message that was relayed to the asker.
type Answer struct {
	By      User
	Message Message
	At      time.Time
}

// A TimerKind says what is due.
type TimerKind string

// The kinds of timers.
const (
	ShiftStart TimerKind = "shift start" // Queued: somebody can be asked again
	StepOver   TimerKind = "step"        // Paging: the people who were asked had their time
	Recall     TimerKind = "recall"      // Exhausted: the team is told that it is still open
	Remind     TimerKind = "remind"      // Claimed: the owner has given no sign
	Wake       TimerKind = "wake"        // Snoozed: the time has come
	AskerLate  TimerKind = "asker"       // Waiting: the asker has given no sign
	Silence    TimerKind = "silence"     // Answered: the asker has said nothing
	TooOld     TimerKind = "age"         // any: it has been open for too long
)

// A Timer is a moment at which a case moves by itself. It fires only while the case still carries
// a timer of its kind and epoch, so an old one cannot act on a case that has moved on. Epochs of one
// case never repeat.
type Timer struct {
	Kind  TimerKind
	Epoch int
	Due   time.Time
}

// asksPeople reports whether it matters to the timer who could be asked.
func (t Timer) asksPeople() bool {
	switch t.Kind {
	case TooOld, AskerLate, Silence:
		return false
	}
	return true
}

// A Message is what somebody wrote in Slack: where, and the text as Slack delivered it. Words from a
// form have no channel; their TS is the form's id.
type Message struct {
	Channel, TS, Text string
	// Edited is Slack's timestamp of when these words took the place of others; empty: never.
	Edited string `json:",omitempty"`
}

// Same reports whether m and o are one message, whatever it says now.
func (m Message) Same(o Message) bool {
	return m.TS != "" && m.Channel == o.Channel && m.TS == o.TS
}

// asked reports whether u was asked last, by name.
func (c Case) asked(u User) bool { return slices.Contains(c.OnCall, u) }

// CallsChannel reports whether those who were asked last are whoever is in the team's channel: a case cannot know
// who that is, so whoever brings an event says it as Member.
func (c Case) CallsChannel() bool { return c.asked(Here) }

// free reports whether nobody has the case who could still act on it.
func (c Case) free() bool { return c.Owner == "" || c.Left }

// hasAnswer reports whether the asker has an answer of which they have not said that it did not help.
func (c Case) hasAnswer() bool { return !c.AnsweredAt.IsZero() }

// Relayed reports whether m reached the other side.
func (c Case) Relayed(m Message) bool { return c.answer(m) >= 0 || c.added(m) >= 0 }

// Outdated reports whether m has come after newer words of the same message.
func (c Case) Outdated(m Message) bool {
	older := func(kept Message) bool { return m.Edited != "" && m.Edited < kept.Edited }
	if i := c.answer(m); i >= 0 {
		return older(c.Answers[i].Message)
	}
	i := c.added(m)
	return i >= 0 && older(c.Added[i])
}

// answer is where m stands among the answers, or -1.
func (c Case) answer(m Message) int {
	return slices.IndexFunc(c.Answers, func(a Answer) bool { return a.Message.Same(m) })
}

// added is where m stands among what the asker added, or -1.
func (c Case) added(m Message) int {
	return slices.IndexFunc(c.Added, m.Same)
}

// oldest is the moment at which c is closed for its age.
func (c Case) oldest() time.Time {
	for _, t := range c.Timers {
		if t.Kind == TooOld {
			return t.Due
		}
	}
	return c.OpenedAt.Add(c.Policy.OrDefault().MaxAge)
}

// carries reports whether c still has the timer; its due time may have been rounded on the way.
func (c Case) carries(t Timer) bool {
	return slices.ContainsFunc(c.Timers, func(u Timer) bool {
		return u.Kind == t.Kind && u.Epoch == t.Epoch
	})
}

// has reports whether c has a timer of that kind.
func (c Case) has(kind TimerKind) bool {
	return slices.ContainsFunc(c.Timers, func(u Timer) bool { return u.Kind == kind })
}

// arm sets the timer of that kind.
func (c Case) arm(kind TimerKind, due time.Time) Case {
	c = c.disarm(kind)
	c.Epoch++
	c.Timers = append(c.Timers, Timer{Kind: kind, Epoch: c.Epoch, Due: due})
	return c
}

// disarm takes the timers of these kinds away. It leaves the list that c came with as it was.
func (c Case) disarm(kinds ...TimerKind) Case {
	kept := make([]Timer, 0, len(c.Timers)+1)
	for _, t := range c.Timers {
		if !slices.Contains(kinds, t.Kind) {
			kept = append(kept, t)
		}
	}
	c.Timers = kept
	return c
}

// still drops all that c was waiting for, except its age.
func (c Case) still() Case {
	c = c.disarm(ShiftStart, StepOver, Recall, Remind, Wake, AskerLate, Silence)
	c.Until, c.AfterHours, c.Reminded, c.Unheard = time.Time{}, false, false, time.Time{}
	c.Asks, c.AskedAt = "", time.Time{}
	return c
}
