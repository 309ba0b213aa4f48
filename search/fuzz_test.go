package search

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSearch: no name and no query panics, spans lie inside the name, scores between 0 and 1, and a name is found by itself.
func FuzzSearch(f *testing.F) {
	for _, s := range [][2]string{
		{"首钢职工子女托育园", "shougang"},
		{"重庆路金摇篮托育园（旗舰）", "重慶 cqljyl"},
		{"ABC é ㈱ 99号", "ａｂｃ99"},
		{"\xff\x00托", "t\x00"},
		{"", "xian"},
		{"阳\u0301光\u202e", "yangg"},
		{strings.Repeat("朵", 70), "duoduoduo"},
		{"𠀀ﷺİß", "ss"},
	} {
		f.Add(s[0], s[1])
	}
	m := NewMemory()
	f.Fuzz(func(t *testing.T, name, words string) {
		ctx := context.Background()
		docs := []Doc{{ID: "x", Name: name, Aliases: []string{words}, Text: words + name}, {ID: "y", Name: words}, {ID: "z", Name: "阳光托育园"}}
		if err := m.Replace(ctx, docs); err != nil {
			t.Fatal(err)
		}
		for _, q := range []Query{{Words: words, Highlight: true}, {Words: words, Prefix: true, Highlight: true}, {Words: name, Highlight: true}} {
			r, err := m.Search(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range r.Hits {
				at, n := 0, len([]rune(h.Name))
				for _, s := range h.Highlights {
					if s.Start < at || s.End <= s.Start || s.End > n {
						t.Fatalf("%q in %q: %v", q.Words, h.Name, h.Highlights)
					}
					at = s.End
				}
				if h.Score < 0 || h.Score > 1 {
					t.Fatalf("score %v", h.Score)
				}
			}
			if us := fold(nil, q.Words, MaxWordRunes); len(us) > 0 && q.Words == name && len([]rune(name)) <= MaxWordRunes &&
				!slices.ContainsFunc(r.Hits, func(h Hit) bool { return h.ID == "x" }) {
				t.Fatalf("%q does not find itself: %v", name, r.Hits)
			}
		}
	})
}

// FuzzMeiliText: ids and values survive the way to Meilisearch and back, in its alphabet; typed words become valid text.
func FuzzMeiliText(f *testing.F) {
	for _, s := range []string{"osm:w1", `a" OR x = "`, "\\", "%", "_", "é", "重庆", "\x00", "ＡＢ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id := escapeID(s)
		if back, ok := unescapeID(id); !ok || back != s || strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
			t.Fatalf("id %q became %q", s, id)
		}
		v := escapeValue(s)
		if back, ok := unescapeValue(v); !ok || back != s || strings.ContainsAny(v, "\"'\\ \n") || strings.ToLower(v) != v {
			t.Fatalf("value %q became %q", s, v)
		}
		if w := meiliWords(s); !utf8.ValidString(w) {
			t.Fatalf("words %q became %q", s, w)
		}
		d := toMeili(&Doc{ID: "x", Name: s, Aliases: []string{s}, Text: s})
		if n := d["name"].(string); !utf8.ValidString(n) || len([]rune(n)) != len([]rune(s)) {
			t.Fatalf("name %q became %q", s, n)
		}
		for _, found := range []map[string][]meiliMatch{
			{"name": {{Start: -5, Length: 1 << 30}}},
			{"name_pinyin": {{Start: 3, Length: 99, Indices: []int{0}}, {Start: -1, Length: -1, Indices: []int{9}}}},
			{"name_initials": {{Start: 1, Length: 1 << 30, Indices: []int{1}}}},
		} {
			for _, span := range meiliSpans(s, found) {
				if span.Start < 0 || span.End > len([]rune(s)) {
					t.Fatalf("%q: %v", s, span)
				}
			}
		}
	})
}
