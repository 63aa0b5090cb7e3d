package escalation

import "time"

// An Event is something that happened to a case. The set is closed.
type Event interface{ event() }

// By is who did it; Member says whether they belong to the case's team, or are in its channel while that is
// called, see [Case.CallsChannel].
type (
	// Opened starts a case.
	Opened struct{ Duty Duty }
	// Due is a timer that came due; Duty is that of the case's team at that moment.
	Due struct {
		Timer Timer
		Duty  Duty
	}
	// Delivered is Slack's word that the message which asked for the Page-th time is there.
	Delivered struct{ Page int }
	// Undelivered is the sender's word that the message which asked for the Page-th time never will be.
	Undelivered struct{ Page int }
	// Said is Slack's word that a message of that kind is there which somebody should answer: a Nudge, a
	// NudgeAsker or a ToAsker, which Asks or not. Lost: the sender's word that it never will be.
	Said struct {
		What OutKind
		Asks bool
		Lost bool
	}

	// Claim is an expert's wish to take the case.
	Claim struct {
		By     User
		Member bool
	}
	// StillOnIt is the owner's word that they have not forgotten the case.
	StillOnIt struct{ By User }
	// NothingToAdd is an expert's word that what the asker wrote after an answer needs no other.
	NothingToAdd struct {
		By     User
		Member bool
	}
	// Release is the owner giving the case back.
	Release struct{ By User }
	// AskNext is an expert's wish that the next step asks at once. Seq is that of the message whose
	// button they pressed: what they saw may have moved on.
	AskNext struct {
		By     User
		Member bool
		Seq    int
	}
	// PassOn gives the case to somebody else of the team, who has to take it.
	PassOn struct {
		By       User
		Member   bool
		To       User
		ToMember bool
	}
	// Reroute gives the case to another team. The asker may do so too.
	Reroute struct {
		By      User
		Member  bool
		Channel string // where the other team reads
		Policy  Policy // the other team's
		Duty    Duty   // the other team's, by that policy
	}
	// Urgent is the asker's word that a queued case cannot wait; Duty leaves hours aside.
	Urgent struct {
		By   User
		Duty Duty
	}
	// Snooze puts the case off.
	Snooze struct {
		By     User
		Member bool
		Until  time.Time
	}
	// AskBack is a question of an expert to the asker.
	AskBack struct {
		By      User
		Member  bool
		Message Message
	}

	// Reply is a message in the case's thread in the team's channel.
	Reply struct {
		By      User
		Member  bool
		Message Message
	}
	// SendOn is an expert's wish that the asker gets a message of the thread, their own or another's.
	SendOn struct {
		By      User
		Member  bool
		Author  User
		Message Message
	}
	// Edited is a message that was relayed before and says something else now.
	Edited struct {
		By      User
		Message Message
	}
	// Deleted is a message that was taken away; its text is not known.
	Deleted struct{ Message Message }

	// AskerReply is a message by the asker in the thread of their status line, or, where it is Beside, somewhere
	// else where they write to the bot.
	AskerReply struct {
		By      User
		Message Message
		Beside  bool
	}
	// Solve is the asker's word that the answer helped.
	Solve struct{ By User }
	// NotYet is the asker's word that the answer did not help.
	NotYet struct{ By User }
	// Withdraw is the asker taking the question back. Forgotten: because all that is kept about them is erased, so
	// that nothing they said is told any more, and nothing opens the case again.
	Withdraw struct {
		By        User
		Forgotten bool
	}
	// CardHelped is the asker's word that an asset of the library solved it meanwhile.
	CardHelped struct {
		By    User
		Asset string
	}

	// Gone is a person who has left the company.
	Gone struct{ Who User }
	// Mend asks whether the case has all that will move it on. Unsent says that the message which asks
	// is neither with Slack nor on its way.
	Mend struct{ Unsent bool }
)

func (Opened) event()       {}
func (Due) event()          {}
func (Delivered) event()    {}
func (Undelivered) event()  {}
func (Said) event()         {}
func (Claim) event()        {}
func (StillOnIt) event()    {}
func (NothingToAdd) event() {}
func (Release) event()      {}
func (AskNext) event()      {}
func (PassOn) event()       {}
func (Reroute) event()      {}
func (Urgent) event()       {}
func (Snooze) event()       {}
func (AskBack) event()      {}
func (Reply) event()        {}
func (SendOn) event()       {}
func (Edited) event()       {}
func (Deleted) event()      {}
func (AskerReply) event()   {}
func (Solve) event()        {}
func (NotYet) event()       {}
func (Withdraw) event()     {}
func (CardHelped) event()   {}
func (Gone) event()         {}
func (Mend) event()         {}
