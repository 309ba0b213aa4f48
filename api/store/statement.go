package store

import (
	"context"
	"database/sql"
	"sync"

	"tuoyuquan/api/store/internal/db"
)

// maxStatements bounds how many statements are kept prepared: those written in queries/, and inserts of a few sizes.
const maxStatements = 400

// statements keeps the statements of an SQLite pool prepared: parsing them took a seventh of the time of a booking. pgx keeps
// its own. A statement is first run as it is and prepared once its transaction is over, because the only connection that
// writes is the transaction's until then.
type statements struct {
	pool *sql.DB

	mu     sync.RWMutex
	ready  map[string]*sql.Stmt
	wanted map[string]bool
}

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, ready: make(map[string]*sql.Stmt), wanted: make(map[string]bool)}
}

// in gives what runs statements in a transaction; nil statements run them as they are.
func (s *statements) in(tx *sql.Tx) db.DBTX {
	if s == nil {
		return tx
	}
	return prepared{tx, s}
}

// catchUp prepares what was run unprepared. What cannot be prepared is tried again when it is run again.
func (s *statements) catchUp(ctx context.Context) {
	if s == nil {
		return
	}
	s.mu.RLock()
	n := len(s.wanted)
	s.mu.RUnlock()
	if n == 0 {
		return
	}
	s.mu.Lock()
	queries := make([]string, 0, len(s.wanted))
	for q := range s.wanted {
		queries = append(queries, q)
	}
	clear(s.wanted)
	s.mu.Unlock()
	for _, q := range queries {
		statement, err := s.pool.PrepareContext(ctx, q) //nolint:sqlclosecheck // kept until the store is closed
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.ready[q] == nil && len(s.ready) < maxStatements {
			s.ready[q], statement = statement, nil
		}
		s.mu.Unlock()
		if statement != nil { // another transaction was faster
			_ = statement.Close()
		}
	}
}

func (s *statements) close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for q, statement := range s.ready {
		_ = statement.Close()
		delete(s.ready, q)
	}
}

// prepared runs statements of one transaction. Rows of a statement are read to their end before it is run again.
type prepared struct {
	tx *sql.Tx
	of *statements
}

func (p prepared) statement(ctx context.Context, query string) *sql.Stmt {
	p.of.mu.RLock()
	statement, full := p.of.ready[query], len(p.of.ready) >= maxStatements
	p.of.mu.RUnlock()
	if statement != nil {
		return p.tx.StmtContext(ctx, statement) // closed with the transaction
	}
	if !full {
		p.of.mu.Lock()
		p.of.wanted[query] = true
		p.of.mu.Unlock()
	}
	return nil
}

// ExecContext runs a statement without rows.
func (p prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := p.statement(ctx, query); s != nil { //nolint:sqlclosecheck // closed with the transaction
		return s.ExecContext(ctx, args...)
	}
	return p.tx.ExecContext(ctx, query, args...)
}

// PrepareContext prepares a statement for the rest of the transaction.
func (p prepared) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return p.tx.PrepareContext(ctx, query)
}

// QueryContext runs a statement with rows.
func (p prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := p.statement(ctx, query); s != nil { //nolint:sqlclosecheck // closed with the transaction
		return s.QueryContext(ctx, args...)
	}
	return p.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a statement with one row.
func (p prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := p.statement(ctx, query); s != nil { //nolint:sqlclosecheck // closed with the transaction
		return s.QueryRowContext(ctx, args...)
	}
	return p.tx.QueryRowContext(ctx, query, args...)
}
