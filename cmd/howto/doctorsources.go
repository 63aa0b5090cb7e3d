package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"howto/bot"
	"howto/config"
	"howto/escalation/oncall"
	"howto/escalation/source"

	"github.com/slack-go/slack"
)

// userGroupFindings checks that the user groups can be read, and changed as far as scopes tell: whether
// the workspace lets the bot change them shows only when it does.
func userGroupFindings(ctx context.Context, api *slack.Client, cfg config.Config, granted []string) (all []finding) {
	groups := userGroups(cfg)
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		key := "teams." + groups[group][0] + ".usergroup"
		f := groupFinding(ctx, api, key, group)
		if len(granted) > 0 && !slices.Contains(granted, bot.ScopeGroups) {
			f.bad = fmt.Sprintf("%s: the bot may not change it; reinstall the app with the scope %s, as "+
				"`howto manifest` prints it", group, bot.ScopeGroups)
		}
		all = append(all, f)
	}
	return all
}

// sourceFindings reads each schedule that is kept elsewhere, once, and looks whether its people are
// known.
func sourceFindings(ctx context.Context, api *slack.Client, cfg config.Config) (all []finding) {
	for _, id := range cfg.TeamIDs() {
		s := cfg.Teams[id].Schedule.Source
		// Without a token there is a finding already.
		if p, elsewhere := placeOf(cfg, id); elsewhere && (s.PagerDuty == "" || cfg.PagerDuty.Token != "") {
			all = append(all, sourceFinding(ctx, api, cfg, id, p))
		}
	}
	return all
}

func sourceFinding(ctx context.Context, api *slack.Client, cfg config.Config, team string, p sourcePlace) finding {
	f := finding{what: "schedule of " + team}
	now := time.Now()
	r, err := readerOf(cfg, team, api).Read(ctx, source.Stamp{}, now)
	if err != nil {
		f.bad = err.Error()
		if c, err := source.ReadCopy(p.file, p.of); err == nil && !c.At.IsZero() {
			f.bad += "; until then it is as of " + c.At.Format("Mon 2 Jan 2006 15:04 MST")
		}
		return f
	}
	named := cfg.Teams[team].Schedule.Source.Map
	c := source.Copy{Shifts: r.Shifts, Found: map[string]oncall.Member{}}
	_, unknown := c.Turns(now, named)
	const searches = 20 // of people; more show when these are known
	for _, who := range unknown[:min(len(unknown), searches)] {
		if id, found, err := findBy(api)(ctx, who); err == nil && found {
			c.Found[who] = id
		}
	}
	turns, unknown := c.Turns(now, named)
	if len(unknown) > 0 {
		f.bad = fmt.Sprintf("%s has turns of people who are not known in Slack and are left out: %s; name them in "+
			"teams.%s.schedule.source.map, or give the bot the scope %s", p.kind, strings.Join(unknown, ", "),
			team, bot.ScopeMails)
		return f
	}
	f.note = fmt.Sprintf("%s can be read, %s", p.kind, count(len(r.Shifts), "shift"))
	if on := (oncall.Schedule{Revisions: turns}).At(now); len(on) > 0 {
		f.note += "; on call now: " + strings.Join(idsOf(on), ", ")
	}
	return f
}
