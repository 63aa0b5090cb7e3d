package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search/review"
)

// A holding is one kind of thing that is kept about people, and how to find what is kept of one: its
// columns, the first of which tells the order, and the condition, whose $1 is the pseudonym or, with byID,
// the Slack id.
type holding struct {
	table, what, until string
	byID               bool
	columns, where     string
	// words are what of a body is the person's. Nil: all of it, but for pictures.
	words func(user string, body []byte) (map[string]any, error)
}

const untilForgotten = "" // as outcome.Held says

// holdings is all that is kept about a person under their name or pseudonym. Times are columns whose name
// is at, or ends in it.
func holdings() []holding {
	return []holding{
		{"people", "Who you are: your Slack id, and the name under which the record knows you",
			untilForgotten, false, `pseudonym, slack_id`, `pseudonym = $1`, nil},
		{"asks", "What you asked", untilForgotten, false,
			`at, question, missing, door, team, channel, confidence, closed`, `who = $1`, nil},
		{"ledger", "What you did, without your words; it stays when you are forgotten, as nobody's",
			untilForgotten, false, `at, kind, asset, team, door, mode`, `who = $1 AND who <> ''`, nil},
		{"cases", "Questions of yours that a person answered or was asked", untilForgotten, true,
			`opened_at, team, state, ask_id, body`, `asker = $1`, askersWords},
		{"threads", "Threads in which you read about them", untilForgotten, true,
			`channel, ts`, `role = 'line' AND case_id IN (SELECT id FROM cases WHERE asker = $1)`, nil},
		{"relays", "Messages of these threads that were passed on, and where the copies are",
			untilForgotten, true, `channel, ts, to_channel, to_ts`,
			`case_id IN (SELECT id FROM cases WHERE asker = $1)`, nil},
		{"cases", "Questions of others that you had last", untilForgotten, true,
			`opened_at, team, state, body`, `owner = $1`, expertsWords},
		{"cases", "Questions of others that you were asked to take, or answered before somebody else had them",
			untilForgotten, true, `opened_at, team, state, body`,
			`body LIKE '%"' || $1 || '"%' AND asker <> $1 AND owner <> $1`, expertsWords},
		{"drafts", "Drafts of assets that name you, because you asked, answered, wrote or decided",
			"three months, or as what became of them is kept", true, `changed_at, state, body`,
			`body LIKE '%"' || $1 || '"%'`, draftsWords},
		{"draft_cards", "Where drafts are that you were sent to look at", untilForgotten, true,
			`draft_id, channel, ts`, `person = $1`, nil},
		{"published", "Assets made from answers that name you, such as because you keep them",
			"as the asset is, also when you are forgotten", true, `at, asset`,
			`text LIKE '%' || $1 || '%'`, nil},
		{"lessons", "What the search learnt from your presses", untilForgotten, false,
			`at, asset, kind, phrase`, `who = $1`, nil},
		{"told", "New answers that you were told of", untilForgotten, false, `at, asset`, `who = $1`, nil},
		{"untold", "That you do not want to be told of new answers", untilForgotten, false,
			`at`, `who = $1`, nil},
		{"strikes", "Phrases that you struck out", untilForgotten, false,
			`at, asset, phrase`, `who = $1`, nil},
		{"looks", "Assets that you looked at because they did not help", untilForgotten, false,
			`at, asset, state`, `who = $1`, nil},
		{"pages", "When you were asked to take a question", "two weeks", true,
			`at, after_hours`, `person = $1`, nil},
		{"handoffs", "That you are on call", "until somebody else is", true,
			`since AS since_at, team`, `members LIKE '%"' || $1 || '"%'`, nil},
		{"overrides", "Changes of schedules that you made or that are about you", untilForgotten, true,
			`made_at, team, adds, removes, begins AS begins_at, ends AS ends_at, state`,
			`adds = $1 OR removes = $1 OR made_by = $1`, nil},
		{"digests", "Weekly messages that you were sent", untilForgotten, true,
			`at, team, week, body`, `manager = $1`, nil},
		{"digest_presses", "What was pressed in weekly messages by you, or to send you something",
			untilForgotten, true, `at, digest, button`, `presser = $1 OR recipient = $1`, nil},
		{"digest_wishes", "How often you want weekly messages", untilForgotten, true,
			`at, team, wish`, `manager = $1`, nil},
		{"outbox", "Messages to you that were sent lately or will be",
			"a week after they are sent, 90 days when Slack would not take them", true,
			`done_at, kind, state, body`,
			// Whoever only asks what is stored is not told of the answer itself, which waits meanwhile.
			`lane = 'dm:' || $1 OR state <> 'waiting' AND ` + answersMine, nil},
	}
}

