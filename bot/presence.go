package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"
)

const (
	// presenceFresh is how long it is believed whether somebody is there.
	presenceFresh = time.Minute
	// presenceWait bounds what may be waited for Slack to say of one person, and gatherWait of all who
	// could be asked; gathered is how many of them are looked up side by side.
	presenceWait = 700 * time.Millisecond
	gatherWait   = 800 * time.Millisecond
	gathered     = 16
	// presenceRest is how long nothing is asked after Slack was slow or refused: everybody counts as
	// there, and a press that opens a case is not kept waiting again and again.
	presenceRest = time.Minute
	// scopeRest is how long nothing is asked for which the permission is missing.
	scopeRest = time.Hour
)

// presences remembers who is there, who is away and who has left.
type presences struct {
	api *slack.Client
	now func() time.Time
	log *slog.Logger
	mu  sync.Mutex
	by  map[escalation.User]presence
	// resting are the methods that are not called until a time, and said those that were logged.
	resting map[string]time.Time
	said    map[string]bool
}

type presence struct {
	is    escalation.Presence
	until time.Time // how long this is believed
}

func newPresences(api *slack.Client, now func() time.Time, log *slog.Logger) *presences {
	return &presences{api: api, now: now, log: log, by: map[escalation.User]presence{},
		resting: map[string]time.Time{}, said: map[string]bool{}}
}

// Presence says whether a person can be asked: who has left the company cannot, and who has
// notifications paused or is away is asked after others. It takes at most a moment, believes for a
// minute what Slack said, and takes everybody for there of whom Slack says nothing.
func (b *Bot) Presence(ctx context.Context, u escalation.User) escalation.Presence {
	return b.presences.of(ctx, u)
}

func (p *presences) of(ctx context.Context, u escalation.User) escalation.Presence {
	p.mu.Lock()
	known, ok := p.by[u]
	p.mu.Unlock()
	if ok && p.now().Before(known.until) {
		return known.is
	}
	ctx, cancel := context.WithTimeout(ctx, presenceWait)
	defer cancel()
	is := p.ask(ctx, u)
	p.remember(u, is)
	return is
}

// canAsk is whom a team could ask now, by the policy of c if c is that team's.
func (b *Bot) canAsk(ctx context.Context, team string, c escalation.Case) escalation.Duty {
	b.gather(ctx, team, c)
	return b.Rota.DutyOf(ctx, team, c, b.Now())
}

// gather finds out side by side whether the people of a team, and those whom the policy of c asks, can be
// asked, and waits at most gatherWait: Slack waits three seconds for the answer to a command or a press.
func (b *Bot) gather(ctx context.Context, team string, c escalation.Case) {
	t, _ := b.Rota.Roster.Team(team)
	all := t.Everybody()
	for _, s := range slices.Concat(t.Policy.OrDefault().Steps, c.Policy.Steps) {
		all = append(all, s.People...)
	}
	slices.Sort(all)
	b.presences.gather(ctx, slices.Compact(all))
}

// gather looks up everybody of whom nothing fresh is known. Of whom Slack has said nothing in time counts
// that they are there, until Slack says.
func (p *presences) gather(ctx context.Context, all []escalation.User) {
	var unknown []escalation.User
	p.mu.Lock()
	for _, u := range all {
		if !p.now().Before(p.by[u].until) {
			unknown = append(unknown, u)
		}
	}
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, gatherWait)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.lookUp(context.WithoutCancel(ctx), unknown)
	}()
	select {
	case <-done:
		return
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, u := range unknown {
		if !p.now().Before(p.by[u].until) {
			p.by[u] = presence{escalation.There, p.now().Add(presenceFresh)}
		}
	}
}

// lookUp asks Slack about people, some of them side by side.
func (p *presences) lookUp(ctx context.Context, people []escalation.User) {
	var group errgroup.Group
	group.SetLimit(gathered)
	for _, u := range people {
		group.Go(func() error {
			ctx, cancel := context.WithTimeout(ctx, presenceWait)
			defer cancel()
			p.remember(u, p.ask(ctx, u))
			return nil
		})
	}
	_ = group.Wait() // none of them fails
}

