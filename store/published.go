package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/search/review"
)

const (
	insertPublished = `
	INSERT INTO published (asset, text, base, draft_id, at) VALUES ($1, $2, $3, $4, $5)`
	// A new asset must not take the place of another. One that a file took the place of may come back
	// as an update of that file.
	onlyNew = ` ON CONFLICT (asset) DO NOTHING`
	// What updates a published asset that is served goes on being an update of the same file.
	orUpdated = ` ON CONFLICT (asset) DO UPDATE SET text = excluded.text,
		base = CASE WHEN excluded.base = '' AND published.aside_at = 0 THEN published.base
			ELSE excluded.base END,
		draft_id = excluded.draft_id, at = excluded.at, aside_at = 0, told_at = 0`
	raisePublishing = `UPDATE publishing SET version = version + 1`
)

// publish puts the text of a draft among what is served.
func (s *Store) publish(ctx context.Context, t *tx, d review.Draft) error {
	rule := onlyNew
	if d.Updates != "" {
		rule = orUpdated
	}
	n, err := t.exec(ctx, insertPublished+rule, d.Asset.ID, string(search.Format(d.Asset)), d.Base, d.ID,
		millis(t.now))
	if err == nil && n == 0 {
		return errKept{review.Taken}
	}
	if err == nil {
		_, err = t.exec(ctx, raisePublishing)
	}
	return prefix(err, "publish %s", d.Asset.ID)
}

const (
	selectPublished = `
	SELECT asset, text, base FROM published WHERE aside_at = 0 ORDER BY asset`
	selectAside = `
	SELECT asset, text, base FROM published WHERE aside_at <> 0 ORDER BY asset`
)

// Published returns what is to be served beside the files, by id, and how many rows were left out
// because their text is no asset.
func (s *Store) Published(ctx context.Context) (all []search.Published, skipped int, err error) {
	return s.publishedIn(ctx, selectPublished)
}

// PublishedAside returns what was set aside because files took its place, in the same way: of each asset
// the text that was published last.
func (s *Store) PublishedAside(ctx context.Context) (all []search.Published, skipped int, err error) {
	return s.publishedIn(ctx, selectAside)
}

func (s *Store) publishedIn(
	ctx context.Context, query string,
) (all []search.Published, skipped int, err error) {
	err = each(ctx, s.r, func(row scanner) error {
		var id, base string
		var text []byte
		if err := row.Scan(&id, &text, &base); err != nil {
			return err
		}
		a, faults := search.Parse(id, "", text)
		if len(faults) > 0 {
			skipped++
			return nil
		}
		all = append(all, search.Published{Asset: a, Base: base})
		return nil
	}, query)
	if err != nil {
		return nil, 0, prefix(err, "published assets")
	}
	return all, skipped, nil
}

const selectPublishing = `SELECT version FROM publishing`

// PublishedVersion returns a text that differs from every earlier one once [Store.Published] gives
// something else, whichever process brought that about. It reads one small row, so it may be asked for
// every second. Ask before reading the assets, not after: what comes between is then read twice instead
// of missed.
func (s *Store) PublishedVersion(ctx context.Context) (string, error) {
	n, err := first(ctx, s.r, scanCount, selectPublishing)
	if err != nil {
		return "", fmt.Errorf("version of the published assets: %w", err)
	}
	return strconv.FormatInt(n, 10), nil
}

const setAside = `UPDATE published SET aside_at = $1 WHERE asset = $2 AND base = $3 AND aside_at = 0`

// SetAside remembers that files have taken the place of published assets, which are then no longer
// served, even when the files go. One that was published anew meanwhile, as an update of another text, stays.
// Their text is kept, see [Store.PublishedAside]. Doing it again does no harm.
func (s *Store) SetAside(ctx context.Context, assets []search.Aside) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		changed := int64(0)
		for _, a := range assets {
			n, err := t.exec(ctx, setAside, millis(t.now), a.ID, a.Base)
			if err != nil {
				return err
			}
			changed += n
		}
		if changed == 0 {
			return nil
		}
		_, err := t.exec(ctx, raisePublishing)
		return err
	})
	return prefix(err, "set published assets aside")
}

const selectUntold = `
	SELECT asset, draft_id FROM published WHERE aside_at = 0 AND told_at = 0 ORDER BY at, asset`

// News is a published asset of which those who asked before have not been told yet.
type News struct{ Asset, Draft string }

func scanNews(row scanner) (n News, err error) {
	err = row.Scan(&n.Asset, &n.Draft)
	return n, err
}

// News returns the published assets of which nobody has been told yet, the oldest first.
func (s *Store) News(ctx context.Context) ([]News, error) {
	all, err := list(ctx, s.r, scanNews, selectUntold)
	return all, prefix(err, "published assets to tell of")
}

const setTold = `UPDATE published SET told_at = $1 WHERE asset = $2 AND draft_id = $3`

// NewsTold remembers that all who had asked before have been told of a published asset.
func (s *Store) NewsTold(ctx context.Context, n News) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, setTold, millis(t.now), n.Asset, n.Draft)
		return err
	})
	return prefix(err, "tell of %s", n.Asset)
}

// What the asker has closed, and what a card or an answer stands for that nobody complained of, is left
// out: those people have their answer, or have not said that they lack one.
const selectUnhelped = `
	SELECT ` + askColumns + `
	FROM asks a JOIN people p ON p.pseudonym = a.who
	WHERE a.at >= $1 AND a.closed = '' AND a.question <> ''
		AND EXISTS (SELECT 1 FROM ledger e WHERE e.ask_id = a.id
			AND e.kind IN ('not found', 'not quite', 'handed over'))
		AND (a.case_id = '' OR NOT EXISTS (SELECT 1 FROM ledger e WHERE e.ask_id = a.id
			AND e.kind = 'answered'))
	ORDER BY a.at DESC, a.id DESC
	LIMIT $2`

// Unhelped returns at most limit asks since since that found nothing, were not helped by what they
// found, or went to a person and have no answer, the latest first.
func (s *Store) Unhelped(ctx context.Context, since time.Time, limit int) ([]outcome.Ask, error) {
	all, err := list(ctx, s.r, scanAsk, selectUnhelped, millis(since), limit)
	return all, prefix(err, "asks without help")
}

const (
	insertTold = `
	INSERT INTO told (who, asset, at)
	SELECT $1, $2, $3 FROM people p
	WHERE p.pseudonym = $1 AND NOT EXISTS (SELECT 1 FROM untold u WHERE u.who = $1)
	ON CONFLICT (who, asset) DO NOTHING`
	insertUntold = `INSERT INTO untold (who, at) VALUES ($1, $2) ON CONFLICT (who) DO NOTHING`
)

// TellNews queues a message to a person about an asset. It reports false, and queues nothing, when
// they were told of it before or do not want to be told.
func (s *Store) TellNews(
	ctx context.Context, user, asset string, o escalation.Outgoing,
) (told bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, insertTold, s.Pseudonym(user), asset, millis(t.now))
		told = n == 1
		if err != nil || !told {
			return err
		}
		return s.enqueue(ctx, t, o)
	})
	if err != nil {
		return false, prefix(err, "tell of %s", asset)
	}
	return told, nil
}

// NoNews remembers that a person does not want to be told of new answers. Doing it again does no harm.
func (s *Store) NoNews(ctx context.Context, user string) error {
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		who, err := s.person(ctx, t, user)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, insertUntold, who, millis(t.now))
		return err
	})
	return prefix(err, "tell no more")
}
