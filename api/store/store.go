// Package store remembers: facilities with their classes and places, areas, places to start from, rules, what happened, and
// what is still to be delivered, in SQLite or PostgreSQL with one SQL text. It knows tables, transactions and drivers.
// It must not know HTTP, maps or search, and decides nothing: the rules live in care.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

//go:generate go tool -modfile=../../scripts/tools/go.mod sqlc generate

// Store is the database. It is safe for concurrent use. Every error it returns for a caller to act on is, or wraps, a
// care.Error: not_found, conflict, already_reported, migration_pending, unsafe_settings, unavailable, timeout.
type Store struct {
	dialect dialect
	writer  *sql.DB // SQLite: one connection, immediate transactions
	reader  *sql.DB // SQLite: a pool that cannot write; PostgreSQL: the same pool as writer
	deeds   *sql.DB // PostgreSQL: what services do, statement by statement over few rows; SQLite: nil
	jitter  func() float64

	writes, reads *statements // nil on PostgreSQL

	guard *guarded // how a transaction comes into the vault

	isolation sql.IsolationLevel // of writes on PostgreSQL, when not the default
	deferred  bool               // writes on SQLite take their lock late
	forgetful bool               // SQLite does not wait for the disk
}

// Option changes how a Store works.
type Option func(*Store)

// WithJitter sets the source of the random part of waits between retries, in [0, 1). The default is math/rand/v2.
func WithJitter(f func() float64) Option { return func(s *Store) { s.jitter = f } }

// WithIsolation makes every write on PostgreSQL run at another level than READ COMMITTED, for tests of what holds at all of
// them. SQLite has one level.
func WithIsolation(level sql.IsolationLevel) Option { return func(s *Store) { s.isolation = level } }

// WithDeferred makes writes on SQLite take the lock when they first write, on several connections, as most programs have it by
// default: for tests that show why ours take it when they begin.
func WithDeferred() Option { return func(s *Store) { s.deferred = true } }

// WithoutDurability makes SQLite not wait for the disk: for tests of anything but what outlives a fall of the machine, whose
// database is thrown away.
func WithoutDurability() Option { return func(s *Store) { s.forgetful = true } }

// Open opens "postgres://…", "sqlite:path" or a file path. It creates an SQLite file that is not there, but no schema: see
// Migrate. It fails with unsafe_settings when the database would not keep what it acknowledges.
func Open(ctx context.Context, url string, opts ...Option) (*Store, error) {
	s := &Store{jitter: rand.Float64, guard: new(guarded)}
	for _, o := range opts {
		o(s)
	}
	if err := s.connect(ctx, url); err != nil {
		return nil, fmt.Errorf("open database: %w", translate(err))
	}
	return s, nil
}

// Engine names the database engine: "sqlite" or "postgresql".
func (s *Store) Engine() string { return s.dialect.engine }

// Close closes the database.
func (s *Store) Close() error {
	s.writes.close()
	s.reads.close()
	err := s.reader.Close()
	if s.deeds != nil {
		if derr := s.deeds.Close(); err == nil {
			err = derr
		}
	}
	if s.writer != s.reader {
		if werr := s.writer.Close(); err == nil {
			err = werr
		}
	}
	return err
}

// The retries of a write that lost against another one (PostgreSQL 40001 and 40P01).
const (
	maxTries  = 8
	firstWait = 4 * time.Millisecond
)

// Tx is one transaction. Services put steps of their own order into one with Write or Read; its methods are one statement each.
type Tx = work

// work is one transaction: the generated queries and the transaction itself for statements over many rows.
type work struct {
	*db.Queries
	run db.DBTX // the transaction, with statements kept prepared
	tx  db.DBTX // the transaction itself
	in  *dialect

	session *session // on PostgreSQL, when it writes

	guard   *guarded
	inVault bool
}

// Write runs f in one transaction and commits it. f may run again when another transaction was in the way: it must not keep
// anything from a run that failed. what names the deed for the log.
func (s *Store) Write(ctx context.Context, what string, f func(*Tx) error) error {
	return s.writeIn(ctx, cmp.Or(s.deeds, s.writer), what, f)
}

// Read runs f on one unchanging view of the database.
func (s *Store) Read(ctx context.Context, what string, f func(*Tx) error) error {
	return s.readIn(ctx, cmp.Or(s.deeds, s.reader), what, f)
}

// write runs f in one transaction and commits it, again if the database says another transaction was in the way: f must
// not keep anything from a run that failed.
func (s *Store) write(ctx context.Context, what string, f func(*work) error) error {
	return s.writeIn(ctx, s.writer, what, f)
}

func (s *Store) writeIn(ctx context.Context, pool *sql.DB, what string, f func(*work) error) error {
	for try := 1; ; try++ {
		err := s.writeOnce(ctx, pool, f)
		if err == nil {
			return nil
		}
		if try == maxTries || !retryable(err) {
			return fmt.Errorf("%s: %w", what, translate(err))
		}
		if err := s.pause(ctx, try); err != nil {
			return fmt.Errorf("%s: %w", what, translate(err))
		}
	}
}

// read runs f on one unchanging view of the database.
func (s *Store) read(ctx context.Context, what string, f func(*work) error) error {
	return s.readIn(ctx, s.reader, what, f)
}

func (s *Store) readIn(ctx context.Context, pool *sql.DB, what string, f func(*work) error) error {
	if err := s.once(ctx, pool, s.reads, s.dialect.read, f); err != nil {
		return fmt.Errorf("%s: %w", what, translate(err))
	}
	return nil
}

func (s *Store) writeOnce(ctx context.Context, pool *sql.DB, f func(*work) error) error {
	if s.dialect.write == nil {
		return s.once(ctx, pool, s.writes, nil, f)
	}
	return inSession(ctx, pool, s.dialect.write, func(in *session) error {
		return f(&work{Queries: db.New(in), run: in, tx: in, in: &s.dialect, guard: s.guard, session: in})
	})
}

func (s *Store) once(ctx context.Context, pool *sql.DB, known *statements, o *sql.TxOptions, f func(*work) error) error {
	tx, err := pool.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer known.catchUp(ctx)
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	run := known.in(tx)
	if err := f(&work{Queries: db.New(run), run: run, tx: tx, in: &s.dialect, guard: s.guard}); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *Store) pause(ctx context.Context, try int) error {
	wait := time.NewTimer(time.Duration((0.5 + s.jitter()) * float64(firstWait<<(try-1))))
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-wait.C:
		return nil
	}
}

// manyRows is how many new rows make what the database knows of a table's size worthless.
const manyRows = 1000

// refresh lets the database look at tables that have grown much, so that its next plans use the indexes: PostgreSQL reads
// a whole table for every lookup until it has. Nothing but speed depends on it; a failure is not one of the save.
func (s *Store) refresh(ctx context.Context, tables ...string) {
	for _, table := range tables {
		_, _ = s.writer.ExecContext(ctx, "ANALYZE "+table)
	}
}

// Meta returns the value kept under a key, "" if there is none.
func (s *Store) Meta(ctx context.Context, key string) (value string, err error) {
	err = s.read(ctx, "read setting "+key, func(w *work) error {
		value, err = w.Meta(ctx, key)
		return err
	})
	if care.Is(err, care.CodeNotFound) {
		return "", nil
	}
	return value, err
}

// SetMeta keeps a value under a key. Settings are not part of the change log.
func (s *Store) SetMeta(ctx context.Context, key, value string) error {
	return s.write(ctx, "keep setting "+key, func(w *work) error {
		return w.SetMeta(ctx, db.SetMetaParams{MetaKey: key, Value: value})
	})
}
