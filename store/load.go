package store

import (
	"context"
	"fmt"
	"time"

	"howto/escalation"
	"howto/outcome"
)

const insertPage = `
	INSERT INTO pages (case_id, person, at, after_hours) VALUES ($1, $2, $3, $4)
	ON CONFLICT DO NOTHING`

// putPages remembers who was asked.
func putPages(ctx context.Context, t *tx, id string, r escalation.Record) error {
	for _, u := range r.Users {
		if u == escalation.Here {
			continue
		}
		_, err := t.exec(ctx, insertPage, id, string(u), millis(t.now), flag(r.AfterHours))
		if err != nil {
			return fmt.Errorf("page of %s: %w", u, err)
		}
	}
	return nil
}

const (
	selectPages = `
	SELECT person, COUNT(*), COALESCE(SUM(after_hours), 0), MAX(at) FROM pages
	WHERE at >= $1 AND person IN (%s) GROUP BY person`
	// What is answered waits for its asker and not for its owner. Counted, it would keep those from being
	// asked whose askers do not say whether it helped.
	selectOwned = `
	SELECT owner, COUNT(*), 0, 0 FROM cases
	WHERE is_open = 1 AND state <> 'answered' AND owner IN (%s) GROUP BY owner`
)

// Loads returns what these people have had to do in the [escalation.LoadWindow] before now. Whoever
// has nothing and was not asked is left out.
func (s *Store) Loads(
	ctx context.Context, people []escalation.User, now time.Time,
) (map[escalation.User]escalation.Load, error) {
	loads := map[escalation.User]escalation.Load{}
	if len(people) == 0 {
		return loads, nil
	}
	err := s.eachOf(ctx, selectPages, people, func(u escalation.User, n, nights, last int64) {
		loads[u] = escalation.Load{
			Pages: float64(n) + float64(nights)*(escalation.AfterHoursWeight-1), Last: fromMillis(last),
		}
	}, millis(now.Add(-escalation.LoadWindow)))
	if err == nil {
		err = s.eachOf(ctx, selectOwned, people, func(u escalation.User, n, _, _ int64) {
			l := loads[u]
			l.Open = int(n)
			loads[u] = l
		})
	}
	return loads, prefix(err, "load of experts")
}

const selectWork = `
	SELECT
		(SELECT COUNT(*) FROM pages WHERE person = $1 AND at >= $2),
		(SELECT COUNT(DISTINCT case_id) FROM ledger WHERE who = $3 AND kind = $4 AND at >= $2)`

func scanWork(row scanner) (w escalation.Work, err error) {
	err = row.Scan(&w.Asked, &w.Taken)
	return w, err
}

// Work returns what one person has had to do in the [escalation.LoadWindow] before now.
func (s *Store) Work(
	ctx context.Context, u escalation.User, now time.Time,
) (escalation.Work, error) {
	w, err := first(ctx, s.r, scanWork, selectWork, string(u), millis(now.Add(-escalation.LoadWindow)),
		s.Pseudonym(string(u)), string(outcome.Claimed))
	return w, prefix(err, "work of an expert")
}

// eachOf gives f the four columns of each row of a query about people, whose text has a %s for them
// behind the arguments.
func (s *Store) eachOf(ctx context.Context, text string, people []escalation.User,
	f func(u escalation.User, a, b, c int64), args ...any,
) error {
	marks := ""
	for i, u := range people {
		if i > 0 {
			marks += ", "
		}
		args = append(args, string(u))
		marks += fmt.Sprintf("$%d", len(args))
	}
	return each(ctx, s.r, func(row scanner) error {
		var u string
		var a, b, c int64
		if err := row.Scan(&u, &a, &b, &c); err != nil {
			return err
		}
		f(escalation.User(u), a, b, c)
		return nil
	}, fmt.Sprintf(text, marks), args...)
}
