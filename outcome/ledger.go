package outcome

import "time"

// A Kind says what a ledger entry records. The set is closed: an unknown kind is a fault of the program.
type Kind string

// The kinds of ledger entries, in the order in which an ask meets them.
const (
	Asked      Kind = "asked"       // a question came in
	Served     Kind = "served"      // a card was shown; Asset says which
	Offered    Kind = "offered"     // up to three choices were shown
	NotFound   Kind = "not found"   // nothing fitted, and the asker was told so
	Chose      Kind = "chose"       // the asker picked one of the choices; Asset says which
	More       Kind = "more"        // the asker opened the rest of a card
	Shared     Kind = "shared"      // the asker shared the card with a channel
	Kept       Kind = "kept"        // the asker had the card sent to their direct messages
	NotQuite   Kind = "not quite"   // the card did not help
	Missing    Kind = "missing"     // the asker said what was missing; the text is not in the ledger
	Solved     Kind = "solved"      // the asker said that the card solved it
	HandedOver Kind = "handed over" // the ask became a case
	Queued     Kind = "queued"      // nobody was on call: the case waits for the next shift
	Paged      Kind = "paged"       // experts were asked
	Exhausted  Kind = "exhausted"   // everybody was asked in vain; the case stays open
	Claimed    Kind = "claimed"     // an expert took the case
	Released   Kind = "released"    // the expert gave it back, or gave no sign and lost it
	PassedOn   Kind = "passed on"   // an expert asked another one to take it
	Rerouted   Kind = "rerouted"    // it went to another team, which Team names
	Snoozed    Kind = "snoozed"     // an expert put it off
	AskedBack  Kind = "asked back"  // an expert asked the asker something
	Answered   Kind = "answered"    // an expert's answer was relayed to the asker
	Retracted  Kind = "retracted"   // the expert deleted the only answer, or the only one that had solved it
	FollowUp   Kind = "follow-up"   // the asker wrote back
	NotYet     Kind = "not yet"     // the asker said that the answer did not help
	Resolved   Kind = "resolved"    // the asker said that the answer solved it
	Settled    Kind = "settled"     // the case ended because its asker said nothing more
	Unanswered Kind = "unanswered"  // the case grew too old without an answer
	Reopened   Kind = "reopened"    // the asker's words opened an ended case again
	Withdrawn  Kind = "withdrawn"   // the asker took the question back
	Drafted    Kind = "drafted"     // an answer was submitted for the library
	Published  Kind = "published"   // the answer became an asset; Asset says which
	// Lapsed is written by the sweep: nothing was said for [SilentAfter]. At is when that was over, so
	// that figures need not look for it.
	Lapsed Kind = "lapsed"
	// AskedAgain is on an ask that was solved: its asker asked for the same asset or the same
	// question again, within [AgainWithin] of its end. At is when that was known, which may be later: they
	// may pick one of several choices days after they asked.
	AskedAgain Kind = "asked again"
)

// Unmeasured lists the kinds that no figure is made of. Whoever reads the ledger for figures may leave
// them out: with them or without, every figure is the same.
func Unmeasured() []Kind { return []Kind{More, Shared, Kept, Missing, Drafted, Lapsed} }

// A Door is where an ask came in.
type Door string

// The doors.
const (
	ByCommand  Door = "command"
	ByMention  Door = "mention"
	ByDM       Door = "dm"
	ByShortcut Door = "shortcut"
	ByHome     Door = "home"
)

// A Mode says what an ask was made for. All but OnTheJob is left out of every figure.
type Mode string

// The modes.
const (
	OnTheJob Mode = ""         // somebody needed to know
	Training Mode = "training" // somebody practised
	Test     Mode = "test"     // somebody tried the bot
	Bot      Mode = "bot"      // a program asked
)

// An Entry is one row of the ledger: one thing that happened to one ask. Entries are never changed.
type Entry struct {
	ID   string    // unique and ordered by time of writing
	Ask  string    // the ask it belongs to
	At   time.Time // when it happened, UTC, to the millisecond
	Kind Kind
	// Who is the person who did it; empty for the bot itself. On the way into the store it is a Slack
	// id, which the store replaces by the person's pseudonym; what comes out is the pseudonym.
	Who   string
	Asset string // the asset concerned, if any
	Team  string // the team that the ask is counted for
	Case  string // the case concerned, if any
	Door  Door   // set on Asked only
	// Confidence is how sure the search was: "sure", "unsure" or "none". Set on Asked only.
	Confidence string
	Mode       Mode // set on Asked only
	// Took is how long the asker waited for what was shown, from the arrival of the request, to the
	// millisecond, and at least one. Set on Served, Offered and NotFound; zero when it was not measured.
	Took time.Duration
}

// An Ask is one question by one person, with what is needed to go on with it when a button is pressed.
type Ask struct {
	ID   string
	Who  string // pseudonym of the asker
	User string // Slack id of the asker; kept apart from the ledger
	Text string // the question as typed, cut to 3,000 characters
	At   time.Time
	Door Door
	Team string // the team that would answer it, and that it is counted for
	// Channel and Thread say where the ask was made. Thread is empty outside threads.
	Channel, Thread string
	Hits            []string // assets found, best first
	Shown           int      // how many of Hits the asker has been shown one by one
	Confidence      string   // as in Entry
	Missing         string   // what the asker said was missing, in their own words
	Case            string   // the case it became, if any
	// Closed is Solved, Resolved or Withdrawn once the asker said so, Settled or Unanswered once its
	// case ended without their word; else empty.
	Closed   Kind
	ClosedAt time.Time
}

// Seen is what of Hits the asker has been shown.
func (a Ask) Seen() []string { return a.Hits[:min(a.Shown, len(a.Hits))] }
