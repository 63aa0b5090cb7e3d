package escalation

import "time"

// A User is a person's Slack id.
type User string

// A State is where a case stands. Snoozed, waiting-for-the-asker, exhausted and expired cases have
// their places in the full table of the trade; they are not states of this release.
type State string

// The states of a case. Resolved and Withdrawn are terminal.
const (
	Queued    State = "queued"    // nobody is on call; it waits for the next shift
	Paging    State = "paging"    // somebody was asked and nobody has it yet
	Claimed   State = "claimed"   // one expert, the owner, has it
	Answered  State = "answered"  // an answer reached the asker, who has not said whether it helped
	Resolved  State = "resolved"  // the asker said that it is solved
	Withdrawn State = "withdrawn" // the asker took it back
)

// Open reports whether something can still happen to a case in this state.
func (s State) Open() bool { return s != Resolved && s != Withdrawn }

// A Place is where messages go: a channel, and the thread in it when Thread is not empty.
type Place struct{ Channel, Thread string }

// A Case is an ask that a person must answer.
type Case struct {
	ID       string
	Ask      string // the ask it came from
	Team     string
	State    State
	Asker    User
	Question string   // the asker's own words
	Offered  []string // titles of what the bot had already shown

	Origin Place // where the asker reads; Channel is "dm:USER" until the direct message is open
	Line   Place // the asker's status line, once Slack confirmed it: Thread is its timestamp
	Root   Place // the root message in the team's channel; Thread is empty until Slack confirmed it

	Owner  User   // who claimed it; empty before
	ByCard bool   // Resolved by a card that the asker found meanwhile, not by an answer
	OnCall []User // who was asked at the present step
	Step   int    // which step of the policy; 0 is the first
	Loop   int    // how often the steps were repeated
	Seq    int    // rises with every change that people see; buttons carry it

	Until      time.Time // Queued: when somebody is next on call; zero when unknown
	OpenedAt   time.Time
	ClaimedAt  time.Time // when the present owner took it
	AnsweredAt time.Time // when the answer came that waits for the asker's word; zero without one
	ClosedAt   time.Time

	Timers  []Timer // what is to happen by itself, at most one of each kind
	Version int64   // kept by the store: compared and set
}

// A TimerKind says what is due.
type TimerKind string

// ShiftStart wakes a queued case when somebody comes on call.
const ShiftStart TimerKind = "shift start"

// A Timer is a moment at which a case moves by itself. It fires only while the case still carries
// a timer of its kind and epoch, so an old one cannot act on a case that has moved on.
type Timer struct {
	Kind  TimerKind
	Epoch int
	Due   time.Time
}

// A Message is what somebody wrote in Slack: where, and the text as Slack delivered it.
type Message struct{ Channel, TS, Text string }

// An Event is something that happened to a case. The set is closed.
type Event interface{ event() }

type (
	// Opened starts a case. OnCall is who is on call for the team now; when it is empty, NextShift
	// says when somebody will be (zero: unknown).
	Opened struct {
		OnCall    []User
		NextShift time.Time
	}
	// Due is a timer that came due. OnCall and NextShift are as in Opened, at that moment.
	Due struct {
		Timer     Timer
		OnCall    []User
		NextShift time.Time
	}
	// Claim is an expert's wish to take the case. Member says whether they belong to the team.
	Claim struct {
		By     User
		Member bool
	}
	// Reply is a message in the case's thread in the team's channel.
	Reply struct {
		By      User
		Member  bool
		Message Message
	}
	// AskerReply is a message by the asker in the thread of their status line.
	AskerReply struct {
		By      User
		Message Message
	}
	// Solve is the asker's word that the answer helped.
	Solve struct{ By User }
	// NotYet is the asker's word that the answer did not help.
	NotYet struct{ By User }
	// Withdraw is the asker taking the question back.
	Withdraw struct{ By User }
	// CardHelped is the asker's word that an asset of the library solved it meanwhile.
	CardHelped struct {
		By    User
		Asset string
	}
)

func (Opened) event()     {}
func (Due) event()        {}
func (Claim) event()      {}
func (Reply) event()      {}
func (AskerReply) event() {}
func (Solve) event()      {}
func (NotYet) event()     {}
func (Withdraw) event()   {}
func (CardHelped) event() {}

// An Effect is what follows from an event. The set is closed. The store turns effects into rows in
// the transaction that saves the case; the bot carries those rows to Slack.
type Effect interface{ effect() }

type (
	// ShowRoot brings the root message in the team's channel up to date; the first one posts it and
	// mentions the people in Case.OnCall.
	ShowRoot struct{}
	// ShowLine brings the asker's status line up to date; the first one posts it.
	ShowLine struct{}
	// Page mentions Users in the case's thread: they are asked to take it.
	Page struct{ Users []User }
	// ToAsker relays an expert's message to the asker, with the Solved and Not yet buttons.
	ToAsker struct {
		By      User
		Message Message
	}
	// ToTeam relays the asker's message into the case's thread and mentions Ping when set.
	ToTeam struct {
		By      User
		Ping    User
		Message Message
	}
	// TellTeam says in the case's thread what the asker pressed (NotYet, Solve or Withdraw, named by
	// What), mentioning Ping when set.
	TellTeam struct {
		What string
		Ping User
	}
	// Record is a line for the ledger. Kind is one of the ledger's kinds, By is empty for the bot,
	// Asset is set where one helped.
	Record struct {
		Kind  string
		By    User
		Asset string
	}
	// Refuse says that the event changed nothing, and why. To is who should be told; the reason is
	// for the program, the bot has the words.
	Refuse struct {
		To  User
		Why Reason
	}
)

func (ShowRoot) effect() {}
func (ShowLine) effect() {}
func (Page) effect()     {}
func (ToAsker) effect()  {}
func (ToTeam) effect()   {}
func (TellTeam) effect() {}
func (Record) effect()   {}
func (Refuse) effect()   {}

// A Reason says why an event changed nothing.
type Reason string

// The reasons.
const (
	NotOfTeam    Reason = "not of the team"
	NotTheAsker  Reason = "not the asker"
	NotTheOwner  Reason = "not the owner" // another expert's words in the thread stay in the thread
	TakenAlready Reason = "taken already" // another expert has it
	YoursAlready Reason = "yours already"
	ClosedCase   Reason = "closed"
	NotAnswered  Reason = "not answered" // there is no answer yet to judge
	OldTimer     Reason = "old timer"
	OpenAlready  Reason = "open already"
	Unexpected   Reason = "unexpected" // a case not opened, or nobody: the program's fault
)

// A Step is what became of an event: the case after it, and what followed. Repeated says that the
// same event had been taken before, so that nothing was done again.
type Step struct {
	Case     Case
	Effects  []Effect
	Repeated bool
}

// Refused returns why the event changed nothing, if it was refused.
func (s Step) Refused() (Refuse, bool) {
	for _, e := range s.Effects {
		if r, ok := e.(Refuse); ok {
			return r, true
		}
	}
	return Refuse{}, false
}
