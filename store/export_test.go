package store

import (
	"context"
	"errors"
	"fmt"
)

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

// PlanOfLoads is how SQLite goes about counting who was asked.
func (s *Store) PlanOfLoads(ctx context.Context) ([]string, error) {
	return s.plan(ctx, fmt.Sprintf(selectPages, "$2, $3"), 0, "U0DANA", "U0ELIF")
}

// PlanOfAskedBefore is how SQLite looks for an ask of a team.
func (s *Store) PlanOfAskedBefore(ctx context.Context) ([]string, error) {
	return s.plan(ctx, fmt.Sprintf(selectAskedBefore, " AND e.team = $2"), 0, "payments")
}

func (s *Store) plan(ctx context.Context, text string, args ...any) (plan []string, err error) {
	err = each(ctx, s.r, func(row scanner) error {
		var id, parent, unused int64
		var detail string
		err := row.Scan(&id, &parent, &unused, &detail)
		plan = append(plan, detail)
		return err
	}, "EXPLAIN QUERY PLAN "+text, args...)
	return plan, err
}

// Erasing are the statements by which a person is forgotten, but for the tombstone.
func Erasing() []string {
	texts := []string{scrubCase, deleteAskersThreads, deleteRelays, deletePastRows, deleteAskersRows, scrubDraft,
		deleteDraft, deleteDigestsOf, fmt.Sprintf(renameEntries, ""), deletePerson}
	for _, x := range (erasure{}).statements("") {
		texts = append(texts, x.text)
	}
	return texts
}

// TextsWithin reads the first column of a query's rows, and for each of them the same again on the
// same connection.
func (s *Store) TextsWithin(ctx context.Context, text string) (all [][]string, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		return each(ctx, t, func(scanner) error {
			again, err := list(ctx, t, scanText, text)
			all = append(all, again)
			return err
		}, text)
	})
	return all, err
}

// OpenUnchecked opens a database whatever its schema and key.
func OpenUnchecked(ctx context.Context, o Options) (*Store, error) {
	return connect(ctx, o, readWrite)
}

// OpenAt opens a database with the schema of an earlier version.
func OpenAt(ctx context.Context, o Options, version int64) (*Store, error) {
	if err := prepareDir(o.Dir); err != nil {
		return nil, err
	}
	s, err := connect(ctx, o, readWrite)
	if err != nil {
		return nil, err
	}
	p, err := s.migrator()
	if err == nil {
		_, err = p.UpTo(ctx, version)
	}
	if err == nil {
		err = s.adoptKey(ctx, o.Dir)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Grave is the mark that stays of a pseudonym.
func (s *Store) Grave(who string) string { return s.grave(who) }
