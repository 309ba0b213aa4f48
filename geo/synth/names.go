package synth

import (
	"math/rand/v2"
	"strings"
)

// namer deals out names, each once. All are made up in the manner of real ones.
type namer struct {
	r      *rand.Rand
	pools  map[string][]string
	used   map[string]bool
	rounds map[string]int
}

const (
	roadRoots = `梧桐 银杏 丹桂 紫荆 玉兰 海棠 芙蓉 翠竹 青松 白鹭 鹿鸣 星湖 月溪 听涛 望江 观澜 枫林 杏林 桃源 柳浪 荷风 兰亭 菊园 梅岭 竹影 松涛 柏树 榆荫 槐荫 樟树 ` +
		`合欢 石榴 金橘 紫藤 蔷薇 茉莉 百合 杜鹃 山茶 腊梅 迎春 晨曦 朝晖 晚霞 彩虹 繁星 皓月 清风 细雨 甘露 春晓 夏荷 秋实 冬青 和平 团结 友谊 光明 幸福 安康 ` +
		`富强 文明 和谐 诚信 勤学 求真 博雅 致远 明德 崇文 尚学 育才 育英 启航 扬帆 远景 创新 创业 科苑 数谷 云帆 天河 银河 长风 万松 千帆 百川 九曲 八仙 七星 ` +
		`六合 五福 四季 三元 双塔 一品 东篱 西窗 南浦 北辰 上林 下沙 前进 后湖 左岸 凤栖 龙吟 麒麟 仙鹤 飞燕 黄鹂 画眉 喜鹊 雁荡 鸥鹭 鲤鱼 锦鳞 青石 白沙 碧波 ` +
		`清泉 玉泉 甘泉 涌泉 澄澜 映月 流云 飞霞 锦绣 织锦 绣湖 丝竹 琴台 棋盘 书香 画桥 诗溪 墨香 砚池 笔架 丰收 丰泽 丰乐 永安 永宁 永兴 长乐 长宁 长青 常春 ` +
		`泰安 泰和 瑞景 瑞祥 祥和 嘉禾 嘉兰 嘉树 金穗 金秋 金鼎 银湾 银滩 翡翠 琥珀 明珠湾 珊瑚 玛瑙 水晶 蓝天 碧海 绿荫 紫云 赤霞 白云 青云里 苍山 雪松 红枫 橙园 ` +
		`吴家桥 杨柳湾 李家塘 周浦 陈桥 沈家渡 陆家浜 顾家弄 钱塘里 孙园 赵庄 朱家角里 施家湾 曹家渡 方家园 许家堰 何家埭 吕巷 章家桥 秦淮里 汤家湾 鲍家塘 ` +
		`观前 观后 学前 学后 庙前 塔后 桥东 桥西 河沿 堤上 柳堤 苇岸 蒲苇 莲塘 菱角 藕花 茭白 稻香里 麦浪 桑园 蚕花 茶亭 渔浦 橹声 帆影 渡口 码头 驿前 驿后`
	laneRoots = `井儿 染坊 豆腐 状元 米市 油车 打铁 竹器 灯笼 剪刀 皮市 布市 盐仓 粮仓 酒坊 醋坊 糖坊 茶馆 书铺 纸马 鱼行 菜市 花市 鸟市 银匠 木匠 篾匠 铜匠 伞店 扇子 ` +
		`文庙 武庙 城隍 土地 观音 关帝 财神 县前 县后 学宫 贡院 衙后 校场 马坊 营房 更楼 钟楼 鼓楼后 城门 水门 石板 青砖 花墙 八角井 双眼井 四方井 大槐 老榆 银杏树 ` +
		`百花 仁义 孝友 里仁 德邻 积善 居安 乐善 敬老 慈幼 耕读 传胪 进士 榜眼 探花 解元 翰林 尚书 都堂 司马 太平 永福 长寿 安乐 平安 如意 吉祥 双喜 五福里 百子 ` +
		`小桥 石桥 木桥 板桥 虹桥里 半月 弯月 葫芦 扁担 裤子 牛角 羊肠 燕子 麻雀 金鱼 乌龟 狮子 石鼓 石马 铁佛 玉带 锦屏 柳荫 菱湖 荷花池 洗马 饮马 放生 晒网 船坞 ` +
		`王家 谢家 范家 蒋家 丁家 宋家 唐家 韩家 冯家 董家 程家 袁家 邓家 傅家 曾家 彭家 萧家 蔡家 贾家 夏家 钟家 汪家 田家 姜家 石家 姚家 邹家 熊家 金家 郝家`
	estateRoots = `春江 秋水 映月 临江 望湖 滨湖 翠湖 碧湖 锦湖 悦湖 澜庭 云庭 星河 星辰 天悦 天屿 天玺 御江 御景 御湖 熙悦 熙园 和悦 和润 和畅 书香 书苑 文锦 文华 文澜 ` +
		`紫薇 紫竹 丁香 桂语 梧桐 兰庭 竹韵 荷塘 菊香 梅园 枫丹 枫桥 樱花 海棠 杏花 桃李 柳岸 榕树 香樟 银桦 金桂 玉兰 百合 牡丹 芙蓉 茉莉 栀子 木棉 凤凰 白鹭 ` +
		`金色 银都 阳光 朝阳 晨光 晨晖 旭日 彩云 彩虹 锦绣 锦华 锦江 华庭 华府 盛世 盛景 鼎盛 名仕 名都 名门 尚城 尚品 尚都 新城 新都 新天 东方 南洋 西溪 北苑 ` +
		`江南 江畔 江语 水岸 水榭 水韵 水映 溪谷 溪语 溪山 山语 山水 山景 林语 林溪 林荫 青枫 青溪 青年 青荷 绿洲 绿城里 绿意 绿野 翠屏 翠园 碧云 碧水 碧桂里 丽江里 ` +
		`丽景 丽都 怡景 怡和 怡园 怡心 康乐 康宁 康馨 安居 安泰 安澜 宁馨 福临 福泽 福满 瑞丰 瑞和 祥云 祥瑞 吉庆 嘉和 嘉宝 嘉年 荣华 荣景 万和 万象 百合里 千禧`
	oldEstates = `红旗 胜利 建设 跃进 前进 先锋 东风 红星 光荣 卫星 曙光 工农 纺织 机床 化工 邮电 铁路 粮食 供销 教工 电力 水利 轻工 丝绸 二轻 农机 印染 柴油机 造船 钢铁 ` +
		`人民 解放 新华 新民 新生 新建 向阳 东升 长虹 彩练 育红 朝阳 立新 永红 繁荣 兴隆 平安 友爱 互助 团结 和睦 振兴 启明 光华 中兴 大众 劳动 联合 凯旋 新风`
	brandRoots = `恒泰 鸿图 天元 汇金 环球 世纪 国际 时代 新纪元 金鼎 银河 浦江 长江里 东海 华泰 中天 盛大 远洋 泰和 瑞安 嘉里 恒丰 鼎新 联创 博创 智汇 云谷 数字 软件 科创`
	villages   = `稻香村 荷塘村 沈家浜村 柳湾村 桑园村 白鹭村 新塘村 石桥村 杨树浜村 金家埭村 渔家村 塘北村 苇荡村 菱湖村 高地村 东墩村 西墩村 三里村 圩田村 横泾村 姚家荡村 百步村 落霞村 西沙村`
	schoolKeys = `实验 中心 外国语 育才 明德 崇文 启明 星湖 望江 云澜 映江 滨江 新城 光华 文澜 求真 树人 博雅 学府 梧桐 东湖 南园 青云 鹿鸣 春晖 秋实 桃李 知行 致远 弘毅`
	kidKeys    = `红缨 小星星 春笋 蓓蕾 阳光 彩虹 童心 童乐 金色摇篮 七色花 小葵花 百灵 蓝天 新蕾 雏鹰 小荷 乐园 贝贝 启慧 晨曦 花朵 小燕子 海贝 金果 嘉禾 明珠 维尼里 小天鹅 苗苗 天使 ` +
		`月亮船 太阳花 蒲公英 康乐 欢乐谷 绿洲 翠湖 星海 云朵 小树苗 梦想 爱心 机关第一 机关第二 实验 中心 师范附属 纺织 铁路 望江 滨江 鼓楼 云澜 映江 明镜湖 书院 桂花 梧桐 银杏 荷塘 稻香 青云 建业 兴华`
	parkKeys = `人民 青年 中山 儿童 梧桐 丹桂 樱花 荷风 翠竹 听雨 望月 秋水 春晓 鸣翠 沁芳 揽月 芳草 百果 海棠 玉兰 松风 杏花 枫香 白鹭 芦苇 采薇 映雪 汀兰 浣花 揽翠 洗砚 停云`
)

