package search_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"tuoyuquan/search"
)

// sharedData returns a file of ../shared/data, or skips the test.
func sharedData(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("TUOYUQUAN_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || dir == filepath.Dir(dir) {
				break
			}
			dir = filepath.Dir(dir)
		}
		root = filepath.Join(dir, "..", "shared")
	}
	path := filepath.Join(root, "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skip("needs ../shared/data: " + name)
	}
	return path
}

func readCSV(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func sharedFacilities(t testing.TB) []search.Doc {
	t.Helper()
	var docs []search.Doc
	for _, row := range readCSV(t, sharedData(t, "search_facilities.csv")) {
		docs = append(docs, search.Doc{ID: row[0], Kind: "facility", Name: row[1]})
	}
	return docs
}

// TestLabelledQueries: the wanted facility is among the first three for at least 58 of the 60 labelled queries.
func TestLabelledQueries(t *testing.T) {
	m := search.NewMemory()
	if err := m.Replace(context.Background(), sharedFacilities(t)); err != nil {
		t.Fatal(err)
	}
	rows := readCSV(t, sharedData(t, "search_queries.csv"))
	hits := 0
	for _, row := range rows {
		r, err := m.Search(context.Background(), search.Query{Words: row[0], Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, h := range r.Hits {
			found = found || h.ID == row[1]
		}
		if found {
			hits++
			continue
		}
		t.Logf("%q (%s) misses %s; got %v of %d", row[0], row[3], row[2], r.Hits, r.Total)
	}
	t.Logf("%d of %d", hits, len(rows))
	if hits < 58 {
		t.Errorf("only %d of %d", hits, len(rows))
	}
}
