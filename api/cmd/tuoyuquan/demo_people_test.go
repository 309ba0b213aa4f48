package main

import (
	"database/sql"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/kv"
)

// The story of the made-up people can be told on any day and at any hour: no step of it is refused, and its end is sound.
func TestDemoPeopleLiveOnAnyDay(t *testing.T) {
	for _, now := range []string{"2026-11-16T09:30:00+08:00", "2026-12-31T23:50:00+08:00", "2027-02-14T03:00:00+08:00", "2028-02-29T12:00:00+08:00"} {
		t.Run(now[:10], func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, now)
			if err != nil {
				t.Fatal(err)
			}
			w := &world{ctx: t.Context(), config: Config{Data: t.TempDir(), Now: at}, out: io.Discard, err: io.Discard, log: quiet()}
			st, err := w.openStore()
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close() //nolint:errcheck // every write has been answered
			if err := st.SaveAreas(t.Context(), operator("demo"), w.now(), demoAreas(demoCity())); err != nil {
				t.Fatal(err)
			}
			if _, err := st.SaveFacilities(t.Context(), operator("demo"), w.now(), demoFacilities(demoCity(), w.now(), 1)); err != nil {
				t.Fatal(err)
			}
			if err := st.SaveRules(t.Context(), operator("demo"), w.now(), demoRules()); err != nil {
				t.Fatal(err)
			}
			if err := st.SetMeta(t.Context(), finder.MetaDemo, "true"); err != nil {
				t.Fatal(err)
			}
			limits := kv.NewMemory(time.Now)
			defer limits.Close() //nolint:errcheck // nothing in it is kept
			p, err := w.openPeople(st, limits, "test", true)
			if err != nil || !p.demo {
				t.Fatal(err)
			}
			var before map[string]int
			for range 2 { // a filling that was killed is done again; one that is whole stays
				if filled, err := w.fillDemoPeople(st, p); err != nil || !filled {
					t.Fatal(filled, err)
				}
				if missed, err := st.Meta(t.Context(), metaDemoMissed); err != nil || missed != "0" {
					t.Errorf("%s steps were refused: %v", missed, err)
				}
				if err := st.SetMeta(t.Context(), metaDemoPeople, ""); err != nil {
					t.Fatal(err)
				}
				rows := countRows(t, filepath.Join(w.config.Data, "tuoyuquan.db"))
				for table, n := range rows {
					if before != nil && n != before[table] {
						t.Errorf("told again, the story leaves %d rows in %s after %d", n, table, before[table])
					}
				}
				before = rows
			}
			if report, err := p.booking.Reconcile(t.Context()); err != nil || !report.Sound() {
				t.Errorf("%+v %v", report, err)
			}
			roles := map[care.Role]int{}
			list, err := p.accounts.DemoPeople(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, person := range list {
				roles[person.Role]++
			}
			for _, role := range []care.Role{
				care.ActorGuardian, care.ActorDelegate, care.ActorFacility, care.ActorDistrict, care.ActorCity, care.ActorInspector, care.ActorAdmin,
			} {
				if roles[role] == 0 {
					t.Errorf("nobody is %s", role)
				}
			}
		})
	}
}

// lasting are tables that keep what was said and done, or, as those of filings, hang on how the facilities stand when the story begins.
var lasting = []string{"change", "outbox", "idempotency", "closure", "lottery", "registrant"}

// countRows counts what a database holds in each table but the lasting ones.
func countRows(t *testing.T, file string) map[string]int {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // only read
	var tables []string
	list, err := db.QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close() //nolint:errcheck // read to its end
	for list.Next() {
		var name string
		if err := list.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := list.Err(); err != nil || len(tables) < 50 {
		t.Fatal(len(tables), err)
	}
	rows := make(map[string]int)
	for _, table := range tables {
		if strings.HasPrefix(table, "filing") || strings.HasPrefix(table, "vault_") || slices.Contains(lasting, table) {
			continue
		}
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil { //nolint:gosec // the database's own names
			t.Fatal(err)
		}
		rows[table] = n
	}
	return rows
}
