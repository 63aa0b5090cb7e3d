package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"howto/escalation"
	"howto/outcome"
	"howto/search/review"
)

// errKept undoes a write that had nothing to keep; why is told to the caller instead.
type errKept struct{ why review.Saved }

func (e errKept) Error() string { return string(e.why) }

// SaveDraft keeps a draft as it is after a change, ledger entries and rows for the outbox, all in one
// transaction; d.ID is filled in when empty. A draft that was published is served from then on, see
// [Store.Published].
//
// With anything but [review.Kept] nothing was kept: a key that was taken in before is Repeated; a
// draft that has changed since d was read, or a new one whose source has a draft already, is
// Overtaken; a new asset whose id another has is Taken. The draft is given back as it stands then.
func (s *Store) SaveDraft(
	ctx context.Context, key string, d review.Draft, entries []outcome.Entry,
	out []escalation.Outgoing,
) (present review.Draft, saved review.Saved, err error) {
	if d.ID == "" {
		d.ID = s.NewID()
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		present, saved = d, review.Kept
		fresh, err := takeIn(ctx, t, key)
		if err == nil && !fresh {
			err = errKept{review.Repeated}
		}
		if err == nil {
			present, err = s.putDraft(ctx, t, d)
		}
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := s.append(ctx, t, e); err != nil {
				return err
			}
		}
		for _, o := range out {
			if err := s.enqueue(ctx, t, o); err != nil {
				return err
			}
		}
		return nil
	})
	var kept errKept
	if errors.As(err, &kept) {
		saved = kept.why
		present, err = first(ctx, s.w, scanDraft, selectDraftLike, d.ID, d.Source)
	}
	if err != nil {
		return review.Draft{}, "", prefix(err, "draft %s", d.ID)
	}
	return present, saved, nil
}

const (
	insertDraft = `
	INSERT INTO drafts (id, source, state, changed_at, version, body)
	VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT DO NOTHING`
	updateDraft = `
	UPDATE drafts SET state = $1, changed_at = $2, version = $3, body = $4
	WHERE id = $5 AND version = $6`
)

// putDraft keeps d unless it has changed since it was read.
func (s *Store) putDraft(ctx context.Context, t *tx, d review.Draft) (review.Draft, error) {
	read := d.Version
	d.Version++
	d.ChangedAt = t.now
	if read == 0 {
		d.CreatedAt = t.now
	}
	body, err := json.Marshal(d)
	if err != nil {
		return d, err
	}
	var n int64
	if read == 0 {
		n, err = t.exec(ctx, insertDraft, d.ID, d.Source, string(d.State), millis(t.now), d.Version,
			string(body))
	} else {
		n, err = t.exec(ctx, updateDraft, string(d.State), millis(t.now), d.Version, string(body), d.ID, read)
	}
	if err == nil && n == 0 {
		err = errKept{review.Overtaken}
	}
	if err == nil && d.State == review.Published {
		err = s.publish(ctx, t, d)
	}
	return d, err
}

const draftColumns = `SELECT version, body FROM drafts `

const (
	selectDraft     = draftColumns + `WHERE id = $1`
	selectDraftFrom = draftColumns + `WHERE source = $1`
	selectDraftLike = draftColumns + `WHERE id = $1 OR source = $2`
	selectDrafts    = draftColumns + `
	WHERE state IN ('draft', 'review', 'sent back')
	ORDER BY changed_at DESC, id LIMIT $1`
)

func scanDraft(row scanner) (d review.Draft, err error) {
	var version int64
	var body []byte
	if err := row.Scan(&version, &body); err != nil {
		return d, err
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return d, fmt.Errorf("read the draft's body: %w: %w", ErrDamaged, err)
	}
	d.Version = version
	return d, nil
}

// Draft returns the draft with this id, or ErrNotFound.
func (s *Store) Draft(ctx context.Context, id string) (review.Draft, error) {
	d, err := first(ctx, s.r, scanDraft, selectDraft, id)
	return d, prefix(err, "draft %s", id)
}

// DraftFrom returns the draft that was made from a source, or ErrNotFound.
func (s *Store) DraftFrom(ctx context.Context, source string) (review.Draft, error) {
	d, err := first(ctx, s.r, scanDraft, selectDraftFrom, source)
	return d, prefix(err, "draft of %s", source)
}

// OpenDrafts returns the drafts in which something can still happen, at most limit, the latest changed
// first.
func (s *Store) OpenDrafts(ctx context.Context, limit int) ([]review.Draft, error) {
	all, err := list(ctx, s.r, scanDraft, selectDrafts, limit)
	return all, prefix(err, "open drafts")
}

const insertCard = `
	INSERT INTO draft_cards (draft_id, person, channel, ts) VALUES ($1, $2, $3, $4)
	ON CONFLICT (draft_id, person) DO UPDATE SET channel = excluded.channel, ts = excluded.ts`

// placeCard writes where Slack put a curator's card of a draft.
func (s *Store) placeCard(ctx context.Context, t *tx, o escalation.Outgoing, r escalation.Receipt) error {
	if o.Kind != escalation.OutReview || r.TS == "" {
		return nil
	}
	var card escalation.ReviewCard
	if err := json.Unmarshal(o.Body, &card); err != nil {
		return fmt.Errorf("outbox: %s: %w", o.Key, err)
	}
	_, err := t.exec(ctx, insertCard, card.Draft, string(card.To), r.Channel, r.TS)
	return prefix(err, "card of draft %s", card.Draft)
}

const selectCard = `SELECT channel, ts FROM draft_cards WHERE draft_id = $1 AND person = $2`

func scanPlace(row scanner) (p escalation.Place, err error) {
	err = row.Scan(&p.Channel, &p.Thread)
	return p, err
}

// CardAt returns where Slack put a person's card of a draft, or ErrNotFound as long as there is none.
func (s *Store) CardAt(ctx context.Context, draft, person string) (escalation.Place, error) {
	p, err := first(ctx, s.r, scanPlace, selectCard, draft, person)
	return p, prefix(err, "card of draft %s", draft)
}
