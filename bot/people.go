package bot

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"howto/search"

	"github.com/slack-go/slack"
)

const (
	// personFresh is how long a name is believed. Names change seldom; a stale one does no harm.
	personFresh = time.Hour
	// personRetry is how soon a name is asked for again that Slack did not give.
	personRetry = time.Minute
	// groupFresh is how often the members of user groups are read. When that fails for a group, what was
	// read of it before holds for as long again; then its assets are hidden.
	groupFresh = 5 * time.Minute
	// personWait bounds what an answer may wait for names, however many.
	personWait = 500 * time.Millisecond
	// askedWithin bounds one call for a name that nobody waits for any more, askedAtOnce how many there
	// are side by side.
	askedWithin, askedAtOnce = 5 * time.Second, 16
	// nobodyKnown is the name of whom Slack does not name.
	nobodyKnown = "someone"
)

// A person is what the bot knows of somebody from Slack's directory.
type person struct {
	Name  string
	Zone  *time.Location
	Bot   bool      // a program, not a person
	Guest bool      // a guest, or of another workspace
	until time.Time // how long this is believed
}

// people remembers names and time zones of people.
type people struct {
	api *slack.Client
	now func() time.Time
	log *slog.Logger
	mu  sync.Mutex
	by  map[string]person
	// asking are the people of whom Slack is being asked, each closed with its answer; room bounds them.
	asking map[string]chan struct{}
	room   chan struct{}
}

func newPeople(api *slack.Client, now func() time.Time, log *slog.Logger) *people {
	return &people{api: api, now: now, log: log, by: map[string]person{},
		asking: map[string]chan struct{}{}, room: make(chan struct{}, askedAtOnce)}
}

// name is what people call the user. When Slack does not say in time it is "someone".
func (p *people) name(id string) string {
	ctx, cancel := context.WithTimeout(context.Background(), personWait)
	defer cancel()
	return p.load(ctx, id).Name
}

// program reports whether a user is known to be a program. It asks nobody.
func (p *people) program(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.by[id].Bot
}

// colleague reports whether a user is known to be a person of this workspace and no guest. It waits for Slack
// where nothing is known.
func (p *people) colleague(ctx context.Context, id string) bool {
	who := p.load(ctx, id)
	return who.Name != nobodyKnown && !who.Bot && !who.Guest
}

// load returns what is known of id, and waits for Slack only where nothing is. A failure is remembered
// for a minute, so that a missing scope does not cost a call for each card.
func (p *people) load(ctx context.Context, id string) person {
	p.learn(ctx, id)
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.by[id]
}

