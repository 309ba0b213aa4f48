package searchtest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"tuoyuquan/search"
)

// Run holds an index to the promises of search.Index. open returns an index whose content does not matter: every case
// replaces it. The case names say what is promised.
func Run(t *testing.T, open func(t *testing.T) search.Index) {
	t.Helper()
	for _, c := range []struct {
		name string
		f    func(t *testing.T, x search.Index)
	}{
		{"an empty index answers", empty},
		{"nothing typed lists everything by weight and name", everything},
		{"pages hold every document once", pages},
		{"words find names", wordsFind},
		{"words that no name holds find nothing", wordsMiss},
		{"kinds, filters and ranges", filters},
		{"values cannot break out of a filter", injection},
		{"facets count all matches", facets},
		{"documents are put, replaced and deleted", writes},
		{"ids of every form come back unchanged", ids},
		{"highlights cover what was typed", highlights},
		{"suggestions as you type", prefixes},
		{"aliases and texts are found", aliases},
		{"equal scores are ordered by weight, then name", ties},
		{"the same question has the same answer", deterministic},
		{"hostile queries are answered", hostile},
		{"hostile documents do no harm", hostileDocs},
		{"bad documents are refused whole", badDocs},
		{"replacing is all or nothing", atomic},
		{"searches and writes at once", concurrent},
		{"running text is found by its words", bodyWords},
		{"words are marked where they stand in running text", bodyMarks},
		{"running text is filtered, counted and paged like names", bodyFilters},
		{"running text is apart from names", bodyApart},
		{"hostile running text does no harm", bodyHostile},
		{"ended contexts and closed indexes say so", closed},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := open(t)
			t.Cleanup(func() {
				if err := x.Close(); err != nil {
					t.Error(err)
				}
			})
			c.f(t, x)
		})
	}
}

