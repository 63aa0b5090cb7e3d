package escalation

import (
	"encoding/json"
	"time"
)

// An OutKind says what an outgoing row asks the bot to do.
type OutKind string

// The kinds of outgoing rows. Those about a case are rendered when they are sent, from the case as
// it is then, so that the newest state is what people see.
const (
	OutRoot     OutKind = "root"        // the root message of Case; body: {"seq":n}
	OutLine     OutKind = "line"        // the asker's status line of Case; body: {"seq":n}
	OutPage     OutKind = "page"        // body: Page
	OutToAsker  OutKind = "to-asker"    // body: ToAsker
	OutToTeam   OutKind = "to-team"     // body: ToTeam
	OutTellTeam OutKind = "tell"        // body: TellTeam
	OutLeave    OutKind = "leave"       // body: LeaveRoot
	OutNudge    OutKind = "nudge"       // body: Nudge
	OutNudgeAsk OutKind = "nudge-asker" // body: NudgeAsker
	OutRevise   OutKind = "revise"      // body: Revise
	OutRetract  OutKind = "retract"     // body: Retract
	OutOffer    OutKind = "offer"       // body: Offer
	OutAlarm    OutKind = "alarm"       // body: Alarm
	OutPost     OutKind = "post"        // a message that is rendered already; the body is the bot's own
	OutReview   OutKind = "review"      // body: ReviewCard: a draft that a curator has to look at
	OutDigest   OutKind = "digest"      // one manager's weekly message; the body is a bot.Digest
	OutLook     OutKind = "look"        // an asset that its owner should look at; the body is a bot.Look
	OutMine     OutKind = "mine"        // what is stored about a person, for them; the body is a bot.Mine
)

// A ReviewCard is a draft of an asset as a curator sees it. It is drawn when it is sent, from the draft
// as it is then, and brought up to date where the curator has it already.
type ReviewCard struct {
	To    User
	Draft string
}

// An Outgoing is one thing that Slack must be told: a row of the outbox. Rows of one lane are sent
// in the order of their ids, one at a time.
type Outgoing struct {
	ID   string // ordered by time of writing
	Key  string // natural and unique: a second row with the same key is not written
	Lane string // a channel id, "dm:USER", or "url:…" for a response_url
	Kind OutKind
	Case string // empty when it belongs to no case
	Body json.RawMessage
	// NotBefore holds the row back; Expires drops it unsent when it has become useless. Zero: at once, never.
	NotBefore, Expires time.Time
	Tries              int // how often it has been taken for sending
	// Tried is when it was first taken. Unsure is when a try last ended without a word from Slack, so
	// that the message may be there already; zero when every try that ended was refused.
	Tried, Unsure time.Time
}

// A Receipt is what Slack said when it took a message. It is empty where Slack gives none.
type Receipt struct{ Channel, TS string }
