package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"howto/bot"
	"howto/config"
	"howto/escalation"
	"howto/escalation/oncall"
	"howto/escalation/source"

	"github.com/slack-go/slack"
)

const (
	// sourcesEvery is how often is looked whether a source is to be read; package source says how often
	// it is.
	sourcesEvery = time.Second
	sourcesDir   = "sources" // in the data directory: the last good copies
	// groupAhead is how long people of a user group count as on call: no end of it is in sight.
	groupAhead = 366 * 24 * time.Hour
)

// sources are the schedules that are kept elsewhere, by team.
type sources struct {
	keepers map[string]*source.Keeper
	now     func() time.Time
}

// A sourcePlace is where a team's schedule is kept, for those who look for its copy.
type sourcePlace struct{ kind, of, file string }

// placeOf is where the schedule of a team is kept; false: here.
func placeOf(cfg config.Config, team string) (sourcePlace, bool) {
	s := cfg.Teams[team].Schedule.Source
	p := sourcePlace{file: filepath.Join(cfg.Data.Dir, sourcesDir, team+".json")}
	where := ""
	switch {
	case s.ICal != "":
		p.kind, where = "its calendar", s.ICal.Reveal()
	case s.PagerDuty != "":
		p.kind, where = "PagerDuty", s.PagerDuty
	case s.UserGroup != "":
		p.kind, where = "its user group", s.UserGroup
	default:
		return p, false
	}
	p.of = source.Fingerprint(p.kind, where)
	return p, true
}

// newSources returns the sources of all teams, with their last good copies.
func newSources(ctx context.Context, cfg config.Config, b *bot.Bot, log *slog.Logger) *sources {
	all := &sources{keepers: map[string]*source.Keeper{}, now: b.Now}
	for _, id := range cfg.TeamIDs() {
		p, elsewhere := placeOf(cfg, id)
		if !elsewhere {
			continue
		}
		k := &source.Keeper{Team: id, Reader: readerOf(cfg, id, b.Slack), Of: p.of, File: p.file,
			Named: cfg.Teams[id].Schedule.Source.Map, Log: log, Find: findBy(b.Slack)}
		k.Load(ctx, b.Now())
		all.keepers[id] = k
	}
	return all
}

// readerOf reads the source of a team, for which it may have to read a user group.
func readerOf(cfg config.Config, team string, api *slack.Client) source.Reader {
	schedule := cfg.Teams[team].Schedule
	s := schedule.Source
	switch {
	case s.ICal != "":
		return source.Calendar{At: s.ICal.Reveal(), Zone: schedule.Location}
	case s.PagerDuty != "":
		return source.PagerDuty{Schedule: s.PagerDuty, Token: cfg.PagerDuty.Token.Reveal(),
			BaseURL: cfg.PagerDuty.APIURL}
	}
	return groupSource{s.UserGroup, api}
}

func findBy(api *slack.Client) source.Finder {
	return func(ctx context.Context, mail string) (oncall.Member, bool, error) {
		u, found, err := bot.UserByMail(ctx, api, mail)
		return oncall.Member(u), found, err
	}
}

// A groupSource is a Slack user group of which everybody is on call.
type groupSource struct {
	id  string
	api *slack.Client
}

// Read reads who is in the group now.
func (g groupSource) Read(ctx context.Context, _ source.Stamp, now time.Time) (source.Reading, error) {
	ctx, cancel := context.WithTimeout(ctx, source.Timeout)
	defer cancel()
	people, err := bot.GroupMembers(ctx, g.api, g.id)
	if errors.Is(err, bot.ErrPermission) {
		return source.Reading{}, fmt.Errorf("%w: %w", source.ErrRefused, err)
	}
	if err != nil {
		return source.Reading{}, err
	}
	var r source.Reading
	for _, u := range people {
		r.Shifts = append(r.Shifts, source.Shift{Who: string(u), ID: oncall.Member(u),
			From: now, To: now.Add(groupAhead)})
	}
	return r, nil
}

// Run reads the sources until ctx is done. Each goes at its own pace: a slow one holds up no other.
func (s *sources) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, k := range s.keepers {
		all.Go(func() {
			tick := time.NewTicker(sourcesEvery)
			defer tick.Stop()
			for {
				k.Refresh(ctx, s.now())
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		})
	}
	all.Wait()
}

// prime reads those sources of which there is no copy, so that the first question finds somebody.
func (s *sources) prime(ctx context.Context) {
	var all sync.WaitGroup
	for _, k := range s.keepers {
		if k.State(s.now()).At.IsZero() {
			all.Go(func() { k.Refresh(ctx, s.now()) })
		}
	}
	all.Wait()
}

// turns are the turns of the teams whose schedule is kept elsewhere.
func (s *sources) turns() map[string][]oncall.Revision {
	all := map[string][]oncall.Revision{}
	for team, k := range s.keepers {
		all[team] = k.State(s.now()).Turns
	}
	return all
}

// asOf says when a team's schedule was last read, if whoever reads it should know: it is old.
func (s *sources) asOf(team string) (at time.Time, old bool) {
	k, elsewhere := s.keepers[team]
	if !elsewhere {
		return time.Time{}, false
	}
	state := k.State(s.now())
	return state.At, state.Old
}

// inForce are the schedules in force by team: turns that are kept elsewhere in the place of those of the
// configuration, and the overrides that people have agreed on. Those hold on top of the configuration's,
// whoever is named in both: who has said yes counts on it.
func inForce(
	roster escalation.Roster, turns map[string][]oncall.Revision, agreed []escalation.Override,
) map[string]oncall.Schedule {
	byTeam := map[string]oncall.Schedule{}
	for _, t := range roster.Configured() {
		s := t.Schedule
		if elsewhere, ok := turns[t.ID]; ok {
			s.Revisions = elsewhere
		}
		byTeam[t.ID] = s
	}
	for _, o := range agreed {
		if s, known := byTeam[o.Team]; known {
			s.Overrides = append(slices.Clone(s.Overrides), o.When)
			byTeam[o.Team] = s
		}
	}
	return byTeam
}

// scopes are the optional permissions that a configuration has use for.
func scopes(cfg config.Config) []string {
	all := bot.OptionalScopes()
	if len(userGroups(cfg)) > 0 {
		all = append(all, bot.ScopeGroups)
	}
	for _, id := range cfg.TeamIDs() {
		if s := cfg.Teams[id].Schedule.Source; s.ICal != "" || s.PagerDuty != "" {
			return append(all, bot.ScopeMails)
		}
	}
	return all
}

// userGroups are the user groups that are kept equal to who is on call, each with its teams.
func userGroups(cfg config.Config) map[string][]string {
	teams := map[string][]string{}
	for _, id := range cfg.TeamIDs() {
		if group := cfg.Teams[id].UserGroup; group != "" {
			teams[group] = append(teams[group], id)
		}
	}
	return teams
}
