package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
)

// insert is an INSERT of many rows into one table. Statements come in a few fixed sizes, so that both drivers keep them prepared.
type insert struct {
	table   string
	columns []string
	suffix  string // ON CONFLICT … RETURNING …
	later   bool   // a few rows need no answer at once
}

// sql gives the statement for n rows.
func (in insert) sql(d *dialect, n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + in.table + " (" + strings.Join(in.columns, ", ") + ") VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		d.writeTuple(&b, i*len(in.columns)+1, len(in.columns))
	}
	b.WriteString(" " + in.suffix)
	return b.String()
}

// writeTuple writes n parameters in brackets, the first one with this number.
func (d *dialect) writeTuple(b *strings.Builder, first, n int) {
	for i := range n {
		if i == 0 {
			b.WriteByte('(')
		} else {
			b.WriteByte(',')
		}
		if d.plain {
			b.WriteByte('?')
			continue
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(first + i))
	}
	b.WriteByte(')')
}

func (d *dialect) tuple(first, n int) string {
	var b strings.Builder
	d.writeTuple(&b, first, n)
	return b.String()
}

// sizes are the numbers of rows a statement is made for, largest first.
var sizes = []int{256, 64, 16, 4, 3, 2, 1}

// insertAll inserts every item; bind appends the values of one in the order of the columns. With a RETURNING suffix, row is
// called for every row that comes back; else row is nil.
func insertAll[T any](ctx context.Context, w *work, in insert, items []T, bind func([]any, T) []any, row func(*sql.Rows) error) error {
	for _, size := range sizes {
		n := len(items) / size * size
		if n == 0 || size*len(in.columns) > w.in.params {
			continue
		}
		if err := insertRuns(ctx, w, in, size, items[:n], bind, row); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

// insertRuns inserts items, whose number is a multiple of size, with one prepared statement.
func insertRuns[T any](ctx context.Context, w *work, in insert, size int, items []T, bind func([]any, T) []any, row func(*sql.Rows) error) error {
	if len(items) == size && row == nil { // one run of a few rows: the driver knows the statement already
		args := make([]any, 0, size*len(in.columns))
		for _, item := range items {
			args = bind(args, item)
		}
		run := w.run
		if in.later {
			run = w.puttingOff(-1, nil)
		}
		_, err := run.ExecContext(ctx, in.sql(w.in, size), args...)
		return err
	}
	statement, err := w.tx.PrepareContext(ctx, in.sql(w.in, size))
	if err != nil {
		return err
	}
	defer func() { _ = statement.Close() }()
	args := make([]any, 0, size*len(in.columns))
	for run := range slices.Chunk(items, size) {
		args = args[:0]
		for _, item := range run {
			args = bind(args, item)
		}
		if row == nil {
			if _, err := statement.ExecContext(ctx, args...); err != nil {
				return err
			}
			continue
		}
		rows, err := statement.QueryContext(ctx, args...)
		if err != nil {
			return err
		}
		if err := eachRow(rows, row); err != nil {
			return err
		}
	}
	return nil
}

func eachRow(rows *sql.Rows, f func(*sql.Rows) error) error {
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// selectIn runs query with ($n, …) in place of (?) for runs of keys, after the fixed arguments, and calls row for every row.
// Runs are filled up with their last key, so that statements come in few sizes.
func selectIn[K ~string](ctx context.Context, w *work, query string, fixed []any, keys []K, row func(*sql.Rows) error) error {
	for len(keys) > 0 {
		n := min(len(keys), sizes[0])
		size := 1
		for size < n {
			size *= 4
		}
		args := append(make([]any, 0, len(fixed)+size), fixed...)
		for i := range size {
			args = append(args, string(keys[min(i, n-1)]))
		}
		rows, err := w.tx.QueryContext(ctx, strings.Replace(query, "(?)", w.in.tuple(len(fixed)+1, size), 1), args...)
		if err != nil {
			return err
		}
		if err := eachRow(rows, row); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// execIn is selectIn for statements without rows.
func execIn[K ~string](ctx context.Context, w *work, query string, keys []K) error {
	return selectIn(ctx, w, query, nil, keys, func(*sql.Rows) error { return nil })
}
