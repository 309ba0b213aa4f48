package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tuoyuquan/api/care"
)

// dialect is all that differs between the two engines. This file alone tells them apart.
type dialect struct {
	engine string
	goose  goose.Dialect
	params int            // the most parameters one statement may have
	plain  bool           // parameters of long statements are written ? and not $n: SQLite looks $n up by name, one after the other
	write  *sql.TxOptions // of a transaction that writes
	read   *sql.TxOptions // of a transaction that reads one unchanging view
	roles  bool           // the engine has roles, and the vault one of its own
}

var (
	onSQLite   = dialect{engine: "sqlite", goose: goose.DialectSQLite3, params: 32766, plain: true, read: &sql.TxOptions{ReadOnly: true}}
	onPostgres = dialect{
		engine: "postgresql", goose: goose.DialectPostgres, params: 65535,
		write: &sql.TxOptions{Isolation: sql.LevelReadCommitted},
		read:  &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		roles: true,
	}
)

func (s *Store) connect(ctx context.Context, address string) error {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return s.connectPostgres(ctx, address)
	}
	return s.connectSQLite(ctx, strings.TrimPrefix(address, "sqlite:"))
}

func (s *Store) connectPostgres(ctx context.Context, address string) error {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return care.Errorf(care.Invalid, care.CodeInvalid, "database url", "%s", withoutPassword(err))
	}
	for name, value := range map[string]string{
		"idle_in_transaction_session_timeout": "60000", // a hung replica must not hold the sequencer
		// A plan made for an empty table and kept would read the whole table for every lookup of the import that fills it
		// (measured: 300 s instead of 10 s for 100,000 facilities).
		"plan_cache_mode": "force_custom_plan",
	} {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	pool := openPool(config, 8)
	var encoding string
	if err := pool.QueryRowContext(ctx, "SHOW server_encoding").Scan(&encoding); err != nil {
		_ = pool.Close()
		return err
	}
	if encoding != "UTF8" {
		_ = pool.Close()
		return care.Errorf(care.Unavailable, care.CodeUnsafeSettings, "server_encoding",
			"the database is encoded as %s; create it with ENCODING 'UTF8'", encoding)
	}
	s.dialect, s.writer, s.reader, s.deeds = onPostgres, pool, pool, openPool(deedsConfig(config, address), deedsAtOnce())
	if s.isolation != sql.LevelDefault {
		s.dialect.write = &sql.TxOptions{Isolation: s.isolation}
	}
	return nil
}

func openPool(config *pgx.ConnConfig, most int) *sql.DB {
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(most)
	pool.SetMaxIdleConns(most)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool
}

// deedsAtOnce is how many of a process work at once: more than keep the processors busy only costs. On two cores sixteen took an
// eighth more of their time for a booking than eight, each with caches of its own to fill.
func deedsAtOnce() int { return min(max(8, 4*runtime.GOMAXPROCS(0)), 24) }

// deedsConfig is for connections on which services work: each statement is planned once, for any value, and by its index however
// few rows there are yet. Planning each time took a third of the time of a booking; a plan kept from when a table was empty
// would read all of it ever after. What the address says itself stands.
func deedsConfig(config *pgx.ConnConfig, address string) *pgx.ConnConfig {
	c := config.Copy()
	for name, value := range map[string]string{"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off"} {
		if !strings.Contains(address, name) {
			c.RuntimeParams[name] = value
		}
	}
	return c
}

// withoutPassword keeps the reason of a refused address and drops the address, which may hold a password.
func withoutPassword(err error) string {
	var bad *pgconn.ParseConfigError
	if errors.As(err, &bad) {
		if cause := errors.Unwrap(bad); cause != nil {
			return "the PostgreSQL address cannot be used: " + cause.Error()
		}
	}
	return "the PostgreSQL address cannot be used"
}

