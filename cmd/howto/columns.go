package main

import (
	"encoding/json"

	"howto/outcome"
)

// A column is one column of the exported ledger: what it holds, what that is for and who may see it.
// The export's heads and docs/data-dictionary.md come from here.
type column struct {
	Name      string
	Type      string
	Words     string // what it means
	Personal  string // no, or pseudonymous
	Purpose   string // what it is kept for
	Source    string // where it comes from
	Retention string
	Metrics   []string // ids of the metrics that are worked out from it
	cell      func(outcome.Entry) any
}

// How long the ledger's columns are kept.
const (
	keptAlways = "as long as the ledger"
	keptWho    = "as long as the ledger; replaced by a meaningless mark when the person wants to be forgotten"
)

// readers may see the columns: nobody else is given rows, and managers only figures.
const readers = "who operates the bot"

// columns lists the columns in their order.
func columns() []column {
	return append(askColumns(), restColumns()...)
}

func askColumns() []column {
	every := []string{outcome.MetricAsks, outcome.MetricAskers, outcome.MetricSolved,
		outcome.MetricHandedOver}
	return []column{
		{Name: "at", Type: "time", Personal: "no", Retention: keptAlways,
			Words:   "when it happened: UTC, to the millisecond",
			Purpose: "weeks, waits and the order of things", Source: "the clock of the bot",
			Metrics: []string{outcome.MetricAsks, outcome.MetricWait, outcome.MetricUntilSolved,
				outcome.MetricEffort},
			cell: func(e outcome.Entry) any { return e.At.UTC().Format("2006-01-02T15:04:05.000Z") }},
		{Name: "ask", Type: "id", Personal: "pseudonymous", Retention: keptAlways,
			Words:   "the question it belongs to",
			Purpose: "each question ends in exactly one outcome", Source: "made by the bot",
			Metrics: every, cell: func(e outcome.Entry) any { return e.Ask }},
		{Name: "kind", Type: "word", Personal: "no", Retention: keptAlways,
			Words:   "what happened, such as asked, served, solved or handed over",
			Purpose: "what became of a question", Source: "what people pressed and the bot did",
			Metrics: every, cell: func(e outcome.Entry) any { return string(e.Kind) }},
		{Name: "who", Type: "pseudonym", Personal: "pseudonymous", Retention: keptWho,
			Words:   "who did it: always the same mark for the same person; empty for the bot itself",
			Purpose: "no figure rests on fewer than 5 people, or mostly on one",
			Source:  "the Slack id under a secret key, not to be turned back without the database",
			Metrics: []string{outcome.MetricAskers, outcome.MetricSolved, outcome.MetricAgain,
				outcome.MetricEffort}, cell: func(e outcome.Entry) any { return e.Who }},
		{Name: "team", Type: "id", Personal: "no", Retention: keptAlways,
			Words:   "the team that the question is counted for",
			Purpose: "a team's manager sees that team's figures", Source: "the routing of the question",
			Metrics: every, cell: func(e outcome.Entry) any { return e.Team }},
		{Name: "asset", Type: "id", Personal: "no", Retention: keptAlways,
			Words:   "the asset concerned, if any",
			Purpose: "which assets help and which do not", Source: "the library",
			Metrics: []string{outcome.MetricMatch, outcome.MetricCardEffect, outcome.MetricNotQuite},
			cell:    func(e outcome.Entry) any { return e.Asset }},
	}
}

func restColumns() []column {
	return []column{
		{Name: "case", Type: "id", Personal: "pseudonymous", Retention: keptAlways,
			Words:   "the case that the question became, if any",
			Purpose: "how long people wait for a person", Source: "made by the bot",
			Metrics: []string{outcome.MetricHandedOver, outcome.MetricWait, outcome.MetricPromise},
			cell:    func(e outcome.Entry) any { return e.Case }},
		{Name: "door", Type: "word", Personal: "no", Retention: keptAlways,
			Words:   "how the question came in: command, mention, dm, shortcut or home; on asked only",
			Purpose: "which doors are used", Source: "Slack's event",
			cell: func(e outcome.Entry) any { return string(e.Door) }},
		{Name: "confidence", Type: "word", Personal: "no", Retention: keptAlways,
			Words:   "how sure the search was: sure, unsure or none; on asked only",
			Purpose: "whether the search is as sure as it should be", Source: "the search",
			cell: func(e outcome.Entry) any { return e.Confidence }},
		{Name: "mode", Type: "word", Personal: "no", Retention: keptAlways,
			Words:   "what it was asked for: empty on the job, else training, test or bot; on asked only",
			Purpose: "practice and trials are in no figure", Source: "the configuration",
			Metrics: []string{outcome.MetricAsks},
			cell:    func(e outcome.Entry) any { return string(e.Mode) }},
		{Name: "took_ms", Type: "milliseconds", Personal: "no", Retention: keptAlways,
			Words: "how long the asker waited for what was shown; on served, offered and not found, " +
				"at least 1, and 0 when it was not measured",
			Purpose: "whether help comes at once", Source: "the clock of the bot",
			Metrics: []string{outcome.MetricFirstCard},
			cell:    func(e outcome.Entry) any { return e.Took.Milliseconds() }},
		{Name: "id", Type: "id", Personal: "no", Retention: keptAlways,
			Words: "the row itself: in the order of writing, but for asked again and lapsed, which are again/ and " +
				"lapsed/ with the id of the question",
			Purpose: "a row that comes twice counts once", Source: "made by the bot",
			cell: func(e outcome.Entry) any { return e.ID }},
	}
}

// A row is a JSON object whose members stay in the order of the columns.
type row struct {
	names []string
	cells []any
}

func rowOf(all []column, e outcome.Entry) row {
	r := row{make([]string, len(all)), make([]any, len(all))}
	for i, c := range all {
		r.names[i], r.cells[i] = c.Name, c.cell(e)
	}
	return r
}

// meanings is what each column means, as a row.
func meanings(all []column) row {
	r := row{make([]string, len(all)), make([]any, len(all))}
	for i, c := range all {
		r.names[i], r.cells[i] = c.Name, c.Words
	}
	return r
}

// MarshalJSON writes the members in their order.
func (r row) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, name := range r.names {
		if i > 0 {
			out = append(out, ',')
		}
		for j, v := range []any{name, r.cells[i]} {
			b, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			if j == 1 {
				out = append(out, ':')
			}
			out = append(out, b...)
		}
	}
	return append(out, '}'), nil
}
