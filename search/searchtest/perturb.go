package searchtest

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// Asked is a query made from a name.
type Asked struct {
	Kind  string // what was done to the name
	Words string
	Name  string // the name it was made from
}

// Kinds of queries that Perturb makes.
var Kinds = []string{
	"whole", "part", "parts in order", "reordered", "gap", "gap of one", "across a bracket", "same sound", "wrong", "missing",
	"pinyin", "pinyin words", "pinyin part", "pinyin slip", "pinyin beginning", "other reading", "initials", "initials part",
	"mixed", "mixed initials", "traditional", "full width", "spaces",
}

// toTraditional turns some simplified characters into traditional ones.
var toTraditional = func() *strings.Replacer {
	var pairs []string
	s := []rune("东东東乐乐樂区区區义义義亚亚亞产产產亲亲親亿亿億从从從仓仓倉会会會传传傳体体體余余餘儿儿兒关关關兴兴興养养養军军軍农农農冲冲沖凤凤鳳创创創务务務动动動劳劳勞势势勢医医醫华华華单单單" +
		"卫卫衛厦厦廈双双雙发发發启启啟员员員响响響园园園国国國图图圖圆圆圓场场場块块塊坚坚堅坛坛壇垒垒壘备备備复复復头头頭夹夹夾奋奋奮娄娄婁学学學宁宁寧宝宝寶实实實审审審宫宫宮宾宾賓对对對导导導将将將" +
		"尔尔爾层层層岁岁歲岛岛島岭岭嶺师师師带带帶帮帮幫广广廣庄庄莊庆庆慶应应應开开開张张張弹弹彈归归歸录录錄忆忆憶怀怀懷态态態总总總悦悦悅慧慧慧戏戏戲托托托护护護报报報择择擇拥拥擁" +
		"来来來杨杨楊极极極构构構枫枫楓树树樹桥桥橋桦桦樺检检檢榄榄欖榈榈櫚楼楼樓欢欢歡气气氣汇汇匯汉汉漢汤汤湯沟沟溝泽泽澤浒浒滸涛涛濤涡涡渦渎渎瀆温温溫满满滿滨滨濱灯灯燈灵灵靈点点點炼炼煉烟烟煙热热熱爱爱愛" +
		"狮狮獅玛玛瑪环环環现现現瓯瓯甌电电電画画畫畅畅暢疗疗療盐盐鹽监监監盖盖蓋确确確码码碼积积積称称稱稳稳穩窝窝窩竞竞競笔笔筆筑筑築简简簡篮篮籃类类類红红紅纪纪紀级级級纺纺紡线线線组组組细细細织织織终终終经经經结结結给给給统统統继继繼" +
		"综综綜绿绿綠维维維缤缤繽罗罗羅职职職联联聯聪聪聰肤肤膚胜胜勝脑脑腦脚脚腳芦芦蘆苏苏蘇苹苹蘋荣荣榮药药藥莲莲蓮获获獲营营營萝萝蘿蓝蓝藍藏藏藏虫虫蟲虽虽雖蚁蚁蟻蜗蜗蝸补补補见见見观观觀规规規视视視览览覽觉觉覺" +
		"计计計认认認讲讲講设设設识识識诊诊診词词詞试试試诗诗詩诚诚誠语语語诺诺諾谈谈談谢谢謝谷谷谷豆豆豆贝贝貝负负負财财財责责責贤贤賢货货貨贵贵貴贸贸貿费费費贺贺賀资资資赛赛賽赵赵趙达达達迁迁遷运运運还还還进进進远远遠连连連" +
		"适适適选选選逻逻邏遥遥遙邓邓鄧邻邻鄰郑郑鄭酝酝醞针针針钟钟鐘钢钢鋼钱钱錢铁铁鐵铅铅鉛银银銀铜铜銅锡锡錫锦锦錦长长長门门門闵闵閔间间間闸闸閘闻闻聞阁阁閣阳阳陽阴阴陰阵阵陣阶阶階际际際陆陆陸陈陈陳陕陕陝陵陵陵险险險随随隨隐隐隱难难難" +
		"静静靜韩韩韓页页頁顶顶頂项项項顺顺順须须須预预預领领領颈颈頸频频頻颗颗顆题题題颜颜顏风风風飞飞飛馆馆館马马馬驹驹駒驿驿驛骄骄驕骏骏駿验验驗鱼鱼魚鲁鲁魯鲜鲜鮮鸟鸟鳥鸡鸡雞鸣鸣鳴鸥鸥鷗鸽鸽鴿鸿鸿鴻鹅鹅鵝鹤鹤鶴鹰鹰鷹鹿鹿鹿麦麦麥黄黄黃" +
		"齐齐齊龄龄齡龙龙龍龟龟龜")
	for i := 0; i+2 < len(s); i += 3 {
		if s[i] != s[i+2] {
			pairs = append(pairs, string(s[i]), string(s[i+2]))
		}
	}
	return strings.NewReplacer(pairs...)
}()

