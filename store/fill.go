package store

import (
	"context"

	"howto/outcome"
)

// fillsAtOnce is how many asks or entries are written in one transaction.
const fillsAtOnce = 1000

// Fill keeps asks and ledger entries that were made elsewhere, as [Store.Record] would one by one but
// in few transactions. What an error leaves behind is whole asks and entries; filling again with the
// same ids writes none of them twice.
func (s *Store) Fill(ctx context.Context, asks []outcome.Ask, entries []outcome.Entry) error {
	for len(asks)+len(entries) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(len(asks), fillsAtOnce)
		m := min(len(entries), fillsAtOnce-n)
		err := s.write(ctx, func(ctx context.Context, t *tx) error {
			return s.fill(ctx, t, asks[:n], entries[:m])
		})
		if err != nil {
			return prefix(err, "fill")
		}
		asks, entries = asks[n:], entries[m:]
	}
	return nil
}

func (s *Store) fill(ctx context.Context, t *tx, asks []outcome.Ask, entries []outcome.Entry) error {
	t.kept = map[string]string{}
	for _, a := range asks {
		if err := s.putAsk(ctx, t, a); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if err := s.append(ctx, t, e); err != nil {
			return err
		}
	}
	return nil
}