// askersWords are what the asker of a case wrote and was answered.
func askersWords(_ string, body []byte) (map[string]any, error) {
	var c escalation.Case
	err := json.Unmarshal(body, &c)
	var added, answers []string
	for _, m := range c.Added {
		added = append(added, m.Text)
	}
	for _, a := range c.Answers {
		answers = append(answers, a.Message.Text)
	}
	words := map[string]any{"question": c.Question, "added": added, "answers": answers}
	if c.Asks != "" {
		words["asked back"] = c.Asks
	}
	return words, err
}

// expertsWords are what somebody else than the asker wrote in a case.
func expertsWords(user string, body []byte) (map[string]any, error) {
	var c escalation.Case
	err := json.Unmarshal(body, &c)
	var answers []string
	for _, a := range c.Answers {
		if string(a.By) == user {
			answers = append(answers, a.Message.Text)
		}
	}
	words := map[string]any{"answers": answers}
	if c.Asks != "" && string(c.Owner) == user {
		words["asked back"] = c.Asks
	}
	return words, err
}

// draftsWords are what a person has to do with a draft, and what of it they wrote.
func draftsWords(user string, body []byte) (map[string]any, error) {
	var d review.Draft
	err := json.Unmarshal(body, &d)
	var roles []string
	words := map[string]any{"title": d.Asset.Title}
	for _, r := range []struct{ name, who, key, text string }{
		{"asked", d.Asker, "", ""}, {"answered", d.Expert, "answer", d.Answer},
		{"wrote", d.Author, "text", d.Asset.Body}, {"decided", d.Curator, "note", d.Note},
		{"keeps it", d.Asset.Owner, "", ""},
	} {
		if r.who != user {
			continue
		}
		if roles = append(roles, r.name); r.key != "" {
			words[r.key] = r.text
		}
	}
	words["because_you"] = roles
	return words, err
}

// keyOf is what the condition of h asks for.
func (s *Store) keyOf(h holding, user string) string {
	if h.byID {
		return user
	}
	return s.Pseudonym(user)
}

// About returns all that is kept about the person with this Slack id, their words and what was sent to
// them included, one Held for each kind of which there is anything. Times in it are text, in UTC. Copies
// of messages to others that name the person are not in it; they leave the outbox with [Store.Sweep].
func (s *Store) About(ctx context.Context, user string) ([]outcome.Held, error) {
	var all []outcome.Held
	ctx = unhurried(ctx)
	for _, h := range holdings() {
		rows, err := table(ctx, s.r, `SELECT `+h.columns+` FROM `+h.table+` WHERE `+h.where+` ORDER BY 1`,
			s.keyOf(h, user))
		if err != nil {
			return nil, fmt.Errorf("about %s: %s: %w", s.Pseudonym(user), h.table, err)
		}
		for _, row := range rows {
			h.open(row, user)
		}
		if len(rows) > 0 {
			all = append(all, outcome.Held{Table: h.table, What: h.what, Until: h.until, Count: len(rows),
				Rows: rows})
		}
	}
	return all, nil
}

// HowMuch is [Store.About] without the rows themselves: how many there are of each kind.
func (s *Store) HowMuch(ctx context.Context, user string) ([]outcome.Held, error) {
	var all []outcome.Held
	ctx = unhurried(ctx)
	for _, h := range holdings() {
		n, err := first(ctx, s.r, scanCount, `SELECT COUNT(*) FROM `+h.table+` WHERE `+h.where,
			s.keyOf(h, user))
		if err != nil {
			return nil, fmt.Errorf("how much about %s: %s: %w", s.Pseudonym(user), h.table, err)
		}
		if n > 0 {
			all = append(all, outcome.Held{Table: h.table, What: h.what, Until: h.until, Count: int(n)})
		}
	}
	return all, nil
}

// open puts what of a row's body is the person's in the place of the body.
func (h holding) open(row map[string]any, user string) {
	body, has := row["body"].(string)
	if !has {
		return
	}
	if h.words == nil {
		var whole any
		if json.Unmarshal([]byte(body), &whole) == nil {
			if fields, ok := whole.(map[string]any); ok {
				delete(fields, "picture")
			}
			row["body"] = whole
		}
		return
	}
	words, err := h.words(user, []byte(body))
	delete(row, "body")
	if err != nil {
		row["damaged"] = true
		return
	}
	for name, word := range words {
		row[name] = word
	}
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
