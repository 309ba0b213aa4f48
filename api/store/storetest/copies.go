package storetest

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Making the schema takes longer than most tests: it is made once, and each test has a copy.

// migrated is an SQLite file with the schema, made once by a process.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "storetest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "test.db")
	if err := migrate(context.Background(), "sqlite:"+file); err != nil {
		return nil, err
	}
	return os.ReadFile(file) //nolint:gosec // just made; whoever closes a database last leaves all of it in its file
})

func migrate(ctx context.Context, address string) error {
	s, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		_ = s.Close()
		return err
	}
	return s.Close()
}

// sqliteCopy returns the address of a migrated SQLite file in a folder of the test.
func sqliteCopy(t testing.TB) string {
	t.Helper()
	content, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	address := SQLiteURL(t)
	if err := os.WriteFile(strings.TrimPrefix(address, "sqlite:"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return address
}

// postgresCopy returns the address of a migrated database of the test's own, dropped when it ends.
func postgresCopy(t testing.TB) string {
	t.Helper()
	server, address := postgres(t)
	admin := administer(t, server)
	template, err := postgresTemplate(t.Context(), admin, *address)
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	name := "test_" + strings.ReplaceAll(care.NewID(), "-", "")
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	t.Cleanup(func() {
		if _, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	address.Path = "/" + name
	return address.String()
}

// template names the database that was found or made by this process.
var template struct {
	sync.Mutex

	name string
}

// postgresTemplate returns the name of a database with the schema of these sources, made by the first of all processes that asks.
func postgresTemplate(ctx context.Context, admin *sql.DB, address url.URL) (name string, err error) {
	template.Lock()
	defer template.Unlock()
	if template.name != "" {
		return template.name, nil
	}
	print, err := sources()
	if err != nil {
		return "", err
	}
	conn, err := admin.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	const lock, unlock = "SELECT pg_advisory_lock(hashtext('storetest'))", "SELECT pg_advisory_unlock(hashtext('storetest'))"
	if _, err := conn.ExecContext(ctx, lock); err != nil {
		return "", err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), unlock) }()
	name = "template_" + print
	var there bool
	if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
		return "", err
	}
	if !there {
		// Under its name it is whole: whoever dies while making it leaves another one.
		making := name + "_" + strings.ReplaceAll(care.NewID(), "-", "")
		if _, err := conn.ExecContext(ctx, "CREATE DATABASE "+making); err != nil {
			return "", err
		}
		address.Path = "/" + making
		if err := migrate(ctx, address.String()); err != nil {
			return "", err
		}
		if _, err := conn.ExecContext(ctx, "ALTER DATABASE "+making+" RENAME TO "+name); err != nil {
			return "", err
		}
	}
	template.name = name
	return name, nil
}

// sources is a print of everything the schema is made of.
func sources() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	var files []string
	for _, pattern := range []string{"../migrations/*.sql", "../*.go", "../../care/rule*.go"} {
		found, err := filepath.Glob(filepath.Join(filepath.Dir(here), pattern))
		if err != nil {
			return "", err
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return "", fmt.Errorf("no sources of the schema beside %s", here)
	}
	print := fnv.New128a()
	for _, file := range files {
		content, err := os.ReadFile(file) //nolint:gosec // our own sources
		if err != nil {
			return "", err
		}
		_, _ = print.Write(content)
	}
	return hex.EncodeToString(print.Sum(nil)), nil
}
