package main

import (
	"fmt"
	"time"

	"howto/config"
	"howto/escalation"
	"howto/escalation/oncall"
)

// rosterOf builds the teams from their settings. Without any it is empty: only serve needs teams.
func rosterOf(cfg config.Config) (escalation.Roster, error) {
	if len(cfg.Teams) == 0 {
		return escalation.Roster{}, nil
	}
	var teams []escalation.Team
	for _, id := range cfg.TeamIDs() {
		t := cfg.Teams[id]
		schedule, err := scheduleOf(t.Schedule)
		if err != nil {
			return escalation.Roster{}, fmt.Errorf("config: teams.%s.schedule: %w", id, err)
		}
		policy, err := policyOf(t.Policy)
		if err != nil {
			return escalation.Roster{}, settingsFaults("teams."+id+".policy", err)
		}
		hours, err := hoursOf(t.Hours)
		if err != nil {
			return escalation.Roster{}, settingsFaults("teams."+id+".hours", err)
		}
		name := t.Name
		if name == "" {
			name = id
		}
		teams = append(teams, escalation.Team{
			ID: id, Name: name, Channel: t.Channel, Topics: t.Topics, CatchAll: t.CatchAll,
			Schedule: schedule, Members: userIDs(append(append([]string(nil), t.Schedule.Experts...), t.Members...)),
			Lead: escalation.User(t.Lead), Policy: policy, Hours: hours,
		})
	}
	roster, err := escalation.NewRoster(teams, rulesOf(cfg.Routing)...)
	return roster, settingsFaults("teams", err)
}

// scheduleOf reads a rotation; the configuration has checked its parts already.
func scheduleOf(s config.Schedule) (oncall.Schedule, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return oncall.Schedule{}, fmt.Errorf("zone: %w", err)
	}
	handoff, err := oncall.ParseClock(s.Handoff)
	if err != nil {
		return oncall.Schedule{}, fmt.Errorf("handoff: %w", err)
	}
	every, err := oncall.ParseEvery(s.Every)
	if err != nil {
		return oncall.Schedule{}, fmt.Errorf("every: %w", err)
	}
	start, err := oncall.ParseDate(s.Start)
	if err != nil {
		return oncall.Schedule{}, fmt.Errorf("start: %w", err)
	}
	var members []oncall.Member
	for _, e := range s.Experts {
		members = append(members, oncall.Member(e))
	}
	return oncall.Of(oncall.Layer{
		Zone: zone, Handoffs: []oncall.Clock{handoff}, Every: every, Start: start, Members: members,
	}), nil
}
