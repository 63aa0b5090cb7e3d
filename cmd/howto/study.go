package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"howto/bot"
	"howto/config"
	"howto/digest"
	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/store"
)

// pastWeeks is how many weeks before its own a study looks at.
const pastWeeks = 26

// A studier says what a team's week comes to.
type studier struct {
	store   *store.Store
	roster  escalation.Roster
	library search.Library
	name    func(word string) bool // a word that is somebody's name, or a form of it; nil: not known
	rules   config.Outcomes        // how small a group a figure may be about, and what is promised
	checked *checked               // nil: the stored data is checked for each study
	sent    time.Time              // when messages are sent; zero: on the Monday after their week
}

// study examines a week. A finding is open since the week that the database knows it from.
func (s studier) study(ctx context.Context, team string, week outcome.Week) (outcome.Study, error) {
	in, err := s.input(ctx, team, week)
	if err != nil {
		return outcome.Study{}, err
	}
	kept, err := s.store.Findings(ctx, team)
	if err != nil {
		return outcome.Study{}, err
	}
	study := outcome.Examine(in)
	if study.Doubtful() { // nobody is asked to act on figures that are not to be trusted
		study.Findings = nil
		return study, nil
	}
	study.Findings = outcome.Carry(study.Findings, openFindings(kept, week.Zone))
	return study, nil
}

// input is all that a study of the week rests on.
func (s studier) input(ctx context.Context, team string, week outcome.Week) (outcome.Input, error) {
	in := outcome.Input{Team: team, Week: week, Weeks: pastWeeks, Promise: s.rules.Within,
		Floor: s.rules.Floor, Name: s.name}
	var err error
	if in.Entries, err = s.store.AskEntries(ctx, team, in.From(), week.To()); err != nil {
		return in, err
	}
	if in.Questions, err = s.questions(ctx, team, week); err != nil {
		return in, err
	}
	if in.Counts, err = s.checked.of(ctx, s.store, week); err != nil {
		return in, err
	}
	in.Counts.Digests, in.Counts.Acted, err = s.store.DigestCounts(ctx, week.From(), week.To(),
		outcome.SentToOwner)
	if err != nil {
		return in, err
	}
	in.Assets, in.BareTopics = s.assets(team), s.bareTopics(team)
	return in, nil
}

// questions are those for which nothing was found, to name what many of them are about. Where names of
// people are not known there are none: a theme might be one.
func (s studier) questions(ctx context.Context, team string, week outcome.Week) (all []outcome.Question, err error) {
	if s.name == nil {
		return nil, nil
	}
	unfound, err := s.store.Unfound(ctx, team, week.From(), week.To())
	for _, a := range unfound {
		all = append(all, outcome.Question{Ask: a.ID, Who: a.Who, Text: a.Text})
	}
	return all, err
}

// assets are the facts of the assets whose questions go to a team.
func (s studier) assets(team string) (facts []outcome.AssetFact) {
	for _, a := range s.library.Assets() {
		if s.teamOf(a) == team {
			facts = append(facts, outcome.AssetFact{ID: a.ID, Review: a.Review})
		}
	}
	return facts
}

// teamOf is the team that answers questions about an asset.
func (s studier) teamOf(a search.Asset) string {
	return s.roster.Route(escalation.Ask{Topics: a.Topics, Workflow: a.Workflow}).ID
}

// bareTopics are the topics that come to a team and that nobody is expert for: all of a team without
// people, and for the one that catches all those that neither a team nor a rule names.
func (s studier) bareTopics(team string) (bare []string) {
	t, ok := s.roster.Team(team)
	if !ok {
		return nil
	}
	bare = s.roster.Unnamed(topicsOf(s.library))
	if len(t.Everybody()) == 0 {
		bare = append(bare, t.Topics...)
	}
	bare = slices.DeleteFunc(bare, func(topic string) bool {
		return s.roster.Route(escalation.Ask{Topics: []string{topic}}).ID != team
	})
	slices.Sort(bare)
	return bare
}

// openFindings are the kept findings, as weeks of the zone.
func openFindings(kept []store.Finding, zone *time.Location) (open []outcome.Open) {
	for _, f := range kept {
		since, err1 := outcome.ParseWeek(f.Since, zone)
		last, err2 := outcome.ParseWeek(f.Last, zone)
		if err1 == nil && err2 == nil {
			open = append(open, outcome.Open{Key: f.Key, Since: since, Last: last})
		}
	}
	return open
}

// findingsOf are the findings of a study as they are kept.
func findingsOf(study outcome.Study) (kept []store.Finding) {
	for _, f := range study.Findings {
		kept = append(kept, store.Finding{Key: f.Key, Since: f.Since.String(),
			Last: study.Report.Week.String()})
	}
	return kept
}

// names are the words for what a study of a team knows by id.
func (s studier) names(team string) digest.Names {
	n := digest.Names{Assets: map[string]string{}, Owners: map[string]string{}}
	if t, ok := s.roster.Team(team); ok {
		n.Team = t.Name
	}
	for _, a := range s.library.Assets() {
		n.Assets[a.ID], n.Owners[a.ID] = a.Title, a.Owner
		if len(a.Audience) > 0 { // a manager need not belong to it
			n.Assets[a.ID] = bot.GuardedTitle
		}
	}
	return n
}

// message is the digest of a team's week, and the study that it speaks of.
func (s studier) message(ctx context.Context, team string, week outcome.Week) (
	m digest.Message, study outcome.Study, err error) {
	if study, err = s.study(ctx, team, week); err != nil {
		return m, study, fmt.Errorf("digest of team %q, week %s: %w", team, week, err)
	}
	names := s.names(team)
	names.Sent = s.sent
	return digest.Compose(study, names), study, nil
}
