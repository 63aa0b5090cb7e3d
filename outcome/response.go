package outcome

import (
	"errors"
	"time"
)

// A Button is what a manager can press in a weekly message. The set is closed; the names stay, because
// the figure of how often weekly messages led to something is counted by them.
type Button string

// The buttons of a weekly message.
const (
	SentToOwner Button = "sent to owner" // the finding and its step went to the owner of the asset
	OpenedAsset Button = "opened asset"
	NotUseful   Button = "not useful"
	SawScript   Button = "saw script"
	SawTerms    Button = "saw definitions"
)

// A Press is one button of one weekly message that was pressed. The first press of each button counts,
// the others do not.
type Press struct {
	Digest string // the key of the weekly message, which names manager, team and week
	Button Button
	By     string // Slack id of the manager
	To     string // Slack id of who got the finding; set on SentToOwner only
	At     time.Time
}

// A Wish is how often a manager wants the weekly message of a team.
type Wish string

// The wishes. A manager who never said anything wants it weekly.
const (
	EachWeek  Wish = "weekly"
	EachMonth Wish = "monthly" // the first one of each month
	NoMore    Wish = "never"
)

// A TeamWish is how often a manager wants the weekly message of a team.
type TeamWish struct {
	Manager, Team string // Slack id, id of the team
	Wish          Wish
	At            time.Time
}

// A LookCause says why the owner of an asset is asked to look at it.
type LookCause string

// The causes.
const (
	TwoInARow LookCause = "two in a row" // its last two asks ended in Not quite
	FellBelow LookCause = "fell below"   // it solved less than its usual limits
)

// A LookState says what became of the request to look at an asset.
type LookState string

// The states. LookRight and LookRetired are the last; LookFixing becomes one of them when somebody says so.
const (
	LookOpen    LookState = "open"
	LookFixing  LookState = "fixing"  // somebody has begun to write a new text
	LookRight   LookState = "right"   // somebody said that it is still right
	LookRetired LookState = "retired" // somebody took it out of the answers, until its text changes
)

// A Look is the request to look at an asset that helps less than it should. While it is open or being
// fixed the asset ranks lower.
type Look struct {
	ID    string
	Asset string
	Cause LookCause
	Since time.Time // when that was noticed
	State LookState
	By    string // Slack id of who answered; empty while it is open
	At    time.Time
}

// Held is one kind of thing that is stored about a person, as that person may read it.
type Held struct {
	Table string // where it is, as the data dictionary calls it
	What  string // what it is, in plain words
	Until string // how long it is kept, in plain words; empty: until it is forgotten
	Count int    // how many there are
	// Rows are the things themselves, with the columns of the data dictionary. Who asks only how much is
	// stored gets none.
	Rows []map[string]any
}

// ErrHasCases says that a person cannot be forgotten yet: others wait for their answer.
var ErrHasCases = errors.New("has open questions of others; give them back first")

// Forgotten says what erasing a person has done.
type Forgotten struct {
	Rows int // that were erased or made nobody's
	Open int // cases of theirs that were open and are withdrawn
}
