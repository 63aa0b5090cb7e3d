package store

import (
	"context"
	"slices"
	"time"

	"howto/outcome"
)

const selectVerdicts = `
	SELECT ` + entryColumns + ` FROM ledger e
	WHERE e.asset = $1 AND e.kind IN ('solved', 'not quite') AND e.at >= $2
		AND NOT EXISTS (SELECT 1 FROM ledger q
			WHERE q.ask_id = e.ask_id AND q.kind = 'asked' AND q.mode <> '')
	ORDER BY e.at DESC, e.id DESC LIMIT $3`

// Verdicts returns the last entries of the kinds Solved and NotQuite about an asset since since, at most
// limit, the latest first. What was asked for another reason than work is left out.
func (s *Store) Verdicts(
	ctx context.Context, asset string, since time.Time, limit int,
) ([]outcome.Entry, error) {
	all, err := list(ctx, s.r, scanEntry, selectVerdicts, asset, millis(since), limit)
	return all, prefix(err, "verdicts on %s", asset)
}

const selectMissed = `
	SELECT ` + entryColumns + ` FROM ledger e WHERE e.kind = 'not quite' AND e.at >= $1 AND e.asset <> ''
	ORDER BY e.at, e.id`

// Missed returns the entries since since of Not quite on an asset, the earliest first.
func (s *Store) Missed(ctx context.Context, since time.Time) ([]outcome.Entry, error) {
	all, err := list(ctx, s.r, scanEntry, selectMissed, millis(since))
	return all, prefix(err, "assets that did not help")
}

const (
	// An asset that is first seen may have had its text for long.
	upsertText = `
	INSERT INTO asset_texts (asset, text_hash, since) VALUES ($1, $2, 0)
	ON CONFLICT (asset) DO UPDATE SET text_hash = excluded.text_hash, since = $3
	WHERE asset_texts.text_hash <> excluded.text_hash`
	selectTextsSince = `SELECT asset, since FROM asset_texts`
)

// textsAtOnce is how many texts are compared in one transaction.
const textsAtOnce = 500

// A Text is what an asset says, by its fingerprint.
type Text struct{ Asset, Hash string }

// TextsSince takes note of what the assets of a library say now, and returns since when each has said so;
// the zero time stands for longer than anybody knows.
func (s *Store) TextsSince(ctx context.Context, texts []Text) (map[string]time.Time, error) {
	for part := range slices.Chunk(texts, textsAtOnce) {
		err := s.write(ctx, func(ctx context.Context, t *tx) error {
			for _, x := range part {
				if _, err := t.exec(ctx, upsertText, x.Asset, x.Hash, millis(t.now)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, prefix(err, "texts of assets")
		}
	}
	since := make(map[string]time.Time, len(texts))
	err := each(ctx, s.r, func(row scanner) error {
		var asset string
		var at int64
		err := row.Scan(&asset, &at)
		since[asset] = fromMillis(at)
		return err
	}, selectTextsSince)
	return since, prefix(err, "texts of assets")
}