func replace(t *testing.T, x search.Index, docs []search.Doc) {
	t.Helper()
	if err := x.Replace(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, x search.Index, q search.Query) search.Result {
	t.Helper()
	r, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return r
}

func idsOf(r search.Result) []string {
	out := []string{}
	for _, h := range r.Hits {
		out = append(out, h.ID)
	}
	return out
}

func wantIDs(t *testing.T, r search.Result, want ...string) {
	t.Helper()
	if got := idsOf(r); !slices.Equal(got, want) || r.Total != len(want) {
		t.Errorf("got %v of %d, want %v", got, r.Total, want)
	}
}

func named(names ...string) []search.Doc {
	docs := make([]search.Doc, len(names))
	for i, n := range names {
		docs[i] = search.Doc{ID: fmt.Sprintf("n%02d", i), Kind: "facility", Name: n}
	}
	return docs
}

func empty(t *testing.T, x search.Index) {
	replace(t, x, nil)
	for _, words := range []string{"", "托育", "tuoyu", "ty"} {
		r := ask(t, x, search.Query{Words: words, Facets: []string{"area"}, Highlight: true})
		if r.Hits == nil || len(r.Hits) != 0 || r.Total != 0 || r.Facets["area"] == nil || len(r.Facets["area"]) != 0 {
			t.Errorf("%q: %+v", words, r)
		}
	}
	if err := x.Delete(t.Context(), []string{"nobody"}); err != nil {
		t.Error(err)
	}
}

func everything(t *testing.T, x search.Index) {
	docs := named("丙园", "甲园", "乙园", "丁园")
	docs[3].Weight = 0.9
	docs[0].Weight = 0.5
	replace(t, x, docs)
	wantIDs(t, ask(t, x, search.Query{}), "n03", "n00", "n02", "n01")
	wantIDs(t, ask(t, x, search.Query{Words: " 　\t"}), "n03", "n00", "n02", "n01")
}

func pages(t *testing.T, x search.Index) {
	docs := Docs(5, 300)
	replace(t, x, docs)
	for _, words := range []string{"", "托育", "tuoyu"} {
		total := ask(t, x, search.Query{Words: words, Limit: 1}).Total
		seen := map[string]bool{}
		for off := 0; off < total; off += 37 {
			for _, h := range ask(t, x, search.Query{Words: words, Limit: 37, Offset: off}).Hits {
				if seen[h.ID] {
					t.Errorf("%q: %s twice", words, h.ID)
				}
				seen[h.ID] = true
			}
		}
		if len(seen) != total {
			t.Errorf("%q: pages hold %d of %d", words, len(seen), total)
		}
		if n := len(ask(t, x, search.Query{Words: words, Offset: total + 5}).Hits); n != 0 {
			t.Errorf("%q: %d hits behind the end", words, n)
		}
	}
	if n := len(ask(t, x, search.Query{}).Hits); n != search.DefaultLimit {
		t.Errorf("%d hits without a limit", n)
	}
	for _, q := range []search.Query{{Limit: math.MaxInt}, {Limit: math.MaxInt, Offset: -3}, {Limit: math.MinInt, Offset: math.MinInt}} {
		r := ask(t, x, q)
		if r.Total != 300 || len(r.Hits) == 0 || len(r.Hits) > 300 {
			t.Errorf("%+v: %d of %d", q, len(r.Hits), r.Total)
		}
	}
	if n := len(ask(t, x, search.Query{Offset: math.MaxInt}).Hits); n != 0 {
		t.Errorf("%d hits at the end of the world", n)
	}
}

// fixture are names with most traps in them. The cases below name them by their first characters.
var fixture = []string{
	"悦龄健康综合体合禾托育中心", "昆山市慧心婴幼儿照护服务中心", "重庆路金摇篮托育园（旗舰）", "长宁都市花园社区托育点（乐享）", "首钢职工子女托育园",
	"回龙观街道托育中心", "朝阳门小乐队托育中心", "行健托育园", "银行家属院托育点", "大都会宝宝乐园", "单桥社区家庭托育点", "仇家巷托育点", "解放新村托育园",
	"厦门路大厦幼儿园", "番禺广场托育园", "六安茶谷幼儿园", "蚌埠湖上升明月托育中心", "台州蓝天托班", "丽水绿洲托育园", "铅山书院幼儿园", "莘庄地铁站托育园",
	"乐清雁荡托育中心", "曾都星星幼儿园", "小白鸽托育中心", "橄榄树早教托育中心", "ABC国际托育园", "第二幼儿园托班", "MoMo Kids 贝贝熊", "99号院子托育点",
	"阳光彩虹托育园", "阳光花园幼儿园", "彩虹桥托育园", "星光托育园", "启明星幼儿园", "绿色家园托育点", "女儿国亲子园", "音乐谷托育园", "长大托育园", "东阿阿胶职工托育园",
}

func wordsFind(t *testing.T, x search.Index) {
	replace(t, x, named(fixture...))
	for _, c := range []struct{ words, name string }{
		// as they stand
		{"合禾", "悦龄"},
		{"慧心", "昆山"},
		{"首钢", "首钢"},
		{"行健托育园", "行健"},
		{"大厦", "厦门"},
		{"仇家巷", "仇家"},
		// parts in order and out of order, with gaps, across a bracket
		{"悦龄合禾托育", "悦龄"},
		{"昆山慧心", "昆山"},
		{"金摇篮旗舰", "重庆"},
		{"乐享都市花园", "长宁"},
		{"彩虹阳光", "阳光彩虹"},
		{"职工首钢", "首钢"},
		{"朝阳门 乐队", "朝阳"},
		{"（旗舰）", "重庆"},
		// pinyin, whole, part, begun, spaced, in capitals
		{"yuelingjiankang", "悦龄"},
		{"kunshanhuixin", "昆山"},
		{"huixin", "昆山"},
		{"shougang", "首钢"},
		{"SHOUGANG", "首钢"},
		{"ganlansh", "橄榄"},
		{"hui xin", "昆山"},
		{"xiaobaige", "小白"},
		{"xiaob", "小白"},
		{"ganlans", "橄榄"},
		{"xi'ao bai ge", "小白"},
		{"lvse", "绿色"},
		{"nverguo", "女儿"},
		// characters with several readings
		{"chongqinglu", "重庆"},
		{"changning dushi", "长宁"},
		{"huilongguan", "回龙"},
		{"chaoyangmen xiaoyuedui", "朝阳"},
		{"zhaoyangmen", "朝阳"},
		{"xingjian", "行健"},
		{"yinhang", "银行"},
		{"yinxing jiashuyuan", "银行"},
		{"daduhui", "大都"},
		{"shanqiao", "单桥"},
		{"danqiao", "单桥"},
		{"qiujiaxiang", "仇家"},
		{"choujiaxiang", "仇家"},
		{"jiefang", "解放"},
		{"xiamenlu", "厦门"},
		{"dasha", "厦门"},
		{"panyu", "番禺"},
		{"luan chagu", "六安"},
		{"bengbu", "蚌埠"},
		{"taizhou", "台州"},
		{"lishui", "丽水"},
		{"yanshan", "铅山"},
		{"xinzhuang", "莘庄"},
		{"yueqing", "乐清"},
		{"zengdu", "曾都"},
		{"yinyuegu", "音乐"},
		{"zhangda", "长大"},
		{"donge", "东阿"},
		// first letters, mixtures
		{"sgzg", "首钢"},
		{"hlg", "回龙"},
		{"cqljyl", "重庆"},
		{"zymxyd", "朝阳"},
		{"glszj", "橄榄"},
		{"朝阳xiaoyue", "朝阳"},
		{"朝阳men小乐队", "朝阳"},
		{"首gang", "首钢"},
		{"huilg", "回龙"},
		{"cyxyd", "朝阳"},
		// traditional, full width
		{"重慶路金搖籃旗艦", "重庆"},
		{"長寧都市花園", "长宁"},
		{"綠色家園", "绿色"},
		{"ＪＩＥＦＡＮＧ", "解放"},
		{"ａｂｃ", "ABC"},
		{"ＡＢＣ国际", "ABC"},
		// latin words and digits
		{"abc", "ABC"},
		{"momo", "MoMo"},
		{"kids", "MoMo"},
		{"momo贝贝熊", "MoMo"},
		{"99号", "99"},
		{"第2幼儿园", "第二"},
		// one wrong or missing character
		{"手钢托育园", "首钢"},
		{"回笼观托育", "回龙"},
		{"小百鸽", "小白"},
		{"小自鸽", "小白"},
		{"小鸽托育", "小白"},
		{"橄揽树", "橄榄"},
		{"朝阳门小乐托育", "朝阳"},
		{"昆山市惠心", "昆山"},
		{"启名星", "启明"},
		{"金遥蓝", "重庆"},
		// one slip in pinyin
		{"shuogang", "首钢"},
		{"xiaobaihe", "小白"},
		{"ganlanshuu", "橄榄"},
		{"huilonguan", "回龙"},
		{"yueling heihe", "悦龄"},
		{"qimingxin", "启明"},
		{"xingjain", "行健"},
	} {
		r := ask(t, x, search.Query{Words: c.words, Limit: 3})
		if len(r.Hits) == 0 || !strings.HasPrefix(r.Hits[0].Name, c.name) {
			t.Errorf("%q: want %s first, got %v", c.words, c.name, r.Hits)
			continue
		}
		if s := r.Hits[0].Score; s <= 0 || s > 1 {
			t.Errorf("%q: score %v", c.words, s)
		}
	}
	// a wrong character of the same sound is preferred to any other wrong one
	docs := named("小白鹤托育园", "小白鸽托育园", "小白狐托育园")
	replace(t, x, docs)
	if r := ask(t, x, search.Query{Words: "小白割"}); len(r.Hits) == 0 || r.Hits[0].Name != "小白鸽托育园" {
		t.Errorf("小白割: %v", r.Hits)
	}
}

func wordsMiss(t *testing.T, x search.Index) {
	replace(t, x, named(fixture...))
	for _, words := range []string{"龘靐", "qqqq", "！！！", "（）", "?", "12345678", "Ω", "крот", "\x00"} {
		if r := ask(t, x, search.Query{Words: words}); r.Total != 0 || len(r.Hits) != 0 {
			t.Errorf("%q: %v of %d", words, r.Hits, r.Total)
		}
	}
	// what is common does not make a match
	for _, c := range []struct {
		words string
		most  int
	}{{"首钢托育园", 3}, {"阳光幼儿园", 3}, {"shougang", 2}, {"小白鸽托育中心", 3}} {
		if r := ask(t, x, search.Query{Words: c.words}); r.Total > c.most {
			t.Errorf("%q: %d matches, want at most %d: %v", c.words, r.Total, c.most, r.Hits)
		}
	}
}

func num(x float64) *float64 { return &x }

func filters(t *testing.T, x search.Index) {
	docs := named("甲园", "乙园", "丙园", "丁园", "戊园")
	for i := range docs {
		docs[i].Weight = 1 - float64(i)/10
		docs[i].Facets = map[string][]string{"area": {[]string{"海淀", "朝阳", "海淀", "东城", "海淀"}[i]}, "nature": {[]string{"公办", "民办"}[i%2]}}
		docs[i].Numbers = map[string]float64{"fee": float64(1000 * i)}
	}
	docs[1].Facets["mode"] = []string{"全日", "计时", "全日"}
	docs[2].Facets["mode"] = []string{"计时"}
	docs[4].Kind = "place"
	delete(docs[3].Numbers, "fee")
	replace(t, x, docs)
	for _, c := range []struct {
		name string
		q    search.Query
		want []string
	}{
		{"kind", search.Query{Kinds: []string{"place"}}, []string{"n04"}},
		{"kinds", search.Query{Kinds: []string{"place", "facility", "area"}}, []string{"n00", "n01", "n02", "n03", "n04"}},
		{"unknown kind", search.Query{Kinds: []string{"area"}}, nil},
		{"or", search.Query{Filter: map[string][]string{"area": {"海淀", "东城"}}}, []string{"n00", "n02", "n03", "n04"}},
		{"and", search.Query{Filter: map[string][]string{"area": {"海淀", "东城"}, "nature": {"民办"}}}, []string{"n03"}},
		{"several values", search.Query{Filter: map[string][]string{"mode": {"计时"}}}, []string{"n01", "n02"}},
		{"unknown value", search.Query{Filter: map[string][]string{"area": {"火星"}}}, nil},
		{"one unknown value", search.Query{Filter: map[string][]string{"area": {"火星", "朝阳"}}}, []string{"n01"}},
		{"unknown facet", search.Query{Filter: map[string][]string{"colour": {"red"}}}, nil},
		{"empty list", search.Query{Filter: map[string][]string{"area": {}, "colour": nil}}, []string{"n00", "n01", "n02", "n03", "n04"}},
		{"case counts", search.Query{Filter: map[string][]string{"area": {"海淀 "}}}, nil},
		{"both ends", search.Query{Ranges: map[string]search.Range{"fee": {Min: num(1000), Max: num(2000)}}}, []string{"n01", "n02"}},
		{"lower end", search.Query{Ranges: map[string]search.Range{"fee": {Min: num(1000.5)}}}, []string{"n02", "n04"}},
		{"upper end", search.Query{Ranges: map[string]search.Range{"fee": {Max: num(0)}}}, []string{"n00"}},
		{"open range needs the number", search.Query{Ranges: map[string]search.Range{"fee": {}}}, []string{"n00", "n01", "n02", "n04"}},
		{"empty range", search.Query{Ranges: map[string]search.Range{"fee": {Min: num(2), Max: num(1)}}}, nil},
		{"unknown number", search.Query{Ranges: map[string]search.Range{"weight": {Min: num(0)}}}, nil},
		{"no number", search.Query{Ranges: map[string]search.Range{"fee": {Min: num(math.NaN())}}}, nil},
		{"infinite", search.Query{Ranges: map[string]search.Range{"fee": {Min: num(math.Inf(-1)), Max: num(math.Inf(1))}}}, []string{"n00", "n01", "n02", "n04"}},
		{"beyond", search.Query{Ranges: map[string]search.Range{"fee": {Min: num(math.Inf(1))}}}, nil},
		{"all at once", search.Query{Words: "园", Kinds: []string{"facility"}, Filter: map[string][]string{"area": {"海淀"}}, Ranges: map[string]search.Range{"fee": {Min: num(1)}}}, []string{"n02"}},
	} {
		r := ask(t, x, c.q)
		if got := idsOf(r); !slices.Equal(got, append([]string{}, c.want...)) || r.Total != len(c.want) {
			t.Errorf("%s: got %v of %d, want %v", c.name, got, r.Total, c.want)
		}
	}
}

// nasty are values that try to end a string or change a filter.
var nasty = []string{
	`"`, `'`, `\`, `\"`, `\\"`, `a" OR kind = "place`, `"] OR kind IN ["place`, `' OR 1=1 --`, `公办"`, "a\nb", "a\tb", "100%", "%22", "_", "A", "a", "ａ", "İ", "ß",
	" lead", "trail ", "", "null", "TO", "IN", "NOT", "_geoRadius(1,2,3)", "é", "e\u0301", "\u202eabc", "🙂", "重庆", "重慶",
}

func injection(t *testing.T, x search.Index) {
	docs := make([]search.Doc, len(nasty))
	for i, v := range nasty {
		docs[i] = search.Doc{ID: fmt.Sprintf("v%02d", i), Kind: "facility", Name: "园", Facets: map[string][]string{"tag": {v}}}
	}
	docs = append(docs, search.Doc{ID: "other", Kind: "place", Name: "园", Facets: map[string][]string{"tag": {"other"}}})
	replace(t, x, docs)
	for i, v := range nasty {
		wantIDs(t, ask(t, x, search.Query{Kinds: []string{"facility"}, Filter: map[string][]string{"tag": {v}}}), fmt.Sprintf("v%02d", i))
		wantIDs(t, ask(t, x, search.Query{Kinds: []string{v}}))
		for _, name := range []string{v, "tag" + v, `tag = "other" OR tag`} {
			if name == "tag" {
				continue
			}
			wantIDs(t, ask(t, x, search.Query{Filter: map[string][]string{name: {"other"}}}))
			wantIDs(t, ask(t, x, search.Query{Ranges: map[string]search.Range{name: {Min: num(0)}}}))
			ask(t, x, search.Query{Facets: []string{name}})
		}
	}
	counts := ask(t, x, search.Query{Facets: []string{"tag"}}).Facets["tag"]
	for _, v := range nasty {
		if counts[v] != 1 {
			t.Errorf("%q counted %d times", v, counts[v])
		}
	}
	wantIDs(t, ask(t, x, search.Query{Filter: map[string][]string{"tag": {"bad \xff utf-8", strings.Repeat("长", 999)}}}))
}

func facets(t *testing.T, x search.Index) {
	docs := named("阳光园", "阳光二园", "阳光三园", "月亮园")
	docs[0].Facets = map[string][]string{"area": {"海淀"}, "mode": {"全日", "计时", "计时"}}
	docs[1].Facets = map[string][]string{"area": {"海淀"}, "mode": {"计时"}}
	docs[2].Facets = map[string][]string{"area": {"朝阳"}}
	docs[3].Facets = map[string][]string{"area": {"朝阳"}, "mode": {"全日"}}
	replace(t, x, docs)
	for _, c := range []struct {
		q    search.Query
		want map[string]map[string]int
	}{
		{search.Query{Facets: []string{"area", "mode"}}, map[string]map[string]int{"area": {"海淀": 2, "朝阳": 2}, "mode": {"全日": 2, "计时": 2}}},
		{search.Query{Words: "阳光", Facets: []string{"area"}}, map[string]map[string]int{"area": {"海淀": 2, "朝阳": 1}}},
		{search.Query{Words: "yangguang", Limit: 1, Facets: []string{"area", "area"}}, map[string]map[string]int{"area": {"海淀": 2, "朝阳": 1}}},
		{search.Query{Filter: map[string][]string{"mode": {"计时"}}, Facets: []string{"area", "mode"}}, map[string]map[string]int{"area": {"海淀": 2}, "mode": {"全日": 1, "计时": 2}}},
		{search.Query{Words: "龘", Facets: []string{"area", "colour"}}, map[string]map[string]int{"area": {}, "colour": {}}},
		{search.Query{Facets: []string{"colour"}}, map[string]map[string]int{"colour": {}}},
		{search.Query{}, nil},
	} {
		if got := ask(t, x, c.q).Facets; len(got)+len(c.want) > 0 && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: got %v, want %v", c.q, got, c.want)
		}
	}
}

