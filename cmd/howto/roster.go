package main

import (
	"errors"
	"fmt"

	"howto/config"
	"howto/escalation"
)

// rosterOf builds the teams from their settings. Without any it is empty: only serve needs teams.
func rosterOf(cfg config.Config) (escalation.Roster, error) {
	if len(cfg.Teams) == 0 {
		return escalation.Roster{}, nil
	}
	var teams []escalation.Team
	var faults []error
	for _, id := range cfg.TeamIDs() {
		t := cfg.Teams[id]
		schedule, err := scheduleOf(t.Schedule)
		if err != nil {
			for _, line := range faultLines(err) {
				faults = append(faults, fmt.Errorf("config: teams.%s.schedule.%s", id, line))
			}
		}
		policy, err := policyOf(t.Policy)
		if err != nil {
			faults = append(faults, settingsFaults("teams."+id+".policy", err))
		}
		hours, err := hoursOf(t.Hours)
		if err != nil {
			faults = append(faults, settingsFaults("teams."+id+".hours", err))
		}
		name := t.Name
		if name == "" {
			name = id
		}
		teams = append(teams, escalation.Team{
			ID: id, Name: name, Channel: t.Channel, Topics: t.Topics, CatchAll: t.CatchAll,
			Schedule: schedule, Members: usersOf(append(idsOf(schedule.Members()), t.Members...)),
			Lead: escalation.User(t.Lead), Policy: policy, Hours: hours,
		})
	}
	// What is wrong between teams does not wait for what is wrong within one.
	roster, err := escalation.NewRoster(teams, rulesOf(cfg.Routing)...)
	if err := errors.Join(append(faults, settingsFaults("teams", err))...); err != nil {
		return escalation.Roster{}, err
	}
	return roster, nil
}
