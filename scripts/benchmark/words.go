package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"time"

	"tuoyuquan/search"
)

// benchSearch measures the in-process index over 100,000 made-up facilities.
func benchSearch(t *table) error {
	ctx := context.Background()
	docs := facilityDocs(100_000)
	index := search.NewMemory()
	before := heapMB()
	build := median(1, func() {
		if err := index.Replace(ctx, docs); err != nil {
			panic(err)
		}
	})
	used := heapMB() - before
	t.below("search index of 100,000 facilities, build", build, 1500*time.Millisecond, "")
	t.check("  heap it keeps", "<= 100 MB", fmt.Sprintf("%.0f MB", used), used <= 100)
	words := []string{
		"阳光", "阳光托育", "高新彩虹", "朝阳门小牛", "yangguang", "changning dushi", "cnds", "智会树", "chaoyang xiaoniu", "托育中心", "木渎春藤托育园", "xiaojieda", "qimeng", "重庆路雨点",
	}
	rng := rand.New(rand.NewPCG(5, 5))
	ask := func(prefix bool) func(i int) {
		return func(int) {
			q := search.Query{
				Words: words[rng.IntN(len(words))], Kinds: []string{"facility"}, Limit: 20, Highlight: true, Prefix: prefix,
				Filter: map[string][]string{"kind": {"community", "independent"}}, Facets: []string{"kind", "nature", "inclusive"},
			}
			if _, err := index.Search(ctx, q); err != nil {
				panic(err)
			}
		}
	}
	percentiles(50, ask(false))
	p50, p99 := percentiles(1000, ask(false))
	t.below("search with words, filter and facets", p50, 2*time.Millisecond, "p99 "+short(p99))
	p50, p99 = percentiles(1000, ask(true))
	t.add("suggestions as you type", "", short(p50)+" p99 "+short(p99), told)
	runtime.KeepAlive(docs)
	return nil
}

func facilityDocs(n int) []search.Doc {
	places := []string{"观前", "石路", "高新", "葑门", "渭塘", "虎丘", "浒墅关", "都市花园", "唯亭", "工业园", "东渚", "胥江", "吴江", "湖西", "狮山", "朝阳门", "通安", "昆山", "横塘", "木渎", "湖东", "重庆路", "长宁", "回龙观", "开州", "六安路", "番禺", "乐山", "友谊", "解放新村"}
	brands := []string{"星星", "松果", "安安", "小脚丫", "童心", "贝贝熊", "启明", "雨点", "小桔灯", "小牛", "朵朵", "麦田", "橄榄树", "聪明谷", "哆来咪", "慧心", "育英", "米乐", "紫藤", "阳光", "彩虹", "七色花", "豆豆", "春藤", "金摇篮", "晨曦", "智慧树", "小杰大", "童元", "合禾"}
	kinds := []string{"托育园", "托育中心", "社区托育点", "幼儿园托班", "家庭托育点", "托育服务中心", "早教托育中心"}
	branches := []string{"", "", "（一分园）", "（西分园）", "（旗舰）", "（乐享）", "（南门店）"}
	facet := []string{"independent", "community", "kindergarten", "employer", "home", "service_centre"}
	rng := rand.New(rand.NewPCG(9, 9))
	pick := func(s []string) string { return s[rng.IntN(len(s))] }
	docs := make([]search.Doc, n)
	for i := range docs {
		docs[i] = search.Doc{
			ID: fmt.Sprintf("F%06d", i), Kind: "facility",
			Name: pick(places) + pick(brands) + pick(kinds) + pick(branches),
			Text: pick(places) + "路" + strconv.Itoa(rng.IntN(900)+1) + "号",
			Facets: map[string][]string{
				"kind": {pick(facet)}, "nature": {pick([]string{"public", "private"})}, "inclusive": {pick([]string{"true", "false"})},
			},
			Numbers: map[string]float64{"fee": float64(rng.IntN(6000))},
		}
	}
	return docs
}

func heapMB() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}
