package registry

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const testAt = care.Instant(1772323200000) // 2026-03-01 08:00 in Shanghai

var testActor = care.Actor{Kind: care.ActorOperator, ID: "test"}

// migrated is a fresh database file, made once: every test gets a copy.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "registry")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a test
	path := filepath.Join(dir, "t.db")
	st, err := store.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(st.Migrate(context.Background()), st.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func openStore(dir string) (*store.Store, error) {
	b, err := migrated()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, care.NewID()+".db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		return nil, err
	}
	return store.Open(context.Background(), path)
}

func newStore(t testing.TB) *store.Store {
	t.Helper()
	st, err := openStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func input(name, text string) Input {
	return Input{Name: name, Data: strings.NewReader(text), Size: int64(len(text))}
}

func inputBytes(name string, b []byte) Input {
	return Input{Name: name, Data: bytes.NewReader(b), Size: int64(len(b))}
}

func options() Options { return Options{Actor: testActor, At: testAt} }

func mustImport(t testing.TB, st *store.Store, in Input, o Options) Report {
	t.Helper()
	rep, err := Import(context.Background(), st, in, o)
	if err != nil {
		t.Fatalf("%v\n%v", err, rep.Bad)
	}
	return rep
}

func counts(t testing.TB, rep Report, created, updated, unchanged int) {
	t.Helper()
	if rep.Created != created || rep.Updated != updated || rep.Unchanged != unchanged {
		t.Fatalf("created %d, updated %d, unchanged %d; want %d, %d, %d", rep.Created, rep.Updated, rep.Unchanged, created, updated, unchanged)
	}
}

func facilities(t testing.TB, st *store.Store) map[string]care.Facility {
	t.Helper()
	out := map[string]care.Facility{}
	err := st.EachFacility(context.Background(), func(f care.Facility) error {
		if _, twice := out[f.Name]; twice {
			t.Fatalf("two facilities are called %s", f.Name)
		}
		out[f.Name] = f
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shared returns the path of a file of real data, or skips and says so.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("TUOYUQUAN_SHARED")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				t.Skip("needs ../shared/data: no go.mod above the test")
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared")
	}
	p := filepath.Join(dir, "data", name)
	if _, err := os.Stat(p); err != nil {
		t.Skip("needs ../shared/data: " + name)
	}
	return p
}