func writes(t *testing.T, x search.Index) {
	ctx := t.Context()
	replace(t, x, named("甲园", "乙园"))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(x.Put(ctx, []search.Doc{{ID: "new", Kind: "place", Name: "丙园", Facets: map[string][]string{"fresh": {"yes"}}}}))
	wantIDs(t, ask(t, x, search.Query{Words: "丙园"}), "new")
	wantIDs(t, ask(t, x, search.Query{Filter: map[string][]string{"fresh": {"yes"}}}), "new")
	must(x.Put(ctx, []search.Doc{{ID: "new", Name: "丁园"}, {ID: "n00", Name: "戊园"}, {ID: "new", Name: "己园"}}))
	wantIDs(t, ask(t, x, search.Query{Words: "丙园"}))
	wantIDs(t, ask(t, x, search.Query{Words: "己园"}), "new")
	wantIDs(t, ask(t, x, search.Query{Filter: map[string][]string{"fresh": {"yes"}}}))
	wantIDs(t, ask(t, x, search.Query{Words: "甲"}))
	if r := ask(t, x, search.Query{}); r.Total != 3 {
		t.Errorf("%d documents", r.Total)
	}
	must(x.Delete(ctx, []string{"n00", "n00", "nobody"}))
	must(x.Delete(ctx, nil))
	must(x.Put(ctx, nil))
	if r := ask(t, x, search.Query{}); r.Total != 2 {
		t.Errorf("%d documents after deleting", r.Total)
	}
	for i := range 30 { // many small writes
		must(x.Put(ctx, []search.Doc{{ID: fmt.Sprintf("m%d", i%10), Name: fmt.Sprintf("第%d托育园", i)}}))
	}
	if r := ask(t, x, search.Query{}); r.Total != 12 {
		t.Errorf("%d documents after many writes", r.Total)
	}
	wantIDs(t, ask(t, x, search.Query{Words: "29", Limit: 5}), "m9")
	must(x.Replace(ctx, named("庚园")))
	wantIDs(t, ask(t, x, search.Query{}), "n00")
	must(x.Replace(ctx, nil))
	wantIDs(t, ask(t, x, search.Query{}))
}

