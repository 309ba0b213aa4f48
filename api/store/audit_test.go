package store_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// Nothing but its number is ever written to a change, and nothing is removed, whoever asks.
func TestChangesAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		save(t, s, t0, many(5)...)
		for _, query := range []string{
			"UPDATE change SET body = '{}'",
			"UPDATE change SET kind = 'x'",
			"UPDATE change SET changed_at = changed_at + 1",
			"UPDATE change SET seq = 1, hash = 'x', actor_id = 'me' WHERE id = (SELECT MIN(id) FROM change)",
			"DELETE FROM change",
			"DELETE FROM chain",
			"UPDATE chain SET hash = 'x'",
		} {
			if _, err := s.Raw().ExecContext(t.Context(), query); !care.Is(store.Translate(err), care.CodeInvalid) {
				t.Errorf("before it is numbered, %s: %v", query, err)
			}
		}
		if n, err := s.Sequence(t.Context(), "me", t0); n != 5 || err != nil {
			t.Fatal(n, err)
		}
		for _, query := range []string{
			"UPDATE change SET body = '{}' WHERE seq = 3",
			"UPDATE change SET seq = 9 WHERE seq = 5",
			"UPDATE change SET seq = NULL, hash = NULL WHERE seq = 5",
			"UPDATE change SET hash = 'x' WHERE seq = 5",
			"DELETE FROM change WHERE seq = 5",
			"UPDATE chain SET seq = 4",
			"UPDATE chain SET seq = 5, hash = 'x'",
		} {
			if _, err := s.Raw().ExecContext(t.Context(), query); !care.Is(store.Translate(err), care.CodeInvalid) {
				t.Errorf("%s: %v", query, err)
			}
		}
		if s.Engine() == "postgresql" {
			if _, err := s.Raw().ExecContext(t.Context(), "TRUNCATE change"); !care.Is(store.Translate(err), care.CodeInvalid) {
				t.Errorf("truncate: %v", err)
			}
		}
		audited(t, s, nil, "")
		if err := s.Migrate(t.Context()); err != nil {
			t.Errorf("a second start: %v", err)
		}
	})
}

// audited checks the record and expects one kind of fault first, or none.
func audited(t *testing.T, s *store.Store, heads []care.PublishedHead, want string) care.AuditReport {
	t.Helper()
	r, err := s.Audit(t.Context(), heads)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]string, 0, len(r.Faults))
	for _, f := range r.Faults {
		got = append(got, fmt.Sprintf("%s %d-%d", f.Kind, f.From, f.To))
	}
	if strings.Join(got, ", ") != want {
		t.Errorf("found %q, want %q: %+v", strings.Join(got, ", "), want, r.Faults)
	}
	return r
}