func (p *presences) remember(u escalation.User, is escalation.Presence) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.by[u] = presence{is, p.now().Add(presenceFresh)}
}

// ask asks Slack in the order in which the answers count.
func (p *presences) ask(ctx context.Context, u escalation.User) escalation.Presence {
	id := string(u)
	left, away := false, false
	p.call(ctx, "users.info", func() error {
		info, err := p.api.GetUserInfoContext(ctx, id)
		left = err == nil && info.Deleted || refusedAs(err) == "user_not_found"
		return err
	})
	if left {
		return escalation.Left
	}
	p.call(ctx, "dnd.info", func() error {
		s, err := p.api.GetDNDInfoContext(ctx, &id)
		away = err == nil && paused(*s, p.now())
		return err
	})
	if !away {
		p.call(ctx, "users.getPresence", func() error {
			s, err := p.api.GetUserPresenceContext(ctx, id)
			away = err == nil && s.Presence == "away"
			return err
		})
	}
	if away {
		return escalation.Away
	}
	return escalation.There
}

// paused reports whether notifications are held back now, by the clock or by hand.
func paused(s slack.DNDStatus, now time.Time) bool {
	at := int(now.Unix())
	return s.Enabled && s.NextStartTimestamp <= at && at < s.NextEndTimestamp ||
		s.SnoozeEnabled && s.SnoozeEndTime > at
}

// call calls a method unless it rests. A refusal about one person rests nothing.
func (p *presences) call(ctx context.Context, method string, ask func() error) {
	p.mu.Lock()
	rests := p.now().Before(p.resting[method])
	p.mu.Unlock()
	if rests {
		return
	}
	err := ask()
	code := refusedAs(err)
	if err == nil || code == "user_not_found" || errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	rest := presenceRest
	if code == "missing_scope" || code == "not_allowed_token_type" {
		rest = scopeRest
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.resting[method] = p.now().Add(rest)
	if !p.said[method] {
		p.said[method] = true
		p.log.WarnContext(ctx, "presence not known; people are asked without it", "method", method,
			"err", err)
	}
}

// personChanged takes the news that somebody's account was changed. Only its end matters: what they
// had goes back to their team, what they asked ends, and what has just ended is not given to them again.
func (b *Bot) personChanged(ctx context.Context, raw json.RawMessage) error {
	var ev struct {
		User struct {
			ID      string `json:"id"`
			Deleted bool   `json:"deleted"`
		} `json:"user"`
		At string `json:"event_ts"`
	}
	if json.Unmarshal(raw, &ev) != nil || !ev.User.Deleted || ev.User.ID == "" {
		return nil
	}
	who := escalation.User(ev.User.ID)
	b.presences.remember(who, escalation.Left)
	all, err := b.Cases.CasesAround(ctx, who)
	if err != nil {
		return fmt.Errorf("cases of %s, who has left: %w", who, err)
	}
	var failed []error
	for _, c := range all {
		if !leavesGap(c, who, b.Now()) {
			continue
		}
		key := "gone:" + hashed(ev.User.ID+":"+c.ID+":"+ev.At, 16)
		if _, err := b.Desk.Advance(ctx, key, c.ID, escalation.Gone{Who: who}); err != nil {
			failed = append(failed, fmt.Errorf("case %s: %s has left: %w", c.ID, who, err))
		}
	}
	return errors.Join(failed...)
}

// leavesGap reports whether it means anything to c that who has left. Most of what a person ever had
// is over, and is not written again for this.
func leavesGap(c escalation.Case, who escalation.User, now time.Time) bool {
	_, effects := escalation.Next(c, escalation.Gone{Who: who}, now)
	_, refused := (escalation.Step{Effects: effects}).Refused()
	return !refused
}