// learn asks Slack about all of whom nothing is known, side by side, and waits for the answers until
// ctx is done, at most personWait. What is older than an hour holds until the new answer is there, for
// which nobody waits. Whoever is still unknown then is "someone", until Slack says or for a minute.
func (p *people) learn(ctx context.Context, ids ...string) {
	ctx, cancel := context.WithTimeout(ctx, personWait)
	defer cancel()
	var wait []chan struct{}
	p.mu.Lock()
	for _, id := range ids {
		known := p.by[id]
		if p.now().Before(known.until) {
			continue
		}
		answer := p.askBehind(id)
		if known.Name == "" || known.Name == nobodyKnown {
			wait = append(wait, answer)
		}
	}
	p.mu.Unlock()
	for _, answer := range wait {
		select {
		case <-answer:
		case <-ctx.Done():
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if p.by[id].Name == "" {
			p.by[id] = person{Name: nobodyKnown, until: p.now().Add(personRetry)}
		}
	}
}

// askBehind asks Slack about a person, unless that is being done, and returns what is closed when the
// answer is kept. The lock is held.
func (p *people) askBehind(id string) chan struct{} {
	if answer, asked := p.asking[id]; asked {
		return answer
	}
	answer := make(chan struct{})
	p.asking[id] = answer
	go func() {
		p.room <- struct{}{}
		ctx, cancel := context.WithTimeout(context.Background(), askedWithin)
		fresh := p.ask(ctx, id)
		cancel()
		<-p.room
		p.mu.Lock()
		defer p.mu.Unlock()
		if fresh.Name == "" {
			fresh = p.by[id]
			fresh.Name, fresh.until = cmp.Or(fresh.Name, nobodyKnown), p.now().Add(personRetry)
		}
		p.by[id] = fresh
		delete(p.asking, id)
		close(answer)
	}()
	return answer
}

// ask reads one person from Slack's directory; Name stays empty when that fails.
func (p *people) ask(ctx context.Context, id string) person {
	fresh := person{until: p.now().Add(personFresh)}
	if id == "" {
		return fresh
	}
	u, err := p.api.GetUserInfoContext(ctx, id)
	if err != nil {
		p.log.WarnContext(ctx, "name not known", "user", id, "err", err)
		return fresh
	}
	fresh.Bot, fresh.Guest = u.IsBot, u.IsRestricted || u.IsUltraRestricted || u.IsStranger
	for _, n := range []string{u.Profile.RealName, u.RealName, u.Profile.DisplayName} {
		if n != "" {
			fresh.Name = n
			break
		}
	}
	if zone, err := time.LoadLocation(u.TZ); err == nil && u.TZ != "" {
		fresh.Zone = zone
	}
	return fresh
}

// groups remembers who belongs to the user groups that assets are kept for or that rules of routing
// name, and to those that are called like a role. Whoever is not known to belong to a group does not see its assets.
type groups struct {
	api   *slack.Client
	now   func() time.Time
	log   *slog.Logger
	mu    sync.Mutex
	by    map[string]readGroup // by group
	roles map[string][]string  // user → roles; an old one does no harm
	quiet bool                 // that roles are not read has been logged
}

// A readGroup is who belonged to a user group when it was last read.
type readGroup struct {
	members []string
	at      time.Time
}

func newGroups(api *slack.Client, now func() time.Time, log *slog.Logger) *groups {
	return &groups{api: api, now: now, log: log, by: map[string]readGroup{}}
}

// of returns the groups of user, sorted, as far as they were read lately.
func (g *groups) of(user string) []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []string
	for id, group := range g.by {
		if g.now().Sub(group.at) <= 2*groupFresh && slices.Contains(group.members, user) {
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return all
}

// rolesOf returns the roles of user, as far as they are known.
func (g *groups) rolesOf(user string) []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.roles[user]
}

// refresh reads from Slack who belongs to the groups that the library has use for, and to others.
func (g *groups) refresh(ctx context.Context, l search.Library, others []string) {
	ids := append(audienceGroups(l), others...)
	slices.Sort(ids)
	g.readMembers(ctx, slices.Compact(ids))
	g.readRoles(ctx, libraryRoles(l))
}

// readRoles reads who belongs to the user groups that are called like a role, given by handle. Without
// the permission to, roles count nothing; that is logged once, not every few minutes.
func (g *groups) readRoles(ctx context.Context, roles map[string]string) {
	var all []slack.UserGroup
	var err error
	if len(roles) > 0 {
		all, err = g.api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil {
		if !g.quiet {
			g.log.WarnContext(ctx, "user groups not read; roles do not count in the ranking", "err", err)
		}
		g.quiet = true
		return
	}
	g.roles, g.quiet = map[string][]string{}, false
	for _, group := range all {
		role, ok := roles[handle(group.Handle)]
		if !ok {
			continue
		}
		for _, user := range group.Users {
			g.roles[user] = append(g.roles[user], role)
		}
	}
}

// readMembers reads the members of the groups. Of a group that cannot be read, those of the last time
// hold for a while; that of a group which is of no use any more is forgotten.
func (g *groups) readMembers(ctx context.Context, ids []string) {
	read := map[string]readGroup{}
	for _, id := range ids {
		members, err := g.api.GetUserGroupMembersContext(ctx, id)
		if err == nil {
			read[id] = readGroup{members, g.now()}
			continue
		}
		g.mu.Lock()
		known, before := g.by[id]
		g.mu.Unlock()
		if before {
			read[id] = known
		}
		g.log.WarnContext(ctx, "user group not read; who belonged to it when it was last read counts for a "+
			"while, then its assets are hidden and its rules do not count", "group", id, "last", known.at, "err", err)
	}
	g.mu.Lock()
	g.by = read
	g.mu.Unlock()
}

// KeepGroups reads the members of the user groups that assets are kept for, that rules of routing
// name, and that are called like a role, again and again, until ctx is done.
func (b *Bot) KeepGroups(ctx context.Context) {
	tick := time.NewTicker(groupFresh)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			b.groups.refresh(ctx, b.Finder.Library(), b.Rota.Roster.Groups())
		}
	}
}

// Zone is the time zone in Slack's directory of a person, if Slack knows one.
func (b *Bot) Zone(ctx context.Context, user string) (*time.Location, bool) {
	p := b.people.load(ctx, user)
	return p.Zone, p.Zone != nil
}
