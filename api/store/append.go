package store

import "context"

// appendOnly are the tables whose rows are written once: triggers refuse to change or remove them, whoever asks. Made-up rows may be
// removed, and only they.
var appendOnly = []string{"complaint", "complaint_event"}

// chained is how many tables the chain of changes has: change and chain. Their rows are not written once: a change is given its number
// and hash once, nothing else of it ever changes, and the end of the chain only moves on.
const chained = 2

// protect makes the triggers that are not there yet. Replicas may call it at the same time.
func (s *Store) protect(ctx context.Context) error {
	var there int
	if err := s.writer.QueryRowContext(ctx, s.dialect.appendOnlyCount()).Scan(&there); err != nil || there >= len(appendOnly)+chained {
		return err
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	for _, statement := range append(s.dialect.appendOnlySQL(appendOnly), s.dialect.chainSQL()...) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}