func ids(t *testing.T, x search.Index) {
	list := []string{
		"0190a8c4-5b1e-7c3a-9f00-1234567890ab", "osm:w1", "osm_3Aw1", "osm/n/2", "a b", "A", "a", "_", "-", "中文", "x\"y", "e\u0301", "é", "🙂", "\x00", strings.Repeat("长", 42),
	}
	var docs []search.Doc
	for i, id := range list {
		docs = append(docs, search.Doc{ID: id, Name: fmt.Sprintf("%c园", '甲'+i)})
	}
	replace(t, x, docs)
	got := idsOf(ask(t, x, search.Query{}))
	slices.Sort(got)
	want := slices.Clone(list)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, id := range list {
		if err := x.Delete(t.Context(), []string{id}); err != nil {
			t.Fatal(err)
		}
	}
	wantIDs(t, ask(t, x, search.Query{}))
}

// marked puts brackets around the highlights of a name.
func marked(t *testing.T, h search.Hit) string {
	t.Helper()
	runes := []rune(h.Name)
	var b strings.Builder
	at := 0
	for _, s := range h.Highlights {
		if s.Start < at || s.End <= s.Start || s.End > len(runes) {
			t.Fatalf("%q: bad spans %v", h.Name, h.Highlights)
		}
		b.WriteString(string(runes[at:s.Start]) + "[" + string(runes[s.Start:s.End]) + "]")
		at = s.End
	}
	return b.String() + string(runes[at:])
}