// B8: on a record of a hundred thousand changes every way to falsify it is found and located in ten seconds; what is cut off at the end,
// chain and all, is found by the published head, and by nothing else.
func TestAuditOfHundredThousand(t *testing.T) {
	rows := 100_000
	if testing.Short() {
		rows = 5_000
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fill(t, s, rows)
		seq, hash, err := s.Head(t.Context())
		if err != nil || seq != int64(rows) {
			t.Fatal(seq, err)
		}
		n := seq / 2
		heads := []care.PublishedHead{{Day: care.Date{Year: 2026, Month: 11, Day: 20}, Seq: n, Hash: hashAt(t, s, n)}, {Day: care.Date{Year: 2026, Month: 11, Day: 21}, Seq: seq, Hash: hash}}
		begin := time.Now()
		r := audited(t, s, heads, "")
		t.Logf("%s: %d changes in %s", s.Engine(), r.Changes, time.Since(begin).Round(time.Millisecond))
		for _, table := range []string{"change", "chain"} {
			if err := s.Unguard(t.Context(), table); err != nil {
				t.Fatal(err)
			}
		}
		exec := func(query string, args ...any) {
			t.Helper()
			if _, err := s.Raw().ExecContext(t.Context(), query, args...); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		exec("CREATE TABLE kept AS SELECT * FROM change WHERE seq BETWEEN $1 AND $2 OR seq > $3", n-2, n+2, seq-10)
		back := func() {
			exec("DELETE FROM change WHERE seq BETWEEN $1 AND $2 OR seq > $3", n-2, n+2, seq-10)
			exec("DELETE FROM change WHERE id IN (SELECT id FROM kept)")
			exec("INSERT INTO change SELECT * FROM kept")
			exec("UPDATE chain SET seq = $1, hash = $2", seq, hash)
		}
		at := func(kind string, from, to int64) string { return fmt.Sprintf("%s %d-%d", kind, from, to) }

		exec("UPDATE change SET body = '{}' WHERE seq = $1", n+1) // alter
		audited(t, s, heads, at("altered", n+1, n+1))
		back()
		exec("DELETE FROM change WHERE seq = $1", n-1) // delete
		audited(t, s, heads, at("missing", n-1, n-1))
		back()
		exec("UPDATE change SET seq = $1 WHERE seq = $2", seq+77, n+1) // reorder: two rows change places
		exec("UPDATE change SET seq = $1 WHERE seq = $2", n+1, n+2)
		exec("UPDATE change SET seq = $1 WHERE seq = $2", n+2, seq+77)
		audited(t, s, heads, at("altered", n+1, n+3))
		back()
		exec("DELETE FROM change WHERE seq = $1", n+1) // insert: another in its place
		exec("INSERT INTO change (id, noun, noun_id, kind, changed_at, actor_kind, actor_id, body, seq, hash) VALUES ('forged', 'facility', 'f', 'updated', 1, 'operator', 'x', '', $1, 'forged')", n+1)
		audited(t, s, heads, at("altered", n+1, n+2))
		back()
		exec("DELETE FROM change WHERE id = 'forged'")
		exec("INSERT INTO change (id, noun, noun_id, kind, changed_at, actor_kind, actor_id, body, seq, hash) VALUES ('forged', 'facility', 'f', 'updated', 1, 'operator', 'x', '', $1, 'forged')", seq+1)
		if got := audited(t, s, heads, at("altered", seq+1, seq+1)+", "+at("added", seq+1, seq+1)); got.Sound() {
			t.Error("a row behind the end")
		}
		exec("DELETE FROM change WHERE id = 'forged'")
		exec("DELETE FROM change WHERE seq > $1", seq-3) // truncate
		audited(t, s, heads, at("cut", seq-2, seq))

		// With the end of the chain made to fit, only the published head knows.
		exec("UPDATE chain SET seq = $1, hash = $2", seq-3, hashAt(t, s, seq-3))
		audited(t, s, heads, at("cut", seq-2, seq))
		audited(t, s, heads[:1], "")
		audited(t, s, nil, "") // the control: unpublished, the loss goes unseen
	})
}

// A chain made anew from some change on is whole; the published head is another.
func TestRewrittenChain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fill(t, s, 40)
		heads := []care.PublishedHead{{Seq: 10, Hash: hashAt(t, s, 10)}, {Seq: 30, Hash: hashAt(t, s, 30)}}
		audited(t, s, heads, "")
		for _, table := range []string{"change", "chain"} {
			if err := s.Unguard(t.Context(), table); err != nil {
				t.Fatal(err)
			}
		}
		prev := hashAt(t, s, 24)
		for _, c := range changes(t, s)[24:] {
			if c.Seq == 25 {
				c.Body = []byte(`{}`)
			}
			prev = care.ChainHash(prev, c)
			if _, err := s.Raw().ExecContext(t.Context(), "UPDATE change SET body = $1, hash = $2 WHERE seq = $3", string(c.Body), prev, c.Seq); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Raw().ExecContext(t.Context(), "UPDATE chain SET hash = $1", prev); err != nil {
			t.Fatal(err)
		}
		audited(t, s, heads, "rewritten 11-30")
		audited(t, s, heads[:1], "")
	})
}

// fill appends so many changes and numbers them.
func fill(t *testing.T, s *store.Store, rows int) {
	t.Helper()
	for i := 0; i < rows; i += 5_000 {
		batch := make([]care.Change, 0, 5_000)
		for j := i; j < min(rows, i+5_000); j++ {
			batch = append(batch, care.Change{Noun: care.NounFacility, ID: fmt.Sprintf("f%d", j%97), Kind: care.ChangeUpdated, At: t0 + care.Instant(j), Actor: operator, Body: []byte(`{"places":` + strconv.Itoa(j) + `}`)})
		}
		if err := s.Write(t.Context(), "fill", func(tx *store.Tx) error { return tx.AppendChanges(t.Context(), batch) }); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Sequence(t.Context(), "me", t0); n != rows || err != nil {
		t.Fatal(n, err)
	}
}

func hashAt(t *testing.T, s *store.Store, seq int64) string {
	t.Helper()
	c, err := s.Changes(t.Context(), seq-1, 1)
	if err != nil || len(c) != 1 {
		t.Fatal(c, err)
	}
	return c[0].Hash
}
