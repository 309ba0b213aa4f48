package searchtest

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"tuoyuquan/search"
)

// passages are made up for this suite: a rule cut into pieces, and a facility with a telling name and no body.
var passages = []search.Doc{
	{
		ID: "fee-1", Kind: "passage", Name: "收费与退费", Body: "托育机构应当公示收费项目。退费按实际出勤天数计算，当月未出勤的，全额退还保育费。",
		Facets: map[string][]string{"doc": {"fee"}, "region": {"1101"}}, Numbers: map[string]float64{"day": 20240301},
	},
	{
		ID: "fee-2", Kind: "passage", Name: "预付费", Body: "单笔预付费超过 20000 元的，应当在 5 个工作日内备案，资金由银行存管。",
		Facets: map[string][]string{"doc": {"fee"}, "region": {"1101"}}, Numbers: map[string]float64{"day": 20240301},
	},
	{
		ID: "sub-1", Kind: "passage", Name: "運營補貼", Body: "对备案的普惠托育机构，按乳儿班、托小班、托大班\n分别给予运营 补贴，每 生每年九百元、八百元、七百元。",
		Facets: map[string][]string{"doc": {"sub"}, "region": {"3205"}}, Numbers: map[string]float64{"day": 20230101},
	},
	{
		ID: "sub-2", Kind: "passage", Name: "资金来源", Body: "补贴资金由区财政安排，列入年度预算。",
		Facets: map[string][]string{"doc": {"sub"}, "region": {"3205"}}, Numbers: map[string]float64{"day": 20230101},
	},
	{ID: "place", Kind: "facility", Name: "退费补贴路托育园", Text: "退费 补贴", Facets: map[string][]string{"region": {"1101"}}},
}

func inBody(words string) search.Query {
	return search.Query{Words: words, InBody: true, Highlight: true}
}

// bodyWords: running text is found by its words as they stand, best passage first.
func bodyWords(t *testing.T, x search.Index) {
	replace(t, x, passages)
	for _, c := range []struct{ words, id string }{
		{"退费", "fee-1"},
		{"请问没出勤可以退费吗", "fee-1"},
		{"出勤天数", "fee-1"},
		{"预付费", "fee-2"},
		{"20000 元", "fee-2"},
		{"银行存管", "fee-2"},
		{"运营补贴", "sub-1"},    // across a space, and the heading is in traditional letters
		{"托大班分别给予", "sub-1"}, // across a line break
		{"每生每年", "sub-1"},
		{"財政預算", "sub-2"},
		{"乳儿班 补贴", "sub-1"},
	} {
		r := ask(t, x, inBody(c.words))
		if len(r.Hits) == 0 || r.Hits[0].ID != c.id {
			t.Errorf("%q: %v, want %s first", c.words, idsOf(r), c.id)
		}
	}
	for _, words := range []string{"宠物医院", "2000", "0000", "量子"} {
		if r := ask(t, x, inBody(words)); r.Total != 0 {
			t.Errorf("%q finds %v", words, idsOf(r))
		}
	}
	for _, h := range ask(t, x, inBody("退费补贴路")).Hits {
		if h.ID == "place" {
			t.Error("a document without a body is found by its name")
		}
	}
}

// bodyMarks: highlights lie on the words, in the heading and in the body.
func bodyMarks(t *testing.T, x search.Index) {
	replace(t, x, passages)
	marks := func(text string, spans []search.Span) string {
		var out []string
		for _, s := range spans {
			out = append(out, string([]rune(text)[s.Start:s.End]))
		}
		return strings.Join(out, "|")
	}
	r := ask(t, x, inBody("退费"))
	if len(r.Hits) == 0 {
		t.Fatal("nothing found")
	}
	if got := marks(passages[0].Body, r.Hits[0].Body); got != "退费" {
		t.Errorf("marked in the body: %q", got)
	}
	if got := marks(passages[0].Name, r.Hits[0].Highlights); got != "退费" {
		t.Errorf("marked in the heading: %q", got)
	}
	r = ask(t, x, inBody("运营补贴"))
	if len(r.Hits) == 0 {
		t.Fatal("nothing found across a space")
	}
	if got := marks(passages[2].Body, r.Hits[0].Body); got != "运营 补贴" && got != "运营|补贴" {
		t.Errorf("marked across a space: %q", got)
	}
	if got := marks(passages[2].Name, r.Hits[0].Highlights); got != "運營補貼" {
		t.Errorf("marked in traditional letters: %q", got)
	}
	if got := marks("收费 20000 元，共 20000元", search.HighlightText("20000", "收费 20000 元，共 20000元")); got != "20000|20000" {
		t.Errorf("a number is marked as %q", got)
	}
}

