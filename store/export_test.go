package store

import "context"

// PseudonymOf is the function under Store.Pseudonym, for published test vectors.
func PseudonymOf(key []byte, user string) string { return pseudonym(key, user) }

// Exec runs a statement past all rules, to bring about what the Store itself never does.
func (s *Store) Exec(ctx context.Context, text string, args ...any) error {
	_, err := s.w.ExecContext(ctx, text, args...)
	return err
}

// Texts returns the first column of a query's rows.
func (s *Store) Texts(ctx context.Context, text string, args ...any) ([]string, error) {
	return list(ctx, s.w, scanText, text, args...)
}

// ReaderTexts is Texts on the pool that reads.
func (s *Store) ReaderTexts(ctx context.Context, text string, args ...any) ([]string, error) {
	return list(ctx, s.r, scanText, text, args...)
}

// OpenUnchecked opens a database whatever its schema and key.
func OpenUnchecked(ctx context.Context, o Options) (*Store, error) {
	return connect(ctx, o, readWrite)
}
