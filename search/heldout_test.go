package search_test

import (
	"context"
	"fmt"
	"testing"

	"tuoyuquan/search"
	"tuoyuquan/search/searchtest"
)

// least is the share of queries, by kind, that must have their name in the first three. The queries are made by
// searchtest.Perturb from names that the index was not tuned on.
var least = map[string]float64{}

// TestHeldOut measures hit@3 by kind of query over 12,000 made-up names, with several hundred queries.
func TestHeldOut(t *testing.T) {
	const seed = 20261121
	docs := searchtest.Docs(seed, 12_000)
	names := make([]string, 60)
	for i := range names {
		names[i] = docs[i*199].Name
	}
	measure(t, docs, searchtest.Perturb(seed, names))
}

// TestHeldOutShared does the same with the names of search_facilities.csv.
func TestHeldOutShared(t *testing.T) {
	docs := sharedFacilities(t)
	var names []string
	for i := 0; i < len(docs); i += 20 {
		names = append(names, docs[i].Name)
	}
	measure(t, docs, searchtest.Perturb(7, names))
}

func measure(t *testing.T, docs []search.Doc, asked []searchtest.Asked) {
	t.Helper()
	m := search.NewMemory()
	if err := m.Replace(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
	hits, all := map[string]int{}, map[string]int{}
	misses := map[string][]string{}
	for _, a := range asked {
		r, err := m.Search(context.Background(), search.Query{Words: a.Words, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		all[a.Kind]++
		found := false
		var got string
		for _, h := range r.Hits {
			found = found || h.Name == a.Name
			got += fmt.Sprintf(" %s %.3f", h.Name, h.Score)
		}
		if found {
			hits[a.Kind]++
		} else if len(misses[a.Kind]) < 8 {
			misses[a.Kind] = append(misses[a.Kind], fmt.Sprintf("%s wants %s; got%s of %d", a.Words, a.Name, got, r.Total))
		}
	}
	for _, kind := range searchtest.Kinds {
		share := float64(hits[kind]) / float64(max(all[kind], 1))
		t.Logf("%-18s %3d of %3d", kind, hits[kind], all[kind])
		for _, miss := range misses[kind] {
			t.Logf("    %s", miss)
		}
		if share < least[kind] {
			t.Errorf("%s: %.2f is under %.2f", kind, share, least[kind])
		}
	}
}
