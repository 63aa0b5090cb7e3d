package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"howto/outcome"
)

// A holding is one kind of thing that is kept about people, and how to find what is kept of one.
type holding struct {
	table, what, until string
	byID               bool // the query takes the Slack id, not the pseudonym
	text               string
}

const untilForgotten = "" // as outcome.Held says

// holdings is all that is kept about a person under their name or pseudonym. Times are columns whose name
// is at, or ends in it.
func holdings() []holding {
	return []holding{
		{"people", "Who you are: your Slack id, and the name under which the record knows you",
			untilForgotten, false, `SELECT pseudonym, slack_id FROM people WHERE pseudonym = $1`},
		{"asks", "What you asked", untilForgotten, false,
			`SELECT at, question, missing, door, team, channel, confidence, closed FROM asks
			WHERE who = $1 ORDER BY at, id`},
		{"ledger", "What you did, without your words; it stays when you are forgotten, as nobody's",
			untilForgotten, false, `SELECT at, kind, asset, team, door, mode FROM ledger
			WHERE who = $1 AND who <> '' ORDER BY at, id`},
		{"cases", "Questions of yours that a person answered or was asked", untilForgotten, true,
			`SELECT opened_at, team, state, ask_id FROM cases WHERE asker = $1 ORDER BY opened_at, id`},
		{"cases", "Questions of others that you had last", untilForgotten, true,
			`SELECT opened_at, team, state FROM cases WHERE owner = $1 ORDER BY opened_at, id`},
		{"cases", "Questions of others that you were asked to take, or answered before somebody else had them",
			untilForgotten, true, `SELECT opened_at, team, state FROM cases
			WHERE body LIKE '%"' || $1 || '"%' AND asker <> $1 AND owner <> $1 ORDER BY opened_at, id`},
		{"drafts", "Drafts of assets that name you, because you asked, answered, wrote or decided",
			"three months, or as what became of them is kept", true, `SELECT changed_at, state FROM drafts
			WHERE body LIKE '%"' || $1 || '"%' ORDER BY changed_at, id`},
		{"lessons", "What the search learnt from your presses", untilForgotten, false,
			`SELECT at, asset, kind, phrase FROM lessons WHERE who = $1 ORDER BY at, asset`},
		{"told", "New answers that you were told of", untilForgotten, false,
			`SELECT at, asset FROM told WHERE who = $1 ORDER BY at, asset`},
		{"untold", "That you do not want to be told of new answers", untilForgotten, false,
			`SELECT at FROM untold WHERE who = $1`},
		{"strikes", "Phrases that you struck out", untilForgotten, false,
			`SELECT at, asset, phrase FROM strikes WHERE who = $1 ORDER BY at, asset`},
		{"looks", "Assets that you looked at because they did not help", untilForgotten, false,
			`SELECT at, asset, state FROM looks WHERE who = $1 ORDER BY at, asset`},
		{"pages", "When you were asked to take a question", "two weeks", true,
			`SELECT at, after_hours FROM pages WHERE person = $1 ORDER BY at`},
		{"overrides", "Changes of schedules that you made or that are about you", untilForgotten, true,
			`SELECT made_at, team, adds, removes, begins AS begins_at, ends AS ends_at, state FROM overrides
			WHERE adds = $1 OR removes = $1 OR made_by = $1 ORDER BY made_at, id`},
		{"digests", "Weekly messages that you were sent", untilForgotten, true,
			`SELECT at, team, week FROM digests WHERE manager = $1 ORDER BY at, team`},
		{"digest_presses", "What you pressed in weekly messages", untilForgotten, true,
			`SELECT at, digest, button FROM digest_presses WHERE presser = $1 ORDER BY at, digest`},
		{"digest_wishes", "How often you want weekly messages", untilForgotten, true,
			`SELECT at, team, wish FROM digest_wishes WHERE manager = $1 ORDER BY team`},
		{"outbox", "Messages to you that were sent lately or will be",
			"a week after they are sent, 90 days when Slack would not take them", true,
			`SELECT kind, state, done_at FROM outbox WHERE lane = 'dm:' || $1 ORDER BY id`},
	}
}

// About returns all that is kept about the person with this Slack id, one Held for each kind of which
// there is anything. Times in it are text, in UTC.
func (s *Store) About(ctx context.Context, user string) ([]outcome.Held, error) {
	var all []outcome.Held
	for _, h := range holdings() {
		key := s.Pseudonym(user)
		if h.byID {
			key = user
		}
		rows, err := table(ctx, s.r, h.text, key)
		if err != nil {
			return nil, fmt.Errorf("about %s: %s: %w", s.Pseudonym(user), h.table, err)
		}
		if len(rows) > 0 {
			all = append(all, outcome.Held{Table: h.table, What: h.what, Until: h.until, Rows: rows})
		}
	}
	return all, nil
}

// table returns rows with the names of their columns.
func table(ctx context.Context, q querier, text string, args ...any) (all []map[string]any, err error) {
	err = each(ctx, q, func(row scanner) error {
		names, err := row.(*sql.Rows).Columns()
		if err != nil {
			return err
		}
		values, to := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		if err := row.Scan(to...); err != nil {
			return err
		}
		held := make(map[string]any, len(names))
		for i, name := range names {
			held[name] = readable(name, values[i])
		}
		all = append(all, held)
		return nil
	}, text, args...)
	return all, err
}

// readable is a value as people read it.
func readable(column string, value any) any {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case int64:
		if column == "at" || strings.HasSuffix(column, "_at") {
			if v == 0 {
				return ""
			}
			return fromMillis(v).Format(time.RFC3339)
		}
	}
	return value
}
