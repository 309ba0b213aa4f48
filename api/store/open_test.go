package store_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

func TestMigrate(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, address string) {
		s, err := store.Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close() //nolint:errcheck // the test is over
		if err := s.Ready(t.Context()); !care.Is(err, care.CodeMigrationPending) || !strings.Contains(err.Error(), "tuoyuquan migrate") {
			t.Errorf("an empty database is ready: %v", err)
		}
		if _, err := s.CountFacilities(t.Context()); !care.Is(err, care.CodeMigrationPending) {
			t.Errorf("an empty database answers: %v", err)
		}
		for range 2 {
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		rules, err := s.Rules(t.Context())
		if err != nil || len(rules) != len(care.DefaultRules()) {
			t.Errorf("%d rules are seeded, %v", len(rules), err)
		}
		save(t, s, t0, full("f1"))
		p, err := s.Migrations(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.DownTo(t.Context(), 0); err != nil {
			t.Fatalf("down: %v", err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatalf("up again: %v", err)
		}
		if n := count(t, s, "facility"); n != 0 {
			t.Errorf("%d facilities outlive their table", n)
		}
	})
}

func TestMigrateKeepsWhatOperatorsChanged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		rule := care.DefaultRules()[0]
		rule.Value = "3"
		if err := s.SaveRules(t.Context(), operator, t0, []care.Rule{rule}); err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		rules, err := s.Rules(t.Context())
		if v, _ := care.NewRules(rules).Int(rule.Key, "", care.Today(t0)); v != 3 || err != nil {
			t.Errorf("%s is %d again, %v", rule.Key, v, err)
		}
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if _, err := s.Raw().ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (900, TRUE)"); err != nil {
			t.Fatal(err)
		}
		for name, f := range map[string]func(context.Context) error{"ready": s.Ready, "migrate": s.Migrate} {
			if err := f(t.Context()); !care.Is(err, care.CodeMigrationPending) || !strings.Contains(err.Error(), "version 900") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestReplicasMigrateAtOnce(t *testing.T) {
	address := storetest.PostgresURL(t) // SQLite serves one process
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := store.Open(t.Context(), address)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close() //nolint:errcheck // the test is over
			if err := s.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestUnsafeSettingsAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	for suffix, field := range map[string]string{
		"?_pragma=synchronous(OFF)":            "synchronous",
		"?_pragma=synchronous(NORMAL)":         "synchronous",
		"?_pragma=journal_mode(DELETE)":        "journal_mode",
		"?_pragma=foreign_keys(0)":             "foreign_keys",
		"?_pragma=busy_timeout(0)":             "busy_timeout",
		"?_pragma=ignore_check_constraints(1)": "ignore_check_constraints",
		"?_txlock=deferred":                    "_txlock",
		"?mode=memory":                         "mode",
	} {
		s, err := store.Open(t.Context(), "sqlite:"+path+suffix)
		var e *care.Error
		if !errors.As(err, &e) || e.Code != care.CodeUnsafeSettings || e.Field != field {
			t.Errorf("%s: %v", suffix, err)
		}
		if err == nil {
			_ = s.Close()
		}
	}
	for _, address := range []string{":memory:", "sqlite::memory:", "sqlite:", ""} {
		if _, err := store.Open(t.Context(), address); !care.Is(err, care.CodeUnsafeSettings) {
			t.Errorf("%q: %v", address, err)
		}
	}
	s, err := store.Open(t.Context(), "sqlite:"+path+"?_pragma=synchronous(EXTRA)&_pragma=cache_size(-1000)")
	if err != nil {
		t.Fatalf("safer settings: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// The settings hold on the connections that are used, also after the pool has made new ones.
func TestSQLiteSettingsHold(t *testing.T) {
	s := storetest.Open(t, storetest.SQLiteURL(t))
	save(t, s, t0, full("f1"))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := s.Facility(t.Context(), "f1"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"} {
		var got string
		if err := s.Raw().QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v", pragma, got, err)
		}
	}
	if n := s.Raw().Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d writers", n)
	}
}

func TestOddPaths(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new folder", "100% 托育#1.db")
	s := storetest.Open(t, path)
	save(t, s, t0, plain("f1", "x"))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the database: %s", info.Mode())
	}
	if err := os.WriteFile(filepath.Join(dir, "garbage.db"), []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), filepath.Join(dir, "garbage.db")); !care.Is(err, care.CodeDamaged) {
		t.Errorf("garbage: %v", err)
	}
	if _, err := store.Open(t.Context(), dir); err == nil {
		t.Error("a folder is opened as a database")
	}
}

