package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/outcome/year"
	"howto/search"
	"howto/store"
)

const (
	yearSeed  = 20260105
	yearWeeks = 52
	// textsFor is for how long before now the questions of the year are kept, not only what came of them.
	textsFor = 30 * 24 * time.Hour
	// yearBatch is about how many entries are handed to the store at once.
	yearBatch = 20_000
)

// yearVain are questions of the year that the sample library has no answer to.
var yearVain = []string{
	"recycling old batteries for customers", "where do old batteries go", "do we sharpen mower blades",
	"blades of a mower are blunt", "key cutting machine jams", "customer wants to hire a van",
}

// yearGap is what many people ask in vain from the summer on.
var yearGap = []string{
	"do we do gift wrapping at the till", "gift wrapping for a customer", "where is the gift wrapping paper",
	"can customers book gift wrapping", "is gift wrapping free",
}

// yearCompany is the company of the demo after a year of growth: its five teams of experts and as many
// sites as make 20 teams. Its year ends at now; in the last complete week a till update has broken the
// card that payments is asked for most.
func yearCompany(roster escalation.Roster, assets []search.Asset, now time.Time, zone *time.Location) year.Company {
	from := outcome.Last(now, zone).Plus(1 - yearWeeks)
	c := year.Story(year.Default(from, yearTasks(roster, assets), yearVain), yearGap)
	c.Weeks, c.Until = yearWeeks+1, now
	for i, t := range c.Teams {
		if team, ok := roster.Team(t.ID); ok {
			c.Teams[i].Experts = idsOfUsers(team.Everybody())
		}
		if t.ID == yearBreak && len(t.Tasks) > 0 {
			c.Events = append(c.Events, year.Event{Kind: year.Broke, Team: t.ID, Asset: t.Tasks[0].Asset,
				Week: yearWeeks - 1, To: .35})
		}
	}
	return c
}

// yearBreak is the team whose card is broken at the end of the year.
const yearBreak = "payments"

func idsOfUsers(users []escalation.User) []string {
	var ids []string
	for _, u := range users {
		ids = append(ids, string(u))
	}
	return ids
}

// yearTasks are the assets that everybody may see, by the team that answers for them; all of them stand
// under the empty id. The first are of different topics.
func yearTasks(roster escalation.Roster, assets []search.Asset) map[string][]year.Task {
	tasks, of := map[string][]year.Task{}, map[string]int{}
	type placed struct {
		place int
		asset search.Asset
	}
	var all []placed
	for _, a := range assets {
		if folder, _, _ := strings.Cut(a.ID, "/"); len(a.Audience) == 0 {
			all = append(all, placed{of[folder], a})
			of[folder]++
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.place, b.place) })
	for _, p := range all {
		a := p.asset
		k := year.Task{Asset: a.ID, Asks: append(slices.Clone(a.Asks), a.Title), Topics: a.Topics, Review: a.Review}
		team := roster.Route(escalation.Ask{Text: a.Title, Topics: a.Topics}).ID
		tasks[team], tasks[""] = append(tasks[team], k), append(tasks[""], k)
	}
	return tasks
}

// yearTeams are the settings of the teams that the year has beside those of the demo.
func yearTeams() string {
	var text strings.Builder
	for _, t := range year.Default(outcome.Week{}, nil, nil).Teams {
		if strings.Contains(demoConfig, "\n  "+t.ID+":\n") {
			continue
		}
		fmt.Fprintf(&text, "  %s:\n    name: %s\n    channel: C0OPS\n"+
			"    schedule: {zone: %s, experts: [U0IVO]}\n", t.ID, siteName(t.ID), demoZone)
	}
	return text.String()
}

// siteName writes an id as people write a name.
func siteName(id string) string {
	return strings.ToUpper(id[:1]) + strings.ReplaceAll(id[1:], "-", " ")
}

// writeYear fills the store with a year of c.
func writeYear(ctx context.Context, s *store.Store, c year.Company) error {
	var asks []outcome.Ask
	var entries []outcome.Entry
	flush := func() error {
		err := s.Fill(ctx, asks, entries)
		asks, entries = asks[:0], entries[:0]
		return err
	}
	for l := range c.Lives(yearSeed) {
		if c.Until.Sub(l.Entries[0].At) < textsFor {
			asks = append(asks, askOf(l))
		}
		entries = append(entries, l.Entries...)
		if len(entries) < yearBatch {
			continue
		}
		if err := flush(); err != nil {
			return fmt.Errorf("year: %w", err)
		}
	}
	if err := flush(); err != nil {
		return fmt.Errorf("year: %w", err)
	}
	return nil
}

// askOf is the ask of a life as it would be kept beside the ledger.
func askOf(l year.Life) outcome.Ask {
	first := l.Entries[0]
	ask := outcome.Ask{ID: first.Ask, User: first.Who, Text: l.Text, At: first.At, Door: first.Door,
		Team: first.Team, Channel: chanFloor, Confidence: first.Confidence}
	for _, e := range l.Entries {
		switch e.Kind {
		case outcome.Served:
			ask.Hits, ask.Shown = []string{e.Asset}, 1
		case outcome.Solved, outcome.Resolved, outcome.Withdrawn, outcome.Settled, outcome.Unanswered:
			ask.Closed, ask.ClosedAt = e.Kind, e.At
		case outcome.NotQuite, outcome.NotYet:
			ask.Closed, ask.ClosedAt = "", time.Time{}
		}
	}
	return ask
}
