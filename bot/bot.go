package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"

	"github.com/slack-go/slack"
)

// A Finder finds assets. *search.Live is one.
type Finder interface {
	Find(ctx context.Context, q search.Query) (search.Match, error)
	Asset(id string) (search.Asset, bool)
	// Served is Asset, but for what was taken out of the answers: for what is shown to somebody anew.
	Served(id string) (search.Asset, bool)
	Library() search.Library
}

// A Ledger keeps asks and what happened to them. *store.Store is one.
type Ledger interface {
	// Record writes an ask, entries and outgoing rows in one transaction. It reports false, and
	// writes nothing, when it has seen the key before.
	Record(ctx context.Context, key string, ask *outcome.Ask, entries []outcome.Entry,
		out []escalation.Outgoing) (bool, error)
	Ask(ctx context.Context, id string) (outcome.Ask, error)
	AsksOf(ctx context.Context, user string, limit int) ([]outcome.Ask, error)
}

// A Desk moves cases. *store.Store is one.
type Desk interface {
	// Both keep the rows of also together with what follows from the event, and drop them when the
	// event is refused or has been taken before.
	OpenCase(ctx context.Context, key string, c escalation.Case, ev escalation.Opened,
		also ...escalation.Outgoing) (escalation.Step, error)
	Advance(ctx context.Context, key, id string, ev escalation.Event,
		also ...escalation.Outgoing) (escalation.Step, error)
}

// Cases looks cases up. *store.Store is one.
type Cases interface {
	Case(ctx context.Context, id string) (escalation.Case, error)
	// CaseAt is the case that owns a thread; of several, the one whose root message it is, then the one
	// that by asked.
	CaseAt(ctx context.Context, p escalation.Place, by escalation.User) (escalation.Case, error)
	OpenCases(ctx context.Context) ([]escalation.Case, error)
	// OpenCasesOf are the open cases that a person asked, oldest first.
	OpenCasesOf(ctx context.Context, u escalation.User) ([]escalation.Case, error)
	// CasesAround are the open cases and all that a person asked or had.
	CasesAround(ctx context.Context, u escalation.User) ([]escalation.Case, error)
	// Sending reports whether the first message of a thread is on its way in the lane: Slack may show
	// it already while CaseAt does not know it yet.
	Sending(ctx context.Context, lane string) (bool, error)
	// RootThreads are the threads of a case in a channel in which experts answer, the newest first.
	RootThreads(ctx context.Context, id, channel string) ([]string, error)
	// Copy is where the copy of a message is that the case relayed.
	Copy(ctx context.Context, id string, m escalation.Message) (escalation.Place, error)
}

// Options are what a Bot is made of. All fields are required except those that name a default.
type Options struct {
	Slack  *slack.Client
	Finder Finder
	Ledger Ledger
	Desk   Desk
	Cases  Cases
	// Memory and Strikes are for curators: what assets have learnt, and what was struck out of it.
	Memory  Memory
	Strikes Strikes
	// Rota says which team answers what, and whom it can ask.
	Rota escalation.Rota
	// Overrides are the changes of schedules that people make. ScheduleChanged is told of each, so that
	// Rota can know it at once; default: nothing.
	Overrides       Overrides
	ScheduleChanged func(ctx context.Context)
	// AsOf says when the schedule of a team was last read from where it is kept, zero for never, and
	// whether that is so long ago that people should know. Default: schedules are kept here.
	AsOf func(team string) (at time.Time, old bool)
	// Drafts and News are for answers that become assets, and for who asked before.
	Drafts Drafts
	News   News
	// Mode says what is asked for by a person in a channel: work, or a trial that counts in no figure.
	// Default: always work.
	Mode func(user, channel string) outcome.Mode
	// Digests keeps weekly messages and what is pressed in them, Looks the requests to look at assets,
	// Keeper says what is stored about a person.
	Digests Digests
	Looks   Looks
	Keeper  Keeper
	// Wait is how long people of a team usually waited for a person lately; 0 where too few did for that
	// to be said. Default: 0.
	Wait func(ctx context.Context, team string) time.Duration
	// Work is what a person has had to do for their teams lately, which only they see. Default: that is
	// not shown.
	Work func(ctx context.Context, u escalation.User, now time.Time) (escalation.Work, error)
	// Curators are the Slack ids of the people who may see how a ranking came about on a card, and
	// strike out what was learnt.
	Curators []string
	// Admin is the channel that is told of cases which need a hand. Default: the lead of the team is,
	// in direct messages, and where there is none only the log.
	Admin string
	// Command is the name shown in help where the payload does not name it. Default: "/howto".
	Command string
	// Missing reports that an error means "no such ask" or "no such case".
	Missing func(error) bool
	NewID   func() string    // time-ordered ids
	Now     func() time.Time // default: time.Now
	Log     *slog.Logger     // default: none
}

// A Bot answers people. It is safe for concurrent use.
type Bot struct {
	Options
	self   identity
	people *people
	groups *groups
	called called
	recent *recent
	topics map[string][]string // channel of a team → what it answers
	urls   *http.Client        // for response_urls
	dms    sync.Map            // person → channel of their direct messages
	files  sync.Map            // row of a weekly message → its picture in Slack, until it is sent

	noThreads sync.Map // channel → when it was found to have no threads

	presences *presences
	addresses addresses
}

