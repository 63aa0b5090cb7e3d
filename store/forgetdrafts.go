package store

import (
	"context"
	"encoding/json"
	"fmt"

	"howto/escalation"
	"howto/search/review"
)

// A Slack id stands in a body as a whole text and holds no character that means anything to LIKE.
const (
	selectCasesNaming = `
	SELECT ` + caseColumns + ` FROM cases c
	WHERE c.body LIKE '%"' || $1 || '"%' AND c.asker <> $1 AND c.owner <> $1 AND c.opened_at <= $2
	ORDER BY c.id`
	selectDraftsNaming = draftColumns + `WHERE body LIKE '%"' || $1 || '"%' ORDER BY id`
	deleteDraft        = `DELETE FROM drafts WHERE id = $1 AND version = $2`
	scrubDraft         = `UPDATE drafts SET version = $1, body = $2 WHERE id = $3 AND version = $4`
)

// eraseNamed takes a person out of what belongs to others: cases that they were asked to take, or in
// which they answered before somebody else had them, and drafts.
func (s *Store) eraseNamed(ctx context.Context, t *tx, e erasure) (rows int, err error) {
	cases, err := list(ctx, t, scanCase, selectCasesNaming, e.user, millis(e.until))
	if err != nil {
		return 0, err
	}
	for _, c := range cases {
		if err := scrub(ctx, t, c, escalation.User(e.user)); err != nil {
			return rows, fmt.Errorf("case %s: %w", c.ID, err)
		}
		rows++
	}
	drafts, err := list(ctx, t, scanDraft, selectDraftsNaming, e.user)
	if err != nil {
		return rows, err
	}
	for _, d := range drafts {
		if d.CreatedAt.After(e.until) {
			continue
		}
		if err := eraseDraft(ctx, t, d, e.user); err != nil {
			return rows, fmt.Errorf("draft %s: %w", d.ID, err)
		}
		rows++
	}
	return rows, nil
}

// eraseDraft removes a draft that nobody has sent and that is made of the person's words. In any other
// the person is not named any more: its text is what somebody has read, changed and sent. Who keeps an
// asset stays named in it.
func eraseDraft(ctx context.Context, t *tx, d review.Draft, user string) error {
	read := d.Version
	if d.State == review.Begun && (d.Asker == user || d.Expert == user) {
		n, err := t.exec(ctx, deleteDraft, d.ID, read)
		return overtaken(n, err)
	}
	d.Version++
	if over := d.State == review.Published || d.State == review.Dropped; over {
		if d.Expert == user {
			d.Answer = ""
		}
		if d.Curator == user {
			d.Note = ""
		}
	}
	for _, who := range []*string{&d.Asker, &d.Expert, &d.Author, &d.Curator} {
		if *who == user {
			*who = ""
		}
	}
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, scrubDraft, d.Version, string(body), d.ID, read)
	return overtaken(n, err)
}

func overtaken(n int64, err error) error {
	if err == nil && n == 0 {
		return errOvertaken
	}
	return err
}