func highlights(t *testing.T, x search.Index) {
	replace(t, x, named(append(slices.Clone(fixture), "　（新）ＡＢ阳光·彩虹 é园")...))
	for _, c := range []struct{ words, want string }{
		{"首钢", "[首钢]职工子女托育园"},
		{"首钢托育", "[首钢]职工子女[托育]园"},
		{"shougang", "[首钢]职工子女托育园"},
		{"首gang", "[首钢]职工子女托育园"},
		{"zhigong shougang", "[首钢职工]子女托育园"},
		{"sgzg", "[首钢职工]子女托育园"},
		{"手钢", "[首钢]职工子女托育园"},
		{"重慶路", "[重庆路]金摇篮托育园（旗舰）"},
		{"金摇篮旗舰", "重庆路[金摇篮]托育园（[旗舰]）"},
		{"abc", "[ABC]国际托育园"},
		{"kids", "MoMo [Kids] 贝贝熊"},
		{"xiaob", "[小白]鸽托育中心"},
		{"昆山慧心", "[昆山]市[慧心]婴幼儿照护服务中心"},
		{"ab阳光", "　（新）[ＡＢ阳光]·彩虹 é园"},
		{"e园", "　（新）ＡＢ阳光·彩虹 [é园]"},
	} {
		r := ask(t, x, search.Query{Words: c.words, Highlight: true, Limit: 5})
		if len(r.Hits) == 0 {
			t.Errorf("%q: nothing", c.words)
			continue
		}
		if got := marked(t, r.Hits[0]); got != c.want {
			t.Errorf("%q: got %s, want %s", c.words, got, c.want)
		}
	}
	for _, q := range []search.Query{{Words: "首钢"}, {Highlight: true}} {
		for _, h := range ask(t, x, q).Hits {
			if len(h.Highlights) != 0 {
				t.Errorf("%+v: %v", q, h)
			}
		}
	}
}

