package year

import (
	"iter"
	"slices"
	"sort"

	"howto/outcome"
)

// A Book keeps the lives of a year at hand, so that any week can be looked at.
type Book struct {
	company Company
	weeks   map[string][]page // by team; one for each week of the company
}

// A page is what a team asked in a week, with all that became of it, and the questions that found
// nothing.
type page struct {
	entries   []outcome.Entry
	questions []outcome.Question
}

// Keep puts lives of c into a book. A life whose question is after the last week of c is left out.
func Keep(c Company, lives iter.Seq[Life]) *Book {
	b := &Book{company: c, weeks: map[string][]page{}}
	weeks := make([]outcome.Week, c.Weeks)
	for i := range weeks {
		weeks[i] = c.Week(i)
	}
	for l := range lives {
		asked := l.Entries[0]
		n := sort.Search(len(weeks), func(i int) bool { return asked.At.Before(weeks[i].To()) })
		if n < len(weeks) {
			b.put(n, asked, l)
		}
	}
	return b
}

func (b *Book) put(week int, asked outcome.Entry, l Life) {
	if b.weeks[asked.Team] == nil {
		b.weeks[asked.Team] = make([]page, b.company.Weeks)
	}
	p := &b.weeks[asked.Team][week]
	p.entries = append(p.entries, l.Entries...)
	if slices.ContainsFunc(l.Entries, func(e outcome.Entry) bool { return e.Kind == outcome.NotFound }) {
		p.questions = append(p.questions, outcome.Question{Ask: asked.Ask, Who: asked.Who, Text: l.Text})
	}
}

// Entries are the whole lives of what a team asked in the weeks from from until just before to.
func (b *Book) Entries(team string, from, to int) []outcome.Entry {
	var all []outcome.Entry
	for n := max(from, 0); n < min(to, len(b.weeks[team])); n++ {
		all = append(all, b.weeks[team][n].entries...)
	}
	return all
}

// Input is what is known of a team at the end of a week, with as many weeks of past as there are, at
// most past.
func (b *Book) Input(team string, week, past int) outcome.Input {
	past = min(past, week)
	in := outcome.Input{Team: team, Week: b.company.Week(week), Weeks: past,
		Entries: b.Entries(team, week-past-1, week+1), Assets: b.company.Facts(team)}
	if pages := b.weeks[team]; week < len(pages) {
		in.Questions = pages[week].questions
	}
	return in
}