func (s *Store) connectSQLite(ctx context.Context, address string) error {
	path, extra, err := sqlitePath(address)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("make the folder of the database: %w", err)
	}
	// The file holds what families told us: it is made readable for its owner only, whatever the umask.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("open the database file: %w", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	lock, writers := "immediate", 1
	if s.deferred {
		lock, writers = "deferred", 16
	}
	check := checkSQLite
	if s.forgetful {
		extra, check = append(extra, "synchronous(OFF)"), func(context.Context, *sql.DB) error { return nil }
	}
	writer, err := openSQLite(ctx, path, lock, extra, check)
	if err != nil {
		return err
	}
	writer.SetMaxOpenConns(writers)
	writer.SetMaxIdleConns(writers)
	reader, err := openSQLite(ctx, path, "deferred", append([]string{"query_only(1)"}, extra...), check)
	if err != nil {
		_ = writer.Close()
		return err
	}
	reader.SetMaxOpenConns(8)
	reader.SetMaxIdleConns(8)
	s.dialect, s.writer, s.reader = onSQLite, writer, reader
	s.writes, s.reads = newStatements(writer), newStatements(reader)
	return nil
}

// sqlitePath takes path or path?_pragma=…: more pragmas may be given, other parameters may not.
func sqlitePath(address string) (path string, pragmas []string, err error) {
	path, query, _ := strings.Cut(strings.TrimPrefix(address, "file:"), "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", nil, care.Errorf(care.Invalid, care.CodeInvalid, "database url", "the part after ? cannot be read")
	}
	for key, list := range values {
		if key != "_pragma" {
			return "", nil, care.Errorf(care.Unavailable, care.CodeUnsafeSettings, key, "only _pragma may be given for SQLite")
		}
		pragmas = append(pragmas, list...)
	}
	if path == "" || path == ":memory:" {
		return "", nil, care.Errorf(care.Unavailable, care.CodeUnsafeSettings, "database url",
			"SQLite needs a file; a database in memory would be another one for every connection")
	}
	return path, pragmas, nil
}

func openSQLite(ctx context.Context, path, lock string, pragmas []string, check func(context.Context, *sql.DB) error) (*sql.DB, error) {
	q := url.Values{"_txlock": {lock}, "_pragma": slices.Clone(pragmas)}
	for _, ours := range []string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"cache_size(-32768)", "temp_store(MEMORY)", "journal_size_limit(67108864)",
	} {
		// What is given takes the place of ours, so that checkSQLite sees it: the driver runs pragmas in an order of its own.
		if !slices.ContainsFunc(pragmas, func(p string) bool { return pragmaName(p) == pragmaName(ours) }) {
			q.Add("_pragma", ours)
		}
	}
	name := strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23").Replace(path)
	pool, err := sql.Open("sqlite", "file:"+name+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	if err := check(ctx, pool); err != nil {
		_ = pool.Close()
		return nil, err
	}
	return pool, nil
}

func pragmaName(p string) string {
	name, _, _ := strings.Cut(strings.ReplaceAll(p, "=", "("), "(")
	return strings.ToLower(strings.TrimSpace(name))
}

// checkSQLite refuses settings under which an acknowledged write could be lost or a rule of the schema not be kept.
func checkSQLite(ctx context.Context, pool *sql.DB) error {
	for _, must := range []struct {
		pragma, want string
		least        int
	}{
		{"journal_mode", "wal", 0},
		{"synchronous", "2", 2},
		{"foreign_keys", "1", 1},
		{"ignore_check_constraints", "0", 0},
		{"busy_timeout", "at least 1000", 1000},
	} {
		var text string
		if err := pool.QueryRowContext(ctx, "PRAGMA "+must.pragma).Scan(&text); err != nil {
			return err
		}
		var n int
		if _, err := fmt.Sscan(text, &n); text == must.want || (must.least > 0 && err == nil && n >= must.least) {
			continue
		}
		return care.Errorf(care.Unavailable, care.CodeUnsafeSettings, must.pragma,
			"SQLite runs with %s %s where %s is needed; remove the setting, or put the file on a local disk", must.pragma, text, must.want)
	}
	return nil
}

// retryable reports whether a transaction lost against another one and may be run again.
func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// refusedByRole reports whether the database refused a statement because of who asked.
func refusedByRole(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42501"
}