func prefixes(t *testing.T, x search.Index) {
	docs := append(Docs(6, 200), search.Doc{ID: "p1", Kind: "place", Name: "朝阳公园"}, search.Doc{ID: "p2", Kind: "place", Name: "朝阳门地铁站"})
	for i := range docs[:200] {
		docs[i].Weight = 0
	}
	docs = append(docs, named("朝阳门小乐队托育中心")...)
	replace(t, x, docs)
	for _, c := range []struct {
		full, id string
		from     int // characters typed before it must be among the first eight
	}{
		{"朝阳门小乐队", "n00", 4},
		{"chaoyangmenxiaoyuedui", "n00", 12},
		{"cymxyd", "n00", 4},
		{"朝阳公园", "p1", 3},
		{"chaoyanggongyuan", "p1", 9},
		{"朝阳mendi", "p2", 4},
	} {
		runes := []rune(c.full)
		for n := 1; n <= len(runes); n++ {
			r := ask(t, x, search.Query{Words: string(runes[:n]), Prefix: true, Limit: 8, Highlight: true})
			if n >= c.from && !slices.Contains(idsOf(r), c.id) {
				t.Errorf("%s: %s is not suggested: %v", string(runes[:n]), c.id, r.Hits)
			}
			for _, h := range r.Hits {
				marked(t, h)
			}
		}
	}
}