func TestPostgresAway(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, err := store.Open(ctx, "postgres://u:geheim@127.0.0.1:1/x?sslmode=disable")
	if !care.Is(err, care.CodeUnavailable) && !care.Is(err, care.CodeTimeout) {
		t.Errorf("nobody listens: %v", err)
	}
	for _, address := range []string{"postgres://u:geheim@127.0.0.1:99999/x", "postgres://u:geheim@[::1/x", "postgres://u:geheim@h/x?sslmode=perhaps"} {
		_, err := store.Open(ctx, address)
		if err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestRetries(t *testing.T) {
	jitters := 0
	s, err := store.Open(t.Context(), storetest.SQLiteURL(t), store.WithJitter(func() float64 { jitters++; return 0 }))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the test is over
	lost, deadlock := store.SQLState("40001"), store.SQLState("40P01")
	if runs, err := s.Attempt(t.Context(), lost, deadlock, lost); runs != 4 || err != nil || jitters != 3 {
		t.Errorf("%d runs, %d waits, %v", runs, jitters, err)
	}
	var always []error
	for range store.MaxTries + 5 {
		always = append(always, lost)
	}
	if runs, err := s.Attempt(t.Context(), always...); runs != store.MaxTries || !care.Is(err, care.CodeUnavailable) {
		t.Errorf("%d runs, %v", runs, err)
	}
	other := errors.New("something else")
	if runs, err := s.Attempt(t.Context(), other); runs != 1 || !errors.Is(err, other) {
		t.Errorf("%d runs, %v", runs, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Attempt(ctx, always...); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestTranslate(t *testing.T) {
	for state, want := range map[string]care.Code{
		"23505": care.CodeConflict, "23503": care.CodeNotFound, "23514": care.CodeInvalid, "22001": care.CodeInvalid, "42P01": care.CodeMigrationPending,
		"57014": care.CodeTimeout, "57P01": care.CodeUnavailable, "08006": care.CodeUnavailable, "53300": care.CodeUnavailable, "25006": care.CodeUnavailable,
	} {
		if err := store.Translate(fmt.Errorf("x: %w", store.SQLState(state))); !care.Is(err, want) {
			t.Errorf("%s: %v", state, err)
		}
	}
	if err := store.Translate(fmt.Errorf("x: %w", sql.ErrNoRows)); !care.Is(err, care.CodeNotFound) {
		t.Error(err)
	}
	if err := store.Translate(context.DeadlineExceeded); !care.Is(err, care.CodeTimeout) {
		t.Error(err)
	}
	for _, gone := range []error{pgconn.ErrConnClosed, driver.ErrBadConn, sql.ErrConnDone, io.ErrUnexpectedEOF, net.ErrClosed} {
		if err := store.Translate(fmt.Errorf("x: %w", gone)); !care.Is(err, care.CodeUnavailable) {
			t.Errorf("a lost connection: %v", err)
		}
	}
	if err := store.Translate(store.SQLState("XX000")); care.Is(err, care.CodeUnavailable) || err == nil {
		t.Error("an error that says nothing to callers is dressed up:", err)
	}
}

// The schema itself refuses what no code should ever send.
func TestSchemaBackstops(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, full("f1"))
		for query, want := range map[string]care.Code{
			"UPDATE pool SET outside = -1":                                                              care.CodeInvalid,
			"UPDATE pool SET held = -1":                                                                 care.CodeInvalid,
			"UPDATE pool SET offered = filed + grandfathered + 1":                                       care.CodeInvalid,
			"UPDATE pool SET filed = 0, grandfathered = 0":                                              care.CodeInvalid,
			"UPDATE facility SET kind = 'shop'":                                                         care.CodeInvalid,
			"UPDATE facility SET filing_status = ''":                                                    care.CodeInvalid,
			"UPDATE facility SET lat = NULL":                                                            care.CodeInvalid,
			"UPDATE facility SET lon = 181":                                                             care.CodeInvalid,
			"UPDATE facility SET name = NULL":                                                           care.CodeInvalid,
			"UPDATE class SET to_months = from_months":                                                  care.CodeInvalid,
			"UPDATE class SET facility_id = 'nobody'":                                                   care.CodeNotFound,
			"UPDATE chain SET seq = -1":                                                                 care.CodeInvalid,
			"INSERT INTO chain (id, seq, hash) VALUES (2, 0, '')":                                       care.CodeInvalid,
			"INSERT INTO chain (id, seq, hash) VALUES (1, 0, '')":                                       care.CodeConflict,
			"UPDATE change SET seq = 1":                                                                 care.CodeInvalid,
			"INSERT INTO pool (class_id, month, filed, staffed) SELECT class_id, month, 1, 1 FROM pool": care.CodeConflict,
		} {
			_, err := s.Raw().ExecContext(t.Context(), query)
			if !care.Is(store.Translate(err), want) {
				t.Errorf("%s: %v, want %s", query, err, want)
			}
		}
	})
}

func TestDeadline(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
		defer cancel()
		if _, err := s.SaveFacilities(ctx, operator, t0, many(10)); !care.Is(err, care.CodeTimeout) {
			t.Errorf("write: %v", err)
		}
		if _, err := s.Facility(ctx, "x"); !care.Is(err, care.CodeTimeout) {
			t.Errorf("read: %v", err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		n := 0
		save(t, s, t0, many(2500)...)
		err := s.EachFacility(ctx, func(care.Facility) error {
			if n++; n == 10 {
				cancel()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) || n > 1000 {
			t.Errorf("after %d: %v", n, err)
		}
		if _, err := s.CountFacilities(t.Context()); err != nil {
			t.Errorf("the pool is broken after a cancelled read: %v", err)
		}
	})
}
