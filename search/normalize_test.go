package search

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func folded(s string) string {
	var b strings.Builder
	for _, u := range fold(nil, s, maxNameRunes) {
		b.WriteRune(u.r)
	}
	return b.String()
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"重慶路金搖籃托育園（旗艦）": "重庆路金摇篮托育园旗舰", "臺灣後裡鐘錶麵館": "台湾后里钟表面馆", "Ｊｉｅ　Ｆang": "jiefang", "ＡＢＣ１２３": "abc123",
		"㈱①½Ⅳ": "株112iv", "ÉCOLE Ñandú": "ecolenandu", "e\u0301a": "ea", "阳\u200b光\ufeff": "阳光", "\x00\xff-·•、。！": "", "ﬁ": "fi", "İ": "i", "乾隆": "干隆",
		"⼭": "山", "豈": "岂", "ｶﾞ": "カ",
	} {
		if got := folded(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	us := fold(nil, "（新）ＡＢ 阳光", maxNameRunes)
	var at []int
	for _, u := range us {
		at = append(at, int(u.src))
	}
	if !slices.Equal(at, []int{1, 3, 4, 6, 7}) || !us[0].sep || !us[1].sep || us[2].sep || !us[3].sep {
		t.Errorf("offsets %v of %+v", at, us)
	}
}

// TestSimplified: the table is whole and simplifying twice changes nothing more.
func TestSimplified(t *testing.T) {
	table := simplified()
	if len(table) < 4000 {
		t.Errorf("only %d pairs", len(table))
	}
	for from, to := range table {
		if from == to || !unicode.Is(unicode.Han, from) || !unicode.Is(unicode.Han, to) {
			t.Errorf("bad pair %c %c", from, to)
		}
	}
	for _, pair := range strings.Fields("東东 國国 學学 園园 華华 龍龙 灣湾 廣广 廈厦 門门 體体 藝艺 樂乐 書书 貝贝 鳥鸟 麥麦 裡里 裏里 週周 著着 佈布 歷历 曆历 髮发 發发 鬆松 臺台 颱台") {
		r := []rune(pair)
		if table[r[0]] != r[1] {
			t.Errorf("%c is %c, want %c", r[0], table[r[0]], r[1])
		}
	}
}

// TestReadings: the likeliest reading of place names and everyday words.
func TestReadings(t *testing.T) {
	for words := range strings.FieldsSeq(`重庆:chongqing 长宁:changning 都市:dushi 朝阳:chaoyang 乐山:leshan 小乐队:xiaoyuedui 行健:xingjian 银行:yinhang 单桥:shanqiao
仇家:qiujia 曾园:zengyuan 解放:jiefang 大会:dahui 会计:kuaiji 大厦:dasha 厦门:xiamen 番禺:panyu 六安:luan 亳州:bozhou 蚌埠:bengbu 台州:taizhou 丽水:lishui 铅山:yanshan
莘庄:xinzhuang 浦东:pudong 黄埔:huangpu 浒墅关:xushuguan 甪直:luzhi 邳州:pizhou 盱眙:xuyi 睢宁:suining 歙县:shexian 涡阳:guoyang 枞阳:zongyang 乐清:yueqing 乐亭:laoting
尉犁:yuli 蔚县:yuxian 单县:shanxian 解州:haizhou 洪洞:hongtong 东阿:donge 莞城:guancheng 儋州:danzhou 耒阳:leiyang 郴州:chenzhou 犍为:qianwei 什邡:shifang 郫都:pidu
阆中:langzhong 綦江:qijiang 北碚:beibei 涪陵:fuling 石家庄:shijiazhuang 成都:chengdu 都匀:duyun 首都:shoudu 长沙:changsha 长大:zhangda 成长:chengzhang 校长:xiaozhang
音乐:yinyue 快乐:kuaile 重阳:chongyang 重点:zhongdian 种子:zhongzi 种植:zhongzhi 西藏:xizang 宝藏:baozang 收藏:shoucang 便宜:pianyi 方便:fangbian 教育:jiaoyu
角色:juese 降落伞:jiangluosan 空间:kongjian 弹琴:tanqin 子弹:zidan 参加:canjia 人参:renshen 头发:toufa 发展:fazhan 太行:taihang 力行:lixing 曲阜:qufu 歌曲:gequ
女儿:nver 绿色:lvse 咖啡:kafei 柏林:bolin 华山:huashan 燕山:yanshan 燕子:yanzi 宿迁:suqian 宿舍:sushe 调皮:tiaopi 十里堡:shilipu 第2:dier abc:abc`) {
		word, want, _ := strings.Cut(words, ":")
		var got strings.Builder
		for _, u := range analyse(nil, word, maxNameRunes) {
			if u.sid >= firstLetter {
				got.WriteRune(u.r)
			} else {
				got.WriteString(sounds().syllables[u.sid])
			}
		}
		if got.String() != want {
			t.Errorf("%s: got %s, want %s", word, got.String(), want)
		}
	}
}

// TestEveryReading: every character of the table can be found by every reading that is indexed.
func TestEveryReading(t *testing.T) {
	tab := sounds()
	if len(tab.syllables) >= firstLetter || len(tab.lists) > 1<<16 {
		t.Fatalf("%d syllables, %d lists", len(tab.syllables), len(tab.lists))
	}
	m := NewMemory()
	chars := []rune("重长都乐朝行单仇曾解会厦番六台丽铅莘石和传弹参藏调降宿柏燕华种便教角发空好数落露率绿")
	var docs []Doc
	for _, r := range chars {
		docs = append(docs, Doc{ID: string(r), Name: string(r) + "园"})
	}
	if err := m.Replace(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
	for _, r := range chars {
		for _, sid := range tab.readings(r) {
			res, err := m.Search(context.Background(), Query{Words: tab.syllables[sid] + "yuan", Limit: 20})
			if err != nil || !slices.ContainsFunc(res.Hits, func(h Hit) bool { return h.ID == string(r) }) {
				t.Errorf("%c is not found as %s: %v", r, tab.syllables[sid], res.Hits)
			}
		}
	}
}

func TestOneSlip(t *testing.T) {
	for pair, want := range map[string]bool{
		"jian jain": true, "jian jia": true, "jian jiann": true, "jian juan": true, "jian jian": false, "jian ji": false, "jian naij": false, "ab ba": true, "a b": true, "hei he": true,
	} {
		a, b, _ := strings.Cut(pair, " ")
		if oneSlip(a, b) != want || oneSlip(b, a) != want {
			t.Errorf("%s: want %v", pair, want)
		}
	}
	tab := sounds()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[a-z]{1,7}`).Draw(t, "s")
		var want []uint16
		for id, y := range tab.syllables {
			if len(y) >= 2 && oneSlip(s, y) {
				want = append(want, uint16(id))
			}
		}
		if got := tab.nearly(nil, s); !slices.Equal(got, want) {
			t.Fatalf("%s: got %v, want %v", s, got, want)
		}
	})
}

// TestWritesLikeModel: after any writes the index holds what a map of the same writes holds.
func TestWritesLikeModel(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		m, model := NewMemory(), map[string]Doc{}
		draw := func() []Doc {
			return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Doc {
				n := rapid.IntRange(0, 30).Draw(t, "n")
				return Doc{
					ID: strconv.Itoa(n), Kind: []string{"facility", "place"}[n%2], Name: fmt.Sprintf("第%d托育园", rapid.IntRange(0, 99).Draw(t, "name")), Weight: float64(n%4) / 4,
					Facets:  map[string][]string{"area": {strconv.Itoa(n % 3)}},
					Numbers: map[string]float64{"fee": float64(rapid.IntRange(0, 9).Draw(t, "fee"))},
				}
			}), 0, 12).Draw(t, "docs")
		}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				docs := draw()
				if err := m.Replace(ctx, docs); err != nil {
					t.Fatal(err)
				}
				clear(model)
				for _, d := range docs {
					model[d.ID] = d
				}
			case 1, 2, 3:
				id := strconv.Itoa(rapid.IntRange(0, 30).Draw(t, "id"))
				if err := m.Delete(ctx, []string{id}); err != nil {
					t.Fatal(err)
				}
				delete(model, id)
			default:
				docs := draw()
				if err := m.Put(ctx, docs); err != nil {
					t.Fatal(err)
				}
				for _, d := range docs {
					model[d.ID] = d
				}
			}
			sameAsModel(ctx, t, m, model)
		}
	})
}

func sameAsModel(ctx context.Context, t *rapid.T, m *Memory, model map[string]Doc) {
	t.Helper()
	want := slices.Collect(maps.Values(model))
	slices.SortFunc(want, func(a, b Doc) int { return compareDocs(&a, &b) })
	r, err := m.Search(ctx, Query{Limit: 100, Facets: []string{"area"}})
	if err != nil || r.Total != len(want) || m.Len() != len(want) || len(r.Hits) != len(want) {
		t.Fatalf("%d of %d, want %d (%v)", len(r.Hits), r.Total, len(want), err)
	}
	counts := map[string]int{}
	for i, d := range want {
		counts[d.Facets["area"][0]]++
		if r.Hits[i].ID != d.ID || r.Hits[i].Name != d.Name || r.Hits[i].Kind != d.Kind {
			t.Fatalf("hit %d is %+v, want %+v", i, r.Hits[i], d)
		}
	}
	if len(counts)+len(r.Facets["area"]) > 0 && !reflect.DeepEqual(counts, r.Facets["area"]) {
		t.Fatalf("facets %v, want %v", r.Facets["area"], counts)
	}
	all := m.All()
	slices.SortFunc(all, func(a, b Doc) int { return compareDocs(&a, &b) })
	if len(all)+len(want) > 0 && !reflect.DeepEqual(all, want) {
		t.Fatalf("all is %v, want %v", all, want)
	}
	for _, d := range want[:min(3, len(want))] {
		r, err := m.Search(ctx, Query{Words: d.Name, Limit: 40, Kinds: []string{d.Kind}, Ranges: map[string]Range{"fee": {Min: new(d.Numbers["fee"]), Max: new(d.Numbers["fee"])}}})
		if err != nil || !slices.ContainsFunc(r.Hits, func(h Hit) bool { return h.ID == d.ID }) {
			t.Fatalf("%s is not found: %v %v", d.Name, r.Hits, err)
		}
	}
}