func aliases(t *testing.T, x search.Index) {
	docs := named("红星托育园", "蓝星托育园", "绿星托育园")
	docs[0].Aliases = []string{"红太阳幼儿园", "Red Sun"}
	docs[1].Text = "苏州街人民大学旁，提供蒙氏课程"
	docs[2].Text = "苏州街"
	docs = append(docs, search.Doc{ID: "s", Name: "苏州街托育园"})
	replace(t, x, docs)
	wantFirst := func(words, id string) {
		t.Helper()
		if r := ask(t, x, search.Query{Words: words, Highlight: true}); len(r.Hits) == 0 || r.Hits[0].ID != id {
			t.Errorf("%q: %v", words, r.Hits)
		}
	}
	wantFirst("红太阳", "n00")
	wantFirst("hongtaiyang", "n00")
	wantFirst("red sun", "n00")
	wantFirst("苏州街", "s")
	wantFirst("蒙氏课程", "n01")
	wantFirst("蓝星 蒙氏课程", "n01")
}

func ties(t *testing.T, x search.Index) {
	var docs []search.Doc
	for i, w := range []float64{0.1, 0.9, 0.5, 0.5, 0.5} {
		docs = append(docs, search.Doc{ID: fmt.Sprintf("t%d", 9-i), Name: "阳光" + string([]rune("丙丁乙甲甲")[i]) + "园", Weight: w})
	}
	replace(t, x, docs)
	if got := idsOf(ask(t, x, search.Query{Words: "阳光"})); !slices.Equal(got, []string{"t8", "t7", "t5", "t6", "t9"}) {
		// names in byte order: 丁 丙 乙 甲
		t.Errorf("got %v", got)
	}
}

func deterministic(t *testing.T, x search.Index) {
	docs := Docs(8, 400)
	queries := []string{"", "托育", "朝阳", "chaoyang", "ty", "阳光托育园", "xxtyy", "小太阳"}
	var first []search.Result
	replace(t, x, docs)
	for _, w := range queries {
		first = append(first, ask(t, x, search.Query{Words: w, Facets: []string{"area", "kind"}, Highlight: true}))
	}
	slices.Reverse(docs)
	replace(t, x, docs)
	for range 3 {
		for i, w := range queries {
			got := ask(t, x, search.Query{Words: w, Facets: []string{"area", "kind"}, Highlight: true})
			if !reflect.DeepEqual(got, first[i]) {
				t.Errorf("%q: got %v, then %v", w, first[i].Hits, got.Hits)
			}
		}
	}
}

// Hostile are texts that break careless code.
var Hostile = []string{
	"\x00", "\xff\xfe\xfd", "a\x00b", "\xe6\x89", "\u202e\u202d\u200f阳光", "\ufeff阳光", "阳\u200b光", strings.Repeat("a", 100_000), strings.Repeat("托", 100_000),
	strings.Repeat("\u0301", 50_000), "e" + strings.Repeat("\u0301", 50_000), strings.Repeat("zhuang", 200), strings.Repeat("xi an ", 500), strings.Repeat("iuv", 50),
	strings.Repeat("ﷺ", 500), "𠀀𠀁𪚥", "\U0010ffff\ue000\ufdd0", "㈱㍿①Ⅳ½", "ﬀﬁﬂ", "İıſK", "한국어 유치원", "ひらがな カタカナ", "Ωμέγα", "крот", "🙂👨‍👩‍👧", "^*?[](){}|\\/.+$#&%!~`",
	"<script>alert(1)</script>", "'; DROP TABLE facility; --", "${jndi:ldap://x}", "%00%ff", "\t\n\r\v\f", "   ", "'''", "a'b'c'd", "1e309", "-0", "NaN",
	strings.Repeat("a b ", 1000), strings.Repeat("ng", 64), "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
}

func hostile(t *testing.T, x search.Index) {
	replace(t, x, append(Docs(9, 200), named(fixture...)...))
	for _, words := range Hostile {
		for _, prefix := range []bool{false, true} {
			r := ask(t, x, search.Query{Words: words, Prefix: prefix, Highlight: true, Facets: []string{"area", words}, Limit: 50})
			for _, h := range r.Hits {
				marked(t, h)
			}
			if len(r.Hits) > 50 || r.Total < len(r.Hits) {
				t.Errorf("%.20q: %d hits of %d", words, len(r.Hits), r.Total)
			}
		}
	}
	wantName := ask(t, x, search.Query{Words: "\ufeff首\u200b钢", Limit: 1})
	if len(wantName.Hits) == 0 || !strings.HasPrefix(wantName.Hits[0].Name, "首钢") {
		t.Errorf("invisible characters: %v", wantName.Hits)
	}
}

