package store

import (
	"context"
	"encoding/json"

	"howto/search/review"
)

const (
	selectDraftsNaming = `SELECT id FROM drafts WHERE body LIKE '%"' || $1 || '"%' ORDER BY id`
	deleteDraft        = `DELETE FROM drafts WHERE id = $1 AND version = $2`
	scrubDraft         = `UPDATE drafts SET version = $1, body = $2 WHERE id = $3 AND version = $4`
)

// eraseDrafts takes a person out of the drafts that name them.
func (s *Store) eraseDrafts(ctx context.Context, e erasure) (int, error) {
	rows, err := s.scrubAll(ctx, e, statement{selectDraftsNaming, []any{e.user}}, eraseDraft)
	return rows, prefix(err, "drafts")
}

// eraseDraft removes a draft that nobody has sent and that is made of the person's words. In any other
// the person is not named any more: its text is what somebody has read, changed and sent. Who keeps an
// asset stays named in it.
func eraseDraft(ctx context.Context, t *tx, e erasure, id string) (bool, error) {
	d, err := first(ctx, t, scanDraft, selectDraft, id)
	if err != nil || d.CreatedAt.After(e.until) {
		return false, err
	}
	read, user := d.Version, e.user
	if d.State == review.Begun && (d.Asker == user || d.Expert == user) {
		n, err := t.exec(ctx, deleteDraft, d.ID, read)
		return true, overtaken(n, err)
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
		return false, err
	}
	n, err := t.exec(ctx, scrubDraft, d.Version, string(body), d.ID, read)
	return true, overtaken(n, err)
}
