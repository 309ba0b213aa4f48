package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tuoyuquan/search"
	"tuoyuquan/search/searchtest"
)

// least is the share of queries, by kind, that must have their name in the first three. The queries are made by
// searchtest.Perturb from names that the index was not tuned on.
// 1 is asked where the query tells the name from all others; a little less where a slip may make it another name's.
var least = map[string]float64{
	"whole": 1, "part": 0.98, "parts in order": 0.96, "reordered": 0.94, "gap": 0.90, "gap of one": 0.98, "across a bracket": 0.95,
	"same sound": 0.98, "wrong": 0.96, "missing": 0.96, "pinyin": 0.98, "pinyin words": 0.95, "pinyin part": 0.98, "pinyin slip": 0.95,
	"pinyin beginning": 0.96, "other reading": 0.96, "initials": 0.96, "initials part": 0.95, "mixed": 0.96, "mixed initials": 0.95,
	"traditional": 1, "full width": 0.95, "spaces": 0.98,
}

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

// TestHeldOutPlaces asks for real place names: every 400th street and town of China, whole, in pinyin, in first letters.
// The pinyin is go-pinyin's first reading of each character, so it holds other readings than the meant ones too.
func TestHeldOutPlaces(t *testing.T) {
	rows := readCSV(t, sharedData(t, "cn_streets_names.csv"))
	seen := map[string]bool{}
	var docs []search.Doc
	for _, row := range rows {
		if !seen[row[1]] {
			seen[row[1]] = true
			docs = append(docs, search.Doc{ID: row[0], Kind: "place", Name: row[1]})
		}
	}
	m := search.NewMemory()
	if err := m.Replace(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	asked, found := map[string]int{}, map[string]int{}
	for i := 0; i < len(docs); i += 400 {
		name := docs[i].Name
		var syl []string
		for _, r := range name {
			if rs := searchtest.Read(r); len(rs) > 0 {
				syl = append(syl, rs[0])
			}
		}
		for kind, words := range map[string]string{"whole": name, "pinyin": strings.Join(syl, ""), "spaced": strings.Join(syl, " ")} {
			r, err := m.Search(t.Context(), search.Query{Words: words, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			asked[kind]++
			if slices.ContainsFunc(r.Hits, func(h search.Hit) bool { return h.Name == name }) {
				found[kind]++
			} else {
				t.Logf("%s does not find %s: %v", words, name, r.Hits[:min(2, len(r.Hits))])
			}
		}
	}
	for kind, n := range asked {
		t.Logf("%s %d of %d", kind, found[kind], n)
		if found[kind]*100 < n*97 {
			t.Errorf("%s: only %d of %d", kind, found[kind], n)
		}
	}
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
		var got strings.Builder
		for _, h := range r.Hits {
			found = found || h.Name == a.Name
			fmt.Fprintf(&got, " %s %.3f", h.Name, h.Score)
		}
		if found {
			hits[a.Kind]++
		} else if len(misses[a.Kind]) < 8 {
			misses[a.Kind] = append(misses[a.Kind], fmt.Sprintf("%s wants %s; got%s of %d", a.Words, a.Name, got.String(), r.Total))
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