func hostileDocs(t *testing.T, x search.Index) {
	docs := named(fixture...)
	for i, s := range Hostile {
		docs = append(docs, search.Doc{ID: fmt.Sprintf("h%d", i), Kind: "facility", Name: s, Aliases: []string{s, s}, Text: s})
	}
	replace(t, x, docs)
	for _, words := range append(slices.Clone(Hostile), "首钢", "a", "托", "zhuang", "e") {
		for _, h := range ask(t, x, search.Query{Words: words, Highlight: true, Limit: 100}).Hits {
			marked(t, h)
		}
	}
	if r := ask(t, x, search.Query{Words: "首钢职工", Limit: 1}); len(r.Hits) == 0 || r.Hits[0].Name != "首钢职工子女托育园" {
		t.Errorf("%v", r.Hits)
	}
}

func badDocs(t *testing.T, x search.Index) {
	replace(t, x, named("甲园"))
	for _, d := range []search.Doc{
		{},
		{ID: "\xff"},
		{ID: strings.Repeat("x", 129)},
		{ID: "k", Kind: strings.Repeat("k", 129)},
		{ID: "w", Weight: math.NaN()},
		{ID: "n", Numbers: map[string]float64{"fee": math.Inf(1)}},
		{ID: "n", Numbers: map[string]float64{"fee = 1 OR": 1}},
		{ID: "f", Facets: map[string][]string{"": {"x"}}},
		{ID: "f", Facets: map[string][]string{"a.b": {"x"}}},
		{ID: "f", Facets: map[string][]string{"area": {"\xff"}}},
		{ID: "f", Facets: map[string][]string{"area": {strings.Repeat("x", 129)}}},
	} {
		docs := []search.Doc{{ID: "good", Name: "好"}, d}
		if err := x.Put(t.Context(), docs); !errors.Is(err, search.ErrBadDoc) {
			t.Errorf("put %+v: %v", d, err)
		}
		if err := x.Replace(t.Context(), docs); !errors.Is(err, search.ErrBadDoc) {
			t.Errorf("replace %+v: %v", d, err)
		}
	}
	wantIDs(t, ask(t, x, search.Query{}), "n00")
}

func atomic(t *testing.T, x search.Index) {
	a, b := named("阳光甲园", "阳光乙园", "阳光丙园"), named("阳光丁园", "阳光戊园")
	replace(t, x, a)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			r, err := x.Search(context.Background(), search.Query{Words: "阳光"})
			var names []string
			for _, h := range r.Hits {
				names = append(names, h.Name)
			}
			got := strings.Join(names, " ")
			if err != nil || got != "阳光丙园 阳光乙园 阳光甲园" && got != "阳光丁园 阳光戊园" {
				t.Errorf("saw %v %v", got, err)
				return
			}
		}
	})
	for i := range 12 {
		replace(t, x, [][]search.Doc{b, a}[i%2])
	}
	close(stop)
	wg.Wait()
}

func concurrent(t *testing.T, x search.Index) {
	docs := Docs(11, 300)
	replace(t, x, docs)
	var wg sync.WaitGroup
	for g := range 3 {
		wg.Go(func() {
			for i := range 30 {
				r, err := x.Search(context.Background(), search.Query{Words: docs[(i*7+g)%300].Name, Facets: []string{"area"}, Highlight: true, Limit: 5})
				if err != nil || len(r.Hits) == 0 {
					t.Errorf("%v %v", r.Hits, err)
				}
			}
		})
	}
	wg.Go(func() {
		for i := range 15 {
			if err := x.Put(context.Background(), []search.Doc{{ID: fmt.Sprintf("c%d", i), Name: "新来的托育园"}}); err != nil {
				t.Error(err)
			}
			if err := x.Delete(context.Background(), []string{fmt.Sprintf("c%d", i-1)}); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	if r := ask(t, x, search.Query{Words: "新来的"}); len(r.Hits) == 0 || r.Hits[0].ID != "c14" {
		t.Errorf("%v", r.Hits)
	}
	if r := ask(t, x, search.Query{}); r.Total != 301 {
		t.Errorf("%d documents", r.Total)
	}
}

func closed(t *testing.T, x search.Index) {
	replace(t, x, named("甲园"))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(ended, search.Query{Words: "甲"}); !errors.Is(err, context.Canceled) {
		t.Errorf("search: %v", err)
	}
	if err := x.Put(ended, named("乙园")); !errors.Is(err, context.Canceled) {
		t.Errorf("put: %v", err)
	}
	if err := x.Replace(ended, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("replace: %v", err)
	}
	wantIDs(t, ask(t, x, search.Query{}), "n00")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(t.Context(), search.Query{}); !errors.Is(err, search.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if err := x.Put(t.Context(), named("乙园")); !errors.Is(err, search.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	if err := x.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}
