package main

import (
	"fmt"
	"slices"
	"strings"

	"howto/config"
	"howto/escalation"
	"howto/search"
)

// rulesOf are the rules that go before the teams' own topics.
func rulesOf(routing []config.Rule) (rules []escalation.Rule) {
	for _, r := range routing {
		rules = append(rules, escalation.Rule{Topics: r.Topics, Workflows: r.Workflows, Words: r.Words,
			Channels: r.Channels, Groups: r.Groups, Team: r.Team})
	}
	return rules
}

// unreached are the rules that no question comes to.
func unreached(roster escalation.Roster) (lines []string) {
	for _, u := range roster.Unreached() {
		by := make([]string, len(u.By))
		for i, k := range u.By {
			by[i] = fmt.Sprintf("routing[%d]", k)
		}
		verb := "takes"
		if len(by) > 1 {
			verb = "take"
		}
		lines = append(lines, fmt.Sprintf("config: routing[%d]: no question comes to it: %s %s all that it "+
			"could match; move it up or take it out", u.Rule, strings.Join(by, " and "), verb))
	}
	return lines
}

// homeless are the topics of assets that neither a team nor a rule names, each once. Their questions go
// to the team that catches all, which may be what is meant. Without teams there is nothing to say.
func homeless(lib search.Library, roster escalation.Roster) (lines []string) {
	if len(roster.Teams()) == 0 {
		return nil
	}
	for _, topic := range roster.Unnamed(topicsOf(lib)) {
		for _, a := range lib.Assets() {
			if slices.Contains(a.Topics, topic) {
				lines = append(lines, fmt.Sprintf("%s: the topic %q is no team's: questions about it go to %s",
					a.Path, topic, roster.Route(escalation.Ask{Topics: []string{topic}}).Name))
				break
			}
		}
	}
	return lines
}

// topicsOf are the topics of all assets, in their order.
func topicsOf(lib search.Library) (topics []string) {
	for _, a := range lib.Assets() {
		topics = append(topics, a.Topics...)
	}
	return topics
}

// unstaffed are the teams in which nobody could ever take a question.
func unstaffed(cfg config.Config, roster escalation.Roster) (lines []string) {
	for _, t := range roster.Teams() {
		someone := len(t.Everybody()) > 0 || t.Lead != "" || !cfg.Teams[t.ID].Schedule.Source.Empty() ||
			slices.ContainsFunc(t.Policy.Steps, func(s escalation.PolicyStep) bool { return len(s.People) > 0 })
		if !someone {
			lines = append(lines, fmt.Sprintf("config: team %q has nobody: its questions will wait for ever; "+
				"name experts in its schedule, or members", t.ID))
		}
	}
	return lines
}

// unmanaged are the teams whose weekly message nobody gets. Where nobody gets any, that is meant.
func unmanaged(cfg config.Config, roster escalation.Roster) (lines []string) {
	if len(cfg.Digest.Managers) == 0 {
		return nil
	}
	managed := map[string]bool{}
	for _, m := range cfg.Digest.Managers {
		for _, team := range m.Teams {
			managed[team] = true
		}
	}
	for _, t := range roster.Teams() {
		if !managed[t.ID] {
			lines = append(lines, fmt.Sprintf("config: team %q has no manager: nobody gets its weekly message; "+
				"name one under digest.managers", t.ID))
		}
	}
	return lines
}
