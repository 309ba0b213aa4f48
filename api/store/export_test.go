package store

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"

	"tuoyuquan/api/care"
)

// Raw gives tests the connection that writes.
func (s *Store) Raw() *sql.DB { return s.writer }

// Attempt runs a write that ends in the given outcomes, one after the other, and then in none.
func (s *Store) Attempt(ctx context.Context, outcomes ...error) (runs int, err error) {
	err = s.write(ctx, "attempt", func(*work) error {
		runs++
		if runs <= len(outcomes) {
			return outcomes[runs-1]
		}
		return nil
	})
	return runs, err
}

// SQLState is an error of PostgreSQL.
func SQLState(code string) error { return &pgconn.PgError{Code: code} }

// Translate is what callers see of a driver's error.
func Translate(err error) error { return translate(err) }

// MaxTries is how often a write is tried.
const MaxTries = maxTries

// Migrations gives tests the migrations, to run them down.
func (s *Store) Migrations(ctx context.Context) (*goose.Provider, error) { return s.migrations(ctx) }

// CarelessSequence numbers changes without any protection, in two steps that tests can put something between: the negative control.
func (s *Store) CarelessSequence(ctx context.Context, between func()) error {
	seq, hash, err := s.Head(ctx)
	if err != nil {
		return err
	}
	var id string
	if err := s.reader.QueryRowContext(ctx, "SELECT id FROM change WHERE seq IS NULL ORDER BY id LIMIT 1").Scan(&id); err != nil {
		return err
	}
	between()
	_, err = s.writer.ExecContext(ctx, "UPDATE change SET seq = $1, hash = $2 WHERE id = $3", seq+1, care.ChainHash(hash, care.Change{Seq: seq + 1}), id)
	return err
}

// AppendLater starts a transaction that appends a change and returns what commits it.
func (s *Store) AppendLater(ctx context.Context, c care.Change) (commit func() error, err error) {
	tx, err := s.writer.BeginTx(ctx, s.dialect.write)
	if err != nil {
		return nil, err
	}
	w := &work{tx: tx, run: tx, in: &s.dialect}
	return tx.Commit, appendChanges(ctx, w, []care.Change{c})
}

// Enqueue appends a piece of work.
func (s *Store) Enqueue(ctx context.Context, topic string, at care.Instant, payload any) error {
	return s.write(ctx, "enqueue", func(w *work) error { return enqueue(ctx, w, topic, at, payload) })
}

// RunForTest runs a statement of a test's own in a transaction.
func (w *work) RunForTest(ctx context.Context, query string) error {
	_, err := w.run.ExecContext(ctx, query)
	return err
}

// Unguard takes the triggers of a table away, as somebody with all rights over the database could.
func (s *Store) Unguard(ctx context.Context, table string) error {
	for _, name := range []string{"_kept", "_stays"} {
		drop := "DROP TRIGGER " + table + name
		if !s.dialect.plain {
			drop += " ON " + table
		}
		if _, err := s.writer.ExecContext(ctx, drop); err != nil {
			return err
		}
	}
	return nil
}
