package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/escalation"

	"github.com/slack-go/slack"
)

const (
	// groupsEvery is how often is looked at who should be in the user groups.
	groupsEvery = 2 * time.Second
	// joinFresh is how long it is believed whether somebody can be in a user group.
	joinFresh = 10 * time.Minute
	// groupRetry is when a group is looked at again that Slack did not change, and groupRefused when
	// only a person can change that.
	groupRetry   = time.Minute
	groupRefused = time.Hour
)

// UserGroups keeps Slack user groups equal to who is on call. Where nobody is, a group stays as it is,
// and its teams are told once: Slack has no empty groups. Its methods must not be called side by side.
type UserGroups struct {
	bot    *Bot
	admin  string // the channel that is told what needs a hand; may be empty
	groups []*heldGroup
}

// A heldGroup is a user group and what is known of it.
type heldGroup struct {
	escalation.UserGroup
	id    string
	teams []string
	said  string            // the last fault that was logged
	gap   string            // the gap that the teams were told of
	cant  []escalation.User // who is on call and was left out
	known map[escalation.User]joins
}

// joins is whether somebody can be in a user group.
type joins struct {
	can   bool
	until time.Time
}

// NewUserGroups returns the keeper of groups, each with the teams whose people on call are in it. What
// needs a hand is told in the channel admin too, if there is one.
func NewUserGroups(b *Bot, groups map[string][]string, admin string) *UserGroups {
	k := &UserGroups{bot: b, admin: admin}
	for id, teams := range groups {
		k.groups = append(k.groups, &heldGroup{id: id, teams: teams, known: map[escalation.User]joins{}})
	}
	slices.SortFunc(k.groups, func(a, b *heldGroup) int { return strings.Compare(a.id, b.id) })
	return k
}

// Run keeps the groups until ctx is done.
func (k *UserGroups) Run(ctx context.Context) {
	if len(k.groups) == 0 {
		return
	}
	tick := time.NewTicker(groupsEvery)
	defer tick.Stop()
	for {
		k.Once(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once does for each group what there is to do now.
func (k *UserGroups) Once(ctx context.Context) {
	for _, g := range k.groups {
		now := k.bot.Now()
		on, next := k.bot.Rota.Roster.OnCallTogether(g.teams, now)
		step := g.Next(on, now)
		if step == escalation.GroupRead {
			k.read(ctx, g, now)
			step = g.Next(on, now)
		}
		if step == escalation.GroupSet {
			if on = k.able(ctx, g, on, now); len(on) == 0 {
				continue
			}
			step = g.Next(on, now)
		}
		switch step {
		case escalation.GroupSet:
			k.set(ctx, g, on, now)
		case escalation.GroupGap:
			k.gap(ctx, g, next, now)
		case escalation.GroupSame:
			g.gap = ""
		}
	}
}

func (k *UserGroups) read(ctx context.Context, g *heldGroup, now time.Time) {
	members, err := GroupMembers(ctx, k.bot.Slack, g.id)
	if err != nil {
		k.failed(ctx, g, err, now)
		return
	}
	g.Have, g.Read = members, now
}

// set puts people into the group. When that goes wrong it is not known any more who is in it: Slack may
// say no and have taken people out all the same.
func (k *UserGroups) set(ctx context.Context, g *heldGroup, people []escalation.User, now time.Time) {
	var ids []string
	for _, u := range people {
		ids = append(ids, string(u))
	}
	_, err := k.bot.Slack.UpdateUserGroupMembersListContext(ctx, g.id, ids)
	if err != nil {
		g.Read, g.known = time.Time{}, map[escalation.User]joins{}
		k.failed(ctx, g, groupFault(g.id, err), now)
		return
	}
	g.Have, g.Read, g.Changed, g.said, g.gap = people, now, now, "", ""
	k.bot.Log.InfoContext(ctx, "user group changed", "group", g.id, "people", len(people))
}

// failed lets a group rest, and says why once.
func (k *UserGroups) failed(ctx context.Context, g *heldGroup, err error, now time.Time) {
	if ctx.Err() != nil {
		return
	}
	g.Rest = now.Add(groupRetry)
	needsHand := errors.Is(err, ErrPermission)
	var limited *slack.RateLimitedError
	switch {
	case needsHand:
		g.Rest = now.Add(groupRefused)
	case errors.As(err, &limited):
		g.Rest = now.Add(limited.RetryAfter)
	}
	if g.said == err.Error() {
		return
	}
	g.said = err.Error()
	k.bot.Log.WarnContext(ctx, "user group not kept equal to who is on call", "group", g.id, "err", err)
	if needsHand {
		k.tellAdmin(ctx, fmt.Sprintf("group_refused:%s:%s:%s", g.id, now.UTC().Format(time.DateOnly), g.said),
			"Who is on call is not in the user group any more. "+capital(g.said)+".")
	}
}

// able leaves out who cannot be in a user group, and says so once.
func (k *UserGroups) able(ctx context.Context, g *heldGroup, on []escalation.User, now time.Time) []escalation.User {
	var can, cant, fresh []escalation.User
	for _, u := range on {
		known, ok := g.known[u]
		if !ok || !now.Before(known.until) {
			known = joins{k.bot.canJoin(ctx, u), now.Add(joinFresh)}
			g.known[u] = known
		}
		if known.can {
			can = append(can, u)
			continue
		}
		cant = append(cant, u)
		if !slices.Contains(g.cant, u) {
			fresh = append(fresh, u)
		}
	}
	if len(fresh) > 0 {
		k.bot.Log.WarnContext(ctx, "people on call cannot be in a user group", "group", g.id, "who", fresh)
		var names []string
		for _, u := range fresh {
			names = append(names, k.bot.people.name(string(u)))
		}
		k.tellAdmin(ctx, fmt.Sprintf("group_without:%s:%s:%v", g.id, now.UTC().Format(time.DateOnly), fresh),
			list(names)+" cannot be in the user group of who is on call: Slack takes no guests, and nobody who "+
				"has left. Please look at the schedule of "+k.teams(g)+".")
	}
	g.cant = cant
	return can
}

func (k *UserGroups) teams(g *heldGroup) string {
	var names []string
	for _, id := range g.teams {
		t, _ := k.bot.Rota.Roster.Team(id)
		names = append(names, oneLine(t.Name))
	}
	return list(names)
}

func (k *UserGroups) tellAdmin(ctx context.Context, key, text string) {
	if k.admin != "" {
		k.bot.queueOrLog(ctx, key, post{Via: viaMessage, Channel: k.admin, Message: sentence(text)})
	}
}

// gap tells the teams of a group, once, that nobody is on call and that the group stays as it is. What
// the gap is known by is its end, which stays the same over restarts.
func (k *UserGroups) gap(ctx context.Context, g *heldGroup, next, now time.Time) {
	end, key := "never", "never:"+now.UTC().Format(time.DateOnly)
	if !next.IsZero() {
		end = next.UTC().Format(time.RFC3339)
		key = end
	}
	if len(g.Have) == 0 || g.gap == end {
		return
	}
	g.gap = end
	for _, id := range g.teams {
		t, known := k.bot.Rota.Roster.Team(id)
		if !known {
			continue
		}
		line := "Nobody is on call for " + escape(oneLine(t.Name))
		if !next.IsZero() {
			line += " until " + moment(next, t.Schedule.Zone)
		}
		line += ". Whoever mentions the team's user group still reaches the people who were on call last."
		k.bot.queueOrLog(ctx, "group_gap:"+g.id+":"+id+":"+key,
			post{Via: viaMessage, Channel: t.Channel, Message: newMessage(sectionMrkdwn(line))})
	}
}