// identity is who the bot is, and in which workspace.
type identity struct{ User, Team, Enterprise string }

// New asks Slack who the token belongs to, and who belongs to the user groups that assets are kept
// for or that are called like a role, and returns a Bot. An error names what to do about it.
func New(ctx context.Context, o Options) (*Bot, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Command == "" {
		o.Command = "/howto"
	}
	if o.Wait == nil {
		o.Wait = func(context.Context, string) time.Duration { return 0 }
	}
	if o.Mode == nil {
		o.Mode = func(string, string) outcome.Mode { return outcome.OnTheJob }
	}
	if o.ScheduleChanged == nil {
		o.ScheduleChanged = func(context.Context) {}
	}
	if o.AsOf == nil {
		o.AsOf = func(string) (time.Time, bool) { return time.Time{}, false }
	}
	me, err := o.Slack.AuthTestContext(ctx)
	if err != nil {
		return nil, TokenFault(err)
	}
	b := &Bot{Options: o, self: identity{User: me.UserID, Team: me.TeamID,
		Enterprise: me.EnterpriseID}}
	b.urls = &http.Client{Timeout: 10 * time.Second}
	b.recent, b.topics = newRecent(o.Now), topicsByChannel(o.Rota.Roster)
	b.people = newPeople(o.Slack, o.Now, o.Log)
	b.presences = newPresences(o.Slack, o.Now, o.Log)
	b.groups = newGroups(o.Slack, o.Now, o.Log)
	b.groups.refresh(ctx, o.Finder.Library(), o.Rota.Roster.Groups())
	return b, nil
}

// ErrAway says that Slack cannot be reached for now, or cannot answer: nothing is known of the token.
var ErrAway = errors.New("slack auth.test: Slack cannot be reached")

// TokenFault turns what auth.test answered into a sentence that says what to do. What may pass by itself is [ErrAway].
func TokenFault(err error) error {
	var refused slack.SlackErrorResponse
	if away(err) {
		return fmt.Errorf("%w: %w; check the network and slack.api_url", ErrAway, err)
	}
	if !errors.As(err, &refused) {
		return errors.New("slack auth.test: Slack cannot be reached: " + err.Error() +
			"; check the network and slack.api_url")
	}
	switch refused.Err {
	case "missing_scope":
		return errors.New("slack auth.test: the bot token lacks the scope " + refused.Needed +
			"; reinstall the app with the manifest that `howto manifest` prints")
	default:
		return errors.New("slack auth.test: Slack refused the bot token (" + refused.Err +
			"); set SLACK_BOT_TOKEN to the xoxb- token of this app's installation")
	}
}

// away reports whether a call that failed with err got no answer, or one that it may not get again in a moment.
func away(err error) bool {
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	var network net.Error // the client's own errors are of this kind as well
	switch code := refusedAs(err); {
	case errors.As(err, &status):
		return status.Code >= 500 || status.Code == http.StatusTooManyRequests
	case code != "":
		return passing(code)
	}
	return errors.As(err, &limited) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF)
}

// warmPace is the pause between two names that Warm asks for: Slack allows about a hundred a minute,
// and answers want some of them.
const warmPace = time.Second

// Warm reads the names of the experts and of the owners of assets, slowly, so that the first card
// does not wait for Slack.
func (b *Bot) Warm(ctx context.Context) {
	var ids []string
	for _, t := range b.Rota.Roster.Teams() {
		for _, u := range t.Members {
			ids = append(ids, string(u))
		}
	}
	for _, a := range b.Finder.Library().Assets() {
		ids = append(ids, a.Owner)
	}
	slices.Sort(ids)
	pause := time.NewTicker(warmPace)
	defer pause.Stop()
	for _, id := range slices.Compact(ids) {
		if id == "" {
			continue
		}
		b.people.load(ctx, id)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
	}
}

// audienceGroups are the user groups that any asset of the library is kept for.
func audienceGroups(l search.Library) []string {
	seen := map[string]bool{}
	var ids []string
	for _, a := range l.Assets() {
		for _, id := range a.Audience {
			if strings.HasPrefix(id, "S") && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// alone is what a person may see where nobody else reads: what is kept for the channel they asked in,
// and for the user groups that they belong to.
func (b *Bot) alone(user, channel string) search.Viewer {
	return search.Viewer{Places: append(b.groups.of(user), channel)}
}

// together is what may be shown in a channel: what everybody there may see.
func together(channel string) search.Viewer {
	return search.Viewer{Places: []string{channel}}
}

// stranger reports that a person belongs to another workspace, as people in shared channels do. Slack
// does not always name the workspace; who is not named as another's counts as ours.
func (b *Bot) stranger(team string) bool {
	return team != "" && team != b.self.Team && team != b.self.Enterprise
}

// curator reports whether user keeps the library.
func (b *Bot) curator(user string) bool {
	return slices.Contains(b.Curators, user)
}

// ledger is an entry about ask.
func ledger(ask outcome.Ask, kind outcome.Kind, who, asset string) outcome.Entry {
	return outcome.Entry{Ask: ask.ID, Kind: kind, Who: who, Asset: asset, Team: ask.Team,
		Case: ask.Case}
}