// bodyFilters: facets, ranges and pages are the same as for names.
func bodyFilters(t *testing.T, x search.Index) {
	replace(t, x, passages)
	q := inBody("补贴")
	q.Filter = map[string][]string{"region": {"1101"}}
	wantIDs(t, ask(t, x, q))
	q.Filter = map[string][]string{"region": {"3205"}}
	q.Facets = []string{"doc"}
	if r := ask(t, x, q); r.Total != 2 || r.Facets["doc"]["sub"] != 2 {
		t.Errorf("%v %v", idsOf(r), r.Facets)
	}
	from := 20240101.0
	q = inBody("备案")
	q.Ranges = map[string]search.Range{"day": {Min: &from}}
	if r := ask(t, x, q); len(r.Hits) != 1 || r.Hits[0].ID != "fee-2" {
		t.Errorf("since 2024: %v", idsOf(r))
	}
	many := make([]search.Doc, 120)
	for i := range many {
		many[i] = search.Doc{ID: "m" + strconv.Itoa(i), Name: "第" + strconv.Itoa(i) + "条", Body: strings.Repeat("托育服务", 1+i%7) + "补贴"}
	}
	replace(t, x, many)
	seen := map[string]bool{}
	for off := 0; off < 120; off += 50 {
		q := inBody("托育补贴")
		q.Limit, q.Offset = 50, off
		for _, id := range idsOf(ask(t, x, q)) {
			seen[id] = true
		}
	}
	if len(seen) != 120 {
		t.Errorf("pages hold %d of 120", len(seen))
	}
}

// bodyApart: a body is no name, and whoever looks for names is not shown passages because of their text.
func bodyApart(t *testing.T, x search.Index) {
	replace(t, x, passages)
	for _, words := range []string{"银行存管", "出勤天数"} {
		if r := ask(t, x, search.Query{Words: words}); slices.Contains(idsOf(r), "fee-2") || slices.Contains(idsOf(r), "fee-1") {
			t.Errorf("%q among names: %v", words, idsOf(r))
		}
	}
	if r := ask(t, x, search.Query{Words: "退费补贴路"}); len(r.Hits) == 0 || r.Hits[0].ID != "place" {
		t.Errorf("the facility is not found by its name: %v", idsOf(r))
	}
}

// bodyHostile: whatever is written or asked, spans lie within the text.
func bodyHostile(t *testing.T, x search.Index) {
	docs := slices.Clone(passages)
	for i, s := range Hostile {
		docs = append(docs, search.Doc{ID: "h" + strconv.Itoa(i), Name: s, Body: s + "<script>alert(1)</script>托育" + s})
	}
	docs = append(docs, search.Doc{ID: "long", Name: "长", Body: strings.Repeat("托育补贴﷽<b>", 5000)})
	replace(t, x, docs)
	texts := map[string]string{}
	for _, d := range docs {
		texts[d.ID] = d.Body
	}
	for _, words := range append(slices.Clone(Hostile), "托育", "alert script", "<script>alert(1)</script>", "补贴") {
		for _, h := range ask(t, x, inBody(words)).Hits {
			marked(t, h)
			end := 0
			for _, s := range h.Body {
				if s.Start < end || s.End <= s.Start || s.End > utf8.RuneCountInString(texts[h.ID]) {
					t.Errorf("%.20q in %s: span %v", words, h.ID, s)
				}
				end = s.End
			}
		}
	}
}
