package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"tuoyuquan/api/store/internal/db"
)

// session is one transaction on PostgreSQL whose statements travel together: what needs no answer at once is put off and goes
// along with the next statement that does, or with the end, in the order in which it was given. A booking so waits for the
// database three times and not thirteen. What is wrong with something put off is found when it is sent: the transaction then fails
// with that, whatever came of it meanwhile.
type session struct {
	conn   *sql.Conn
	begin  string
	begun  bool
	plain  bool // READ COMMITTED: every statement sees what was committed before it
	off    []putOff
	failed error // what went wrong when nobody could be told
}

// putOff is a statement that waits to be sent.
type putOff struct {
	query string
	args  []any
	want  int64 // how many rows it must change; below 0: any number
	other error // what is wrong when it changes another number
}

// answered is what somebody needs to know of a statement, or of its rows.
type answered struct {
	query string
	args  []any
	tag   func(pgconn.CommandTag) error
	rows  func(pgx.Rows) error
}

// inSession runs f in one transaction on a connection of a pool.
func inSession(ctx context.Context, pool *sql.DB, o *sql.TxOptions, f func(*session) error) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // gives it back
	s := &session{conn: conn, begin: "BEGIN ISOLATION LEVEL " + o.Isolation.String(), plain: o.Isolation == sql.LevelReadCommitted}
	err = f(s)
	if s.failed != nil {
		err = s.failed
	}
	if err == nil {
		err = s.commit(ctx)
	}
	if err != nil {
		s.rollback(ctx)
	}
	return err
}

// send sends everything that was put off, and then what somebody waits for.
func (s *session) send(ctx context.Context, now ...answered) error {
	if s.failed != nil {
		return s.failed
	}
	batch := &pgx.Batch{}
	left := len(s.off)
	if !s.begun {
		left++
		batch.Queue(s.begin).Exec(func(pgconn.CommandTag) error { left--; return nil })
	}
	for _, p := range s.off {
		batch.Queue(p.query, p.args...).Exec(func(tag pgconn.CommandTag) error {
			if p.want >= 0 && tag.RowsAffected() != p.want {
				return p.other
			}
			left--
			return nil
		})
	}
	for _, a := range now {
		q := batch.Queue(a.query, a.args...)
		if a.rows != nil {
			q.Query(a.rows)
		} else {
			q.Exec(a.tag)
		}
	}
	if batch.Len() == 0 {
		return nil
	}
	s.begun, s.off = true, nil
	err := s.conn.Raw(func(raw any) error {
		return raw.(*stdlib.Conn).Conn().SendBatch(ctx, batch).Close() //nolint:forcetypeassert // it is our pool
	})
	if left > 0 { // not what is asked now, but something nobody waits for any more
		s.failed = err
	}
	return err
}

// commit ends the transaction. Where rows are counted the answer is awaited first.
func (s *session) commit(ctx context.Context) error {
	for _, p := range s.off {
		if p.want >= 0 {
			if err := s.send(ctx); err != nil {
				return err
			}
			break
		}
	}
	if !s.begun && len(s.off) == 0 {
		return nil
	}
	return s.send(ctx, answered{query: "COMMIT", tag: func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" { // a statement had failed and nobody told
			return pgx.ErrTxCommitRollback
		}
		return nil
	}})
}

// rollback leaves nothing behind. A connection that cannot is closed.
func (s *session) rollback(ctx context.Context) {
	if !s.begun {
		return
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	_ = s.conn.Raw(func(raw any) error {
		if _, err := raw.(*stdlib.Conn).Conn().Exec(ctx, "ROLLBACK"); err != nil { //nolint:forcetypeassert // it is our pool
			return driver.ErrBadConn
		}
		return nil
	})
}

// ExecContext runs a statement and says how many rows it changed.
func (s *session) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	var n int64
	err := s.send(ctx, answered{query: query, args: args, tag: func(tag pgconn.CommandTag) error {
		n = tag.RowsAffected()
		return nil
	}})
	return driver.RowsAffected(n), err
}

// PrepareContext prepares a statement.
func (s *session) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := s.send(ctx); err != nil {
		return nil, err
	}
	return s.conn.PrepareContext(ctx, query)
}

// QueryContext runs a statement with rows.
func (s *session) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := s.send(ctx); err != nil {
		return nil, err
	}
	return s.conn.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a statement with one row.
func (s *session) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := s.send(ctx); err != nil { // the row tells of nothing better; the transaction fails with the error itself
		stopped, stop := context.WithCancel(ctx)
		stop()
		return s.conn.QueryRowContext(stopped, query, args...)
	}
	return s.conn.QueryRowContext(ctx, query, args...)
}

// puttingOff runs statements later that change rows.
type puttingOff struct {
	db.DBTX

	session *session // nil: they run at once
	want    int64
	other   error
}

// ExecContext puts a statement off. What it returns says that all went well, which is found out later.
func (p puttingOff) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if p.session != nil {
		p.session.off = append(p.session.off, putOff{query, args, p.want, p.other})
		return driver.RowsAffected(max(0, p.want)), nil
	}
	done, err := p.DBTX.ExecContext(ctx, query, args...)
	if err != nil || p.want < 0 {
		return done, err
	}
	n, err := done.RowsAffected()
	if err == nil && n != p.want {
		err = p.other
	}
	return done, err
}

// later gives the statements that need no answer at once. The transaction fails with other where one of them does not change
// exactly so many rows; with a number below 0 it may be any.
func (w *work) later(want int64, other error) *db.Queries {
	return db.New(w.puttingOff(want, other))
}

func (w *work) puttingOff(want int64, other error) puttingOff {
	return puttingOff{w.run, w.session, want, other}
}

// question is one of several that travel together.
type question struct {
	ask  func(*db.Queries) error
	rows func(pgx.Rows) error
}

// rowsTo is a question whose answer is rows, written as the generated code writes them.
func rowsTo[T any](to *[]T, row pgx.RowToFunc[T], ask func(*db.Queries) ([]T, error)) question {
	return question{
		ask: func(q *db.Queries) (err error) {
			*to, err = ask(q)
			return err
		},
		rows: func(rows pgx.Rows) (err error) {
			*to, err = pgx.CollectRows(rows, row)
			return err
		},
	}
}

// together asks several questions at once, after everything that was put off and after some locks.
func (w *work) together(ctx context.Context, locks []answered, questions ...question) error {
	if w.session == nil {
		for _, q := range questions {
			if err := q.ask(w.Queries); err != nil {
				return err
			}
		}
		return nil
	}
	now := slices.Grow(locks, len(questions))
	for _, q := range questions {
		var r recorder
		if err := q.ask(db.New(&r)); !errors.Is(err, errRecorded) {
			return errors.New("a question that travels with others has rows")
		}
		now = append(now, answered{query: r.query, args: r.args, rows: q.rows})
	}
	return w.session.send(ctx, now...)
}

// recorder writes down what generated code asks.
type recorder struct {
	db.DBTX

	query string
	args  []any
}

var errRecorded = errors.New("written down")

// QueryContext writes down and answers nothing.
func (r *recorder) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	r.query, r.args = query, args
	return nil, errRecorded
}