func newNamer(r *rand.Rand) *namer {
	n := &namer{r: r, pools: make(map[string][]string), used: make(map[string]bool), rounds: make(map[string]int)}
	for _, a := range avenues {
		n.used[a.name+"路"] = true
	}
	return n
}

// deal returns the next word of a list, in random order, and how often the list has been dealt out before.
func (n *namer) deal(list string) (word string, round int) {
	if len(n.pools[list]) == 0 {
		if _, ok := n.pools[list]; ok {
			n.rounds[list]++
		}
		words := strings.Fields(list)
		n.r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		n.pools[list] = words
	}
	p := n.pools[list]
	n.pools[list] = p[1:]
	return p[0], n.rounds[list]
}

// pick deals words until one of the suffixes makes a name not used so far.
func (n *namer) pick(list string, suffixes ...string) string {
	for {
		word, round := n.deal(list)
		for i := range suffixes {
			s := suffixes[(i+n.r.IntN(len(suffixes)))%len(suffixes)]
			name := word + s
			if round >= len(suffixes)+1 {
				name = word + numerals[(round-len(suffixes))%len(numerals)] + s
			}
			if !n.used[name] {
				n.used[name] = true
				return name
			}
		}
	}
}

var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九"}

func (n *namer) road() string { return n.pick(roadRoots, "路", "路", "街", "支路") }
func (n *namer) lane() string { return n.pick(laneRoots, "巷", "弄", "巷", "街") }

func (n *namer) estate(z zone) string {
	switch z {
	case zoneNew:
		return n.pick(estateRoots, "华庭", "名邸", "府", "花园", "公馆", "雅苑", "湾")
	case zoneWest, zoneNorth, zoneWorks:
		if n.r.IntN(5) < 3 {
			return n.pick(oldEstates, "新村", "小区", "里", "东村", "西苑")
		}
		return n.pick(estateRoots, "小区", "花园", "家园", "苑")
	default:
		return n.pick(estateRoots, "苑", "花园", "公寓", "家园", "雅苑", "小区")
	}
}
