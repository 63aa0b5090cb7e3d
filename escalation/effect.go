package escalation

// An Effect is what follows from an event. The set is closed. The store turns effects into rows in
// the transaction that saves the case; the bot carries those rows to Slack.
type Effect interface{ effect() }

type (
	// ShowRoot brings the root message in the team's channel up to date; the first one posts it and,
	// when Case.ByRoot is set, mentions the people in Case.OnCall.
	ShowRoot struct{}
	// ShowLine brings the asker's status line up to date; the first one posts it.
	ShowLine struct{}
	// LeaveRoot says in an earlier root message that the case has gone to another team.
	LeaveRoot struct {
		Root Place
		Team string // where it has gone
	}
	// Page mentions Users in the case's thread: they are asked to take it.
	Page struct {
		Users []User
		Page  int  // which asking this is, as in Case.Page
		Late  bool // it comes later than it should, because this program was not running
		By    User // who passed the case on to them; empty: the policy
	}
	// DropPages takes back what asks people to take the case and has not been sent.
	DropPages struct{}
	// Nudge asks the owner, in the case's thread, whether they still have it.
	Nudge struct {
		User User
		Woke bool // because the time came to which they had put it off
	}
	// NudgeAsker reminds the asker that an expert waits for their answer or, with Judge, that they have an
	// answer to judge: By has nothing to add to it, and where By is empty its owner gave no sign.
	NudgeAsker struct {
		Judge bool
		By    User
	}
	// ToAsker relays an expert's message to the asker.
	ToAsker struct {
		By      User
		Message Message
		Asks    bool // it is a question back, which no button answers
		Ended   bool // the asker has said already that it is solved
	}
	// ToTeam relays the asker's message into the case's thread and mentions Ping when set. With Asks it shows the
	// team what By has asked the asker.
	ToTeam struct {
		By      User
		Ping    User
		Message Message
		Asks    bool `json:",omitempty"`
	}
	// Revise changes a relayed copy to what the message says now.
	Revise struct {
		By      User
		Message Message
		ToAsker bool // the copy is the asker's; else the team's
	}
	// Retract takes the words out of a relayed copy of a message that was deleted.
	Retract struct {
		By      User
		Message Message // without its text
		ToAsker bool
	}
	// Offer shows an expert, alone, that only they and the team see what they wrote, with a button that
	// sends it to the asker after all.
	Offer struct {
		By      User
		Message Message
	}
	// TellTeam says in the case's thread what happened, mentioning Ping when set.
	TellTeam struct {
		What Tale
		Ping []User
		By   User
	}
	// Alarm tells whoever runs the program that a case needs a person's hand.
	Alarm struct{ Why Tale }
	// Record is a line for the ledger. Kind is one of the ledger's kinds, By is empty for the bot,
	// Asset is set where one helped. Users are the people who were asked, which counts for their load;
	// AfterHours says that it was while their team's hours were over.
	Record struct {
		Kind       string
		By         User
		Asset      string
		Users      []User
		AfterHours bool
	}
	// Refuse says that the event changed nothing, and why. To is who should be told; the reason is
	// for the program, the bot has the words.
	Refuse struct {
		To  User
		Why Reason
	}
)

func (ShowRoot) effect()   {}
func (ShowLine) effect()   {}
func (LeaveRoot) effect()  {}
func (Page) effect()       {}
func (DropPages) effect()  {}
func (Nudge) effect()      {}
func (NudgeAsker) effect() {}
func (ToAsker) effect()    {}
func (ToTeam) effect()     {}
func (Revise) effect()     {}
func (Retract) effect()    {}
func (Offer) effect()      {}
func (TellTeam) effect()   {}
func (Alarm) effect()      {}
func (Record) effect()     {}
func (Refuse) effect()     {}

// A Tale is what a team or an operator is told.
type Tale string

// The tales.
const (
	TellSolved    Tale = "solved"
	TellNotYet    Tale = "not yet"
	TellWithdrawn Tale = "withdrawn"
	TellByCard    Tale = "by card"   // an asset helped meanwhile
	TellSettled   Tale = "settled"   // the asker said nothing more
	TellTooOld    Tale = "too old"   // closed without an answer
	TellExhausted Tale = "exhausted" // all steps asked in vain
	TellStillOpen Tale = "still open"
	TellReplied   Tale = "replied"    // the asker, in the team's thread
	TellNobody    Tale = "nobody"     // nobody can be asked, and nobody knows when
	TellReleased  Tale = "released"   // the owner gave it back
	TellForgotten Tale = "forgotten"  // the owner gave no sign
	TellGone      Tale = "gone"       // the owner has left the company
	TellAskerGone Tale = "asker gone" // nobody waits for it any more
	TellReopened  Tale = "reopened"
)

// A Reason says why an event changed nothing.
type Reason string

// The reasons.
const (
	NotOfTeam    Reason = "not of the team"
	NotTheAsker  Reason = "not the asker"
	NotTheOwner  Reason = "not the owner"
	TakenAlready Reason = "taken already" // another expert has it
	YoursAlready Reason = "yours already"
	OwnQuestion  Reason = "own question" // who asks cannot be who answers
	ClosedCase   Reason = "closed"
	NotAnswered  Reason = "not answered" // there is no answer yet to judge
	OldTimer     Reason = "old timer"
	OldPage      Reason = "old page"   // word of a message that asked before others were asked
	OldButton    Reason = "old button" // what the presser saw has moved on
	OpenAlready  Reason = "open already"
	NotWaiting   Reason = "not waiting"  // nothing waits that could be hurried or put off
	NobodyThere  Reason = "nobody there" // nobody could be asked, not even now
	SamePlace    Reason = "same place"   // it is there already
	BadTime      Reason = "bad time"     // past, or beyond the age that a case may reach
	NotRelayed   Reason = "not relayed"  // the message never left its thread
	OldWords     Reason = "old words"    // the message says something newer already
	SentAlready  Reason = "sent already" // the asker has it
	AllWell      Reason = "all well"     // nothing to mend
	Unexpected   Reason = "unexpected"   // a case not opened, or nobody: the program's fault
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