// translate turns what the drivers say into a care.Error; what says nothing to a caller stays as it is.
func translate(err error) error {
	var known *care.Error
	var pg *pgconn.PgError
	var lite *sqlite.Error
	var dial *pgconn.ConnectError
	var network net.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return &care.Error{Kind: care.NotFound, Code: care.CodeNotFound, Cause: err}
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return &care.Error{Kind: care.Unavailable, Code: care.CodeTimeout, Text: "the database did not answer in time", Cause: err}
	case errors.As(err, &pg):
		return translatePostgres(pg)
	case errors.As(err, &lite):
		return translateSQLite(lite)
	case errors.As(err, &dial), errors.As(err, &network), lost(err):
		return unavailable(err)
	default:
		return err
	}
}

// lost reports whether the connection broke or was found broken: the server stopped while it was in use.
func lost(err error) bool {
	for _, gone := range []error{net.ErrClosed, sql.ErrConnDone, driver.ErrBadConn, pgconn.ErrConnClosed, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(err, gone) {
			return true
		}
	}
	return false
}

func translatePostgres(err *pgconn.PgError) error {
	switch {
	case err.Code == "23505":
		return &care.Error{Kind: care.Conflict, Code: care.CodeConflict, Text: "this is taken by another entry (" + err.ConstraintName + ")", Cause: err}
	case err.Code == "23503":
		return &care.Error{Kind: care.NotFound, Code: care.CodeNotFound, Text: "something this belongs to is not there", Cause: err}
	case err.Code == "23514", err.Code == "23502", strings.HasPrefix(err.Code, "22"):
		return &care.Error{Kind: care.Invalid, Code: care.CodeInvalid, Field: err.ColumnName, Text: "the database refuses this value", Cause: err}
	case err.Code == "42P01", err.Code == "42703":
		return &care.Error{Kind: care.Unavailable, Code: care.CodeMigrationPending, Text: "a table or column is missing: run tuoyuquan migrate", Cause: err}
	case err.Code == "57014":
		return &care.Error{Kind: care.Unavailable, Code: care.CodeTimeout, Text: "the database did not answer in time", Cause: err}
	case retryable(err), strings.HasPrefix(err.Code, "08"), strings.HasPrefix(err.Code, "53"), strings.HasPrefix(err.Code, "57P"),
		strings.HasPrefix(err.Code, "58"), err.Code == "25006", err.Code == "25P03", err.Code == "55P03", err.Code == "3D000":
		return unavailable(err)
	default:
		return err
	}
}

func translateSQLite(err *sqlite.Error) error {
	switch code := err.Code(); {
	case code == sqlite3.SQLITE_CONSTRAINT_UNIQUE, code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return &care.Error{Kind: care.Conflict, Code: care.CodeConflict, Text: "this is taken by another entry", Cause: err}
	case code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return &care.Error{Kind: care.NotFound, Code: care.CodeNotFound, Text: "something this belongs to is not there", Cause: err}
	case code&0xff == sqlite3.SQLITE_CONSTRAINT, code&0xff == sqlite3.SQLITE_MISMATCH, code&0xff == sqlite3.SQLITE_TOOBIG:
		return &care.Error{Kind: care.Invalid, Code: care.CodeInvalid, Text: "the database refuses this value", Cause: err}
	case code == sqlite3.SQLITE_ERROR && (strings.Contains(err.Error(), "no such table") || strings.Contains(err.Error(), "no such column")):
		return &care.Error{Kind: care.Unavailable, Code: care.CodeMigrationPending, Text: "a table or column is missing: run tuoyuquan migrate", Cause: err}
	case code&0xff == sqlite3.SQLITE_NOTADB, code&0xff == sqlite3.SQLITE_CORRUPT:
		return &care.Error{Kind: care.Unavailable, Code: care.CodeDamaged, Text: "the file is not a sound SQLite database", Cause: err}
	default:
		switch code & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
			sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM:
			return unavailable(err)
		}
		return err
	}
}

func unavailable(err error) error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "the database is not available; try again in a moment", Cause: err}
}