var syllableArgs = func() pinyin.Args {
	a := pinyin.NewArgs()
	a.Heteronym = true
	return a
}()

// Read returns the toneless readings of a hanzi, as go-pinyin lists them.
func Read(r rune) []string {
	var out []string
	for _, s := range pinyin.SinglePinyin(r, syllableArgs) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// known are readings in the made-up names that are not the first one go-pinyin lists. They are written down here apart from
// the tables of the engines, so that these are checked and not merely repeated.
var known = map[string]string{
	"重庆": "chong qing", "长宁": "chang ning", "长寿": "chang shou", "都市": "du shi", "朝阳": "chao yang", "厦门": "xia men",
	"番禺": "pan yu", "六安": "lu an", "台州": "tai zhou", "丽水": "li shui", "铅山": "yan shan", "乐清": "yue qing",
	"乐山": "le shan", "单县": "shan xian", "曾都": "zeng du", "解州": "hai zhou", "华阴": "hua yin", "尉犁": "yu li",
	"涡阳": "guo yang", "莘庄": "xin zhuang", "浒墅关": "xu shu guan", "闵行": "min hang", "花都": "hua du", "蚌埠": "beng bu",
	"石路": "shi lu", "曾家": "zeng jia", "单家": "shan jia", "长江": "chang jiang", "长城": "chang cheng", "长颈鹿": "chang jing lu",
	"小乐队": "xiao yue dui", "音乐": "yin yue", "都会": "du hui", "单桥": "shan qiao", "仇家": "qiu jia", "重阳": "chong yang",
	"宝藏": "bao zang", "藏宝": "cang bao", "银行": "yin hang", "弹子石": "dan zi shi", "大埔": "da bu", "蔚县": "yu xian",
	"朝晖": "zhao hui", "乐队": "yue dui", "小种子": "xiao zhong zi", "金种子": "jin zhong zi", "参天": "can tian", "会展": "hui zhan",
	"什邡": "shi fang", "阆中": "lang zhong", "监利": "jian li", "甪直": "lu zhi", "邳州": "pi zhou", "犍为": "qian wei",
	"大厦": "da sha", "解放": "jie fang", "行健": "xing jian", "长": "chang", "都": "du", "和畅": "he chang", "石榴": "shi liu", "石": "shi",
}

// Syllables reads a name aloud: one toneless syllable a hanzi, "" for anything else.
func Syllables(name []rune) []string {
	out := make([]string, len(name))
	for i := 0; i < len(name); i++ {
		if out[i] != "" {
			continue
		}
		for n := min(3, len(name)-i); n > 0; n-- {
			if s, ok := known[string(name[i:i+n])]; ok {
				copy(out[i:], strings.Fields(s))
				break
			}
		}
		if rs := Read(name[i]); out[i] == "" && len(rs) > 0 {
			out[i] = rs[0]
		}
	}
	return out
}

// Perturb makes queries of every kind from names that are typed well enough to tell the name from all others: each holds
// what few of the names share. It is the same for the same seed.
func Perturb(seed uint64, names []string) []Asked {
	rng := rand.New(rand.NewPCG(seed, 3))
	var out []Asked
	for _, name := range names {
		p := perturber{rng: rng, name: []rune(name)}
		for i, r := range p.name {
			if len(Read(r)) > 0 {
				p.at = append(p.at, i)
			}
		}
		if len(p.at) < 5 {
			continue
		}
		p.syl = Syllables(p.name)
		for _, kind := range Kinds {
			if words := p.make(kind); words != "" {
				out = append(out, Asked{kind, words, name})
			}
		}
	}
	return out
}

type perturber struct {
	rng  *rand.Rand
	name []rune
	at   []int // offsets of hanzi
	syl  []string
}

// hanzi returns the hanzi lo..hi of the name, without what stands between.
func (p *perturber) hanzi(lo, hi int) []rune {
	var out []rune
	for _, i := range p.at[max(lo, 0):min(hi, len(p.at))] {
		out = append(out, p.name[i])
	}
	return out
}

// sound returns the syllables lo..hi in one word.
func (p *perturber) sound(lo, hi int) string {
	var out []string
	for _, i := range p.at[max(lo, 0):min(hi, len(p.at))] {
		out = append(out, p.syl[i])
	}
	return strings.Join(out, "")
}

func (p *perturber) initials(lo, hi int) string {
	var b strings.Builder
	for _, i := range p.at[max(lo, 0):min(hi, len(p.at))] {
		b.WriteByte(p.syl[i][0])
	}
	return b.String()
}

func (p *perturber) make(kind string) string {
	n := len(p.at)
	head := min(n, 5+p.rng.IntN(3)) // enough of the beginning to be told apart
	switch kind {
	case "whole":
		return string(p.name)
	case "part":
		return string(p.hanzi(0, head))
	case "parts in order":
		return string(p.hanzi(0, 2)) + " " + string(p.hanzi(2, head))
	case "reordered":
		return string(p.hanzi(2, head)) + string(p.hanzi(0, 2))
	case "gap":
		return string(p.hanzi(0, head-2)) + string(p.hanzi(n-2, n))
	case "gap of one":
		return string(p.hanzi(0, 2)) + string(p.hanzi(3, head+2))
	case "across a bracket":
		if i := slices.Index(p.name, '（'); i > 0 {
			return string(p.name[:i-1]) + string(p.name[i+1:len(p.name)-1])
		}
	case "same sound", "wrong", "missing":
		return p.slip(kind, head)
	case "pinyin":
		return p.sound(0, head)
	case "pinyin words":
		return p.sound(0, 2) + " " + p.sound(2, head)
	case "pinyin part":
		return p.sound(0, n)
	case "pinyin slip":
		return p.typo(p.sound(0, head))
	case "pinyin beginning":
		s := p.sound(0, head)
		return s[:len(s)-1]
	case "other reading":
		return p.otherReading(head)
	case "initials":
		return p.initials(0, n)
	case "initials part":
		return p.initials(0, min(n, 7))
	case "mixed":
		return string(p.hanzi(0, 2)) + p.sound(2, head)
	case "mixed initials":
		return string(p.hanzi(0, 3)) + p.initials(3, head+2)
	case "traditional":
		return toTraditional.Replace(string(p.hanzi(0, n)))
	case "full width":
		return widen(p.sound(0, head))
	case "spaces":
		return " " + strings.Join(strings.Split(string(p.hanzi(0, head)), ""), " ") + "　"
	}
	return ""
}

// slip types one character wrong or leaves it out.
func (p *perturber) slip(kind string, head int) string {
	h := p.hanzi(0, head+1)
	i := p.rng.IntN(min(len(h), 4))
	switch kind {
	case "missing":
		return string(slices.Delete(h, i, i+1))
	case "wrong":
		h[i] = []rune("鑫磊淼焱垚壹贰叁肆伍")[p.rng.IntN(10)]
		return string(h)
	}
	want := p.syl[p.at[i]]
	for range 20000 {
		if r := rune(0x4E00 + p.rng.IntN(0x4000)); r != h[i] {
			if rs := Read(r); len(rs) > 0 && rs[0] == want {
				h[i] = r
				return string(h)
			}
		}
	}
	return ""
}

// typo makes one slip in letters: a wrong, missing or added letter or two swapped.
func (p *perturber) typo(s string) string {
	b := []byte(s)
	i := 1 + p.rng.IntN(len(b)-2)
	switch p.rng.IntN(4) {
	case 0:
		b[i] = byte('a' + p.rng.IntN(26))
	case 1:
		b = slices.Delete(b, i, i+1)
	case 2:
		b = slices.Insert(b, i, byte('a'+p.rng.IntN(26)))
	default:
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

// otherReading types a reading of one character that is possible but not meant.
func (p *perturber) otherReading(head int) string {
	var b strings.Builder
	done := false
	for _, i := range p.at[:head] {
		s := p.syl[i]
		if rs := Read(p.name[i]); !done && len(rs) > 1 {
			for _, other := range rs[:2] {
				if other != s {
					s, done = other, true
					break
				}
			}
		}
		b.WriteString(s)
	}
	if !done {
		return ""
	}
	return b.String()
}

func widen(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xFEE0
		}
		return r
	}, strings.ToUpper(s))
}
