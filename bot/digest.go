package bot

import (
	"context"
	"encoding/json"
	"time"

	"howto/escalation"
	"howto/outcome"
)

// A Digest is one weekly message to one manager: the body of a row of kind OutDigest. Its texts are
// plain, without markup; empty ones are left out of the message.
type Digest struct {
	Key  string `json:"key"` // names manager, team and week; what is pressed is kept under it
	To   string `json:"to"`  // Slack id of the manager
	Team string `json:"team"`
	// Title is one line. Lead is the sentence that matters, Base how many asks and people it is about.
	Title   string         `json:"title"`
	Lead    string         `json:"lead"`
	Base    string         `json:"base,omitempty"`
	Numbers []DigestNumber `json:"numbers,omitempty"`
	// Picture is a PNG, nil where there is nothing to draw. Alt says the same in words.
	Picture []byte `json:"picture,omitempty"`
	Alt     string `json:"alt,omitempty"`
	// Label is how sure the finding is: not enough data, noise, watch or signal.
	Label   string     `json:"label,omitempty"`
	Finding string     `json:"finding,omitempty"`
	Impact  string     `json:"impact,omitempty"`
	Reasons string     `json:"reasons,omitempty"`
	Step    DigestStep `json:"step"`
	// Decision, Fix and Huddle are this week's three; Script is what to say in the huddle.
	Decision    string   `json:"decision,omitempty"`
	Fix         string   `json:"fix,omitempty"`
	Huddle      string   `json:"huddle,omitempty"`
	Script      string   `json:"script,omitempty"`
	Win         string   `json:"win,omitempty"`
	Caveats     string   `json:"caveats,omitempty"`
	Definitions []string `json:"definitions,omitempty"` // ids of the metrics that it speaks of
	// Text is the whole message in plain text, for phones and screen readers.
	Text string `json:"text"`
	// Quiet says that there is nothing to tell: the message is Title and Lead.
	Quiet bool `json:"quiet,omitempty"`
	// Offer asks whether the manager wants it monthly, or no more.
	Offer bool `json:"offer,omitempty"`
	// FindingKey is the same for the same finding from week to week.
	FindingKey string `json:"finding_key,omitempty"`
}

// A DigestNumber is one of the three figures of a weekly message.
type DigestNumber struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Note  string `json:"note,omitempty"` // such as its interval
}

// A DigestStep is the one thing to do.
type DigestStep struct {
	Text  string    `json:"text,omitempty"`
	Owner string    `json:"owner,omitempty"` // Slack id; empty: nobody in particular
	Task  string    `json:"task,omitempty"`  // what is asked of Owner, said to them
	Asset string    `json:"asset,omitempty"` // id of the asset that it is about
	Due   time.Time `json:"due,omitzero"`
}

// Digests keeps the weekly messages and what was pressed in them. *store.Store is one.
type Digests interface {
	// DigestBody is the body of the row under the key of a weekly message, with or without its picture.
	DigestBody(ctx context.Context, key string) (json.RawMessage, error)
	// PressDigest keeps a press together with outgoing rows, unless that button of that message was
	// pressed before; then it writes nothing, reports false and returns the first press.
	PressDigest(ctx context.Context, p outcome.Press,
		also ...escalation.Outgoing) (outcome.Press, bool, error)
	// WishDigest keeps, once for key, how often a manager wants the weekly message of a team, with
	// outgoing rows.
	WishDigest(ctx context.Context, key string, w outcome.TeamWish,
		also ...escalation.Outgoing) (bool, error)
}

// A Look is a request to the owner of an asset to look at it: the body of a row of kind OutLook. It is
// drawn when it is sent, from the look and the asset as they are then.
type Look struct {
	Look string `json:"look"` // id of the outcome.Look
	To   string `json:"to"`   // Slack id of the owner; empty: the team
	Team string `json:"team"` // whose channel gets it when the owner has left
}

// Looks keeps the requests to look at assets. *store.Store is one.
type Looks interface {
	Look(ctx context.Context, id string) (outcome.Look, error)
	// AnswerLook keeps what somebody did about a look, with outgoing rows, when it is open or being
	// fixed; else it writes nothing, reports false and returns the look as it is.
	AnswerLook(ctx context.Context, l outcome.Look, also ...escalation.Outgoing) (outcome.Look, bool, error)
}

// A Keeper says what is stored about a person, and forgets it. *store.Store is one.
type Keeper interface {
	About(ctx context.Context, user string) ([]outcome.Held, error)
	// HowMuch is About without the things themselves.
	HowMuch(ctx context.Context, user string) ([]outcome.Held, error)
	// Forget erases a person. Their open cases are withdrawn first, so that nobody works for an answer
	// that cannot arrive. outcome.ErrHasCases: they have open cases of others, and nothing was erased.
	Forget(ctx context.Context, user string) (outcome.Forgotten, error)
}