// appendOnlySQL says how the tables are protected whose rows are written once. Each statement may run again.
func (d *dialect) appendOnlySQL(tables []string) []string {
	if d.plain {
		var out []string
		for _, t := range tables {
			out = append(out,
				"CREATE TRIGGER IF NOT EXISTS "+t+"_kept BEFORE UPDATE ON "+t+" BEGIN SELECT RAISE(ABORT, 'rows of this table are never changed'); END",
				"CREATE TRIGGER IF NOT EXISTS "+t+"_stays BEFORE DELETE ON "+t+" WHEN NOT OLD.demo BEGIN SELECT RAISE(ABORT, 'rows of this table are never removed'); END")
		}
		return out
	}
	out := []string{
		// Two replicas that make the same trigger at once would fail one of them.
		"SELECT pg_advisory_xact_lock(hashtext('tuoyuquan append only ' || current_schema()))",
		`CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN RAISE EXCEPTION ''rows of % are never changed or removed'', TG_TABLE_NAME USING ERRCODE = ''23514''; END'`,
	}
	for _, t := range tables {
		out = append(out,
			"CREATE OR REPLACE TRIGGER "+t+"_kept BEFORE UPDATE ON "+t+" FOR EACH ROW EXECUTE FUNCTION append_only()",
			"CREATE OR REPLACE TRIGGER "+t+"_stays BEFORE DELETE ON "+t+" FOR EACH ROW WHEN (NOT OLD.demo) EXECUTE FUNCTION append_only()",
			"CREATE OR REPLACE TRIGGER "+t+"_whole BEFORE TRUNCATE ON "+t+" FOR EACH STATEMENT EXECUTE FUNCTION append_only()")
	}
	return out
}

// chainSQL says how the changes and the end of their chain are protected. Each statement may run again.
func (d *dialect) chainSQL() []string {
	const (
		numbered = "OLD.seq IS NULL AND OLD.hash IS NULL AND NEW.seq IS NOT NULL AND NEW.id = OLD.id AND NEW.noun = OLD.noun AND NEW.noun_id = OLD.noun_id " +
			"AND NEW.kind = OLD.kind AND NEW.changed_at = OLD.changed_at AND NEW.actor_kind = OLD.actor_kind AND NEW.actor_id = OLD.actor_id AND NEW.body = OLD.body"
		onward = "NEW.id = OLD.id AND NEW.seq > OLD.seq"
	)
	if d.plain {
		stop := " BEGIN SELECT RAISE(ABORT, 'what happened is never changed or removed'); END"
		return []string{
			"CREATE TRIGGER IF NOT EXISTS change_kept BEFORE UPDATE ON change WHEN NOT (" + numbered + ")" + stop,
			"CREATE TRIGGER IF NOT EXISTS change_stays BEFORE DELETE ON change" + stop,
			"CREATE TRIGGER IF NOT EXISTS chain_kept BEFORE UPDATE ON chain WHEN NOT (" + onward + ")" + stop,
			"CREATE TRIGGER IF NOT EXISTS chain_stays BEFORE DELETE ON chain" + stop,
		}
	}
	var out []string
	for _, t := range [][2]string{{"change", numbered}, {"chain", onward}} {
		out = append(out,
			"CREATE OR REPLACE TRIGGER "+t[0]+"_kept BEFORE UPDATE ON "+t[0]+" FOR EACH ROW WHEN (NOT ("+t[1]+")) EXECUTE FUNCTION append_only()",
			"CREATE OR REPLACE TRIGGER "+t[0]+"_stays BEFORE DELETE ON "+t[0]+" FOR EACH ROW EXECUTE FUNCTION append_only()",
			"CREATE OR REPLACE TRIGGER "+t[0]+"_whole BEFORE TRUNCATE ON "+t[0]+" FOR EACH STATEMENT EXECUTE FUNCTION append_only()")
	}
	return out
}

// appendOnlyCount says how many tables are protected against changes of their rows.
func (d *dialect) appendOnlyCount() string {
	if d.plain {
		return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_kept' ESCAPE '\\'"
	}
	return "SELECT COUNT(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid " +
		"WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname LIKE '%\\_kept' AND t.tgenabled = 'O'"
}
