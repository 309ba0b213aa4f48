// Package searchtest knows what every search index must do: Run is the conformance suite, Names and Docs make up data for
// tests and benchmarks, Perturb makes the queries people type for a name, and MeiliServer answers in Meilisearch's wire
// format from any index. It must not know how an index works inside.
package searchtest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"tuoyuquan/search"
)

var places = strings.Fields(`观前 石路 葑门 娄门 胥江 虎丘 狮山 横塘 斜塘 唯亭 木渎 渭塘 东渚 通安 吴江 吴中 相城 高新 姑苏 湖东 湖西 浒墅关 金鸡湖
朝阳 海淀 丰台 石景山 通州 顺义 昌平 大兴 怀柔 密云 回龙观 天通苑 望京 亚运村 中关村 五道口 上地 清河 西三旗 安贞 和平里 东直门 西直门 朝阳门 建国门
长宁 徐汇 静安 普陀 虹口 杨浦 黄浦 浦东 闵行 宝山 嘉定 松江 青浦 奉贤 金山 崇明 莘庄 七宝 曹家渡 五角场 陆家嘴 张江 川沙 周浦 康桥
渝中 江北 沙坪坝 九龙坡 南岸 北碚 巴南 万州 涪陵 开州 綦江 璧山 长寿 解放碑 观音桥 杨家坪 石桥铺 大渡口 南坪 弹子石 李家沱
天河 越秀 荔湾 番禺 黄埔 花都 白云 增城 从化 南沙 石牌 员村 沙河 六榕 昌岗 厦门 集美 同安 翔安 思明 湖里 鼓浪屿 六安 亳州 蚌埠 台州 丽水
铅山 乐清 乐山 单县 曾都 解州 华阴 尉犁 涡阳 枞阳 歙县 睢宁 盱眙 邳州 甪直 郫都 犍为 什邡 阆中 监利 耒阳 郴州 番茄园 柏林 大埔 蔚县 井陉`)

var brands = strings.Fields(`阳光 彩虹 星星 月亮 朵朵 安安 童心 果果 豆豆 米乐 优贝 贝贝熊 小脚丫 小牛 小海豚 小白鸽 小太阳 小桔灯 小燕子 小种子 小乐队 小马驹 小蜜蜂 小蜗牛
松果 麦田 稻香 雨点 青禾 春藤 紫藤 银杏 木棉 橄榄树 向日葵 蒲公英 七色花 启明 晨曦 育英 聪明谷 智慧树 金摇篮 金苹果 金种子 哆来咪 亲亲 宝贝家 爱心
慧心 行健 乐享 乐知 长颈鹿 大耳兔 毛毛虫 花栗鼠 红黄蓝 蓝天 绿洲 白桦林 百合 海棠 茉莉 玫瑰园 合禾 悦龄 童元 童悦 启航 未来星 新芽 嫩芽 萌芽 苗苗 幼幼
音乐谷 快乐岛 快乐园 奇妙屋 奇趣 拾光 拾贝 咿呀 哈哈 嘀嗒 咕噜 布谷鸟 啄木鸟 云朵 棉花糖 糖果屋 巧克力 布丁 可可 西西里 北斗 凌云 朗朗 睿智 思齐 明德 厚朴
崇文 尚学 知行 力行 育才 培英 博雅 雅正 和畅 惠风 清溪 秋实 春华 夏荷 冬青 梧桐 香樟 石榴 枇杷 葡萄架 核桃 板栗 藏宝湾 宝藏 参天树 曲水 乐队 会友 单桥 仇家 重阳 都会`)

var roads = strings.Fields(`人民路 解放路 中山路 建设路 和平路 长江路 重庆路 银行弄 朝晖街 都市花园 长城新村 行政街 乐园里 单家巷 曾家桥 石板巷 厦门路 会展中心 音乐厅 东园 西园 南苑 北苑 新城 老街`)

var types = strings.Fields(`托育园 托育中心 托育服务中心 早教托育中心 幼儿园托班 家庭托育点 社区托育点 婴幼儿照护服务中心 职工子女托育园 托育综合服务中心 幼儿园 亲子园`)

var branches = strings.Fields(`（一分园） （二分园） （三分园） （东分园） （西分园） （南分园） （北分园） （总园） （旗舰）`)

// Names makes up n distinct facility names, the same for the same seed.
func Names(seed uint64, n int) []string {
	rng := rand.New(rand.NewPCG(seed, 1))
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	seen := make(map[string]bool, n)
	out := make([]string, 0, n)
	for len(out) < n {
		var b strings.Builder
		b.WriteString(pick(places))
		if rng.IntN(4) == 0 {
			b.WriteString(pick(roads))
		}
		b.WriteString(pick(brands))
		if rng.IntN(12) == 0 {
			b.WriteString(pick(brands))
		}
		b.WriteString(pick(types))
		if rng.IntN(5) == 0 {
			b.WriteString(pick(branches))
		}
		if name := b.String(); !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

// Docs makes up n facilities with an address, three facets and two numbers, the same for the same seed.
func Docs(seed uint64, n int) []search.Doc {
	rng := rand.New(rand.NewPCG(seed, 2))
	docs := make([]search.Doc, n)
	for i, name := range Names(seed, n) {
		district := places[rng.IntN(len(places))]
		d := search.Doc{
			ID: fmt.Sprintf("%08x-0000-7000-8000-%012x", seed, i), Kind: "facility", Name: name,
			Text: district + "区" + places[rng.IntN(len(places))] + "街道" + roads[rng.IntN(len(roads))] + fmt.Sprintf("%d号", 1+rng.IntN(999)),
			Facets: map[string][]string{
				"area":   {district},
				"kind":   {types[rng.IntN(6)]},
				"nature": {[]string{"公办", "民办", "公建民营"}[rng.IntN(3)]},
			},
			Numbers: map[string]float64{"fee": float64(800 + 100*rng.IntN(60)), "free": float64(rng.IntN(12))},
			Weight:  float64(rng.IntN(100)) / 100,
			Point:   &[2]float64{116 + rng.Float64(), 39 + rng.Float64()},
		}
		if rng.IntN(3) == 0 {
			d.Facets["mode"] = []string{"全日", "半日", "计时"}[:1+rng.IntN(3)]
		}
		docs[i] = d
	}
	return docs
}
