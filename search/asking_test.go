package search_test

import (
	"strings"
	"testing"

	"tuoyuquan/search"
)

// TestAsking: words around a name do not hide it, and a slip does not send the suggestions elsewhere.
func TestAsking(t *testing.T) {
	m := search.NewMemory()
	if err := m.Replace(t.Context(), sharedFacilities(t)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		words, want string
		prefix      bool
	}{
		{"石路小牛在哪里", "石路小牛", false},
		{"石路小牛多少钱", "石路小牛", true},
		{"石路附近的托育", "石路", false},
		{"石路那边托儿所", "石路", false},
		{"附近托育", "托育", false},
		{"在哪里有木渎智慧树", "木渎智慧树", false},
		{"木渎智慧树电话", "木渎智慧树", true},
		{"penmen qiming", "盘门启明", true},
		{"pangmen qiming", "盘门启明", true},
		{"hentang yudian", "横塘雨点", true},
		{"lanjinlin", "蓝精灵", true},
		{"mudu zihuisu", "木渎智慧树", true},
		{"石路xyzxyz托育", "石路", false},
	} {
		r, err := m.Search(t.Context(), search.Query{Words: c.words, Limit: 3, Prefix: c.prefix})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 || !strings.Contains(r.Hits[0].Name, c.want) {
			t.Errorf("%s (prefix %v): %v, want %s", c.words, c.prefix, r.Hits, c.want)
		}
	}
}
