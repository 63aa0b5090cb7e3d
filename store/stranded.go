package store

import (
	"context"
	"encoding/json"
	"fmt"

	"howto/escalation"
)

// A case that goes on by itself has the timer of its age and that of its state.
const selectSuspects = `
	SELECT ` + caseColumns + ` FROM cases c
	WHERE c.is_open = 1 AND 2 > (SELECT COUNT(*) FROM timers t WHERE t.case_id = c.id AND t.kind IN ('age',
		CASE c.state WHEN 'queued' THEN 'shift start' WHEN 'paging' THEN 'step' WHEN 'exhausted' THEN 'recall'
			WHEN 'claimed' THEN 'remind' WHEN 'snoozed' THEN 'wake' WHEN 'waiting' THEN 'asker'
			WHEN 'answered' THEN 'silence' END))
	ORDER BY c.opened_at, c.id`

const selectUnsent = `
	SELECT case_id, body FROM outbox
	WHERE state = 'waiting' AND kind IN ('page', 'root') AND case_id <> ''`

// Stranded returns the open cases that nothing would move on, with what they lack. It reads only those
// that have not both of their timers, however many are open.
func (s *Store) Stranded(ctx context.Context) ([]escalation.Stranded, error) {
	// Cases first: a message that is sent after that has moved its case on, which Mend will see.
	suspects, err := list(ctx, s.r, scanCase, selectSuspects)
	if err != nil || len(suspects) == 0 {
		return nil, prefix(err, "audit")
	}
	waiting, err := s.asking(ctx)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	var all []escalation.Stranded
	for _, c := range suspects {
		unsent := !waiting[asking{c.ID, c.Page}] && (!c.ByRoot || !waiting[asking{c.ID, 0}])
		if escalation.Lacks(c, unsent) {
			all = append(all, escalation.Stranded{Case: c.ID, Version: c.Version, Unsent: unsent})
		}
	}
	return all, nil
}

// asking is a message on its way that asks people to take a case: for the page-th time, or for 0 by
// the root message.
type asking struct {
	id   string
	page int
}

func (s *Store) asking(ctx context.Context) (map[asking]bool, error) {
	waiting := map[asking]bool{}
	err := each(ctx, s.r, func(row scanner) error {
		var a asking
		var body []byte
		if err := row.Scan(&a.id, &body); err != nil {
			return err
		}
		var page escalation.Page // a root row has none
		if json.Unmarshal(body, &page) == nil {
			a.page = page.Page
		}
		waiting[a] = true
		return nil
	}, selectUnsent)
	return waiting, err
}
