// Package storetest gives tests a real, migrated database: SQLite in a folder of the test, and PostgreSQL when
// TUOYUQUAN_TEST_DATABASE_URL names a server. It knows how to make an empty database and throw it away.
// It must not know what is tested, and nothing but tests may import it.
package storetest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named pgx

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Variable names the environment variable with the address of a PostgreSQL database in which schemas may be made and dropped.
const Variable = "TUOYUQUAN_TEST_DATABASE_URL"

// Each runs a test on both engines: always on SQLite, and on PostgreSQL when Variable is set; a skip says when it is not.
func Each(t *testing.T, f func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, New(t)) })
	t.Run("postgresql", func(t *testing.T) { f(t, open(t, postgresCopy(t))) })
}

// EachURL is Each for tests that open the database themselves, perhaps several times: replicas. It is empty, without a schema.
func EachURL(t *testing.T, f func(t *testing.T, address string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLiteURL(t)) })
	t.Run("postgresql", func(t *testing.T) { f(t, PostgresURL(t)) })
}

// New returns a migrated store on SQLite, for tests that need some store. It does not wait for the disk: a test of what must outlive
// a fall opens its database itself.
func New(t testing.TB) *store.Store {
	t.Helper()
	return open(t, sqliteCopy(t), store.WithoutDurability())
}

// Open opens and migrates a database and closes it when the test ends.
func Open(t testing.TB, address string) *store.Store {
	t.Helper()
	s := open(t, address)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t testing.TB, address string, options ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), address, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// SQLiteURL returns the address of an SQLite file in a folder of the test.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "test.db")
}

// PostgresURL returns the address of a fresh, empty schema, dropped when the test ends. It skips the test when Variable is not set.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server, address := postgres(t)
	admin := administer(t, server)
	schema := "test_" + strings.ReplaceAll(care.NewID(), "-", "")
	if _, err := admin.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	t.Cleanup(func() {
		if _, err := admin.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
	})
	q := address.Query()
	q.Set("search_path", schema)
	address.RawQuery = q.Encode()
	return address.String()
}

// postgres returns the address of the server, as it was given and in parts. It skips the test when there is none.
func postgres(t testing.TB) (string, *url.URL) {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		t.Skipf("not run on PostgreSQL: set %s to a database in which schemas may be made", Variable)
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	return server, address
}

// administer connects to a server until the test has ended and everything it made is gone.
func administer(t testing.TB, server string) *sql.DB {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	return admin
}
